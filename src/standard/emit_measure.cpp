// A leaf's rule as parameters, and the range of what a node can earn.
#include "standard/compiler.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {

namespace {

std::int16_t level_index(const std::vector<std::string>& names, const std::string& level) {
  const auto it = std::find(names.begin(), names.end(), level);
  return it == names.end() ? std::int16_t{-1} : static_cast<std::int16_t>(it - names.begin());
}

bool asks_itself(const ConditionSpec& c) {
  if (c.kind == ConditionSpec::Kind::trend) return true;
  if (c.kind == ConditionSpec::Kind::compare) return c.subject == Subject::self;
  return std::any_of(c.terms.begin(), c.terms.end(), asks_itself);
}

}  // namespace

void Compiler::measure(std::uint32_t node) {
  const auto& n = *p.nodes[node].spec;
  const auto space = p.nodes[node].in;
  LeafParams l;
  l.node = node;
  l.scored = p.nodes[node].scored;
  l.points = p.nodes[node].points;
  l.measured = n.measure.has_value();
  if (n.value && n.value->range) std::tie(l.range_low, l.range_high) = *n.value->range;
  std::vector<Slot> uses;
  Context context;
  context.space = space;
  context.node = node;
  const auto take = [&](const NumberSpec& x) {
    const auto r = number(x, context);
    if (r.slot != none) {
      uses.push_back(r.slot);
      l.numbers.push_back(r.slot);
    }
    return r;
  };
  const auto take_input = [&](Slot* series = nullptr) {
    reporting = node;
    l.input = leaf_input(node, space, series);
    reporting = none;
    uses.push_back(l.input);
  };
  const auto earned = [&](const Earned& e) { return !l.scored ? 0 : e.share ? e.amount * l.points : e.amount; };
  const auto& names = p.nodes[node].levels;
  double low = 0, high = l.points;  // what the leaf can earn

  if (!n.measure) {
    take_input();
    l.kind = MeasureSpec::Kind::pass;
    low = high = 0;
  } else {
    const auto& m = *n.measure;
    l.kind = m.kind;
    switch (m.kind) {
      case MeasureSpec::Kind::pass: take_input(); break;
      case MeasureSpec::Kind::score:
        take_input();
        l.of = take(m.of);
        for (const auto& i : m.intervals) {
          EarnRow r;
          r.answer = i.from;
          r.limit.constant = i.to;
          r.level = level_index(names, i.level);
          l.rows.push_back(r);
        }
        if (n.value && n.value->range && m.of.kind == NumberSpec::Kind::constant) {
          low = l.points * n.value->range->first / m.of.value;
          high = l.points * n.value->range->second / m.of.value;
        }
        break;
      case MeasureSpec::Kind::choice:
      case MeasureSpec::Kind::bands: {
        take_input();
        low = infinity;
        high = -infinity;
        const auto add = [&](EarnRow r, double e) {
          r.earned = e;
          low = std::min(low, e);
          high = std::max(high, e);
          l.rows.push_back(r);
        };
        for (const auto& o : m.options) {
          EarnRow r;
          r.answer =
              o.answer.kind == Literal::Kind::number
                  ? o.answer.number
                  : literal_code(column(n.from && !n.from->columns.empty() ? n.from->columns.front() : n.id), o.answer);
          r.level = static_cast<std::int16_t>(l.rows.size());
          add(r, earned(o.earned));
        }
        for (const auto& b : m.bands) {
          EarnRow r;
          r.last = !b.op;
          if (b.op) r.op = *b.op;
          if (b.op) r.limit = take(b.limit);
          r.level = level_index(names, b.level);
          add(r, b.earned ? earned(*b.earned) : 0);
        }
        break;
      }
      case MeasureSpec::Kind::line:
        take_input();
        l.log_x = m.log_x;
        low = infinity;
        high = -infinity;
        for (const auto& k : m.knots) {
          l.knots.emplace_back(k.x, earned(k.y));
          low = std::min(low, l.knots.back().second);
          high = std::max(high, l.knots.back().second);
        }
        break;
      case MeasureSpec::Kind::shortfall:
        take_input();
        l.target = take(m.target);
        l.step = take(m.step);
        l.deduct = take(m.deduct);
        l.counting = m.counting;
        l.above = m.above;
        l.floor = m.floor ? *m.floor : -infinity;
        low = l.floor;
        break;
      case MeasureSpec::Kind::threshold: {
        Context own = context;
        if (asks_itself(*m.condition)) {
          take_input(&own.series);
          own.self = l.input;
          const bool plain = !n.from || (n.from->reduce.empty() && (n.from->kind == InputSpec::Kind::column ||
                                                                    n.from->kind == InputSpec::Kind::survey));
          if (plain) {
            const auto base = !n.from                                   ? n.id
                              : n.from->kind == InputSpec::Kind::survey ? n.from->survey
                                                                        : n.from->columns.front();
            own.lower = load(base + "/lower", space, {}, {}, true);
            own.upper = load(base + "/upper", space, {}, {}, true);
            if (const auto* s = survey_of(base); s && n.from && n.from->kind == InputSpec::Kind::survey)
              own.acceptance = s->acceptance;
          }
        }
        const auto first_test = p.tests.size();
        l.truth = truth(*m.condition, own);
        uses.push_back(l.truth);
        for (auto k = first_test; k < p.tests.size(); ++k)
          if (p.tests[k].limit.slot != none) {
            l.numbers.push_back(p.tests[k].limit.slot);
            uses.push_back(p.tests[k].limit.slot);
          }
        break;
      }
      case MeasureSpec::Kind::deduct:
      case MeasureSpec::Kind::award: {
        l.start = m.start ? take(*m.start) : Number{l.points, none};
        l.floor = m.floor ? *m.floor : -infinity;
        l.cap = m.cap ? *m.cap : infinity;
        std::map<std::string, std::uint32_t> groups;
        for (const auto& [name, cap] : m.group_caps) {
          groups.emplace(name, static_cast<std::uint32_t>(l.group_caps.size()));
          l.group_caps.push_back(cap);
        }
        for (const auto& r : m.rules) {
          CompiledRule rule;
          rule.first = static_cast<std::uint32_t>(l.columns.size());
          rule.cap = r.cap ? *r.cap : infinity;
          rule.zero = r.zero;
          if (!r.group.empty()) rule.group = groups.at(r.group);
          const bool by_fact = asks_facts(r.rate);
          const bool plain =
              r.id.empty() && n.from && (n.from->kind != InputSpec::Kind::column || !n.from->reduce.empty());
          const auto base = n.from && n.from->kind == InputSpec::Kind::column ? n.from->columns.front() : n.id;
          const auto name = r.id.empty() ? base : base + "/" + r.id;
          const auto add = [&](const std::string& column_name, Number rate) {
            RuleColumn c;
            c.rate = rate;
            c.amount = r.range.has_value();
            if (plain)
              c.value = leaf_input(node, space);
            else
              c.value = load(column_name, space, n.from ? n.from->at_method : std::string(),
                             n.from ? n.from->at_round : std::string(), false, node);
            uses.push_back(c.value);
            l.columns.push_back(c);
          };
          if (r.range) {
            add(name, Number{1, none});
          } else if (r.rate.empty()) {
            add(name, Number{0, none});  // it only zeroes
          } else if (by_fact && !r.rate.empty()) {
            for (std::size_t k = 0; k < r.rate.size(); ++k) add(row_column(name, r.rate, k), take(r.rate[k].value));
          } else if (r.rate.size() == 1 && !r.rate.front().when) {
            add(name, take(r.rate.front().value));
          } else {
            NumberSpec cases;
            cases.kind = NumberSpec::Kind::cases;
            cases.cases = r.rate;
            add(name, take(cases));
          }
          rule.count = static_cast<std::uint32_t>(l.columns.size()) - rule.first;
          l.rules.push_back(rule);
        }
        if (m.kind == MeasureSpec::Kind::deduct) {
          low = l.floor;
          high = l.start.slot == none ? l.start.constant : infinity;
        } else {
          low = 0;
          high = l.cap;
        }
        break;
      }
    }
  }
  high = std::max(high, low);  // a floor above the start lifts both
  if (!l.scored) low = high = 0;
  auto& info = p.nodes[node];
  info.low = low;
  info.high = high;
  info.input = l.input != none ? l.input : l.columns.size() == 1 ? l.columns.front().value : none;
  info.best_score = info.direction == Direction::merit ? high : low;
  if (l.kind == MeasureSpec::Kind::threshold || l.kind == MeasureSpec::Kind::pass)
    info.best_level = l.measured ? 0 : -1;
  for (const auto& r : l.rows)
    if (l.kind != MeasureSpec::Kind::score && r.earned == info.best_score && info.best_level < 0)
      info.best_level = r.level;
  if (l.kind == MeasureSpec::Kind::score && !l.rows.empty()) {
    const auto best = std::max_element(l.rows.begin(), l.rows.end(), [&](const EarnRow& a, const EarnRow& b) {
      return info.direction == Direction::merit ? a.limit.constant < b.limit.constant : a.answer > b.answer;
    });
    info.best_level = best->level;
  }
  l.applies = p.nodes[node].applies;
  l.applies_above = p.nodes[node].applies_above;
  if (l.applies != none) uses.push_back(l.applies);
  if (l.applies_above != none) uses.push_back(l.applies_above);
  p.leaves.push_back(std::move(l));
  info.params = static_cast<std::uint32_t>(p.leaves.size() - 1);
  info.slot = emit(Op::measure, space, SlotKind::bundle, uses, info.params);
}

