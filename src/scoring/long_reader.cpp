#include "scoring/long_reader.hpp"

#include "base/complaint.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace saniscore::inline v0::detail {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_complaints = 50;

std::string full_name(const LongInput& in, std::uint32_t criterion, std::uint32_t part) {
  auto name = in.criterion.text(criterion);
  if (const auto rest = in.part.text(part); !rest.empty()) (name += '/') += rest;
  return name;
}

/// The words, or the codes themselves.
State state_of(std::string_view text) {
  if (text.size() == 1 && text[0] >= '0' && text[0] <= '4') return static_cast<State>(text[0] - '0');
  return parse_state(text).value_or(State::invalid);
}

LongTarget meaning(const Program& p, const LongTable& table, const std::string& criterion, const std::string& part) {
  std::string name = criterion;
  if (table.reader())
    name = table.reader()(criterion, part);
  else if (!part.empty())
    (name += '/') += part;
  if (const auto it = p.column_by_name.find(name); it != p.column_by_name.end())
    return {LongTarget::Kind::column, it->second};
  if (name.starts_with('@') || name.starts_with("previous/")) return {LongTarget::Kind::ignored};
  if (const auto node = p.by_id.find(name); node != p.by_id.end())
    for (const auto& column : p.columns)
      if (column.finding_leaf == node->second) return {LongTarget::Kind::states, none, node->second};
  return {};
}

Diagnostic unusable(const char* column) {
  return complaint("D025", std::string("column ") + column, "names are texts, codes with labels, or integers",
                   "名称列须为文字、带文字表的代码或整数。");
}

}  // namespace

LongInput::LongInput(const LongTable& the_table, std::size_t piece, std::size_t first_row, const Tasks& tasks)
    : table(the_table),
      rows(the_table.pieces()[piece].rows),
      kind(the_table.pieces()[piece].kind),
      first(first_row),
      unit(rows.unit, rows.rows, tasks),
      criterion(rows.criterion, rows.rows, tasks),
      part(rows.part, rows.rows, tasks),
      site(rows.site, rows.rows, tasks),
      method(rows.method, rows.rows, tasks),
      round(rows.round, rows.rows, tasks),
      state(rows.state, rows.rows, tasks),
      label(rows.value.texts.data || !rows.value.numbers.labels.empty() ? rows.value : LongColumn{}, rows.rows, tasks) {
  if (!label.given()) value.column = rows.value.numbers;
  const std::pair<const char*, const Coded*> names[] = {{"unit", &unit},   {"criterion", &criterion}, {"part", &part},
                                                        {"site", &site},   {"method", &method},       {"round", &round},
                                                        {"state", &state}, {"value", &label}};
  for (const auto& [name, column] : names)
    if (column->unusable()) unusable.push_back(detail::unusable(name));
  if (!unit.given())
    unusable.push_back(complaint("D118", {}, "a long table needs a column \"unit\"", "长表需要“单位”列。"));
  if (!criterion.given() && kind != LongTable::Kind::visits)
    unusable.push_back(complaint("D118", {}, "a long table needs a column \"criterion\"", "长表需要“指标”列。"));
  for (std::uint32_t k = 0; k < state.count(); ++k) states.push_back(state_of(state.text(k)));
  for (std::uint32_t k = 0; k < label.count(); ++k) parsed.push_back(parse_number(label.text(k)).value_or(nan));
  if (kind != LongTable::Kind::values || part.given()) return;
  for (std::uint32_t k = 0; k < criterion.count(); ++k)
    targets.push_back(meaning(table.standard().program(), table, criterion.text(k), {}));
}

LongReader::LongReader(const Standard& standard) : p(standard.program()) { probe_.standard = standard; }

void LongReader::complain(const char* code, const LongInput& in, std::size_t row, std::string_view column,
                          std::string en, std::string zh, Severity severity) {
  if (complaints.size() >= most_complaints) return;
  std::string place = "row " + std::to_string(in.first + row);
  if (const auto unit = in.unit.text(in.unit.at(row)); !unit.empty()) place += ", unit " + unit;
  if (!column.empty()) (place += ", column ") += column;
  auto d = complaint(code, std::move(place), std::move(en), std::move(zh));
  d.severity = severity;
  complaints.push_back({in.first + row, std::move(d)});
}

