// From the clauses of a rule in Chinese words to one measure.
#include "standard/rule_zh.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {
namespace {

using Kind = MeasureSpec::Kind;

RuleRead not_understood(std::string_view words) {
  const std::string shown = shortened(words);
  return {std::nullopt, {"these words are not understood: \"" + shown + "\"", "看不懂这一句：“" + shown + "”"}};
}

}  // namespace

RuleRead ChineseRule::read(const std::string& text, const std::string& target) {
  if (!target.empty()) {
    const auto l = read_limit(target);
    if (!l)
      return {std::nullopt,
              {"the target is not a limit; write it like \">= 90\"", "目标值不是界限；请写成“≥90”的形式"}};
    bands_.push_back({*l, std::nullopt});
  }
  std::string_view body = text;
  if (body.starts_with("分档打分:")) body.remove_prefix(std::string_view("分档打分:").size());
  if (!headed(body)) {
    for (const std::string_view c : parts_of(body, ";,")) {
      if (clause(c)) continue;
      if (!why_.en.empty()) return {std::nullopt, why_};
      if (has_digit(c) || !pending_.empty()) return not_understood(c);
      pending_ = c;
    }
  }
  if (!pending_.empty()) return not_understood(pending_);
  return result();
}

bool ChineseRule::shortfall(RuleWords& words) {
  if (bands_.size() != 1 || rest_)
    return no("a step needs one target; put it in front, such as \"≥85%，每降低1%扣0.05分\"",
              "按步扣分须有一个目标值；请写在前面，例如“≥85%，每降低1%扣0.05分”");
  const Banded& b = bands_.front();
  if (b.earned && !(*b.earned == Earned{1, true}) && !(points_ && *b.earned == Earned{*points_, false}))
    return no("what the target earns differs from the points of the criterion", "达到目标所得的分与分值不同");
  const bool turned = b.limit.op == Operator::lt || b.limit.op == Operator::le;
  // 低于85%的 and ≥85% both name the line below which points are lost; ≤60 does not.
  const bool below = b.limit.op == Operator::ge || b.limit.op == Operator::gt || b.limit.op == Operator::lt;
  const bool above = turned || b.limit.op == Operator::gt;
  if (step_->above ? !above : !below) return no("target and step point in opposite directions", "目标值与扣分方向相反");
  MeasureSpec& m = words.measure.emplace();
  m.kind = Kind::shortfall;
  m.target = b.limit.value;
  m.step = step_->size;
  m.deduct = step_->deduct;
  m.above = step_->above;
  m.counting = counting_.value_or(MeasureSpec::Counting::pro_rata);
  if (floor_none_) m.floor.reset();
  words.unit = b.limit.unit.empty() ? step_->unit : b.limit.unit;
  if (!counting_)
    words.assumed = Phrase{"the words do not say what part of a step costs; taken in proportion. Add 按比例扣, 满" +
                               number_text(m.step.value) + "才扣 or 不足" + number_text(m.step.value) + "按" +
                               number_text(m.step.value) + "计",
                           "原文没有说明不足一步如何扣分；按比例处理。请补写“按比例扣”“满" + number_text(m.step.value) +
                               "才扣”或“不足" + number_text(m.step.value) + "按" + number_text(m.step.value) + "计”"};
  return true;
}

bool ChineseRule::banded(RuleWords& words) {
  MeasureSpec& m = words.measure.emplace();
  words.unit = bands_.front().limit.unit;
  const auto full = [&](const std::optional<Earned>& e) {
    return !e || *e == Earned{1, true} || (points_ && *e == Earned{*points_, false});
  };
  const bool zero_rest = !rest_ || *rest_ == Earned{0, false};
  if (bands_.size() == 1 && zero_rest && (full(bands_.front().earned) || bands_.front().earned->amount == 0)) {
    m.kind = Kind::threshold;
    ConditionSpec& c = m.condition.emplace();
    c.kind = ConditionSpec::Kind::compare;
    c.op = bands_.front().limit.op;
    c.limit = bands_.front().limit.value;
    // "低于90%不得分" names the case that fails.
    if (bands_.front().earned && !full(bands_.front().earned)) {
      if (c.op == Operator::lt)
        c.op = Operator::ge;
      else if (c.op == Operator::gt)
        c.op = Operator::le;
      else
        return no("say which values earn the points, such as \"≥90\"", "请写明达标的界限，例如“≥90”");
    }
    return true;
  }
  m.kind = Kind::bands;
  for (const Banded& b : bands_) {
    if (!b.earned) return no("one of the bands does not say what it earns", "有一档没有写明得几分");
    Band& band = m.bands.emplace_back();
    band.op = b.limit.op;
    band.limit = b.limit.value;
    band.earned = b.earned;
  }
  if (!rest_)
    return no("the bands do not say what all other values earn; end with \"其余得0分\"",
              "没有写明其余情况得几分；请在最后写“其余得0分”");
  m.bands.emplace_back().earned = rest_;
  return true;
}

