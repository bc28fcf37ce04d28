#include <saniscore/survey/design.hpp>

#include "base/text.hpp"
#include "survey/design_data.hpp"
#include "survey/limits.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace saniscore::inline v0::survey {
namespace {

using detail::number_text;

std::string row_text(std::size_t i) { return "row " + std::to_string(i); }

Diagnostic different_lengths(const char* column, std::size_t rows, std::size_t expected) {
  const auto a = std::to_string(rows), b = std::to_string(expected);
  return complaint("D221", std::string("column ") + column,
                   std::string(column) + " has " + a + " rows, the others have " + b + "; give one per respondent",
                   std::string(column) + " 有 " + a + " 行，其他列有 " + b + " 行；每位受访者各一行");
}

std::optional<Diagnostic> check_weights(const std::vector<double>& weight) {
  double sum = 0;
  for (std::size_t i = 0; i < weight.size(); ++i) {
    if (!(weight[i] >= 0) || !std::isfinite(weight[i])) {
      const auto shown = std::isnan(weight[i]) ? std::string("empty") : number_text(weight[i]);
      return complaint(
          "D222", row_text(i),
          "the weight is " + shown + "; a weight is the number of people a respondent stands for, 0 or more",
          "权数为 " + shown + "；权数是该受访者代表的人数，应大于或等于 0");
    }
    sum += weight[i];
  }
  if (sum > 0 && std::isfinite(sum)) return {};
  return complaint("D222", "column weight", "no weight is above 0 (or their sum is infinite); nobody would count",
                   "没有大于 0 的权数（或合计为无穷大）；结果中将没有任何人");
}

/// Positions sorted by key 0 … keys−1, those of one key in their order: starts has where each key begins, and the end.
struct Sorted {
  std::vector<std::uint32_t> order, starts;
};
template <class Key>
Sorted sort_by(std::size_t count, std::size_t keys, Key key) {
  Sorted out{std::vector<std::uint32_t>(count), std::vector<std::uint32_t>(keys + 1)};
  for (std::size_t i = 0; i < count; ++i) ++out.starts[key(i) + 1];
  for (std::size_t k = 0; k < keys; ++k) out.starts[k + 1] += out.starts[k];
  auto next = out.starts;
  for (std::size_t i = 0; i < count; ++i) out.order[next[key(i)]++] = static_cast<std::uint32_t>(i);
  return out;
}

/// Names rows by their place among those that count (weight > 0), then sorts them.
class Indexer {
 public:
  Indexer(const Columns& columns, Design::Data& data) : c_(columns), d_(data) {}

  std::optional<Diagnostic> run() {
    for (std::size_t i = 0; i < d_.weight.size(); ++i)
      if (d_.weight[i] > 0) used_.push_back(static_cast<std::uint32_t>(i));
    const auto stratum = some(c_.stratum), psu = some(c_.psu);
    std::vector<std::uint32_t> stratum_of_unit;
    Sorted rows;
    if (psu.ids.empty()) {
      if (!stratum.ids.empty())
        rows = sort_by(used_.size(), stratum.ids.size(), [&](std::size_t i) { return index_of(stratum, i); });
      d_.strata = stratum.ids.empty() ? std::vector<std::uint32_t>{0, size(used_)} : rows.starts;
    } else if (auto wrong = by_units(stratum, psu, rows)) {
      return wrong;
    }
    finish(rows.order);
    if (auto wrong = populations()) return wrong;
    if (auto wrong = sizes()) return wrong;
    if (d_.options.lonely == LonelyUnit::collapse) collapse();
    return lonely();
  }

 private:
  static std::uint32_t size(const std::vector<std::uint32_t>& v) { return static_cast<std::uint32_t>(v.size()); }
  static std::size_t index_of(const Dense& d, std::size_t i) { return static_cast<std::size_t>(d.index[i]); }

  /// The column at the rows that count, dense; empty when there is no column.
  Dense some(std::span<const std::int32_t> column) const {
    if (column.empty()) return {};
    if (used_.size() == column.size()) return dense(column);
    std::vector<std::int32_t> ids(used_.size());
    for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = column[used_[i]];
    return dense(ids);
  }

