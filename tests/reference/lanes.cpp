#include "reference/lanes.hpp"

#include <algorithm>
#include <regex>

namespace saniscore::reference {

namespace {

/// The month, quarter and year of a date or period, by dimension. Written apart from the library's.
std::array<std::string, dimensions> periods_of(const std::string& round) {
  static const std::regex date("([0-9]{4})(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?|-Q([1-4]))?");
  std::array<std::string, dimensions> out;
  std::smatch part;
  if (!std::regex_match(round, part, date)) return out;
  const std::string year = part[1], month = part[3], quarter = part[6];
  out[5] = year;
  if (!month.empty()) out[3] = year + "-" + month;
  if (!month.empty()) out[4] = year + "-Q" + std::to_string((std::stoi(month) - 1) / 3 + 1);
  if (!quarter.empty()) out[4] = round;
  return out;
}

constexpr auto round_at = static_cast<std::size_t>(Dimension::round);

/// The key's round is a period, and the lane is that period or part of it: what the key says holds all over it.
bool about_the_period(const Lane& key, const Lane& lane) {
  return key.names != 0 && key.at[key.names] == lane.at[key.names];
}

/// Whether what is said for `a`, where it says something about the dimension, can be said of `b`.
bool agree(const Lane& a, const Lane& b, std::size_t d) {
  if (a.at[d] == b.at[d] || a.at[d] == 0) return true;
  return d == round_at ? about_the_period(a, b) : d > round_at && b.at[d] == 0;
}

}  // namespace

bool holds_in(const Lane& coarse, const Lane& fine) {
  for (std::size_t d = 0; d < dimensions; ++d) {
    if (!agree(coarse, fine, d)) return false;
  }
  return true;
}

bool compatible(const Lane& a, const Lane& b) {
  for (std::size_t d = 0; d < dimensions; ++d) {
    if (b.at[d] != 0 && !agree(a, b, d) && !agree(b, a, d)) return false;
  }
  return true;
}

Lane project(const Lane& lane, const Dimensions& onto) {
  Lane result;
  for (std::size_t d = 0; d < dimensions; ++d) {
    if (onto.test(d)) result.at[d] = lane.at[d];
  }
  if (lane.names != 0 && onto.test(lane.names)) result.names = lane.names;
  return result;
}

bool finer(const Lane& key, const Dimensions& allowed) {
  for (std::size_t d = 0; d <= round_at; ++d) {
    const bool whole_period = d == round_at && key.names != 0 && allowed.test(key.names);
    if (key.at[d] != 0 && !allowed.test(d) && !whole_period) return true;
  }
  return false;
}

Lane merge(const Lane& a, const Lane& b) {
  Lane result = a;
  for (std::size_t d = 0; d < dimensions; ++d) {
    if (result.at[d] == 0) result.at[d] = b.at[d];
  }
  return result;
}

std::vector<Lane> split(const Lane& outer, const std::vector<Dimension>& order, const std::vector<Lane>& keys) {
  std::vector<Lane> lanes = {outer};
  for (const Dimension dimension : order) {
    const auto d = static_cast<std::size_t>(dimension);
    std::set<Lane> finer;
    for (const Lane& lane : lanes) {
      const std::size_t before = finer.size();
      for (const Lane& key : keys) {
        if (key.at[d] == 0 || !compatible(key, lane) || (d == round_at && about_the_period(key, lane))) continue;
        Lane fine = lane;
        fine.at[d] = key.at[d];
        finer.insert(fine);
      }
      if (finer.size() == before) finer.insert(lane);
    }
    lanes.assign(finer.begin(), finer.end());
  }
  return lanes;
}

void KeyBook::note(const Key& key) {
  noted_[0].insert(key.site);
  noted_[1].insert(key.method);
  noted_[2].insert(key.round);
  const auto periods = periods_of(key.round);
  for (std::size_t d = round_at + 1; d < dimensions; ++d) noted_[d].insert(periods[d]);
}

void KeyBook::close() {
  for (std::size_t d = 0; d < dimensions; ++d) {
    noted_[d].insert("");
    texts_[d].assign(noted_[d].begin(), noted_[d].end());
  }
}

std::uint16_t KeyBook::number(Dimension dimension, std::string_view text) const {
  const auto& texts = texts_[static_cast<std::size_t>(dimension)];
  const auto found = std::lower_bound(texts.begin(), texts.end(), text);
  return found != texts.end() && *found == text ? static_cast<std::uint16_t>(found - texts.begin()) : std::uint16_t{0};
}

Lane KeyBook::lane(const Key& key) const {
  Lane lane;
  lane.at = {number(Dimension::site, key.site), number(Dimension::method, key.method),
             number(Dimension::round, key.round)};
  const auto periods = periods_of(key.round);
  for (std::size_t d = round_at + 1; d < dimensions; ++d) {
    lane.at[d] = number(static_cast<Dimension>(d), periods[d]);
    if (!key.round.empty() && periods[d] == key.round) lane.names = static_cast<std::uint8_t>(d);
  }
  return lane;
}

const std::string& KeyBook::text(Dimension dimension, std::uint16_t number) const {
  return texts_[static_cast<std::size_t>(dimension)].at(number);
}

Key KeyBook::key(const Lane& lane) const {
  std::size_t finest = round_at;
  while (finest + 1 < dimensions && lane.at[finest] == 0) ++finest;
  return {text(Dimension::site, lane.at[0]), text(Dimension::method, lane.at[1]),
          text(static_cast<Dimension>(finest), lane.at[finest])};
}

}  // namespace saniscore::reference
