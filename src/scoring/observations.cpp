#include "base/text.hpp"
#include "scoring/observations_data.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saniscore::inline v0 {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_complaints = 50;

std::string literal_text(const Literal& l) {
  return l.kind == Literal::Kind::text      ? l.text
         : l.kind == Literal::Kind::boolean ? (l.boolean ? "true" : "false")
                                            : detail::number_text(l.number);
}

std::string full_name(std::string_view criterion, std::string_view part) {
  std::string name(criterion);
  if (!part.empty()) (name += '/') += part;
  return name;
}

/// Words people write for a yes or a no where a rule asks for 1 or 0.
std::optional<double> yes_or_no(std::string_view t) {
  for (std::string_view w : {"true", "yes", "pass", "met", "是", "合格", "达标", "通过", "√", "✓"})
    if (t == w) return 1;
  for (std::string_view w : {"false", "no", "fail", "not_met", "否", "不合格", "不达标", "不通过", "×", "✗"})
    if (t == w) return 0;
  return std::nullopt;
}

/// Does a finding's facts meet a rate row's condition? Facts not recorded are false.
bool meets(const ConditionSpec& c, const std::map<std::string, Literal>& facts) {
  switch (c.kind) {
    case ConditionSpec::Kind::all:
      return std::all_of(c.terms.begin(), c.terms.end(), [&](const auto& t) { return meets(t, facts); });
    case ConditionSpec::Kind::any:
      return std::any_of(c.terms.begin(), c.terms.end(), [&](const auto& t) { return meets(t, facts); });
    case ConditionSpec::Kind::negation: return !meets(c.terms.front(), facts);
    case ConditionSpec::Kind::at_least:
      return std::count_if(c.terms.begin(), c.terms.end(), [&](const auto& t) { return meets(t, facts); }) >=
             c.at_least;
    default: break;
  }
  if (c.subject != Subject::fact) return false;
  const auto it = facts.find(c.name);
  const Literal absent{Literal::Kind::boolean, "", 0, false};
  const auto& f = it == facts.end() ? absent : it->second;
  if (!c.literals.empty()) {
    return std::any_of(c.literals.begin(), c.literals.end(), [&](const Literal& l) {
      if (l.kind == Literal::Kind::boolean && f.kind == Literal::Kind::number) return l.boolean == (f.number != 0);
      return literal_text(l) == literal_text(f);
    });
  }
  if (it == facts.end()) return false;
  const double x = f.kind == Literal::Kind::number    ? f.number
                   : f.kind == Literal::Kind::boolean ? (f.boolean ? 1 : 0)
                                                      : detail::parse_number(f.text).value_or(nan);
  switch (c.op) {
    case Operator::lt: return x < c.limit.value;
    case Operator::le: return x <= c.limit.value;
    case Operator::gt: return x > c.limit.value;
    case Operator::ge: return x >= c.limit.value;
    default: return x == c.limit.value;
  }
}

}  // namespace

Observations::Data::Unit& Observations::Data::unit(std::string_view name) {
  auto [it, fresh] = by_name.emplace(std::string(name), units.size());
  if (fresh) {
    names.emplace_back(name);
    units.emplace_back();
  }
  return units[it->second];
}

std::uint32_t Observations::Data::key(std::string_view text) {
  if (text.empty()) return 0;
  auto [it, fresh] = key_of.emplace(std::string(text), static_cast<std::uint32_t>(keys.size()));
  if (fresh) keys.emplace_back(text);
  return it->second;
}

void Observations::Data::complain(const char* code, std::string_view unit_name, std::string_view place, std::string en,
                                  std::string zh, Severity severity) {
  if (complaints.size() >= most_complaints) return;
  Diagnostic d;
  d.code = code;
  d.severity = severity;
  d.pointer = "unit " + std::string(unit_name) + (place.empty() ? "" : ", column " + std::string(place));
  d.en = std::move(en);
  d.zh = std::move(zh);
  complaints.push_back(std::move(d));
}

