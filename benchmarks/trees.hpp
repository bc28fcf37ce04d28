// Seeded synthetic standards and tables, shared by the benchmarks.
#pragma once

#include <saniscore/scoring/table.hpp>
#include <saniscore/standard/standard.hpp>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace bench {

using namespace saniscore;

inline NodeSpec leaf(std::string id, double points) {
  NodeSpec n;
  n.id = std::move(id);
  n.points = points;
  n.measure.emplace();
  n.measure->kind = MeasureSpec::Kind::score;
  n.measure->of = 10;
  return n;
}

/// 8 sections × 5 groups × 5 leaves of marks out of 10, weighted means; what is not applicable is left out.
inline StandardSpec tree_200(bool mean = true) {
  StandardSpec s;
  s.id = "bench.200";
  s.edition = "1";
  s.states.policy[2] = Policy{Policy::Kind::drop, 0};
  const auto group = [&](std::string id, double points) {
    NodeSpec n;
    n.id = std::move(id);
    n.combine = mean ? Combine::mean : Combine::sum;
    if (mean) n.points = points;
    return n;
  };
  s.tree = group("total", 100);
  for (int a = 0; a < 8; ++a) {
    auto section = group("s" + std::to_string(a), 10 + a);
    for (int b = 0; b < 5; ++b) {
      auto g = group("s" + std::to_string(a) + "." + std::to_string(b), 5 + b);
      for (int c = 0; c < 5; ++c) g.children.push_back(leaf(g.id + "." + std::to_string(c), 1 + c));
      section.children.push_back(std::move(g));
    }
    s.tree.children.push_back(std::move(section));
  }
  return s;
}

/// `count` leaves in groups of ten, and groups of ten of those, …
inline StandardSpec wide(std::size_t count) {
  StandardSpec s;
  s.id = "bench.wide";
  s.edition = "1";
  std::vector<NodeSpec> level;
  for (std::size_t i = 0; i < count; ++i) level.push_back(leaf("l" + std::to_string(i), 1));
  for (int depth = 0; level.size() > 1; ++depth) {
    std::vector<NodeSpec> up;
    for (std::size_t i = 0; i < level.size(); i += 10) {
      NodeSpec g;
      g.id = "g" + std::to_string(depth) + "." + std::to_string(i / 10);
      g.combine = Combine::sum;
      for (std::size_t k = i; k < std::min(level.size(), i + 10); ++k) g.children.push_back(std::move(level[k]));
      up.push_back(std::move(g));
    }
    level = std::move(up);
  }
  s.tree = std::move(level.front());
  return s;
}

/// Column-major marks 0 … 10 in steps of 0.5, `missing` of them NaN.
inline std::vector<double> marks(std::size_t units, std::size_t leaves, double missing, std::uint32_t seed = 7) {
  std::vector<double> out(units * leaves);
  std::uint64_t x = 0x9e3779b97f4a7c15ULL * (seed + 1);
  const auto cut = static_cast<std::uint64_t>(missing * 65536);
  for (auto& v : out) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    v = (x & 0xffff) < cut ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>((x >> 32) % 21) / 2;
  }
  return out;
}

inline Table table_of(const Standard& standard, const std::vector<double>& data, std::size_t units) {
  Table t(standard, units);
  std::size_t k = 0;
  for (auto n : standard.document_order())
    if (standard.is_leaf(n)) t.bind(standard.id(n), column(std::span<const double>(data.data() + units * k++, units)));
  return t;
}

}  // namespace bench
