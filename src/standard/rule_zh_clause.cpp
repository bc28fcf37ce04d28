// What single clauses of a rule in Chinese words mean: 每发现一处扣0.5分, 扣完为止, 一票否决, …
#include "standard/rule_zh.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {
namespace {

using Kind = MeasureSpec::Kind;

const Words things = {"处", "项", "个", "例", "起", "次", "种", "件", "人", "条", "户", "张", "块", "份",
                      "台", "天", "家", "只", "名", "辆", "类", "间", "页", "座", "点", "本", "期", "棵"};

std::optional<double> eat_count(std::string_view& text) {
  if (const auto n = eat_number(text)) return n;
  static constexpr std::string_view digits[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
  if (eat(text, "两")) return 2;
  for (std::size_t k = 0; k < std::size(digits); ++k)
    if (eat(text, digits[k])) return static_cast<double>(k + 1);
  return std::nullopt;
}

/// "每两处", "缺2项": a step of more than one, which a count per finding is not.
bool counts_several(std::string_view text) {
  for (std::size_t k = 0; k < text.size(); ++k) {
    if (!is_digit(text[k])) continue;
    const std::string_view before = text.substr(0, k), after = text.substr(k + 1);
    bool one =
        text[k] == '1' && std::any_of(things.begin(), things.end(), [&](auto t) { return after.starts_with(t); });
    one = one && (before.ends_with("每") || before.ends_with("有") || before.ends_with("缺") ||
                  before.ends_with("少") || before.ends_with("发现") || before.ends_with("出现"));
    if (!one) return true;
  }
  for (const std::string_view n : {"两", "二", "三", "四", "五", "六", "七", "八", "九", "十"})
    for (const std::string_view thing : things)
      if (contains(text, std::string(n) + std::string(thing))) return true;
  return false;
}

/// "每次", "每发现一处", "每有一项": once for each finding or case, unlike "每季度更换".
bool per_case(std::string_view text) {
  if (!eat(text, "每")) return false;
  if (eat_any(text, {"发现", "出现", "有", "缺", "少", "查出", "存在", "一", "1", "增加", "多", "开展", "组织"}))
    return true;
  return std::any_of(things.begin(), things.end(),
                     [&](auto thing) { return text.starts_with(thing) || contains(text, "一" + std::string(thing)); });
}

/// The name of one of several rules: "每缺一项" is 缺一项, "发现露天焚烧的" is 露天焚烧.
std::string rule_id(std::string_view text) {
  if (per_case(text)) {
    eat(text, "每");
    eat_any(text, {"发现", "出现", "有"});
  }
  eat_any(text, {"发现", "出现"});
  eat_end(text, {"的,每处", "每处", "每次", "每项", "的", "者"});
  return std::string(text);
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

bool ChineseRule::veto(std::string_view c) {
  const std::size_t at = c.find("一票否决");
  if (at == std::string_view::npos || !is_any(c.substr(at), {"一票否决", "一票否决项", "一票否决制", "一票否决指标"}))
    return false;
  const std::string all = pending_ + std::string(c.substr(0, at));
  pending_.clear();
  std::string_view before = all;
  eat_end(before, {"实行", "直接", "即", "为", "则"});
  eat_end(before, {"的", "者"});
  if (eat(before, "得分率")) {
    const auto limit = read_limit(before);
    if (!limit || limit->op != Operator::lt)
      return no("a veto on the rate of points reads \"得分率低于70%一票否决\"",
                "按得分率否决请写“得分率低于70%一票否决”");
    veto_percent_ = limit->value;
    return true;
  }
  if (has_digit(before)) return false;
  veto_ = true;
  veto_alone_ =
      !before.empty() && !is_any(before, {"不达标", "不合格", "未达标", "未达到", "否则", "不符合", "达不到"});
  return true;
}

bool ChineseRule::modifier(std::string_view c) {
  if (is_any(c, {"可扣至负分", "可倒扣", "可倒扣分", "不设下限", "可扣成负分", "扣分不封底"})) {
    floor_none_ = true;
  } else if (!has_digit(c) && (contains(c, "扣完") || contains(c, "扣光") ||
                               is_any(c, {"不倒扣", "不倒扣分", "不计负分", "不扣成负分", "直至零分"}))) {
    floor_zero_ = true;
  } else if (is_any(c, {"只记录", "仅记录", "只记录不计分", "不计分"})) {
    observed_ = true;
  } else {
    return false;
  }
  return true;
}

bool ChineseRule::cap(std::string_view c) {
  if (deducts_.empty() && awards_.empty()) return false;
  const bool all = eat_any(c, {"合计", "累计", "总计", "总共"});
  eat_any(c, {"扣分", "加分", "得分", "本项", "该项"});
  if (!eat_any(c, {"最多", "最高", "至多", "上限为", "上限", "封顶", "不超过", "限"})) return false;
  eat_any(c, {"扣", "加", "得", "计", "奖"});
  const auto n = eat_number(c);
  if (!n || !(c.empty() || c == "分")) return false;
  if (!awards_.empty() && all)
    award_cap_ = *n;
  else if (all && deducts_.size() > 1)
    return no("a cap over all rules together is more than a sheet can say", "各条合计封顶不能写在表格里");
  else
    (awards_.empty() ? deducts_ : awards_).back().cap = *n;
  return true;
}

bool ChineseRule::counting(std::string_view c) {
  using Counting = MeasureSpec::Counting;
  if (!step_) return false;
  if (is_any(c, {"按比例扣", "按比例扣分", "按比例扣减", "不足部分按比例扣", "不足部分按比例扣分"})) {
    counting_ = Counting::pro_rata;
    return true;
  }
  if (eat(c, "满")) {
    const auto n = eat_count(c);
    eat_unit(c);
    if (!n || *n != step_->size || !is_any(c, {"才扣", "方扣", "再扣"})) return false;
    counting_ = Counting::whole;
    return true;
  }
  if (!eat(c, "不足")) return false;
  const auto n = eat_count(c);
  eat_unit(c);
  if (!n || *n != step_->size) return false;
  eat_any(c, {"的", "部分"});
  if (is_any(c, {"不扣", "不扣分", "不计", "不计扣分"})) {
    counting_ = Counting::whole;
  } else if (is_any(c, {"按比例扣", "按比例扣分", "按比例", "按比例计"})) {
    counting_ = Counting::pro_rata;
  } else {
    if (!eat(c, "按")) return false;
    const auto as = eat_count(c);
    eat_unit(c);
    if (!as || *as != *n || !is_any(c, {"计", "算", "计算", "扣", "扣分"})) return false;
    counting_ = Counting::started;
  }
  return true;
}

bool ChineseRule::step(std::string_view c) {
  if (!eat(c, "每")) return false;
  Step s;
  if (eat_any(c, {"升高", "增高", "上升", "高出", "高于", "高", "超过", "超出", "超", "增加", "多"}))
    s.above = true;
  else if (!eat_any(c, {"降低", "下降", "低于", "低", "减少", "少于", "少", "差", "下浮"}))
    return false;
  const auto size = eat_count(c);
  if (!size) return false;
  s.size = *size;
  s.unit = eat_unit(c);
  // Without a target "每少一处" is a deduction per finding.
  if (bands_.empty() && s.unit.empty()) return false;
  if (s.unit.empty()) eat_any(c, things);
  if (!eat(c, "扣")) return false;
  eat(c, "减");
  const auto off = eat_number(c);
  if (!off || !(c.empty() || c == "分") || step_) return false;
  s.deduct = *off;
  step_ = s;
  return true;
}

bool ChineseRule::deduct(std::string_view c) {
  std::size_t at = std::string_view::npos;
  for (std::size_t k = c.find("扣"); k != std::string_view::npos; k = c.find("扣", k + 1)) {
    std::string_view after = c.substr(k + std::string_view("扣").size());
    eat_any(after, {"减", "除", "掉", "去"});
    if (!after.empty() && is_digit(after[0])) at = k;
  }
  if (at == std::string_view::npos) return false;
  const std::string_view before = c.substr(0, at);
  std::string_view after = c.substr(at + std::string_view("扣").size());
  eat_any(after, {"减", "除", "掉", "去"});
  CountRule rule;
  const auto from = eat_number(after);
  if (!from) return false;
  if (eat(after, "-")) {
    const auto to = eat_number(after);
    if (!to) return false;
    rule.range = {*from, *to};
  } else {
    rule.rate.emplace_back().value.value = *from;
  }
  eat(after, "分");
  if (!after.empty() && !(eat_any(after, {"/", "每"}) && is_any(after, things))) return false;
  if (contains_any(before, {"加倍", "翻倍", "双倍"})) return false;
  if (counts_several(before))
    return no("it counts in steps of more than one finding; write what one finding costs",
              "以多处为一步扣分；请写明每一处扣几分");
  rule.id = rule_id(pending_ + std::string(before));
  pending_.clear();
  deducts_.push_back(std::move(rule));
  return true;
}

bool ChineseRule::award(std::string_view c) {
  std::size_t at = std::string_view::npos, length = 0;
  for (const std::string_view verb : {"得", "加", "奖励", "奖", "计", "记"})
    for (std::size_t k = c.find(verb); k != std::string_view::npos; k = c.find(verb, k + 1)) {
      const std::string_view after = c.substr(k + verb.size());
      if (!after.empty() && is_digit(after[0]) && (at == std::string_view::npos || k > at)) {
        at = k;
        length = verb.size();
      }
    }
  if (at == std::string_view::npos) return false;
  const std::string_view before = c.substr(0, at);
  std::string_view after = c.substr(at + length);
  const auto n = eat_number(after);
  if (!n || !is_any(after, {"", "分"}) || counts_several(before)) return false;
  CountRule rule;
  rule.rate.emplace_back().value.value = *n;
  const bool each = per_case(before) || contains_any(before, {"一项", "一处", "一次", "一个", "一起"});
  // "布局合理得4分" is earned once, however often it is entered.
  const bool bonus = c.substr(at).starts_with("加") || c.substr(at).starts_with("奖");
  if (!each && !bonus) rule.cap = *n;
  each_ = each_ && (each || bonus);
  rule.id = rule_id(before);
  awards_.push_back(std::move(rule));
  return true;
}

/// "此项不得分" empties the item when what stands before it was found; "未落实的不得分" is all or nothing.
bool ChineseRule::nothing(std::string_view c) {
  if (std::string_view other = c; eat_any(other, {"其余", "其他", "其它", "否则"}) && has_digit(other)) {
    rest_ = earned(other);
    return rest_.has_value();
  }
  if (!eat_end(c, {"不得分", "不给分", "得0分", "得零分", "不计分"})) return false;
  if (is_any(c, {"否则", "其余", "其他", "其它", "反之", "以下", "达不到", "未达到", "未达标", "不达标"})) {
    rest_ = Earned{0, false};
    return true;
  }
  eat_end(c, {"此项", "该项", "本项", "此条"});
  eat_end(c, {"则", "的", "者"});
  const std::string found = pending_ + std::string(c);
  pending_.clear();
  if (has_digit(found)) return false;
  if (found.empty()) {
    if (bands_.size() != 1) return false;
    rest_ = Earned{0, false};
    return true;
  }
  const bool unmet = contains_any(found, {"未", "不", "无", "没有", "缺"});
  CountRule rule;
  rule.zero = true;
  rule.id = rule_id(found);
  if (deducts_.empty() && unmet) {
    pass_ = true;
    unmet_ = std::move(rule);  // if deductions follow
    return true;
  }
  deducts_.push_back(std::move(rule));
  return true;
}

bool ChineseRule::limit(std::string_view c) {
  Banded b;
  // "80%-90%得6分": below the band before it
  std::string_view range = c;
  if (const auto low = eat_number(range)) {
    const std::string unit = eat_unit(range);
    if (eat(range, "-")) {
      const auto high = eat_number(range);
      eat_unit(range);
      eat_any(range, {"分", "之间"});
      if (!high || bands_.empty() || bands_.back().limit.value != *high || *low >= *high) return false;
      b.limit = {Operator::ge, *low, unit};
      b.earned = earned(range);
      if (!b.earned) return false;
      bands_.push_back(b);
      return true;
    }
  }
  const std::string_view whole = c;
  const auto l = eat_limit(c);
  if (!l) return false;
  if (whole.starts_with("得分率")) {  // "得分率低于70%，一票否决"
    if (!pending_.empty()) return false;
    pending_ = whole;
    return true;
  }
  b.limit = *l;
  eat_any(c, {"的", "者"});
  if (!c.empty() && !is_any(c, {"达标", "合格", "为达标", "为合格", "以上"})) {
    b.earned = earned(c);
    if (!b.earned) return false;
  }
  // "80%以下不得分" after "80%以上得6分" is the rest.
  const bool falls = l->op == Operator::lt || l->op == Operator::le;
  if (b.earned && falls && !bands_.empty() && bands_.back().limit.value == l->value &&
      (bands_.back().limit.op == Operator::ge || bands_.back().limit.op == Operator::gt)) {
    rest_ = b.earned;
    return true;
  }
  bands_.push_back(b);
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
  if (is_any(c, {"按比例得分", "按比例给分", "按比例计分", "按完成比例得分", "按完成比例计分", "按完成率得分"})) {
    mark_ = 100;
    return true;
  }
  if (is_any(c, {"打分", "评分", "检查员打分", "酌情打分", "酌情评分", "酌情赋分", "酌情给分", "酌情计分", "酌情扣分",
                 "酌情得分", "分档打分", "现场打分", "综合打分"})) {
    if (!mark_) mark_ = -1;  // out of the points
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

bool ChineseRule::pass(std::string_view c) {
  if (has_digit(c) || contains_any(c, {"比例", "酌情"})) return false;
  if (is_any(c, {"合格/不合格", "合格或不合格", "是/否", "有/无", "达标/不达标", "达标", "合格"}) ||
      ((c.ends_with("得满分") || c.ends_with("得分")) && !contains_any(c, {"不得分", "每", "逐", "按", "分别"}))) {
    pass_ = true;
    return true;
  }
  return false;
}

bool ChineseRule::clause(std::string_view c) {
  return veto(c) || modifier(c) || cap(c) || counting(c) || step(c) || interval(c) || mark(c) || limit(c) ||
         nothing(c) || deduct(c) || award(c) || pass(c);
}

}  // namespace saniscore::inline v0::detail
