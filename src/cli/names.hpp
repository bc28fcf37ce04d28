// What a heading or a name in a data file means: ids, titles in either language, column names.
#pragma once

#include <saniscore/standard/standard.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace saniscore::cli {

/// A column of a standard as a data file names it.
struct ColumnName {
  enum class Kind : std::uint8_t { value, state, attribute, previous, previous_state };
  Kind kind = Kind::value;
  std::string name;  ///< "leaf" or "leaf/part"; attribute, node or ladder without its sign
};

class Names {
 public:
  explicit Names(const Standard& standard);

  /// "leaf", "leaf/part", "leaf#state", "@attribute", "previous/x", "previous/x#state"; a criterion's title stands
  /// for its id where only one has it.
  [[nodiscard]] std::optional<ColumnName> column(std::string_view text) const;
  /// An id, or a title that only one criterion has. Groups too.
  [[nodiscard]] std::optional<std::string> criterion(std::string_view text) const;
  /// The id of a rule of a criterion, from the id or the title.
  [[nodiscard]] std::string rule(std::string_view criterion, std::string_view text) const;
  /// A rule's options are labels, and this is one of them.
  [[nodiscard]] bool is_label(std::string_view column, std::string_view text) const;

  /// Several criteria have this title.
  [[nodiscard]] bool ambiguous(std::string_view text) const;
  /// The nearest known name, or "".
  [[nodiscard]] std::string suggestion(std::string_view text) const;

 private:
  [[nodiscard]] std::optional<std::string> value_column(std::string_view text) const;
  Standard standard_;
  std::unordered_set<std::string_view> columns_;
  std::unordered_map<std::string_view, std::vector<Node>> titles_;
};

/// ", did you mean \"hygiene\"?" in the language, or nothing.
[[nodiscard]] std::string did_you_mean(const std::string& suggestion, Language language);

}  // namespace saniscore::cli
