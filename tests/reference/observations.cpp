// What was seen where: rows, findings and visits by lane.
#include "reference/evaluator.hpp"

#include <algorithm>

namespace saniscore::reference {

namespace {

Key key_of(const Finding& finding) { return {finding.site, finding.method, finding.round}; }
Key key_of(const Visit& visit) { return {visit.site, visit.method, visit.round}; }

std::size_t depth(const Lane& lane) {
  return static_cast<std::size_t>(
      std::count_if(lane.at.begin(), lane.at.end(), [](auto number) { return number != 0; }));
}

}  // namespace

bool reads_other_columns(const NodeSpec& leaf) {
  bool own = !leaf.from;
  if (leaf.from) columns_of(*leaf.from, [&](const std::string& column) { own = own || column == leaf.id; });
  return !own;
}

InputSpec input_of(const NodeSpec& leaf) {
  if (leaf.from) return *leaf.from;
  InputSpec own;
  own.columns = {leaf.id};
  return own;
}

Evaluator::Evaluator(const StandardSpec& spec, const RawCase& raw)
    : raw_(raw),
      tree_(spec),
      reads_(tree_.size()),
      keys_below_(tree_.size()),
      inner_(tree_.size()),
      finished_(tree_.size()),
      pooled_(tree_.size()) {
  for (const Row& row : raw.rows) keys_.note(row.key);
  for (const Finding& finding : raw.findings) keys_.note(key_of(finding));
  for (const Visit& visit : raw.visits) keys_.note(key_of(visit));
  for (Index n = 0; n < tree_.size(); ++n) note_reads(n);
  keys_.close();
  for (const Row& row : raw.rows) rows_[row.column].push_back({keys_.lane(row.key), &row.value});
  for (const Finding& finding : raw.findings) findings_.emplace_back(keys_.lane(key_of(finding)), &finding);
  for (const Visit& visit : raw.visits) visits_.emplace_back(keys_.lane(key_of(visit)), &visit);
}

void Evaluator::note_reads(Index n) {
  const NodeSpec& spec = *tree_[n].spec;
  // What a rule of the node compares with or takes off is read in its lanes too.
  if (spec.applies) note_condition(n, *spec.applies);
  for (const TableRow& row : spec.table) {
    if (row.when) note_condition(n, *row.when);
  }
  for (const AdjustSpec& adjust : spec.adjust) {
    if (adjust.when) note_condition(n, *adjust.when);
    note_number(n, adjust.amount);
  }
  if (!tree_[n].leaf) return;
  note_input(n, input_of(spec));
  // A state may always be said of the leaf itself.
  if (reads_other_columns(spec)) reads_[n].push_back({spec.id, tree_[n].inner, {}, {}});
  if (!spec.measure) return;
  const MeasureSpec& measure = *spec.measure;
  for (const CountRule& rule : measure.rules) {
    if (rule.id.empty()) {
      for (const NumberCase& row : rule.rate) note_number(n, row.value);
      continue;
    }
    reads_[n].push_back({spec.id + "/" + rule.id, tree_[n].inner, {}, {}});
    for (const NumberCase& row : rule.rate) {
      note_number(n, row.value);
      if (!row.id.empty()) reads_[n].push_back({spec.id + "/" + rule.id + "/" + row.id, tree_[n].inner, {}, {}});
    }
  }
  note_number(n, measure.of);
  note_number(n, measure.target);
  note_number(n, measure.step);
  note_number(n, measure.deduct);
  if (measure.start) note_number(n, *measure.start);
  for (const Band& band : measure.bands) note_number(n, band.limit);
  if (measure.condition) note_condition(n, *measure.condition);
}

void Evaluator::note_input(Index leaf, const InputSpec& from) {
  Read read;
  read.allowed = tree_[leaf].inner;
  for (const ReduceStep& step : from.reduce) {
    read.allowed.set(static_cast<std::size_t>(step.over));
    read.fixed.set(static_cast<std::size_t>(step.over));
    if (step.least) note_number(leaf, *step.least);
  }
  if (!from.at_method.empty()) {
    keys_.note({"", from.at_method, ""});
    read.at.method = from.at_method;
    read.allowed.set(static_cast<std::size_t>(Dimension::method));
    read.fixed.set(static_cast<std::size_t>(Dimension::method));
  }
  if (!from.at_round.empty()) {
    keys_.note({"", "", from.at_round});
    read.at.round = from.at_round;
    for (std::size_t d = static_cast<std::size_t>(Dimension::round); d < dimensions; ++d) {
      read.allowed.set(d);
      read.fixed.set(d);
    }
  }
  columns_of(from, [&](const std::string& column) {
    read.column = column;
    reads_[leaf].push_back(read);
  });
}

void Evaluator::note_number(Index leaf, const NumberSpec& number) {
  const std::size_t before = reads_[leaf].size();
  for (const InputSpec& input : number.input) note_input(leaf, input);
  // A rule reads its numbers where the leaf's ratio is pooled already.
  for (std::size_t i = before; i < reads_[leaf].size(); ++i) {
    for (std::size_t step = 0; step < pooled_steps(leaf); ++step)
      reads_[leaf][i].fixed.set(static_cast<std::size_t>(tree_[leaf].spec->reduce[step].over));
  }
  for (const NumberCase& row : number.cases) {
    if (row.when) note_condition(leaf, *row.when);
    note_number(leaf, row.value);
  }
}

void Evaluator::note_condition(Index leaf, const ConditionSpec& condition) {
  for (const ConditionSpec& term : condition.terms) note_condition(leaf, term);
  note_number(leaf, condition.limit);
}

std::optional<std::string> Evaluator::complaint() const {
  for (const auto& [column, rows] : rows_) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (rows[i].lane == rows[j].lane) return "two values for one key of " + column;
      }
    }
  }
  for (const std::vector<Read>& reads : reads_) {
    for (const Read& read : reads) {
      for (const Seen& seen : rows_of(read.column)) {
        if (finer(seen.lane, read.allowed)) return "finer than any reduction of " + read.column;
      }
    }
  }
  for (const auto& [lane, finding] : findings_) {
    const Index leaf = tree_.find(finding->criterion);
    if (leaf == no_index) return "finding under no criterion: " + finding->criterion;
    if (finer(lane, tree_[leaf].inner)) return "finding finer than any reduction of " + finding->criterion;
  }
  return std::nullopt;
}

