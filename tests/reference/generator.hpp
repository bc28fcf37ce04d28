// Random standards with random observations, made to look for trouble: ties, limits that scores reach exactly, empty
// groups, negative points, deep chains, wide groups, every state.
#pragma once

#include "reference/case.hpp"

#include <saniscore/standard/spec.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>

namespace saniscore::reference {

/// What may turn up in a standard or case.
struct GeneratorOptions {
  std::set<MeasureSpec::Kind> measures;
  std::set<Combine> combines;
  bool escalated_rates = false;  ///< rates whose rows are chosen by facts
  bool zero_rules = false;
  bool logarithms = false;  ///< `line` with x: log
  bool void_adjustments = false;
  bool numbers = false;         ///< limits by attribute or case
  bool derived_inputs = false;  ///< ratio, sum, difference, another column, at one method or round
  bool windows = false;         ///< inputs reduced over rounds, trends
  bool surveys = false;         ///< estimates with bounds
  bool extra = false;           ///< points beyond the maximum
  bool previous = false;
  bool every = false;
  bool tags = false;
  std::set<ReduceStep::By> reductions;
  bool several_steps = false;  ///< reductions over method and round, nested ones, weights, last and skip
  bool flat = false;           ///< one group of leaves
  int least_nodes = 3;
  int most_nodes = 25;

  /// The rules of the simplest standards: see the body.
  static GeneratorOptions basic();
  static GeneratorOptions all();
};

struct RandomCase {
  StandardSpec spec;
  RawCase raw;
};

/// The same seed and options give the same case everywhere. `tally` counts the kinds of rules that were made.
RandomCase random_case(std::uint64_t seed, const GeneratorOptions& options,
                       std::map<std::string, std::size_t>* tally = nullptr);
/// A case that the bytes decide, two for each choice; what they leave open is the same every time.
RandomCase random_case(std::span<const std::uint8_t> bytes, const GeneratorOptions& options);

}  // namespace saniscore::reference
