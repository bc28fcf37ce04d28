#include "survey/golden.hpp"

namespace saniscore::survey::testing {

std::string golden_path(const std::string& name) { return SANISCORE_TEST_DATA "/golden/survey/" + name; }

}  // namespace saniscore::survey::testing
