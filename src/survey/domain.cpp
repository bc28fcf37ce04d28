#include "survey/domain.hpp"

#include "survey/limits.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace saniscore::inline v0::survey {
namespace {

/// Weights of one group's favourable or unfavourable answers in one stratum, about the first of them: equal weights
/// then have no spread, to the bit.
struct Spread {
  double n = 0, first = 0, sum = 0, squares = 0;
  void add(double w) {
    if (n == 0) first = w;
    n += 1;
    sum += w - first;
    squares += (w - first) * (w - first);
  }
  [[nodiscard]] double total() const { return sum + n * first; }
  /// Σ (a w − m)²
  [[nodiscard]] double about(double a, double m) const {
    if (n == 0) return 0;
    const double mean = total() / n;
    return a * a * std::max(0.0, squares - sum * sum / n) + n * (a * mean - m) * (a * mean - m);
  }
};

/// The rates of all groups: one pass over the respondents leaves totals per primary unit (or stratum) and group;
/// the linearised values need the rates, so they are formed from these totals afterwards.
class Pass {
 public:
  Pass(const Design::Data& d, const Answers& a, std::vector<std::int32_t> group, std::size_t groups, Variance variance)
      : d_(d), variance_(variance), code_(std::move(group)), domains_(groups), tally_(4 * groups, 0) {
    for (std::size_t k = 0; k < valid_.size(); ++k) valid_[k] = is_valid(static_cast<Outcome>(k), a.dont_know);
    // group and outcome in one number: rows are visited in the design's order, which may be any
    for (std::size_t row = 0; row < code_.size(); ++row)
      if (code_[row] >= 0) code_[row] = code_[row] * 4 + static_cast<std::int32_t>(a.outcomes[row]);
  }

  std::vector<Domain> run() {
    if (d_.psu_rows.empty() && variance_ == Variance::taylor) {
      elements();
    } else {
      clusters();
    }
    for (std::size_t k = 0; k < tally_.size(); ++k) domains_[k / 4].counts[k % 4] = tally_[k];
    if (d_.calibration || !d_.second_open.empty()) row_by_row();
    return std::move(domains_);
  }

 private:
  struct UnitCell {
    std::uint32_t group;
    double favourable = 0, valid = 0, squares = 0;
  };
  struct StratumCell {
    std::uint32_t group;
    Spread favourable, other;
  };

  /// Fills `cells` with one cell per group that occurs between two rows.
  template <class Cell, class Add>
  void gather(std::size_t begin, std::size_t end, std::vector<Cell>& cells, Add add) {
    const auto start = cells.size();
    // fetched in blocks: in an unsorted file each row is far from the last, and loads that wait for nothing overlap
    std::array<std::int32_t, 256> codes;
    for (auto i = begin; i < end;) {
      const auto count = std::min(codes.size(), end - i);
      for (std::size_t k = 0; k < count; ++k) codes[k] = code_[d_.row(i + k)];
      for (std::size_t k = 0; k < count; ++k, ++i) {
        if (codes[k] < 0) continue;
        const auto code = static_cast<std::uint32_t>(codes[k]), g = code / 4, outcome = code % 4;
        ++tally_[code];
        if (!valid_[outcome]) continue;
        auto& at = place_[g];
        if (at == 0) {
          cells.push_back({g});
          at = static_cast<std::uint32_t>(cells.size() - start);
        }
        add(cells[start + at - 1], d_.used_weight(i), outcome == 0);
      }
    }
    for (auto k = start; k < cells.size(); ++k) place_[cells[k].group] = 0;
  }

