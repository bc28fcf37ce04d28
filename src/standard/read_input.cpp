// StandardReader: numbers that depend on something, inputs and reductions.
#include "standard/standard_reader.hpp"

#include <limits>

namespace saniscore::inline v0::detail {

void StandardReader::number(JsonValue v, NumberSpec& out) {
  if (v.is(Kind::number)) {
    out.value = v.number();
    return;
  }
  if (v.is(Kind::array)) {
    out.kind = NumberSpec::Kind::cases;
    items(v, {"cases", "情形"}, out.cases, [this](JsonValue item, NumberCase& to) { number_case(item, to); });
    return;
  }
  if (!v.is(Kind::object)) {
    wrong_type(v, {R"(a number, {"attribute": …}, {"input": …} or a list of {"when": …, "value": …})",
                   R"(数字、{"attribute": …}、{"input": …} 或 {"when": …, "value": …} 的列表)"});
    return;
  }
  static constexpr std::array<std::string_view, 2> keys{"attribute", "input"};
  const Object o(*this, v, {"a number", "数字"}, keys);
  o.at_most_one(keys);
  if (o.lacks(keys)) {
    complain("S003", v,
             {R"(a number in an object needs "attribute" or "input"; add one)",
              "对象形式的数字须含“attribute”或“input”；请补上其一"});
  } else if (const auto a = o["attribute"]) {
    out.kind = NumberSpec::Kind::attribute;
    name(*a, out.attribute);
  } else if (const auto i = o["input"]) {
    out.kind = NumberSpec::Kind::input;
    input(*i, out.input.emplace_back());
  }
}

void StandardReader::number_case(JsonValue v, NumberCase& out) {
  static constexpr std::array<std::string_view, 3> keys{"id", "when", "value"};
  const Object o(*this, v, {"a case", "情形"}, keys);
  if (const auto i = o["id"]) id(*i, out.id);
  condition(o["when"], out.when);
  if (const auto n = o.need("value")) number(*n, out.value);
}

void StandardReader::input(JsonValue v, InputSpec& out) {
  using Source = InputSpec::Kind;
  if (v.is(Kind::string)) {
    name(v, out.columns.emplace_back());
    return;
  }
  static constexpr std::array<std::string_view, 9> keys{"column", "ratio", "sum", "difference", "survey",
                                                        "per",    "empty", "at",  "reduce"};
  if (!v.is(Kind::object)) {
    wrong_type(v, {R"(a column name (text) or an object with "column", "ratio", "sum", "difference" or "survey")",
                   "列名（文本），或含“column”“ratio”“sum”“difference”“survey”之一的对象"});
    return;
  }
  const Object o(*this, v, {"an input", "取数办法"}, keys);
  const Keys kinds = Keys(keys).first(5);
  o.at_most_one(kinds);
  if (o.lacks(kinds)) {
    const Phrase all = one_of(kinds);
    complain("S003", v, {"an input needs one of " + all.en + "; add it", "取数办法须有" + all.zh + "之一；请补上"});
  }
  std::optional<JsonValue> per = o["per"], empty = o["empty"];
  o.only_with("per", "ratio");
  o.only_with("empty", "ratio");
  if (const auto c = o["column"]) {
    name(*c, out.columns.emplace_back());
  } else if (const auto r = o["ratio"]) {
    out.kind = Source::ratio;
    static constexpr std::array<std::string_view, 4> ratio_keys{"num", "den", "per", "empty"};
    const Object ratio(*this, *r, {"a ratio", "比率"}, ratio_keys);
    for (const std::string_view key : {"num", "den"}) {
      std::string& column = out.columns.emplace_back();
      if (const auto n = ratio.need(key)) name(*n, column);
    }
    for (auto& [outer, key] : {std::pair<std::optional<JsonValue>&, std::string_view>{per, "per"}, {empty, "empty"}}) {
      const auto inner = ratio[key];
      if (inner && outer) {
        complain("S005", *inner,
                 {"\"" + std::string(key) + "\" is given twice, in the ratio and beside it; keep one",
                  "“" + std::string(key) + "”在比率内外各写了一次；请只保留一处"});
      }
      if (inner) outer = inner;
    }
  } else if (const auto s = o["sum"]) {
    out.kind = Source::sum;
    if (array(*s, {"columns", "列"})) names(*s, out.columns);
  } else if (const auto d = o["difference"]) {
    out.kind = Source::difference;
    if (array(*d, {"columns", "列"})) {
      if (d->size() != 2) {
        complain("S015", *d,
                 {"a difference has two columns, [from, subtract], not " + std::to_string(d->size()),
                  "差应有两列 [被减数, 减数]，实有 " + std::to_string(d->size()) + " 列"});
      }
      names(*d, out.columns);
    }
  } else if (const auto q = o["survey"]) {
    out.kind = Source::survey;
    name(*q, out.survey);
  }
  if (per) number(*per, out.per);
  if (empty) {
    double value = 0;
    State s{};
    if (empty->is(Kind::number)) {
      if (number(*empty, value)) out.empty_value = value;
    } else if (empty->is(Kind::string)) {
      if (state(*empty, false, s)) out.empty_state = s;
    } else {
      wrong_type(*empty, {R"(a number or a state such as "not_applicable")", "数字，或“not_applicable”之类的状态"});
    }
  }
  if (const auto a = o["at"]) at(*a, out);
  if (const auto r = o["reduce"]) reduce(*r, out.reduce);
}

void StandardReader::at(JsonValue v, InputSpec& out) {
  static constexpr std::array<std::string_view, 2> keys{"method", "round"};
  const Object o(*this, v, {"at", "at"}, keys);
  if (const auto t = o["method"]) name(*t, out.at_method);
  if (const auto t = o["round"]) name(*t, out.at_round);
  if (o.lacks(keys)) {
    complain("S003", v, {R"("at" needs "method" or "round"; add one)", "“at”须有“method”或“round”；请补上"});
  }
}

void StandardReader::reduce(JsonValue v, std::vector<ReduceStep>& out) {
  items(
      v, {"steps", "步骤"}, out, [this](JsonValue item, ReduceStep& to) { reduce_step(item, to); }, true);
}

void StandardReader::reduce_step(JsonValue v, ReduceStep& out) {
  using By = ReduceStep::By;
  static constexpr std::array<std::string_view, 8> keys{"over",  "by",    "weights", "renormalise",
                                                        "least", "short", "last",    "skip"};
  static constexpr std::array<Word<By>, 6> methods{{{"mean", By::mean},
                                                    {"pooled", By::pooled},
                                                    {"worst", By::worst},
                                                    {"share_passing", By::share_passing},
                                                    {"latest", By::latest},
                                                    {"sum", By::sum}}};
  constexpr int many = std::numeric_limits<int>::max();
  const Object o(*this, v, {"a step of \"reduce\"", "归并步骤"}, keys);
  if (const auto w = o.need("over")) word(*w, dimension_words, out.over);
  const auto by = o.has("weights") || o.has("last") ? o["by"] : o.need("by");  // both alone mean a mean
  if (by && by->is(Kind::object)) {
    static constexpr std::array<std::string_view, 1> inner_keys{"last"};
    const Object inner(*this, *by, {"by", "by"}, inner_keys);
    if (const auto n = inner.need("last")) integer(*n, 1, many, out.last);
    if (const auto again = o["last"]) exclusive("S005", *again, "by", "last");
  } else if (by) {
    word(*by, methods, out.by);
  }
  if (const auto weights = o["weights"]) {
    if (!weights->is(Kind::object)) {
      wrong_type(*weights, {R"(an object of weights such as {"covert": 0.7, "announced": 0.3})",
                            R"({"暗访": 0.7, "明查": 0.3} 形式的权重对象)"});
    } else if (weights->size() == 0) {
      complain("S012", *weights,
               {"the weights are empty; fill them in or leave the key out", "权重为空；请填写，或删去该键"});
    } else {
      weights->for_each_member([&](JsonValue name, JsonValue weight) {
        if (name.string().substr(0, 2) == "x-") return;
        double value = 0;
        if (at_least_zero(weight, value)) out.weights.try_emplace(std::string(name.string()), value);
      });
    }
  }
  o.only_with("renormalise", "weights");
  if (const auto b = o["renormalise"]) boolean(*b, out.renormalise);
  o.only_with("short", "least");
  if (const auto n = o["least"]) number(*n, out.least.emplace());
  if (const auto w = o["short"]) {
    static constexpr std::array<Word<bool>, 1> words{{{"unknown", true}}};
    word(*w, words, out.short_is_unknown);
  }
  if (const auto n = o["last"]; n && out.last == 0) integer(*n, 1, many, out.last);
  if (const auto n = o["skip"]) integer(*n, 0, many, out.skip);
}

}  // namespace saniscore::inline v0::detail
