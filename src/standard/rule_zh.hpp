#pragma once

#include "standard/rule_language.hpp"
#include "standard/rule_limit.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::detail {

/// Clauses between commas, a condition and what it earns together: "间隔3米以上，得1分" is one.
[[nodiscard]] std::vector<std::string> chinese_clauses(std::string_view text);

/// One rule in Chinese words: each clause adds to what is known; only a set of clauses that means one rule becomes one.
class ChineseRule {
 public:
  explicit ChineseRule(std::optional<double> points) : points_(points) {}

  RuleRead read(const std::string& text, const std::string& target);

 private:
  struct Step {
    double size = 1, deduct = 0;
    bool above = false;
    std::string unit;
  };
  struct Banded {
    Limit limit;
    std::optional<Earned> earned;
  };

  bool clause(std::string_view c);
  bool headed(std::string_view text);
  bool picked(std::string_view text);
  bool veto(std::string_view c);
  bool modifier(std::string_view c);
  bool cap(std::string_view c);
  bool counting(std::string_view c);
  bool step(std::string_view c);
  bool deduct(std::string_view c);
  bool award(std::string_view c);
  bool nothing(std::string_view c);
  bool limit(std::string_view c);
  std::optional<bool> between(std::string_view c);
  bool of_one_thing(const Limit& limit);
  bool interval(std::string_view c);
  bool mark(std::string_view c);
  bool pass(std::string_view c);
  std::optional<Earned> earned(std::string_view text);

  RuleRead result();
  bool shortfall(RuleWords& words);
  bool banded(RuleWords& words);
  bool deductions(RuleWords& words);
  bool awards(RuleWords& words);
  bool no(std::string en, std::string zh) {
    if (why_.en.empty()) why_ = {std::move(en), std::move(zh)};
    return false;
  }

  std::optional<double> points_;
  Phrase why_;
  std::string pending_;  ///< a clause that only the next one explains: "发现焚烧的", "此项不得分"
  bool veto_ = false, veto_alone_ = false, floor_none_ = false, floor_zero_ = false, pass_ = false, observed_ = false;
  std::optional<double> veto_percent_, mark_, award_cap_;
  std::optional<MeasureSpec::Counting> counting_;
  std::optional<Step> step_;
  std::vector<Banded> bands_;
  std::optional<Earned> rest_;
  std::vector<CountRule> deducts_, awards_;
  bool each_ = true;  ///< every award says 每
  std::vector<Interval> intervals_;
  Boxed<MeasureSpec> headed_;
  std::optional<CountRule> unmet_;
};

}  // namespace saniscore::inline v0::detail
