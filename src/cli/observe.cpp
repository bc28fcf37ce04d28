#include "cli/observer.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace saniscore::cli {
namespace {

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// What spreadsheets and programs write when there is no number.
bool says_not_finite(std::string_view text) {
  std::string word = lower_ascii(text);
  if (word.starts_with('+') || word.starts_with('-')) word.erase(0, 1);
  constexpr std::array<std::string_view, 15> words = {"nan",     "inf",     "infinity", "nan(ind)", "1.#inf",
                                                      "1.#qnan", "1.#ind",  "#n/a",     "#num!",    "#value!",
                                                      "#ref!",   "#div/0!", "#name?",   "#null!",   "∞"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Looks like a number, but parse_number refuses it: too large for a double.
bool says_too_large(std::string_view text) {
  return !text.empty() && text.find_first_not_of("+-.0123456789eE") == std::string_view::npos &&
         text.find_first_of("0123456789") != std::string_view::npos &&
         text.find_first_of("eE") != std::string_view::npos;
}

std::string quoted(std::string_view text) { return std::string("\"").append(detail::shortened(text)).append("\""); }
std::string quoted_zh(std::string_view text) { return std::string("“").append(detail::shortened(text)).append("”"); }

}  // namespace

std::optional<Role> role_of(std::string_view heading) {
  static constexpr std::pair<std::string_view, Role> words[] = {
      {"unit", Role::unit},           {"单位", Role::unit},          {"参评单位", Role::unit},
      {"单位名称", Role::unit},       {"受检单位", Role::unit},      {"被检查单位", Role::unit},
      {"criterion", Role::criterion}, {"指标", Role::criterion},     {"项目", Role::criterion},
      {"指标/项目", Role::criterion}, {"指标编号", Role::criterion}, {"项目编号", Role::criterion},
      {"指标名称", Role::criterion},  {"项目名称", Role::criterion}, {"检查项目", Role::criterion},
      {"part", Role::part},           {"rule", Role::part},          {"问题", Role::part},
      {"扣分项", Role::part},         {"问题/扣分项", Role::part},   {"site", Role::site},
      {"点位", Role::site},           {"点位名称", Role::site},      {"检查点位", Role::site},
      {"method", Role::method},       {"测评方式", Role::method},    {"检查方式", Role::method},
      {"round", Role::round},         {"轮次", Role::round},         {"value", Role::value},
      {"得分", Role::value},          {"值", Role::value},           {"数值", Role::value},
      {"结果", Role::value},          {"检查结果", Role::value},     {"观测值", Role::value},
      {"state", Role::state},         {"状态", Role::state},         {"count", Role::count},
      {"数量", Role::count},          {"次数", Role::count},         {"处数", Role::count},
      {"covers", Role::covers},       {"检查范围", Role::covers},    {"覆盖", Role::covers},
  };
  const std::string plain = lower_ascii(heading);
  for (const auto& [word, role] : words)
    if (plain == word) return role;
  return std::nullopt;
}

Literal literal(std::string_view text) {
  Literal out;
  if (const auto number = detail::parse_number(text)) {
    out.kind = Literal::Kind::number;
    out.number = *number;
  } else if (text == "true" || text == "false") {
    out.kind = Literal::Kind::boolean;
    out.boolean = text == "true";
  } else {
    out.text = text;
  }
  return out;
}

Observer::Observer(const Standard& standard, const ObserveOptions& options)
    : standard_(standard), options_(options), names_(standard), seen_(standard) {}

void Observer::complain(const char* code, const Place& at, std::string en, std::string zh) {
  if (!full()) diagnostics_.push_back(csv_complaint(code, *at.file, at.row, at.column, std::move(en), std::move(zh)));
}

std::string Observer::option(std::string_view name, std::string_view value) const {
  std::string out(options_.caller == Caller::command ? "--" : "");
  out.append(name).append(options_.caller == Caller::command ? " " : "=");
  return out.append("\"").append(detail::shortened(value)).append("\"");
}

std::optional<Role> Observer::role(std::string_view heading) const {
  if (const auto said = options_.roles.find(heading); said != options_.roles.end()) return said->second;
  if (!options_.unit_column.empty() && heading == options_.unit_column) return Role::unit;
  return role_of(heading);
}

void Observer::adopt(std::size_t before, const Place& at) {
  const std::vector<Diagnostic>& all = seen_.diagnostics();
  for (std::size_t k = before; k < all.size(); ++k) {
    // score() repeats warnings. In a file, text where a number belongs (D003) is a mistake to mend, not a warning.
    if (all[k].severity != Severity::error && all[k].code != "D003") continue;
    const bool text = all[k].code == "D003";
    complain(
        all[k].code.c_str(), at,
        text
            ? "a text where a number belongs; write a number, leave the cell empty, or put a state into a #state column"
            : all[k].en,
        text ? "此处应为数字；请写数字、留空，或在 #state 列写明状态" : all[k].zh);
  }
}

bool Observer::ignored(std::string_view heading) const {
  return heading.starts_with("x-") ||
         std::find(options_.ignore.begin(), options_.ignore.end(), heading) != options_.ignore.end();
}

void Observer::unknown_name(const char* code, const Place& at, std::string_view name) {
  if (names_.ambiguous(name)) {
    complain("D111", at, "several criteria are called " + quoted(name) + "; use the id",
             "有多个指标叫" + quoted_zh(name) + "；请用编号");
    return;
  }
  const std::string near = names_.suggestion(name);
  // A column can be left out; a row that names something unknown cannot.
  std::string en, zh;
  if (at.column == name) {
    en = (near.empty() ? "; leave" : " Leave") + (" the column out with " + option("ignore", name));
    zh = (near.empty() ? "；忽略该列可用 " : "忽略该列可用 ") + option("ignore", name);
  }
  complain(code, at, standard_.name() + " has no " + quoted(name) + did_you_mean(near, Language::en) + en,
           standard_.name() + " 中没有" + quoted_zh(name) + did_you_mean(near, Language::zh) + zh);
}

bool Observer::require_unit(const CsvFile& file, std::size_t row, std::size_t column) {
  if (!file.cell(row, column).empty()) return true;
  complain("D112", {&file, row, file.header[column]}, "this row names no unit", "本行没有单位名称");
  return false;
}

bool Observer::finite(std::string_view text, const Place& at) {
  if (says_not_finite(text)) {
    complain("D114", at, quoted(text) + " is not a number; leave the cell empty, or put a state into a #state column",
             quoted_zh(text) + "不是数；请留空，或在 #state 列写明状态");
    return false;
  }
  if (says_too_large(text) && !detail::parse_number(text)) {
    complain("D114", at, quoted(text) + " is no number that can be held", quoted_zh(text) + "超出可表示的数值范围");
    return false;
  }
  return true;
}

bool Observer::plain(std::string_view text, std::string_view column, const Place& at) {
  if (standard_.labels(column) != nullptr) return true;
  constexpr std::array<std::pair<std::string_view, char>, 14> wide = {{{"０", '0'},
                                                                       {"１", '1'},
                                                                       {"２", '2'},
                                                                       {"３", '3'},
                                                                       {"４", '4'},
                                                                       {"５", '5'},
                                                                       {"６", '6'},
                                                                       {"７", '7'},
                                                                       {"８", '8'},
                                                                       {"９", '9'},
                                                                       {"．", '.'},
                                                                       {"－", '-'},
                                                                       {"％", '%'},
                                                                       {"，", ','}}};
  std::string meant;
  for (std::size_t i = 0; i < text.size();) {
    const auto found =
        std::find_if(wide.begin(), wide.end(), [&](const auto& w) { return text.substr(i).starts_with(w.first); });
    meant += found == wide.end() ? text[i] : found->second;
    i += found == wide.end() ? 1 : found->first.size();
  }
  const bool share = meant.ends_with('%');
  if (share) meant.pop_back();
  std::erase_if(meant, [](char c) { return c == ',' || c == ' '; });
  const auto number = detail::parse_number(meant);
  if (!number) return true;  // no number in disguise: the observations say what is wrong
  const std::string plain = detail::number_text(*number);
  const std::string fraction = detail::number_text(*number / 100);
  complain("D114", at,
           quoted(text) + " is a text; write the number " + plain +
               (share ? ", or " + fraction + " if the rule wants a fraction" : ""),
           quoted_zh(text) + "是文字；请写数字 " + plain + (share ? "，若规则要求小数则写 " + fraction : ""));
  return false;
}

void Observer::put_value(std::string_view unit, const Cell& cell, std::string_view text, const Place& at) {
  const std::size_t before = seen_.diagnostics().size();
  if (names_.is_label(cell.criterion, text)) {
    seen_.set(unit, cell, text);
  } else if (const auto number = detail::parse_number(text)) {
    seen_.set(unit, cell, *number);
  } else if (!finite(text, at)) {
    return;
  } else if (parse_state(text)) {
    complain(
        "D116", at,
        quoted(text) + " is a state; states stand in a column of their own, \"" + std::string(cell.criterion) +
            "#state\", or in the state column of a long table",
        quoted_zh(text) + "是状态；状态要写在单独的列“" + std::string(cell.criterion) + "#state”里，长表写在“状态”列");
    return;
  } else if (plain(text, cell.criterion, at)) {
    seen_.set(unit, cell, text);
  }
  adopt(before, at);
}

void Observer::put_state(std::string_view unit, const Cell& cell, std::string_view text, const Place& at) {
  const auto state = parse_state(text);
  if (!state) {
    complain("D115", at, quoted(text) + " is no state; write known, not_applicable, not_inspected, withheld or invalid",
             quoted_zh(text) + "不是状态；可写 已知、不适用、未检、未公布、无效");
    return;
  }
  if (*state == State::known) return;  // the value says so
  const std::size_t before = seen_.diagnostics().size();
  seen_.set_state(unit, cell, *state);
  adopt(before, at);
}

void Observer::put_previous(std::string_view unit, const ColumnName& to, std::string_view text, const Place& at) {
  const std::size_t before = seen_.diagnostics().size();
  Literal value = literal(text);
  // The levels of a ladder are texts, even those that look like numbers.
  if (standard_.find_outcome(to.name)) {
    value = Literal{};
    value.text = text;
  }
  seen_.set_previous(unit, to.name, value);
  adopt(before, at);
}

void Observer::put(std::string_view unit, const ColumnName& to, Cell cell, std::string_view text, const Place& at) {
  cell.criterion = to.name;
  switch (to.kind) {
    case ColumnName::Kind::value: return put_value(unit, cell, text, at);
    case ColumnName::Kind::state: return put_state(unit, cell, text, at);
    case ColumnName::Kind::previous: return put_previous(unit, to, text, at);
    case ColumnName::Kind::attribute: {
      if (!finite(text, at)) return;
      const std::size_t before = seen_.diagnostics().size();
      seen_.set_attribute(unit, to.name, literal(text), cell.site);
      return adopt(before, at);
    }
    case ColumnName::Kind::previous_state: {
      const auto state = parse_state(text);
      if (!state || *state == State::known) {
        if (!state) complain("D115", at, quoted(text) + " is no state", quoted_zh(text) + "不是状态");
        return;
      }
      const std::size_t before = seen_.diagnostics().size();
      seen_.set_previous_state(unit, to.name, *state);
      return adopt(before, at);
    }
  }
}

Result<Observations> Observer::finish() {
  if (!diagnostics_.empty()) return std::move(diagnostics_);
  return std::move(seen_);
}

bool is_word(std::string_view text) {
  return !says_not_finite(text) && !says_too_large(text) && !detail::parse_number(text) && !parse_state(text);
}

bool is_long(const Standard& standard, const CsvFile& table, const ObserveOptions& options) {
  return Observer(standard, options).is_long(table);
}

Result<WideLayout> wide_layout(const Standard& standard, const CsvFile& table, const ObserveOptions& options,
                               bool with_logs) {
  Observer observer(standard, options);
  if (with_logs) observer.expect_logs();
  auto layout = observer.layout(table);
  if (!observer.diagnostics().empty()) return std::move(observer.diagnostics());
  return *std::move(layout);
}

Result<std::map<Role, std::size_t>> long_layout(const Standard& standard, const CsvFile& table,
                                                const ObserveOptions& options) {
  Observer observer(standard, options);
  auto roles = observer.long_layout(table);
  if (!observer.diagnostics().empty()) return std::move(observer.diagnostics());
  return *std::move(roles);
}

Result<Observations> observe(const Standard& standard, const DataFiles& files, const ObserveOptions& options) {
  Observer observer(standard, options);
  if (files.findings || files.visits) observer.expect_logs();
  observer.read_table(files.table);
  if (files.findings) observer.read_findings(*files.findings);
  if (files.visits) observer.read_visits(*files.visits);
  return observer.finish();
}

}  // namespace saniscore::cli
