// Reading and writing cases as JSON.
#include "reference/case.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace saniscore::reference {

namespace {

using Json = nlohmann::ordered_json;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

State to_state(const std::string& name) {
  const auto state = parse_state(name);
  if (!state) throw std::runtime_error("no such state: " + name);
  return *state;
}

/// "#withheld" is a state, "withheld" a label.
std::optional<State> marked_state(const Json& value) {
  if (!value.is_string()) return std::nullopt;
  const std::string text = value.get<std::string>();
  if (text.empty() || text.front() != '#') return std::nullopt;
  return to_state(text.substr(1));
}

Observed to_observed(const Json& value) {
  if (const auto state = marked_state(value)) return *state;
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? 1.0 : 0.0;
  return value.get<double>();
}

Literal to_literal(const Json& value) {
  Literal literal;
  if (value.is_boolean()) {
    literal.kind = Literal::Kind::boolean;
    literal.boolean = value.get<bool>();
  } else if (value.is_number()) {
    literal.kind = Literal::Kind::number;
    literal.number = value.get<double>();
  } else {
    literal.text = value.get<std::string>();
  }
  return literal;
}

Json from_literal(const Literal& literal) {
  switch (literal.kind) {
    case Literal::Kind::boolean: return literal.boolean;
    case Literal::Kind::number: return literal.number;
    case Literal::Kind::text: break;
  }
  return literal.text;
}

Key to_key(const Json& where) { return {where.value("site", ""), where.value("method", ""), where.value("round", "")}; }

void put_key(Json& where, const std::string& site, const std::string& method, const std::string& round) {
  if (!site.empty()) where["site"] = site;
  if (!method.empty()) where["method"] = method;
  if (!round.empty()) where["round"] = round;
}

Attributes to_attributes(const Json& values) {
  Attributes attributes;
  for (const auto& [name, value] : values.items()) {
    if (!value.is_null()) attributes[name] = to_literal(value);
  }
  return attributes;
}

Finding to_finding(const Json& value) {
  Finding finding;
  for (const auto& [name, field] : value.items()) {
    if (name == "criterion") {
      finding.criterion = field.get<std::string>();
    } else if (name == "rule") {
      finding.rule = field.get<std::string>();
    } else if (name == "count") {
      finding.count = field.get<double>();
    } else if (name != "site" && name != "method" && name != "round") {
      finding.facts[name] = to_literal(field);
    }
  }
  const Key key = to_key(value);
  finding.site = key.site;
  finding.method = key.method;
  finding.round = key.round;
  return finding;
}

Visit to_visit(const Json& value) {
  Visit visit;
  const Key key = to_key(value);
  visit.site = key.site;
  visit.method = key.method;
  visit.round = key.round;
  if (value.contains("covers")) visit.covers = value.at("covers").get<std::vector<std::string>>();
  return visit;
}

RawCase to_case(const Json& document) {
  // A reference: items() of a temporary would dangle.
  static const Json empty = Json::object();
  const auto section = [&](const char* name) -> const Json& {
    const auto found = document.find(name);
    return found == document.end() ? empty : *found;
  };
  RawCase raw;
  for (const auto& [column, value] : section("observations").items())
    raw.rows.push_back({column, {}, to_observed(value)});
  for (const auto& row : section("rows")) {
    raw.rows.push_back({row.at(0).get<std::string>(), to_key(row.at(1)), to_observed(row.at(2))});
  }
  for (const auto& finding : section("findings")) raw.findings.push_back(to_finding(finding));
  for (const auto& visit : section("visits")) raw.visits.push_back(to_visit(visit));
  raw.attributes = to_attributes(section("attributes"));
  for (const auto& [site, attributes] : section("site_attributes").items()) {
    raw.site_attributes[site] = to_attributes(attributes);
  }
  for (const auto& [name, value] : section("previous").items()) {
    // A list gives several results, newest first.
    for (const auto& result : value.is_array() ? value : Json::array({value})) {
      if (const auto state = marked_state(result)) {
        raw.previous[name].emplace_back(*state);
      } else {
        raw.previous[name].emplace_back(to_literal(result));
      }
    }
  }
  return raw;
}

template <class T>
void read_map(const Json& expect, const char* name, std::map<std::string, T>& into) {
  const auto found = expect.find(name);
  if (found == expect.end()) return;
  for (const auto& [key, value] : found->items()) {
    if constexpr (std::is_same_v<T, std::optional<std::string>>) {
      into[key] = value.is_null() ? std::nullopt : std::optional(value.template get<std::string>());
    } else {
      into[key] = value.template get<T>();
    }
  }
}

Expectation to_expectation(const Json& expect) {
  Expectation e;
  for (const auto& [name, value] : expect.items()) {
    static const std::vector<std::string> known = {"scores",      "maxima",    "percents", "states",   "levels",
                                                   "provisional", "enclosure", "outcomes", "possible", "binding",
                                                   "shortages",   "lanes",     "near",     "error"};
    if (std::find(known.begin(), known.end(), name) == known.end()) throw std::runtime_error("cannot expect " + name);
  }
  read_map(expect, "scores", e.scores);
  read_map(expect, "maxima", e.maxima);
  read_map(expect, "percents", e.percents);
  read_map(expect, "states", e.states);
  read_map(expect, "levels", e.levels);
  read_map(expect, "provisional", e.provisional);
  read_map(expect, "enclosure", e.enclosure);
  read_map(expect, "outcomes", e.outcomes);
  read_map(expect, "possible", e.possible);
  read_map(expect, "binding", e.binding);
  read_map(expect, "shortages", e.shortages);
  read_map(expect, "near", e.near);
  if (expect.contains("lanes")) {
    for (const auto& lane : expect.at("lanes")) {
      e.lanes.push_back(
          {lane.at("node").get<std::string>(), to_key(lane.at("lane")), lane.at("score").get<std::string>()});
    }
  }
  e.error = expect.value("error", false);
  return e;
}

Json result_json(const std::variant<Literal, State>& result) {
  if (const auto* state = std::get_if<State>(&result)) return "#" + std::string(to_text(*state));
  return from_literal(std::get<Literal>(result));
}

}  // namespace

