// Lanes: what one score is about below the unit, as (site, method, round), each given or left open; a round also lies
// in a month, a quarter and a year.
#pragma once

#include "reference/case.hpp"
#include "reference/tree.hpp"

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::reference {

/// One number per dimension, 0 where it is open. Numbers sort as the texts do.
struct Lane {
  std::array<std::uint16_t, dimensions> at{};
  std::uint8_t names = 0;  ///< of a key: the dimension of the period that its round names, or 0
  auto operator<=>(const Lane&) const = default;
};

/// What is said of `coarse` holds in `fine`.
bool holds_in(const Lane& coarse, const Lane& fine);
/// Both can be said of one thing.
bool compatible(const Lane& a, const Lane& b);
Lane project(const Lane& lane, const Dimensions& onto);
/// The key says more than the dimensions allow.
bool finer(const Lane& key, const Dimensions& allowed);
/// Both together; where both say something, they say the same.
Lane merge(const Lane& a, const Lane& b);
/// `outer` split by each dimension in turn, outermost first, into what the keys name there; one that names nothing is
/// left open. What is said of more than one lane holds in each, and makes none of its own. Sorted.
std::vector<Lane> split(const Lane& outer, const std::vector<Dimension>& order, const std::vector<Lane>& keys);

/// The texts behind lanes' numbers.
class KeyBook {
 public:
  void note(const Key& key);
  /// Numbers the texts noted so far; nothing can be noted after that.
  void close();
  [[nodiscard]] Lane lane(const Key& key) const;
  [[nodiscard]] std::uint16_t number(Dimension dimension, std::string_view text) const;  ///< 0 for a text never noted
  [[nodiscard]] const std::string& text(Dimension dimension, std::uint16_t number) const;
  [[nodiscard]] Key key(const Lane& lane) const;

 private:
  std::array<std::set<std::string, std::less<>>, dimensions> noted_;
  std::array<std::vector<std::string>, dimensions> texts_;  // [0] is the open one, ""
};

}  // namespace saniscore::reference
