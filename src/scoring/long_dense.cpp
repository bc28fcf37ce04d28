// Rows without sites, methods, rounds and findings: cut by unit into blocks that fit the cache, each of which becomes
// columns and is scored while it is warm.
#include "base/complaint.hpp"
#include "scoring/long_memory.hpp"
#include "scoring/long_reader.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <unordered_set>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif
#include <utility>

namespace saniscore::inline v0::detail {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint32_t slow = 0xffffffff;  ///< in place of a column: the row needs a closer look
constexpr std::size_t most_repeated = 50;

/// A row that has a state: it cannot stand among the values.
struct Stated {
  std::uint32_t unit, column;
  State state;
  std::size_t row;
};

/// Unit and column that two rows speak of.
struct Repeated {
  std::uint32_t unit, column;
};

/// Where blocks of units lie, and what stands in them.
struct Layout {
  std::uint32_t shift = 0;           ///< a block has 1 << shift units
  std::size_t stride = 0;            ///< from a column to the next, in cells
  std::vector<std::uint32_t> place;  ///< per column of the program: its first cell, or `slow`: not in the table
  std::vector<std::uint32_t> columns;
  std::vector<std::vector<std::uint32_t>> places;  ///< per input and criterion code, and one more

  /// Columns are a cache line further apart than a power of 2, or a unit's cells would all want the same cache set.
  Layout(const Program& p, const LongUnits& units) {
    std::vector<bool> used(p.columns.size());
    for (const auto& in : units.inputs) {
      if (in->targets.empty()) used.assign(p.columns.size(), true);
      for (const auto& t : in->targets) {
        if (t.kind == LongTarget::Kind::column) used[t.column] = true;
        for (std::size_t c = 0; t.kind == LongTarget::Kind::states && c < p.columns.size(); ++c)
          if (p.columns[c].finding_leaf == t.leaf) used[c] = true;
      }
    }
    for (std::uint32_t c = 0; c < p.columns.size(); ++c)
      if (used[c]) columns.push_back(c);
    constexpr std::size_t cells = std::size_t{1} << 17, least = 64, most = std::size_t{1} << 14;
    const auto wanted = std::clamp(cells / std::max<std::size_t>(1, columns.size()), least, most);
    shift = static_cast<std::uint32_t>(std::bit_width(wanted) - 1);
    while (shift > 6 && std::size_t{1} << (shift - 1) >= units.names.names().size()) --shift;
    stride = (std::size_t{1} << shift) + 8;
    place.assign(p.columns.size(), slow);
    for (std::size_t k = 0; k < columns.size(); ++k) place[columns[k]] = static_cast<std::uint32_t>(k * stride);
    for (const auto& in : units.inputs) {
      auto& of = places.emplace_back(in->criterion.count() + 1, slow);
      const bool closer = in->label.given() || in->state.given() || in->targets.empty();
      for (std::size_t k = 0; !closer && k < in->targets.size(); ++k)
        if (const auto& t = in->targets[k]; t.kind == LongTarget::Kind::column && !p.columns[t.column].label)
          of[k] = place[t.column];
    }
  }
  /// At least one column: rows that say nothing go behind its last unit.
  [[nodiscard]] std::size_t cells() const { return std::max<std::size_t>(1, columns.size()) * stride; }
};

/// Up to chunk_rows rows: whose they are, which cell of a block, which value.
struct Chunk {
  std::uint32_t unit[chunk_rows], cell[chunk_rows];
  const double* value;
  double own[chunk_rows];
};

struct Dense {
  LongRun& run;
  const Program& p;
  const Kernels& kernels;
  Layout layout;
  std::vector<std::vector<Stated>> stated;  ///< per task, later all in the first, by unit

  explicit Dense(LongRun& r)
      : run(r),
        p(*r.w.program),
        kernels(kernels_for(r.options.instruction_set)),
        layout(p, r.units),
        stated(r.tasks.count) {}