RawCase read_case(const std::string& json) { return to_case(Json::parse(json)); }

std::vector<GoldenFile> load_golden(const std::string& folder, const std::string& standards) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/cases")) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<GoldenFile> files;
  for (const auto& path : paths) {
    const Json document = Json::parse(read_file(path));
    GoldenFile file;
    file.name = path.stem().string();
    file.standard = read_file(std::filesystem::path(standards) / document.at("standard").get<std::string>());
    for (const auto& entry : document.at("cases")) {
      file.cases.push_back({file.name, entry.at("id").get<std::string>(), entry.value("why", ""), to_case(entry),
                            to_expectation(entry.at("expect")), entry.value("reference", true)});
    }
    files.push_back(std::move(file));
  }
  return files;
}

std::string to_json(const RawCase& raw) {
  Json document = Json::object();
  for (const Row& row : raw.rows) {
    Json where = Json::object();
    put_key(where, row.key.site, row.key.method, row.key.round);
    Json value;
    if (const auto* number = std::get_if<double>(&row.value)) value = *number;
    if (const auto* label = std::get_if<std::string>(&row.value)) value = *label;
    if (const auto* state = std::get_if<State>(&row.value)) value = "#" + std::string(to_text(*state));
    document["rows"].push_back(Json::array({row.column, where, value}));
  }
  for (const Finding& finding : raw.findings) {
    Json entry = {{"criterion", finding.criterion}, {"count", finding.count}};
    if (!finding.rule.empty()) entry["rule"] = finding.rule;
    put_key(entry, finding.site, finding.method, finding.round);
    for (const auto& [name, value] : finding.facts) entry[name] = from_literal(value);
    document["findings"].push_back(entry);
  }
  for (const Visit& visit : raw.visits) {
    Json entry = {{"covers", visit.covers}};
    put_key(entry, visit.site, visit.method, visit.round);
    document["visits"].push_back(entry);
  }
  for (const auto& [name, value] : raw.attributes) document["attributes"][name] = from_literal(value);
  for (const auto& [site, attributes] : raw.site_attributes) {
    document["site_attributes"][site] = Json::object();
    for (const auto& [name, value] : attributes) document["site_attributes"][site][name] = from_literal(value);
  }
  for (const auto& [name, results] : raw.previous) {
    Json list = Json::array();
    for (const auto& result : results) list.push_back(result_json(result));
    document["previous"][name] = list;
  }
  return document.dump(1);
}

}  // namespace saniscore::reference
