// Responsibility by brute force: every task is tried for every loss, every chain walked by hand, every share a
// rational.
#pragma once

#include "town.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/multiprecision/cpp_int.hpp>

namespace brute {

using namespace town;
using Rational =
    boost::multiprecision::number<boost::multiprecision::cpp_rational_backend, boost::multiprecision::et_off>;

struct Booked {
  std::map<std::string, Rational> own, answers;
  Rational total, unassigned;
};

class Town {
 public:
  Town(const Duties& duties, const Standard& standard, std::string day)
      : duties_(duties), standard_(standard), day_(std::move(day)) {}

  Booked book(const std::vector<Node>& criteria, const std::vector<std::string>& places,
              const std::vector<double>& points, Account account) const {
    Booked out;
    for (const auto& p : duties_.parties) out.own[p.id] = out.answers[p.id] = 0;
    for (std::size_t k = 0; k < criteria.size(); ++k) {
      const Rational loss(points[k]);
      out.total += loss;
      const auto task = decide(criteria[k], places[k], account);
      if (task.empty()) {
        out.unassigned += loss;
        continue;
      }
      std::set<std::string> whole;
      for (const auto* a : task)
        if (a->role == Role::lead || a->role == Role::in_charge) above(party(*a, places[k]), whole), person(*a, whole);
      for (const auto* a : task) {
        const auto share = share_of(*a, task);
        if (share == 0) continue;
        const auto charged = a->person.empty() ? party(*a, places[k]) : a->person;
        auto answering = whole;
        above(charged, answering);
        above(party(*a, places[k]), answering);
        out.own[charged] += loss * share;
        for (const auto& p : answering) out.answers[p] += loss * share;
      }
    }
    return out;
  }

 private:
  using TaskRows = std::vector<const Assignment*>;

  const Party& of(const std::string& id) const {
    for (const auto& p : duties_.parties)
      if (p.id == id) return p;
    throw std::runtime_error(id);
  }
  bool holds(const std::string& from, const std::string& to) const { return from <= day_ && (to.empty() || day_ < to); }

  void above(const std::string& id, std::set<std::string>& out) const {
    out.insert(id);
    const auto& p = of(id);
    for (const auto& h : p.holders)
      if (holds(h.from, h.to)) out.insert(h.person);
    for (const auto& s : p.superiors) above(s.party, out);
    if (!p.superiors.empty()) return;
    for (const auto& post : duties_.parties)
      for (const auto& h : post.holders)
        if (h.person == id && holds(h.from, h.to)) above(post.id, out);
  }
  void person(const Assignment& a, std::set<std::string>& out) const {
    if (!a.person.empty()) above(a.person, out);
  }

  const Area* area(const std::string& id) const {
    for (const auto& a : duties_.areas)
      if (a.id == id && holds(a.from, a.to)) return &a;
    return nullptr;
  }
  /// The place and everything around it; "" is everywhere.
  std::vector<std::string> around(const std::string& place) const {
    std::vector<std::string> out;
    for (std::string at = place; !at.empty(); at = area(at) ? area(at)->parent : "") out.push_back(at);
    out.push_back("");
    return out;
  }
  std::string party(const Assignment& a, const std::string& place) const {
    if (a.party[0] != '@') return a.party;
    for (const auto& at : around(place))
      if (const auto* found = area(at); found && found->level == a.party.substr(1)) return found->party;
    throw std::runtime_error(a.party);
  }

  bool covers(const std::string& id, Node criterion) const {
    for (auto n = criterion; n != no_node; n = standard_.parent(n))
      if (standard_.id(n) == id || (id.empty() && n == standard_.root())) return true;
    return false;
  }

  /// Those that fit and are beaten by no other one that fits.
  TaskRows decide(Node criterion, const std::string& place, Account account) const {
    const auto inside = around(place);
    const auto fits = [&](const Assignment& a) {
      return a.account == account && covers(a.criterion, criterion) &&
             std::find(inside.begin(), inside.end(), a.place) != inside.end();
    };
    const auto criterion_of = [&](const Assignment& a) {
      return a.criterion.empty() ? standard_.root() : standard_.find(a.criterion);
    };
    const auto narrower = [&](const Assignment& a, const Assignment& b) {
      const auto around_a = around(a.place);
      return covers(b.criterion, criterion_of(a)) &&
             std::find(around_a.begin(), around_a.end(), b.place) != around_a.end() &&
             (criterion_of(a) != criterion_of(b) || a.place != b.place);
    };
    TaskRows out;
    for (const auto& a : duties_.assignments) {
      if (!fits(a)) continue;
      bool beaten = false;
      for (const auto& b : duties_.assignments) beaten = beaten || (fits(b) && narrower(b, a));
      if (!beaten) out.push_back(&a);
    }
    return out;
  }

  static Rational share_of(const Assignment& a, const TaskRows& task) {
    bool shared = false;
    const Assignment* carrier = nullptr;
    for (const auto* t : task) {
      shared = shared || t->share.has_value();
      if (t->role == Role::responsible) carrier = t;
    }
    for (const auto* t : task)
      if (!carrier && t->role == Role::lead) carrier = t;
    if (shared) return a.share ? Rational(a.share->parts) / a.share->of : Rational(0);
    return carrier == &a ? 1 : 0;
  }

  const Duties& duties_;
  const Standard& standard_;
  std::string day_;
};

}  // namespace brute
