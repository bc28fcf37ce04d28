// From the clauses of a rule in Chinese words to one measure.
#include "standard/rule_zh.hpp"

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0::detail {
namespace {

using Kind = MeasureSpec::Kind;

RuleRead not_understood(std::string_view words) {
  const std::string shown = shortened(words);
  return {std::nullopt, {"these words are not understood: \"" + shown + "\"", "看不懂这一句：“" + shown + "”"}};
}

/// What a clause earns or costs, at its beginning or end: "扣2分", "得1分", "9-10分".
bool begins_with_amount(std::string_view c) {
  if (eat_any(c, {"扣", "得", "给", "加", "计", "记"})) {
    eat_any(c, {"减"});
    return !c.empty() && is_digit(c[0]);
  }
  const auto from = eat_number(c);
  eat(c, "分");
  return from && eat(c, "-") && eat_number(c) && is_any(c, {"", "分"});
}
bool has_amount(std::string_view c) {
  for (const std::string_view verb : {"扣", "得", "给", "加", "计", "记", "否决", "满分", "打分", "评分", "赋分",
                                      "最多", "最高", "合计", "累计", "共"})
    if (contains(c, verb)) return true;
  return false;
}

/// "随机抽查10户": guidance, of which the rule does not depend.
bool tells_where_to_look(std::string_view c) {
  return describes(c) && eat_any(c, {"抽查", "随机", "抽取", "抽检", "现场查看", "现场检查", "实地查看", "实地检查",
                                     "查看", "查阅", "查资料", "查台账", "走访", "询问", "入户", "问卷", "暗访"});
}

/// "使用方便，得2分；间隔3米以上，得1分": parts that add up to the points, each with words of its own. What stands in
/// them may hold numbers, so they are tried only when nothing else fits.
std::optional<RuleWords> parts_that_add_up(std::string_view text, std::optional<double> points) {
  MeasureSpec m;
  m.kind = Kind::award;
  std::vector<std::string> subjects;
  std::string before;
  double sum = 0;
  for (const std::string& c : chinese_clauses(text)) {
    std::string_view name = c;
    const bool marked = eat_end(name, {"分"});
    std::size_t at = name.size();
    while (at > 0 && (is_digit(name[at - 1]) || name[at - 1] == '.')) --at;
    const auto n = parse_number(name.substr(at));
    name = name.substr(0, at);
    const bool verb = eat_end(name, {"得", "计", "记", ":"});
    if (!n || !(marked || verb)) {  // "持证上岗，" of "持证上岗，有健康证，得2分"
      if (!describes(c) || contains(c, "每")) return std::nullopt;
      before += c + "、";
      continue;
    }
    if (*n <= 0 || !describes(name) || name.ends_with('-') || contains_any(name, {"每", "其余", "其他", "否则"}))
      return std::nullopt;
    CountRule rule;
    rule.rate.emplace_back().value.value = *n;
    rule.cap = *n;
    rule.id = before + std::string(name);
    if (name.empty() && !before.empty()) rule.id.resize(rule.id.size() - std::string_view("、").size());
    std::string subject;  // "≥95%" and "≥90%" are two limits of one thing
    for (const char letter : rule.id)
      if (!is_digit(letter) && !contains(".%<>=-:", std::string_view(&letter, 1))) subject += letter;
    for (const std::string_view word :
         {"及以上", "以上", "及以下", "以下", "以内", "不低于", "不少于", "不超过", "达到"})
      if (const std::size_t found = subject.find(word); found != std::string::npos) subject.erase(found, word.size());
    if (subject.empty() || std::find(subjects.begin(), subjects.end(), subject) != subjects.end()) return std::nullopt;
    subjects.push_back(std::move(subject));
    sum += *n;
    before.clear();
    m.rules.push_back(std::move(rule));
  }
  if (m.rules.size() < 2 || !before.empty() || !points || std::abs(sum - *points) > 1e-9) return std::nullopt;
  RuleWords words;
  words.measure = std::move(m);
  return words;
}

}  // namespace

std::vector<std::string> chinese_clauses(std::string_view text) {
  std::vector<std::string> out;
  bool open = false;  // the clause before says nothing of points
  for (const std::string_view c : parts_of(text, ";,")) {
    if (open && begins_with_amount(c))
      out.back() += c;
    else
      out.emplace_back(c);
    open = !has_amount(out.back()) && !begins_with_amount(out.back());
  }
  return out;
}

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
  if (!headed(body) && (!target.empty() || !picked(body))) {
    for (const std::string& c : chinese_clauses(body)) {
      if (clause(c)) continue;
      if (!why_.en.empty()) return {std::nullopt, why_};
      if (has_digit(c) && tells_where_to_look(c)) continue;
      if (has_digit(c)) return not_understood(c);
      if (!pending_.empty()) {
        if (!describes(pending_) || !describes(c)) return not_understood(c);
        pending_ += "、";
      }
      pending_ += c;
    }
  }
  if (!pending_.empty()) return not_understood(pending_);
  return result();
}

