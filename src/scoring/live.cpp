// Live: every slot of every unit is kept; a change runs the steps that read it, and publishes what they left.
#include <saniscore/scoring/live.hpp>

#include "scoring/driver.hpp"
#include "scoring/reach.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <optional>
#include <utility>

namespace saniscore::inline v0 {

using namespace detail;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Per unit a counter, odd while its results are being replaced, and the results as atomics: a reader who finds the
/// same even number before and after has read one moment.
struct Published {
  struct Cell {
    std::atomic<double> score, maximum, lower, upper, coverage;
    std::atomic<std::uint32_t> rest;  ///< level, state, provisional
  };
  struct Answer {
    std::atomic<std::int16_t> level;
    std::atomic<std::uint64_t> possible;
  };
  std::vector<Cell> cells;
  std::vector<Answer> answers;
  std::vector<std::atomic<std::uint64_t>> moment;

  Published(std::size_t units, std::size_t nodes, std::size_t ladders)
      : cells(units * nodes), answers(units * ladders), moment(units) {}
};

/// A node that is published, and where its result is.
struct Publication {
  std::uint32_t node, buffer;
  bool scored, levels;
};

/// What Engine::store() makes of one lane.
LiveScore shown(const Publication& info, const Bundle& b) {
  LiveScore s{nan, 0, nan, nan, nan, static_cast<State>(b.own.state[0]), false, no_level};
  const auto d = b.own.disposition[0];
  if (info.scored) {
    if ((d & has_score) != 0) {
      s.score = b.own.score[0];
      s.maximum = b.own.maximum[0];
    }
    s.provisional = d == (has_score | has_unknown);
    if (d != dropped) {
      s.lower = b.lower()[0];
      s.upper = b.upper()[0];
    }
  }
  const double covered = b.covered(0);
  s.coverage = covered < 0 ? nan : covered;
  if (info.levels && b.own.state[0] == 0 && b.level[0] >= 0) s.level = b.level[0];
  return s;
}

}  // namespace

struct Live::Data {
  /// What a change of a column leads to.
  struct Path {
    bool made = false;
    std::vector<std::uint32_t> steps;
    std::vector<Publication> nodes;  ///< whose results change
    bool outcomes = false;
  };

  explicit Data(const Table& table)
      : standard(table.standard()),
        p(standard.program()),
        units(table.units()),
        published(units, p.nodes.size(), p.ladders.size()) {}

  const Standard standard;
  const Program& p;
  std::size_t units;
  const Kernels& kernels = kernels_for(InstructionSet::automatic);
  Frame frame;
  std::vector<std::vector<double>> values;         ///< per input
  std::vector<std::vector<std::uint8_t>> states;   ///< per input
  std::vector<std::vector<std::uint32_t>> inputs;  ///< per column
  Plan plan;
  std::optional<Reach> reach;
  std::vector<Scratch> scratch;  ///< per unit
  Scorecard card;                ///< of one unit, for its outcomes
  std::vector<Path> paths;       ///< per column, made when it first changes
  Published published;

  void own_columns();
  [[nodiscard]] Publication publication(std::uint32_t n) const {
    return {n, plan.buffer[p.nodes[n].unit_slot], p.nodes[n].scored, !p.nodes[n].levels.empty()};
  }
  const Path& path(std::size_t column);
  void run(std::size_t unit, const Path& path);
  void publish(std::size_t unit, std::uint32_t node, const LiveScore& s);
  bool set(std::size_t unit, std::size_t column, double value, State state);
};

/// The table's columns as doubles and states of our own.
void Live::Data::own_columns() {
  const auto n = frame.inputs.size();
  values.resize(n);
  states.resize(n);
  inputs.resize(p.columns.size());
  paths.resize(p.columns.size());
  for (std::size_t i = 0; i < n; ++i) {
    auto& in = frame.inputs[i];
    states[i].assign(units, 0);
    if (in.states)
      for (std::size_t u = 0; u < units; ++u) {
        const auto code = in.states[static_cast<std::ptrdiff_t>(u) * in.state_stride];
        states[i][u] = code <= 4 ? code : std::uint8_t{4};
      }
    in.states = states[i].data();
    in.state_stride = 1;
    if (!in.column.data) continue;  // absent columns stay absent
    values[i].resize(units);
    auto codes = in;
    codes.recode.clear();
    const auto* from = numbers_of(codes, 0, units, values[i].data(), kernels);
    if (from != values[i].data()) std::copy_n(from, units, values[i].data());
    in.column = saniscore::column(std::span<const double>(values[i]));
    inputs[p.inputs[i].name].push_back(static_cast<std::uint32_t>(i));
  }
}

/// What a change of the column leads to.
const Live::Data::Path& Live::Data::path(std::size_t column) {
  auto& path = paths[column];
  if (path.made) return path;
  std::vector<Slot> loaded;
  for (auto i : inputs[column])
    for (const auto& st : p.steps)
      if (st.op == Op::load && st.param == i) loaded.push_back(st.out);
  auto reached = reach->of(loaded);
  for (std::uint32_t n = 0; n < p.nodes.size(); ++n)
    if (p.nodes[n].unit_slot != none && reached.dirty[p.nodes[n].unit_slot]) path.nodes.push_back(publication(n));
  path.steps = std::move(reached.steps);
  path.outcomes = reached.outcomes;
  path.made = true;
  return path;
}