void LongReader::adopt(const LongInput& in, std::size_t row) {
  for (auto& d : probe_.complaints) {
    const auto column = d.pointer.find(", column ");
    complain(d.code.c_str(), in, row, column == std::string::npos ? "" : d.pointer.substr(column + 9), d.en, d.zh,
             d.severity);
  }
  probe_.complaints.clear();
}

void LongReader::unknown(const LongInput& in, std::size_t row, std::uint32_t criterion, std::uint32_t part) {
  const auto name = full_name(in, criterion, part);
  if (name.empty()) return complain("D120", in, row, "", "this row names no criterion", "本行没有指标。");
  probe_.column({}, name, {});
  adopt(in, row);
}

LongTarget LongReader::target(const LongInput& in, std::uint32_t criterion, std::uint32_t part) {
  if (!in.targets.empty()) return criterion < in.targets.size() ? in.targets[criterion] : LongTarget{};
  if (at_ != &in) {
    targets_.clear();
    values_.clear();
    findings_.clear();
    at_ = &in;
  }
  const auto [it, fresh] = targets_.try_emplace(pair(criterion, part));
  if (fresh && criterion < in.criterion.count())
    it->second = meaning(p, in.table, in.criterion.text(criterion), in.part.text(part));
  return it->second;
}

/// As Observations::set() reads a text; one that is a number, as it reads a number.
LongValue LongReader::label(std::uint32_t column, std::string_view text) {
  const auto& info = p.columns[column];
  const auto number = parse_number(text);
  if (!info.label && number) return {*number};
  const auto named = [&](std::string_view name) {
    return std::find(info.dictionary.begin(), info.dictionary.end(), name) != info.dictionary.end();
  };
  std::string digits;
  if (info.label && !named(text)) {
    if (number) text = digits = number_text(*number);
    if (!number) words.emplace_back(text);
  }
  LongValue out;
  out.value = probe_.code(column, {}, text, out.state);
  return out;
}

LongValue LongReader::value(const LongInput& in, std::size_t row, std::uint32_t column, double number,
                            std::uint32_t label_code) {
  const auto& info = p.columns[column];
  LongValue out{number};
  if (in.label.given()) {
    out.value = in.parsed[label_code];
    if (info.label || std::isnan(out.value)) {
      if (at_ != &in) target(in, 0, 0);
      const auto [it, fresh] = values_.try_emplace(pair(column, label_code));
      if (fresh) {
        it->second = label(column, in.label.text(label_code));
        adopt(in, row);
      }
      return it->second;
    }
  } else if (info.label) {
    return label(column, number_text(number));
  }
  if (std::isinf(out.value)) {
    out.state = State::invalid;
    complain("D005", in, row, info.name, "an infinite value; the cell counts as invalid",
             "数值为无穷大;该格按无效处理。", Severity::warning);
  }
  return out;
}

std::optional<Observations::Data::Count> LongReader::finding(const LongInput& in, std::size_t row,
                                                             std::uint32_t criterion, std::uint32_t part) {
  if (at_ != &in) target(in, 0, 0);
  const auto [it, fresh] = findings_.try_emplace(pair(criterion, part));
  if (!fresh) return it->second;
  Finding f;
  f.criterion = in.criterion.text(criterion);
  f.rule = in.part.text(part);
  if (in.table.reader()) {
    const auto name = in.table.reader()(f.criterion, f.rule);
    const auto slash = name.find('/');
    f.criterion = name.substr(0, slash);
    f.rule = slash == std::string::npos ? "" : name.substr(slash + 1);
  }
  if (f.criterion.empty()) {
    complain("D120", in, row, "", "this row names no criterion", "本行没有指标。");
    findings_.erase(it);
    return std::nullopt;
  }
  Observations one(probe_.standard);
  one.add("unit", f);
  probe_.complaints = one.diagnostics();
  if (const auto& found = one.data().units[0].findings; !found.empty()) it->second = found[0];
  const auto out = it->second;
  if (!out) findings_.erase(it);  // the next row is named too
  adopt(in, row);
  return out;
}