std::uint32_t Observations::Data::column(std::string_view unit_name, std::string_view criterion,
                                         std::string_view part) {
  const auto& p = standard.program();
  const auto name = full_name(criterion, part);
  if (const auto it = p.column_by_name.find(name); it != p.column_by_name.end()) return it->second;
  if (name.starts_with('@') || name.starts_with("previous/")) return detail::none;  // nobody asks: no harm
  const std::vector<std::string_view> known(p.column_names.begin(), p.column_names.end());
  const auto best = detail::nearest(name, known);
  complain("D002", unit_name, name,
           "no rule reads a column \"" + name + "\"" +
               (best.empty() ? std::string() : "; did you mean \"" + std::string(best) + "\"?"),
           "没有规则读取列“" + name + "”" + (best.empty() ? std::string("。") : ";是否指“" + std::string(best) + "”?"));
  return detail::none;
}

double Observations::Data::code(std::uint32_t column, std::string_view unit_name, std::string_view label,
                                State& state) {
  const auto& info = standard.program().columns[column];
  if (info.label) {
    const auto it = std::find(info.dictionary.begin(), info.dictionary.end(), label);
    if (it == info.dictionary.end() && info.attribute) {
      // Other words are fine, but one that is nearly a rule's own would leave that rule out without a sound.
      const std::vector<std::string_view> known(info.dictionary.begin(), info.dictionary.end());
      if (const auto meant = detail::nearest(label, known); !meant.empty())
        complain("D124", unit_name, info.name,
                 "no rule names \"" + std::string(label) + "\"; did you mean \"" + std::string(meant) + "\"?",
                 "没有规则提到“" + std::string(label) + "”；是否指“" + std::string(meant) + "”?", Severity::warning);
    }
    return static_cast<double>(it - info.dictionary.begin());
  }
  if (const auto x = detail::parse_number(label)) return *x;
  if (const auto x = yes_or_no(label)) return *x;
  if (info.attribute || info.previous) return -1;  // a text where rules ask for numbers equals none of them
  state = State::invalid;
  complain("D003", unit_name, info.name, "\"" + std::string(label) + "\" is not a number; the cell counts as invalid",
           "“" + std::string(label) + "”不是数字;该格按无效处理。", Severity::warning);
  return nan;
}

void Observations::Data::put(std::string_view unit_name, std::uint32_t column, const Told& w, double value,
                             State state) {
  if (column == detail::none) return;
  auto& u = unit(unit_name);
  const auto& name = standard.program().columns[column].name;
  if (!told.emplace(by_name.at(std::string(unit_name)), column, w).second) {
    complain("D004", unit_name, name, "two values for one unit, criterion, site, method and round; keep one",
             "同一单位、指标、点位、方式、轮次有两个值;请只保留一个。");
    return;
  }
  if (state == State::known && std::isinf(value)) {
    state = State::invalid;
    complain("D005", unit_name, name, "an infinite value; the cell counts as invalid", "数值为无穷大;该格按无效处理。",
             Severity::warning);
  }
  if (state == State::known && std::isnan(value)) state = State::not_inspected;
  u.rows.push_back({column, w, value, state});
}

Observations::Observations(Standard standard) : data_(std::make_unique<Data>()) {
  data_->standard = std::move(standard);
}
Observations::~Observations() = default;
Observations::Observations(Observations&&) noexcept = default;
Observations& Observations::operator=(Observations&&) noexcept = default;
Observations::Observations(const Observations& o) : data_(std::make_unique<Data>(*o.data_)) {}
Observations& Observations::operator=(const Observations& o) {
  if (this != &o) data_ = std::make_unique<Data>(*o.data_);
  return *this;
}

const Standard& Observations::standard() const { return data_->standard; }
const std::vector<std::string>& Observations::units() const { return data_->names; }
const std::vector<Diagnostic>& Observations::diagnostics() const { return data_->complaints; }