bool ChineseRule::deductions(RuleWords& words) {
  MeasureSpec& m = words.measure.emplace();
  m.kind = Kind::deduct;
  m.rules = std::move(deducts_);
  if (m.rules.size() == 1)
    m.rules.front().id.clear();
  else
    for (const CountRule& r : m.rules)
      if (r.id.empty())
        return no("each of several deductions needs words of its own", "有多条扣分时，每条都要写明扣分情形");
  if (floor_none_) m.floor.reset();
  return true;
}

bool ChineseRule::awards(RuleWords& words) {
  double sum = 0;
  for (const CountRule& r : awards_) sum += r.rate.front().value.value;
  if (!each_) {
    if (awards_.size() == 1 && points_ && sum == *points_) {
      words.measure.emplace().kind = Kind::pass;
      return true;
    }
    const double off = points_ ? sum - *points_ : 1;
    if (off > 1e-9 || off < -1e-9)
      return no(
          "the parts do not add up to the points; if the inspector picks one of them write \"选项：\" in front, if "
          "each case earns write \"每…得…分\"",
          "各项得分之和不等于分值；若只选其一，请在前面写“选项：”；若每次都得分，请写“每…得…分”");
  }
  MeasureSpec& m = words.measure.emplace();
  m.kind = Kind::award;
  m.rules = std::move(awards_);
  m.cap = award_cap_;
  if (m.rules.size() == 1) {
    m.rules.front().id.clear();
    if (!m.cap) m.cap.swap(m.rules.front().cap);  // one rule: the cap is that of the criterion
  }
  return true;
}

RuleRead ChineseRule::result() {
  RuleWords words;
  if (!deducts_.empty()) {
    if (unmet_) {
      deducts_.insert(deducts_.begin(), *unmet_);
      pass_ = false;
    }
    // "满分5分，每发现一处扣1分" says the points again.
    if (mark_ && mark_ == points_) mark_.reset();
    if (awards_.size() == 1 && !each_ && points_ == awards_.front().rate.front().value.value) awards_.clear();
  }
  const int kinds = (headed_ ? 1 : 0) + (step_ || !bands_.empty() ? 1 : 0) + (deducts_.empty() ? 0 : 1) +
                    (awards_.empty() ? 0 : 1) + (intervals_.empty() && !mark_ ? 0 : 1) + (observed_ ? 1 : 0);
  const bool limited = step_ || !bands_.empty();
  if (kinds > 1 || (pass_ && kinds > 0 && !limited) || (veto_alone_ && (kinds > 0 || pass_)) ||
      ((floor_none_ || floor_zero_) && deducts_.empty() && !step_) ||
      (pass_ && limited && (step_ || bands_.size() > 1)))
    return {std::nullopt, {"the parts of this rule do not make one rule", "各句合不成一条评分办法"}};
  bool good = true;
  if (headed_)
    words.measure = std::move(headed_);
  else if (step_)
    good = shortfall(words);
  else if (!bands_.empty())
    good = banded(words);
  else if (!deducts_.empty())
    good = deductions(words);
  else if (!awards_.empty())
    good = awards(words);
  else if (!intervals_.empty()) {
    MeasureSpec& m = words.measure.emplace();
    m.kind = Kind::score;
    m.intervals = std::move(intervals_);
    double top = 0;
    for (const Interval& i : m.intervals) top = std::max(top, i.to);
    m.of = top;
    if (m.intervals.size() < 2) good = no("one interval alone is no scale", "只有一个区间，不成分档");
  } else if (mark_) {
    MeasureSpec& m = words.measure.emplace();
    m.kind = Kind::score;
    if (*mark_ < 0 && !points_) good = no("a mark needs points", "打分须有分值");
    m.of = *mark_ < 0 ? points_.value_or(1) : *mark_;
  } else if (veto_percent_ && points_) {  // as in a row without a rule
    words.measure.emplace().kind = Kind::score;
    words.measure->of = *points_;
  } else if (pass_ || veto_ || (rest_ && !limited)) {
    words.measure.emplace().kind = Kind::pass;
  } else if (!observed_) {
    good = no("there is no rule in it", "其中没有评分办法");
  }
  if (!good) return {std::nullopt, why_};
  words.veto = veto_;
  words.veto_percent = veto_percent_;
  return {std::move(words), {}};
}

RuleRead read_chinese_rule(const std::string& text, const std::string& target, std::optional<double> points) {
  std::string tight;  // blanks mean nothing, brackets hold a clause
  for (const char c : text) {
    if (c == '(')
      tight += ',';
    else if (c != ' ' && c != ')')
      tight += c;
  }
  return ChineseRule(points).read(tight, target);
}

}  // namespace saniscore::inline v0::detail
