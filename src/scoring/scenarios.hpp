// One unit scored many times at once, with leaves set to something else: repaired, answered, at their extremes.
// explain(), compare() and examine() ask everything through it, so that what they say is what the engine does.
#pragma once

#include "scoring/driver.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace saniscore::inline v0::detail {

/// What a leaf comes to instead of what was observed.
struct Setting {
  double score = 0, lower = 0, upper = 0;
  std::int16_t level = no_level;
  bool known = true;  ///< else anything from lower to upper
  /// What its column then holds, for conditions that ask the value itself; none where that does not follow.
  std::optional<double> observed{};
};

struct Override {
  std::uint32_t leaf = 0;
  std::size_t copy = 0;
  Setting to;
  bool unknown_only = false;  ///< only the lanes that are unknown; else every lane that applies
};

/// Lanes [from, to) of a leaf, whose measure has just been run, come to what the override says: those that apply and
/// whose rule has all its numbers.
void override_leaf(Run& r, const Program& p, const Step& measure, const Override& o, std::size_t from, std::size_t to);
/// The column that a leaf measures as it stands, just loaded, holds what goes with the override, whoever reads it.
void override_column(Run& r, const Step& load, const Override& o, std::size_t from, std::size_t to);
/// Per column: the leaves that measure it as it stands.
std::vector<std::vector<std::uint32_t>> plain_readers(const Program& p);

/// A node's lanes after one of its own steps.
struct Stage {
  const Step* step = nullptr;
  std::vector<double> score, maximum, lower, upper;
  std::vector<std::uint8_t> disposition;

  [[nodiscard]] bool scored(std::size_t lane) const { return (disposition[lane] & has_score) != 0; }
};

/// Which stages a run keeps: none, those of `min`, `max`, `power` and `table` groups, or everything. A whole below a
/// heading that reduces also keeps how the unit sees it.
enum class Keep : std::uint8_t { nothing, shares, all };

/// min, max, power, table: groups whose points do not come apart by themselves.
inline bool indivisible(const NodeInfo& info) {
  const auto c = info.spec->combine;
  return c == Combine::min || c == Combine::max || c == Combine::power || c == Combine::table;
}

class Scenarios {
 public:
  static constexpr std::size_t at_once = 64;

  Scenarios(const Standard& standard, const Frame& one_unit);
  Scenarios(const Scenarios&) = delete;
  Scenarios& operator=(const Scenarios&) = delete;

  /// Called after every step; may change what the step wrote.
  using Watch = std::function<void(Run&, const Step&)>;
  void run(std::size_t copies, std::vector<Override> overrides, Keep keep, const Watch& watch = {});

  [[nodiscard]] const Standard& standard() const { return standard_; }
  [[nodiscard]] const Program& program() const { return p_; }
  [[nodiscard]] std::size_t lanes(SpaceId space) const { return lanes_[space]; }  ///< of one copy
  /// First lane of `space` under a lane of its parent.
  [[nodiscard]] std::size_t first(SpaceId space, std::size_t lane) const {
    const auto* a = w_.frame.spaces[space].first;
    return a ? a[lane] : lane;
  }
  /// The site, method or round of a lane; 0: not said.
  [[nodiscard]] std::uint32_t key(SpaceId space, std::size_t lane) const {
    const auto* a = w_.frame.spaces[space].key;
    return a ? a[lane] : 0;
  }
  [[nodiscard]] const std::string& key_text(std::uint32_t key) const { return w_.frame.keys[key]; }
  [[nodiscard]] const std::vector<Stage>& stages(std::uint32_t node) const { return stages_[node]; }

  [[nodiscard]] const Bundle& bundle(Slot slot) const { return w_.scratch[0].bundles[plan_.buffer[slot]]; }
  [[nodiscard]] const Values& value(Slot slot) const { return w_.scratch[0].values[plan_.buffer[slot]]; }
  [[nodiscard]] const Counts& count(Slot slot) const { return w_.scratch[0].counts[plan_.buffer[slot]]; }
  [[nodiscard]] std::uint8_t truth(std::uint32_t term, std::size_t copy = 0) const {
    return w_.scratch[0].truths[plan_.buffer[p_.terms[term].truth]][copy];
  }
  [[nodiscard]] std::uint8_t truth_of(Slot slot) const { return w_.scratch[0].truths[plan_.buffer[slot]][0]; }
  /// The node's score as the unit sees it.
  [[nodiscard]] std::optional<double> score(std::uint32_t node, std::size_t copy) const;
  /// Only outcomes are filled in.
  [[nodiscard]] const Scorecard& outcomes() const { return card_; }

 private:
  void record(const Step& st);

  const Standard standard_;
  const Program& p_;
  const Frame& one_;
  Plan plan_;  ///< every slot kept
  Workspace::Data w_;
  Scorecard card_;
  std::vector<std::size_t> lanes_;
  std::vector<std::vector<Stage>> stages_;
  std::vector<bool> whole_;
  std::vector<std::vector<std::uint32_t>> readers_;  ///< per column, see plain_readers()
};

/// Makes one lane of a leaf's bundle, whose enclosure is open, what `to` says.
void put(Bundle& b, std::size_t lane, double points, const Setting& to);

/// The node whose result the step works out; none for conditions and values.
std::uint32_t owner(const Program& p, const Step& st);

/// Scored nodes without a scored node above them, in document order: the root, or each part below a heading.
std::vector<std::uint32_t> wholes(const Standard& standard);

/// The leaves below a node (or itself).
std::vector<std::uint32_t> leaves_below(const Standard& standard, std::uint32_t node);

/// The best a leaf can come to; nothing where there is no best.
std::optional<Setting> best_of(const Program& p, std::uint32_t leaf);

/// What an inspector could still find: every level of a leaf, else its best and worst.
struct Answer {
  std::string name;  ///< the level, or the points
  Setting to;
};
std::vector<Answer> answers_of(const Program& p, std::uint32_t leaf);

}  // namespace saniscore::inline v0::detail
