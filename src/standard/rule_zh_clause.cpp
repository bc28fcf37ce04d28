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
    one = one && (before.empty() || before.ends_with("每") || before.ends_with("有") || before.ends_with("缺") ||
                  before.ends_with("少") || before.ends_with("发现") || before.ends_with("出现") ||
                  before.ends_with("的") || before.ends_with("者") || before.ends_with("其中"));
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

/// "每发现一处", "一项不合格": whatever is entered counts once each.
bool one_each(std::string_view text) {
  return per_case(text) || contains_any(text, {"一项", "一处", "一次", "一个", "一起", "每处", "每项", "每次", "1处"});
}

/// The name of one of several rules: "每缺一项" is 缺一项, "发现露天焚烧的" is 露天焚烧.
std::string rule_id(std::string_view text) {
  if (per_case(text)) {
    eat(text, "每");
    eat_any(text, {"发现", "出现", "有"});
  }
  eat_any(text, {"发现", "出现"});
  std::string_view without = text;
  if (!eat_end(text, {"的,每处", "每处", "每次", "每项", "的", "者"}) &&
      eat_end(without, {"1处", "1次", "1项", "1个"}) && !counts_several(without) && !without.ends_with("缺") &&
      !without.ends_with("少") && !without.ends_with("有"))
    text = without;
  return std::string(text);
}

}  // namespace

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
  } else if ((!has_digit(c) && (contains(c, "扣完") || contains(c, "扣光"))) ||
             is_any(c, {"不倒扣", "不倒扣分", "不计负分", "不扣成负分", "直至零分", "直至0分", "扣至0分", "扣至0分为止",
                        "扣到0分", "扣到0分为止"})) {
    floor_zero_ = true;
  } else if (is_any(c, {"只记录", "仅记录", "只记录不计分", "不计分"})) {
    observed_ = true;
  } else {
    return false;
  }
  return true;
}

/// "最多扣3分", "累计最多扣6分", "扣完10分为止". What is capped by the points anyway needs no cap.
bool ChineseRule::cap(std::string_view c) {
  if (deducts_.empty() && awards_.empty()) return false;
  const bool one = eat_any(c, {"每项", "单项", "每类"});
  bool all = eat_any(c, {"本项", "该项", "此项"});
  all = eat_any(c, {"合计", "累计", "总计", "总共"}) || all;
  eat_any(c, {"扣分", "加分", "得分"});
  const bool until = eat_any(c, {"扣完", "扣满"});
  if (!until && !eat_any(c, {"最高不超过", "最多不超过", "最高不得超过", "最多", "最高", "至多", "上限为", "上限",
                             "封顶", "不超过", "不得超过", "限"}))
    return false;
  eat_any(c, {"扣", "加", "得", "计", "奖"});
  const auto n = eat_number(c);
  if (!n || !is_any(c, until ? Words{"分为止"} : Words{"", "分"})) return false;
  if (!awards_.empty() && all) {
    award_cap_ = *n;
  } else if (awards_.empty() && *n == points_ && (all || until || deducts_.size() == 1)) {
    floor_zero_ = true;
  } else if ((all || one || until) && deducts_.size() > 1) {
    return no("a cap over several rules is more than a sheet can say; put each cap behind its rule",
              "多条合起来封顶不能写在表格里；请把“最多扣…分”写在各条后面");
  } else {
    (awards_.empty() ? deducts_ : awards_).back().cap = *n;
  }
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
  const std::size_t each = c.rfind("每");
  if (each == std::string_view::npos || !describes(c.substr(0, each))) return false;  // "满意率每降低1%…"
  c.remove_prefix(each + std::string_view("每").size());
  Step s;
  if (eat_any(c, {"升高", "增高", "上升", "高出", "高于", "高", "超过", "超出", "超", "增加", "多"}))
    s.above = true;
  else if (!eat_any(c, {"降低", "下降", "低于", "低", "减少", "少于", "少", "差", "下浮"}))
    return false;
  eat_any(c, {"目标值", "目标", "标准值", "标准", "要求"});
  const auto size = eat_count(c);
  if (!size) return false;
  s.size = *size;
  s.unit = eat_unit(c);
  // Without a target "每少一处" is a deduction per finding.
  if (bands_.empty() && s.unit.empty()) return false;
  if (s.unit.empty() && !eat_any(c, things)) eat(c, "分");
  if (!eat(c, "扣")) return false;
  eat(c, "减");
  const auto off = eat_number(c);
  if (!off || !(c.empty() || c == "分") || step_) return false;
  s.deduct = *off;
  step_ = s;
  if (describes(pending_)) pending_.clear();
  return true;
}

