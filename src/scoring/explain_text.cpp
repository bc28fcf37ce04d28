// An explanation as a page of text.
#include "base/text.hpp"
#include "scoring/text.hpp"

#include <saniscore/scoring/explain.hpp>

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0 {

using namespace detail;

namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view by) {
  std::string out;
  for (const auto& x : parts) {
    if (!out.empty()) out += by;
    out += x;
  }
  return out;
}

std::string levels(const OutcomeSpec& ladder, const std::vector<std::string>& names, Language language) {
  std::vector<std::string> out;
  for (const auto& x : names) out.push_back(level_text(ladder, x, language));
  return joined(out, " | ");
}

/// As short as it can be told: "5 | 4".
std::string short_levels(const OutcomeSpec& ladder, const std::vector<std::string>& names, Language language) {
  return levels_are_codes(ladder) ? joined(names, " | ") : levels(ladder, names, language);
}

/// "Hygiene, Structure, …", at most so many.
std::string names(const Standard& standard, const std::vector<Node>& nodes, Language language, std::size_t most = 8) {
  std::vector<std::string> out;
  for (std::size_t k = 0; k < nodes.size() && k < most; ++k) out.push_back(node_text(standard, nodes[k], language));
  if (nodes.size() > most)
    out.push_back(language == Language::zh ? "等 " + std::to_string(nodes.size()) + " 项"
                                           : "… (" + std::to_string(nodes.size()) + " in all)");
  return joined(out, language == Language::zh ? "、" : ", ");
}

std::string outcome_text(const OutcomeExplanation& o, const Standard& standard, Language language) {
  const bool zh = language == Language::zh;
  const auto& spec = standard.spec().outcomes[o.ladder];
  const auto line = [&](std::string_view en, std::string_view cn, const std::string& what) {
    return std::string("  ") + std::string(zh ? cn : en) + what + "\n";
  };
  std::string out = "\n" + std::string(in_language(spec.title, language, spec.id)) + (zh ? "：" : ": ");
  if (!o.label.empty())
    out += level_text(spec, o.label, language);
  else if (o.level == undecided)
    out += (zh ? "未定，可能为 " : "undecided; still possible: ") + levels(spec, o.possible, language);
  else
    out += zh ? "无结论（全部不适用）" : "no result (nothing applies)";
  out += "\n";
  const auto gate = [&](const std::string& id) {
    for (const auto& g : standard.spec().gates)
      if (g.id == id) return std::string(in_language(g.title, language, id));
    return id;
  };
  for (const auto& b : o.binding)
    out += line("bound by ", "受限于 ",
                (b.gate ? (zh ? "前置条件“" : "gate ") + gate(b.id) + (zh ? "”" : "") +
                              (b.en.empty() ? ""
                               : zh         ? "："
                                            : ": ")
                        : std::string()) +
                    (zh ? b.zh : b.en));
  for (const auto& g : o.open_gates) out += line("gate not decided: ", "未定的前置条件：", gate(g));
  if (!o.next_level.empty()) out += line("next level: ", "更高一级：", level_text(spec, o.next_level, language));
  if (!o.single_repairs.empty())
    out += line("one repair is enough: ", "单项整改即可提级：", names(standard, o.single_repairs, language, 5));
  if (!o.greedy_repairs.empty()) {
    const auto n = std::to_string(o.greedy_repairs.size());
    const auto level = level_text(spec, o.greedy_level, language);
    out += line("shortest set of repairs found (greedy), ", "贪心法找到的最少整改组合，",
                (zh ? n + " 项，可达 " + level + "：" : n + " to reach " + level + ": ") +
                    names(standard, o.greedy_repairs, language));
  }
  if (!o.open_leaves.empty()) {
    const bool alone = !o.open_leaves.front().answers.empty();
    out += alone ? line("decided by:", "取决于：", "")
                 : line("not one of these alone decides it, only together:", "须合并以下各项才能确定：", "");
    constexpr std::size_t most = 10;
    for (const auto& leaf : o.open_leaves) {
      if (&leaf == o.open_leaves.data() + most) {
        out += (zh ? "    …… 共 " : "    … ") + std::to_string(o.open_leaves.size()) + (zh ? " 项" : " in all") + "\n";
        break;
      }
      out += "    " + node_text(standard, leaf.node, language);
      std::string answers;
      for (const auto& a : leaf.answers)
        answers += (answers.empty() ? (zh ? "：" : ": ") : (zh ? "；" : "; ")) + joined(a.values, zh ? "、" : ", ") +
                   " → " + short_levels(spec, a.possible, language);
      out += answers + "\n";
    }
  }
  return out;
}

}  // namespace

std::string to_text(const Explanation& e, const Standard& standard, Language language) {
  const bool zh = language == Language::zh;
  std::string out;
  out += (zh ? "单位：" : "Unit: ") + for_display(e.unit) + "\n";
  out += (zh ? "标准：" : "Standard: ") + e.standard + (zh ? "  指纹 " : "  fingerprint ") +
         e.fingerprint.substr(0, 12) + "  saniscore " + e.library + "\n";
  for (const auto& o : e.outcomes) out += outcome_text(o, standard, language);
  for (const auto& s : e.shortages)
    out += (zh ? "样本不足：" : "too few: ") + node_text(standard, s.node, language) + (zh ? "需 " : " needs ") +
           brief(s.needed) + (zh ? "，实 " : ", had ") + std::to_string(s.had) + "\n";

  out += "\n" + padded(zh ? "指标" : "criterion", 40) + left_padded(zh ? "得分" : "score", 18) +
         left_padded(zh ? "满分" : "of", 8) + left_padded(zh ? "失分" : "lost", 9) +
         left_padded(zh ? "占失分" : "share", 8) + left_padded(zh ? "整改可得" : "gain", 10) + "  " +
         (zh ? "评分办法" : "rule") + "\n";
  for (const auto& n : e.nodes) {
    std::size_t depth = 0;
    for (auto k = standard.parent(n.node); k != no_node; k = standard.parent(k)) ++depth;
    std::string score = n.score                   ? brief(*n.score)
                        : !n.level.empty()        ? n.level
                        : n.state == State::known ? "–"
                                                  : std::string(zh ? to_chinese(n.state) : to_text(n.state));
    if (n.provisional) score += " (" + brief(n.lower) + "–" + brief(n.upper) + ")";
    out += padded(cut(std::string(2 * depth, ' ') + node_text(standard, n.node, language), 39), 40) +
           left_padded(score, 18) + left_padded(n.score ? brief(n.maximum) : "", 8) +
           left_padded(n.lost != 0 ? brief(n.lost) : "", 9) +
           left_padded(n.share_of_loss != 0 ? brief(std::round(1000 * n.share_of_loss) / 10) + "%" : "", 8) +
           left_padded(n.gain && *n.gain != 0 ? (*n.gain > 0 ? "+" : "") + brief(*n.gain) : "", 10) + "  " +
           (zh ? n.rule_zh : n.rule_en) + "\n";
  }
  for (const auto& r : e.rules) {
    if (r.lost == 0) continue;
    const auto node = node_text(standard, r.node, language);
    out += (r.lost > 0 ? (zh ? "规则扣去 " : "taken by a rule: ") : (zh ? "规则加回 " : "given by a rule: ")) +
           brief(std::abs(r.lost)) + (zh ? " 分：" : ", ") + node + (zh ? "，" : ", ") + (zh ? r.zh : r.en) + "\n";
  }
  return out;
}

}  // namespace saniscore::inline v0