void Observations::add_unit(std::string_view unit) { data_->unit(unit); }

void Observations::set(std::string_view unit, const Cell& c, double value) {
  auto& d = *data_;
  d.unit(unit);
  const auto column = d.column(unit, c.criterion, c.part);
  if (column != detail::none && d.standard.program().columns[column].label)
    return set(unit, c, detail::number_text(value));
  d.put(unit, column, d.where(c.site, c.method, c.round), value, State::known);
}

void Observations::set(std::string_view unit, const Cell& c, std::string_view label) {
  auto& d = *data_;
  d.unit(unit);
  const auto column = d.column(unit, c.criterion, c.part);
  if (column == detail::none) return;
  State state = State::known;
  const double code = d.code(column, unit, label, state);
  d.put(unit, column, d.where(c.site, c.method, c.round), code, state);
}

void Observations::set_state(std::string_view unit, const Cell& c, State state) {
  auto& d = *data_;
  d.unit(unit);
  const auto w = d.where(c.site, c.method, c.round);
  // the state of a leaf with several rules is the state of each of its columns
  const auto& p = d.standard.program();
  const auto name = full_name(c.criterion, c.part);
  const auto node = p.by_id.find(name);
  if (node != p.by_id.end() && !p.column_by_name.contains(name)) {
    bool any = false;
    for (std::uint32_t k = 0; k < p.columns.size(); ++k)
      if (p.columns[k].finding_leaf == node->second) {
        d.put(unit, k, w, nan, state);
        any = true;
      }
    if (any) return;
  }
  d.put(unit, d.column(unit, c.criterion, c.part), w, nan, state);
}

void Observations::set_attribute(std::string_view unit, std::string_view name, const Literal& value,
                                 std::string_view site) {
  auto& d = *data_;
  d.unit(unit);
  const auto column = d.column(unit, "@" + std::string(name), {});
  if (column == detail::none) return;
  State state = State::known;
  const bool label = d.standard.program().columns[column].label;
  const double code = label || value.kind == Literal::Kind::text ? d.code(column, unit, literal_text(value), state)
                      : value.kind == Literal::Kind::number      ? value.number
                                                                 : (value.boolean ? 1 : 0);
  d.put(unit, column, d.where(site, {}, {}), code, state);
}

namespace {
std::uint32_t previous_column(Observations::Data& d, std::string_view unit, std::string_view what) {
  auto& u = d.unit(unit);
  const auto first = d.column(unit, "previous/" + std::string(what), {});
  if (first == detail::none) return detail::none;
  const int back = ++u.previous[first];
  return back == 1 ? first : d.column(unit, "previous/" + std::string(what) + "/" + std::to_string(back), {});
}
}  // namespace

void Observations::set_previous(std::string_view unit, std::string_view what, const Literal& value) {
  auto& d = *data_;
  const auto column = previous_column(d, unit, what);
  if (column == detail::none) return;
  State state = State::known;
  const bool label = d.standard.program().columns[column].label;
  const double code = label || value.kind == Literal::Kind::text ? d.code(column, unit, literal_text(value), state)
                      : value.kind == Literal::Kind::number      ? value.number
                                                                 : (value.boolean ? 1 : 0);
  d.put(unit, column, {}, code, state);
}

void Observations::set_previous_state(std::string_view unit, std::string_view what, State state) {
  auto& d = *data_;
  d.put(unit, previous_column(d, unit, what), {}, nan, state);
}

