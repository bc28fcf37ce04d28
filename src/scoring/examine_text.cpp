// An examination as a page of text.
#include "scoring/text.hpp"

#include <saniscore/scoring/examine.hpp>

#include <cmath>

namespace saniscore::inline v0 {

using namespace detail;

std::string to_text(const Examination& e, const Standard& standard, Language language) {
  const bool zh = language == Language::zh;
  std::string out = (zh ? "标准：" : "Standard: ") + standard.name() + (zh ? "  指纹 " : "  fingerprint ") +
                    standard.fingerprint().substr(0, 12) + "\n";
  if (e.nodes.empty()) out += zh ? "\n没有计分的指标。\n" : "\nNo criterion is scored.\n";
  if (!e.nodes.empty())
    out += "\n" + padded(zh ? "指标" : "criterion", 40) + left_padded(zh ? "最低" : "lowest", 12) +
           left_padded(zh ? "最高" : "highest", 12) + left_padded(zh ? "权重" : "weight", 9) +
           left_padded(zh ? "可左右" : "moves", 12) + "\n";
  for (const auto& n : e.nodes) {
    std::size_t depth = 0;
    for (auto k = standard.parent(n.node); k != no_node; k = standard.parent(k)) ++depth;
    const auto end = [](double x, bool exact, const char* sign) {
      return exact || std::isinf(x) ? brief(x) : sign + brief(x);
    };
    out += padded(cut(std::string(2 * depth, ' ') + node_text(standard, n.node, language), 39), 40) +
           left_padded(end(n.lowest, n.lowest_exact, "≥ "), 12) +
           left_padded(end(n.highest, n.highest_exact, "≤ "), 12) +
           left_padded(n.weight != 0 ? brief(std::round(1e4 * n.weight) / 100) + "%" : "", 9) +
           left_padded(standard.is_leaf(n.node) && n.moves != 0 ? brief(n.moves) : "", 12) + "\n";
  }
  if (!e.nodes.empty())
    out += zh ? "\n每项均适用且已评定时；≥ ≤ "
                "为界限，未必达到。权重：占总体满分的份额。可左右：该项单独最多能改变总体多少分。\n"
              : "\nWhile every criterion applies and is judged; ≥ and ≤ are limits that need not be reached. weight: "
                "its share of the\n"
                "maximum. moves: the most points it can change the total by itself.\n";
  for (const auto& o : e.oddities)
    out += (zh ? "注意：" : "note: ") +
           (o.node != no_node ? node_text(standard, o.node, language) + (zh ? "：" : ": ") : "") + (zh ? o.zh : o.en) +
           "\n";
  return out;
}

}  // namespace saniscore::inline v0
