// Rows with sites, methods, rounds, findings and visits: unit by unit through Gather, as observations by name go, but
// with codes for names.
#include "scoring/frame_observations.hpp"
#include "scoring/long_reader.hpp"

#include <algorithm>
#include <limits>

namespace saniscore::inline v0::detail {

namespace {

constexpr std::size_t units_at_once = 512;
using Unit = Observations::Data::Unit;

/// Rows in the order of their units.
LongOrder order_of(const LongInput& in, const std::vector<std::vector<std::uint32_t>>& counts, std::size_t units,
                   bool grouped) {
  LongOrder out;
  out.first.resize(units + 1);
  for (const auto& count : counts)
    for (std::size_t code = 0; code < count.size(); ++code)
      if (count[code] != 0) out.first[in.unit_of[code] + 1] += count[code];
  for (std::size_t k = 1; k <= units; ++k) out.first[k] += out.first[k - 1];
  if (grouped) return out;
  out.order.resize(in.rows.rows);
  auto next = out.first;
  std::uint32_t own[chunk_rows];
  for (std::size_t from = 0; from < in.rows.rows; from += chunk_rows) {
    const auto n = std::min(chunk_rows, in.rows.rows - from);
    const auto* code = in.unit.read(from, n, own);
    for (std::size_t i = 0; i < n; ++i) out.order[next[in.unit_of[code[i]]]++] = static_cast<std::uint32_t>(from + i);
  }
  return out;
}

/// Which places of a unit have a value already, and by which row. Emptied by counting on.
class Places_told {
 public:
  void begin(std::size_t rows) {
    if (slots_.size() < 2 * rows) slots_.assign(std::size_t{4} * rows, {});
    ++now_;
  }
  /// The row that told the place before, or none.
  std::size_t tell(std::uint32_t column, const Told& where, std::size_t row) {
    auto at = (column * 0x9e3779b9U ^ where[0] * 0x85ebca6bU ^ where[1] * 0xc2b2ae35U ^ where[2] * 0x27d4eb2fU) %
              slots_.size();
    for (; slots_[at].when == now_; at = at + 1 == slots_.size() ? 0 : at + 1)
      if (slots_[at].column == column && slots_[at].where == where) return slots_[at].row;
    slots_[at] = {now_, column, where, row};
    return none;
  }

 private:
  struct Slot {
    std::uint32_t when = 0, column = 0;
    Told where{};
    std::size_t row = 0;
  };
  std::vector<Slot> slots_;
  std::uint32_t now_ = 0;
};

/// Site, method, round per code.
struct Keys {
  std::vector<std::uint32_t> of[3];
  const Coded* column[3];

  Keys(const LongInput& in, Observations::Data& said) : column{&in.site, &in.method, &in.round} {
    for (std::size_t k = 0; k < 3; ++k)
      for (std::uint32_t code = 0; code < column[k]->count(); ++code) of[k].push_back(said.key(column[k]->text(code)));
  }
  [[nodiscard]] Told at(std::size_t row) const {
    Told out{};
    for (std::size_t k = 0; k < 3; ++k)
      if (column[k]->given())
        if (const auto code = column[k]->at(row); code < of[k].size()) out[k] = of[k][code];
    return out;
  }
};

/// The node per criterion code of a visit; none: everything, and one more for what is not a criterion.
constexpr std::uint32_t no_criterion = none - 1;
std::vector<std::uint32_t> covered(const LongInput& in, const Program& p) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t code = 0; code < in.criterion.count(); ++code) {
    auto name = in.criterion.text(code);
    if (name != "*" && in.table.reader() && !p.by_id.contains(name)) name = in.table.reader()(name, {});
    const auto it = p.by_id.find(name);
    out.push_back(name == "*" ? none : it == p.by_id.end() ? no_criterion : it->second);
  }
  return out;
}

struct Filler {
  const LongInput& in;
  const Keys& keys;
  const Program& p;
  LongReader& reader;
  Places_told& told;
  const std::vector<std::uint32_t>& nodes;  ///< of visits

  [[nodiscard]] double number(std::size_t row) const {
    double own = 0;
    return in.value.column.data ? *numbers_of(in.value, row, 1, &own, kernels_for(InstructionSet::automatic))
                                : std::numeric_limits<double>::quiet_NaN();
  }

  void put(Unit& u, std::size_t row, std::uint32_t column, double value, State state) const {
    const auto where = keys.at(row);
    if (const auto before = told.tell(column, where, in.first + row); before != none) {
      auto d = told_twice(before, in.first + row, in.unit.text(in.unit.at(row)), p.columns[column].name);
      reader.complaints.push_back({in.first + row, std::move(d)});
      return;
    }
    u.rows.push_back({column, where, value, state});
  }