  std::optional<Diagnostic> by_units(const Dense& stratum, const Dense& psu, Sorted& rows) {
    const auto stratum_at = [&](std::size_t i) { return stratum.ids.empty() ? 0 : index_of(stratum, i); };
    constexpr auto none = std::numeric_limits<std::size_t>::max();
    std::vector<std::size_t> home(psu.ids.size(), none);
    for (std::size_t i = 0; i < used_.size(); ++i) {
      auto& h = home[index_of(psu, i)];
      if (h == none) h = stratum_at(i);
      if (h == stratum_at(i)) continue;
      const auto unit = name_of(c_.psu_names, c_.psu[used_[i]]), one = name_of(c_.stratum_names, stratum.ids[h]),
                 other = name_of(c_.stratum_names, c_.stratum[used_[i]]);
      return complaint("D223", row_text(used_[i]),
                       "primary unit " + unit + " lies in stratum " + one + " and in stratum " + other +
                           "; name the units so that no two strata share a name",
                       "初级单位 " + unit + " 既属于层 " + one + " 又属于层 " + other + "；请使各层的单位名称互不相同");
    }
    const auto units = sort_by(home.size(), std::max<std::size_t>(1, stratum.ids.size()),
                               [&](std::size_t unit) { return home[unit]; });
    d_.strata = units.starts;
    std::vector<std::uint32_t> rank(home.size());
    for (std::size_t k = 0; k < rank.size(); ++k) rank[units.order[k]] = static_cast<std::uint32_t>(k);
    rows = sort_by(used_.size(), rank.size(), [&](std::size_t i) { return rank[index_of(psu, i)]; });
    d_.psu_rows = rows.starts;
    return {};
  }

  /// From places among the rows that count to rows; nothing is kept when that is the order they come in.
  void finish(std::vector<std::uint32_t>& order) {
    if (order.empty()) {
      order = std::move(used_);
    } else {
      for (auto& i : order) i = used_[i];
    }
    bool as_they_come = order.size() == d_.weight.size();
    for (std::size_t i = 0; i < order.size() && as_they_come; ++i) as_they_come = order[i] == i;
    if (as_they_come) return;
    d_.order = std::move(order);
    d_.ordered_weight.resize(d_.order.size());
    for (std::size_t i = 0; i < d_.order.size(); ++i) d_.ordered_weight[i] = d_.weight[d_.order[i]];
  }

  std::optional<Diagnostic> populations() {
    d_.open.assign(d_.strata.size() - 1, 1.0);
    whole_.assign(d_.open.size(), 0.0);
    if (c_.psu_population.empty()) return {};
    for (std::size_t h = 0; h < d_.open.size(); ++h) {
      const double drawn = d_.strata[h + 1] - d_.strata[h];
      const double whole = c_.psu_population[d_.row(d_.begin(d_.strata[h]))];
      for (auto i = d_.begin(d_.strata[h]); i < d_.begin(d_.strata[h + 1]); ++i) {
        const double here = c_.psu_population[d_.row(i)];
        const auto shown = std::isnan(here) ? std::string("empty") : number_text(here);
        if (here != whole)
          return complaint("D224", row_text(d_.row(i)),
                           "psu_population is " + shown + " here and " + number_text(whole) +
                               " elsewhere in the stratum; give the stratum's number of primary units in each row",
                           "psu_population 此处为 " + shown + "，同层其他行为 " + number_text(whole) +
                               "；同一层每行都应填该层的初级单位总数");
        if (!(here == 0 || here >= drawn) || !std::isfinite(here))
          return complaint("D224", row_text(d_.row(i)),
                           "psu_population is " + shown + ", but " + number_text(drawn) +
                               " primary units were drawn; count all of the stratum, or write 0 for infinitely many",
                           "psu_population 为 " + shown + "，而抽中的初级单位有 " + number_text(drawn) +
                               " 个；请填全层总数，或用 0 表示无限");
      }
      if (whole > 0) d_.open[h] = (whole - drawn) / whole;
      whole_[h] = whole;
    }
    return {};
  }

