#include <saniscore/responsibility/ledger.hpp>

#include "base/complaint.hpp"
#include "base/text.hpp"
#include "responsibility/points.hpp"
#include "responsibility/roster_data.hpp"
#include "responsibility/sheet.hpp"
#include "responsibility/words.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace saniscore::inline v0::responsibility {

/// Which parties a cell's loss goes to while one period lasts.
struct Routes {
  struct Charge {
    std::uint32_t party, weight;
  };
  std::vector<std::uint32_t> start{0};  ///< per cell: its charges
  std::vector<Charge> charges;
  Lists others;  ///< per charge: who answers besides the charged party and its superiors
};

struct Ledger::Data {
  Roster roster;
  Account account = Account::common;
  std::size_t cells = 0, rounds = 0, parties = 0;
  std::vector<double> points;         // cell × rounds
  std::vector<std::string> day;       // per round
  std::vector<const Period*> period;  // per round
  std::vector<const Routes*> routes;  // per round
  std::vector<std::unique_ptr<Routes>> of_periods;
  std::vector<Points> own, answers;       // party × rounds
  std::vector<Points> total, unassigned;  // per round
  std::vector<double> magnitude;          // per round: Σ |points|, roughly: sums must fit

  void book(std::size_t cell, std::size_t round, Points points, bool up);
  [[nodiscard]] double value(Points p) const { return to_double(p, roster.data().denominator); }
  [[nodiscard]] std::size_t at(std::size_t party, std::size_t round) const { return party * rounds + round; }
};

namespace {

Diagnostic unbookable(const std::string& place) {
  return detail::complaint(
      "D441", place,
      "a loss is a finite number below 16777216 points, and a round's sum below 1073741824; "
      "correct it, or book in larger units",
      "每项失分须是小于 16777216 的有限数，每轮合计须小于 1073741824；请改正，或改用更大的计分单位");
}

std::string cell_name(const Roster& roster, const Losses& losses, std::size_t cell, std::size_t round) {
  std::string out = "criterion " + detail::shortened(roster.standard().id(losses.criterion[cell])) + ", place " +
                    roster.data().place_name(losses.place[cell], Language::en);
  if (!losses.rounds[round].empty()) out += ", round " + detail::shortened(losses.rounds[round]);
  return out;
}

/// Same chains and same ground: the same routes.
bool alike(const Period& a, const Period& b) { return a.chains == b.chains && a.ground == b.ground; }

class Router {
 public:
  Router(const Roster& roster, const Losses& losses, Account account)
      : d_(roster.data()), losses_(losses), account_(account), stamps_(d_.duties.parties.size(), 0) {}

  std::unique_ptr<Routes> run(const Period& period, std::vector<Diagnostic>& errors) {
    auto out = std::make_unique<Routes>();
    std::vector<Charged> charged;
    for (std::size_t cell = 0; cell < losses_.criterion.size() && errors.size() < enough_diagnostics; ++cell) {
      const auto node = static_cast<std::uint32_t>(losses_.criterion[cell]);
      const auto place = losses_.place[cell];
      const auto decision = d_.decide(period, node, place, account_);
      charged.clear();
      if (decision.rival != nobody) {
        errors.push_back(tie(d_, decision, node, place));
      } else if (decision.task != nobody) {
        const auto lost = d_.charges(period, d_.tasks[decision.task], place, charged, stamps_, stamp_);
        if (lost) errors.push_back(without_party(d_, d_.duties.assignments[*lost], place));
      }
      for (const auto& c : charged) {
        out->charges.push_back({c.party, c.weight});
        out->others.items.insert(out->others.items.end(), c.others.begin(), c.others.end());
        out->others.close();
      }
      out->start.push_back(static_cast<std::uint32_t>(out->charges.size()));
    }
    return out;
  }

 private:
  const RosterData& d_;
  const Losses& losses_;
  Account account_;
  std::vector<std::uint32_t> stamps_;
  std::uint32_t stamp_ = 0;
};

}  // namespace

/// Adds a cell's points to its parties; `up` also to all that are above them.
void Ledger::Data::book(std::size_t cell, std::size_t round, Points p, bool up) {
  const auto& d = roster.data();
  const Routes& r = *routes[round];
  const auto whole = p * d.denominator;
  total[round] += whole;
  if (r.start[cell] == r.start[cell + 1]) unassigned[round] += whole;
  for (auto c = r.start[cell]; c < r.start[cell + 1]; ++c) {
    const auto [party, weight] = r.charges[c];
    const auto part = p * weight;
    own[at(party, round)] += part;
    for (const auto other : r.others[c]) answers[at(other, round)] += part;
    if (!up) continue;
    answers[at(party, round)] += part;
    for (const auto above : period[round]->chains->above[party]) answers[at(above, round)] += part;
  }
}

Ledger::Ledger(std::unique_ptr<Data> data) : data_(std::move(data)) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;
Ledger::~Ledger() = default;

const Roster& Ledger::roster() const { return data_->roster; }
Account Ledger::account() const { return data_->account; }
std::size_t Ledger::rounds() const { return data_->rounds; }
std::size_t Ledger::cells() const { return data_->cells; }
const std::string& Ledger::day(std::size_t round) const { return data_->day[round]; }
double Ledger::own(std::uint32_t party, std::size_t round) const {
  return data_->value(data_->own[data_->at(party, round)]);
}
double Ledger::answers(std::uint32_t party, std::size_t round) const {
  return data_->value(data_->answers[data_->at(party, round)]);
}
double Ledger::total(std::size_t round) const { return data_->value(data_->total[round]); }
double Ledger::unassigned(std::size_t round) const { return data_->value(data_->unassigned[round]); }

