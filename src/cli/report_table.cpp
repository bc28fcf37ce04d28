#include "cli/report.hpp"

#include "cli/number.hpp"
#include "cli/table.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace saniscore::cli {
namespace {

struct Footnotes {
  bool provisional = false, undecided = false;
};

std::string number_at(std::span<const double> values, std::size_t unit, const RoundSpec& rounding) {
  return rounded_text(values[unit], rounding.decimals, rounding.mode);
}

/// "not inspected", 未检.
std::string state_word(State state, Language language) {
  std::string word(language == Language::zh ? to_chinese(state) : to_text(state));
  std::replace(word.begin(), word.end(), '_', ' ');
  return word;
}

std::string score_cell(const Scorecard& card, Node node, std::size_t unit, Language language, Footnotes& notes) {
  const auto score = card.score(node, unit);
  const State state = card.state(node)[unit];
  Shown shown;
  shown.has_score = score.has_value();
  shown.provisional = card.provisional(node, unit);
  if (score) shown.score = *score;
  shown.lower = card.lower(node)[unit];
  shown.upper = card.upper(node)[unit];
  if (!shown.has_score) return state_word(state, language);
  notes.provisional = notes.provisional || shown.provisional;
  return score_text(shown, print_rounding(card.standard(), node), language);
}

std::string coverage_cell(const Scorecard& card, Node node, std::size_t unit) {
  const double coverage = card.coverage(node)[unit];
  return std::isfinite(coverage) ? rounded_text(100 * coverage, 1, Rounding::down) + " %" : "–";
}

std::string footer(const Scorecard& card, const Footnotes& notes, Language language) {
  const int decimals = card.standard().spec().numbers.decimals;
  std::string out = "\n";
  const std::string count = std::to_string(decimals);
  if (decimals >= 0)
    out +=
        say(language,
            "Scores rounded to " + count + (decimals == 1 ? " decimal" : " decimals") + ", as the standard declares.",
            "得分按标准规定保留 " + count + " 位小数。");
  else
    out += say(language, "The standard declares no rounding; scores shown to at most 4 decimals.",
               "标准未规定小数位数；得分最多显示 4 位小数。");
  out += '\n';
  if (notes.provisional)
    out +=
        say(language, "(a–b): provisional; parts are unknown, and the score can still become anything from a to b.\n",
            "(a–b)：暂定得分；部分内容未知，最终得分在 a 与 b 之间。\n");
  if (notes.undecided)
    out += say(language, "?: what is unknown decides between these levels.\n",
               "?：结论取决于未知内容，可能为所列等次。\n");
  return out;
}

std::string name_of(const Scorecard& card, std::size_t unit) {
  return unit < card.unit_names().size() ? card.unit_names()[unit] : std::to_string(unit + 1);
}

/// The topmost nodes that have a score; usually the root alone.
std::vector<Node> top_nodes(const Standard& standard) {
  std::vector<Node> nodes;
  const std::function<void(Node)> visit = [&](Node node) {
    if (standard.scored(node))
      nodes.push_back(node);
    else
      for (const Node child : standard.children(node)) visit(child);
  };
  visit(standard.root());
  return nodes;
}

std::string overview(const Scorecard& card, Language language, Footnotes& notes) {
  const Standard& standard = card.standard();
  const std::vector<Node> nodes = top_nodes(standard);
  bool all_covered = true;
  for (const Node node : nodes)
    for (const double coverage : card.coverage(node)) all_covered = all_covered && !(coverage < 1);
  // Where parts are unknown or left out, a score says little without the maximum it is of.
  std::vector<bool> with_maximum;
  for (const Node node : nodes) {
    bool differs = false;
    for (std::size_t unit = 0; unit < card.units(); ++unit)
      differs =
          differs || (card.score(node, unit) && std::fabs(card.maximum(node)[unit] - standard.points(node)) > 1e-9);
    with_maximum.push_back(differs);
  }

  TextTable table;
  table.columns.push_back({std::string(say(language, "unit", "单位"))});
  for (const OutcomeSpec& ladder : standard.spec().outcomes)
    table.columns.push_back({std::string(in_language(ladder.title, language, ladder.id))});
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    table.columns.push_back({std::string(standard.title(nodes[k], language)), true});
    if (with_maximum[k]) table.columns.push_back({std::string(say(language, "of", "满分")), true});
    if (!all_covered) table.columns.push_back({std::string(say(language, "looked at", "已检")), true});
  }
  for (std::size_t unit = 0; unit < card.units(); ++unit) {
    std::vector<std::string> row{name_of(card, unit)};
    for (std::size_t ladder = 0; ladder < standard.outcome_count(); ++ladder) {
      notes.undecided = notes.undecided || card.outcome(ladder)[unit] == undecided;
      row.push_back(outcome_text(card, ladder, unit, language));
    }
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      const Node node = nodes[k];
      row.push_back(score_cell(card, node, unit, language, notes));
      if (with_maximum[k])
        row.push_back(card.score(node, unit) ? number_at(card.maximum(node), unit, print_rounding(standard, node))
                                             : "–");
      if (!all_covered) row.push_back(coverage_cell(card, node, unit));
    }
    table.add(std::move(row));
  }
  return render(table);
}

