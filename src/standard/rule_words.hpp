// Rules as score sheets word them: "每发现一处扣0.5分,扣完为止", "≥85%，每降低1%扣0.05分，按比例扣", ">= 90".
//
// What is read is exactly what is meant, or nothing: words that could mean two things are refused, with what to write
// instead. Chinese and English, full-width signs and spaces as people type them.
#pragma once

#include "standard/remarks.hpp"

#include <saniscore/base/result.hpp>
#include <saniscore/standard/spec.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace saniscore::inline v0::detail {

/// A rule in words, understood.
struct RuleWords {
  Boxed<MeasureSpec> measure;          ///< none: only observed (只记录)
  bool veto = false;                   ///< 一票否决: not met, it vetoes
  std::optional<double> veto_percent;  ///< … or when it earns less than this percent of its points
  std::string unit;                    ///< "%", "‰" when the limit carries it
  std::optional<Phrase> assumed;       ///< what the words leave open, and how it was taken
};

struct RuleRead {
  std::optional<RuleWords> words;
  Phrase why;  ///< when there are none: what stands in the way
};

/// Reads a rule. `target` is what a target column of its own says (目标值; may be empty), `points` are the criterion's.
/// Linear in the text.
[[nodiscard]] RuleRead read_rule(std::string_view text, std::string_view target, std::optional<double> points);

/// The rule in words that read_rule reads back; empty when words cannot say it. Names in it may still not survive
/// ("每" at the beginning of a rule's id), so whoever writes reads back.
[[nodiscard]] std::string write_rule(const MeasureSpec& measure, Language language);

/// An operator and a limit: ">= 90", "≥90%", "90分以上", "不低于90"; nothing for other words.
struct Limit {
  Operator op = Operator::ge;
  double value = 0;
  std::string unit;
  std::string subject;  ///< what it is about, where that stands before it
};
[[nodiscard]] std::optional<Limit> read_limit(std::string_view text);
[[nodiscard]] std::string write_limit(Operator op, double value, Language language);

/// The forms that read_rule understands, for a person.
[[nodiscard]] const Phrase& rule_forms();

/// As it is read: full-width letters, digits and signs in ASCII, all dashes "-", "≥" as ">=", "。" as ";".
[[nodiscard]] std::string narrowed(std::string_view text);

}  // namespace saniscore::inline v0::detail