  /// Rows from … from + n of an input. Values that have a state go to `states`.
  void read(std::size_t input, std::size_t from, std::size_t n, LongReader& reader, Chunk& out,
            std::vector<Stated>& states) const {
    const auto& in = *run.units.inputs[input];
    const auto& place = layout.places[input];
    std::uint32_t own_units[chunk_rows], own_criteria[chunk_rows];
    const auto* unit = in.unit.read(from, n, own_units);
    const auto* criterion = in.criterion.read(from, n, own_criteria);
    const auto* value = in.value.column.data ? numbers_of(in.value, from, n, out.own, kernels) : nullptr;
    const auto last = static_cast<std::uint32_t>(place.size() - 1);
    const auto worst = kernels.locate(n, unit, criterion, in.unit_of.data(), place.data(), last,
                                      (1U << layout.shift) - 1, out.unit, out.cell);
    const bool infinite = value && kernels.any_infinite(n, value);
    out.value = value;
    if (worst != slow && !infinite) return;
    if (!value)
      std::fill_n(out.own, n, nan);
    else if (value != out.own)
      std::copy_n(value, n, out.own);
    out.value = out.own;
    for (std::size_t i = 0; i < n; ++i) {
      const double number = out.own[i];
      if (place[std::min(criterion[i], last)] != slow && !std::isinf(number)) continue;
      const auto column = closer(in, from + i, out.unit[i], criterion[i], number, out.own[i], reader, states);
      out.cell[i] =
          column == none ? 1U << layout.shift : layout.place[column] + (out.unit[i] & ((1U << layout.shift) - 1));
    }
  }

  /// One row with everything it may have; its column, or none where `value` became NaN.
  std::uint32_t closer(const LongInput& in, std::size_t row, std::uint32_t unit, std::uint32_t criterion, double number,
                       double& value, LongReader& reader, std::vector<Stated>& states) const {
    value = nan;
    const auto part = in.part.given() ? in.part.at(row) : none;
    const auto state = in.state.given() ? in.state.at(row) : none;
    const auto label = in.label.given() ? in.label.at(row) : none;
    const auto t = reader.target(in, criterion, part);
    const bool has_state = state < in.states.size() && in.states[state] != State::known;
    if (t.kind == LongTarget::Kind::ignored) return none;
    const bool has_value = in.label.given() ? label < in.label.count() : !std::isnan(number);
    if (t.kind == LongTarget::Kind::unknown || (t.kind == LongTarget::Kind::states && has_value)) {
      reader.unknown(in, row, criterion, part);
      return none;
    }
    if (has_state) {
      if (has_value)
        reader.complain("D119", in, row, "", "a value and a state that says there is none; keep one",
                        "既有数值，又有表示无值的状态；请只保留一个。");
      for (std::uint32_t c = 0; t.kind == LongTarget::Kind::states && c < p.columns.size(); ++c)
        if (p.columns[c].finding_leaf == t.leaf) states.push_back({unit, c, in.states[state], in.first + row});
      if (t.kind == LongTarget::Kind::column) states.push_back({unit, t.column, in.states[state], in.first + row});
      return none;
    }
    if (!has_value) return none;
    const auto said = reader.value(in, row, t.column, number, label);
    if (said.state != State::known) {
      states.push_back({unit, t.column, said.state, in.first + row});
      return none;
    }
    value = said.value;
    return t.column;
  }

  /// Rows of a block into its columns; `each` calls for them by pieces. False: two rows have a value for one cell.
  template <class Each>
  bool scatter(const Each& each, std::vector<double>& block) const {
    std::size_t values = 0;
    std::fill(block.begin(), block.end(), nan);
    each([&](std::size_t n, const std::uint32_t* cell, const double* value) {
      for (std::size_t i = 0; i < n; ++i) block[cell[i]] = value[i];
      values += kernels.known(n, value);
    });
    if (kernels.known(block.size(), block.data()) == values) return true;
    // Perhaps a row without a value came after the one that has it.
    std::fill(block.begin(), block.end(), nan);
    each([&](std::size_t n, const std::uint32_t* cell, const double* value) {
      for (std::size_t i = 0; i < n; ++i)
        if (!std::isnan(value[i])) block[cell[i]] = value[i];
    });
    return kernels.known(block.size(), block.data()) == values;
  }

