// tailor(): an overlay's changes, one after the other, on a copy of the spec.
#include <saniscore/standard/standard.hpp>
#include <saniscore/standard/tailor.hpp>

#include "base/text.hpp"
#include "standard/json.hpp"
#include "standard/standard_reader.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <utility>

namespace saniscore::inline v0 {
namespace {

using Kind = OverlayChange::Kind;

/// What a sum's parts make, for the sums whose declared points agree with it.
double sum_of(const NodeSpec& n) {
  double sum = n.start;
  for (const NodeSpec& child : n.children)
    if (!child.extra) sum += child.points ? *child.points : child.combine == Combine::sum ? sum_of(child) : 0;
  return sum;
}

bool adds_up(const NodeSpec& n) {
  return n.combine == Combine::sum && n.on_drop == OnDrop::shrink && n.points &&
         std::abs(sum_of(n) - *n.points) <= 1e-9 * std::abs(*n.points);
}

class Tailor {
 public:
  Tailor(StandardSpec spec, const OverlaySpec& overlay) : spec_(std::move(spec)), overlay_(overlay) {}

  Result<StandardSpec> run(const Standard& base) {
    identity(base);
    if (errors_.empty()) {
      collect(spec_.tree);
      for (at_ = 0; at_ < overlay_.changes.size(); ++at_) apply(overlay_.changes[at_]);
      settle(spec_.tree);
    }
    if (errors_.empty()) sound();
    if (!errors_.empty()) {
      if (overlay_.text && !located_) detail::locate(*overlay_.text, errors_);
      return std::move(errors_);
    }
    return std::move(spec_);
  }

 private:
  void complain(const char* code, const std::string& key, std::string en, std::string zh) {
    Diagnostic d;
    d.code = code;
    d.source = overlay_.source_name;
    d.pointer = key;
    d.en = std::move(en);
    d.zh = std::move(zh);
    errors_.push_back(std::move(d));
  }
  std::string here(std::string_view key) const { return "/changes/" + std::to_string(at_) + "/" + std::string(key); }

  void identity(const Standard& base) {
    if (overlay_.of != base.name())
      complain("S301", "/of",
               "the overlay fits " + detail::quoted(overlay_.of) + ", and the standard is " +
                   detail::quoted(base.name()) + "; check the changes against it and correct \"of\"",
               "此裁剪针对" + detail::quoted_zh(overlay_.of) + "，而标准是" + detail::quoted_zh(base.name()) +
                   "；请核对改动后更正“of”");
    if (!overlay_.fingerprint.empty() && !base.fingerprint().starts_with(overlay_.fingerprint))
      complain("S302", "/fingerprint",
               "the standard has changed: its fingerprint is " + base.fingerprint().substr(0, 12) +
                   "…; check the changes against it and correct \"fingerprint\"",
               "标准已有变动：其指纹为 " + base.fingerprint().substr(0, 12) + "…；请核对改动后更正“fingerprint”");
    if (overlay_.id + "@" + overlay_.edition == base.name())
      complain("S304", "/id",
               "the result must not bear the name of the standard it comes from; choose another id or edition",
               "结果不能与原标准同名；请另取编号或版本");
    spec_.id = overlay_.id;
    spec_.edition = overlay_.edition;
    if (!overlay_.title.empty()) spec_.title = overlay_.title;
    if (!overlay_.note.empty()) spec_.note += (spec_.note.empty() ? "" : "\n") + overlay_.note;
    spec_.sources.insert(spec_.sources.end(), overlay_.sources.begin(), overlay_.sources.end());
    // A standard tailored twice keeps what was done before.
    TailoredSpec tailored{base.name(), base.fingerprint(), {}};
    if (spec_.tailored)
      for (const std::string& earlier : spec_.tailored->changes)
        tailored.changes.push_back("before, from " + spec_.tailored->of + ": " + earlier);
    spec_.tailored = std::move(tailored);
    spec_.text.reset();
    spec_.rows.reset();
    spec_.source_name = spec_.id + "@" + spec_.edition;
  }

  void collect(const NodeSpec& n) {
    ids_.insert(n.id);
    if (adds_up(n)) added_up_.insert(n.id);
    for (const NodeSpec& child : n.children) collect(child);
  }