/// Every criterion of one unit, indented as in the tree.
std::string criteria(const Scorecard& card, std::size_t unit, Language language, Footnotes& notes) {
  const Standard& standard = card.standard();
  TextTable table;
  table.columns = {
      {std::string(say(language, "criterion", "指标"))},   {},
      {std::string(say(language, "score", "得分")), true}, {std::string(say(language, "of", "满分")), true},
      {std::string(say(language, "state", "状态"))},       {std::string(say(language, "level", "等次"))}};
  for (const Node node : standard.document_order()) {
    std::string indent;
    for (Node up = standard.parent(node); up != no_node; up = standard.parent(up)) indent += "  ";
    const State state = card.state(node)[unit];
    const bool scored = card.score(node, unit).has_value();
    const RoundSpec rounding = print_rounding(standard, node);
    table.add({indent + standard.id(node), std::string(standard.title(node, language)),
               scored ? score_cell(card, node, unit, language, notes) : "–",
               standard.scored(node) ? number_at(card.maximum(node), unit, rounding) : "",
               state == State::known
                   ? (card.provisional(node, unit) ? std::string(say(language, "provisional", "暂定")) : "")
                   : state_word(state, language),
               std::string(card.level_name(node, unit))});
  }
  std::string heading = detail::for_display(name_of(card, unit));
  for (std::size_t ladder = 0; ladder < standard.outcome_count(); ++ladder) {
    const OutcomeSpec& spec = standard.spec().outcomes[ladder];
    notes.undecided = notes.undecided || card.outcome(ladder)[unit] == undecided;
    heading += " · " + std::string(in_language(spec.title, language, spec.id)) + ": " +
               outcome_text(card, ladder, unit, language);
  }
  return heading + "\n\n" + render(table);
}

}  // namespace

std::vector<Node> reported_nodes(const Standard& standard, bool all) {
  std::vector<Node> nodes;
  for (const Node node : standard.document_order())
    if (all || node == standard.root() || (!standard.is_leaf(node) && standard.scored(node))) nodes.push_back(node);
  return nodes;
}

std::string outcome_text(const Scorecard& card, std::size_t ladder, std::size_t unit, Language language) {
  const OutcomeSpec& spec = card.standard().spec().outcomes[ladder];
  if (const auto label = card.outcome_label(ladder, unit)) return level_text(spec, *label, language);
  if (card.outcome(ladder)[unit] != undecided)
    return std::string(say(language, "– (nothing to judge)", "–（无可评内容）"));
  std::string out;
  for (const std::string_view label : card.possible_labels(ladder, unit)) {
    if (!out.empty()) out += " | ";
    // The bare level where it is a code: "4 | 3 ?".
    out += levels_are_codes(spec) ? std::string(label) : level_text(spec, label, language);
  }
  return out + " ?";
}

std::string score_table(const Scorecard& card, const Options& options) {
  Footnotes notes;
  std::string out = provenance(card.standard(), options.language) + "\n\n";
  if (options.all) {
    for (std::size_t unit = 0; unit < card.units(); ++unit) {
      if (unit > 0) out += '\n';
      out += criteria(card, unit, options.language, notes);
    }
  } else {
    out += overview(card, options.language, notes);
  }
  return out + footer(card, notes, options.language);
}

std::vector<Rescored> rescored(const Scorecard& before, const Scorecard& after, Language language) {
  const Standard &a = before.standard(), &b = after.standard();
  const std::vector<Node> tops = top_nodes(a), tops_after = top_nodes(b);
  std::vector<Rescored> out;
  Footnotes notes;
  for (std::size_t unit = 0; unit < before.units(); ++unit) {
    const std::string name = name_of(before, unit);
    const auto& names = after.unit_names();
    const auto other = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    if (other == names.size()) continue;
    for (const Node top : tops) {
      const auto same =
          std::find_if(tops_after.begin(), tops_after.end(), [&](Node n) { return b.id(n) == a.id(top); });
      const bool only = tops.size() == 1 && tops_after.size() == 1;
      if (same == tops_after.end() && !only) continue;
      const Node there = only ? tops_after.front() : *same;
      out.push_back({name, a.id(top), std::string(a.title(top, language)), false,
                     score_cell(before, top, unit, language, notes), score_cell(after, there, other, language, notes)});
    }
    for (std::size_t ladder = 0; ladder < a.outcome_count(); ++ladder) {
      const OutcomeSpec& spec = a.spec().outcomes[ladder];
      if (const auto there = b.find_outcome(spec.id))
        out.push_back({name, spec.id, std::string(in_language(spec.title, language, spec.id)), true,
                       outcome_text(before, ladder, unit, language), outcome_text(after, *there, other, language)});
    }
  }
  return out;
}

std::string rescored_table(const std::vector<Rescored>& results, Language language) {
  TextTable table;
  table.columns = {{std::string(say(language, "unit", "单位"))},
                   {std::string(say(language, "result", "结果"))},
                   {std::string(say(language, "before", "原")), true},
                   {std::string(say(language, "after", "现")), true},
                   {""}};
  std::string unit;
  std::size_t moved = 0;
  for (const Rescored& r : results) {
    moved += r.before != r.after;
    table.add({r.unit == unit ? "" : r.unit, r.name, r.before, r.after,
               r.before == r.after ? "" : std::string(say(language, "changed", "有变化"))});
    unit = r.unit;
  }
  return render(table) + "\n" + std::to_string(moved) + std::string(say(language, " of ", " / ")) +
         std::to_string(results.size()) + std::string(say(language, " results changed\n", " 项结果有变化\n"));
}

}  // namespace saniscore::cli
