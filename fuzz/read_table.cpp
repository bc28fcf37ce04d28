// A byte that picks the encoding and any bytes as a data file, read under one standard: every cell that is not
// understood is named by row and column in both languages, and what is understood can be scored.
#include "base/csv.hpp"
#include "base/encoding.hpp"
#include "cli/observe.hpp"

#include "sound.hpp"

#include <saniscore/scoring/score.hpp>
#include <saniscore/standard/standard.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace saniscore;

constexpr std::string_view text = R"({"format": "saniscore/standard", "format_version": 1, "id": "x", "edition": "1",
  "tree": {"id": "t", "combine": "sum", "children": [
    {"id": "a", "title": {"zh": "地面"}, "points": 10, "measure": {"deduct": {"rules": [{"id": "r", "rate": 1},
      {"id": "late", "rate": [{"id": "again", "when": {"fact": "f", "==": true}, "value": 2}, {"value": 0.3}]}]}}},
    {"id": "b", "points": 6, "measure": {"threshold": {">=": 90}}, "applies": {"attribute": "class", "==": "big"}},
    {"id": "s", "points": 10, "combine": "sum", "reduce": [{"over": "site", "by": "mean"},
      {"over": "method", "weights": {"covert": 0.7, "announced": 0.3}}, {"over": "round", "by": "mean"},
      {"over": "quarter", "by": "latest"}], "children": [{"id": "c", "points": 10, "measure": {"score": 10}}]},
    {"id": "l", "points": 5, "measure": {"choice": {"A": 5, "B": 3, "C": 0}}}]},
  "outcomes": [{"id": "o", "levels": [{"level": "yes", "when": {"all": [{"percent": "t", ">=": 60},
    {"previous": {"level": "o", "==": "yes"}}]}}, {"level": "no"}]}]})";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Standard standard = load_standard(text).value();
  if (size == 0) return 0;
  const auto encoding = static_cast<detail::Encoding>(data[0] % 5);
  const auto decoded = detail::decode(std::string(reinterpret_cast<const char*>(data) + 1, size - 1), encoding, "fuzz");
  require_sound(decoded.diagnostics());
  if (!decoded) return 0;
  auto table = detail::read_csv(decoded->text, "fuzz", data[0] >= 128 ? '\t' : ',');
  require_sound(table.diagnostics());
  if (!table) return 0;
  cli::ObserveOptions options;
  if (data[0] % 2 == 1) options.missing = State::not_inspected;
  const auto seen = cli::observe(standard, {std::move(*table), {}, {}}, options);
  require_sound(seen.diagnostics());
  if (!seen) return 0;
  const auto card = score(standard, *seen, {});
  require_sound(card.diagnostics());
  return 0;
}