  /// The node, with the children it stands among (nothing for the root).
  struct Found {
    NodeSpec* node = nullptr;
    NodeSpec* parent = nullptr;
  };
  static Found find(NodeSpec& from, std::string_view id, NodeSpec* parent = nullptr) {
    if (from.id == id) return {&from, parent};
    for (NodeSpec& child : from.children)
      if (const Found found = find(child, id, &from); found.node) return found;
    return {};
  }

  Found criterion(const std::string& id, std::string_view key) {
    const Found found = find(spec_.tree, id);
    if (found.node) return found;
    detail::Nearest nearest(id);
    for (const std::string& known : ids_) nearest.offer(known);
    missing(id, key, {"criterion", "指标"}, std::string(nearest.best()));
    return {};
  }
  void missing(const std::string& id, std::string_view key, const detail::Phrase& what, const std::string& near) {
    complain("S303", here(key),
             "there is no " + what.en + " " + detail::quoted(id) +
                 (near.empty() ? "; correct the name" : "; did you mean " + detail::quoted(near) + "?"),
             "没有" + what.zh + detail::quoted_zh(id) +
                 (near.empty() ? "；请更正" : "；是不是" + detail::quoted_zh(near) + "？"));
  }

  void record(const std::string& what, const OverlayChange& change) {
    spec_.tailored->changes.push_back(what + (change.reason.empty() ? "" : ": " + change.reason));
  }

  void apply(const OverlayChange& c) {
    switch (c.kind) {
      case Kind::deselect:
        for (const std::string& id : c.ids) deselect(id, c);
        break;
      case Kind::not_applicable:
        for (const std::string& id : c.ids) not_applicable(id, c);
        break;
      case Kind::change: change(c); break;
      case Kind::add: add(c); break;
      case Kind::level: level(c); break;
      case Kind::remove_gate: remove_gate(c); break;
    }
  }

  void deselect(const std::string& id, const OverlayChange& c) {
    const Found found = criterion(id, "deselect");
    if (!found.node) return;
    if (!found.parent || found.parent->children.size() == 1) {
      complain("S304", here("deselect"),
               detail::quoted(id) +
                   (found.parent ? " is all its group holds; deselect the group" : " is the whole standard"),
               detail::quoted_zh(id) + (found.parent ? "是其上级的唯一下级；请取消上级" : "是整个标准"));
      return;
    }
    auto& siblings = found.parent->children;
    siblings.erase(siblings.begin() + (found.node - siblings.data()));
    record("deselected " + id, c);
  }

  void not_applicable(const std::string& id, const OverlayChange& c) {
    const Found found = criterion(id, "not_applicable");
    if (!found.node) return;
    const NodeSpec& n = *found.node;
    const bool scored = n.children.empty() ? n.measure && (n.points || n.weight) : n.combine != Combine::none;
    if (!scored) {
      complain("S304", here("not_applicable"), detail::quoted(id) + " has no score; deselect it instead",
               detail::quoted_zh(id) + "没有得分；请改用 deselect");
      return;
    }
    AdjustSpec adjust;
    adjust.id = "not_applicable";
    adjust.kind = AdjustSpec::Kind::void_;
    adjust.title = {{"en", "Reasonably absent" + (c.reason.empty() ? "" : ": " + c.reason)},
                    {"zh", "合理缺项" + (c.reason.empty() ? "" : "：" + c.reason)}};
    found.node->adjust.insert(found.node->adjust.begin(), std::move(adjust));
    record("not applicable " + id, c);
  }

  void change(const OverlayChange& c) {
    const Found found = criterion(c.ids.front(), "change");
    if (!found.node) return;
    NodeSpec& n = *found.node;
    std::string what;
    const auto number = [&](const char* name, const std::optional<double>& from, const std::optional<double>& to) {
      if (to)
        what += std::string(what.empty() ? "" : ", ") + name + " " + (from ? detail::number_text(*from) + " to " : "") +
                detail::number_text(*to);
    };
    number("points", n.points, c.points);
    number("weight", n.weight, c.weight);
    if (c.measure) {
      if (!n.children.empty()) {
        complain("S304", here("measure"), detail::quoted(n.id) + " is a group; it has no measure of its own",
                 detail::quoted_zh(n.id) + "有下级，不能有自己的评分办法");
        return;
      }
      what += std::string(what.empty() ? "" : ", ") + "measure";
      n.measure = c.measure;
    }
    if (c.points) n.points = c.points, added_up_.erase(n.id);
    if (c.weight) n.weight = c.weight;
    for (const auto& [language, title] : c.title) n.title[language] = title;
    if (!c.title.empty()) what += std::string(what.empty() ? "" : ", ") + "title";
    record("changed " + n.id + " (" + what + ")", c);
  }

