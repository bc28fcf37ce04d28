// write_sheet(): everything words can say is written, read back, and compared. What comes back different is what a
// sheet cannot hold, so the two directions cannot drift apart.
#include <saniscore/standard/diff.hpp>
#include <saniscore/standard/sheet.hpp>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "standard/rule_words.hpp"
#include "standard/sheet_words.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace saniscore::inline v0 {
namespace detail {
namespace {

class SheetWriter {
 public:
  SheetWriter(const StandardSpec& spec, Language language) : spec_(spec), language_(language) {}

  std::string write() {
    document();
    node(spec_.tree, {});
    std::vector<bool> used(sheet_columns, false);
    for (const Cells& row : rows_)
      for (std::size_t k = 0; k < sheet_columns; ++k) used[k] = used[k] || !row[k].empty();
    for (const SheetColumn always :
         {SheetColumn::id, SheetColumn::parent, SheetColumn::title_zh, SheetColumn::points, SheetColumn::measure})
      used[static_cast<std::size_t>(always)] = true;
    std::vector<std::string> line;
    for (std::size_t k = 0; k < sheet_columns; ++k)
      if (used[k]) line.emplace_back(sheet_column_name(static_cast<SheetColumn>(k), language_));
    std::string out = csv_line(line, false);
    for (Cells& row : rows_) {
      line.clear();
      for (std::size_t k = 0; k < sheet_columns; ++k)
        if (used[k]) line.push_back(std::move(row[k]));
      out += csv_line(line, false);
    }
    return out;
  }

 private:
  using Cells = std::array<std::string, sheet_columns>;
  using Column = SheetColumn;

  std::string& at(Cells& row, Column column) { return row.at(static_cast<std::size_t>(column)); }

  static std::string in(const Text& text, const char* language) {
    const auto found = text.find(language);
    return found == text.end() ? std::string() : found->second;
  }

  void texts(Cells& row, Column zh, Column en, const Text& text) {
    at(row, zh) = in(text, "zh");
    at(row, en) = in(text, "en");
  }

  void source(Cells& row, const SourceSpec& s) {
    at(row, Column::source) = s.title;
    at(row, Column::source_url) = s.url;
    at(row, Column::source_status) = s.status;
    at(row, Column::source_note) = s.note;
  }

  Cells& document_row(SheetRow kind, std::string value) {
    Cells& row = rows_.emplace_back();
    at(row, Column::id) = "#" + std::string(sheet_row_name(kind, language_));
    at(row, Column::title_zh) = std::move(value);
    return row;
  }

  void document() {
    document_row(SheetRow::id, spec_.id);
    document_row(SheetRow::edition, spec_.edition);
    if (!spec_.title.empty()) texts(document_row(SheetRow::title, {}), Column::title_zh, Column::title_en, spec_.title);
    if (!spec_.valid_from.empty()) document_row(SheetRow::valid_from, spec_.valid_from);
    if (!spec_.valid_to.empty()) document_row(SheetRow::valid_to, spec_.valid_to);
    if (spec_.direction == Direction::demerit)
      document_row(SheetRow::direction, std::string(write_direction(spec_.direction, language_)));
    if (spec_.partial) document_row(SheetRow::partial, std::string(write_yes(language_)));
    if (!spec_.note.empty()) document_row(SheetRow::note, spec_.note);
    if (spec_.numbers.decimals >= 0) document_row(SheetRow::decimals, std::to_string(spec_.numbers.decimals));
    if (spec_.numbers.mode != Rounding::half_up)
      document_row(SheetRow::rounding, std::string(write_rounding(spec_.numbers.mode)));
    for (const SourceSpec& s : spec_.sources) source(document_row(SheetRow::source, {}), s);
    for (const OutcomeSpec& o : spec_.outcomes) {
      Cells& row = document_row(SheetRow::outcome, {});
      at(row, Column::id) += " " + o.id;
      texts(row, Column::title_zh, Column::title_en, o.title);
      for (const LevelSpec& l : o.levels) level(l);
    }
  }

  void level(const LevelSpec& l) {
    Cells& row = document_row(SheetRow::level, {});
    at(row, Column::id) += " " + l.level;
    texts(row, Column::title_zh, Column::title_en, l.title);
    if (!l.when || l.when->kind != ConditionSpec::Kind::compare || l.when->limit.kind != NumberSpec::Kind::constant)
      return;
    const std::string limit = write_limit(l.when->op, l.when->limit.value, language_);
    const bool zh = language_ == Language::zh;
    if (l.when->subject == Subject::percent)
      at(row, Column::measure) = (zh ? "得分率" : "percent ") + limit + "%";
    else
      at(row, Column::measure) = limit;
  }

