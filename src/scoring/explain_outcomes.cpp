// What holds an outcome down, how to better it, and what could still decide it.
#include "scoring/describe.hpp"
#include "scoring/explainer.hpp"
#include "scoring/numbers.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cmath>

namespace saniscore::inline v0::detail {

std::size_t level_rank(const Scorecard& card, std::size_t ladder, std::size_t unit) {
  const auto level = card.outcome(ladder)[unit];
  if (level >= 0) return static_cast<std::size_t>(level);
  const auto possible = card.possible(ladder)[unit];
  if (possible == 0) return 1000;
  std::size_t worst = 0;
  for (std::size_t k = 0; k < 64; ++k)
    if ((possible >> k & 1) != 0) worst = k;
  return worst;
}

/// The number a comparison compares; asked of every site, that of the worst of them.
std::optional<double> Explainer::seen(const Scenarios& run, std::uint32_t term, std::size_t copy) const {
  const auto& t = p.terms[term];
  if (t.spec->kind != ConditionSpec::Kind::compare || t.test == none || t.operands.empty() ||
      !t.spec->literals.empty() || t.spec->op == Operator::in || t.spec->limit.kind != NumberSpec::Kind::constant)
    return std::nullopt;
  const auto first = t.operands.front();
  const auto n = run.lanes(p.slots[first].space);
  const bool at_least = t.spec->op == Operator::ge || t.spec->op == Operator::gt;
  std::optional<double> found;
  for (auto i = copy * n; i < (copy + 1) * n; ++i) {
    std::optional<double> x;
    switch (p.slots[first].kind) {
      case SlotKind::value:
        if (t.operands.size() == 1 && run.value(first).state[i] == 0) x = run.value(first).v[i];
        break;
      case SlotKind::count:
        if (run.count(first).most[i] >= 0) x = run.count(first).least[i];
        break;
      case SlotKind::bundle: {
        double sum = 0, most = 0, extreme = 0;
        bool any = false;
        for (auto slot : t.operands) {
          const auto& b = run.bundle(slot).own;
          if ((b.disposition[i] & has_score) == 0) continue;
          sum += b.score[i];
          most += b.maximum[i];
          extreme = !any                                 ? b.score[i]
                    : t.spec->subject == Subject::max_of ? std::max(extreme, b.score[i])
                                                         : std::min(extreme, b.score[i]);
          any = true;
        }
        const auto subject = t.spec->subject;
        if (!any || (subject == Subject::percent && most == 0)) break;
        if (subject == Subject::score || subject == Subject::percent)
          x = subject == Subject::score ? sum : 100 * sum / most;
        else if (subject == Subject::min_of || subject == Subject::max_of)
          x = extreme;
        break;
      }
      case SlotKind::truth: break;
    }
    if (x && (!found || (at_least ? *x < *found : *x > *found))) found = x;
  }
  return found;
}

/// False terms of a condition, taken apart through `all`; an `any` that fails is named whole.
void Explainer::false_terms(std::uint32_t term, std::vector<Binding>& into) const {
  const auto& t = p.terms[term];
  const auto answer = now.truth(term);
  if ((answer & no) == 0) return;
  if (t.spec->kind == ConditionSpec::Kind::all) {
    for (auto k : t.terms) false_terms(k, into);
    return;
  }
  Binding b;
  b.term = term_name(*t.spec);
  b.value = seen(now, term, 0);
  b.en = describe_term(p, *t.spec, Language::en);
  b.zh = describe_term(p, *t.spec, Language::zh);
  if (b.value) {
    b.limit = t.spec->limit.value;
    b.missing = snapped(std::abs(*b.limit - *b.value), std::max(0.0, p.tests[t.test].scale));
    b.en += ": it is " + number_text(snapped(*b.value, 0));
    b.zh += "，实为 " + number_text(snapped(*b.value, 0));
  }
  if (answer == unsure) {
    b.en += " (not known)";
    b.zh += "（未知）";
  }
  into.push_back(std::move(b));
}

void Explainer::outcomes() {
  for (std::size_t l = 0; l < p.ladders.size(); ++l) {
    const auto& ladder = p.ladders[l];
    OutcomeExplanation o;
    o.ladder = l;
    o.level = card.outcome(l)[0];
    if (const auto label = card.outcome_label(l, 0)) o.label = *label;
    for (auto x : card.possible_labels(l, 0)) o.possible.emplace_back(x);
    std::size_t alone = ladder.levels.size();  // what the ladder gives without its gates
    for (std::size_t k = 0; k < ladder.levels.size(); ++k)
      if (ladder.levels[k] == none || now.truth(ladder.levels[k]) == yes) {
        alone = k;
        break;
      }
    for (auto g : ladder.gates) {
      const auto& gate = p.gates[g];
      const auto t = now.truth(gate.term);
      if (t == unsure) o.open_gates.push_back(gate.spec->id);
      if (t != no) continue;
      o.failed_gates.push_back(gate.spec->id);
      if (o.level < 0 || static_cast<std::size_t>(o.level) != gate.at_best) continue;
      Binding b;
      b.gate = true;
      b.id = gate.spec->id;
      std::vector<Binding> terms;
      false_terms(gate.term, terms);
      for (const auto& x : terms) {
        b.en += (b.en.empty() ? "" : "; ") + x.en;
        b.zh += (b.zh.empty() ? "" : "；") + x.zh;
        if (!b.value) {
          b.value = x.value;
          b.limit = x.limit;
          b.missing = x.missing;
        }
      }
      o.binding.push_back(std::move(b));
    }
    if (o.level > 0) {
      o.next_level = ladder.spec->levels[static_cast<std::size_t>(o.level) - 1].level;
      if (static_cast<std::size_t>(o.level) == alone && ladder.levels[alone - 1] != none)
        false_terms(ladder.levels[alone - 1], o.binding);
    }
    out.outcomes.push_back(std::move(o));
  }
}

double Explainer::term_distance(const Scenarios& run, std::uint32_t term, std::size_t copy) const {
  const auto& t = p.terms[term];
  if ((run.truth(term, copy) & no) == 0) return 0;
  std::vector<double> parts;
  for (auto k : t.terms) parts.push_back(term_distance(run, k, copy));
  std::sort(parts.begin(), parts.end());
  double sum = 0;
  switch (t.spec->kind) {
    case ConditionSpec::Kind::any: return parts.empty() ? 1 : parts.front();
    case ConditionSpec::Kind::at_least:
      for (std::size_t k = 0; k < parts.size() && k < static_cast<std::size_t>(t.spec->at_least); ++k) sum += parts[k];
      return sum;
    case ConditionSpec::Kind::all:
      for (auto x : parts) sum += x;
      return sum;
    default: break;
  }
  const auto value = seen(run, term, copy);
  if (!value) return 1;
  const double scale = std::max({1.0, std::abs(t.spec->limit.value), p.tests[t.test].scale});
  return 1 + std::abs(*value - t.spec->limit.value) / scale;
}

double Explainer::distance(const Scenarios& run, std::size_t ladder, std::size_t copy) const {
  const auto& l = p.ladders[ladder];
  const auto current = level_rank(card, ladder, 0);
  if (current == 0 || current > l.levels.size()) return 0;
  double gates = 0;
  for (auto g : l.gates)
    if (p.gates[g].at_best >= current) gates += term_distance(run, p.gates[g].term, copy);
  double best = infinity;
  for (std::size_t k = 0; k < current; ++k)
    best = std::min(best, l.levels[k] == none ? 0 : term_distance(run, l.levels[k], copy));
  return gates + best;
}

/// Per set of repairs: the level they reach if that is decided and better than now, else the number of levels.
std::vector<std::size_t> Explainer::reached(std::size_t ladder, const std::vector<std::vector<std::uint32_t>>& sets) {
  std::vector<std::size_t> levels;
  for (std::size_t from = 0; from < sets.size(); from += Scenarios::at_once) {
    const auto n = std::min(Scenarios::at_once, sets.size() - from);
    std::vector<Override> overrides;
    for (std::size_t k = 0; k < n; ++k)
      for (auto leaf : sets[from + k]) overrides.push_back({leaf, k, *best_of(p, leaf)});
    then.run(n, std::move(overrides), Keep::nothing);
    for (std::size_t k = 0; k < n; ++k) {
      const auto level = then.outcomes().outcome(ladder)[k];
      const bool better = level >= 0 && static_cast<std::size_t>(level) < level_rank(card, ladder, 0);
      levels.push_back(better ? static_cast<std::size_t>(level) : p.ladders[ladder].levels.size());
    }
  }
  return levels;
}

void Explainer::greedy() {
  constexpr std::size_t most_tries = 200;  // beyond that nobody reads the list, and each try scores the unit again
  for (std::size_t l = 0; l < p.ladders.size(); ++l) {
    auto& o = out.outcomes[l];
    const auto none_better = p.ladders[l].levels.size();
    if (o.level <= 0 || !o.single_repairs.empty() || repairable.size() < 2) continue;
    std::vector<std::size_t> order(repairable.size());
    for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return distances[l][a] < distances[l][b]; });
    const auto front = [&](std::size_t size) {
      std::vector<std::uint32_t> set;
      for (std::size_t k = 0; k < size; ++k) set.push_back(repairable[order[k]]);
      return set;
    };
    // the first of 2, 4, 8 … that is enough, then the first size above the last that was not
    std::vector<std::size_t> sizes;
    for (std::size_t k = 2; k < order.size(); k *= 2) sizes.push_back(k);
    sizes.push_back(order.size());
    const auto first_enough = [&](const std::vector<std::size_t>& tried) {
      std::vector<std::vector<std::uint32_t>> sets;
      for (auto k : tried) sets.push_back(front(k));
      const auto levels = reached(l, sets);
      return static_cast<std::size_t>(
          std::find_if(levels.begin(), levels.end(), [&](auto x) { return x < none_better; }) - levels.begin());
    };
    const auto enough = first_enough(sizes);
    if (enough == sizes.size()) continue;
    std::vector<std::size_t> between;
    for (auto k = enough == 0 ? std::size_t{2} : sizes[enough - 1] + 1; k <= sizes[enough]; ++k) between.push_back(k);
    auto set = front(between[first_enough(between)]);
    // drop what is not needed, the weakest first
    for (std::size_t k = set.size(), tries = 0; k-- > 0 && tries < most_tries; ++tries) {
      auto without = set;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(k));
      if (reached(l, {without}).front() < none_better) set = std::move(without);
    }
    o.greedy_level = p.ladders[l].spec->levels[reached(l, {set}).front()].level;
    for (auto leaf : set) o.greedy_repairs.push_back(Node{leaf});
  }
}

