#include "reference/lanes.hpp"

#include <algorithm>

namespace saniscore::reference {

bool holds_in(const Lane& coarse, const Lane& fine) {
  for (std::size_t d = 0; d < dimensions; ++d) {
    if (coarse.at[d] != 0 && coarse.at[d] != fine.at[d]) return false;
  }
  return true;
}

bool compatible(const Lane& a, const Lane& b) {
  for (std::size_t d = 0; d < dimensions; ++d) {
    if (a.at[d] != 0 && b.at[d] != 0 && a.at[d] != b.at[d]) return false;
  }
  return true;
}

Lane project(const Lane& lane, const Dimensions& onto) {
  Lane result;
  for (std::size_t d = 0; d < dimensions; ++d) {
    if (onto.test(d)) result.at[d] = lane.at[d];
  }
  return result;
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
        if (key.at[d] == 0 || !compatible(key, lane)) continue;
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
  return {
      {number(Dimension::site, key.site), number(Dimension::method, key.method), number(Dimension::round, key.round)}};
}

const std::string& KeyBook::text(Dimension dimension, std::uint16_t number) const {
  return texts_[static_cast<std::size_t>(dimension)].at(number);
}

Key KeyBook::key(const Lane& lane) const {
  return {text(Dimension::site, lane.at[0]), text(Dimension::method, lane.at[1]), text(Dimension::round, lane.at[2])};
}

}  // namespace saniscore::reference
