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

std::vector<Lane> finest(const Lane& outer, const Dimensions& grain, const std::vector<Lane>& keys) {
  std::set<Lane> candidates;
  for (const Lane& key : keys) {
    if (compatible(key, outer)) candidates.insert(merge(outer, project(key, grain)));
  }
  std::vector<Lane> lanes;
  for (const Lane& lane : candidates) {
    const bool has_finer = std::any_of(candidates.begin(), candidates.end(),
                                       [&](const Lane& other) { return other != lane && holds_in(lane, other); });
    if (!has_finer) lanes.push_back(lane);
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
