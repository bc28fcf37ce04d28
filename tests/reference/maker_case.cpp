// What was seen of a random unit.
#include "reference/maker.hpp"

#include <saniscore/standard/read.hpp>

#include <algorithm>

namespace saniscore::reference {

namespace {

constexpr int known_percent = 78;

Literal number_literal(double number) { return {Literal::Kind::number, {}, number, false}; }
Literal text_literal(const std::string& text) { return {Literal::Kind::text, text, 0, false}; }
Literal truth_literal(bool truth) { return {Literal::Kind::boolean, {}, 0, truth}; }

}  // namespace

void Maker::observe() {
  if (random_.chance(85))
    case_.raw.attributes["class"] = text_literal(random_.pick<std::string>({"city", "county", "town"}));
  if (random_.chance(85)) case_.raw.attributes["open"] = truth_literal(random_.chance(50));
  if (random_.chance(85)) case_.raw.attributes["size"] = number_literal(random_.between(0, 3));
  if (random_.chance(85)) case_.raw.attributes["limit"] = number_literal(random_.pick<double>({1, 5, 10, 85, 90}));
  const bool reduces =
      std::any_of(made_.begin(), made_.end(), [](const Made& node) { return !node.spec->reduce.empty(); });
  for (const std::string site : {"a", "b", "c"}) {
    if (!reduces || !random_.chance(30)) continue;
    case_.raw.site_attributes[site]["class"] = text_literal(random_.pick<std::string>({"city", "town"}));
    if (random_.chance(50)) case_.raw.site_attributes[site]["open"] = truth_literal(random_.chance(50));
  }
  // One person who looked at everything, or several who looked at parts.
  if (random_.chance(35)) {
    case_.raw.visits.push_back({});
  }
  for (const Made& node : made_) {
    if (!random_.chance(8) || node.reduced.empty()) continue;
    for (const Key& key : keys(node.reduced)) {
      if (random_.chance(50)) case_.raw.visits.push_back({key.site, key.method, key.round, {node.spec->id}});
    }
  }
  for (const Made& node : made_) {
    if (node.spec->children.empty()) observe_leaf(node);
    if (node.reduced.empty() && random_.chance(5)) case_.raw.visits.push_back({"", "", "", {node.spec->id}});
  }
  if (options_.previous) observe_previous();
  // A number that was made may have been thrown away again.
  const std::string text = write_standard(case_.spec);
  const auto read = [&](const char* column) { return text.find("\"" + std::string(column) + "\"") != text.npos; };
  if (read("plan") && random_.chance(90))
    case_.raw.rows.push_back({"plan", {}, random_.pick<double>({1, 5, 10, 85, 90})});
  for (const std::string& round : rounds_) {
    if (read("past") && random_.chance(80)) case_.raw.rows.push_back({"past", {"", "", round}, random_.tenths(0, 20)});
  }
}

/// Rounds, or the periods they lie in.
std::vector<std::string> Maker::texts(Dimension over) const {
  switch (over) {
    case Dimension::month: return {"2021-10", "2021-12", "2022-01", "2022-02"};
    case Dimension::quarter: return {"2021-Q4", "2022-Q1"};
    case Dimension::year: return {"2021", "2022"};
    default: return rounds_;
  }
}

/// Keys at which something is seen: most of the combinations, or one coarser one that holds for all.
std::vector<Key> Maker::keys(const std::set<Dimension>& dimensions) {
  static const std::vector<std::string> open = {""}, sites = {"a", "b", "c"}, methods = {"covert", "announced"};
  std::set<Dimension> given = dimensions;
  // Coarser: without the last dimension, so that all keys of a case are prefixes of one another.
  if (!given.empty() && random_.chance(10)) given.erase(std::prev(given.end()));
  // Rounds, or the finest period that is given, and at times the coarsest.
  std::vector<std::string> rounds = open;
  if (const auto finest = given.lower_bound(Dimension::round); finest != given.end())
    rounds = texts(random_.chance(85) ? *finest : *given.rbegin());
  std::vector<Key> keys;
  for (const auto& site : given.contains(Dimension::site) ? sites : open) {
    for (const auto& method : given.contains(Dimension::method) ? methods : open) {
      for (const auto& round : rounds) {
        if (given.empty() || random_.chance(75)) keys.push_back({site, method, round});
      }
    }
  }
  return keys;
}

double Maker::some_input(const NodeSpec& leaf) {
  const MeasureSpec& measure = *leaf.measure;
  const double nudge = random_.pick<double>({0, 0, 0, 0.1, -0.1, 1, -1, 0.01});
  const auto near = [&](double limit) { return to_double(exact(limit) + exact(nudge)); };
  switch (measure.kind) {
    case MeasureSpec::Kind::pass: return random_.chance(97) ? random_.between(0, 1) : 0.5;
    case MeasureSpec::Kind::score: {
      const double of = measure.of.kind == NumberSpec::Kind::constant ? measure.of.value : 10;
      if (random_.chance(4)) return of + 1;
      return to_double(round_to(exact(of) * exact(random_.tenths(0, 1)), {1, Rounding::half_up}));
    }
    case MeasureSpec::Kind::bands: return near(random_.pick(measure.bands).limit.value);
    case MeasureSpec::Kind::line: {
      const double x = near(random_.pick(measure.knots).x);
      return measure.log_x && x <= 0 ? 0.7 : x;
    }
    case MeasureSpec::Kind::shortfall:
      return to_double(exact(measure.target.value) + exact(nudge) - exact(measure.step.value) * random_.between(-2, 6));
    case MeasureSpec::Kind::threshold: {
      const ConditionSpec* c = &*measure.condition;
      while (!c->terms.empty()) c = &random_.pick(c->terms);
      return near(c->limit.value);
    }
    default: break;
  }
  return random_.between(0, 4);
}

std::optional<Observed> Maker::some_value(const NodeSpec& leaf, const std::string& column) {
  const int luck = random_.between(1, 100);
  const bool rule = leaf.measure && !leaf.measure->rules.empty() && column != leaf.id;
  if (luck > known_percent) {
    if (rule) return std::nullopt;
    if (luck > 95) return std::nullopt;
    return random_.pick<State>(
        {State::not_applicable, State::not_applicable, State::not_inspected, State::withheld, State::invalid});
  }
  if (!leaf.measure) return random_.pick(leaf.value->labels);
  if (leaf.measure->kind == MeasureSpec::Kind::choice) {
    const ChoiceOption& option = random_.pick(leaf.measure->options);
    if (option.answer.kind == Literal::Kind::text) return option.answer.text;
    return random_.chance(95) ? option.answer.number : option.answer.number + 1;
  }
  if (column.ends_with("/den")) return random_.pick<double>({0, 1, 2, 4, 10, 20});
  if (column.ends_with("/num")) return static_cast<double>(random_.between(0, 10));
  return some_input(leaf);
}

void Maker::observe_column(const Made& leaf, const std::string& column, const std::set<Dimension>& dimensions) {
  if (!seen_columns_.insert(column).second) return;
  for (const Key& key : keys(dimensions)) {
    if (const auto value = some_value(*leaf.spec, column)) case_.raw.rows.push_back({column, key, *value});
  }
}

void Maker::observe_leaf(const Made& leaf) {
  const NodeSpec& spec = *leaf.spec;
  if (spec.measure && !spec.measure->rules.empty()) {
    observe_counts(leaf);
    return;
  }
  if (!spec.from) {
    observe_column(leaf, spec.id, leaf.reduced);
    return;
  }
  std::set<Dimension> dimensions = leaf.reduced;
  for (const ReduceStep& step : spec.from->reduce) dimensions.insert(step.over);
  if (!spec.from->at_method.empty()) dimensions.insert(Dimension::method);
  if (!spec.from->at_round.empty()) dimensions.insert(Dimension::round);
  for (const std::string& column : spec.from->columns) observe_column(leaf, column, dimensions);
  if (spec.from->kind == InputSpec::Kind::survey) {
    observe_column(leaf, spec.from->survey, dimensions);
    const auto asks_n = [&](const SurveySpec& s) { return s.id == spec.from->survey && s.least_n; };
    if (std::any_of(case_.spec.surveys.begin(), case_.spec.surveys.end(), asks_n) && random_.chance(70)) {
      case_.raw.rows.push_back({spec.from->survey + "/n", {}, static_cast<double>(random_.between(0, 400))});
      count("survey n");
    }
    if (random_.chance(70)) {
      const double middle = some_input(spec);
      case_.raw.rows.push_back(
          {spec.from->survey + "/lower", {}, to_double(exact(middle) - exact(random_.tenths(0, 3)))});
      case_.raw.rows.push_back(
          {spec.from->survey + "/upper", {}, to_double(exact(middle) + exact(random_.tenths(0, 3)))});
    }
  }
}

void Maker::observe_counts(const Made& leaf) {
  const NodeSpec& spec = *leaf.spec;
  const bool as_findings = random_.chance(50);
  if (!spec.measure->rules.front().id.empty() && random_.chance(7)) {
    // A state is said of the leaf, not of one of its rules.
    case_.raw.rows.push_back(
        {spec.id, {}, random_.pick<State>({State::not_applicable, State::not_inspected, State::withheld})});
    return;
  }
  for (const CountRule& rule : spec.measure->rules) {
    const std::string column = rule.id.empty() ? spec.id : spec.id + "/" + rule.id;
    if (!as_findings && rule.rate.size() <= 1) {
      observe_column(leaf, column, leaf.reduced);
      continue;
    }
    for (const Key& key : keys(leaf.reduced)) {
      if (!random_.chance(35)) continue;
      if (!as_findings) {
        for (const NumberCase& row : rule.rate) {
          if (random_.chance(80))
            case_.raw.rows.push_back({column + "/" + row.id, key, static_cast<double>(random_.between(0, 3))});
        }
        continue;
      }
      Finding finding;
      finding.criterion = spec.id;
      finding.rule = rule.id;
      finding.site = key.site;
      finding.method = key.method;
      finding.round = key.round;
      finding.count = random_.chance(70) ? 1 : random_.between(0, 4);
      if (random_.chance(40)) finding.facts["overdue"] = truth_literal(random_.chance(60));
      if (rule.range && random_.chance(95))
        finding.facts["points"] = number_literal(random_.chance(95) ? random_.between(1, 3) : 4);
      case_.raw.findings.push_back(std::move(finding));
    }
  }
}

void Maker::observe_previous() {
  const auto observe = [&](const std::string& name, const std::vector<std::string>& levels) {
    if (!random_.chance(40)) return;
    auto& results = case_.raw.previous[name];
    for (int i = random_.between(1, 2); i > 0; --i) {
      if (random_.chance(10)) {
        results.emplace_back(State::withheld);
      } else if (!levels.empty()) {
        results.emplace_back(text_literal(random_.pick(levels)));
      } else {
        results.emplace_back(number_literal(random_.tenths(0, 10)));
      }
    }
  };
  for (const Made& node : made_) {
    if (!node.spec->children.empty() || !node.levels.empty()) observe(node.spec->id, node.levels);
  }
  observe("o1", {"l0", "l1", "fallback"});
}

void Maker::input(NodeSpec& node, const std::set<Dimension>& used) {
  using By = ReduceStep::By;
  const MeasureSpec::Kind kind = node.measure->kind;
  if (kind == MeasureSpec::Kind::choice || kind == MeasureSpec::Kind::pass) return;
  InputSpec from;
  if (options_.surveys && used.empty() && kind == MeasureSpec::Kind::threshold && random_.chance(20)) {
    from.kind = InputSpec::Kind::survey;
    from.survey = node.id;
    SurveySpec survey;
    survey.id = node.id;
    survey.favourable = {"yes"};
    survey.acceptance = random_.pick<Acceptance>(
        {Acceptance::undecided, Acceptance::simple, Acceptance::guarded_acceptance, Acceptance::guarded_rejection});
    if (random_.chance(40)) survey.least_n = random_.between(0, 400);
    count("survey acceptance " + std::to_string(static_cast<int>(survey.acceptance)));
    case_.spec.surveys.push_back(survey);
    count("input survey");
    node.from = from;
    return;
  }
  if (!random_.chance(25)) return;
  if (options_.derived_inputs && random_.chance(50)) {
    from.kind = random_.pick<InputSpec::Kind>(
        {InputSpec::Kind::ratio, InputSpec::Kind::ratio, InputSpec::Kind::sum, InputSpec::Kind::difference});
    from.columns = {node.id + "/num", node.id + "/den"};
    if (from.kind == InputSpec::Kind::ratio) {
      from.per = random_.chance(50) ? 100 : 1;
      if (random_.chance(30))
        from.empty_state = random_.pick<State>({State::not_applicable, State::not_inspected});
      else if (random_.chance(30))
        from.empty_value = 0;
    }
    count(from.kind == InputSpec::Kind::ratio ? "input ratio"
          : from.kind == InputSpec::Kind::sum ? "input sum"
                                              : "input difference");
  } else if (options_.derived_inputs && used.empty() && random_.chance(40)) {
    // Two leaves may judge one observation.
    from.columns = {"x" + std::to_string(random_.between(1, 2))};
    count("input column");
    node.from = from;
    return;
  } else {
    from.columns = {node.id};
  }
  if (options_.windows && !used.contains(Dimension::round) && random_.chance(60)) {
    ReduceStep window;
    window.over = Dimension::round;
    window.by = random_.pick<By>({By::latest, By::latest, By::mean, By::sum, By::worst});
    if (from.kind == InputSpec::Kind::ratio && random_.chance(30)) window.by = By::pooled;
    if (random_.chance(40)) window.last = random_.between(1, 3);
    if (random_.chance(20)) window.skip = 1;
    if (random_.chance(25)) window.least = NumberSpec(random_.between(1, 3));
    if (window.by == By::mean && random_.chance(30)) {
      window.weights = period_weights(Dimension::round);
      window.renormalise = random_.chance(40);
      count("window weights");
    }
    if (window.least && random_.chance(30)) window.least = some_number(2);
    const Dimension other = random_.chance(50) ? Dimension::site : Dimension::method;
    if (!used.contains(other) && random_.chance(20)) {
      ReduceStep first;
      first.over = other;
      first.by = window.by == By::pooled ? By::pooled : random_.pick<By>({By::mean, By::sum, By::worst});
      from.reduce.push_back(first);
      count("window of two steps");
    }
    from.reduce.push_back(window);
    count(window.by == By::latest  ? "window latest"
          : window.by == By::mean  ? "window mean"
          : window.by == By::sum   ? "window sum"
          : window.by == By::worst ? "window worst"
                                   : "window pooled");
    if (kind == MeasureSpec::Kind::threshold && from.kind == InputSpec::Kind::column && from.reduce.size() == 1 &&
        random_.chance(60)) {
      ConditionSpec trend;
      trend.kind = ConditionSpec::Kind::trend;
      trend.rising = random_.chance(50);
      trend.rounds = random_.between(2, 3);
      ConditionSpec either;
      either.kind = random_.chance(50) ? ConditionSpec::Kind::any : ConditionSpec::Kind::all;
      either.terms = {*node.measure->condition, trend};
      node.measure->condition = either;
      count("trend");
    }
  } else if (options_.derived_inputs && !used.contains(Dimension::method) && random_.chance(30)) {
    from.at_method = "covert";
    count("input at");
  }
  if (from.kind == InputSpec::Kind::column && from.reduce.empty() && from.at_method.empty()) return;
  node.from = from;
}

}  // namespace saniscore::reference