bool ChineseRule::shortfall(RuleWords& words) {
  const bool lost = bands_.size() == 1 && bands_.front().earned && bands_.front().earned->amount == 0;
  if (bands_.empty() || lost)
    return no("a step needs one target; put it in front, such as \"≥85%，每降低1%扣0.05分\"",
              "按步扣分须有一个目标值；请写在前面，例如“≥85%，每降低1%扣0.05分”");
  if (bands_.size() > 1 || rest_)
    return no("a step with a second limit beside its target is more than a sheet can say; write bands",
              "按步扣分之外又写了第二个界限，表格写不下；请改写成分档");
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
  if (veto_alone_ && kinds == 1)
    return {std::nullopt,
            {"a veto for another reason than the rest of the rule is an item of its own; give it a row",
             "一票否决的情形与前面的评分办法不是一回事；请单列一行"}};
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

namespace {

/// How long the number of list item k is that stands here: "1.", "2、", "(3)", "④", "五、"; 0 where there is none.
std::size_t list_number(std::string_view text, std::size_t k) {
  static constexpr std::string_view digits[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
  std::vector<std::string> forms{std::to_string(k)};
  if (k <= std::size(digits)) forms.emplace_back(digits[k - 1]);
  for (const std::string& n : forms) {
    if (text.starts_with("(" + n + ")")) return n.size() + 2;
    for (const std::string_view mark : {"、", ")", "."})
      if (text.starts_with(n + std::string(mark))) {
        const std::size_t size = n.size() + mark.size();
        if (mark != "." || size == text.size() || !is_digit(text[size])) return size;  // not 1.5
      }
  }
  std::string circled;
  if (k <= 20) append_utf8(circled, static_cast<char32_t>(0x2460 + k - 1));
  return !circled.empty() && text.starts_with(circled) ? circled.size() : 0;
}

/// A list in one cell, "1.无制度扣2分2.无人员扣3分", without its numbers, which count up from 1 at the beginning.
std::string without_list_numbers(std::string_view text) {
  std::string out;
  std::size_t next = 1;
  while (!text.empty()) {
    const bool begins =
        out.empty() ? next == 1 : next > 1 && (contains(";,:", out.substr(out.size() - 1)) || out.ends_with("分"));
    if (const std::size_t size = begins ? list_number(text, next) : 0; size > 0) {
      text.remove_prefix(size);
      out += ';';
      ++next;
    } else {
      out += text[0];
      text.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace

RuleRead read_chinese_rule(const std::string& text, const std::string& target, std::optional<double> points) {
  std::string tight;  // blanks mean nothing, brackets hold a clause
  for (const char c : text)
    if (c != ' ') tight += c;
  tight = without_list_numbers(tight);
  for (char& c : tight)
    if (c == '(' || c == ')') c = ',';
  RuleRead read = ChineseRule(points).read(tight, target);
  const auto clauses = chinese_clauses(tight);
  if (read.words || !target.empty() || clauses.size() < 2) return read;
  if (auto parts = parts_that_add_up(tight, points)) return {std::move(parts), {}};
  // "60%以下不得分，60%-80%得5分，80%以上得满分": bands from below, read from above
  std::string turned;
  for (auto c = clauses.rbegin(); c != clauses.rend(); ++c) turned += *c + ";";
  RuleRead above = ChineseRule(points).read(turned, target);
  return above.words && above.words->measure && above.words->measure->kind == Kind::bands ? above : read;
}

}  // namespace saniscore::inline v0::detail