  /// Columns of a block as the engine reads them, and columns of which no row speaks.
  void bind(LongMemory::Block& b) const {
    static constexpr double none_known = nan;
    static constexpr std::uint8_t no_previous = static_cast<std::uint8_t>(State::not_applicable);
    resize_large(b.values, layout.cells());
    b.frame.spaces.assign(p.spaces.size(), {});
    b.frame.keys.assign(1, "");
    b.frame.inputs.assign(p.inputs.size(), {});
    for (std::size_t i = 0; i < p.inputs.size(); ++i) {
      const auto name = p.inputs[i].name;
      auto& in = b.frame.inputs[i];
      if (layout.place[name] != slow) {
        in.column = {b.values.data() + layout.place[name], ColumnType::f64};
        continue;
      }
      in.column = {&none_known, ColumnType::f64, 0};
      if (p.columns[name].previous) {
        in.states = &no_previous;
        in.state_stride = 0;
      }
    }
  }

  /// Rows that have a state, and previous results that nobody told. Returns whether a cell was told twice.
  bool put_states(LongMemory::Block& b, std::size_t first, std::size_t count, std::span<const Stated> list) const {
    std::vector<bool> needed(p.columns.size());
    bool any = false;
    for (auto c : layout.columns)
      if (p.columns[c].previous) any = needed[c] = true;
    for (const auto& s : list) any = needed[s.column] = true;
    for (std::size_t i = 0; i < p.inputs.size(); ++i) {
      const auto name = p.inputs[i].name;
      if (layout.place[name] == slow) continue;
      if (needed[name]) b.states.resize(layout.cells());
      b.frame.inputs[i].states = needed[name] ? b.states.data() + layout.place[name] : nullptr;
    }
    bool twice = false;
    if (!any) return twice;
    for (auto c : layout.columns)
      if (needed[c]) std::fill_n(b.states.data() + layout.place[c], layout.stride, std::uint8_t{0});
    for (const auto& s : list) {
      const auto cell = layout.place[s.column] + (s.unit - first);
      twice |= !std::isnan(b.values[cell]) || b.states[cell] != 0;
      b.states[cell] = static_cast<std::uint8_t>(s.state);
    }
    for (auto c : layout.columns)
      for (std::size_t i = 0; p.columns[c].previous && i < count; ++i)
        if (auto& state = b.states[layout.place[c] + i]; state == 0 && std::isnan(b.values[layout.place[c] + i]))
          state = static_cast<std::uint8_t>(State::not_applicable);
    return twice;
  }
};

/// A copy that leaves the caches to others; end_past_caches() before another thread reads it.
void put_past_caches(const RowLine& from, RowLine& to) {
#if defined(__SSE2__)
  const auto* source = reinterpret_cast<const __m128i*>(&from);
  auto* target = reinterpret_cast<__m128i*>(&to);
  for (std::size_t k = 0; k < sizeof(RowLine) / sizeof(__m128i); ++k) _mm_stream_si128(target + k, source[k]);
#else
  to = from;
#endif
}
void end_past_caches() {
#if defined(__SSE2__)
  _mm_sfence();
#endif
}

/// Which cells of a block were told more than once.
struct Twice {
  std::unordered_set<std::uint64_t> seen{};
  std::vector<Repeated> found{};
  void tell(std::uint32_t unit, std::uint32_t column) {
    if (!seen.insert(std::uint64_t{unit} << 32 | column).second && found.size() < most_repeated)
      found.push_back({unit, column});
  }
};

}  // namespace

