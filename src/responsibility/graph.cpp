#include "responsibility/graph.hpp"

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>

#include <algorithm>
#include <iterator>

namespace saniscore::inline v0::responsibility {
namespace {

using Graph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                 boost::no_property, std::uint32_t, std::uint32_t>;

Graph graph_of(std::uint32_t vertices, const Edges& edges) {
  return {boost::edges_are_unsorted, edges.begin(), edges.end(), vertices};
}

/// Breadth first within the component, back to where it began.
std::vector<std::uint32_t> circle_through(std::uint32_t start, const Graph& graph,
                                          const std::vector<std::uint32_t>& component,
                                          std::vector<std::uint32_t>& came_from) {
  std::vector<std::uint32_t> queue{start};
  for (std::size_t next = 0; next < queue.size(); ++next) {
    const auto at = queue[next];
    const auto [begin, end] = boost::out_edges(at, graph);
    for (auto e = begin; e != end; ++e) {
      const auto to = static_cast<std::uint32_t>(boost::target(*e, graph));
      if (to == start) {
        std::vector<std::uint32_t> circle;
        for (auto v = at; v != start; v = came_from[v]) circle.push_back(v);
        circle.push_back(start);
        std::reverse(circle.begin(), circle.end());
        return circle;
      }
      if (component[to] != component[start] || came_from[to] != to) continue;
      came_from[to] = at;
      queue.push_back(to);
    }
  }
  return {};
}

}  // namespace

std::vector<std::vector<std::uint32_t>> circles(std::uint32_t vertices, const Edges& edges) {
  const Graph graph = graph_of(vertices, edges);
  std::vector<std::uint32_t> component(vertices, 0);
  const auto index = boost::get(boost::vertex_index, graph);
  std::vector<boost::default_color_type> colours(vertices);
  const auto count =
      boost::strong_components(graph, boost::make_iterator_property_map(component.begin(), index),
                               boost::color_map(boost::make_iterator_property_map(colours.begin(), index)));
  std::vector<std::uint32_t> members(count, 0);
  for (const auto c : component) ++members[c];
  std::vector<bool> suspect(count, false);
  for (std::uint32_t c = 0; c < count; ++c) suspect[c] = members[c] > 1;
  for (const auto& [from, to] : edges)
    if (from == to) suspect[component[from]] = true;
  std::vector<std::uint32_t> came_from(vertices);
  for (std::uint32_t v = 0; v < vertices; ++v) came_from[v] = v;
  std::vector<std::vector<std::uint32_t>> out;
  for (std::uint32_t v = 0; v < vertices; ++v) {
    if (!suspect[component[v]]) continue;
    suspect[component[v]] = false;
    out.push_back(circle_through(v, graph, component, came_from));
  }
  return out;
}

std::vector<std::uint32_t> from_the_top(std::uint32_t vertices, const Edges& edges) {
  const Graph graph = graph_of(vertices, edges);
  std::vector<std::uint32_t> order;
  order.reserve(vertices);
  // Boost finishes a vertex after all that it leads to: that is the order wanted here.
  std::vector<boost::default_color_type> colours(vertices);
  boost::topological_sort(
      graph, std::back_inserter(order),
      boost::color_map(boost::make_iterator_property_map(colours.begin(), boost::get(boost::vertex_index, graph))));
  return order;
}

}  // namespace saniscore::inline v0::responsibility
