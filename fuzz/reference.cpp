// Bytes that make a standard and what was seen, by the choices of the tests' generator: whatever they make, the engine
// gives what the exact reference gives.
#include "differential/compare.hpp"

#include "reference/generator.hpp"

#include <saniscore/standard/read.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace saniscore::reference;
  auto options = GeneratorOptions::all();
  options.most_nodes = 6;
  auto random = random_case({data, size}, options);
  if (differences(random.spec, random.raw).empty()) return 0;
  shrink(random.spec, random.raw);
  std::fprintf(stderr, "%sstandard: %s\ncase: %s\n", differences(random.spec, random.raw).c_str(),
               write_standard(random.spec).c_str(), to_json(random.raw).c_str());
  std::abort();
}
