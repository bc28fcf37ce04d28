// A writer for JSON output: two spaces of indent, values that are not finite as null.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::cli {

class JsonWriter {
 public:
  JsonWriter& open(char bracket);  ///< '{' or '['
  JsonWriter& close();
  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view value);
  JsonWriter& texts(const std::vector<std::string>& values);  ///< a list on one line
  JsonWriter& number(double value);                           ///< 12 significant digits
  JsonWriter& number(const std::optional<double>& value);     ///< or null
  JsonWriter& count(std::size_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();

  /// Members on one line from here to the close of the bracket opened next.
  JsonWriter& compact();
  [[nodiscard]] std::string finish();

 private:
  struct Level {
    char closing;
    bool compact, empty;
  };
  void before();
  void indent();
  std::string out_;
  std::vector<Level> levels_;
  bool after_key_ = false, compact_next_ = false;
};

}  // namespace saniscore::cli
