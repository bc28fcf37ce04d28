#include <saniscore/base/result.hpp>

#include "base/text.hpp"

#include <cstdio>
#include <cstdlib>

namespace saniscore::inline v0 {
namespace {

std::string_view severity_word(Severity severity, Language language) {
  const bool zh = language == Language::zh;
  switch (severity) {
    case Severity::error: return zh ? "错误" : "error";
    case Severity::warning: return zh ? "警告" : "warning";
    case Severity::note: break;
  }
  return zh ? "提示" : "note";
}

/// The first error on one line, and how many more there are.
std::string summary(const std::vector<Diagnostic>& diagnostics) {
  const Diagnostic* first = nullptr;
  std::size_t errors = 0;
  for (const Diagnostic& d : diagnostics) {
    if (d.severity != Severity::error) continue;
    if (first == nullptr) first = &d;
    ++errors;
  }
  if (first == nullptr) return diagnostics.empty() ? "no value and no reason given" : to_text(diagnostics.front());
  std::string text = to_text(*first);
  if (errors > 1) text += " (and " + std::to_string(errors - 1) + " more)";
  return text;
}

}  // namespace

std::string to_text(const Diagnostic& d, Language language) {
  const bool zh = language == Language::zh;
  std::string out;
  if (!d.source.empty()) out += d.source + ":";
  if (d.line != 0) {
    out += std::to_string(d.line) + ":";
    if (d.column != 0) out += std::to_string(d.column) + ":";
  }
  if (!out.empty()) out += ' ';
  out += severity_word(d.severity, language);
  if (!d.code.empty()) out += ' ' + d.code;
  if (!d.pointer.empty()) out += (zh ? "，位于 " : " at ") + d.pointer;
  out += zh ? "：" : ": ";
  out += zh && !d.zh.empty() ? d.zh : d.en;
  return detail::for_display(out);
}

#if defined(__cpp_exceptions)
Error::Error(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(summary(diagnostics)), diagnostics_(std::move(diagnostics)) {}
Error::Error(const Error&) = default;
Error::~Error() = default;
#endif

namespace detail {

void throw_error(const std::vector<Diagnostic>& diagnostics) {
#if defined(__cpp_exceptions)
  throw Error(diagnostics);
#else
  // Without exceptions there is no other way to refuse a value that does not exist.
  const std::string text = summary(diagnostics);
  std::fprintf(stderr, "saniscore: %s\n", text.c_str());
  std::abort();
#endif
}

}  // namespace detail
}  // namespace saniscore::inline v0
