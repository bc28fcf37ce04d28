// Linked into every test program. With SANISCORE_TEST_LOCALE=comma the whole program runs where numbers are written
// 1.234,5, in C++ and, where the machine has such a locale, in C.
#include <clocale>
#include <cstdlib>
#include <locale>
#include <string>
#include <string_view>

namespace {

struct CommaDecimal : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

const bool set = [] {
  const char* wanted = std::getenv("SANISCORE_TEST_LOCALE");
  if (wanted == nullptr || std::string_view(wanted) != "comma") return false;
  for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8"}) {
    if (std::setlocale(LC_ALL, name) != nullptr) break;
  }
  std::locale::global(std::locale(std::locale::classic(), new CommaDecimal));
  return true;
}();

}  // namespace
