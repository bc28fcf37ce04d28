// An explanation as a page of text.
#include "base/text.hpp"

#include <saniscore/scoring/explain.hpp>

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0 {

namespace {

/// At most four decimals: enough to check by hand, short enough to read.
std::string brief(double x) {
  if (std::isinf(x)) return x < 0 ? "-∞" : "∞";
  const double r = std::round(x * 1e4) / 1e4;
  return detail::number_text(r == 0 ? 0 : r);
}

std::string pad(std::string s, std::size_t width) {
  const auto w = detail::display_width(s);
  if (w < width) s.append(width - w, ' ');
  return s;
}

std::string left_pad(std::string s, std::size_t width) {
  const auto w = detail::display_width(s);
  return w < width ? std::string(width - w, ' ') + s : s;
}

std::string cut(std::string_view s, std::size_t width) {
  std::string out;
  std::size_t used = 0;
  for (std::size_t i = 0; i < s.size();) {
    const auto start = i;
    (void)detail::next_code_point(s, i);
    const auto piece = s.substr(start, i - start);
    used += detail::display_width(piece);
    if (used + 1 > width && i < s.size()) return out + "…";
    out += piece;
  }
  return out;
}

}  // namespace

std::string to_text(const Explanation& e, const Standard& standard, Language language) {
  const bool zh = language == Language::zh;
  std::string out;
  out += (zh ? "单位:" : "Unit: ") + detail::for_display(e.unit) + "\n";
  out += (zh ? "标准:" : "Standard: ") + e.standard + (zh ? "  指纹 " : "  fingerprint ") +
         e.fingerprint.substr(0, 12) + "  saniscore " + e.library + "\n";
  for (const auto& o : e.outcomes) {
    const auto& spec = standard.spec().outcomes[o.ladder];
    std::string possible;
    for (const auto& x : o.possible) possible += (possible.empty() ? "" : " | ") + x;
    out += "\n" + spec.id + ": ";
    if (!o.label.empty())
      out += o.label;
    else if (o.level == undecided)
      out += (zh ? "未定,可能为 " : "undecided; still possible: ") + possible;
    else
      out += zh ? "无结论(全部不适用)" : "no result (nothing applies)";
    out += "\n";
    for (const auto& b : o.binding)
      out += (zh ? "  受限于 " : "  bound by ") +
             (b.gate ? (zh ? "前置条件 " : "gate ") + b.id + (b.en.empty() ? "" : ": ") : std::string()) +
             (zh ? b.zh : b.en) + "\n";
    for (const auto& g : o.open_gates) out += (zh ? "  未定的前置条件 " : "  gate not decided: ") + g + "\n";
    if (!o.next_level.empty()) out += (zh ? "  更高一级:" : "  next level: ") + o.next_level + "\n";
    if (!o.single_repairs.empty()) {
      out += zh ? "  单项整改即可提级:" : "  one repair is enough: ";
      for (std::size_t k = 0; k < o.single_repairs.size() && k < 5; ++k) {
        const auto n = o.single_repairs[k];
        out += (k == 0 ? "" : zh ? "、" : ", ") + standard.id(n) + " " + std::string(standard.title(n, language));
      }
      out += "\n";
    }
  }
  for (const auto& s : e.shortages)
    out += (zh ? "样本不足:" : "too few: ") + standard.id(s.node) + (zh ? " 需 " : " needs ") + brief(s.needed) +
           (zh ? ",实 " : ", had ") + std::to_string(s.had) + "\n";

  out += "\n" + pad(zh ? "指标" : "criterion", 40) + left_pad(zh ? "得分" : "score", 18) +
         left_pad(zh ? "满分" : "of", 8) + left_pad(zh ? "失分" : "lost", 9) + left_pad(zh ? "占失分" : "share", 8) +
         left_pad(zh ? "整改可得" : "gain", 10) + "  " + (zh ? "评分办法" : "rule") + "\n";
  for (const auto& n : e.nodes) {
    std::size_t depth = 0;
    for (auto k = standard.parent(n.node); k != no_node; k = standard.parent(k)) ++depth;
    const auto name =
        standard.id(n.node) + " " +
        std::string(standard.title(n.node, language) == standard.id(n.node) ? std::string_view()
                                                                            : standard.title(n.node, language));
    std::string score = n.score                   ? brief(*n.score)
                        : !n.level.empty()        ? n.level
                        : n.state == State::known ? "–"
                                                  : std::string(zh ? to_chinese(n.state) : to_text(n.state));
    if (n.provisional) score += " (" + brief(n.lower) + "–" + brief(n.upper) + ")";
    out += pad(cut(std::string(2 * depth, ' ') + detail::for_display(name), 39), 40) + left_pad(score, 18) +
           left_pad(n.score ? brief(n.maximum) : "", 8) + left_pad(n.lost != 0 ? brief(n.lost) : "", 9) +
           left_pad(n.share_of_loss != 0 ? brief(std::round(1000 * n.share_of_loss) / 10) + "%" : "", 8) +
           left_pad(n.gain && *n.gain != 0 ? (*n.gain > 0 ? "+" : "") + brief(*n.gain) : "", 10) + "  " +
           (zh ? n.rule_zh : n.rule_en) + "\n";
  }
  for (const auto& r : e.rules)
    out += (zh ? "计入规则 " : "booked to ") + standard.id(r.node) + " / " + r.rule + ": " + brief(r.lost) + "\n";
  return out;
}

}  // namespace saniscore::inline v0
