// How numbers are printed: scores rounded as their standard says, everything else with at most 12 digits.
#pragma once

#include <saniscore/standard/standard.hpp>

#include <string>

namespace saniscore::cli {

/// Rounds in decimal, after a snap to 12 significant digits, and drops zeros at the end: 2.675 at 2 decimals, half_up,
/// is "2.68". Not finite: "".
[[nodiscard]] std::string rounded_text(double value, int decimals, Rounding mode);

/// 12 significant digits, the precision at which scores are compared. Not finite: "".
[[nodiscard]] std::string precise_text(double value);

/// How a node's scores are rounded for print: its own rounding, else the standard's, else four decimals.
[[nodiscard]] RoundSpec print_rounding(const Standard& standard, Node node);

/// "82.5", or "82.5 (80–85)" when provisional; "at least 80" in words where one side has no bound.
struct Shown {
  double score = 0, lower = 0, upper = 0;
  bool has_score = false, provisional = false;
};
[[nodiscard]] std::string score_text(const Shown& shown, const RoundSpec& rounding, Language language);

}  // namespace saniscore::cli