const std::vector<Evaluator::Seen>& Evaluator::rows_of(const std::string& column) const {
  static const std::vector<Seen> none;
  const auto found = rows_.find(column);
  return found == rows_.end() ? none : found->second;
}

Input Evaluator::column_at(const std::string& column, const Lane& lane) const {
  const Seen* best = nullptr;
  for (const Seen& seen : rows_of(column)) {
    // What was said of exactly this lane goes before what was said of more.
    if (holds_in(seen.lane, lane) && (best == nullptr || depth(seen.lane) > depth(best->lane))) best = &seen;
  }
  Input input;
  if (best == nullptr) return input;
  input.given = true;
  if (const auto* state = std::get_if<State>(best->value)) {
    input.state = *state;
  } else {
    input.state = State::known;
    if (const auto* label = std::get_if<std::string>(best->value)) {
      input.text = true;
      input.label = *label;
    } else {
      input.number = exact(std::get<double>(*best->value));
    }
  }
  return input;
}

bool Evaluator::looked_at(Index leaf, const Lane& lane) const {
  const auto covers = [&](const Visit& visit) {
    return std::any_of(visit.covers.begin(), visit.covers.end(), [&](const std::string& id) {
      if (id == "*") return true;
      const Index covered = tree_.find(id);
      return covered != no_index && tree_.within(leaf, covered);
    });
  };
  // Who looked more closely than the criterion asks looked all the same.
  const auto here = [&](const Lane& key) { return holds_in(project(key, tree_[leaf].inner), lane); };
  return std::any_of(visits_.begin(), visits_.end(),
                     [&](const auto& visit) { return here(visit.first) && covers(*visit.second); }) ||
         // A finding proves that somebody looked.
         std::any_of(findings_.begin(), findings_.end(), [&](const auto& finding) {
           return holds_in(finding.first, lane) && finding.second->criterion == tree_[leaf].spec->id;
         });
}

std::vector<const Finding*> Evaluator::findings_at(Index leaf, const std::string& rule, const Lane& lane) const {
  std::vector<const Finding*> found;
  for (const auto& [key, finding] : findings_) {
    if (finding->criterion == tree_[leaf].spec->id && finding->rule == rule && holds_in(key, lane))
      found.push_back(finding);
  }
  return found;
}

const std::vector<Lane>& Evaluator::keys_below(Index n) {
  std::optional<std::vector<Lane>>& keys = keys_below_[n];
  if (keys) return *keys;
  keys.emplace();
  for (Index leaf = n; leaf < tree_[n].end; ++leaf) {
    for (const Read& read : reads_[leaf]) {
      // A dimension that an input settles by itself makes no lanes of the node, nor do rows that it does not read.
      for (const Seen& seen : rows_of(read.column)) {
        if (compatible(seen.lane, keys_.lane(read.at)))
          keys->push_back(project(seen.lane, tree_[leaf].inner & ~read.fixed));
      }
    }
  }
  for (const auto& [lane, finding] : findings_) {
    const Index leaf = tree_.find(finding->criterion);
    if (leaf != no_index && tree_.within(leaf, n)) keys->push_back(lane);
  }
  for (const auto& [lane, visit] : visits_) {
    const bool touches = std::any_of(visit->covers.begin(), visit->covers.end(), [&](const std::string& id) {
      const Index covered = tree_.find(id);
      return id == "*" || (covered != no_index && (tree_.within(covered, n) || tree_.within(n, covered)));
    });
    if (touches) keys->push_back(lane);
  }
  return *keys;
}

std::vector<Lane> Evaluator::lanes_of(Index n, const Lane& outer) {
  if (tree_[n].spec->reduce.empty()) return {outer};
  std::vector<Dimension> order;
  for (const ReduceStep& step : tree_[n].spec->reduce) order.insert(order.begin(), step.over);
  return split(outer, order, keys_below(n));
}

std::optional<Literal> Evaluator::attribute(const std::string& name, const Lane& lane) const {
  if (const std::uint16_t site = lane.at[static_cast<std::size_t>(Dimension::site)]; site != 0) {
    if (const auto own = raw_.site_attributes.find(keys_.text(Dimension::site, site));
        own != raw_.site_attributes.end()) {
      if (const auto value = own->second.find(name); value != own->second.end()) return value->second;
    }
  }
  const auto value = raw_.attributes.find(name);
  return value == raw_.attributes.end() ? std::nullopt : std::optional(value->second);
}

}  // namespace saniscore::reference
