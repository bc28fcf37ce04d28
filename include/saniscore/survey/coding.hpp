// Codings: what each answer of a question means. The same answers give another rate under another coding, so every
// result says which one it used.
//
//   const auto answers = survey::code(*survey::coding("satisfaction-5-dk"), codes).value();
#pragma once

#include <saniscore/base/result.hpp>

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::survey {

enum class Outcome : std::uint8_t { favourable, unfavourable, dont_know, missing };

/// What "don't know" 不了解 / 说不清 does to a rate.
enum class DontKnow : std::uint8_t {
  exclude,         ///< the rate is among those who have an opinion
  as_unfavourable  ///< the rate is among all who answered
};

/// The code of a question that was not asked or not answered; missing under every coding.
inline constexpr std::int32_t no_answer = std::numeric_limits<std::int32_t>::min();

/// One answer a respondent can give.
struct Option {
  std::int32_t code = 0;
  Outcome outcome = Outcome::missing;
  double value = std::numeric_limits<double>::quiet_NaN();  ///< what it counts in an index; NaN: not in the index
  std::string zh{}, en{};                                   ///< its wording, for answers that come as text
};

struct Coding {
  std::string id;
  std::vector<Option> options;
  DontKnow dont_know = DontKnow::exclude;
  std::string source{};  ///< where this reading of the scale is printed
};

/// Coded answers, one per respondent. They may also be made by hand: outcomes are enough for a rate, values for an
/// index.
struct Answers {
  std::vector<Outcome> outcomes;
  std::vector<double> values{};  ///< NaN: none
  std::string coding{};
  DontKnow dont_know = DontKnow::exclude;
};

/// The ready codings, for scales seen in practice: satisfaction-3, -4, -5, each also with 不了解 (-dk), awareness-2,
/// support-2, participation-2, and the latter with 说不清 (-dk).
[[nodiscard]] SANISCORE_EXPORT std::span<const Coding> codings();
/// One of them. Errors: D211 (unknown id).
[[nodiscard]] SANISCORE_EXPORT Result<Coding> coding(std::string_view id);

/// A coding from wordings alone, as the `surveys` entry of a standard gives them (SurveySpec::favourable, …). Without
/// `dont_know` the usual wordings are taken: 不了解, 说不清, 不清楚, 不知道, Don't know. Codes are 1, 2, … in this
/// order. Errors: D212.
[[nodiscard]] SANISCORE_EXPORT Result<Coding> coding_of(std::string id, std::span<const std::string> favourable,
                                                        std::span<const std::string> unfavourable,
                                                        std::span<const std::string> dont_know = {},
                                                        DontKnow policy = DontKnow::exclude);

/// Codes answers. Errors: D212 (a faulty coding: two options of one code or wording, none favourable or none
/// unfavourable), D213 (an answer that the coding does not have).
[[nodiscard]] SANISCORE_EXPORT Result<Answers> code(const Coding& coding, std::span<const std::int32_t> answers);
/// The same for wordings as questionnaire platforms export them: "A.非常满意", "2、满意", "满意（推荐）", "Satisfied".
/// An empty text is missing, and so are the marks for skipped questions "(空)" and "(跳过)".
[[nodiscard]] SANISCORE_EXPORT Result<Answers> code(const Coding& coding, std::span<const std::string_view> answers);

}  // namespace saniscore::inline v0::survey
