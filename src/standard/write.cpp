// write_standard() and canonical_rules(): the document, criteria, gates and outcomes.
#include "standard/write.hpp"

#include <saniscore/standard/read.hpp>

#include "standard/spec_writer.hpp"

#include <algorithm>

namespace saniscore::inline v0 {
namespace detail {
namespace {

constexpr std::array<std::string_view, 6> adjust_names{"zero", "bonus", "deduct", "cap", "floor", "void"};
constexpr std::array<std::string_view, 7> combine_names{"", "sum", "mean", "min", "max", "power", "table"};

}  // namespace

std::string SpecWriter::standard(const StandardSpec& s) {
  open('{');
  if (!rules_only_ && s.partial) member("completeness", "partial");
  if (s.direction == Direction::demerit) member("direction", "demerit");
  if (!rules_only_) member("edition", s.edition);
  member("format", rules_only_ ? "saniscore/rules" : "saniscore/standard");
  key("format_version");
  number(1);
  list("gates", s.gates, [this](const GateSpec& g) { gate(g); });
  if (!rules_only_) {
    member("id", s.id);
    if (!s.note.empty()) member("note", s.note);
  }
  if (s.numbers.decimals >= 0) round("numbers", s.numbers);
  list("outcomes", s.outcomes, [this](const OutcomeSpec& o) { outcome(o); });
  sources(s.sources);
  policies(s.states);
  list("surveys", s.surveys, [this](const SurveySpec& q) { survey(q); });
  if (!rules_only_ && s.tailored) {
    key("tailored");
    open('{');
    names("changes", s.tailored->changes);
    member("fingerprint", s.tailored->fingerprint);
    member("of", s.tailored->of);
    close('}');
  }
  translated("title", s.title);
  key("tree");
  node(s.tree);
  if (!rules_only_ && !(s.valid_from.empty() && s.valid_to.empty())) {
    key("valid");
    open('{');
    if (!s.valid_from.empty()) member("from", s.valid_from);
    if (!s.valid_to.empty()) member("to", s.valid_to);
    close('}');
  }
  close('}');
  return take();
}

void SpecWriter::sources(const std::vector<SourceSpec>& items) {
  if (rules_only_) return;
  list("sources", items, [this](const SourceSpec& s) {
    open('{');
    if (!s.note.empty()) member("note", s.note);
    if (!s.status.empty()) member("status", s.status);
    if (!s.title.empty()) member("title", s.title);
    if (!s.url.empty()) member("url", s.url);
    close('}');
  });
}

void SpecWriter::policies(const StatesSpec& s) {
  static constexpr std::array<std::pair<std::string_view, std::size_t>, 4> sorted{
      {{"invalid", 4}, {"not_applicable", 1}, {"not_inspected", 2}, {"withheld", 3}}};
  static constexpr std::array<std::string_view, 5> words{"drop", "zero", "full", "share", "unknown"};
  if (s == StatesSpec{}) return;
  key("states");
  open('{');
  for (const auto& [name, i] : sorted) {
    const std::optional<Policy>& p = s.policy[i];
    if (!p) continue;
    if (p->kind != Policy::Kind::share) {
      member(name, name_of(p->kind, words));
      continue;
    }
    key(name);
    open('{');
    member("share", p->share);
    close('}');
  }
  close('}');
}

void SpecWriter::node(const NodeSpec& n) {
  open('{');
  list("adjust", n.adjust, [this](const AdjustSpec& a) { adjust(a); });
  optional("applies", n.applies);
  list("children", n.children, [this](const NodeSpec& child) { node(child); });
  combine(n);
  if (n.direction) member("direction", *n.direction == Direction::merit ? "merit" : "demerit");
  if (n.extra) member("extra", true);
  if (n.from) {
    key("from");
    input(*n.from);
  }
  translated("guidance", n.guidance);
  member("id", n.id);
  if (n.measure) {
    key("measure");
    measure(*n.measure);
  }
  if (n.on_drop == OnDrop::rescale) member("on_drop", "rescale");
  optional("points", n.points);
  reduce(n.reduce);
  if (n.round) round("round", *n.round);
  sources(n.sources);
  if (n.start != 0) member("start", n.start);
  policies(n.states);
  tags(n.tags);
  translated("text", n.text);
  translated("title", n.title);
  if (n.value) value(*n.value);
  optional("weight", n.weight);
  close('}');
}

void SpecWriter::tags(std::vector<std::string> items) {
  if (rules_only_) {
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
  }
  names("tags", items);
}

void SpecWriter::combine(const NodeSpec& n) {
  if (n.combine == Combine::none) return;
  key("combine");
  if (n.combine == Combine::power) {
    open('{');
    member("power", n.exponent);
    close('}');
  } else if (n.combine == Combine::table && !n.table.empty()) {
    open('{');
    list("table", n.table, [this](const TableRow& row) {
      open('{');
      if (!row.level.empty()) member("level", row.level);
      earned(row.earned);
      optional("when", row.when);
      close('}');
    });
    close('}');
  } else {
    text(name_of(n.combine, combine_names));
  }
}

void SpecWriter::value(const ValueSpec& v) {
  key("value");
  open('{');
  if (!v.kind.empty()) member("kind", v.kind);
  names("labels", v.labels);
  range("range", v.range);
  if (!v.unit.empty()) member("unit", v.unit);
  close('}');
}

void SpecWriter::adjust(const AdjustSpec& a) {
  const std::string_view kind = name_of(a.kind, adjust_names);
  const auto effect = [&] {
    key(kind);
    if (a.kind == AdjustSpec::Kind::zero || a.kind == AdjustSpec::Kind::void_) {
      boolean(true);
    } else if (a.share) {
      open('{');
      member("share", a.amount);
      close('}');
    } else {
      amount(a.amount);
    }
  };
  open('{');
  const bool first = kind < std::string_view("id");
  if (first) effect();
  if (!a.id.empty()) member("id", a.id);
  if (a.times) {
    key("times");
    open('{');
    key("count");
    count(*a.times);
    close('}');
  }
  translated("title", a.title);
  if (kind == "void") effect();
  optional("when", a.when);
  if (kind == "zero") effect();
  close('}');
}

void SpecWriter::gate(const GateSpec& g) {
  open('{');
  member("at_best", g.at_best);
  member("id", g.id);
  member("outcome", g.outcome);
  member("require", g.require);
  translated("title", g.title);
  close('}');
}

void SpecWriter::outcome(const OutcomeSpec& o) {
  open('{');
  member("id", o.id);
  list("levels", o.levels, [this](const LevelSpec& l) {
    open('{');
    member("level", l.level);
    translated("title", l.title);
    optional("when", l.when);
    close('}');
  });
  translated("title", o.title);
  close('}');
}

void SpecWriter::survey(const SurveySpec& s) {
  open('{');
  if (s.acceptance != Acceptance::undecided) member("acceptance", name_of(s.acceptance, acceptance_names));
  if (s.dont_know_unfavourable) member("dont_know", "unfavourable");
  names("dont_know_answers", s.dont_know_answers);
  names("favourable", s.favourable);
  member("id", s.id);
  optional("least_n", s.least_n);
  if (!s.population.empty()) member("population", s.population);
  translated("title", s.title);
  names("unfavourable", s.unfavourable);
  close('}');
}

std::string canonical_rules(const StandardSpec& spec) { return SpecWriter(true).standard(spec); }

}  // namespace detail

std::string write_standard(const StandardSpec& spec) { return detail::SpecWriter(false).standard(spec); }

}  // namespace saniscore::inline v0
