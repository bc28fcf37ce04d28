#include "standard/complaints.hpp"

#include "standard/json.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace saniscore::inline v0::detail {

namespace {

std::string pointer(const std::vector<Hop>& hops) {
  std::string out;
  for (const auto& hop : hops) {
    if (hop.silent) continue;
    out += '/';
    if (hop.by_index) out += std::to_string(hop.index);
    for (const char c : hop.key) {
      if (c == '~') {
        out += "~0";
      } else if (c == '/') {
        out += "~1";
      } else {
        out += c;
      }
    }
  }
  return out;
}

std::optional<JsonValue> step(JsonValue from, const Hop& hop) {
  std::optional<JsonValue> out;
  if (!hop.by_index) return from.is(JsonValue::Kind::object) ? from.find(hop.key) : out;
  if (!from.is(JsonValue::Kind::array)) return out;
  std::size_t k = 0;
  from.for_each_item([&](JsonValue item) {
    if (k++ == hop.index) out = item;
  });
  return out;
}

/// The value the hops lead to, or the last one on the way that is there.
JsonValue follow(JsonValue at, const std::vector<Hop>& hops) {
  for (std::size_t k = 0; k < hops.size(); ++k) {
    const auto next = step(at, hops[k]);
    const bool leads_on = next && (next->is(JsonValue::Kind::array) || next->is(JsonValue::Kind::object));
    const auto rest = hops.begin() + static_cast<std::ptrdiff_t>(k) + 1;
    const bool must_lead_on = std::any_of(rest, hops.end(), [](const Hop& h) { return !h.optional; });
    if (hops[k].optional && (!next || (must_lead_on && !leads_on))) continue;
    if (!next) break;
    at = *next;
  }
  return at;
}

}  // namespace

Complaints::Entry Complaints::entry(Severity severity, const char* code, const Path& at, std::string en,
                                    std::string zh) {
  Entry e;
  e.diagnostic.code = code;
  e.diagnostic.severity = severity;
  e.diagnostic.en = std::move(en);
  e.diagnostic.zh = std::move(zh);
  for (const Path* p = &at; p != nullptr; p = p->up)
    if (p->by_index || !p->key.empty())
      e.hops.push_back({std::string(p->key), p->index, p->by_index, p->optional, p->silent});
  std::reverse(e.hops.begin(), e.hops.end());
  return e;
}

void Complaints::error(const char* code, const Path& at, std::string en, std::string zh) {
  if (room())
    errors_.push_back(entry(Severity::error, code, at, std::move(en), std::move(zh)));
  else
    ++suppressed_;
}

void Complaints::warning(const char* code, const Path& at, std::string en, std::string zh) {
  if (warnings_.size() < limit_) {
    warnings_.push_back(entry(Severity::warning, code, at, std::move(en), std::move(zh)));
  } else {
    ++suppressed_;
  }
}

void Complaints::locate(std::vector<Entry>& list) const {
  if (!spec_.text || list.empty()) return;
  const std::string_view text = without_bom(*spec_.text);
  Remarks unheard(text, {}, 1);
  const auto document = parse_json(text, {}, unheard);
  if (!document) return;
  for (auto& e : list) {
    const auto found = follow(document->root(), e.hops);
    e.offset = found.offset();
    e.diagnostic.pointer = found.pointer();
  }
  std::stable_sort(list.begin(), list.end(), [](const Entry& a, const Entry& b) { return a.offset < b.offset; });
  LineCounter lines(text);
  for (auto& e : list) {
    const auto place = lines.at(e.offset);
    e.diagnostic.line = place.line;
    e.diagnostic.column = place.column;
  }
  // "≥ 60 and < 80" of one unknown criterion is one mistake
  list.erase(std::unique(list.begin(), list.end(),
                         [](const Entry& a, const Entry& b) { return a.diagnostic == b.diagnostic; }),
             list.end());
}

/// A pointer into a sheet's criterion is a row, and its next key mostly a column.
void Complaints::locate_in_sheet(std::vector<Entry>& list) const {
  if (!spec_.rows) return;
  for (auto& e : list) {
    const std::string whole = e.diagnostic.pointer;
    for (std::string at = whole; !at.empty(); at.erase(at.rfind('/'))) {
      const auto found = spec_.rows->find(at);
      if (found == spec_.rows->end()) continue;
      e.offset = found->second.row;
      e.diagnostic.line = found->second.line;
      e.diagnostic.pointer = "row " + std::to_string(found->second.row);
      const std::string rest = whole.size() > at.size() ? whole.substr(at.size() + 1) : std::string();
      const std::string key = rest.substr(0, rest.find('/'));
      if (key == "when")
        e.diagnostic.pointer += ", column measure";
      else if (!key.empty() && key != "children")
        e.diagnostic.pointer += ", column " + key;
      break;
    }
  }
  std::stable_sort(list.begin(), list.end(), [](const Entry& a, const Entry& b) { return a.offset < b.offset; });
}

std::vector<Diagnostic> Complaints::finish() {
  // what must be mended comes before what may be, when there is not room for both
  const auto warnings = std::min(warnings_.size(), limit_ - errors_.size());
  suppressed_ += warnings_.size() - warnings;
  std::vector<Entry> list = std::move(errors_);
  for (std::size_t k = 0; k < warnings; ++k) list.push_back(std::move(warnings_[k]));
  for (auto& e : list) e.diagnostic.pointer = pointer(e.hops);
  locate(list);
  locate_in_sheet(list);
  std::vector<Diagnostic> out;
  for (auto& e : list) {
    e.diagnostic.source = spec_.source_name;
    out.push_back(std::move(e.diagnostic));
  }
  if (suppressed_ > 0) {
    Diagnostic d;
    d.code = "S199";
    d.severity = Severity::note;
    d.source = spec_.source_name;
    d.en = std::to_string(suppressed_) + " more complaints are not shown; mend these first";
    d.zh = "另有 " + std::to_string(suppressed_) + " 条问题未显示；请先改正以上各条";
    out.push_back(std::move(d));
  }
  return out;
}

}  // namespace saniscore::inline v0::detail
