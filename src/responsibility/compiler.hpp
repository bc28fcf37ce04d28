// Compiler: duties to a roster. Goes on after every complaint, so that all of them come at once.
#pragma once

#include "responsibility/graph.hpp"
#include "responsibility/roster_data.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace saniscore::inline v0::responsibility {

class Compiler {
 public:
  Compiler(Duties duties, const Standard& standard, const RosterLimits& limits);
  Result<Roster> run();

 private:
  // What names what (compile.cpp).
  void parties();
  void areas();
  void assignments();
  void tasks();
  std::uint32_t criterion(std::size_t row, std::string_view text);
  [[nodiscard]] bool known_party(std::string_view id, const std::string& place);
  void weigh();
  // Tasks by themselves (check_tasks.cpp).
  void check(const Task& task);
  void check_leads(const Task& task, const std::string& where);
  void check_shares(const Task& task, const std::string& where);
  void check_roles(const Task& task, const std::string& where);
  [[nodiscard]] std::string place_of(const Task& task) const;
  [[nodiscard]] std::string party_of(std::uint32_t assignment) const;
  // The hierarchy and the cells (check_chains.cpp).
  void periods();
  std::shared_ptr<const Chains> chains(std::string_view day);
  std::shared_ptr<const Ground> ground(std::string_view day);
  [[nodiscard]] Edges edges(const Chains& chains) const;
  void circle_of_parties(const std::vector<std::uint32_t>& circle);
  void tops(const Chains& chains, const std::vector<std::uint32_t>& order);
  void cells();

  /// Another complaint would be shown.
  [[nodiscard]] bool room() const { return errors_.size() < limits_.diagnostics; }
  void error(const char* code, std::string place, std::string en, std::string zh);
  void warning(const char* code, std::string place, std::string en, std::string zh);

  std::shared_ptr<RosterData> data_ = std::make_shared<RosterData>();
  RosterLimits limits_;
  std::size_t chained_ = 0;
  std::unordered_map<std::string_view, std::uint32_t> titles_;  // of criteria; ambiguous: nobody
  std::vector<Diagnostic> errors_, warnings_;
};

}  // namespace saniscore::inline v0::responsibility
