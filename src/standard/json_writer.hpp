// JsonWriter: appends JSON without blanks to a string. The caller gives keys in their order.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace saniscore::inline v0::detail {

class JsonWriter {
 public:
  void open(char bracket) {
    separate();
    out_ += bracket;
    fresh_ = true;
  }
  void close(char bracket) {
    out_ += bracket;
    fresh_ = false;
  }
  void key(std::string_view name) {
    separate();
    append(name);
    out_ += ':';
    fresh_ = true;  // no comma before the value
  }
  void text(std::string_view value) {
    separate();
    append(value);
  }
  /// Not finite: null, which no reader takes for a number.
  void number(double value);
  void boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void separate() {
    if (!fresh_) out_ += ',';
    fresh_ = false;
  }
  void append(std::string_view text);

  std::string out_;
  bool fresh_ = true;
};

}  // namespace saniscore::inline v0::detail
