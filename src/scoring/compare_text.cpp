// A comparison as a page of text.
#include "base/text.hpp"
#include "scoring/text.hpp"

#include <saniscore/scoring/compare.hpp>

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0 {

using namespace detail;

namespace {

struct Line {
  std::string name, what;
  double before, after, by_result, by_weight;
};

std::string cause_text(Cause cause, bool zh) {
  switch (cause) {
    case Cause::data: return zh ? "观测数据不同" : "other data";
    case Cause::rule: return zh ? "评分办法不同" : "another rule";
    case Cause::added: return zh ? "新增指标" : "added";
    case Cause::removed: return zh ? "删去的指标" : "removed";
    case Cause::weight: return zh ? "权重不同" : "another weight";
  }
  return {};
}

std::string whole_text(const WholeChange& w, const Comparison& c, Language language) {
  const bool zh = language == Language::zh;
  const auto& standard = w.after != no_node ? c.standard_after : c.standard_before;
  const auto points = [&](const std::optional<double>& score, double maximum) {
    return score ? brief(*score) + (zh ? "（满分 " : " of ") + brief(maximum) + (zh ? "）" : "")
                 : std::string(zh ? "无得分" : "no score");
  };
  std::string out = "\n" + node_text(standard, w.after != no_node ? w.after : w.before, language) + (zh ? "：" : ": ") +
                    points(w.score_before, w.maximum_before) + " → " + points(w.score_after, w.maximum_after) +
                    (w.difference ? (zh ? "，相差 " : ", ") + change(*w.difference) : std::string()) + "\n";
  std::vector<Line> lines;
  for (const auto& x : w.criteria)
    lines.push_back({x.after != no_node ? node_text(c.standard_after, x.after, language)
                                        : node_text(c.standard_before, x.before, language),
                     cause_text(x.cause, zh), x.points_before, x.points_after, x.by_result, x.by_weight});
  for (const auto& r : w.rules)
    lines.push_back({for_display(r.criterion), (zh ? "规则：" : "rule: ") + (zh ? r.zh : r.en), r.points_before,
                     r.points_after, r.points_after - r.points_before, 0});
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return std::abs(a.after - a.before) > std::abs(b.after - b.before);
  });
  if (lines.empty()) return out;
  out += padded(zh ? "  指标" : "  criterion", 42) + left_padded(zh ? "之前" : "before", 10) +
         left_padded(zh ? "之后" : "after", 10) + left_padded(zh ? "得分率" : "result", 10) +
         left_padded(zh ? "权重" : "weight", 10) + "  " + (zh ? "原因" : "cause") + "\n";
  for (const auto& l : lines)
    out += padded("  " + cut(l.name, 39), 42) + left_padded(brief(l.before), 10) + left_padded(brief(l.after), 10) +
           left_padded(l.by_result != 0 ? change(l.by_result) : "", 10) +
           left_padded(l.by_weight != 0 ? change(l.by_weight) : "", 10) + "  " + l.what + "\n";
  return out;
}

}  // namespace

std::string to_text(const Comparison& c, Language language) {
  const bool zh = language == Language::zh;
  const auto side = [&](const std::string& unit, const Standard& s) {
    return for_display(unit) + (zh ? "，" : ", ") + s.name() + (zh ? "  指纹 " : "  fingerprint ") +
           s.fingerprint().substr(0, 12) + "\n";
  };
  std::string out = (zh ? "之前：" : "before: ") + side(c.unit_before, c.standard_before) +
                    (zh ? "之后：" : "after:  ") + side(c.unit_after, c.standard_after);
  const auto levels = [&](const Standard& s, const std::string& ladder, const std::vector<std::string>& names) {
    const auto k = s.find_outcome(ladder);
    if (!k || names.empty()) return std::string("–");
    std::string text;
    for (const auto& x : names) text += (text.empty() ? "" : " | ") + level_text(s.spec().outcomes[*k], x, language);
    return text + (names.size() > 1 ? " ?" : "");
  };
  if (!c.outcomes.empty()) out += "\n";
  for (const auto& o : c.outcomes) {
    const auto& s = c.standard_after.find_outcome(o.id) ? c.standard_after : c.standard_before;
    const auto& spec = s.spec().outcomes[*s.find_outcome(o.id)];
    out += std::string(in_language(spec.title, language, o.id)) + (zh ? "：" : ": ") +
           levels(c.standard_before, o.id, o.before) + " → " + levels(c.standard_after, o.id, o.after) + "\n";
  }
  for (const auto& w : c.wholes) out += whole_text(w, c, language);
  return out;
}

}  // namespace saniscore::inline v0
