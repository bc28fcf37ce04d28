// The generator's working parts.
#pragma once

#include "reference/generator.hpp"
#include "reference/random.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::reference {

/// A finished node as later conditions may ask about it.
struct Made {
  const NodeSpec* spec = nullptr;
  const NodeSpec* reduced_by = nullptr;  ///< innermost node above it that reduces
  bool scored = false;
  std::vector<std::string> levels;
  std::set<Dimension> reduced;  ///< dimensions that the node or one above it reduces
};

/// What a condition may ask about.
struct Askable {
  std::vector<const Made*> nodes;
  bool scores = true;                ///< false: attributes only
  bool whole = false;                ///< an outcome asks: tags, counts over everything, previous results, `every`
  const NodeSpec* inside = nullptr;  ///< innermost reducing node around the asker, or the asker itself
};

class Maker {
 public:
  Maker(Random random, const GeneratorOptions& options, std::map<std::string, std::size_t>* tally)
      : random_(random), options_(options), tally_(tally) {}
  RandomCase make();

 private:
  void count(std::string_view what) {
    if (tally_ != nullptr) ++(*tally_)[std::string(what)];
  }
  template <class T>
  T one_of(const std::set<T>& from) {
    auto at = from.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(random_.below(from.size())));
    return *at;
  }

  // maker.cpp: the tree
  NodeSpec tree(int budget, Combine parent, int depth, const std::set<Dimension>& used);
  void group(NodeSpec& node, int budget, int depth, std::set<Dimension> used);
  void states(StatesSpec& states, int percent);
  void reduce(NodeSpec& node, std::set<Dimension>& used, int percent);
  ReduceStep step(const NodeSpec& node, Dimension over);
  double some_points();
  std::optional<RoundSpec> some_rounding(int percent);
  void decorate(NodeSpec& node, std::vector<const NodeSpec*> reducing, std::set<Dimension> reduced);
  void adjust(NodeSpec& node, const Askable& askable);
  void table(NodeSpec& node, const Askable& askable);

  // maker_measures.cpp: leaves
  void leaf(NodeSpec& node, const std::set<Dimension>& used);
  void score(NodeSpec& node);
  void choice(NodeSpec& node);
  void bands(NodeSpec& node);
  void line(NodeSpec& node);
  void shortfall(NodeSpec& node);
  void threshold(NodeSpec& node);
  void counts(NodeSpec& node);
  void input(NodeSpec& node, const std::set<Dimension>& used);
  Earned some_earning(const NodeSpec& node);
  NumberSpec some_number(double value);
  /// A score the node can reach, if nothing below it is adjusted.
  Rational reachable(const NodeSpec& node);

  // maker_conditions.cpp
  ConditionSpec condition(const Askable& askable, int depth);
  ConditionSpec comparison(const Askable& askable);
  ConditionSpec attribute_term();
  bool score_term(ConditionSpec& c, const Askable& askable);
  bool label_term(ConditionSpec& c, const Askable& askable);
  bool value_term(ConditionSpec& c, const Askable& askable);
  CountSpec some_count(const Askable& askable);
  void outcomes();

  // maker_case.cpp: what was seen
  void observe();
  void observe_leaf(const Made& leaf);
  void observe_column(const Made& leaf, const std::string& column, const std::set<Dimension>& dimensions);
  void observe_counts(const Made& leaf);
  void observe_previous();
  [[nodiscard]] std::vector<std::string> texts(Dimension over) const;
  [[nodiscard]] std::map<std::string, double> period_weights(Dimension over) const;
  std::vector<Key> keys(const std::set<Dimension>& dimensions);
  std::optional<Observed> some_value(const NodeSpec& leaf, const std::string& column);
  double some_input(const NodeSpec& leaf);

  Random random_;
  const GeneratorOptions& options_;
  std::map<std::string, std::size_t>* tally_;
  RandomCase case_;
  int next_id_ = 1;
  bool deep_ = false;         ///< every group has one child
  int careful_ = 0;           ///< above 0: under `power`, where most scores are not negative
  int shares_ = 0;            ///< above 0: under a group that acts on shares
  bool rounds_used_ = false;  ///< where a number is made, rounds are lanes already
  std::vector<std::string> rounds_ = {"2020", "2021", "2022"};
  bool periods_ = false;  ///< rounds are months and days, and come together as months, quarters and years too
  std::set<std::string> seen_columns_;
  std::vector<Made> made_;  // a child before its parent; reserved, so that addresses hold
};

std::vector<std::string> levels_of(const NodeSpec& leaf);
bool is_scored(const NodeSpec& node);

}  // namespace saniscore::reference
