// read_standard(): the document itself. Criteria, measures, inputs and conditions are in the read_….cpp beside it.
#include <saniscore/standard/read.hpp>

#include "standard/standard_reader.hpp"

#include <algorithm>

namespace saniscore::inline v0 {
namespace detail {

void StandardReader::standard(JsonValue v, StandardSpec& out) {
  static constexpr std::array<std::string_view, 18> keys{
      "format",  "format_version", "id",     "edition", "title",   "valid", "direction", "completeness", "note",
      "sources", "tailored",       "states", "numbers", "surveys", "tree",  "gates",     "outcomes",     "$schema"};
  const Object o(*this, v, {"a standard", "标准"}, keys);
  if (!o) return;
  format(o, "saniscore/standard");
  std::string for_editors;
  text(o["$schema"], for_editors);
  if (const auto id_value = o.need("id")) id(*id_value, out.id);
  if (const auto edition = o.need("edition")) id(*edition, out.edition);
  title(o["title"], out.title);
  if (const auto period = o["valid"]) valid(*period, out);
  if (const auto d = o["direction"]) direction(*d, out.direction);
  if (const auto completeness = o["completeness"]) {
    static constexpr std::array<Word<bool>, 2> words{{{"complete", false}, {"partial", true}}};
    word(*completeness, words, out.partial);
  }
  text(o["note"], out.note);
  if (const auto list = o["sources"]) sources(*list, out.sources);
  if (const auto t = o["tailored"]) tailored(*t, out.tailored.emplace());
  if (const auto states = o["states"]) policies(*states, out.states);
  if (const auto n = o["numbers"]) round(*n, out.numbers);
  if (const auto list = o["surveys"]) {
    items(
        *list, {"surveys", "调查"}, out.surveys, [this](JsonValue item, SurveySpec& to) { survey(item, to); }, true);
  }
  if (const auto tree = o.need("tree")) node(*tree, out.tree);
  if (const auto list = o["gates"]) {
    items(
        *list, {"gates", "前置条件"}, out.gates, [this](JsonValue item, GateSpec& to) { gate(item, to); }, true);
  }
  if (const auto list = o["outcomes"]) {
    items(
        *list, {"outcomes", "结论"}, out.outcomes, [this](JsonValue item, OutcomeSpec& to) { outcome(item, to); },
        true);
  }
}

void StandardReader::format(const Object& o, std::string_view expected) {
  const bool standard = expected == "saniscore/standard";
  std::string format;
  if (const auto v = o.need("format"); v && text(*v, format) && format != expected) {
    complain("S013", *v,
             {"the format is \"" + shortened(format) + "\"; " + (standard ? "a standard" : "an overlay") + " says \"" +
                  std::string(expected) + "\"",
              "文档格式为“" + shortened(format) + "”；" + (standard ? "标准" : "裁剪") + "文档应写“" +
                  std::string(expected) + "”"});
  }
  double version = 1;
  if (const auto v = o.need("format_version"); v && number(*v, version) && version != 1) {
    const std::string n = number_text(version);
    complain(
        "S013", *v,
        {"format version " + n + " is not known; this library reads version 1, so update it or convert the document",
         "不认识格式版本 " + n + "；本程序只读版本 1，请升级程序或转换文档"});
  }
}

void StandardReader::valid(JsonValue v, StandardSpec& out) {
  static constexpr std::array<std::string_view, 2> keys{"from", "to"};
  const Object o(*this, v, {"the validity period", "有效期"}, keys);
  if (const auto from = o["from"]) date(*from, out.valid_from);
  if (const auto to = o["to"]) date(*to, out.valid_to);
}

void StandardReader::tailored(JsonValue v, TailoredSpec& out) {
  static constexpr std::array<std::string_view, 3> keys{"of", "fingerprint", "changes"};
  const Object o(*this, v, {"what it was tailored from", "裁剪来源"}, keys);
  if (const auto t = o.need("of")) name(*t, out.of);
  if (const auto t = o.need("fingerprint")) name(*t, out.fingerprint);
  if (const auto list = o["changes"]) names(*list, out.changes);
}

void StandardReader::survey(JsonValue v, SurveySpec& out) {
  static constexpr std::array<std::string_view, 9> keys{"id",           "title",     "favourable",
                                                        "unfavourable", "dont_know", "dont_know_answers",
                                                        "population",   "least_n",   "acceptance"};
  const Object o(*this, v, {"a survey", "调查"}, keys);
  if (const auto i = o.need("id")) id(*i, out.id);
  title(o["title"], out.title);
  if (const auto list = o["favourable"]) names(*list, out.favourable);
  if (const auto list = o["unfavourable"]) names(*list, out.unfavourable);
  static constexpr std::array<Word<bool>, 2> policies{{{"exclude", false}, {"unfavourable", true}}};
  if (const auto t = o["dont_know"]) word(*t, policies, out.dont_know_unfavourable);
  if (const auto list = o["dont_know_answers"]) names(*list, out.dont_know_answers);
  if (const auto t = o["population"]) name(*t, out.population);
  double least = 0;
  if (const auto n = o["least_n"]; n && at_least_zero(*n, least)) out.least_n = least;
  static constexpr std::array<Word<Acceptance>, 4> acceptances{{{"undecided", Acceptance::undecided},
                                                                {"simple", Acceptance::simple},
                                                                {"guarded_acceptance", Acceptance::guarded_acceptance},
                                                                {"guarded_rejection", Acceptance::guarded_rejection}}};
  if (const auto t = o["acceptance"]) word(*t, acceptances, out.acceptance);
}

void StandardReader::gate(JsonValue v, GateSpec& out) {
  static constexpr std::array<std::string_view, 5> keys{"id", "title", "require", "outcome", "at_best"};
  const Object o(*this, v, {"a gate", "前置条件"}, keys);
  if (const auto i = o.need("id")) id(*i, out.id);
  title(o["title"], out.title);
  if (const auto c = o.need("require")) condition(*c, out.require);
  if (const auto t = o.need("outcome")) name(*t, out.outcome);
  if (const auto t = o.need("at_best")) name(*t, out.at_best);
}

void StandardReader::outcome(JsonValue v, OutcomeSpec& out) {
  static constexpr std::array<std::string_view, 3> keys{"id", "title", "levels"};
  const Object o(*this, v, {"an outcome", "结论"}, keys);
  if (const auto i = o.need("id")) id(*i, out.id);
  title(o["title"], out.title);
  const auto list = o.need("levels");
  if (!list) return;
  items(*list, {"levels", "等次"}, out.levels, [this](JsonValue item, LevelSpec& to) {
    static constexpr std::array<std::string_view, 3> level_keys{"level", "title", "when"};
    const Object level(*this, item, {"a level", "等次"}, level_keys);
    if (const auto t = level.need("level")) name(*t, to.level);
    title(level["title"], to.title);
    condition(level["when"], to.when);
  });
}

void StandardReader::sources(JsonValue v, std::vector<SourceSpec>& out) {
  const auto source = [this](JsonValue item, SourceSpec& to) {
    static constexpr std::array<std::string_view, 4> keys{"title", "url", "status", "note"};
    const Object o(*this, item, {"a source", "出处"}, keys);
    text(o["title"], to.title);
    text(o["url"], to.url);
    text(o["status"], to.status);
    text(o["note"], to.note);
  };
  items(v, {"sources", "出处"}, out, source, true);
}

}  // namespace detail

Result<StandardSpec> read_standard(std::string_view json, std::string source_name, const Limits& limits) {
  return detail::read_document<StandardSpec>(json, std::move(source_name), limits, &detail::StandardReader::standard);
}

}  // namespace saniscore::inline v0
