// What each group's respondents add up to, in one pass: totals, counts, and the variance of the rate.
#pragma once

#include <saniscore/survey/rate.hpp>

#include "survey/design_data.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace saniscore::inline v0::survey {

/// What a group's respondents add up to.
struct Domain {
  std::array<std::int64_t, 4> counts{};           // by outcome
  double favourable = 0, valid = 0, squares = 0;  // Σw of the favourable, of the valid, Σw² of the valid
  double variance = 0;
  std::int32_t psu = 0, strata = 0;
  bool lonely = false;
};

/// `group`: per row 0 … groups − 1, or −1 for none.
[[nodiscard]] std::vector<Domain> domains(const Design::Data& design, const Answers& answers,
                                          std::vector<std::int32_t> group, std::size_t groups, Variance variance);

/// Whether an answer counts: favourable, unfavourable, and don't know where the coding says so.
[[nodiscard]] inline bool is_valid(Outcome o, DontKnow policy) {
  return o <= Outcome::unfavourable || (o == Outcome::dont_know && policy == DontKnow::as_unfavourable);
}

/// An error unless there is one per respondent.
[[nodiscard]] std::optional<Diagnostic> check_rows(const Design& design, std::size_t rows, const char* what);
/// The error of a domain that holds no such answer.
[[nodiscard]] Diagnostic nobody(std::span<const std::uint8_t> where, const char* en, const char* zh);

}  // namespace saniscore::inline v0::survey
