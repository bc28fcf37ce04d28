// SpecWriter: measures.
#include "standard/spec_writer.hpp"

#include <algorithm>
#include <tuple>

namespace saniscore::inline v0::detail {
namespace {

bool is_plain(const NumberCase& row) { return row.id.empty() && !row.when; }

}  // namespace

void SpecWriter::measure(const MeasureSpec& m) {
  using Kind = MeasureSpec::Kind;
  if (m.kind == Kind::pass) {
    text("pass");
    return;
  }
  open('{');
  switch (m.kind) {
    case Kind::pass: break;
    case Kind::score: score(m); break;
    case Kind::choice: choice(m.options); break;
    case Kind::bands: list("bands", m.bands, [this](const Band& b) { band(b); }); break;
    case Kind::line: line(m); break;
    case Kind::shortfall: shortfall(m); break;
    case Kind::threshold: optional("threshold", m.condition); break;
    case Kind::deduct: deduct(m); break;
    case Kind::award: award(m); break;
  }
  close('}');
}

void SpecWriter::score(const MeasureSpec& m) {
  key("score");
  if (m.intervals.empty()) {
    amount(m.of);
    return;
  }
  open('{');
  list("intervals", m.intervals, [this](const Interval& i) {
    open('{');
    member("from", i.from);
    if (!i.level.empty()) member("level", i.level);
    member("to", i.to);
    close('}');
  });
  member("of", m.of);
  close('}');
}

void SpecWriter::choice(std::vector<ChoiceOption> options) {
  using Answer = Literal::Kind;
  const auto before = [](const ChoiceOption& a, const ChoiceOption& b) {
    return std::tie(a.answer.kind, a.answer.text, a.answer.number) <
           std::tie(b.answer.kind, b.answer.text, b.answer.number);
  };
  if (rules_only_) std::stable_sort(options.begin(), options.end(), before);
  const auto all = [&options](auto&& holds) { return std::all_of(options.begin(), options.end(), holds); };
  key("choice");
  // An object has no order to keep and no room for numbers, hence only where nothing is lost.
  const auto not_before = [&](const ChoiceOption& a, const ChoiceOption& b) { return !before(a, b); };
  if (!options.empty() && all([](const ChoiceOption& o) { return o.answer.kind == Answer::text; }) &&
      all([](const ChoiceOption& o) { return o.answer.text.substr(0, 2) != "x-"; }) &&
      std::adjacent_find(options.begin(), options.end(), not_before) == options.end()) {
    open('{');
    for (const ChoiceOption& o : options) {
      key(o.answer.text);
      points_or_share(o.earned);
    }
    close('}');
    return;
  }
  items_of(options, [this](const ChoiceOption& o) {
    if (o.answer.kind == Answer::number && o.earned == Earned{o.answer.number, false}) {
      number(o.answer.number);
      return;
    }
    open('{');
    key("answer");
    literal(o.answer);
    earned(o.earned);
    close('}');
  });
}

void SpecWriter::band(const Band& b) {
  open('{');
  if (b.op) member(name_of(*b.op, operator_names), b.limit);
  if (!b.level.empty()) member("level", b.level);
  if (b.earned) earned(*b.earned);
  close('}');
}

void SpecWriter::line(const MeasureSpec& m) {
  const auto knots = [&] {
    items_of(m.knots, [this](const Knot& k) {
      open('[');
      number(k.x);
      points_or_share(k.y);
      close(']');
    });
  };
  key("line");
  if (!m.log_x) {
    knots();
    return;
  }
  open('{');
  key("knots");
  knots();
  member("x", "log");
  close('}');
}

void SpecWriter::floor(const MeasureSpec& m) {
  if (!m.floor) {
    member("floor", "none");
  } else if (*m.floor != 0) {
    member("floor", *m.floor);
  }
}

void SpecWriter::shortfall(const MeasureSpec& m) {
  using Counting = MeasureSpec::Counting;
  key("shortfall");
  open('{');
  if (m.counting != Counting::pro_rata) member("counting", m.counting == Counting::whole ? "whole" : "started");
  member("deduct", m.deduct);
  floor(m);
  if (m.above) member("side", "above");
  if (m.step.kind != NumberSpec::Kind::constant || m.step.value != 1) member("step", m.step);
  member("target", m.target);
  close('}');
}

void SpecWriter::deduct(const MeasureSpec& m) {
  key("deduct");
  if (!m.start && m.floor == 0.0 && is_bare(m)) {
    number(m.rules.front().rate.front().value.value);
    return;
  }
  open('{');
  floor(m);
  numbers("groups", m.group_caps);
  list("rules", m.rules, [this](const CountRule& r) { rule(r); });
  optional("start", m.start);
  close('}');
}

void SpecWriter::award(const MeasureSpec& m) {
  key("award");
  if (!m.cap && is_bare(m)) {
    number(m.rules.front().rate.front().value.value);
    return;
  }
  open('{');
  optional("cap", m.cap);
  numbers("groups", m.group_caps);
  list("rules", m.rules, [this](const CountRule& r) { rule(r); });
  close('}');
}

bool SpecWriter::is_bare(const MeasureSpec& m) const {
  if (m.rules.size() != 1 || !m.group_caps.empty()) return false;
  const CountRule& r = m.rules.front();
  if (!r.id.empty() || (!rules_only_ && !r.title.empty()) || r.range || r.cap || !r.group.empty() || r.zero)
    return false;
  return r.rate.size() == 1 && is_plain(r.rate.front()) && r.rate.front().value.kind == NumberSpec::Kind::constant;
}

void SpecWriter::rule(const CountRule& r) {
  open('{');
  optional("cap", r.cap);
  if (!r.group.empty()) member("group", r.group);
  if (!r.id.empty()) member("id", r.id);
  if (r.range) {
    key("rate");
    open('{');
    member("from", r.range->first);
    member("to", r.range->second);
    close('}');
  } else if (r.rate.size() == 1 && is_plain(r.rate.front()) && r.rate.front().value.kind != NumberSpec::Kind::cases) {
    member("rate", r.rate.front().value);
  } else if (!r.rate.empty()) {
    key("rate");
    cases(r.rate);
  }
  translated("title", r.title);
  if (r.zero) member("zero", true);
  close('}');
}

}  // namespace saniscore::inline v0::detail
