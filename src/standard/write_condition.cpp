// SpecWriter: conditions, numbers, inputs and reductions.
#include "standard/spec_writer.hpp"

namespace saniscore::inline v0::detail {
namespace {

constexpr std::array<std::string_view, 11> subject_names{"score", "percent", "value",  "state",     "level", "met",
                                                         "count", "min_of",  "max_of", "attribute", "fact"};
constexpr std::array<std::string_view, 6> by_names{"mean", "pooled", "worst", "share_passing", "latest", "sum"};

}  // namespace

void SpecWriter::condition(const ConditionSpec& c) {
  using Form = ConditionSpec::Kind;
  const auto each = [this](const ConditionSpec& term) { condition(term); };
  open('{');
  switch (c.kind) {
    case Form::all:
      key("all");
      items_of(c.terms, each);
      break;
    case Form::any:
      key("any");
      items_of(c.terms, each);
      break;
    case Form::negation:
      key("not");
      if (c.terms.empty()) {
        condition({});
      } else {
        condition(c.terms.front());
      }
      break;
    case Form::at_least:
      member("at_least", c.at_least);
      key("of");
      items_of(c.terms, each);
      break;
    case Form::trend:
      member("rounds", c.rounds);
      member("trend", c.rising ? "rising" : "falling");
      break;
    case Form::compare:
      if (c.previous) {
        if (c.last != 1) member("last", c.last);
        key("previous");
        open('{');
        comparison(c);
        close('}');
      } else {
        comparison(c);
      }
      break;
  }
  close('}');
}

void SpecWriter::comparison(const ConditionSpec& c) {
  // Operators sort before all subjects but "in", which comes after "fact" and before "level".
  const bool implied = c.subject == Subject::met && c.op == Operator::eq && c.literals.size() == 1 &&
                       c.literals.front() == Literal{Literal::Kind::boolean, {}, 0, true};
  if (c.op != Operator::in && !implied) {
    key(name_of(c.op, operator_names));
    if (c.op == Operator::eq && !c.literals.empty()) {
      literal(c.literals.front());
    } else {
      amount(c.limit);
    }
  }
  const std::string_view subject_name = c.subject == Subject::self ? "" : name_of(c.subject, subject_names);
  const auto subject = [&] {
    if (c.subject == Subject::self) return;
    key(subject_name);
    if (c.subject == Subject::attribute || c.subject == Subject::fact) {
      text(c.name);
    } else if (c.subject == Subject::count) {
      count(c.count);
    } else {
      reference(c.of);
    }
  };
  const bool before_every = c.subject == Subject::attribute || c.subject == Subject::count;
  if (before_every) subject();
  if (c.every) member("every", to_text(*c.every));
  if (c.subject == Subject::fact) subject();
  if (c.op == Operator::in) {
    key("in");
    items_of(c.literals, [this](const Literal& l) { literal(l); });
  }
  if (!before_every && c.subject != Subject::fact) subject();
}

void SpecWriter::one_or_many(const std::vector<std::string>& items) {
  if (items.size() == 1) {
    text(items.front());
  } else {
    items_of(items, [this](const std::string& item) { text(item); });
  }
}

void SpecWriter::some(std::string_view name, const std::vector<std::string>& items) {
  if (items.empty()) return;
  key(name);
  one_or_many(items);
}

void SpecWriter::reference(const ReferenceSpec& r) {
  if (r.tags.empty()) {
    one_or_many(r.nodes);
    return;
  }
  open('{');
  some("nodes", r.nodes);
  some("tag", r.tags);
  close('}');
}

void SpecWriter::count(const CountSpec& c) {
  open('{');
  some("level", c.levels);
  some("nodes", c.of.nodes);
  if (!c.previous_levels.empty()) {
    key("previous");
    open('{');
    some("level", c.previous_levels);
    close('}');
  }
  if (c.states.size() == 1) {
    member("state", to_text(c.states.front()));
  } else {
    list("state", c.states, [this](State s) { text(to_text(s)); });
  }
  some("tag", c.of.tags);
  close('}');
}

void SpecWriter::amount(const NumberSpec& n) {
  switch (n.kind) {
    case NumberSpec::Kind::constant: number(n.value); return;
    case NumberSpec::Kind::cases: cases(n.cases); return;
    case NumberSpec::Kind::attribute:
      open('{');
      member("attribute", n.attribute);
      break;
    case NumberSpec::Kind::input:
      open('{');
      key("input");
      if (n.input.empty()) {
        input({});
      } else {
        input(n.input.front());
      }
      break;
  }
  close('}');
}

void SpecWriter::cases(const std::vector<NumberCase>& rows) {
  items_of(rows, [this](const NumberCase& row) {
    open('{');
    if (!row.id.empty()) member("id", row.id);
    member("value", row.value);
    optional("when", row.when);
    close('}');
  });
}

void SpecWriter::input(const InputSpec& i) {
  using Source = InputSpec::Kind;
  const auto column = [&i](std::size_t k) { return k < i.columns.size() ? i.columns[k] : std::string(); };
  open('{');
  if (!i.at_method.empty() || !i.at_round.empty()) {
    key("at");
    open('{');
    if (!i.at_method.empty()) member("method", i.at_method);
    if (!i.at_round.empty()) member("round", i.at_round);
    close('}');
  }
  if (i.kind == Source::column) member("column", column(0));
  if (i.kind == Source::difference) names("difference", i.columns);
  if (i.empty_value) {
    member("empty", *i.empty_value);
  } else if (i.empty_state) {
    member("empty", to_text(*i.empty_state));
  }
  if (i.per != 1) member("per", i.per);
  if (i.kind == Source::ratio) {
    key("ratio");
    open('{');
    member("den", column(1));
    member("num", column(0));
    close('}');
  }
  reduce(i.reduce);
  if (i.kind == Source::sum) names("sum", i.columns);
  if (i.kind == Source::survey) member("survey", i.survey);
  close('}');
}

void SpecWriter::reduce(const std::vector<ReduceStep>& steps) {
  list("reduce", steps, [this](const ReduceStep& s) {
    open('{');
    member("by", name_of(s.by, by_names));
    if (s.last != 0) member("last", s.last);
    optional("least", s.least);
    member("over", to_text(s.over));
    if (s.renormalise) member("renormalise", true);
    if (s.short_is_unknown) member("short", "unknown");
    if (s.skip != 0) member("skip", s.skip);
    numbers("weights", s.weights);
    close('}');
  });
}

}  // namespace saniscore::inline v0::detail
