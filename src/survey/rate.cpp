#include <saniscore/survey/rate.hpp>

#include "survey/design_data.hpp"
#include "survey/limits.hpp"
#include "survey/rate_limits.hpp"
#include "survey/special.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace saniscore::inline v0::survey {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// What a group's respondents add up to.
struct Domain {
  std::array<std::int64_t, 4> counts{};           // by outcome
  double favourable = 0, valid = 0, squares = 0;  // Σw of the favourable, of the valid, Σw² of the valid
  double variance = 0;
  std::int32_t psu = 0, strata = 0;
  bool lonely = false;
};

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
  /// `group`: per row 0 …, or −1 for none.
  Pass(const Design::Data& d, const Answers& a, std::vector<std::int32_t> group, std::size_t groups)
      : d_(d), code_(std::move(group)), domains_(groups), tally_(4 * groups, 0) {
    valid_ = {1, 1, a.dont_know == DontKnow::as_unfavourable, 0};
    // group and outcome in one number: rows are visited in the design's order, which may be any
    for (std::size_t row = 0; row < code_.size(); ++row)
      if (code_[row] >= 0) code_[row] = code_[row] * 4 + static_cast<std::int32_t>(a.outcomes[row]);
  }

  std::vector<Domain> run() {
    if (d_.psu_rows.empty()) {
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
        gather(d_.psu_rows[unit], d_.psu_rows[unit + 1], cells, [](UnitCell& cell, double w, bool favourable) {
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
  std::vector<std::int32_t> code_;  // per row: 4 × group + outcome
  std::array<bool, 4> valid_;       // by outcome
  std::vector<Domain> domains_;
  std::vector<std::int64_t> tally_;   // respondents by code
  std::vector<std::uint32_t> place_;  // of a group's cell, from 1; 0: none yet
};

/// NCHS data presentation standards for proportions (Vital Health Stat 2(175), 2017), by the 95 % interval.
Presentation presentation(const Rate& r) {
  if (r.n_valid < 30 || r.n_eff < 30 || (r.flags & flag::no_df) != 0) return Presentation::suppress;
  const bool at_hand = r.ci.method == Method::korn_graubard && r.ci.level == 0.95;
  const auto l = at_hand ? Limits{r.ci.lower, r.ci.upper} : rate_limits(r, 0.025, Method::korn_graubard);
  const double width = l.upper - l.lower;
  if (width >= 0.30) return Presentation::suppress;
  if (width > 0.05 && width > 1.30 * r.rate) return Presentation::suppress;
  return r.df < 8 || (r.flags & flag::all_or_none) != 0 ? Presentation::review : Presentation::present;
}

Rate finished(const Domain& of, const Design::Data& d, const Answers& answers, const RateOptions& options,
              Method method) {
  Rate r;
  r.coding = answers.coding;
  r.dont_know = answers.dont_know;
  const auto count = [&](Outcome o) { return of.counts[static_cast<std::size_t>(o)]; };
  r.n_favourable = count(Outcome::favourable);
  r.n_dk = count(Outcome::dont_know);
  r.n_missing = count(Outcome::missing);
  r.n_valid = r.n_favourable + count(Outcome::unfavourable);
  if (answers.dont_know == DontKnow::as_unfavourable) r.n_valid += r.n_dk;
  r.n_asked = of.counts[0] + of.counts[1] + of.counts[2] + of.counts[3];
  r.ci = {0, 1, options.level, method};
  if (d.options.sample == Sample::convenience) r.flags |= flag::convenience;
  if (d.calibration) r.flags |= flag::calibrated;
  if (d.simple) r.flags |= flag::simple;
  if (r.n_valid == 0) {
    r.rate = r.se = r.deff = r.deff_finite = r.deff_kish = nan;
    r.flags |= flag::no_answers;
    r.presentation = Presentation::suppress;
    return r;
  }
  const auto n = static_cast<double>(r.n_valid);
  // all favourable must be 1 and not a digit beside it
  r.rate = r.n_favourable == r.n_valid ? 1 : of.favourable / of.valid;
  r.population = of.valid;
  r.n_psu = of.psu;
  r.n_strata = of.strata;
  r.df = of.psu - of.strata;
  r.deff_kish = n * of.squares / (of.valid * of.valid);
  const double pq = r.rate * (1 - r.rate);
  const bool ends = r.n_favourable == 0 || r.n_favourable == r.n_valid;
  r.se = ends ? 0 : std::sqrt(of.variance);
  if (ends) {
    r.flags |= flag::all_or_none;
    r.n_eff = n / options.deff_at_ends;
    r.deff = r.deff_finite = nan;
  } else {
    r.deff = of.variance * (n - 1) / pq;
    r.deff_finite = of.valid > n ? r.deff * of.valid / (of.valid - n) : nan;
    r.n_eff = d.simple || of.variance == 0 ? n : pq / of.variance;
    if (of.variance == 0) r.flags |= flag::zero_variance;
  }
  if (of.lonely || d.collapsed) r.flags |= flag::lonely_psu;
  if (r.df <= 0 && !d.simple) r.flags |= flag::no_df;
  if (r.df < 8) r.flags |= flag::df_below_8;
  if (n < 30 || r.n_eff < 30) r.flags |= flag::small_n;
  const auto l = rate_limits(r, (1 - options.level) / 2, method);
  r.ci = {l.lower, l.upper, options.level, method};
  r.presentation = presentation(r);
  return r;
}

std::optional<Diagnostic> check_rows(const Design& design, std::size_t rows, const char* what) {
  if (rows == design.rows()) return {};
  const auto a = std::to_string(rows), b = std::to_string(design.rows());
  return complaint("D231", what,
                   "there are " + a + " " + what + " for a design of " + b +
                       " respondents; give one per respondent, in the same order",
                   std::string(what) + " 有 " + a + " 个，而抽样设计有 " + b + " 位受访者；请按同样的顺序每人一个");
}

Result<Method> chosen_method(const Design& design, const RateOptions& options) {
  if (auto wrong = check_level(options.level)) return *std::move(wrong);
  const auto method = options.method.value_or(design.is_simple() ? Method::wilson : Method::korn_graubard);
  if (!design.is_simple())
    for (const auto whole :
         {Method::wilson_continuity, Method::clopper_pearson, Method::jeffreys, Method::mid_p, Method::agresti_coull})
      if (method == whole)
        return complaint(
            "D232", std::string("method ") + std::string(to_text(method)),
            "this method needs the plain counts of a simple sample, and the design has weights, strata or "
            "units; use korn_graubard, wilson, logit, arcsine, likelihood_ratio or wald",
            "该方法只适用于简单样本的计数，而此设计带权数、层或初级单位；请用 korn_graubard、wilson、logit、"
            "arcsine、likelihood_ratio 或 wald");
  if (!(options.deff_at_ends >= 1))
    return complaint("D232", "deff_at_ends", "a design effect of clusters is 1 or more", "整群的设计效应应不小于 1");
  return method;
}

Diagnostic nobody(std::span<const std::uint8_t> where, const char* en, const char* zh) {
  const std::string domain = where.empty() ? "" : " where asked for", domain_zh = where.empty() ? "" : "所选范围内";
  return complaint("D233", {}, "there is no " + std::string(en) + domain + "; check the filter and the coding",
                   domain_zh + "没有" + zh + "；请检查筛选条件和编码方案");
}

}  // namespace

Result<Rate> rate(const Design& design, const Answers& answers, const RateOptions& options,
                  std::span<const std::uint8_t> where) {
  const auto method = chosen_method(design, options);
  if (!method) return method.diagnostics();
  if (auto wrong = check_rows(design, answers.outcomes.size(), "answers")) return *std::move(wrong);
  std::vector<std::int32_t> group(design.rows(), 0);
  if (!where.empty()) {
    if (auto wrong = check_rows(design, where.size(), "where")) return *std::move(wrong);
    for (std::size_t i = 0; i < where.size(); ++i) group[i] = where[i] != 0 ? 0 : -1;
  }
  const auto domains = Pass(design.data(), answers, std::move(group), 1).run();
  auto r = finished(domains[0], design.data(), answers, options, *method);
  if (r.n_valid == 0) return nobody(where, "valid answer", "有效答案");
  return r;
}

Result<Rates> rates(const Design& design, const Answers& answers, std::span<const std::int32_t> group,
                    const RateOptions& options) {
  const auto method = chosen_method(design, options);
  if (!method) return method.diagnostics();
  if (auto wrong = check_rows(design, answers.outcomes.size(), "answers")) return *std::move(wrong);
  if (auto wrong = check_rows(design, group.size(), "group")) return *std::move(wrong);
  auto [place, ids] = dense(group, true);
  const auto domains = Pass(design.data(), answers, std::move(place), ids.size()).run();
  Rates out;
  out.rate.reserve(ids.size());
  for (const auto& each : domains) out.rate.push_back(finished(each, design.data(), answers, options, *method));
  out.group = std::move(ids);
  return out;
}

Result<Index> index(const Design& design, const Answers& answers, double level, std::span<const std::uint8_t> where) {
  if (auto wrong = check_level(level)) return *std::move(wrong);
  if (auto wrong = check_rows(design, answers.values.size(), "values")) return *std::move(wrong);
  if (!where.empty())
    if (auto wrong = check_rows(design, where.size(), "where")) return *std::move(wrong);
  const auto& d = design.data();
  const auto counts = [&](std::size_t row) { return d.weight[row] > 0 && (where.empty() || where[row] != 0); };
  const auto valid = [&](std::size_t row) { return counts(row) && std::isfinite(answers.values[row]); };

  Index out{.level = level, .coding = answers.coding};
  double sum = 0, weights = 0;
  for (std::size_t row = 0; row < d.weight.size(); ++row) {
    out.n_asked += counts(row);
    if (!valid(row)) continue;
    ++out.n_valid;
    weights += d.weight[row];
    sum += d.weight[row] * answers.values[row];
  }
  if (out.n_valid == 0) return nobody(where, "answer with a value", "带分值的答案");
  out.mean = sum / weights;
  std::vector<double> z(d.weight.size(), 0.0);
  double squares = 0;
  for (std::size_t row = 0; row < z.size(); ++row) {
    if (!valid(row)) continue;
    const double from_mean = answers.values[row] - out.mean;
    squares += d.weight[row] * from_mean * from_mean;
    z[row] = d.weight[row] * from_mean / weights;
  }
  const double var = variance(d, z);
  out.se = std::sqrt(var);
  out.df = degrees_of_freedom(d, valid);
  const auto n = static_cast<double>(out.n_valid);
  const double simple = squares / weights / (n - 1);  // s²/n
  out.deff = simple > 0 ? var / simple : nan;
  out.deff_finite = weights > n ? out.deff * weights / (weights - n) : nan;
  if (d.options.sample == Sample::convenience) out.flags |= flag::convenience;
  if (d.calibration) out.flags |= flag::calibrated;
  if (d.simple) out.flags |= flag::simple;
  if (out.df < 8) out.flags |= flag::df_below_8;
  if (var == 0) out.flags |= flag::zero_variance;
  if (out.df <= 0) {
    out.flags |= flag::no_df;
    out.lower = -std::numeric_limits<double>::infinity();
    out.upper = std::numeric_limits<double>::infinity();
  } else {
    const double half = special::t_upper((1 - level) / 2, out.df) * out.se;
    out.lower = out.mean - half;
    out.upper = out.mean + half;
  }
  return out;
}

}  // namespace saniscore::inline v0::survey