void Observations::add(std::string_view unit, const Finding& f) {
  auto& d = *data_;
  auto& u = d.unit(unit);
  const auto& p = d.standard.program();
  const auto node = p.by_id.find(f.criterion);
  if (node == p.by_id.end() || !p.nodes[node->second].spec->measure ||
      p.nodes[node->second].spec->measure->rules.empty()) {
    d.complain("D006", unit, f.criterion,
               "a finding needs a criterion that deducts or awards per finding; \"" + f.criterion + "\" does not",
               "问题须归于按次扣(加)分的指标;“" + f.criterion + "”不是。");
    return;
  }
  const auto& rules = p.nodes[node->second].spec->measure->rules;
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const CountRule& r) { return r.id == f.rule; });
  if (rule == rules.end()) {
    std::vector<std::string_view> names;
    for (const auto& r : rules) names.push_back(r.id);
    const auto best = detail::nearest(f.rule, names);
    d.complain("D007", unit, full_name(f.criterion, f.rule),
               f.rule.empty() ? "the criterion \"" + f.criterion + "\" has several rules; say which one"
                              : "\"" + f.criterion + "\" has no rule \"" + f.rule + "\"" +
                                    (best.empty() ? std::string() : "; did you mean \"" + std::string(best) + "\"?"),
               f.rule.empty() ? "指标“" + f.criterion + "”有多条扣分项;请指明哪一条。"
                              : "指标“" + f.criterion + "”没有扣分项“" + f.rule + "”。");
    return;
  }
  if (!(f.count >= 0) || std::isinf(f.count)) {
    d.complain("D008", unit, full_name(f.criterion, f.rule), "a finding's count must be 0 or more",
               "问题数量须不小于 0。");
    return;
  }
  const auto& spec = *p.nodes[node->second].spec;
  const auto base = spec.from && spec.from->kind == InputSpec::Kind::column ? spec.from->columns.front() : spec.id;
  auto name = rule->id.empty() ? base : base + "/" + rule->id;
  double count = f.count;
  bool invalid = false;
  if (rule->range) {
    // the inspector chose the points within the declared range
    const auto it = f.facts.find("points");
    const double points = it == f.facts.end() ? (rule->range->first == rule->range->second ? rule->range->first : nan)
                          : it->second.kind == Literal::Kind::number
                              ? it->second.number
                              : detail::parse_number(it->second.text).value_or(nan);
    invalid = !(points >= rule->range->first && points <= rule->range->second);
    if (invalid)
      d.complain("D009", unit, name,
                 "the finding must say how many points, within the rule's range, as its fact \"points\"",
                 "该问题须在规定幅度内写明所扣分值(points)。", Severity::warning);
    else
      count *= points;
  } else if (detail::asks_facts(rule->rate)) {
    std::size_t k = 0;
    while (k < rule->rate.size() && rule->rate[k].when && !meets(*rule->rate[k].when, f.facts)) ++k;
    invalid = k == rule->rate.size();
    if (invalid)
      d.complain("D009", unit, name, "no row of the rule's rate fits the facts of this finding; record them",
                 "没有适用于该问题情形的扣分标准;请补记情形。", Severity::warning);
    k = std::min(k, rule->rate.size() - 1);
    name = detail::row_column(name, rule->rate, k);
  }
  const auto column = p.column_by_name.find(name);
  if (column == p.column_by_name.end()) return;
  u.findings.push_back({column->second, node->second, d.where(f.site, f.method, f.round), count, invalid});
}

void Observations::add(std::string_view unit, const Visit& v) {
  auto& d = *data_;
  auto& u = d.unit(unit);
  Data::Look look{d.where(v.site, v.method, v.round), {}};
  for (const auto& id : v.covers) {
    if (id == "*") {
      look.covers.clear();
      break;
    }
    const auto it = d.standard.program().by_id.find(id);
    if (it == d.standard.program().by_id.end())
      d.complain("D010", unit, id, "the visit covers \"" + id + "\", which is no criterion",
                 "检查覆盖的“" + id + "”不是指标。");
    else
      look.covers.push_back(it->second);
  }
  if (look.covers.empty() && std::find(v.covers.begin(), v.covers.end(), "*") == v.covers.end()) return;
  u.visits.push_back(std::move(look));
}

}  // namespace saniscore::inline v0
