// SpecWriter: a StandardSpec to canonical JSON. Every function writes its keys in sorted order, from a to z.
#pragma once

#include <saniscore/standard/spec.hpp>

#include "standard/json_writer.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace saniscore::inline v0::detail {

inline constexpr std::array<std::string_view, 4> acceptance_names{"undecided", "simple", "guarded_acceptance",
                                                                  "guarded_rejection"};
inline constexpr std::array<std::string_view, 3> rounding_names{"half_up", "half_even", "down"};
inline constexpr std::array<std::string_view, 6> operator_names{"<", "<=", ">", ">=", "==", "in"};

/// The word of an enumeration; "?" for a value outside it.
template <class E, std::size_t N>
std::string_view name_of(E e, const std::array<std::string_view, N>& names) {
  const auto i = static_cast<std::size_t>(e);
  return i < N ? names[i] : std::string_view("?");
}

class SpecWriter : private JsonWriter {
 public:
  /// `rules_only`: leave out what cannot change a result.
  explicit SpecWriter(bool rules_only) : rules_only_(rules_only) {}

  [[nodiscard]] std::string standard(const StandardSpec& s);

 private:
  // Members that any part may have.
  template <class T>
  void member(std::string_view name, const T& v) {
    key(name);
    if constexpr (std::is_same_v<T, bool>) {
      boolean(v);
    } else if constexpr (std::is_arithmetic_v<T>) {
      number(static_cast<double>(v));
    } else if constexpr (std::is_same_v<T, NumberSpec>) {
      amount(v);
    } else if constexpr (std::is_same_v<T, ConditionSpec>) {
      condition(v);
    } else {
      text(v);
    }
  }
  template <class Optional>
  void optional(std::string_view name, const Optional& v) {
    if (v) member(name, *v);
  }
  template <class T, class F>
  void list(std::string_view name, const std::vector<T>& items, F&& write) {
    if (items.empty()) return;
    key(name);
    items_of(items, write);
  }
  template <class T, class F>
  void items_of(const std::vector<T>& items, F&& write) {
    open('[');
    for (const T& item : items) write(item);
    close(']');
  }
  void names(std::string_view name, const std::vector<std::string>& items) {
    list(name, items, [this](const std::string& item) { text(item); });
  }
  void numbers(std::string_view name, const std::map<std::string, double>& items) {
    if (items.empty()) return;
    key(name);
    open('{');
    for (const auto& [k, v] : items) member(k, v);
    close('}');
  }
  void translated(std::string_view name, const Text& t) {
    if (rules_only_ || t.empty()) return;
    key(name);
    open('{');
    for (const auto& [language, words] : t) member(language, words);
    close('}');
  }
  void range(std::string_view name, const std::optional<std::pair<double, double>>& r) {
    if (!r) return;
    key(name);
    open('[');
    number(r->first);
    number(r->second);
    close(']');
  }
  void round(std::string_view name, const RoundSpec& r) {
    key(name);
    open('{');
    member("decimals", r.decimals);
    if (r.mode != Rounding::half_up) member("mode", name_of(r.mode, rounding_names));
    close('}');
  }
  void literal(const Literal& l) {
    if (l.kind == Literal::Kind::text) {
      text(l.text);
    } else if (l.kind == Literal::Kind::number) {
      number(l.number);
    } else {
      boolean(l.boolean);
    }
  }
  void earned(const Earned& e) { member(e.share ? "share" : "points", e.amount); }
  void points_or_share(const Earned& e) {
    if (!e.share) {
      number(e.amount);
      return;
    }
    open('{');
    earned(e);
    close('}');
  }

  // Criteria, gates, outcomes (write.cpp).
  void sources(const std::vector<SourceSpec>& items);
  void policies(const StatesSpec& s);
  void node(const NodeSpec& n);
  void tags(std::vector<std::string> items);
  void combine(const NodeSpec& n);
  void value(const ValueSpec& v);
  void adjust(const AdjustSpec& a);
  void gate(const GateSpec& g);
  void outcome(const OutcomeSpec& o);
  void survey(const SurveySpec& s);

  // Measures (write_measure.cpp).
  void measure(const MeasureSpec& m);
  void score(const MeasureSpec& m);
  void choice(std::vector<ChoiceOption> options);
  void band(const Band& b);
  void line(const MeasureSpec& m);
  void floor(const MeasureSpec& m);
  void shortfall(const MeasureSpec& m);
  void deduct(const MeasureSpec& m);
  void award(const MeasureSpec& m);
  /// One rule that is only a number.
  [[nodiscard]] bool is_bare(const MeasureSpec& m) const;
  void rule(const CountRule& r);

  // Conditions, numbers, inputs (write_condition.cpp).
  void condition(const ConditionSpec& c);
  void comparison(const ConditionSpec& c);
  void one_or_many(const std::vector<std::string>& items);
  void some(std::string_view name, const std::vector<std::string>& items);
  void reference(const ReferenceSpec& r);
  void count(const CountSpec& c);
  void amount(const NumberSpec& n);
  void cases(const std::vector<NumberCase>& rows);
  void input(const InputSpec& i);
  void reduce(const std::vector<ReduceStep>& steps);

  bool rules_only_;
};

}  // namespace saniscore::inline v0::detail