  void clusters() {
    place_.assign(domains_.size(), 0);
    std::vector<UnitCell> cells;
    std::vector<std::size_t> starts;  // of each stratum's cells
    for (std::size_t h = 0; h + 1 < d_.strata.size(); ++h) {
      starts.push_back(cells.size());
      for (auto unit = d_.strata[h]; unit < d_.strata[h + 1]; ++unit)
        gather(d_.begin(unit), d_.begin(unit + 1), cells, [](UnitCell& cell, double w, bool favourable) {
          cell.valid += w;
          cell.favourable += favourable ? w : 0;
          cell.squares += w * w;
        });
    }
    starts.push_back(cells.size());
    for (const auto& cell : cells) {
      auto& to = domains_[cell.group];
      to.favourable += cell.favourable;
      to.valid += cell.valid;
      to.squares += cell.squares;
      ++to.psu;
    }

    std::vector<StrataSum> sums(domains_.size(), StrataSum(d_));
    std::vector<double> total(domains_.size()), squares(domains_.size());
    std::vector<std::uint32_t> units(domains_.size()), seen;
    for (std::size_t h = 0; h + 1 < d_.strata.size(); ++h) {
      const auto drawn = d_.strata[h + 1] - d_.strata[h];
      const auto z = [&](const UnitCell& cell) {
        const auto& of = domains_[cell.group];
        return (cell.favourable - of.favourable / of.valid * cell.valid) / of.valid;
      };
      seen.clear();
      for (auto k = starts[h]; k < starts[h + 1]; ++k) {
        const auto g = cells[k].group;
        if (units[g]++ == 0) seen.push_back(g);
        total[g] += z(cells[k]);
      }
      for (auto k = starts[h]; k < starts[h + 1]; ++k) {
        const auto g = cells[k].group;
        const double from_mean = z(cells[k]) - total[g] / drawn;
        squares[g] += from_mean * from_mean;
      }
      for (const auto g : seen) {  // units without the group have z = 0
        const double mean = total[g] / drawn;
        sums[g].add(h, total[g], squares[g] + (drawn - units[g]) * mean * mean);
        total[g] = squares[g] = 0;
        units[g] = 0;
      }
    }
    finish(sums);
    if (variance_ == Variance::jackknife) jackknife(cells, starts);
  }

  /// The rate without each unit, the others of its stratum weighing n/(n − 1) times as much, as distance from the rate:
  /// with e = favourable − p·valid of the unit and E of its stratum it is (E − n e)/(n − 1) ÷ (the valid that are
  /// left).
  void jackknife(const std::vector<UnitCell>& cells, const std::vector<std::size_t>& starts) {
    struct Sum {
      double first = 0, scaled = 0, squares = 0;  // Σ d, Σ c d, Σ c d²
      double e = 0, valid = 0;                    // of one stratum
      std::uint32_t units = 0;
    };
    std::vector<Sum> sums(domains_.size());
    double scales = 0, replicates = 0;
    for (std::size_t h = 0; h + 1 < d_.strata.size(); ++h) {
      const double n = d_.strata[h + 1] - d_.strata[h], scale = d_.open[h] * (n - 1) / n;
      if (scale == 0) continue;
      scales += n * scale;
      replicates += n;
      const auto e = [&](const UnitCell& cell) {
        const auto& of = domains_[cell.group];
        return cell.favourable - of.favourable / of.valid * cell.valid;
      };
      for (auto k = starts[h]; k < starts[h + 1]; ++k) {
        auto& to = sums[cells[k].group];
        to.e += e(cells[k]);
        to.valid += cells[k].valid;
        ++to.units;
      }
      const auto add = [&](std::uint32_t g, double unit_e, double unit_valid, double times) {
        auto& to = sums[g];
        const double left = domains_[g].valid + (to.valid - n * unit_valid) / (n - 1);
        if (domains_[g].psu < 2 || !(left > 0)) return;  // nobody would be left
        const double distance = (to.e - n * unit_e) / (n - 1) / left;
        to.first += times * distance;
        to.scaled += times * scale * distance;
        to.squares += times * scale * distance * distance;
      };
      for (auto k = starts[h]; k < starts[h + 1]; ++k) add(cells[k].group, e(cells[k]), cells[k].valid, 1);
      for (auto k = starts[h]; k < starts[h + 1]; ++k) {
        auto& to = sums[cells[k].group];
        if (to.units == 0) continue;
        add(cells[k].group, 0, 0, n - to.units);  // the units where the group does not occur
        to.e = to.valid = 0;
        to.units = 0;
      }
    }
    for (std::size_t g = 0; g < sums.size(); ++g) {
      const auto& s = sums[g];
      const double mean = replicates > 0 ? s.first / replicates : 0;
      domains_[g].variance = std::max(0.0, s.squares - 2 * mean * s.scaled + mean * mean * scales);
    }
  }