void LongRun::dense() {
  Dense d(*this);
  const auto& layout = d.layout;
  const auto& p = *w.program;
  const auto count = names.size();
  const auto width = std::size_t{1} << layout.shift, pieces = (count + width - 1) >> layout.shift;
  auto& memory = *w.long_memory;
  if (memory.blocks.size() < tasks.count) memory.blocks.resize(tasks.count);
  const bool direct = units.grouped;

  // where rows of a unit begin; or a task's rows of a block, which begin a line
  std::vector<std::size_t> first_row(direct ? count + 1 : 0);
  std::vector<std::vector<std::size_t>> begin(tasks.count, std::vector<std::size_t>(pieces));
  for (std::size_t k = 0; k < units.inputs.size(); ++k)
    for (std::size_t t = 0; t < tasks.count; ++t)
      for (std::size_t code = 0; code < units.counts[k][t].size(); ++code) {
        const auto rows = units.counts[k][t][code];
        if (rows == 0) continue;
        const auto unit = units.inputs[k]->unit_of[code];
        if (direct) first_row[unit + 1] += rows;
        begin[t][unit >> layout.shift] += rows;
      }
  for (std::size_t k = 1; k < first_row.size(); ++k) first_row[k] += first_row[k - 1];
  std::size_t lines = 0;
  for (std::size_t piece = 0; piece < pieces; ++piece)
    for (auto& of : begin) {
      const auto rows = std::exchange(of[piece], lines * RowLine::rows);
      lines += (rows + RowLine::rows - 1) / RowLine::rows;
    }
  auto next = begin;

  if (!direct) {
    memory.fit(lines);
    tasks.run([&](std::size_t t) {
      Chunk chunk;
      auto* at = next[t].data();
      const auto open = std::make_unique_for_overwrite<RowLine[]>(pieces);
      for (std::size_t k = 0; k < units.inputs.size(); ++k) {
        const auto n = units.inputs[k]->rows.rows;
        for (auto from = tasks.from(n, t), to = tasks.from(n, t + 1); from < to; from += chunk_rows) {
          const auto m = std::min(chunk_rows, to - from);
          d.read(k, from, m, *readers[t], chunk, d.stated[t]);
          for (std::size_t i = 0; i < m; ++i) {
            const auto piece = chunk.unit[i] >> layout.shift;
            const auto place = at[piece]++;
            auto& line = open[piece];
            line.value[place % RowLine::rows] = chunk.value[i];
            line.cell[place % RowLine::rows] = chunk.cell[i];
            if (place % RowLine::rows == RowLine::rows - 1) put_past_caches(line, memory.lines[place / RowLine::rows]);
          }
        }
      }
      for (std::size_t piece = 0; piece < pieces; ++piece)
        if (at[piece] % RowLine::rows != 0) memory.lines[at[piece] / RowLine::rows] = open[piece];
      end_past_caches();
    });
    auto& all = d.stated[0];
    for (std::size_t t = 1; t < tasks.count; ++t) {
      all.insert(all.end(), d.stated[t].begin(), d.stated[t].end());
      d.stated[t].clear();
    }
    std::stable_sort(all.begin(), all.end(), [](const Stated& a, const Stated& b) { return a.unit < b.unit; });
  }

  std::vector<InvalidValues> odd_values(tasks.count);
  std::vector<Twice> twice(tasks.count);
  tasks.run([&](std::size_t t) {
    auto& b = memory.blocks[t];
    d.bind(b);
    Chunk chunk;
    for (auto piece = pieces * t / tasks.count; piece < pieces * (t + 1) / tasks.count; ++piece) {
      const auto from = piece * width, to = std::min(count, from + width);
      const auto said = static_cast<std::ptrdiff_t>(readers[t]->complaints.size());
      // calls put(rows, cells, values) for the rows of the block, if need be again
      const auto each = [&](const auto& put) {
        for (std::size_t part = 0; !direct && part < tasks.count; ++part)
          for (auto row = begin[part][piece]; row < next[part][piece]; row += RowLine::rows) {
            const auto& line = memory.lines[row / RowLine::rows];
            put(std::min(RowLine::rows, next[part][piece] - row), line.cell, line.value);
          }
        if (!direct) return;
        d.stated[t].clear();
        readers[t]->complaints.erase(readers[t]->complaints.begin() + said, readers[t]->complaints.end());
        for (auto row = first_row[from]; row < first_row[to]; row += chunk_rows) {
          const auto m = std::min(chunk_rows, first_row[to] - row);
          d.read(0, row, m, *readers[t], chunk, d.stated[t]);
          put(m, chunk.cell, chunk.value);
        }
      };
      bool once = d.scatter(each, b.values);
      std::span<const Stated> states = d.stated[direct ? t : 0];
      if (!direct) {
        const auto less = [](const Stated& s, std::size_t unit) { return s.unit < unit; };
        const auto low = std::lower_bound(states.begin(), states.end(), from, less);
        states = {low, std::lower_bound(low, states.end(), to, less)};
      }
      once &= !d.put_states(b, from, to - from, states);
      if (!once) {
        each([&](std::size_t n, const std::uint32_t* cell, const double* value) {
          for (std::size_t i = 0; i < n; ++i)
            if (!std::isnan(value[i]))
              twice[t].tell(static_cast<std::uint32_t>(from + cell[i] % layout.stride),
                            layout.columns[cell[i] / layout.stride]);
        });
        for (const auto& s : states) twice[t].tell(s.unit, s.column);
        twice[t].seen.clear();
        continue;
      }
      if (!readers[t]->complaints.empty() && readers[t]->complaints.back().what.severity == Severity::error) continue;
      b.frame.units = to - from;
      const bool odd =
          Engine::units(options, w, card, b.frame, Engine::blocks(p, b.frame, options), 0, to - from, from, t);
      look_for_invalid(p, b.frame, {names.data() + from, to - from}, w.plan, odd, odd_values[t]);
    }
  });
  std::vector<Repeated> repeated;
  for (std::size_t t = 0; t < tasks.count; ++t) {
    invalid.add(std::move(odd_values[t]));
    repeated.insert(repeated.end(), twice[t].found.begin(), twice[t].found.end());
  }
  if (repeated.empty()) return;

  // the first two rows of each: read once more
  LongReader silent(table.standard());
  std::unordered_map<std::uint64_t, std::pair<std::size_t, std::size_t>> rows_of;
  std::vector<bool> of_unit(count);
  for (const auto& r : repeated) {
    rows_of[std::uint64_t{r.unit} << 32 | r.column] = {none, none};
    of_unit[r.unit] = true;
  }
  const auto tell = [&](std::uint32_t unit, std::uint32_t column, std::size_t row) {
    const auto it = rows_of.find(std::uint64_t{unit} << 32 | column);
    if (it == rows_of.end()) return;
    auto& [one, two] = it->second;
    two = one == none ? none : std::min(two, row);
    one = std::min(one, row);
  };
  Chunk chunk;
  std::vector<Stated> states;
  for (std::size_t k = 0; k < units.inputs.size(); ++k) {
    const auto& in = *units.inputs[k];
    for (std::size_t from = 0; from < in.rows.rows; from += chunk_rows) {
      const auto m = std::min(chunk_rows, in.rows.rows - from);
      d.read(k, from, m, silent, chunk, states);
      for (std::size_t i = 0; i < m; ++i)
        if (of_unit[chunk.unit[i]] && !std::isnan(chunk.value[i]))
          tell(chunk.unit[i], layout.columns[chunk.cell[i] / layout.stride], in.first + from + i);
      for (const auto& s : states) tell(s.unit, s.column, s.row);
      states.clear();
    }
  }
  for (const auto& r : repeated) {
    const auto& [one, two] = rows_of.at(std::uint64_t{r.unit} << 32 | r.column);
    complaints.push_back({two, told_twice(one, two, names[r.unit], p.columns[r.column].name)});
  }
}

}  // namespace saniscore::inline v0::detail
