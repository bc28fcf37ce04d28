// What scoring a long table keeps in a workspace from one call to the next.
#pragma once

#include "scoring/frame.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace saniscore::inline v0::detail {

struct LongMemory {
  // rows by block: their cell in it, and their value
  std::unique_ptr<std::uint32_t[]> cells;
  std::unique_ptr<double[]> values;
  std::size_t rows = 0;

  struct Block {
    std::vector<double> values;
    std::vector<std::uint8_t> states;
    Frame frame;
  };
  std::vector<Block> blocks;  ///< per task

  void fit(std::size_t wanted) {
    if (wanted <= rows) return;
    cells.reset();
    values.reset();
    cells = std::make_unique_for_overwrite<std::uint32_t[]>(wanted);
    values = std::make_unique_for_overwrite<double[]>(wanted);
    rows = wanted;
  }
};

}  // namespace saniscore::inline v0::detail
