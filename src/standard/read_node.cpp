// StandardReader: criteria, and what belongs to a criterion besides its measure.
#include "standard/standard_reader.hpp"

namespace saniscore::inline v0::detail {

void StandardReader::node(JsonValue v, NodeSpec& out) {
  if (criteria_ == limits_.criteria) {
    const std::string n = std::to_string(limits_.criteria);
    complain("S010", v,
             {"the standard has more than " + n + " criteria; split it or raise the limit",
              "标准的指标超过 " + n + " 个；请拆分或调高上限"});
  }
  if (criteria_++ >= limits_.criteria) return;
  static constexpr std::array<std::string_view, 24> keys{
      "id",     "title",   "text",     "guidance", "points", "weight",  "extra",     "measure",
      "from",   "combine", "exponent", "table",    "start",  "on_drop", "children",  "applies",
      "states", "reduce",  "adjust",   "round",    "tags",   "value",   "direction", "sources"};
  const Object o(*this, v, {"a criterion", "指标"}, keys);
  if (!o) return;
  if (const auto i = o.need("id")) id(*i, out.id);
  title(o["title"], out.title);
  constexpr std::size_t any_length = std::string::npos;
  if (const auto t = o["text"]) text(*t, out.text, any_length);
  if (const auto t = o["guidance"]) text(*t, out.guidance, any_length);
  double amount = 0;
  if (const auto n = o["points"]; n && at_least_zero(*n, amount)) out.points = amount;
  if (const auto n = o["weight"]; n && at_least_zero(*n, amount)) out.weight = amount;
  if (const auto b = o["extra"]) boolean(*b, out.extra);
  group(o, out);
  if (const auto c = o["applies"]) condition(*c, out.applies.emplace());
  if (const auto s = o["states"]) policies(*s, out.states);
  if (const auto r = o["reduce"]) reduce(*r, out.reduce);
  if (const auto list = o["adjust"]) {
    items(
        *list, {"adjustments", "加减分"}, out.adjust, [this](JsonValue item, AdjustSpec& to) { adjust(item, to); },
        true);
  }
  if (const auto r = o["round"]) round(*r, out.round.emplace());
  if (const auto t = o["tags"]; t && !(t->is(Kind::array) && t->size() == 0)) names(*t, out.tags);
  if (const auto u = o["value"]) value(*u, out.value.emplace());
  if (const auto d = o["direction"]) direction(*d, out.direction.emplace());
  if (const auto s = o["sources"]) sources(*s, out.sources);
  if (const auto m = o["measure"]) measure(*m, out.measure.emplace());
  if (const auto f = o["from"]) input(*f, out.from.emplace());
  if (const auto list = o["children"]) {
    items(*list, {"criteria", "指标"}, out.children, [this](JsonValue item, NodeSpec& to) { node(item, to); });
  }
}

void StandardReader::group(const Object& o, NodeSpec& out) {
  static constexpr std::array<std::string_view, 2> kinds{"measure", "children"};
  o.at_most_one(kinds);
  static constexpr std::array<std::string_view, 2> inputs{"from", "children"};
  o.at_most_one(inputs);
  o.only_with("combine", "children");
  if (const auto c = o["combine"]) {
    combine(*c, o, out);
  } else {
    for (const std::string_view key : {"exponent", "table", "start", "on_drop"}) o.only_with(key, "combine");
  }
}

void StandardReader::combine(JsonValue v, const Object& o, NodeSpec& out) {
  std::optional<JsonValue> exponent = o["exponent"], rows = o["table"];
  if (v.is(Kind::object)) {
    static constexpr std::array<std::string_view, 2> keys{"power", "table"};
    const Object inner(*this, v, {"combine", "汇总方法"}, keys);
    const std::size_t given = inner.at_most_one(keys);
    if (inner.lacks(keys)) {
      complain("S003", v,
               {R"(combine needs "power" or "table" in an object; for the others write the word, such as "sum")",
                R"(汇总方法的对象须含“power”或“table”；其他方法请直接写词，如“sum”)"});
    }
    if (given != 1) return;
    out.combine = inner.has("power") ? Combine::power : Combine::table;
    for (const auto& [outer, key] : {std::pair{exponent, "exponent"}, std::pair{rows, "table"}}) {
      if (outer) exclusive("S005", *outer, "combine", key);
    }
    exponent = inner["power"];
    rows = inner["table"];
  } else {
    static constexpr std::array<Word<Combine>, 6> words{{{"sum", Combine::sum},
                                                         {"mean", Combine::mean},
                                                         {"min", Combine::min},
                                                         {"max", Combine::max},
                                                         {"power", Combine::power},
                                                         {"table", Combine::table}}};
    if (!word(v, words, out.combine)) return;
    if (out.combine == Combine::power) exponent = o.need("exponent");
    if (out.combine == Combine::table) rows = o.need("table");
  }
  const auto meaningless = [&](std::string_view key, const std::optional<JsonValue>& at, Combine with,
                               std::string_view name) {
    if (!at || out.combine == with) return;
    complain("S005", *at,
             {"\"" + std::string(key) + "\" belongs to combine \"" + std::string(name) + "\" only; remove it",
              "“" + std::string(key) + "”只用于汇总方法“" + std::string(name) + "”；请删去"});
  };
  meaningless("exponent", exponent, Combine::power, "power");
  meaningless("table", rows, Combine::table, "table");
  meaningless("start", o["start"], Combine::sum, "sum");
  meaningless("on_drop", o["on_drop"], Combine::sum, "sum");
  if (exponent && out.combine == Combine::power) number(*exponent, out.exponent);
  if (rows && out.combine == Combine::table) table(*rows, out.table);
  if (const auto n = o["start"]) number(*n, out.start);
  if (const auto w = o["on_drop"]) {
    static constexpr std::array<Word<OnDrop>, 2> words{{{"shrink", OnDrop::shrink}, {"rescale", OnDrop::rescale}}};
    word(*w, words, out.on_drop);
  }
}

void StandardReader::table(JsonValue v, std::vector<TableRow>& out) {
  items(v, {"rows", "行"}, out, [this](JsonValue item, TableRow& row) {
    static constexpr std::array<std::string_view, 4> keys{"when", "points", "share", "level"};
    const Object o(*this, item, {"a row of the table", "表的一行"}, keys);
    condition(o["when"], row.when);
    earned(o, true, row.earned);
    if (const auto t = o["level"]) name(*t, row.level);
  });
}

void StandardReader::policies(JsonValue v, StatesSpec& out) {
  static constexpr std::array<std::string_view, 4> keys{"not_applicable", "not_inspected", "withheld", "invalid"};
  const Object o(*this, v, {"the policies for states", "各状态的处理办法"}, keys);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto policy = o[keys[i]];
    if (!policy) continue;
    Policy& to = out.policy[i + 1].emplace();
    if (policy->is(Kind::object)) {
      static constexpr std::array<std::string_view, 1> share{"share"};
      const Object inner(*this, *policy, {"a policy", "处理办法"}, share);
      to.kind = Policy::Kind::share;
      if (const auto n = inner.need("share")) number(*n, to.share);
      continue;
    }
    static constexpr std::array<Word<Policy::Kind>, 4> words{{{"drop", Policy::Kind::drop},
                                                              {"zero", Policy::Kind::zero},
                                                              {"full", Policy::Kind::full},
                                                              {"unknown", Policy::Kind::unknown}}};
    word(*policy, words, to.kind);
  }
}