/// What a group, or an adjusted node, can earn at all: the enclosure when nothing is known of it.
void Compiler::ranges(std::uint32_t node) {
  auto& info = p.nodes[node];
  const auto& s = *info.spec;
  if (s.combine == Combine::sum) {
    info.low = info.high = s.start;
    double declared = s.start;
    for (const auto& part : p.combines[info.params].parts) {
      info.low += p.nodes[part.node].low;
      info.high += p.nodes[part.node].high;
      if (!part.extra) declared += part.points;
    }
    if (s.on_drop == OnDrop::rescale && declared != 0 && declared != info.points) {
      info.low *= info.points / declared;
      info.high *= info.points / declared;
    }
  } else if (s.combine == Combine::table) {
    info.low = infinity;
    info.high = -infinity;
    for (const auto& r : p.tables[info.params].rows) {
      info.low = std::min(info.low, r.earned);
      info.high = std::max(info.high, r.earned);
    }
  } else if (s.combine != Combine::none) {
    double low = infinity, high = -infinity;
    for (const auto& part : p.combines[info.params].parts) {
      const auto& c = p.nodes[part.node];
      if (!(c.points > 0)) continue;
      low = std::min(low, c.low / c.points);
      high = std::max(high, c.high / c.points);
    }
    if (low > high) low = 0, high = 1;
    info.low = info.points == 0 ? 0 : low * info.points;
    info.high = info.points == 0 ? 0 : high * info.points;
  }
  info.own_low = info.low;
  info.own_high = info.high;
  for (const auto& a : s.adjust) {
    const double most = a.times || a.amount.kind != NumberSpec::Kind::constant ? infinity
                        : a.share                                              ? a.amount.value * info.points
                                                                               : a.amount.value;
    switch (a.kind) {
      case AdjustSpec::Kind::zero:
        info.low = std::min(info.low, 0.0);
        info.high = std::max(info.high, 0.0);
        break;
      case AdjustSpec::Kind::bonus: info.high += most; break;
      case AdjustSpec::Kind::deduct: info.low -= most; break;
      case AdjustSpec::Kind::cap:
        if (!a.when && a.amount.kind == NumberSpec::Kind::constant && !a.share) {
          info.low = std::min(info.low, a.amount.value);
          info.high = std::min(info.high, a.amount.value);
        }
        break;
      case AdjustSpec::Kind::floor:
        if (a.amount.kind == NumberSpec::Kind::constant && !a.share) {
          info.high = std::max(info.high, a.amount.value);
          if (!a.when) info.low = std::max(info.low, a.amount.value);
        }
        break;
      case AdjustSpec::Kind::void_: break;
    }
  }
}

}  // namespace saniscore::inline v0::detail
