// Errors: a Result<T> holds a value or a list of diagnostics. Nothing else in the library throws.
//
//   auto standard = saniscore::load_standard(text);
//   if (!standard) { for (const auto& d : standard.diagnostics()) std::cerr << to_text(d) << '\n'; }
#pragma once

#include <saniscore/export.hpp>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#if defined(__cpp_exceptions)
#include <stdexcept>
#endif

namespace saniscore::inline v0 {

enum class Severity : std::uint8_t { error, warning, note };
enum class Language : std::uint8_t { en, zh };

/// One complaint about one place. `code` is permanent (docs/errors.md); the texts may be reworded.
struct Diagnostic {
  std::string code;  ///< e.g. "S012"; J… syntax, S… standard, D… data, C… command
  Severity severity = Severity::error;
  std::string source;        ///< file name or the like; empty when unknown
  std::uint32_t line = 0;    ///< 1-based; 0 when not from a text
  std::uint32_t column = 0;  ///< 1-based, in characters (code points)
  std::string pointer;       ///< JSON pointer (RFC 6901) or "row 12, column hygiene"
  std::string en;            ///< what is wrong and what to do, in English
  std::string zh;            ///< the same in Chinese

  bool operator==(const Diagnostic&) const = default;
};

/// "file:12:7: error S012 at /tree/points: …" — one line, control characters removed.
[[nodiscard]] SANISCORE_EXPORT std::string to_text(const Diagnostic& d, Language language = Language::en);

#if defined(__cpp_exceptions)
/// What Result::value() throws; what() is the first error and the number of the others.
class SANISCORE_EXPORT Error : public std::runtime_error {
 public:
  explicit Error(std::vector<Diagnostic> diagnostics);
  Error(const Error&);
  ~Error() override;
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const noexcept { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};
#endif

namespace detail {
[[noreturn]] SANISCORE_EXPORT void throw_error(const std::vector<Diagnostic>& diagnostics);
}

/// A value, or the reasons why there is none. Warnings may accompany a value.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value, std::vector<Diagnostic> warnings = {})
      : value_(std::move(value)), diagnostics_(std::move(warnings)) {}
  Result(std::vector<Diagnostic> errors) : diagnostics_(std::move(errors)) {}
  Result(Diagnostic error) { diagnostics_.push_back(std::move(error)); }

  [[nodiscard]] bool has_value() const noexcept { return value_.has_value(); }
  explicit operator bool() const noexcept { return value_.has_value(); }
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const noexcept { return diagnostics_; }

  /// The value; throws Error (or aborts, in a program built without exceptions) when there is none.
  [[nodiscard]] T& value() & {
    require();
    return *value_;
  }
  [[nodiscard]] const T& value() const& {
    require();
    return *value_;
  }
  [[nodiscard]] T&& value() && {
    require();
    return *std::move(value_);
  }

  /// Unchecked access, after has_value().
  [[nodiscard]] T& operator*() & noexcept { return *value_; }
  [[nodiscard]] const T& operator*() const& noexcept { return *value_; }
  [[nodiscard]] T&& operator*() && noexcept { return *std::move(value_); }
  [[nodiscard]] T* operator->() noexcept { return &*value_; }
  [[nodiscard]] const T* operator->() const noexcept { return &*value_; }

 private:
  void require() const {
    if (!value_) detail::throw_error(diagnostics_);
  }
  std::optional<T> value_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace saniscore::inline v0
