// StandardReader: a located JSON tree to StandardSpec. Checks the shape only (types, words, keys, numbers) and goes on
// after every complaint, so that all of them come at once; compile() checks the meaning.
#pragma once

#include <saniscore/standard/read.hpp>
#include <saniscore/standard/tailor.hpp>

#include "base/text.hpp"
#include "standard/json.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saniscore::inline v0::detail {

/// Text of the document in a message: printable, not too long, in quotes.
[[nodiscard]] std::string quoted(std::string_view text);
[[nodiscard]] std::string quoted_zh(std::string_view text);
/// Names in quotes: "a", "b" or "c".
[[nodiscard]] Phrase one_of(std::span<const std::string_view> names);

/// One word of a document and what it means.
template <class T>
struct Word {
  std::string_view text;
  T meaning;
};

inline constexpr std::array<Word<Dimension>, dimension_count> dimension_words{{{"site", Dimension::site},
                                                                               {"method", Dimension::method},
                                                                               {"round", Dimension::round},
                                                                               {"month", Dimension::month},
                                                                               {"quarter", Dimension::quarter},
                                                                               {"year", Dimension::year}}};

class StandardReader {
 public:
  using Kind = JsonValue::Kind;
  using Keys = std::span<const std::string_view>;

  StandardReader(const Limits& limits, Remarks& remarks) : limits_(limits), remarks_(remarks) {}

  void standard(JsonValue v, StandardSpec& out);
  void overlay(JsonValue v, OverlaySpec& out);

 private:
  /// The members of one object by key. Unknown keys are complained about here; "x-…" are left alone.
  class Object {
   public:
    Object(StandardReader& reader, JsonValue v, Phrase what, Keys keys);
    /// It was an object.
    explicit operator bool() const { return sound_; }
    [[nodiscard]] bool has(std::string_view key) const { return slot(key) != 0; }
    [[nodiscard]] std::optional<JsonValue> operator[](std::string_view key) const;
    /// The same, with a complaint when it is missing.
    [[nodiscard]] std::optional<JsonValue> need(std::string_view key) const;
    /// How many of the keys there are; complains when there are several.
    std::size_t at_most_one(Keys keys) const;
    /// There is none of the keys, and no unknown key that was probably meant to be one.
    [[nodiscard]] bool lacks(Keys keys) const;
    /// Complains that `key` is there without `other`.
    void only_with(std::string_view key, std::string_view other) const;
    [[nodiscard]] JsonValue value() const { return value_; }

   private:
    [[nodiscard]] std::uint32_t slot(std::string_view key) const;
    StandardReader& reader_;
    JsonValue value_;
    Phrase what_;
    Keys keys_;
    bool sound_;
    std::array<std::uint32_t, 32> slots_{};   // index of the value, 0: absent (0 is the root)
    std::vector<std::string_view> misspelt_;  // keys that unknown ones were probably meant to be
  };

  // Complaints.
  void complain(std::string_view code, JsonValue at, Phrase what);
  void wrong_type(JsonValue found, Phrase expected);
  std::string_view unknown_key(JsonValue key, const Phrase& what, Keys allowed);  // the one that was meant, if any
  void not_a_word(JsonValue found, Keys words);
  void exclusive(std::string_view code, JsonValue at, std::string_view a, std::string_view b);