  void value(Unit& u, std::size_t row) const {
    const auto criterion = in.criterion.at(row), part = in.part.given() ? in.part.at(row) : none,
               label = in.label.given() ? in.label.at(row) : none;
    const auto code = in.state.given() ? in.state.at(row) : none;
    const auto state = code < in.states.size() ? in.states[code] : State::known;
    const auto t = reader.target(in, criterion, part);
    if (t.kind == LongTarget::Kind::ignored) return;
    const double x = number(row);
    const bool has_value = in.label.given() ? label < in.label.count() : x == x;
    if (t.kind == LongTarget::Kind::unknown || (t.kind == LongTarget::Kind::states && has_value))
      return reader.unknown(in, row, criterion, part);
    if (state != State::known) {
      if (has_value)
        reader.complain("D119", in, row, "", "a value and a state that says there is none; keep one",
                        "既有数值，又有表示无值的状态；请只保留一个。");
      if (t.kind == LongTarget::Kind::column) return put(u, row, t.column, x, state);
      for (std::uint32_t c = 0; c < p.columns.size(); ++c)
        if (p.columns[c].finding_leaf == t.leaf) put(u, row, c, x, state);
      return;
    }
    if (!has_value) return;
    const auto said = reader.value(in, row, t.column, x, label);
    put(u, row, t.column, said.value, said.state);
  }

  void finding(Unit& u, std::size_t row) const {
    const auto part = in.part.given() ? in.part.at(row) : none;
    auto found = reader.finding(in, row, in.criterion.at(row), part);
    if (!found) return;
    double count = 1;
    if (in.label.given()) {
      const auto code = in.label.at(row);
      count = code < in.parsed.size() ? in.parsed[code] : 1;
    } else if (in.value.column.data) {
      count = number(row);
    }
    if (!(count >= 0 && count < infinity))
      return reader.complain("D008", in, row, "", "a finding's count must be 0 or more", "问题数量须不小于 0。");
    found->count *= count;
    found->where = keys.at(row);
    u.findings.push_back(*found);
  }

  void visit(Unit& u, std::size_t row) const {
    Observations::Data::Look look{keys.at(row), {}};
    if (const auto code = in.criterion.given() ? in.criterion.at(row) : none; code < nodes.size()) {
      if (nodes[code] == no_criterion) {
        const auto name = in.criterion.text(code);
        return reader.complain("D010", in, row, name, "the visit covers \"" + name + "\", which is no criterion",
                               "检查覆盖的“" + name + "”不是指标。");
      }
      if (nodes[code] != none) look.covers.push_back(nodes[code]);
    }
    u.visits.push_back(std::move(look));
  }
};

}  // namespace

void LongRun::by_unit() {
  const auto& p = *w.program;
  const auto count = names.size();
  Observations::Data said;
  std::vector<Keys> keys;
  std::vector<LongOrder> orders;
  std::vector<std::vector<std::uint32_t>> nodes;
  for (std::size_t k = 0; k < units.inputs.size(); ++k) {
    const auto& in = *units.inputs[k];
    keys.emplace_back(in, said);
    orders.push_back(order_of(in, units.counts[k], count, units.grouped));
    nodes.push_back(in.kind == LongTable::Kind::visits ? covered(in, p) : std::vector<std::uint32_t>{});
  }
  const Places places(p, said.keys);
  const auto pieces = (count + units_at_once - 1) / units_at_once;
  std::vector<InvalidValues> odd_values(tasks.count);
  tasks.run([&](std::size_t t) {
    Frame frame;
    std::vector<Diagnostic> diagnostics;
    Gather gather(p, places, frame, diagnostics);
    Places_told told_before;
    Unit u;
    for (auto piece = pieces * t / tasks.count; piece < pieces * (t + 1) / tasks.count; ++piece) {
      const auto from = piece * units_at_once, to = std::min(count, from + units_at_once);
      gather.begin();
      for (auto unit = from; unit < to; ++unit) {
        u.rows.clear();
        u.findings.clear();
        u.visits.clear();
        std::size_t rows = 0;
        for (const auto& o : orders) rows += o.first[unit + 1] - o.first[unit];
        told_before.begin(rows);
        for (std::size_t k = 0; k < orders.size(); ++k) {
          const auto& in = *units.inputs[k];
          const Filler fill{in, keys[k], p, *readers[t], told_before, nodes[k]};
          for (auto at = orders[k].first[unit]; at < orders[k].first[unit + 1]; ++at) {
            const auto row = orders[k].order.empty() ? at : orders[k].order[at];
            if (in.kind == LongTable::Kind::values)
              fill.value(u, row);
            else if (in.kind == LongTable::Kind::findings)
              fill.finding(u, row);
            else
              fill.visit(u, row);
          }
        }
        gather.add(u, names[unit]);
      }
      gather.end();
      if (!diagnostics.empty()) continue;
      const bool odd = Engine::units(options, w, card, frame, Engine::blocks(p, frame, options), 0, to - from, from, t);
      look_for_invalid(p, frame, {names.data() + from, to - from}, w.plan, odd, odd_values[t]);
    }
    for (auto& d : diagnostics) readers[t]->complaints.push_back({none, std::move(d)});
  });
  for (auto& x : odd_values) invalid.add(std::move(x));
}

}  // namespace saniscore::inline v0::detail