void StandardReader::adjust(JsonValue v, AdjustSpec& out) {
  static constexpr std::array<std::string_view, 10> keys{"id",     "title", "when",  "zero", "bonus",
                                                         "deduct", "cap",   "floor", "void", "times"};
  static constexpr std::array<Word<AdjustSpec::Kind>, 6> kinds{{{"zero", AdjustSpec::Kind::zero},
                                                                {"bonus", AdjustSpec::Kind::bonus},
                                                                {"deduct", AdjustSpec::Kind::deduct},
                                                                {"cap", AdjustSpec::Kind::cap},
                                                                {"floor", AdjustSpec::Kind::floor},
                                                                {"void", AdjustSpec::Kind::void_}}};
  const Object o(*this, v, {"an adjustment", "加减分"}, keys);
  if (!o) return;
  if (const auto i = o["id"]) id(*i, out.id);
  title(o["title"], out.title);
  condition(o["when"], out.when);
  const Keys effects = Keys(keys).subspan(3, 6);
  o.at_most_one(effects);
  if (o.lacks(effects)) {
    const Phrase all = one_of(effects);
    complain("S003", v, {"an adjustment needs one of " + all.en + "; add it", "加减分须有" + all.zh + "之一；请补上"});
    return;
  }
  for (const auto& kind : kinds) {
    const auto amount = o[kind.text];
    if (!amount) continue;
    out.kind = kind.meaning;
    const bool counted = out.kind == AdjustSpec::Kind::bonus || out.kind == AdjustSpec::Kind::deduct;
    if (const auto times = o["times"]; times && !counted) {
      complain(
          "S005", *times,
          {R"("times" belongs to "bonus" and "deduct" only; remove it)", "“times”只用于“bonus”和“deduct”；请删去"});
    }
    if (out.kind == AdjustSpec::Kind::zero || out.kind == AdjustSpec::Kind::void_) {
      only_true(*amount);
    } else if (counted && amount->find("share")) {
      static constexpr std::array<std::string_view, 1> share{"share"};
      const Object inner(*this, *amount, {"a share", "比例"}, share);
      out.share = true;
      if (const auto n = inner["share"]) number(*n, out.amount.value);
    } else {
      number(*amount, out.amount);
    }
    break;
  }
  if (const auto times = o["times"]) {
    static constexpr std::array<std::string_view, 1> inner_keys{"count"};
    const Object inner(*this, *times, {"times", "次数"}, inner_keys);
    if (const auto c = inner.need("count")) count(*c, out.times.emplace());
  }
}

void StandardReader::round(JsonValue v, RoundSpec& out) {
  static constexpr std::array<std::string_view, 2> keys{"decimals", "mode"};
  static constexpr std::array<Word<Rounding>, 3> words{
      {{"half_up", Rounding::half_up}, {"half_even", Rounding::half_even}, {"down", Rounding::down}}};
  const Object o(*this, v, {"rounding", "取位规则"}, keys);
  if (const auto n = o.need("decimals")) integer(*n, 0, 15, out.decimals);
  if (const auto w = o["mode"]) word(*w, words, out.mode);
}

void StandardReader::value(JsonValue v, ValueSpec& out) {
  static constexpr std::array<std::string_view, 4> keys{"kind", "unit", "range", "labels"};
  const Object o(*this, v, {"the value to enter", "填报值"}, keys);
  if (const auto t = o["kind"]) name(*t, out.kind);
  text(o["unit"], out.unit);
  if (const auto r = o["range"]) pair(*r, out.range.emplace());
  if (const auto list = o["labels"]) names(*list, out.labels);
}

void StandardReader::direction(JsonValue v, Direction& out) {
  static constexpr std::array<Word<Direction>, 2> words{{{"merit", Direction::merit}, {"demerit", Direction::demerit}}};
  word(v, words, out);
}

}  // namespace saniscore::inline v0::detail