  // Plain values; each leaves `out` alone and returns false when the value is not of its type.
  bool text(JsonValue v, std::string& out);
  bool name(JsonValue v, std::string& out);  // a text that is not empty
  bool number(JsonValue v, double& out);
  bool at_least_zero(JsonValue v, double& out);
  bool integer(JsonValue v, int least, int most, int& out);
  bool boolean(JsonValue v, bool& out);
  bool only_true(JsonValue v);
  bool array(JsonValue v, const Phrase& of, bool may_be_empty = false);
  /// Nothing more needs to be kept: the document has too many mistakes or criteria, and the rest is only counted.
  [[nodiscard]] bool lost() const { return remarks_.full() || criteria_ > limits_.criteria; }
  /// Reads every item of a list. A few bytes of text can be hundreds of bytes of spec, hence lost().
  template <class T, class F>
  void items(JsonValue v, const Phrase& of, std::vector<T>& out, F&& read, bool may_be_empty = false) {
    if (!array(v, of, may_be_empty)) return;
    out.reserve(std::min<std::size_t>(v.size(), 100'000));
    v.for_each_item([&](JsonValue item) {
      if (!lost()) {
        read(item, out.emplace_back());
      } else {
        T unused{};
        read(item, unused);
      }
    });
  }
  void number(const std::optional<JsonValue>& v, std::optional<double>& out);
  void text(const std::optional<JsonValue>& v, std::string& out) {
    if (v) text(*v, out);
  }
  void names(JsonValue v, std::vector<std::string>& out);  // a name or a list of names
  void states(JsonValue v, std::vector<State>& out);       // a state or a list of states
  bool state(JsonValue v, bool with_known, State& out);
  void pair(JsonValue v, std::pair<double, double>& out);
  template <class T, std::size_t N>
  bool word(JsonValue v, const std::array<Word<T>, N>& words, T& out) {
    if (v.is(Kind::string)) {
      for (const Word<T>& w : words) {
        if (v.string() == w.text) {
          out = w.meaning;
          return true;
        }
      }
    }
    std::array<std::string_view, N> all{};
    for (std::size_t i = 0; i < N; ++i) all[i] = words[i].text;
    not_a_word(v, all);
    return false;
  }

  // Identity and texts.
  void id(JsonValue v, std::string& out);  // also editions: both are parts of names
  void date(JsonValue v, std::string& out);
  void text(JsonValue v, Text& out, std::size_t most);
  void title(const std::optional<JsonValue>& v, Text& out) {
    if (v) text(*v, out, limits_.title_characters);
  }
  void sources(JsonValue v, std::vector<SourceSpec>& out);

  // Parts of the document (read.cpp).
  void format(const Object& o, std::string_view expected);
  void valid(JsonValue v, StandardSpec& out);
  void tailored(JsonValue v, TailoredSpec& out);
  void change(JsonValue v, OverlayChange& out);  // read_overlay.cpp
  void survey(JsonValue v, SurveySpec& out);
  void gate(JsonValue v, GateSpec& out);
  void outcome(JsonValue v, OutcomeSpec& out);

  // Criteria (read_node.cpp).
  void node(JsonValue v, NodeSpec& out);
  void group(const Object& o, NodeSpec& out);
  void combine(JsonValue v, const Object& o, NodeSpec& out);
  void table(JsonValue v, std::vector<TableRow>& out);
  void policies(JsonValue v, StatesSpec& out);
  void adjust(JsonValue v, AdjustSpec& out);
  void round(JsonValue v, RoundSpec& out);
  void value(JsonValue v, ValueSpec& out);
  void direction(JsonValue v, Direction& out);

  // Measures (read_measure.cpp).
  void measure(JsonValue v, MeasureSpec& out);
  void score(JsonValue v, MeasureSpec& out);
  void choice(JsonValue v, MeasureSpec& out);
  void bands(JsonValue v, MeasureSpec& out);
  void line(JsonValue v, MeasureSpec& out);
  void shortfall(JsonValue v, MeasureSpec& out);
  void deduct(JsonValue v, MeasureSpec& out);
  void award(JsonValue v, MeasureSpec& out);
  void rules(const Object& o, MeasureSpec& out);
  void rule(JsonValue v, bool needs_id, CountRule& out);
  void floor(const std::optional<JsonValue>& v, std::optional<double>& out);
  bool earned(JsonValue v, Earned& out);                   // number, {points} or {share}
  bool earned(const Object& o, bool needed, Earned& out);  // keys points and share of a row

  // Numbers and inputs (read_input.cpp).
  void number(JsonValue v, NumberSpec& out);
  void number_case(JsonValue v, NumberCase& out);
  void input(JsonValue v, InputSpec& out);
  void at(JsonValue v, InputSpec& out);
  void reduce(JsonValue v, std::vector<ReduceStep>& out);
  void reduce_step(JsonValue v, ReduceStep& out);

  // Conditions (read_condition.cpp).
  enum class Where : std::uint8_t { anywhere, own_input, previous };
  void condition(JsonValue v, ConditionSpec& out, Where where = Where::anywhere);
  void condition(const std::optional<JsonValue>& v, Boxed<ConditionSpec>& out) {
    if (v) condition(*v, out.emplace());
  }
  void terms(JsonValue v, std::vector<ConditionSpec>& out, Where where);
  void trend(const Object& o, ConditionSpec& out, Where where);
  void previous(const Object& o, ConditionSpec& out);
  void comparison(const Object& o, ConditionSpec& out, Where where);
  void subject(const Object& o, std::string_view key, ConditionSpec& out);
  void compared(std::string_view key, JsonValue v, ConditionSpec& out);
  bool literal(JsonValue v, Subject subject, Literal& out);
  void reference(JsonValue v, ReferenceSpec& out);
  void count(JsonValue v, CountSpec& out);

  const Limits& limits_;
  Remarks& remarks_;
  std::size_t criteria_ = 0;
};

/// A whole text to a Spec, which keeps the text and its name for later complaints.
template <class Spec>
Result<Spec> read_document(std::string_view json, std::string source_name, const Limits& limits,
                           void (StandardReader::*member)(JsonValue, Spec&)) {
  const std::string_view text = without_bom(json);
  Remarks remarks(text, source_name, limits.diagnostics);
  Spec spec;
  if (const auto document = parse_json(text, {limits.bytes, std::min(limits.nesting, nesting_ceiling)}, remarks))
    (StandardReader(limits, remarks).*member)(document->root(), spec);
  if (remarks.any()) return remarks.finish();
  spec.text = std::make_shared<const std::string>(text);
  spec.source_name = std::move(source_name);
  return spec;
}

}  // namespace saniscore::inline v0::detail
