// What changed from one edition of a standard to the next.
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/standard/spec.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0 {

/// One difference. Criteria, gates and outcomes are matched by id, levels by name.
struct Change {
  enum class Kind : std::uint8_t {
    added,    ///< 新增
    removed,  ///< 删除
    moved,    ///< 移动: another group, or (key "order") a group whose children stand in another order
    weight,   ///< 分值权重: points, weight
    limit,    ///< 限值: a number in a rule, gate or level
    rule,     ///< 规则: anything else that can change a result
    wording   ///< 文字: titles, texts, sources, dates; no result changes
  };
  enum class Part : std::uint8_t { standard, criterion, gate, outcome };
  Kind kind = Kind::rule;
  Part part = Part::standard;
  std::string id;             ///< of the criterion, gate or outcome; empty for the standard itself
  Text title;                 ///< of the later edition, or of what was removed
  std::string key;            ///< "points", "measure.shortfall.target", "levels.A.when.>="; empty for added and removed
  std::string before, after;  ///< JSON text of the value; empty where there is none

  bool operator==(const Change&) const = default;
};

/// All differences: the standard itself, criteria in the order of `before` with the added ones at the end, gates,
/// outcomes. Empty exactly when both write to the same canonical document (write_standard). Both must be sound
/// (compile() accepts them). Linear in the documents but for sorting.
[[nodiscard]] SANISCORE_EXPORT std::vector<Change> diff(const StandardSpec& before, const StandardSpec& after);

/// "weight", "limit", … in the language.
[[nodiscard]] SANISCORE_EXPORT std::string_view to_text(Change::Kind kind, Language language = Language::en);
[[nodiscard]] SANISCORE_EXPORT std::string_view to_text(Change::Part part, Language language = Language::en);

}  // namespace saniscore::inline v0
