// block STANDARD.json ROWS: the C++ side of overhead.py. Scores ROWS units of whole-number marks from columns of double
// and prints the least seconds of five runs, by the clock and of the processor, and the sum of the totals.
#include <saniscore/scoring/score.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::ifstream file(argv[1], std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto standard = saniscore::load_standard(text).value();
  const std::size_t rows = std::strtoul(argv[2], nullptr, 10), width = standard.columns().size();

  std::vector<double> values(rows * width);  // column after column, as overhead.py lays them out
  for (std::size_t k = 0; k < width; ++k)
    for (std::size_t i = 0; i < rows; ++i) values[k * rows + i] = static_cast<double>((i * 31 + k * 17) % 101);
  saniscore::Table table(standard, rows);
  table.set_missing(saniscore::State::not_inspected);
  for (std::size_t k = 0; k < width; ++k)
    table.bind(standard.columns()[k], saniscore::column(std::span<const double>(values).subspan(k * rows, rows)));

  saniscore::ScoreOptions options;  // what Python asks for at first
  options.fields = {.maximum = false, .state = true, .enclosure = false, .coverage = false, .level = false};
  double best = 1e9, busy = 1e9, total = 0;
  for (int run = 0; run < 5; ++run) {
    const auto began = std::chrono::steady_clock::now();
    const std::clock_t ticks = std::clock();
    const auto card = score(standard, table, options).value();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
    busy = std::min(busy, static_cast<double>(std::clock() - ticks) / CLOCKS_PER_SEC);
    total = 0;
    for (const double x : card.score(standard.root())) total += x;
  }
  std::printf("%.6f %.6f %.17g\n", best, busy, total);
}