  std::optional<Diagnostic> sizes() {
    if (c_.psu_size.empty()) return {};
    if (d_.psu_rows.empty())
      return complaint("D224", "column psu_size",
                       "psu_size needs a column psu; say which unit each respondent belongs to",
                       "psu_size 需要 psu 列；请写明每位受访者属于哪个初级单位");
    d_.second_open.assign(d_.psu_rows.size() - 1, 1.0);
    for (std::size_t unit = 0; unit < d_.second_open.size(); ++unit) {
      const double asked = d_.psu_rows[unit + 1] - d_.psu_rows[unit];
      const double people = c_.psu_size[d_.row(d_.psu_rows[unit])];
      for (auto i = d_.psu_rows[unit]; i < d_.psu_rows[unit + 1]; ++i) {
        const double here = c_.psu_size[d_.row(i)];
        if (here == people && (here == 0 || here >= asked) && std::isfinite(here)) continue;
        const auto shown = std::isnan(here) ? std::string("empty") : number_text(here);
        return complaint(
            "D224", row_text(d_.row(i)),
            "psu_size is " + shown + ", but " + number_text(asked) +
                " people of this primary unit were asked; give the number of all its people in each row, or 0",
            "psu_size 为 " + shown + "，而该初级单位有 " + number_text(asked) +
                " 人受访；请在每行填该单位全部人数，或填 0");
      }
      if (people > 0) d_.second_open[unit] = (people - asked) / people;
    }
    return {};
  }

  /// Joins strata of a single unit with their neighbour, as if they had been one from the start.
  void collapse() {
    std::vector<std::uint32_t> begins;
    std::vector<double> whole;
    bool join = false;  // the stratum before is waiting for company
    for (std::size_t h = 0; h < d_.open.size(); ++h) {
      const bool single = d_.strata[h + 1] - d_.strata[h] == 1 && d_.open[h] > 0;
      d_.collapsed = d_.collapsed || single;
      if (join || (single && h + 1 == d_.open.size() && !begins.empty())) {
        // a population that is infinite in one part is infinite
        whole.back() = whole.back() > 0 && whole_[h] > 0 ? whole.back() + whole_[h] : 0;
        join = false;
        continue;
      }
      begins.push_back(d_.strata[h]);
      whole.push_back(whole_[h]);
      join = single;
    }
    if (!d_.collapsed) return;
    begins.push_back(d_.strata.back());
    d_.strata = std::move(begins);
    d_.open.assign(whole.size(), 1.0);
    for (std::size_t h = 0; h < whole.size(); ++h)
      if (whole[h] > 0) d_.open[h] = (whole[h] - (d_.strata[h + 1] - d_.strata[h])) / whole[h];
  }

  std::optional<Diagnostic> lonely() {
    if (d_.options.lonely != LonelyUnit::error && d_.options.lonely != LonelyUnit::collapse) return {};
    for (std::size_t h = 0; h + 1 < d_.strata.size(); ++h) {
      if (d_.strata[h + 1] - d_.strata[h] != 1 || d_.open[h] <= 0) continue;
      const auto row = d_.row(d_.begin(d_.strata[h]));
      const auto name = c_.stratum.empty() ? std::string() : " " + name_of(c_.stratum_names, c_.stratum[row]);
      return complaint("D225", row_text(row),
                       "stratum" + name +
                           " has a single primary unit, so its variance cannot be estimated; join it with a similar "
                           "stratum, or choose what lonely units add: certainty, center, average or collapse",
                       "层" + name +
                           " 只有一个初级单位，无法估计方差；请与相近的层合并，或为单一单位（lonely）选择 certainty、"
                           "center、average 或 collapse");
    }
    return {};
  }

  const Columns& c_;
  Design::Data& d_;
  std::vector<std::uint32_t> used_;
  std::vector<double> whole_;  // primary units of each stratum, drawn or not; 0: infinite
};

Result<Design> indexed(const Columns& c, std::shared_ptr<Design::Data> data) {
  if (auto wrong = check_weights(data->weight)) return *std::move(wrong);
  if (auto wrong = Indexer(c, *data).run()) return *std::move(wrong);
  const auto& w = data->weight;
  const bool equal = std::all_of(w.begin(), w.end(), [&](double x) { return x == 0 || x == w[data->row(0)]; });
  data->simple = equal && data->psu_rows.empty() && data->strata.size() == 2 && data->open[0] == 1;
  return Design(std::move(data));
}

}  // namespace

