// Gather: units one after the other into a frame: which lanes there are, and what each column says in each of them.
#pragma once

#include "scoring/frame.hpp"
#include "scoring/observations_data.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace saniscore::inline v0::detail {

/// Per dimension an index into Places::keys; 0: not said.
using LaneKey = std::array<std::uint32_t, dimension_count>;

/// What sites, methods and rounds are called, and the periods that rounds lie in.
struct Places {
  std::vector<std::string> keys;  ///< what was said, then periods that nobody named
  std::vector<LaneKey> periods;   ///< per key as a round

  Places(const Program& p, const std::vector<std::string>& said);
};

class Gather {
 public:
  using Unit = Observations::Data::Unit;
  Gather(const Program& program, const Places& places, Frame& frame, std::vector<Diagnostic>& diagnostics);
  /// An empty frame; memory is kept.
  void begin();
  void add(const Unit& unit, const std::string& name);
  /// The frame holds what was added; it borrows from itself.
  void end();

 private:
  using Dimensions = std::array<bool, dimension_count>;
  using Look = Observations::Data::Look;
  [[nodiscard]] LaneKey in_lanes(const Told& told, const Dimensions& has) const;
  bool seen_by(const InputColumn& in, Told& w) const;
  [[nodiscard]] bool concerns(const Look& look, std::uint32_t node) const;
  [[nodiscard]] bool covers(const Look& look, std::uint32_t leaf) const;
  void lanes(const Unit& u);
  template <class G>
  void where(SpaceId space, std::size_t begin, std::size_t end, const Told& told, G&& g) const;
  void complain(const char* code, const std::string& unit, const std::string& column, std::string en,
                std::string zh) const;
  void fill(const Unit& u, const std::string& name, std::uint32_t input, std::size_t begin);

  const Program& p;
  const Places& places;
  Frame& f;
  std::vector<Diagnostic>& out;
  std::vector<std::vector<std::uint32_t>> inputs_below;  ///< per space: inputs read in it or further down
  std::vector<std::vector<LaneKey>> keys;                ///< per space: the key of every lane so far
  // of the unit at hand
  std::vector<std::vector<std::uint32_t>> rows_of, findings_of;  ///< per column
  std::vector<std::vector<std::uint32_t>> findings_at;           ///< per node
  std::vector<std::size_t> first;                                ///< first lane per space
  std::vector<std::uint8_t> rank;
};

}  // namespace saniscore::inline v0::detail
