// RawCase: what was observed of one unit, as plain values; and the golden cases, with what is expected of them.
#pragma once

#include <saniscore/scoring/observations.hpp>
#include <saniscore/standard/spec.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace saniscore::reference {

/// Where something was seen; an empty text leaves the dimension open.
struct Key {
  std::string site, method, round;
  bool operator==(const Key&) const = default;
};

/// A number, a label or a state.
using Observed = std::variant<double, std::string, State>;

struct Row {
  std::string column;  ///< "leaf", "leaf/rule", "leaf/rule/row", "leaf/lower", …
  Key key;
  Observed value;
};

using Attributes = std::map<std::string, Literal>;

struct RawCase {
  std::vector<Row> rows;
  std::vector<Finding> findings;
  std::vector<Visit> visits;
  Attributes attributes;                              ///< an attribute that is not known is not there
  std::map<std::string, Attributes> site_attributes;  ///< by site
  std::map<std::string, std::vector<std::variant<Literal, State>>> previous;  ///< by node or ladder, newest first
};

/// The same observations through the library's own door.
Observations to_observations(const Standard& standard, const RawCase& raw, std::string_view unit);

/// The case as JSON, in the golden case format.
std::string to_json(const RawCase& raw);

/// What a golden case expects; numbers as they are written there ("295/3").
struct Expectation {
  std::map<std::string, std::optional<std::string>> scores, outcomes;
  std::map<std::string, std::string> maxima, percents, states, levels;
  std::map<std::string, bool> provisional;
  std::map<std::string, std::pair<std::string, std::string>> enclosure;
  std::map<std::string, std::vector<std::string>> possible, binding;
  std::map<std::string, std::pair<double, std::size_t>> shortages;
  struct Lane {
    std::string node;
    Key key;
    std::string score;
  };
  std::vector<Lane> lanes;
  std::map<std::string, std::pair<std::string, std::string>> near;  ///< value and tolerance
  bool error = false;
};

struct GoldenCase {
  std::string file;  ///< of the case
  std::string id, why;
  RawCase raw;
  Expectation expect;
  bool reference = true;  ///< false: a rule that the reference scorer does not know
};

struct GoldenFile {
  std::string name;
  std::string standard;  ///< the standard's JSON text
  std::vector<GoldenCase> cases;
};

/// Every file of FOLDER/cases with its standard from the folder of standards, sorted by name. Throws when one is
/// broken.
std::vector<GoldenFile> load_golden(const std::string& folder, const std::string& standards);

/// The observations of one golden case ("observations", "rows", "findings", …).
RawCase read_case(const std::string& json);

}  // namespace saniscore::reference
