// Any bytes as a sheet: a complaint has a code, a place and both texts; what is accepted is written as a sheet that
// reads back to the same, or named as what a sheet cannot hold.
#include "sound.hpp"

#include <saniscore/standard/sheet.hpp>
#include <saniscore/standard/standard.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace saniscore;
  const auto spec = read_sheet(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.csv");
  require_sound(spec.diagnostics());
  if (!spec) {
    require(!spec.diagnostics().empty());
    return 0;
  }
  const auto standard = compile(*spec);
  require_sound(standard.diagnostics());
  if (!standard) return 0;
  const std::string document = write_standard(*spec);
  for (const Language language : {Language::en, Language::zh}) {
    const auto sheet = write_sheet(*spec, language);
    require_sound(sheet.diagnostics());
    if (!sheet) continue;
    const auto again = read_sheet(*sheet);
    require(again.has_value() && write_standard(*again) == document);
  }
  return 0;
}