bool ChineseRule::deduct(std::string_view c) {
  std::size_t at = std::string_view::npos;
  for (std::size_t k = c.find("扣"); k != std::string_view::npos; k = c.find("扣", k + 1)) {
    std::string_view after = c.substr(k + std::string_view("扣").size());
    eat_any(after, {"减", "除", "掉", "去"});
    if (!after.empty() && is_digit(after[0])) at = k;
  }
  std::size_t verb = std::string_view("扣").size();
  if (at == std::string_view::npos) {  // "一处不符-5分"
    at = c.rfind('-');
    verb = 1;
    if (at == std::string_view::npos || at + 1 == c.size() || !is_digit(c[at + 1]) || !one_each(c.substr(0, at)))
      return false;
  }
  const std::string_view before = c.substr(0, at);
  std::string_view after = c.substr(at + verb);
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
  if (contains_any(before, {"加倍", "翻倍", "双倍", "最多", "最高", "至多", "不超过", "上限", "封顶", "否决"}))
    return false;
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
  if (!n || !is_any(after, {"", "分"}) || counts_several(before) || contains_any(before, {"百分点", "%"})) return false;
  CountRule rule;
  rule.rate.emplace_back().value.value = *n;
  const bool each = one_each(before);
  // "布局合理得4分" is earned once, however often it is entered.
  const bool bonus = c.substr(at).starts_with("加") || c.substr(at).starts_with("奖");
  if (!each && !bonus) rule.cap = *n;
  each_ = each_ && (each || bonus);
  rule.id = rule_id(pending_ + std::string(before));
  pending_.clear();
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

/// "80%-90%得6分", "80%<=满意率<90%得6分": from the lower limit up to the band before it.
std::optional<bool> ChineseRule::between(std::string_view c) {
  Banded b;
  const auto low = eat_number(c);
  if (!low) return std::nullopt;
  b.limit = {Operator::ge, *low, eat_unit(c), {}};
  eat(c, "分");
  Operator below = Operator::lt;
  if (!eat(c, "-")) {
    if (!eat(c, "<")) return std::nullopt;
    b.limit.op = eat(c, "=") ? Operator::ge : Operator::gt;
    const std::size_t sign = c.find('<');
    if (sign == std::string_view::npos || has_digit(c.substr(0, sign))) return std::nullopt;
    b.limit.subject = c.substr(0, sign);
    c.remove_prefix(sign + 1);
    if (eat(c, "=")) below = Operator::le;
  }
  const auto high = eat_number(c);
  eat_unit(c);
  eat_any(c, {"分", "之间"});
  eat_any(c, {"的", "者"});
  b.earned = earned(c);
  if (!high || !b.earned || *low >= *high) return std::nullopt;
  if (bands_.empty()) return false;
  const Limit& before = bands_.back().limit;
  if (before.value > *high)
    return no("nothing is said for values between " + number_text(*high) + " and " + number_text(before.value),
              number_text(*high) + " 与 " + number_text(before.value) + " 之间的值没有写明得几分");
  if (before.value != *high || before.op != (below == Operator::lt ? Operator::ge : Operator::gt)) return false;
  if (!of_one_thing(b.limit)) return false;
  bands_.push_back(std::move(b));
  return true;
}

/// Bands are of one thing: a second subject is another rule.
bool ChineseRule::of_one_thing(const Limit& limit) {
  if (bands_.empty() || limit.subject.empty()) return true;
  const std::string& first = bands_.front().limit.subject;
  if (first.empty() || limit.subject == first) return true;
  return no("its limits are of two things: \"" + first + "\" and \"" + limit.subject + "\"; give each a row of its own",
            "界限说的是两件事：“" + first + "”和“" + limit.subject + "”；请分成两行");
}

bool ChineseRule::limit(std::string_view c) {
  if (const auto found = between(c)) return *found;
  Banded b;
  const std::string_view whole = c;
  const auto l = eat_limit(c);
  if (!l) return false;
  if (whole.starts_with("得分率")) {  // "得分率低于70%，一票否决"
    if (!pending_.empty()) return false;
    pending_ = whole;
    return true;
  }
  b.limit = *l;
  if (c.starts_with("分得") || c.starts_with("分的")) eat(c, "分");  // "≥90分得6分"
  eat_any(c, {"的", "者"});
  if (!c.empty() && !is_any(c, {"达标", "合格", "为达标", "为合格", "以上"})) {
    b.earned = earned(c);
    if (!b.earned) return false;
  }
  if (describes(pending_)) pending_.clear();
  if (!of_one_thing(b.limit)) return false;
  // "80%以下不得分" after "80%以上得6分" is the rest.
  const bool falls = l->op == Operator::lt || l->op == Operator::le;
  if (b.earned && falls && !bands_.empty() && bands_.back().limit.value == l->value &&
      (bands_.back().limit.op == Operator::ge || bands_.back().limit.op == Operator::gt)) {
    rest_ = b.earned;
    return true;
  }
  bands_.push_back(std::move(b));
  return true;
}

bool ChineseRule::pass(std::string_view c) {
  if (has_digit(c) || contains_any(c, {"比例", "酌情"})) return false;
  if (is_any(c, {"合格/不合格", "合格或不合格", "是/否", "有/无", "达标/不达标", "达标", "合格"}) ||
      ((c.ends_with("得满分") || c.ends_with("得分")) && !contains_any(c, {"不得分", "每", "逐", "按", "分别"}))) {
    pass_ = true;
    if (describes(pending_)) pending_.clear();
    return true;
  }
  return false;
}

bool ChineseRule::clause(std::string_view c) {
  return veto(c) || modifier(c) || cap(c) || counting(c) || step(c) || interval(c) || mark(c) || limit(c) ||
         nothing(c) || deduct(c) || award(c) || pass(c);
}

}  // namespace saniscore::inline v0::detail
