#include "reference/case.hpp"

namespace saniscore::reference {

namespace {

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

}  // namespace

Observations to_observations(const Standard& standard, const RawCase& raw, std::string_view unit) {
  Observations seen(standard);
  seen.add_unit(unit);
  for (const Row& row : raw.rows) {
    const Cell cell{.criterion = row.column, .site = row.key.site, .method = row.key.method, .round = row.key.round};
    std::visit(Overloaded{[&](double number) { seen.set(unit, cell, number); },
                          [&](const std::string& label) { seen.set(unit, cell, std::string_view(label)); },
                          [&](State state) { seen.set_state(unit, cell, state); }},
               row.value);
  }
  for (const Finding& finding : raw.findings) seen.add(unit, finding);
  for (const Visit& visit : raw.visits) seen.add(unit, visit);
  for (const auto& [name, value] : raw.attributes) seen.set_attribute(unit, name, value);
  for (const auto& [site, attributes] : raw.site_attributes) {
    for (const auto& [name, value] : attributes) seen.set_attribute(unit, name, value, site);
  }
  for (const auto& [id, results] : raw.previous) {
    const std::string& name = id;  // clang 14 does not capture structured bindings
    for (const auto& result : results) {
      std::visit(Overloaded{[&](const Literal& value) { seen.set_previous(unit, name, value); },
                            [&](State state) { seen.set_previous_state(unit, name, state); }},
                 result);
    }
  }
  return seen;
}

}  // namespace saniscore::reference