  void node(const NodeSpec& n, const std::string& parent) {
    Cells row;
    at(row, Column::id) = n.id;
    at(row, Column::parent) = parent;
    texts(row, Column::title_zh, Column::title_en, n.title);
    texts(row, Column::text_zh, Column::text_en, n.text);
    texts(row, Column::guidance_zh, Column::guidance_en, n.guidance);
    if (n.points) at(row, Column::points) = number_text(*n.points);
    if (n.weight) at(row, Column::weight) = number_text(*n.weight);
    if (n.extra) at(row, Column::extra) = write_yes(language_);
    for (const std::string& tag : n.tags) at(row, Column::tags) += (at(row, Column::tags).empty() ? "" : ";") + tag;
    at(row, Column::reduce) = write_reduce(n.reduce, language_);
    if (n.direction) at(row, Column::direction) = write_direction(*n.direction, language_);
    if (n.round) at(row, Column::decimals) = std::to_string(n.round->decimals);
    if (n.value) {
      at(row, Column::value_kind) = n.value->kind;
      at(row, Column::value_unit) = n.value->unit;
      if (n.value->range)
        at(row, Column::value_range) = number_text(n.value->range->first) + "~" + number_text(n.value->range->second);
    }
    if (!n.sources.empty()) source(row, n.sources.front());
    if (n.children.empty()) {
      at(row, Column::measure) = n.measure ? write_rule(*n.measure, language_)
                                           : std::string(language_ == Language::zh ? "只记录" : "observed only");
      for (const GateSpec& gate : spec_.gates)
        if (gate.id == n.id && gate.require.of.nodes == std::vector{n.id})
          at(row, Column::veto) = gate.require.subject == Subject::percent
                                      ? write_veto_percent(gate.require.limit.value, language_)
                                      : std::string(write_yes(language_));
    } else {
      at(row, Column::combine) = write_combine({n.combine, n.on_drop}, language_);
    }
    rows_.push_back(std::move(row));
    for (const NodeSpec& child : n.children) node(child, n.id);
  }

  const StandardSpec& spec_;
  Language language_;
  std::vector<Cells> rows_;
};

}  // namespace
}  // namespace detail

Result<std::string> write_sheet(const StandardSpec& spec, Language language) {
  std::string sheet = detail::SheetWriter(spec, language).write();
  // A limit on what is read is none on what is written.
  Limits limits;
  limits.bytes = limits.criteria = limits.id_characters = limits.title_characters = static_cast<std::size_t>(-1) / 2;
  limits.nesting = 512;
  const auto back = read_sheet(sheet, {}, limits);
  std::vector<Diagnostic> lost;
  const auto complain = [&](const std::string& where, const std::string& en, const std::string& zh) {
    Diagnostic d;
    d.code = "S218";
    d.source = spec.source_name;
    d.pointer = where;
    d.en = en + "; keep this standard as JSON, or leave that out";
    d.zh = zh + "；请保留 JSON 形式，或去掉这一内容";
    lost.push_back(std::move(d));
  };
  if (!back) {
    for (const Diagnostic& d : back.diagnostics()) {
      if (d.severity != Severity::error) continue;
      complain({}, "a sheet cannot hold this: " + d.en, "表格写不下：" + d.zh);
    }
    return lost;
  }
  // Per criterion, gate or outcome: the keys that did not come back the same.
  std::map<std::pair<Change::Part, std::string>, std::set<std::string>> keys;
  std::vector<std::pair<Change::Part, std::string>> order;
  for (const Change& change : diff(spec, *back)) {
    if (change.kind == Change::Kind::added) continue;
    const auto [at, fresh] = keys.try_emplace({change.part, change.id});
    if (fresh) order.push_back(at->first);
    if (!change.key.empty()) at->second.insert(change.key.substr(0, change.key.find('.')));
  }
  for (const auto& what : order) {
    std::string list;
    for (const std::string& key : keys.at(what)) list += (list.empty() ? "\"" : ", \"") + key + "\"";
    const std::string en(to_text(what.first)), zh(to_text(what.first, Language::zh));
    complain(en + (what.second.empty() ? "" : " " + what.second),
             list.empty() ? "a sheet cannot hold it" : "a sheet cannot hold its " + list,
             list.empty() ? "表格写不下这一项" : "表格写不下它的 " + list);
  }
  if (!lost.empty()) return lost;
  return sheet;
}

}  // namespace saniscore::inline v0