  void elements() {
    place_.assign(domains_.size(), 0);
    std::vector<StratumCell> cells;
    std::vector<std::size_t> starts;
    for (std::size_t h = 0; h + 1 < d_.strata.size(); ++h) {
      starts.push_back(cells.size());
      gather(d_.strata[h], d_.strata[h + 1], cells,
             [](StratumCell& cell, double w, bool favourable) { (favourable ? cell.favourable : cell.other).add(w); });
    }
    starts.push_back(cells.size());
    for (const auto& cell : cells) {
      auto& to = domains_[cell.group];
      to.favourable += cell.favourable.total();
      to.valid += cell.favourable.total() + cell.other.total();
      for (const auto* s : {&cell.favourable, &cell.other})
        to.squares += s->squares + 2 * s->first * s->sum + s->n * s->first * s->first;
      to.psu += static_cast<std::int32_t>(cell.favourable.n + cell.other.n);
    }

    std::vector<StrataSum> sums(domains_.size(), StrataSum(d_));
    for (std::size_t h = 0; h + 1 < d_.strata.size(); ++h) {
      const double drawn = d_.strata[h + 1] - d_.strata[h];
      for (auto k = starts[h]; k < starts[h + 1]; ++k) {
        const auto& [g, favourable, other] = cells[k];
        const auto& of = domains_[g];
        const double p = of.favourable / of.valid, above = (1 - p) / of.valid, below = -p / of.valid;
        const double total = above * favourable.total() + below * other.total(), mean = total / drawn;
        sums[g].add(
            h, total,
            favourable.about(above, mean) + other.about(below, mean) + (drawn - favourable.n - other.n) * mean * mean);
      }
    }
    finish(sums);
  }

  void finish(const std::vector<StrataSum>& sums) {
    for (std::size_t g = 0; g < sums.size(); ++g) {
      domains_[g].variance = sums[g].variance();
      domains_[g].strata = sums[g].strata();
      domains_[g].lonely = sums[g].has_lonely();
    }
  }

  /// Residuals from the margins are not 0 outside the group, and a second stage needs the spread within units: each
  /// group has a pass of its own.
  void row_by_row() {
    std::vector<double> z(d_.weight.size());
    for (std::size_t g = 0; g < domains_.size(); ++g) {
      auto& of = domains_[g];
      if (!(of.valid > 0)) continue;
      const double p = of.favourable / of.valid;
      for (std::size_t row = 0; row < z.size(); ++row) {
        const auto code = static_cast<std::uint32_t>(code_[row]);
        const bool in = code_[row] >= 0 && code / 4 == g && valid_[code % 4];
        z[row] = in ? d_.weight[row] * ((code % 4 == 0 ? 1 : 0) - p) / of.valid : 0;
      }
      of.variance = variance(d_, z);
    }
  }

  const Design::Data& d_;
  Variance variance_;
  std::vector<std::int32_t> code_;  // per row: 4 × group + outcome
  std::array<bool, 4> valid_;       // by outcome
  std::vector<Domain> domains_;
  std::vector<std::int64_t> tally_;   // respondents by code
  std::vector<std::uint32_t> place_;  // of a group's cell, from 1; 0: none yet
};

}  // namespace

std::vector<Domain> domains(const Design::Data& design, const Answers& answers, std::vector<std::int32_t> group,
                            std::size_t groups, Variance variance) {
  return Pass(design, answers, std::move(group), groups, variance).run();
}

std::optional<Diagnostic> check_rows(const Design& design, std::size_t rows, const char* what) {
  if (rows == design.rows()) return {};
  const auto a = std::to_string(rows), b = std::to_string(design.rows());
  return complaint("D231", what,
                   "there are " + a + " " + what + " for a design of " + b +
                       " respondents; give one per respondent, in the same order",
                   std::string(what) + " 有 " + a + " 个，而抽样设计有 " + b + " 位受访者；请按同样的顺序每人一个");
}

Diagnostic nobody(std::span<const std::uint8_t> where, const char* en, const char* zh) {
  const std::string domain = where.empty() ? "" : " where asked for", domain_zh = where.empty() ? "" : "所选范围内";
  return complaint("D233", {}, "there is no " + std::string(en) + domain + "; check the filter and the coding",
                   domain_zh + "没有" + zh + "；请检查筛选条件和编码方案");
}

}  // namespace saniscore::inline v0::survey
