// compare(): why two results differ. Two units, two months, or one data set under two editions.
//
//   auto c = compare(march, "Room 12", april, "Room 12");      // what changed in a month
//   auto d = compare(old_edition, "Room 12", new_edition, "Room 12");   // the same data told to Observations of each
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/scoring/observations.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0 {

/// Why a criterion contributes another number of points.
enum class Cause : std::uint8_t {
  data,     ///< something else was observed
  rule,     ///< its rule, or that of a group above it, is another in the other edition
  added,    ///< only the second standard has it
  removed,  ///< only the first standard has it
  weight,   ///< it earned the same share, of more or fewer points: other points or weights, or others dropped out
};
[[nodiscard]] SANISCORE_EXPORT std::string_view to_text(Cause cause);

/// A leaf's part in the difference of a whole. Criteria are matched by id.
struct CriterionChange {
  std::string id;
  Node before = no_node, after = no_node;      ///< in the first and the second standard
  double points_before = 0, points_after = 0;  ///< points of the whole's score that come from it
  Cause cause = Cause::data;
  double by_result = 0;  ///< because it earned another share of what it stands for
  double by_weight = 0;  ///< because it stands for more or fewer points of the whole: another weight, or others dropped
};

/// An adjustment's, a rounding's, a start's part, matched by criterion and rule.
struct RuleChange {
  std::string criterion, rule;
  std::string en, zh;  ///< the rule in words, as the second standard has it where it does
  double points_before = 0, points_after = 0;
};

/// A scored node without a scored node above it: the root, or each part below a heading.
struct WholeChange {
  std::string id;
  Node before = no_node, after = no_node;
  std::optional<double> score_before, score_after;
  double maximum_before = 0, maximum_after = 0;
  /// score_after − score_before; Σ (by_result + by_weight) of its criteria and (points_after − points_before) of its
  /// rules make exactly that, to 12 digits. Without a score on either side nothing is compared.
  std::optional<double> difference;
  std::vector<CriterionChange> criteria;  ///< that contribute another number of points, in document order
  std::vector<RuleChange> rules;
};

struct OutcomeChange {
  std::string id;
  std::vector<std::string> before, after;  ///< the level, or those still possible; empty: no result, or no such ladder
};

struct Comparison {
  Standard standard_before, standard_after;
  std::string unit_before, unit_after;
  std::vector<WholeChange> wholes;
  std::vector<OutcomeChange> outcomes;  ///< those of the second standard, then those only the first has
};

/// Compares two results. The convention: what a leaf contributes is the part of the maximum it stands for times the
/// share of it that it earned (see explain.hpp for both). The difference is split at the middle of both sides, so that
/// it changes its sign when the sides are exchanged:
///   by weight = (stands for after − before) × mean of both shares
///   by result = (share after − share before) × mean of what it stands for
/// A leaf that stands for nothing on one side counts with its share on the other. Cost: two explain().
[[nodiscard]] SANISCORE_EXPORT Result<Comparison> compare(const Observations& before, std::string_view unit_before,
                                                          const Observations& after, std::string_view unit_after);

/// The comparison as a page of text, largest changes first.
[[nodiscard]] SANISCORE_EXPORT std::string to_text(const Comparison& comparison, Language language = Language::en);

}  // namespace saniscore::inline v0
