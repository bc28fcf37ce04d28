// Any bytes as an overlay: a complaint has a code, a place and both texts; what is accepted gives the same standard
// twice, one that makes sense and reads back to itself.
#include <saniscore/standard/standard.hpp>
#include <saniscore/standard/tailor.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace saniscore;

void require(bool condition) {
  if (!condition) std::abort();
}

void require_sound(const std::vector<Diagnostic>& diagnostics) {
  require(!diagnostics.empty());
  for (const Diagnostic& d : diagnostics) {
    require(!d.code.empty() && !d.en.empty() && !d.zh.empty());
    require(to_text(d).find('\n') == std::string::npos);
  }
}

constexpr std::string_view base_text =
    R"({"format": "saniscore/standard", "format_version": 1, "id": "x", "edition": "1",
  "tree": {"id": "t", "points": 20, "combine": "sum", "children": [
    {"id": "g", "points": 10, "combine": "sum", "tags": ["key"], "children": [
      {"id": "a", "points": 4, "measure": {"deduct": 1}}, {"id": "b", "points": 6, "measure": {"threshold": {">=": 90}}}]},
    {"id": "c", "points": 10, "measure": {"score": 10}, "reduce": [{"over": "site", "by": "mean"}]},
    {"id": "m", "combine": "mean", "children": [{"id": "w", "weight": 1, "measure": "pass"}]}]},
  "gates": [{"id": "v", "require": {"met": "b"}, "outcome": "o", "at_best": "no"}],
  "outcomes": [{"id": "o", "levels": [{"level": "yes", "when": {"percent": "t", ">=": 60}}, {"level": "no"}]}]})";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const StandardSpec base = read_standard(base_text).value();
  const auto overlay = read_overlay(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz");
  if (!overlay) {
    require_sound(overlay.diagnostics());
    return 0;
  }
  const auto made = tailor(base, *overlay);
  if (!made) {
    require_sound(made.diagnostics());
    return 0;
  }
  const std::string document = write_standard(*made);
  require(write_standard(tailor(base, *overlay).value()) == document);
  require(compile(*made).has_value());
  const auto again = read_standard(document);
  require(again.has_value() && write_standard(*again) == document);
  return 0;
}