void Explainer::open_leaves() {
  std::vector<std::size_t> open;
  for (std::size_t l = 0; l < p.ladders.size(); ++l)
    if (card.outcome(l)[0] == undecided) open.push_back(l);
  if (open.empty()) return;
  struct Trial {
    std::uint32_t leaf;
    Answer answer;
  };
  std::vector<Trial> trials;
  for (auto n : standard.document_order()) {
    const auto leaf = static_cast<std::uint32_t>(n);
    const auto& stages = now.stages(leaf);
    if (!p.nodes[leaf].leaf || stages.empty()) continue;
    const auto& d = stages.front().disposition;
    if (std::none_of(d.begin(), d.end(), [](auto x) { return (x & has_unknown) != 0; })) continue;
    for (auto& a : answers_of(p, leaf)) trials.push_back({leaf, std::move(a)});
  }
  for (std::size_t from = 0; from < trials.size(); from += Scenarios::at_once) {
    const auto n = std::min(Scenarios::at_once, trials.size() - from);
    std::vector<Override> overrides;
    for (std::size_t k = 0; k < n; ++k)
      overrides.push_back({trials[from + k].leaf, k, trials[from + k].answer.to, true});
    then.run(n, std::move(overrides), Keep::nothing);
    for (auto l : open)
      for (std::size_t k = 0; k < n; ++k) {
        auto& leaves = out.outcomes[l].open_leaves;
        const Node leaf{trials[from + k].leaf};
        if (leaves.empty() || leaves.back().node != leaf) leaves.push_back({leaf, {}});
        std::vector<std::string> possible;
        for (auto x : then.outcomes().possible_labels(l, k)) possible.emplace_back(x);
        auto& answers = leaves.back().answers;
        const auto same =
            std::find_if(answers.begin(), answers.end(), [&](const auto& a) { return a.possible == possible; });
        if (same == answers.end())
          answers.push_back({{trials[from + k].answer.name}, std::move(possible)});
        else
          same->values.push_back(trials[from + k].answer.name);
      }
  }
  for (auto l : open) {
    auto& o = out.outcomes[l];
    const auto idle = [&](const OpenLeaf& leaf) {
      return leaf.answers.size() == 1 && leaf.answers.front().possible == o.possible;
    };
    if (std::all_of(o.open_leaves.begin(), o.open_leaves.end(), idle))
      for (auto& leaf : o.open_leaves) leaf.answers.clear();
    else
      std::erase_if(o.open_leaves, idle);
  }
}

}  // namespace saniscore::inline v0::detail