double Ledger::joint(std::uint32_t party, std::size_t round) const {
  const auto& d = data_->roster.data();
  Points sum;
  for (const auto sub : d.subordinates[party])
    if (const auto& joint = d.duties.parties[sub].joint)
      sum += fraction(data_->answers[data_->at(sub, round)], joint->parts, joint->of);
  return data_->value(sum);
}

Result<bool> Ledger::set(std::size_t cell, std::size_t round, double points) {
  auto& d = *data_;
  auto& before = d.points[cell * d.rounds + round];
  const double magnitude = d.magnitude[round] - std::abs(before) + std::abs(points);
  if (!(std::abs(points) < largest_loss) || !(magnitude < largest_total))
    return unbookable("cell " + std::to_string(cell) + ", round " + std::to_string(round));
  auto change = points_of(quanta_of(points));
  change -= points_of(quanta_of(before));
  before = points;
  d.magnitude[round] = magnitude;
  d.book(cell, round, change, true);
  return true;
}

Result<Ledger> attribute(const Roster& roster, const Losses& losses, Account account) {
  auto data = std::make_unique<Ledger::Data>();
  auto& d = *data;
  d.roster = roster;
  d.account = account;
  d.cells = losses.criterion.size();
  d.rounds = losses.rounds.size();
  d.parties = roster.duties().parties.size();
  std::vector<Diagnostic> errors;
  if (losses.place.size() != d.cells || losses.points.size() != d.cells * d.rounds)
    return detail::complaint("D442", {}, "criterion and place need one entry per cell, points one per cell and round",
                             "criterion、place 须每格一项，points 须每格每轮一项");
  for (std::size_t cell = 0; cell < d.cells; ++cell) {
    const auto place = losses.place[cell];
    if (static_cast<std::size_t>(losses.criterion[cell]) >= roster.standard().size() ||
        (place != everywhere && place >= roster.data().places.size()))
      return detail::complaint("D442", "cell " + std::to_string(cell), "no such criterion or place of this roster",
                               "本责任体系没有这个指标或地点");
  }
  Router router(roster, losses, account);
  for (std::size_t round = 0; round < d.rounds; ++round) {
    const auto day = day_of(losses.rounds[round]);
    if (!day) {
      const auto shown = losses.rounds[round];
      return detail::complaint("D403", "round " + std::to_string(round + 1),
                               said(shown) + " is no day and no month; write 2026-03-09 or 2026-03",
                               said_zh(shown) + "不是日期或月份；请写成 2026-03-09 或 2026-03");
    }
    d.day.push_back(*day);
    d.period.push_back(&roster.data().period(*day));
    const Routes* routes = nullptr;
    for (std::size_t k = 0; k < round && routes == nullptr; ++k)
      if (alike(*d.period[k], *d.period[round])) routes = d.routes[k];
    if (routes == nullptr) routes = d.of_periods.emplace_back(router.run(*d.period[round], errors)).get();
    d.routes.push_back(routes);
  }
  if (!errors.empty()) {
    std::set<std::string> seen;
    std::erase_if(errors, [&](const Diagnostic& e) { return !seen.insert(to_text(e)).second; });
    shorten(errors);
    return errors;
  }

  d.points = losses.points;
  d.own.resize(d.parties * d.rounds);
  d.answers.resize(d.parties * d.rounds);
  d.total.resize(d.rounds);
  d.unassigned.resize(d.rounds);
  d.magnitude.assign(d.rounds, 0);
  for (std::size_t cell = 0; cell < d.cells; ++cell)
    for (std::size_t round = 0; round < d.rounds; ++round) {
      const double points = losses.points[cell * d.rounds + round];
      if (points == 0) continue;
      d.magnitude[round] += std::abs(points);
      if (!(std::abs(points) < largest_loss) || !(d.magnitude[round] < largest_total))
        return unbookable(cell_name(roster, losses, cell, round));
      d.book(cell, round, points_of(quanta_of(points)), false);
    }
  // Up the lines, once per party instead of once per loss.
  for (std::uint32_t party = 0; party < d.parties; ++party)
    for (std::size_t round = 0; round < d.rounds; ++round) {
      const auto part = d.own[d.at(party, round)];
      if (part.zero()) continue;
      d.answers[d.at(party, round)] += part;
      for (const auto above : d.period[round]->chains->above[party]) d.answers[d.at(above, round)] += part;
    }
  return Ledger(std::move(data));
}

std::vector<double> split(double loss, std::span<const Share> shares) {
  std::uint64_t of = 1;
  for (const auto& s : shares) of = std::lcm(of, std::uint64_t{s.of});
  const auto quanta = quanta_of(loss);
  const std::uint64_t whole = static_cast<std::uint64_t>(std::abs(quanta.count));
  struct Part {
    std::uint64_t count, remainder;
    std::size_t index;
  };
  std::vector<Part> parts;
  std::uint64_t given = 0;
  for (const auto& s : shares) {
    // whole × weight ÷ of without leaving 64 bits: of is below 2^32.
    const std::uint64_t weight = of / s.of * s.parts, rest = whole % of * weight;
    parts.push_back({whole / of * weight + rest / of, rest % of, parts.size()});
    given += parts.back().count;
  }
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.remainder > b.remainder; });
  for (std::size_t k = 0; k < parts.size() && given < whole; ++k, ++given) ++parts[k].count;
  std::vector<double> out(shares.size());
  for (const auto& p : parts)
    out[p.index] = std::copysign(std::ldexp(static_cast<double>(p.count), quanta.exponent), loss);
  return out;
}

}  // namespace saniscore::inline v0::responsibility
