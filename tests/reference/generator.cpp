#include "reference/generator.hpp"

#include "reference/maker.hpp"

namespace saniscore::reference {

GeneratorOptions GeneratorOptions::basic() {
  using Kind = MeasureSpec::Kind;
  GeneratorOptions options;
  options.measures = {Kind::pass,      Kind::score,     Kind::choice, Kind::bands, Kind::line,
                      Kind::shortfall, Kind::threshold, Kind::deduct, Kind::award};
  options.combines = {Combine::sum, Combine::mean, Combine::min, Combine::max};
  options.reductions = {ReduceStep::By::mean};
  return options;
}

GeneratorOptions GeneratorOptions::all() {
  using By = ReduceStep::By;
  GeneratorOptions options = basic();
  options.combines.insert({Combine::power, Combine::table});
  options.escalated_rates = options.zero_rules = options.logarithms = options.void_adjustments = true;
  options.numbers = options.derived_inputs = options.windows = options.surveys = true;
  options.extra = options.previous = options.every = options.tags = options.several_steps = true;
  options.reductions = {By::mean, By::pooled, By::worst, By::share_passing, By::latest, By::sum};
  return options;
}

RandomCase random_case(std::uint64_t seed, const GeneratorOptions& options, std::map<std::string, std::size_t>* tally) {
  return Maker(Random(seed), options, tally).make();
}

RandomCase random_case(std::span<const std::uint8_t> bytes, const GeneratorOptions& options) {
  return Maker(Random(0, bytes), options, nullptr).make();
}

}  // namespace saniscore::reference