void Live::Data::run(std::size_t unit, const Path& path) {
  Run r(p, plan, frame, kernels, scratch[unit]);
  std::vector<Run::Short> shortages;
  r.shortages = &shortages;
  r.lanes_of(unit, unit + 1);
  for (auto k : path.steps) r.step(p.steps[k]);
  if (path.outcomes) Engine::outcomes(r, p, card, 0, 1);
  auto& moment = published.moment[unit];
  const auto now = moment.load(std::memory_order_relaxed);
  moment.store(now + 1, std::memory_order_relaxed);
  for (const auto& n : path.nodes) publish(unit, n.node, shown(n, scratch[unit].bundles[n.buffer]));
  if (path.outcomes)
    for (std::size_t l = 0; l < p.ladders.size(); ++l) {
      auto& answer = published.answers[unit * p.ladders.size() + l];
      answer.level.store(card.outcome(l)[0], std::memory_order_release);
      answer.possible.store(card.possible(l)[0], std::memory_order_release);
    }
  moment.store(now + 2, std::memory_order_release);
}

bool Live::Data::set(std::size_t unit, std::size_t column, double value, State state) {
  if (unit >= units || column >= inputs.size() || inputs[column].empty()) return false;
  for (auto i : inputs[column]) {
    values[i][unit] = value;
    states[i][unit] = static_cast<std::uint8_t>(state);
  }
  run(unit, path(column));
  return true;
}

void Live::Data::publish(std::size_t unit, std::uint32_t node, const LiveScore& s) {
  auto& cell = published.cells[unit * p.nodes.size() + node];
  // release: none of them is seen before the odd number
  constexpr auto order = std::memory_order_release;
  cell.score.store(s.score, order);
  cell.maximum.store(s.maximum, order);
  cell.lower.store(s.lower, order);
  cell.upper.store(s.upper, order);
  cell.coverage.store(s.coverage, order);
  cell.rest.store(static_cast<std::uint32_t>(static_cast<std::uint16_t>(s.level)) << 16 |
                      static_cast<std::uint32_t>(s.state) << 8 | static_cast<std::uint32_t>(s.provisional),
                  order);
}

Live::Live(std::unique_ptr<Data> data) : data_(std::move(data)) {}
Live::~Live() = default;
Live::Live(Live&&) noexcept = default;
Live& Live::operator=(Live&&) noexcept = default;

Result<Live> Live::start(const Table& table) {
  auto data = std::make_unique<Data>(table);
  auto& d = *data;
  auto diagnostics = frame_of(d.p, table, d.frame);
  if (std::any_of(diagnostics.begin(), diagnostics.end(),
                  [](const Diagnostic& x) { return x.severity == Severity::error; }))
    return diagnostics;
  d.own_columns();
  // a scorecard of one unit, into which outcomes are worked out
  Workspace w;
  auto& one = Engine::data(w);
  one.frame.units = 1;
  ScoreOptions options;
  options.all_nodes = true;
  Engine::prepare(d.standard, options, one, d.card);
  d.plan = make_plan(d.p, one.nodes, false, true);
  d.plan.watched = false;
  d.reach.emplace(d.p, d.plan);
  Data::Path everything;
  everything.steps = d.plan.steps;
  everything.outcomes = true;
  for (std::uint32_t n = 0; n < d.p.nodes.size(); ++n)
    if (d.p.nodes[n].unit_slot != none) everything.nodes.push_back(d.publication(n));
  d.scratch.resize(d.units);
  for (std::size_t u = 0; u < d.units; ++u) {
    for (std::uint32_t n = 0; n < d.p.nodes.size(); ++n)
      d.publish(u, n, {nan, 0, nan, nan, nan, State::not_applicable});
    d.scratch[u].prepare(d.p, d.plan, 1);
    d.run(u, everything);
  }
  return {Live(std::move(data)), std::move(diagnostics)};
}

const Standard& Live::standard() const { return data_->standard; }
std::size_t Live::units() const { return data_->units; }

std::optional<std::size_t> Live::column(std::string_view name) const {
  const auto it = data_->p.column_by_name.find(std::string(name));
  if (it == data_->p.column_by_name.end() || data_->inputs[it->second].empty()) return {};
  return it->second;
}

bool Live::set(std::size_t unit, std::size_t column, double value) {
  return data_->set(unit, column, value, State::known);
}

bool Live::set(std::size_t unit, std::size_t column, State state) {
  return state != State::known && data_->set(unit, column, nan, state);
}

double Live::score(Node n, std::size_t unit) const {
  return data_->published.cells[unit * data_->p.nodes.size() + static_cast<std::uint32_t>(n)].score.load(
      std::memory_order_relaxed);
}

void Live::read(std::size_t unit, LiveUnit& out) const {
  const auto& all = data_->published;
  const auto nodes = data_->p.nodes.size(), ladders = data_->p.ladders.size();
  out.nodes.resize(nodes);
  out.outcomes.resize(ladders);
  constexpr auto order = std::memory_order_acquire;  // all of them before the second look at the number
  std::uint64_t before = 0;
  do {
    before = all.moment[unit].load(order);
    for (std::size_t n = 0; n < nodes; ++n) {
      const auto& c = all.cells[unit * nodes + n];
      const auto rest = c.rest.load(order);
      out.nodes[n] = {c.score.load(order),    c.maximum.load(order),
                      c.lower.load(order),    c.upper.load(order),
                      c.coverage.load(order), static_cast<State>(rest >> 8 & 0xff),
                      (rest & 1) != 0,        static_cast<std::int16_t>(rest >> 16)};
    }
    for (std::size_t l = 0; l < ladders; ++l) {
      const auto& a = all.answers[unit * ladders + l];
      out.outcomes[l] = {a.level.load(order), a.possible.load(order)};
    }
  } while ((before & 1) != 0 || all.moment[unit].load(std::memory_order_relaxed) != before);
}

}  // namespace saniscore::inline v0
