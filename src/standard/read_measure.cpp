// StandardReader: measures.
#include "standard/standard_reader.hpp"

namespace saniscore::inline v0::detail {

void StandardReader::measure(JsonValue v, MeasureSpec& out) {
  static constexpr std::array<std::string_view, 9> keys{"pass",      "score",     "choice", "bands", "line",
                                                        "shortfall", "threshold", "deduct", "award"};
  using Kind_ = MeasureSpec::Kind;
  if (v.is(Kind::string)) {
    static constexpr std::array<Word<Kind_>, 1> words{{{"pass", Kind_::pass}}};
    word(v, words, out.kind);
    return;
  }
  const Object o(*this, v, {"a measure", "评分办法"}, keys);
  if (!o) return;
  o.at_most_one(keys);
  if (o.lacks(keys)) {
    const Phrase all = one_of(keys);
    complain("S003", v, {"a measure needs one of " + all.en + "; add it", "评分办法须有" + all.zh + "之一；请补上"});
    return;
  }
  if (const auto m = o["pass"]) {
    out.kind = Kind_::pass;
    if (m->is(Kind::object)) {
      Object(*this, *m, {"pass", "pass"}, {});
    } else {
      only_true(*m);
    }
  } else if (const auto score_value = o["score"]) {
    score(*score_value, out);
  } else if (const auto options = o["choice"]) {
    choice(*options, out);
  } else if (const auto rows = o["bands"]) {
    bands(*rows, out);
  } else if (const auto knots = o["line"]) {
    line(*knots, out);
  } else if (const auto s = o["shortfall"]) {
    shortfall(*s, out);
  } else if (const auto c = o["threshold"]) {
    out.kind = Kind_::threshold;
    condition(*c, out.condition.emplace(), Where::own_input);
  } else if (const auto d = o["deduct"]) {
    deduct(*d, out);
  } else if (const auto a = o["award"]) {
    award(*a, out);
  }
}

void StandardReader::score(JsonValue v, MeasureSpec& out) {
  out.kind = MeasureSpec::Kind::score;
  if (!v.is(Kind::object) || v.find("attribute") || v.find("input")) {
    number(v, out.of);
    return;
  }
  static constexpr std::array<std::string_view, 2> keys{"of", "intervals"};
  const Object o(*this, v, {"score", "score"}, keys);
  if (const auto of = o.need("of")) number(*of, out.of);
  const auto list = o["intervals"];
  if (!list) return;
  items(*list, {"intervals", "区间"}, out.intervals, [this](JsonValue item, Interval& to) {
    static constexpr std::array<std::string_view, 3> interval_keys{"level", "from", "to"};
    const Object interval(*this, item, {"an interval", "区间"}, interval_keys);
    if (const auto t = interval["level"]) name(*t, to.level);
    if (const auto n = interval.need("from")) number(*n, to.from);
    if (const auto n = interval.need("to")) number(*n, to.to);
  });
}

bool StandardReader::earned(JsonValue v, Earned& out) {
  if (v.is(Kind::number)) {
    out.amount = v.number();
    return true;
  }
  if (!v.is(Kind::object)) {
    wrong_type(v, {R"(a number of points or {"share": …})", R"(分数或 {"share": …})"});
    return false;
  }
  static constexpr std::array<std::string_view, 2> keys{"points", "share"};
  const Object o(*this, v, {"what is earned", "得分"}, keys);
  return earned(o, true, out);
}

bool StandardReader::earned(const Object& o, bool needed, Earned& out) {
  static constexpr std::array<std::string_view, 2> keys{"points", "share"};
  o.at_most_one(keys);
  if (needed && o.lacks(keys)) {
    complain("S003", o.value(), {R"("points" or "share" is missing; add one)", "缺少“points”或“share”；请补上其一"});
  }
  out.share = o.has("share") && !o.has("points");
  const auto n = out.share ? o["share"] : o["points"];
  return n && number(*n, out.amount);
}

void StandardReader::choice(JsonValue v, MeasureSpec& out) {
  out.kind = MeasureSpec::Kind::choice;
  if (v.is(Kind::object)) {
    if (v.size() == 0) {
      complain("S012", v,
               {"there is nothing to choose; add labels with their points", "没有可选项；请补上选项及其分值"});
    }
    out.options.reserve(v.size());
    v.for_each_member([&](JsonValue label, JsonValue amount) {
      if (label.string().substr(0, 2) == "x-") return;
      ChoiceOption& option = out.options.emplace_back();
      option.answer.text = label.string();
      if (option.answer.text.empty()) complain("S014", label, {"a label is empty; fill it in", "选项名为空；请填写"});
      earned(amount, option.earned);
    });
    return;
  }
  if (!v.is(Kind::array)) {
    wrong_type(v, {R"(a list of allowed numbers or an object of labels such as {"A": 20, "B": 15})",
                   R"(允许数值的列表，或 {"A": 20, "B": 15} 形式的选项对象)"});
    return;
  }
  items(v, {"allowed numbers", "允许数值"}, out.options, [this](JsonValue item, ChoiceOption& option) {
    option.answer.kind = Literal::Kind::number;
    if (!item.is(Kind::object)) {
      if (number(item, option.answer.number)) option.earned.amount = option.answer.number;
      return;
    }
    static constexpr std::array<std::string_view, 3> keys{"answer", "points", "share"};
    const Object o(*this, item, {"an option", "选项"}, keys);
    if (const auto a = o.need("answer")) {
      if (a->is(Kind::string)) {
        option.answer.kind = Literal::Kind::text;
        name(*a, option.answer.text);
      } else if (a->is(Kind::number)) {
        option.answer.number = a->number();
      } else {
        wrong_type(*a, {"a label (text) or a number", "选项名（文本）或数字"});
      }
    }
    earned(o, true, option.earned);
  });
}

void StandardReader::bands(JsonValue v, MeasureSpec& out) {
  out.kind = MeasureSpec::Kind::bands;
  items(v, {"bands", "分段"}, out.bands, [this](JsonValue item, Band& band) {
    static constexpr std::array<std::string_view, 7> keys{"<", "<=", ">", ">=", "points", "share", "level"};
    static constexpr std::array<Operator, 4> operators{Operator::lt, Operator::le, Operator::gt, Operator::ge};
    const Object o(*this, item, {"a band", "分段"}, keys);
    o.at_most_one(Keys(keys).first(4));
    for (std::size_t i = 0; i < operators.size(); ++i) {
      const auto limit = o[keys[i]];
      if (!limit) continue;
      band.op = operators[i];
      number(*limit, band.limit);
      break;
    }
    Earned amount;
    if (earned(o, false, amount)) band.earned = amount;
    if (const auto t = o["level"]) name(*t, band.level);
    if (o.lacks(Keys(keys).subspan(4))) {
      complain("S003", item,
               {R"(the band gives nothing; add "points", "share" or "level")",
                "该分段没有结果；请补上“points”“share”或“level”"});
    }
  });
}

void StandardReader::line(JsonValue v, MeasureSpec& out) {
  out.kind = MeasureSpec::Kind::line;
  std::optional<JsonValue> knots = v;
  if (v.is(Kind::object)) {
    static constexpr std::array<std::string_view, 2> keys{"knots", "x"};
    static constexpr std::array<Word<bool>, 2> scales{{{"linear", false}, {"log", true}}};
    const Object o(*this, v, {"line", "line"}, keys);
    knots = o.need("knots");
    if (const auto w = o["x"]) word(*w, scales, out.log_x);
  }
  if (!knots) return;
  items(*knots, {"knots", "节点"}, out.knots, [this](JsonValue item, Knot& knot) {
    if (!item.is(Kind::array)) {
      wrong_type(item, {"a knot [value, points]", "节点 [数值, 分数]"});
      return;
    }
    if (item.size() != 2) {
      complain("S015", item,
               {"a knot has two items, [value, points], not " + std::to_string(item.size()),
                "节点应有两项 [数值, 分数]，实有 " + std::to_string(item.size()) + " 项"});
      return;
    }
    bool first = true;
    item.for_each_item([&](JsonValue part) {
      if (first) {
        number(part, knot.x);
      } else {
        earned(part, knot.y);
      }
      first = false;
    });
  });
}

void StandardReader::floor(const std::optional<JsonValue>& v, std::optional<double>& out) {
  if (!v) return;
  if (v->is(Kind::string)) {
    static constexpr std::array<Word<bool>, 1> words{{{"none", true}}};
    bool none = false;
    if (word(*v, words, none)) out.reset();
    return;
  }
  double value = 0;
  if (!v->is(Kind::number)) {
    wrong_type(*v, {R"(a number or "none")", "数字或“none”"});
  } else if (number(*v, value)) {
    out = value;
  }
}

void StandardReader::shortfall(JsonValue v, MeasureSpec& out) {
  using Counting = MeasureSpec::Counting;
  static constexpr std::array<std::string_view, 6> keys{"target", "step", "deduct", "counting", "side", "floor"};
  static constexpr std::array<Word<Counting>, 3> countings{
      {{"whole", Counting::whole}, {"started", Counting::started}, {"pro_rata", Counting::pro_rata}}};
  static constexpr std::array<Word<bool>, 2> sides{{{"below", false}, {"above", true}}};
  out.kind = MeasureSpec::Kind::shortfall;
  out.step.value = 1;
  const Object o(*this, v, {"shortfall", "shortfall"}, keys);
  if (const auto n = o.need("target")) number(*n, out.target);
  if (const auto n = o["step"]) number(*n, out.step);
  if (const auto n = o.need("deduct")) number(*n, out.deduct);
  if (const auto w = o["counting"]) word(*w, countings, out.counting);
  if (const auto w = o["side"]) word(*w, sides, out.above);
  floor(o["floor"], out.floor);
}

void StandardReader::deduct(JsonValue v, MeasureSpec& out) {
  out.kind = MeasureSpec::Kind::deduct;
  if (!v.is(Kind::object)) {
    double rate = 0;
    if (!v.is(Kind::number)) {
      wrong_type(v, {R"(a number per finding or an object with "rules")", "每处扣分数，或含“rules”的对象"});
    } else if (number(v, rate)) {
      out.rules.emplace_back().rate.emplace_back().value.value = rate;
    }
    return;
  }
  static constexpr std::array<std::string_view, 4> keys{"start", "floor", "rules", "groups"};
  const Object o(*this, v, {"deduct", "deduct"}, keys);
  if (const auto n = o["start"]) number(*n, out.start.emplace());
  floor(o["floor"], out.floor);
  rules(o, out);
}

void StandardReader::award(JsonValue v, MeasureSpec& out) {
  out.kind = MeasureSpec::Kind::award;
  if (!v.is(Kind::object)) {
    double rate = 0;
    if (!v.is(Kind::number)) {
      wrong_type(v, {R"(a number per case or an object with "rules")", "每项加分数，或含“rules”的对象"});
    } else if (number(v, rate)) {
      out.rules.emplace_back().rate.emplace_back().value.value = rate;
    }
    return;
  }
  static constexpr std::array<std::string_view, 3> keys{"cap", "rules", "groups"};
  const Object o(*this, v, {"award", "award"}, keys);
  number(o["cap"], out.cap);
  rules(o, out);
}

void StandardReader::rules(const Object& o, MeasureSpec& out) {
  if (const auto list = o.need("rules")) {
    const bool several = list->size() > 1;
    items(*list, {"rules", "规则"}, out.rules,
          [this, several](JsonValue item, CountRule& to) { rule(item, several, to); });
  }
  const auto groups = o["groups"];
  if (!groups) return;
  if (!groups->is(Kind::object)) {
    wrong_type(*groups, {R"(an object of caps such as {"a": 5})", R"({"a": 5} 形式的封顶对象)"});
    return;
  }
  groups->for_each_member([&](JsonValue name, JsonValue cap) {
    if (name.string().substr(0, 2) == "x-") return;
    if (name.string().empty()) complain("S014", name, {"a group without a name; fill it in", "组名为空；请填写"});
    double value = 0;
    if (number(cap, value)) out.group_caps.try_emplace(std::string(name.string()), value);
  });
}

void StandardReader::rule(JsonValue v, bool needs_id, CountRule& out) {
  static constexpr std::array<std::string_view, 6> keys{"id", "title", "rate", "cap", "group", "zero"};
  const Object o(*this, v, {"a rule", "规则"}, keys);
  if (!o) return;
  if (const auto i = needs_id ? o.need("id") : o["id"]) id(*i, out.id);
  title(o["title"], out.title);
  number(o["cap"], out.cap);
  if (const auto t = o["group"]) name(*t, out.group);
  if (const auto b = o["zero"]) boolean(*b, out.zero);
  const auto rate = out.zero ? o["rate"] : o.need("rate");
  if (!rate) return;
  if (rate->is(Kind::array)) {
    items(*rate, {"rows", "行"}, out.rate, [this](JsonValue row, NumberCase& to) { number_case(row, to); });
  } else if (rate->find("from") || rate->find("to")) {
    static constexpr std::array<std::string_view, 2> range_keys{"from", "to"};
    const Object range(*this, *rate, {"a range of rates", "扣分幅度"}, range_keys);
    auto& [from, to] = out.range.emplace();
    if (const auto n = range.need("from")) number(*n, from);
    if (const auto n = range.need("to")) number(*n, to);
  } else {
    number(*rate, out.rate.emplace_back().value);
  }
}

}  // namespace saniscore::inline v0::detail
