// What compile() finds wrong, and where in the document.
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/standard/spec.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::detail {

/// Where in the document we are: a linked list on the stack, written out only for a complaint.
struct Path {
  const Path* up = nullptr;
  std::string_view key;
  std::size_t index = 0;
  bool by_index = false;
  bool optional = false;  ///< some forms of the document leave it out
  bool silent = false;    ///< … and so does the form that is written when there is no document

  [[nodiscard]] Path operator/(std::string_view k) const { return {this, k, 0, false, false, false}; }
  [[nodiscard]] Path operator/(std::size_t i) const { return {this, {}, i, true, false, false}; }
  [[nodiscard]] Path perhaps(std::string_view k) const { return {this, k, 0, false, true, false}; }
  [[nodiscard]] Path perhaps(std::size_t i) const { return {this, {}, i, true, true, false}; }
  [[nodiscard]] Path maybe(std::string_view k) const { return {this, k, 0, false, true, true}; }
  [[nodiscard]] Path maybe(std::size_t i) const { return {this, {}, i, true, true, true}; }
};

/// One hop of a Path that outlives it.
struct Hop {
  std::string key;
  std::size_t index = 0;
  bool by_index = false, optional = false, silent = false;
};

/// Keeps the first errors and the first warnings, and counts the others.
class Complaints {
 public:
  Complaints(const StandardSpec& spec, std::size_t limit) : spec_(spec), limit_(limit == 0 ? 1 : limit) {}

  void error(const char* code, const Path& at, std::string en, std::string zh);
  void warning(const char* code, const Path& at, std::string en, std::string zh);
  [[nodiscard]] bool errors() const { return !errors_.empty(); }
  /// Another error would be listed: otherwise its text need not be made.
  [[nodiscard]] bool room() const { return errors_.size() < limit_; }
  [[nodiscard]] std::size_t count() const { return errors_.size(); }
  /// In the order of the document, with lines and columns when it came from text, and a closing note.
  [[nodiscard]] std::vector<Diagnostic> finish();

 private:
  struct Entry {
    Diagnostic diagnostic;
    std::vector<Hop> hops;
    std::size_t offset = 0;
  };
  static Entry entry(Severity severity, const char* code, const Path& at, std::string en, std::string zh);
  void locate(std::vector<Entry>& list) const;
  void locate_in_sheet(std::vector<Entry>& list) const;

  const StandardSpec& spec_;
  std::size_t limit_;
  std::vector<Entry> errors_, warnings_;
  std::size_t suppressed_ = 0;
};

}  // namespace saniscore::inline v0::detail
