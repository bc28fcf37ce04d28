#include <saniscore/responsibility/draw.hpp>

#include "base/text.hpp"
#include "responsibility/roster_data.hpp"
#include "scoring/numbers.hpp"
#include "standard/json_writer.hpp"

#include <string_view>

namespace saniscore::inline v0::responsibility {
namespace {

struct Colour {
  std::string_view name, fill;
};

/// 奉化四色榜: 90–100 green, 75–90 blue, 60–75 yellow, below 60 red, lower bounds included
/// (epaper.cnnb.com.cn/fhrb/pc/content/202407/03/content_161685.html).
Colour colour_of(const std::optional<double>& score) {
  if (!score) return {"none", "#e0e0e0"};
  const auto from = [&](double limit) {
    return detail::compares(*score, Operator::ge, limit, 100, -1, Rounding::half_up);
  };
  if (from(90)) return {"green", "#a6d96a"};
  if (from(75)) return {"blue", "#92c5de"};
  if (from(60)) return {"yellow", "#fee08b"};
  return {"red", "#f4a582"};
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : detail::for_display(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string one_decimal(double score) {
  return detail::number_text(detail::canonical(score, 100, 1, Rounding::half_up));
}

/// The wanted parties and everybody above them; all when none is named.
std::vector<bool> chosen(const Roster& roster, std::span<const std::uint32_t> parties) {
  std::vector<bool> out(roster.duties().parties.size(), parties.empty());
  for (const auto p : parties) {
    out[p] = true;
    for (const auto above : roster.above(p, {})) out[above] = true;
  }
  return out;
}

template <class F>
void each_link(const Roster& roster, const std::vector<bool>& shown, F&& link) {
  const auto& chains = *roster.data().periods.back().chains;
  const auto& list = roster.duties().parties;
  for (std::uint32_t k = 0; k < list.size(); ++k) {
    if (!shown[k]) continue;
    for (const auto& s : list[k].superiors)
      if (const auto to = *roster.party(s.party); shown[to]) link(k, to, to_text(s.link));
    for (const auto h : chains.holders[k])
      if (shown[h]) link(k, h, std::string_view("holder"));
  }
}

}  // namespace

std::string to_graphviz(const Roster& roster, std::span<const PartyScore> scores,
                        std::span<const std::uint32_t> parties, Language language) {
  const auto shown = chosen(roster, parties);
  std::string out =
      "digraph responsibility {\n  rankdir=BT; node [shape=box, style=filled, fontname=\"sans-serif\"];\n";
  for (std::uint32_t k = 0; k < shown.size(); ++k) {
    if (!shown[k]) continue;
    const auto score = k < scores.size() ? scores[k].score : std::nullopt;
    std::string label(roster.name(k));
    if (score) label += (language == Language::en ? " · " : "　") + one_decimal(*score);
    out += "  n" + std::to_string(k) + " [label=" + quoted(label) + ", fillcolor=\"" +
           std::string(colour_of(score).fill) + "\"";
    if (roster.duties().parties[k].kind == PartyKind::person) out += ", shape=ellipse";
    out += "];\n";
  }
  each_link(roster, shown, [&](std::uint32_t from, std::uint32_t to, std::string_view link) {
    out += "  n" + std::to_string(from) + " -> n" + std::to_string(to);
    if (link == "area") out += " [style=dashed]";
    if (link == "holder") out += " [style=dotted, dir=none]";
    out += ";\n";
  });
  return out + "}\n";
}

std::string to_json(const Roster& roster, std::span<const PartyScore> scores, const Ledger* lost, std::size_t round,
                    std::span<const std::uint32_t> parties) {
  const auto shown = chosen(roster, parties);
  detail::JsonWriter json;
  const auto member = [&](std::string_view key, std::string_view text) {
    json.key(key);
    json.text(text);
  };
  const auto number = [&](std::string_view key, double value) {
    json.key(key);
    json.number(detail::snapped(value, 0));
  };
  json.open('{');
  json.key("parties");
  json.open('[');
  for (std::uint32_t k = 0; k < shown.size(); ++k) {
    if (!shown[k]) continue;
    const auto& p = roster.duties().parties[k];
    json.open('{');
    member("party", p.id);
    member("name", roster.name(k));
    member("kind", to_text(p.kind));
    if (!p.level.empty()) member("level", p.level);
    const auto score = k < scores.size() ? scores[k].score : std::nullopt;
    if (score) number("score", *score);
    if (!scores.empty()) member("colour", colour_of(score).name);
    if (lost != nullptr) {
      number("own", lost->own(k, round));
      number("answers", lost->answers(k, round));
      number("joint", lost->joint(k, round));
    }
    json.close('}');
  }
  json.close(']');
  json.key("links");
  json.open('[');
  each_link(roster, shown, [&](std::uint32_t from, std::uint32_t to, std::string_view link) {
    json.open('{');
    member("from", roster.duties().parties[from].id);
    member("to", roster.duties().parties[to].id);
    member("link", link);
    json.close('}');
  });
  json.close(']');
  json.close('}');
  return json.take() + "\n";
}

}  // namespace saniscore::inline v0::responsibility