Diagnostic told_twice(std::size_t first, std::size_t second, const std::string& unit, const std::string& column) {
  return complaint(
      "D004", "row " + std::to_string(second) + ", unit " + unit + ", column " + column,
      "row " + std::to_string(first) + " has a value for the same unit, criterion, site, method and round; keep one",
      "第 " + std::to_string(first) + " 行已有同一单位、指标、点位、方式、轮次的值;请只保留一个。");
}

std::vector<LongComplaint> LongUnits::read(const LongTable& table, const Tasks& tasks) {
  std::vector<LongComplaint> out;
  std::size_t rows = 0;
  for (std::size_t k = 0; k < table.pieces().size(); ++k) {
    inputs.push_back(std::make_unique<LongInput>(table, k, rows, tasks));
    rows += table.pieces()[k].rows.rows;
    for (const auto& d : inputs.back()->unusable) out.push_back({rows, d});
  }
  if (rows >= 0xffffffff)
    out.push_back({0, complaint("D106", {}, "a long table holds at most 4,294,967,294 rows; split it by unit",
                                "长表最多 4,294,967,294 行；请按单位拆分。")});
  if (!out.empty()) return out;
  std::size_t runs = 0;
  for (auto& input : inputs) {
    auto& in = *input;
    const auto n = in.rows.rows, codes = in.unit.count();
    struct Seen {
      std::vector<std::uint32_t> order;  ///< codes as they first come
      std::size_t runs = 0, without = 0, missing = 0;
      std::uint32_t begin = 0, end = 0;  ///< first and last code
    };
    auto& count = counts.emplace_back(tasks.count);
    std::vector<Seen> seen(tasks.count);
    tasks.run([&](std::size_t t) {
      auto& c = count[t];
      auto& s = seen[t];
      c.assign(codes, 0);
      std::uint32_t own[chunk_rows], before = none, run = 0;
      const auto stop = [&] {
        if (before < codes) c[before] += std::exchange(run, 0);
      };
      for (auto from = tasks.from(n, t), to = tasks.from(n, t + 1); from < to; from += chunk_rows) {
        const auto m = std::min(chunk_rows, to - from);
        const auto* code = in.unit.read(from, m, own);
        for (std::size_t i = 0; i < m; ++i) {
          const auto x = code[i];
          if (x >= codes) {
            if (s.without++ == 0) s.missing = from + i;
          } else if (x == before) {
            ++run;
          } else {
            stop();
            ++s.runs;
            run = 1;
            before = x;
            if (c[x] == 0) s.order.push_back(x);
          }
        }
      }
      stop();
      s.end = before;
      s.begin = s.order.empty() ? before : s.order[0];
    });
    in.unit_of.assign(codes, none);
    for (std::size_t t = 0; t < tasks.count; ++t) {
      for (auto x : seen[t].order)
        if (in.unit_of[x] == none) in.unit_of[x] = names.number(in.unit.text(x));
      runs += seen[t].runs - (t > 0 && seen[t].runs > 0 && seen[t].begin == seen[t - 1].end ? 1 : 0);
      if (seen[t].without == 0) continue;
      const auto more = seen[t].without - 1;
      auto d = complaint("D112", "row " + std::to_string(in.first + seen[t].missing),
                         "this row names no unit" + (more == 0 ? "" : ", nor do " + std::to_string(more) + " more"),
                         "本行没有单位名称" + (more == 0 ? "。" : "，另有 " + std::to_string(more) + " 行。"));
      out.push_back({in.first + seen[t].missing, std::move(d)});
    }
  }
  grouped = inputs.size() == 1 && runs == names.names().size();
  return out;
}

}  // namespace saniscore::inline v0::detail
