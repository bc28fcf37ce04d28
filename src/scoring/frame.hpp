// Frame: the input of one scoring call, whatever it came from: columns per input, lanes per space.
#pragma once

#include "standard/program.hpp"

#include <saniscore/scoring/observations.hpp>
#include <saniscore/scoring/table.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace saniscore::inline v0::detail {

/// One input column as the engine reads it. Absent: `data` is null and every lane has `missing`.
struct FrameColumn {
  Column column;
  const std::uint8_t* states = nullptr;  ///< explicit states per lane, or null
  std::ptrdiff_t state_stride = 1;
  std::vector<double> recode;  ///< labels: what code k means to the program
  State missing = State::not_inspected;
};

/// Lanes of one space: which lanes of the parent they split, and their keys.
struct FrameSpace {
  const std::uint32_t* first = nullptr;  ///< first lane per parent lane, and one past the end; null: one lane each
  std::size_t parents = 0;               ///< how many parent lanes `first` covers
  const std::uint32_t* key = nullptr;    ///< index into Frame::keys per lane; null: no lane has a key
};

struct Frame {
  std::size_t units = 0;
  std::vector<FrameColumn> inputs;  ///< per Program::inputs
  std::vector<FrameSpace> spaces;   ///< per Program::spaces
  std::vector<std::string> keys;    ///< texts of sites, methods, rounds; keys[0] is ""

  // what an Observations frame owns
  std::vector<std::vector<double>> values;
  std::vector<std::vector<std::uint8_t>> states;
  std::vector<std::vector<std::uint32_t>> firsts, lane_keys;
};

/// Room for what the program reads, and no lane.
void clear(const Program& p, Frame& frame);
/// Columns by name into inputs; complaints for unknown names and for inputs nobody bound.
std::vector<Diagnostic> frame_of(const Program& p, const Table& table, Frame& frame);
/// Rows, findings and visits into columns over lanes.
std::vector<Diagnostic> frame_of(const Program& p, const Observations& observations, Frame& frame);

}  // namespace saniscore::inline v0::detail
