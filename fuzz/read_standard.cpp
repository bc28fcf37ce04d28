// Any bytes as a standard document: a complaint has a code, a place and both texts; what is accepted is written and
// read back to the same.
#include <saniscore/standard/read.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace saniscore;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Result<StandardSpec> first = read_standard(text, "fuzz");
  if (!first) {
    require(!first.diagnostics().empty());
    for (const Diagnostic& d : first.diagnostics()) {
      require(!d.code.empty() && !d.en.empty() && !d.zh.empty());
      require(d.severity == Severity::note || (d.line > 0 && d.column > 0));
      require(to_text(d).find('\n') == std::string::npos);
    }
    return 0;
  }
  const std::string written = write_standard(*first);
  const Result<StandardSpec> second = read_standard(written);
  require(second.has_value());
  require(write_standard(*second) == written);
  return 0;
}
