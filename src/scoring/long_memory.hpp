// What scoring a long table keeps in a workspace from one call to the next.
#pragma once

#include "base/pages.hpp"
#include "scoring/frame.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace saniscore::inline v0::detail {

/// Rows on their way to a block: their cells in it, and their values. Whole cache lines, written past the caches.
struct alignas(64) RowLine {
  static constexpr std::size_t rows = 16;
  double value[rows];
  std::uint32_t cell[rows];
};

struct LongMemory {
  std::unique_ptr<RowLine[]> lines;
  std::size_t room = 0;  ///< how many lines

  struct Block {
    std::vector<double> values;
    std::vector<std::uint8_t> states;
    Frame frame;
  };
  std::vector<Block> blocks;  ///< per task

  void fit(std::size_t wanted) {
    if (wanted <= room) return;
    lines.reset();
    lines = std::make_unique_for_overwrite<RowLine[]>(wanted);
    prefer_large_pages(lines.get(), wanted * sizeof(RowLine));
    room = wanted;
  }
};

}  // namespace saniscore::inline v0::detail
