// Limits in words, and the signs that rules are written with.
#include "standard/rule_limit.hpp"

namespace saniscore::inline v0::detail {

std::string narrowed(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    char32_t c = next_code_point(text, i);
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    switch (c) {
      case 0x3000:
      case 0x00A0:
      case '\t':
      case '\r':
      case '\n': out += ' '; break;
      case 0x3002: out += ';'; break;
      case 0x2265:
      case 0x2267: out += ">="; break;
      case 0x2264:
      case 0x2266: out += "<="; break;
      case 0x2010:
      case 0x2011:
      case 0x2012:
      case 0x2013:
      case 0x2014:
      case 0x2212:
      case '~': out += '-'; break;
      case 0x2192: out += "->"; break;
      default: append_utf8(out, c);
    }
  }
  return out;
}

std::string eat_unit(std::string_view& text) {
  if (eat_any(text, {"%", "个百分点", "百分点", "个点"})) return "%";
  if (eat(text, "‰")) return "‰";
  return {};
}

std::optional<Limit> eat_limit(std::string_view& text) {
  struct Word {
    std::string_view text;
    Operator op;
  };
  // Longer words first. 低于, 未达 name the case that fails; who asks for a target turns them round.
  static constexpr Word words[] = {
      {">=", Operator::ge},         {"<=", Operator::le},         {">", Operator::gt},
      {"<", Operator::lt},          {"大于或等于", Operator::ge}, {"大于等于", Operator::ge},
      {"小于或等于", Operator::le}, {"小于等于", Operator::le},   {"不得低于", Operator::ge},
      {"不得少于", Operator::ge},   {"不得高于", Operator::le},   {"不得超过", Operator::le},
      {"不得大于", Operator::le},   {"不应低于", Operator::ge},   {"不应超过", Operator::le},
      {"不低于", Operator::ge},     {"不少于", Operator::ge},     {"不小于", Operator::ge},
      {"不高于", Operator::le},     {"不大于", Operator::le},     {"不超过", Operator::le},
      {"不多于", Operator::le},     {"未达到", Operator::lt},     {"未达", Operator::lt},
      {"达不到", Operator::lt},     {"低于", Operator::lt},       {"少于", Operator::lt},
      {"小于", Operator::lt},       {"不足", Operator::lt},       {"高于", Operator::gt},
      {"大于", Operator::gt},       {"超过", Operator::gt},       {"多于", Operator::gt},
      {"达到", Operator::ge},       {"达", Operator::ge}};
  std::string_view rest = text;
  Limit limit;
  // What the limit is about may stand before it, if that holds no number: "群众满意率≥90%".
  const std::size_t digit = rest.find_first_of("0123456789");
  if (digit == std::string_view::npos) return std::nullopt;
  const std::string_view before = without_blanks(rest.substr(0, digit));
  bool said = before.empty();
  for (const Word& word : words) {
    if (!before.ends_with(word.text)) continue;
    limit.op = word.op;
    said = true;
    const std::string_view subject = before.substr(0, before.size() - word.text.size());
    // "不得低于", "≥ ≥": another operator in front turns or doubles the meaning.
    if (contains_any(subject, {"<", ">", "=", "-"})) return std::nullopt;
    for (const std::string_view turn : {"不", "未", "无", "得", "应", "能", "没有"})
      if (subject.ends_with(turn)) return std::nullopt;
    limit.subject = subject;
    break;
  }
  const bool by_sign = said && !before.empty();
  if (!said) {  // "群众满意率90%以上"
    if (!describes(before) || contains_any(before, {"<", ">", "=", "-", "每"})) return std::nullopt;
    limit.subject = before;
  }
  rest = rest.substr(digit);
  const auto value = eat_number(rest);
  if (!value) return std::nullopt;
  limit.value = *value;
  limit.unit = eat_unit(rest);
  std::string_view after = rest;
  if (limit.unit.empty())
    eat_any(after,
            {"分贝", "分", "dB", "小时", "天", "处", "个", "次", "项", "条", "户", "人", "家", "件", "场", "年"});
  if (!by_sign) {
    if (eat_any(after, {"及以上", "以上", "含以上"}))
      limit.op = Operator::ge;
    else if (eat_any(after, {"及以下", "以下", "以内"}))
      limit.op = Operator::le;
    else
      return std::nullopt;
    rest = after;
  } else if (limit.op == Operator::ge && eat_any(after, {"及以上", "以上"})) {
    rest = after;  // "达到90分以上"
  } else if (after.empty()) {
    rest = after;  // "≥75分"
  }
  text = rest;
  return limit;
}

bool describes(std::string_view text) {
  std::string rest(text);
  for (const std::string_view harmless : {"获得", "取得", "不得"})
    for (std::size_t at = 0; (at = rest.find(harmless, at)) != std::string::npos;)
      if (std::string_view(rest).substr(at + harmless.size()).starts_with("分"))
        at += harmless.size();
      else
        rest.erase(at, harmless.size());
  return !rest.starts_with("除") &&
         !contains_any(rest,
                       {"扣", "得", "加倍", "翻倍", "减分", "加分", "计分", "给分",   "评分", "打分", "赋分", "否决",
                        "奖", "罚", "不含", "重复", "酌",   "视情", "同上", "按比例", "最多", "最高", "封顶"});
}

std::optional<Limit> read_limit(std::string_view text) {
  std::string narrow;
  for (const char c : narrowed(text))
    if (c != ' ') narrow += c;
  std::string_view rest = narrow;
  const auto limit = eat_limit(rest);
  return rest.empty() ? limit : std::nullopt;
}

std::string write_limit(Operator op, double value, Language language) {
  if (value < 0) return {};
  const bool zh = language == Language::zh;
  std::string_view sign;
  switch (op) {
    case Operator::lt: sign = "<"; break;
    case Operator::le: sign = zh ? "≤" : "<="; break;
    case Operator::gt: sign = ">"; break;
    case Operator::ge: sign = zh ? "≥" : ">="; break;
    default: return {};
  }
  return std::string(sign) + (zh ? "" : " ") + number_text(value);
}

}  // namespace saniscore::inline v0::detail
