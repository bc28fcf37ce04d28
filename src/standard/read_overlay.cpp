// read_overlay(): the overlay document. Criteria, measures and conditions in it are read as in a standard.
#include <saniscore/standard/tailor.hpp>

#include "standard/standard_reader.hpp"

#include <algorithm>

namespace saniscore::inline v0 {
namespace detail {

void StandardReader::overlay(JsonValue v, OverlaySpec& out) {
  static constexpr std::array<std::string_view, 10> keys{"format", "format_version", "id",   "edition", "title",
                                                         "of",     "fingerprint",    "note", "sources", "changes"};
  const Object o(*this, v, {"an overlay", "裁剪文档"}, keys);
  if (!o) return;
  format(o, "saniscore/overlay");
  if (const auto i = o.need("id")) id(*i, out.id);
  if (const auto e = o.need("edition")) id(*e, out.edition);
  title(o["title"], out.title);
  if (const auto t = o.need("of")) name(*t, out.of);
  if (const auto t = o["fingerprint"]) name(*t, out.fingerprint);
  text(o["note"], out.note);
  if (const auto list = o["sources"]) sources(*list, out.sources);
  if (const auto list = o.need("changes"))
    items(*list, {"changes", "改动"}, out.changes, [this](JsonValue item, OverlayChange& to) { change(item, to); });
}

void StandardReader::change(JsonValue v, OverlayChange& out) {
  using ChangeKind = OverlayChange::Kind;
  static constexpr std::array<std::string_view, 15> keys{
      "deselect", "not_applicable", "change", "add",   "level", "remove_gate", "points", "weight",
      "measure",  "title",          "under",  "after", "of",    "when",        "reason"};
  const Object o(*this, v, {"a change", "改动"}, keys);
  if (!o) return;
  const Keys verbs = Keys(keys).first(6);
  o.at_most_one(verbs);
  if (o.lacks(verbs)) {
    const Phrase all = one_of(verbs);
    complain("S003", v, {"a change needs one of " + all.en + "; add it", "改动须有" + all.zh + "之一；请补上"});
    return;
  }
  text(o["reason"], out.reason);
  for (const auto& [key, verb] : {std::pair{"points", "change"},
                                  {"weight", "change"},
                                  {"measure", "change"},
                                  {"title", "change"},
                                  {"under", "add"},
                                  {"after", "add"},
                                  {"of", "level"},
                                  {"when", "level"}})
    o.only_with(key, verb);
  if (const auto ids = o["deselect"]) {
    out.kind = ChangeKind::deselect;
    names(*ids, out.ids);
  } else if (const auto missing = o["not_applicable"]) {
    out.kind = ChangeKind::not_applicable;
    names(*missing, out.ids);
  } else if (const auto one = o["change"]) {
    out.kind = ChangeKind::change;
    name(*one, out.ids.emplace_back());
    double amount = 0;
    if (const auto n = o["points"]; n && at_least_zero(*n, amount)) out.points = amount;
    if (const auto n = o["weight"]; n && at_least_zero(*n, amount)) out.weight = amount;
    if (const auto m = o["measure"]) measure(*m, out.measure.emplace());
    title(o["title"], out.title);
    static constexpr std::array<std::string_view, 4> what{"points", "weight", "measure", "title"};
    if (o.lacks(what)) {
      const Phrase all = one_of(what);
      complain("S003", v, {"the change says nothing new; add " + all.en, "没有写明改成什么；请补上" + all.zh});
    }
  } else if (const auto criterion = o["add"]) {
    out.kind = ChangeKind::add;
    node(*criterion, out.added);
    if (const auto t = o.need("under")) name(*t, out.under);
    if (const auto t = o["after"]) name(*t, out.after);
  } else if (const auto level = o["level"]) {
    out.kind = ChangeKind::level;
    name(*level, out.ids.emplace_back());
    if (const auto t = o.need("of")) name(*t, out.outcome);
    if (const auto c = o.need("when")) condition(*c, out.when.emplace());
  } else if (const auto gate = o["remove_gate"]) {
    out.kind = ChangeKind::remove_gate;
    name(*gate, out.ids.emplace_back());
  }
}

}  // namespace detail

Result<OverlaySpec> read_overlay(std::string_view json, std::string source_name, const Limits& limits) {
  return detail::read_document<OverlaySpec>(json, std::move(source_name), limits, &detail::StandardReader::overlay);
}

}  // namespace saniscore::inline v0
