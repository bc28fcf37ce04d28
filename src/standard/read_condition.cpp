// StandardReader: conditions.
#include "standard/standard_reader.hpp"

#include <limits>

namespace saniscore::inline v0::detail {
namespace {

using Keys = std::span<const std::string_view>;

// The forms of a condition, and all keys of any of them. Operators and subjects are ranges of the list.
constexpr std::array<std::string_view, 27> condition_keys{
    "all",   "any",   "not",   "at_least", "of",    "trend",  "rounds", "previous",  "last",
    "every", "<",     "<=",    ">",        ">=",    "==",     "in",     "score",     "percent",
    "value", "state", "level", "met",      "count", "min_of", "max_of", "attribute", "fact"};
constexpr Keys forms() { return Keys(condition_keys).first(8); }
constexpr Keys operators() { return Keys(condition_keys).subspan(10, 6); }
constexpr Keys subjects() { return Keys(condition_keys).subspan(16); }

constexpr std::array<Operator, 6> operator_of{Operator::lt, Operator::le, Operator::gt,
                                              Operator::ge, Operator::eq, Operator::in};
constexpr std::array<Subject, 11> subject_of{Subject::score,  Subject::percent,   Subject::value, Subject::state,
                                             Subject::level,  Subject::met,       Subject::count, Subject::min_of,
                                             Subject::max_of, Subject::attribute, Subject::fact};

bool is_numeric(Subject s) {
  return s == Subject::score || s == Subject::percent || s == Subject::count || s == Subject::min_of ||
         s == Subject::max_of || s == Subject::self;
}
bool is_label(Subject s) { return s == Subject::level || s == Subject::state || s == Subject::met; }

}  // namespace

void StandardReader::condition(JsonValue v, ConditionSpec& out, Where where) {
  using Form = ConditionSpec::Kind;
  const Object o(*this, v, {"a condition", "条件"}, condition_keys);
  if (!o) return;
  // One form only: the first that is there, in this order; anything of another form is in its way.
  std::string_view form;
  for (const std::string_view key : {"all", "any", "not", "at_least", "trend", "previous"}) {
    if (o.has(key)) {
      form = key;
      break;
    }
  }
  if (where == Where::previous && !form.empty()) {
    complain("S005", *o[form],
             {"\"previous\" takes one comparison, such as {\"level\": \"rating\", \"in\": [\"B\"]}; put \"" +
                  std::string(form) + "\" outside it",
              "“previous”中只能是一个比较，如 {\"level\": \"rating\", \"in\": [\"B\"]}；请把“" + std::string(form) +
                  "”移到外面"});
    return;
  }
  if (!form.empty()) {
    for (const std::string_view key : condition_keys) {
      const bool own = key == form || (key == "of" && form == "at_least") || (key == "rounds" && form == "trend") ||
                       (key == "last" && form == "previous");
      if (!own && o.has(key)) {
        exclusive("S005", *o[key], form, key);
        break;
      }
    }
  } else {
    o.only_with("of", "at_least");
    o.only_with("rounds", "trend");
    o.only_with("last", "previous");
  }

  if (form == "all" || form == "any") {
    out.kind = form == "all" ? Form::all : Form::any;
    terms(*o[form], out.terms, where);
  } else if (form == "not") {
    out.kind = Form::negation;
    condition(*o["not"], out.terms.emplace_back(), where);
  } else if (form == "at_least") {
    out.kind = Form::at_least;
    integer(*o["at_least"], 1, std::numeric_limits<int>::max(), out.at_least);
    if (const auto list = o.need("of")) terms(*list, out.terms, where);
  } else if (form == "trend") {
    trend(o, out, where);
  } else if (form == "previous") {
    previous(o, out);
  } else {
    comparison(o, out, where);
  }
}

void StandardReader::terms(JsonValue v, std::vector<ConditionSpec>& out, Where where) {
  items(v, {"conditions", "条件"}, out,
        [this, where](JsonValue item, ConditionSpec& to) { condition(item, to, where); });
}

void StandardReader::trend(const Object& o, ConditionSpec& out, Where where) {
  static constexpr std::array<Word<bool>, 2> words{{{"falling", false}, {"rising", true}}};
  out.kind = ConditionSpec::Kind::trend;
  if (where != Where::own_input) {
    complain("S016", *o["trend"],
             {R"("trend" looks at the input of a "threshold"; move it there)",
              "“trend”只看“threshold”的输入值；请移到那里"});
  }
  word(*o["trend"], words, out.rising);
  if (const auto n = o.need("rounds")) integer(*n, 2, std::numeric_limits<int>::max(), out.rounds);
}

void StandardReader::previous(const Object& o, ConditionSpec& out) {
  condition(*o["previous"], out, Where::previous);
  int last = 1;
  if (const auto n = o["last"]) integer(*n, 1, std::numeric_limits<int>::max(), last);
  const auto mark = [last](ConditionSpec& c) {
    c.previous = true;
    c.last = last;
  };
  if (out.kind == ConditionSpec::Kind::compare) mark(out);
  for (ConditionSpec& c : out.terms) mark(c);  // several operators
}

void StandardReader::comparison(const Object& o, ConditionSpec& out, Where where) {
  std::string_view key;
  for (const std::string_view k : subjects()) {
    if (key.empty() && o.has(k)) key = k;
  }
  if (o.at_most_one(subjects()) > 1) return;
  if (where == Where::own_input && !key.empty()) {
    complain("S016", *o[key],
             {"a threshold compares its own input, so \"" + std::string(key) +
                  "\" has no place here; write only the limit, such as {\">=\": 90}",
              "threshold 比较的是自身输入值，此处不能写“" + std::string(key) + "”；只写界限即可，如 {\">=\": 90}"});
    return;
  }
  if (where != Where::own_input && o.lacks(subjects()) && o.lacks(forms())) {
    const Phrase all = one_of(subjects());
    complain("S003", o.value(),
             {R"(the condition compares nothing; add one of )" + all.en + R"(, or "all", "any", "not", "at_least")",
              "条件没有比较对象；请补上" + all.zh + "之一，或用“all”“any”“not”“at_least”"});
    return;
  }
  out.kind = ConditionSpec::Kind::compare;
  if (!key.empty()) subject(o, key, out);
  if (const auto w = o["every"]) {
    if (where == Where::own_input) {
      complain("S016", *w,
               {R"("every" belongs to conditions on scores; remove it from the threshold)",
                "“every”用于以得分为对象的条件；请从 threshold 中删去"});
    }
    Dimension d{};
    if (word(*w, dimension_words, d)) out.every = d;
  }
  std::vector<std::string_view> given;
  for (const std::string_view k : operators()) {
    if (o.has(k)) given.push_back(k);
  }
  if (given.empty()) {
    if (out.subject == Subject::met) {  // {"met": "3.2"} means that it is
      out.literals.push_back({Literal::Kind::boolean, {}, 0, true});
      return;
    }
    const Phrase all = one_of(operators());
    if (!o.lacks(operators()) || !o.lacks(forms())) return;  // misspelt
    complain("S003", o.value(),
             {"the comparison needs one of " + all.en + "; add it", "比较缺少" + all.zh + "之一；请补上"});
    return;
  }
  if (given.size() == 1) {
    compared(given.front(), *o[given.front()], out);
    return;
  }
  const ConditionSpec one = out;
  out = {};
  for (const std::string_view k : given) compared(k, *o[k], out.terms.emplace_back(one));
}

void StandardReader::subject(const Object& o, std::string_view key, ConditionSpec& out) {
  const JsonValue v = *o[key];
  for (std::size_t i = 0; i < subject_of.size(); ++i) {
    if (subjects()[i] == key) out.subject = subject_of[i];
  }
  if (out.subject == Subject::attribute || out.subject == Subject::fact) {
    name(v, out.name);
  } else if (out.subject == Subject::count) {
    count(v, out.count);
  } else {
    reference(v, out.of);
  }
}

void StandardReader::compared(std::string_view key, JsonValue v, ConditionSpec& out) {
  for (std::size_t i = 0; i < operator_of.size(); ++i) {
    if (operators()[i] == key) out.op = operator_of[i];
  }
  if (is_label(out.subject) && out.op != Operator::eq && (out.op != Operator::in || out.subject == Subject::met)) {
    const bool met = out.subject == Subject::met;
    complain("S005", v,
             {"\"" + std::string(key) + "\" compares numbers; here use " +
                  (met ? R"("==" with true or false)" : R"("==" or "in")"),
              "“" + std::string(key) + "”用于比较数字；此处请用" + (met ? "“==”加 true 或 false" : "“==”或“in”")});
    return;
  }
  if (out.op == Operator::in) {
    items(v, {"allowed values", "允许值"}, out.literals,
          [&](JsonValue item, Literal& to) { literal(item, out.subject, to); });
  } else if (out.op == Operator::eq && (is_label(out.subject) || v.is(Kind::string) || v.is(Kind::boolean))) {
    literal(v, out.subject, out.literals.emplace_back());
  } else {
    number(v, out.limit);
  }
}

bool StandardReader::literal(JsonValue v, Subject subject, Literal& out) {
  if (subject == Subject::state) {
    State s{};
    if (!state(v, true, s)) return false;
    out.text = to_text(s);
    return true;
  }
  if (subject == Subject::level) return name(v, out.text);
  if (subject == Subject::met) {
    out.kind = Literal::Kind::boolean;
    return boolean(v, out.boolean);
  }
  if (v.is(Kind::number) || is_numeric(subject)) {
    out.kind = Literal::Kind::number;
    return number(v, out.number);
  }
  if (v.is(Kind::boolean)) {
    out.kind = Literal::Kind::boolean;
    out.boolean = v.boolean();
    return true;
  }
  if (v.is(Kind::string)) return name(v, out.text);
  wrong_type(v, {"a text, a number, true or false", "文本、数字、true 或 false"});
  return false;
}

void StandardReader::reference(JsonValue v, ReferenceSpec& out) {
  if (!v.is(Kind::object)) {
    names(v, out.nodes);
    return;
  }
  static constexpr std::array<std::string_view, 2> keys{"tag", "nodes"};
  const Object o(*this, v, {"a reference", "引用"}, keys);
  if (const auto t = o["tag"]) names(*t, out.tags);
  if (const auto n = o["nodes"]) names(*n, out.nodes);
  if (o.lacks(keys)) {
    complain("S003", v, {R"(the reference needs "tag" or "nodes"; add one)", "引用须有“tag”或“nodes”；请补上"});
  }
}

void StandardReader::count(JsonValue v, CountSpec& out) {
  static constexpr std::array<std::string_view, 6> keys{"tag", "nodes", "of", "level", "state", "previous"};
  const Object o(*this, v, {"a count", "计数"}, keys);
  static constexpr std::array<std::string_view, 2> nodes{"nodes", "of"};
  o.at_most_one(nodes);
  if (const auto t = o["tag"]) names(*t, out.of.tags);
  if (const auto n = o.has("nodes") ? o["nodes"] : o["of"]) names(*n, out.of.nodes);
  if (const auto t = o["level"]) names(*t, out.levels);
  if (const auto s = o["state"]) states(*s, out.states);
  if (const auto p = o["previous"]) {
    static constexpr std::array<std::string_view, 1> inner_keys{"level"};
    const Object inner(*this, *p, {"previous", "previous"}, inner_keys);
    if (const auto t = inner.need("level")) names(*t, out.previous_levels);
  }
}

}  // namespace saniscore::inline v0::detail
