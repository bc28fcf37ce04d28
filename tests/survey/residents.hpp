// The synthetic residents of tests/golden/survey: two waves in six streets, 36 communities drawn.
#pragma once

#include <saniscore/survey/design.hpp>
#include <saniscore/survey/rate.hpp>

#include <fstream>
#include <string>
#include <vector>

#include "survey/golden.hpp"

#include <gtest/gtest.h>

namespace saniscore::survey::testing {

struct Residents {
  std::vector<std::int32_t> wave, street, community, sex, age, sat, aware, support, participate;
  std::vector<double> psu_population, psu_size, weight;

  [[nodiscard]] Columns columns(bool finite = true) const {
    Columns c{.weight = weight, .stratum = street, .psu = community};
    if (finite) c.psu_population = psu_population;
    return c;
  }
};

/// Both waves (0), or one.
inline Residents residents(int only_wave) {
  std::ifstream in(golden_path("synth_residents.csv"));
  std::string line;
  std::getline(in, line);
  const auto without_return = [&] {
    if (line.ends_with('\r')) line.pop_back();
  };
  without_return();
  EXPECT_EQ(line, "wave,street,community,N_psu,M_res,sex,age,sat,aware,support,participate,w");
  Residents r;
  while (std::getline(in, line)) {
    without_return();
    std::vector<std::string> cells(1);
    for (char c : line) {
      if (c == ',') {
        cells.emplace_back();
      } else {
        cells.back() += c;
      }
    }
    const auto number = [&](std::size_t k) {
      return cells[k].empty() ? no_answer : static_cast<std::int32_t>(std::stol(cells[k]));
    };
    if (only_wave != 0 && number(0) != only_wave) continue;
    r.wave.push_back(number(0));
    r.street.push_back(cells[1][1] - '0');
    r.community.push_back(number(2));
    r.psu_population.push_back(number(3));
    r.psu_size.push_back(number(4));
    r.sex.push_back(number(5));
    r.age.push_back(number(6));
    r.sat.push_back(number(7));
    r.aware.push_back(number(8));
    r.support.push_back(number(9));
    r.participate.push_back(number(10));
    r.weight.push_back(decimal(cells[11]));
  }
  return r;
}

/// 4 and 5 of 5 are favourable, 9 is "don't know"; on the scale 0, 25, … 100.
inline Coding satisfaction(DontKnow dont_know = DontKnow::exclude) {
  Coding c{.id = "top-2-of-5", .dont_know = dont_know};
  for (std::int32_t k = 1; k <= 5; ++k)
    c.options.push_back({k, k >= 4 ? Outcome::favourable : Outcome::unfavourable, 25.0 * (k - 1)});
  c.options.push_back({9, Outcome::dont_know});
  return c;
}
inline Coding yes_no() {
  return {.id = "yes-no",
          .options = {{.code = 1, .outcome = Outcome::favourable}, {.code = 0, .outcome = Outcome::unfavourable}}};
}

}  // namespace saniscore::survey::testing