std::string name_of(std::span<const std::string> names, std::int32_t id) {
  const auto at = static_cast<std::size_t>(id);
  return id >= 0 && at < names.size() ? names[at] : std::to_string(id);
}

Dense dense(std::span<const std::int32_t> ids, bool skip_negative) {
  Dense out;
  out.index.resize(ids.size());
  std::int64_t low = std::numeric_limits<std::int64_t>::max(), high = std::numeric_limits<std::int64_t>::min();
  for (const auto id : ids) {
    if (skip_negative && id < 0) continue;
    low = std::min<std::int64_t>(low, id);
    high = std::max<std::int64_t>(high, id);
  }
  if (low > high) {
    std::fill(out.index.begin(), out.index.end(), -1);
    return out;
  }
  const auto counted = [&](std::int32_t id) { return !(skip_negative && id < 0); };
  const auto range = static_cast<std::uint64_t>(high - low) + 1;
  if (range <= 4 * ids.size() + 1024) {  // a table from id to place
    std::vector<std::int32_t> place(range, -1);
    for (const auto id : ids)
      if (counted(id)) place[static_cast<std::size_t>(id - low)] = 0;
    for (std::size_t k = 0; k < place.size(); ++k) {
      if (place[k] < 0) continue;
      place[k] = static_cast<std::int32_t>(out.ids.size());
      out.ids.push_back(static_cast<std::int32_t>(low + static_cast<std::int64_t>(k)));
    }
    for (std::size_t i = 0; i < ids.size(); ++i)
      out.index[i] = counted(ids[i]) ? place[static_cast<std::size_t>(ids[i] - low)] : -1;
    return out;
  }
  out.ids.assign(ids.begin(), ids.end());
  if (skip_negative) std::erase_if(out.ids, [](std::int32_t id) { return id < 0; });
  std::sort(out.ids.begin(), out.ids.end());
  out.ids.erase(std::unique(out.ids.begin(), out.ids.end()), out.ids.end());
  for (std::size_t i = 0; i < ids.size(); ++i)
    out.index[i] =
        counted(ids[i])
            ? static_cast<std::int32_t>(std::lower_bound(out.ids.begin(), out.ids.end(), ids[i]) - out.ids.begin())
            : -1;
  return out;
}

Result<Design> Design::make(const Columns& c, DesignOptions options) {
  const std::size_t rows =
      std::max({c.weight.size(), c.stratum.size(), c.psu.size(), c.psu_population.size(), c.psu_size.size()});
  if (rows == 0 || rows > 500'000'000)
    return complaint("D221", {}, "a design needs rows, one per respondent, and at most 500000000 of them",
                     "抽样设计需要数据行：每位受访者一行，最多 500000000 行");
  const std::pair<const char*, std::size_t> sizes[] = {{"weight", c.weight.size()},
                                                       {"stratum", c.stratum.size()},
                                                       {"psu", c.psu.size()},
                                                       {"psu_population", c.psu_population.size()},
                                                       {"psu_size", c.psu_size.size()}};
  for (const auto& [name, size] : sizes)
    if (size != 0 && size != rows) return different_lengths(name, size, rows);
  auto data = std::make_shared<Data>();
  data->options = options;
  data->weight.assign(c.weight.begin(), c.weight.end());
  if (c.weight.empty()) data->weight.assign(rows, 1.0);
  return indexed(c, std::move(data));
}

Result<Design> Design::simple(std::size_t respondents, Sample sample) {
  const std::vector<double> ones(respondents, 1.0);
  // alone, a single respondent is a lonely unit; a simple sample is judged by its counts instead
  return make({.weight = ones}, {LonelyUnit::certainty, sample});
}

std::size_t Design::rows() const noexcept { return data_->weight.size(); }
std::size_t Design::psus() const noexcept { return data_->units(); }
std::size_t Design::strata() const noexcept { return data_->strata.size() - 1; }
bool Design::is_simple() const noexcept { return data_->simple; }

}  // namespace saniscore::inline v0::survey
