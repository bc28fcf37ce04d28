#include "standard/remarks.hpp"

#include <algorithm>
#include <utility>

namespace saniscore::inline v0::detail {

LineCounter::Place LineCounter::at(std::size_t offset) {
  offset = std::min(offset, text_.size());
  if (offset < done_) {
    done_ = 0;
    place_ = {};
  }
  for (; done_ < offset; ++done_) {
    const auto byte = static_cast<unsigned char>(text_[done_]);
    if (byte == '\n') {
      ++place_.line;
      place_.column = 1;
    } else if ((byte & 0xC0) != 0x80) {
      ++place_.column;
    }
  }
  // The offset may stand inside a character only for text that is not UTF-8; then its column is the one before.
  return place_;
}

Remarks::Remarks(std::string_view text, std::string source, std::size_t limit)
    : text_(text), source_(std::move(source)), limit_(std::max<std::size_t>(limit, 1)) {}

bool Remarks::wanted() {
  if (!full()) return true;
  ++count_;
  return false;
}

void Remarks::add(std::string_view code, std::size_t offset, std::string pointer, Phrase what) {
  ++count_;
  Diagnostic d;
  d.code = code;
  d.source = source_;
  d.pointer = std::move(pointer);
  d.en = std::move(what.en);
  d.zh = std::move(what.zh);
  entries_.push_back({offset, std::move(d)});
}

std::vector<Diagnostic> Remarks::finish() {
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& a, const Entry& b) { return a.offset < b.offset; });
  LineCounter lines(text_);
  std::vector<Diagnostic> out;
  for (Entry& entry : entries_) {
    const LineCounter::Place place = lines.at(entry.offset);
    entry.diagnostic.line = place.line;
    entry.diagnostic.column = place.column;
    out.push_back(std::move(entry.diagnostic));
  }
  if (count_ > entries_.size()) {
    const std::string more = std::to_string(count_ - entries_.size());
    Diagnostic note;
    note.code = "S099";
    note.severity = Severity::note;
    note.source = source_;
    note.en = "and " + more + " more; correct these first, or raise the limit on diagnostics";
    note.zh = "另有 " + more + " 处；请先改正以上各处，或调高诊断条数上限";
    out.push_back(std::move(note));
  }
  return out;
}

}  // namespace saniscore::inline v0::detail