  void add(const OverlayChange& c) {
    const Found group = criterion(c.under, "under");
    if (!group.node) return;
    if (group.node->children.empty()) {
      complain("S304", here("under"), detail::quoted(c.under) + " is no group; name the group the criterion belongs to",
               detail::quoted_zh(c.under) + "没有下级；请写所属的上级");
      return;
    }
    std::vector<const NodeSpec*> all{&c.added};
    for (std::size_t k = 0; k < all.size(); ++k) {
      if (find(spec_.tree, all[k]->id).node) {
        complain("S304", here("add"), "the id " + detail::quoted(all[k]->id) + " is taken; choose another",
                 "编号" + detail::quoted_zh(all[k]->id) + "已被使用；请另取");
        return;
      }
      for (const NodeSpec& child : all[k]->children) all.push_back(&child);
    }
    auto& children = group.node->children;
    auto at = children.end();
    if (!c.after.empty()) {
      at = std::find_if(children.begin(), children.end(), [&](const NodeSpec& n) { return n.id == c.after; });
      if (at == children.end())
        return missing(c.after, "after", {"child of \"" + c.under + "\" called", "“" + c.under + "”的下级"}, {});
      ++at;
    }
    children.insert(at, c.added);
    for (const NodeSpec* n : all) ids_.insert(n->id);
    record("added " + c.added.id + " under " + c.under, c);
  }

  void level(const OverlayChange& c) {
    const auto outcome = std::find_if(spec_.outcomes.begin(), spec_.outcomes.end(),
                                      [&](const OutcomeSpec& o) { return o.id == c.outcome; });
    if (outcome == spec_.outcomes.end()) return missing(c.outcome, "of", {"outcome", "结论"}, {});
    const auto level = std::find_if(outcome->levels.begin(), outcome->levels.end(),
                                    [&](const LevelSpec& l) { return l.level == c.ids.front(); });
    if (level == outcome->levels.end()) return missing(c.ids.front(), "level", {"level", "等次"}, {});
    level->when = c.when;
    record("changed level " + level->level + " of " + c.outcome, c);
  }

  void remove_gate(const OverlayChange& c) {
    const auto gate =
        std::find_if(spec_.gates.begin(), spec_.gates.end(), [&](const GateSpec& g) { return g.id == c.ids.front(); });
    if (gate == spec_.gates.end()) return missing(c.ids.front(), "remove_gate", {"gate", "前置条件"}, {});
    spec_.gates.erase(gate);
    record("removed gate " + c.ids.front(), c);
  }

  /// Sums that agreed with their declared points agree again; children come before their parents.
  void settle(NodeSpec& n) {
    for (NodeSpec& child : n.children) settle(child);
    if (added_up_.contains(n.id) && n.points) n.points = sum_of(n);
  }

  void sound() {
    const auto compiled = compile(spec_);
    if (compiled) return;
    complain("S305", "/changes",
             "the changes leave a standard that does not make sense, see below; what gates, levels or rules ask can be "
             "marked \"not_applicable\" instead of deselected",
             "改动之后标准含义不通，见下；被前置条件、等次或规则引用的指标，可改用“not_applicable”，不要 deselect");
    if (overlay_.text) detail::locate(*overlay_.text, errors_);
    located_ = true;  // what follows has its places in the result
    errors_.insert(errors_.end(), compiled.diagnostics().begin(), compiled.diagnostics().end());
  }

  StandardSpec spec_;
  const OverlaySpec& overlay_;
  std::size_t at_ = 0;
  bool located_ = false;
  std::unordered_set<std::string> ids_, added_up_;
  std::vector<Diagnostic> errors_;
};

}  // namespace

Result<StandardSpec> tailor(const StandardSpec& standard, const OverlaySpec& overlay) {
  const auto base = compile(standard);
  if (!base) return base.diagnostics();
  return Tailor(standard, overlay).run(*base);
}

}  // namespace saniscore::inline v0
