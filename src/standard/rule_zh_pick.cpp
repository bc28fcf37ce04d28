// What an inspector picks or gives: one answer of several, a mark, a mark in bands, a point on a line.
#include "standard/rule_zh.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {
namespace {

using Kind = MeasureSpec::Kind;

/// Takes a word for how good something is, which excludes all others of its kind: "基本合格", "A级", "无".
bool eat_grade(std::string_view& text) {
  static const Words alone = {"有", "无", "是", "否"};
  static const Words grades = {"优秀", "优良", "优",   "良好", "良", "中等", "中", "较好", "很好", "好", "一般", "较差",
                               "很差", "差",   "及格", "A",    "B",  "C",    "D",  "E",    "一",   "二", "三",   "四"};
  static const Words states = {"合格", "达标", "完成", "符合", "满意", "规范", "落实", "齐全", "整洁", "健全", "到位"};
  std::string_view rest = text;
  if (eat_any(rest, alone)) {
  } else if (eat_any(rest, grades)) {
    eat_any(rest, {"等级", "级", "等", "类", "档"});
  } else {
    eat_any(rest, {"基本", "部分", "比较", "较", "很", "非常", "不", "未", "完全", "全部"});
    if (!eat_any(rest, states)) return false;
    eat_any(rest, {"要求", "标准"});
  }
  eat_any(rest, {"的", "者"});
  eat_any(rest, {":", "--", "-"});
  text = rest;
  return true;
}

}  // namespace

std::optional<Earned> ChineseRule::earned(std::string_view t) {
  if (is_any(t, {"得满分", "满分", "得全分", "得分"})) return Earned{1, true};
  if (is_any(t, {"不得分", "零分", "得零分", "的不得分"})) return Earned{0, false};
  eat_any(t, {"的得", "得", "给", "计", "记"});
  const auto n = eat_number(t, true);
  if (!n) return std::nullopt;
  if (t == "%") return Earned{*n / 100, true};
  if (t.empty() || t == "分") return Earned{*n, false};
  return std::nullopt;
}

/// "选项：优得10分；差得0分", "线性：60得0分；100得10分": a heading that says what the list is.
bool ChineseRule::headed(std::string_view text) {
  MeasureSpec m;
  if (eat_any(text, {"选项:", "选择:", "单选:"})) {
    m.kind = Kind::choice;
    for (std::string_view part : parts_of(text, ";,")) {
      ChoiceOption option;
      const std::size_t cut = part.rfind("得");
      const std::string_view answer = cut == std::string_view::npos ? part : part.substr(0, cut);
      std::string_view number = answer;
      if (const auto n = eat_number(number, true); n && number.empty()) {
        option.answer.kind = Literal::Kind::number;
        option.answer.number = *n;
        option.earned = {*n, false};
      } else {
        option.answer.text = answer;
      }
      if (cut != std::string_view::npos) {
        const auto e = earned(part.substr(cut));
        if (!e) return false;
        option.earned = *e;
      } else if (option.answer.kind == Literal::Kind::text) {
        return false;
      }
      m.options.push_back(std::move(option));
    }
    if (m.options.empty()) return false;
  } else if (eat_any(text, {"线性:", "折线:"})) {
    m.kind = Kind::line;
    for (std::string_view part : parts_of(text, ";,")) {
      const auto x = eat_number(part, true);
      eat_unit(part);
      const auto y = x ? earned(part) : std::nullopt;
      if (!y) return false;
      m.knots.push_back({*x, *y});
    }
    if (m.knots.size() < 2) return false;
  } else {
    return false;
  }
  headed_ = std::move(m);
  return true;
}

/// "优得5分，良得3分，差得0分": of words that exclude each other one is picked. Two words of which one is the other's
/// no ("合格得满分，不合格不得分") are all or nothing, as without them.
bool ChineseRule::picked(std::string_view text) {
  std::string commas(text);
  for (std::size_t at; (at = commas.find("、")) != std::string::npos;)
    commas.replace(at, std::string_view("、").size(), ",");
  MeasureSpec m;
  m.kind = Kind::choice;
  double best = 0;
  for (const std::string_view part : parts_of(commas, ";,")) {
    std::string_view rest = part;
    if (!eat_grade(rest)) return false;
    ChoiceOption option;
    option.answer.text = part.substr(0, part.size() - rest.size());
    for (const std::string_view end : {":", "--", "-", "的", "者"})
      if (option.answer.text.ends_with(end)) option.answer.text.resize(option.answer.text.size() - end.size());
    const auto e = earned(rest);
    if (!e || e->amount < 0) return false;
    option.earned = *e;
    best = std::max(best, e->share ? e->amount * points_.value_or(0) : e->amount);
    for (const ChoiceOption& other : m.options)
      if (other.answer.text == option.answer.text) return false;
    m.options.push_back(std::move(option));
  }
  if (m.options.size() < 2 || best != points_) return false;
  const auto no_of = [&](std::string_view word) {
    return m.options.back().answer.text == "不" + std::string(word) ||
           m.options.back().answer.text == "未" + std::string(word);
  };
  if (m.options.size() == 2 && m.options.back().earned.amount == 0 && no_of(m.options.front().answer.text)) {
    pass_ = true;
    return true;
  }
  headed_ = std::move(m);
  return true;
}

bool ChineseRule::interval(std::string_view c) {
  const std::size_t digit = c.find_first_of("0123456789");
  if (digit == std::string_view::npos) return false;
  Interval i;
  std::string_view name = c.substr(0, digit), rest = c.substr(digit);
  eat_end(name, {":", "得", "给"});
  if (contains_any(name, {"扣", "加", "奖"})) return false;
  const auto from = eat_number(rest);
  eat(rest, "分");
  if (!from || !eat(rest, "-")) return false;
  const auto to = eat_number(rest);
  if (!to || !is_any(rest, {"", "分"})) return false;
  i.level = name;
  i.from = std::min(*from, *to);
  i.to = std::max(*from, *to);
  intervals_.push_back(std::move(i));
  return true;
}

bool ChineseRule::mark(std::string_view c) {
  if (!describes(pending_)) return false;
  if (is_any(c, {"按比例得分", "按比例给分", "按比例计分", "按完成比例得分", "按完成比例计分", "按完成率得分"})) {
    mark_ = 100;
    pending_.clear();
    return true;
  }
  if (is_any(c, {"打分", "评分", "检查员打分", "酌情打分", "酌情评分", "酌情赋分", "酌情给分", "酌情计分", "酌情扣分",
                 "酌情得分", "分档打分", "现场打分", "综合打分"})) {
    if (!mark_) mark_ = -1;  // out of the points
    pending_.clear();
    return true;
  }
  std::string_view rest = c;
  if (eat(rest, "满分")) {
    const auto n = eat_number(rest);
    if (!n || !is_any(rest, {"", "分"})) return false;
    mark_ = *n;
    return true;
  }
  if (!eat(rest, "按")) return false;
  const auto n = eat_number(rest);
  if (!n || !is_any(rest, {"分制打分", "分制评分", "分制"})) return false;
  mark_ = *n;
  return true;
}

}  // namespace saniscore::inline v0::detail
