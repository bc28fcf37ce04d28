#include "standard/json.hpp"

#include "base/text.hpp"
#include "standard/json_fault.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <nlohmann/json.hpp>

namespace saniscore::inline v0::detail {

// Receives the parser's events. The parser gives values without places, but in order, so the place of each is found
// by walking along the text: after the last token come only blanks, commas and colons.
class JsonBuilder {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  JsonBuilder(std::string_view text, const JsonLimits& limits, Remarks& remarks)
      : text_(text), limits_(limits), remarks_(remarks) {}

  [[nodiscard]] JsonDocument take() { return std::move(document_); }

  bool null() { return literal(JsonValue::Kind::null, 4, false); }
  bool boolean(bool value) { return literal(JsonValue::Kind::boolean, value ? 4 : 5, value); }
  bool number_integer(number_integer_t) { return number(); }
  bool number_unsigned(number_unsigned_t) { return number(); }
  bool number_float(number_float_t, const string_t&) { return number(); }
  bool binary(binary_t&) { return false; }  // not in text

  bool string(string_t& value) {
    add_string(value);
    after_value();
    return true;
  }
  bool key(string_t& value) {
    add_string(value);
    state_ = JsonState::key;
    return true;
  }
  bool start_object(std::size_t) { return open(JsonValue::Kind::object); }
  bool start_array(std::size_t) { return open(JsonValue::Kind::array); }
  bool end_object() {
    repeated_keys();
    return close();
  }
  bool end_array() { return close(); }

  template <class Exception>
  bool parse_error(std::size_t, const std::string&, const Exception&) {
    const bool inside = !open_.empty();
    const std::size_t opened = inside ? entries()[open_.back()].offset : text_.size();
    JsonFault fault = explain_fault(text_, at_, state_, opened, last_);
    fail(fault.code, fault.offset, std::move(fault.what));
    return false;
  }

 private:
  using Entry = JsonDocument::Entry;

  std::vector<Entry>& entries() { return document_.entries_; }

  void fail(std::string_view code, std::size_t offset, Phrase what) {
    if (!remarks_.wanted()) return;
    remarks_.add(code, offset, open_.empty() ? std::string() : document_.pointer(open_.back()), std::move(what));
  }

  /// Moves to the next token and makes its entry.
  Entry& begin(JsonValue::Kind kind) {
    while (at_ < text_.size() && std::strchr(" \t\r\n,:", text_[at_]) != nullptr) ++at_;
    last_ = at_;
    Entry& entry = entries().emplace_back();
    entry.kind = kind;
    entry.offset = static_cast<std::uint32_t>(at_);
    entry.next = static_cast<std::uint32_t>(entries().size());
    return entry;
  }

  void after_value() {
    if (open_.empty()) {
      state_ = JsonState::end;
      return;
    }
    Entry& parent = entries()[open_.back()];
    ++parent.size;
    state_ = parent.kind == JsonValue::Kind::array ? JsonState::array_item : JsonState::object_member;
  }

  bool literal(JsonValue::Kind kind, std::size_t length, bool value) {
    begin(kind).size = value ? 1 : 0;
    at_ += length;
    after_value();
    return true;
  }

  /// The end of the sound number at `i`: what follows directly may still be a fault, as in 01.
  [[nodiscard]] std::size_t number_end(std::size_t i) const {
    const auto at = [this](std::size_t k) { return k < text_.size() ? text_[k] : ' '; };
    const auto digits = [&](std::size_t k) {
      while (at(k) >= '0' && at(k) <= '9') ++k;
      return k;
    };
    if (at(i) == '-') ++i;
    i = at(i) == '0' ? i + 1 : digits(i);
    if (at(i) == '.') i = digits(i + 1);
    if (at(i) == 'e' || at(i) == 'E') i = digits(i + (at(i + 1) == '+' || at(i + 1) == '-' ? 2 : 1));
    return i;
  }

  // The parser's own value is not used: it comes from strtod, which knows the locale.
  bool number() {
    Entry& entry = begin(JsonValue::Kind::number);
    const std::size_t end = number_end(at_);
    const std::optional<double> value = parse_number(text_.substr(at_, end - at_));
    if (!value) {
      JsonFault fault = explain_fault(text_, at_, JsonState::start, text_.size(), at_);
      fail(fault.code, fault.offset, std::move(fault.what));
      return false;
    }
    entry.number = *value == 0 ? 0 : *value;
    at_ = end;
    after_value();
    return true;
  }

  void add_string(const std::string& value) {
    Entry& entry = begin(JsonValue::Kind::string);
    const std::size_t first = at_ + 1;
    std::size_t end = first;
    bool escaped = false;
    while (text_[end] != '"') {
      if (text_[end] == '\\') {
        escaped = true;
        ++end;
      }
      ++end;
    }
    entry.size = static_cast<std::uint32_t>(value.size());
    entry.bytes = escaped ? keep(value) : text_.data() + first;
    at_ = end + 1;
    if (escaped && value.find('\0') != std::string::npos && remarks_.wanted()) {
      remarks_.add("J003", last_, document_.pointer(static_cast<std::uint32_t>(entries().size() - 1)),
                   {R"(the text contains \u0000, which no program can show; remove it)",
                    R"(文本中含有 \u0000，无法显示；请删去)"});
    }
  }

  const char* keep(std::string_view bytes) {
    constexpr std::size_t chunk = std::size_t{1} << 16;
    if (bytes.size() > room_) {
      room_ = std::max(chunk, bytes.size());
      document_.chunks_.push_back(std::make_unique<char[]>(room_));
      free_ = document_.chunks_.back().get();
    }
    std::copy(bytes.begin(), bytes.end(), free_);
    const char* const kept = free_;
    free_ += bytes.size();
    room_ -= bytes.size();
    return kept;
  }

  bool open(JsonValue::Kind kind) {
    Entry& entry = begin(kind);
    if (open_.size() >= limits_.nesting) {
      const std::string n = std::to_string(limits_.nesting);
      fail("J006", at_,
           {"lists and objects are nested more than " + n + " deep; flatten the document or raise the limit",
            "列表和对象的嵌套超过 " + n + " 层；请减少层次或调高上限"});
      return false;
    }
    entry.next = std::numeric_limits<std::uint32_t>::max();  // until it is closed
    open_.push_back(static_cast<std::uint32_t>(entries().size() - 1));
    ++at_;
    state_ = kind == JsonValue::Kind::array ? JsonState::array_opened : JsonState::object_opened;
    return true;
  }

  bool close() {
    while (text_[at_] != ']' && text_[at_] != '}') ++at_;  // only blanks stand before it
    last_ = at_++;
    entries()[open_.back()].next = static_cast<std::uint32_t>(entries().size());
    open_.pop_back();
    after_value();
    return true;
  }

  // By sorting, so that neither many keys nor keys made to collide cost more than n log n.
  void repeated_keys() {
    keys_.clear();
    const auto end = static_cast<std::uint32_t>(entries().size());
    for (std::uint32_t i = open_.back() + 1; i < end; i = entries()[i + 1].next) {
      keys_.emplace_back(std::string_view(entries()[i].bytes, entries()[i].size), i);
    }
    std::sort(keys_.begin(), keys_.end());
    for (std::size_t i = 1; i < keys_.size(); ++i) {
      if (keys_[i].first != keys_[i - 1].first || !remarks_.wanted()) continue;
      const std::string name = shortened(keys_[i].first);
      remarks_.add("J004", entries()[keys_[i].second].offset, document_.pointer(keys_[i].second),
                   {"the key \"" + name + "\" is given more than once; keep one of them",
                    "键“" + name + "”重复出现；请只保留一处"});
    }
  }

  std::string_view text_;
  JsonLimits limits_;
  Remarks& remarks_;
  JsonDocument document_;
  std::vector<std::uint32_t> open_;
  std::vector<std::pair<std::string_view, std::uint32_t>> keys_;
  JsonState state_ = JsonState::start;
  std::size_t at_ = 0;    // the end of the last token
  std::size_t last_ = 0;  // and its first byte
  char* free_ = nullptr;
  std::size_t room_ = 0;
};

std::optional<JsonValue> JsonValue::find(std::string_view key) const {
  std::optional<JsonValue> found;
  if (!is(Kind::object)) return found;
  for_each_member([&](JsonValue k, JsonValue v) {
    if (!found && k.string() == key) found = v;
  });
  return found;
}

std::string JsonDocument::pointer(std::uint32_t index) const {
  std::string out;
  std::uint32_t at = 0;
  while (at != index) {
    std::uint32_t child = at + 1;
    out += '/';
    if (entries_[at].kind == JsonValue::Kind::array) {
      std::size_t number = 0;
      while (entries_[child].next <= index) {
        child = entries_[child].next;
        ++number;
      }
      out += std::to_string(number);
      at = child;
      continue;
    }
    while (child + 1 < entries_.size() && entries_[child + 1].next <= index) child = entries_[child + 1].next;
    for (const char c : std::string_view(entries_[child].bytes, entries_[child].size)) {
      if (c == '~') {
        out += "~0";
      } else if (c == '/') {
        out += "~1";
      } else {
        out += c;
      }
    }
    if (child == index) break;
    at = child + 1;
  }
  return out;
}

JsonValue JsonDocument::nearest(std::string_view pointer) const {
  JsonValue at = root();
  while (!pointer.empty() && pointer.front() == '/') {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    std::string key;
    for (std::size_t i = 0; i < end; ++i) {
      if (pointer[i] == '~' && i + 1 < end) {
        key += pointer[++i] == '1' ? '/' : '~';
      } else {
        key += pointer[i];
      }
    }
    pointer.remove_prefix(end);
    std::optional<JsonValue> next = at.find(key);
    if (at.is(JsonValue::Kind::array)) {
      const std::optional<double> number = parse_number(key);
      double position = 0;
      at.for_each_item([&](JsonValue item) {
        if (number && position == *number) next = item;
        ++position;
      });
    }
    if (!next) break;
    at = *next;
  }
  return at;
}

std::string_view without_bom(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  return text;
}

std::optional<JsonDocument> parse_json(std::string_view text, const JsonLimits& limits, Remarks& remarks) {
  const auto refuse = [&](std::string_view code, std::size_t offset, Phrase what) {
    if (remarks.wanted()) remarks.add(code, offset, {}, std::move(what));
    return std::nullopt;
  };
  if (text.size() > std::min(limits.bytes, JsonLimits().bytes)) {
    const std::string n = std::to_string(std::min(limits.bytes, JsonLimits().bytes));
    return refuse("J007", 0,
                  {"the document has " + std::to_string(text.size()) + " bytes, more than the limit of " + n +
                       "; split it or raise the limit",
                   "文档有 " + std::to_string(text.size()) + " 字节，超过上限 " + n + "；请拆分或调高上限"});
  }
  if (const std::size_t bad = find_invalid_utf8(text); bad != std::string_view::npos) {
    return refuse(
        "J002", bad,
        {"byte " + std::to_string(bad) + " is not UTF-8; save the file as UTF-8 (it may be GBK or GB18030)",
         "第 " + std::to_string(bad) + " 字节不是 UTF-8；请将文件另存为 UTF-8（原文件可能是 GBK 或 GB18030）"});
  }
  if (const std::size_t bad = text.find('\0'); bad != std::string_view::npos) {
    return refuse("J003", bad,
                  {"a NUL byte; a standard is text, so remove it or check that this is the right file",
                   "含有空字节（NUL）；标准文档应为纯文本，请删去，或检查文件是否选错"});
  }
  if (without_bom(text).size() != text.size()) {  // the parser would skip it and its places would be off
    return refuse("J001", 0,
                  {"a second byte order mark (U+FEFF) before the document; remove it",
                   "文档开头有第二个字节顺序标记（U+FEFF）；请删去"});
  }
  JsonBuilder builder(text, limits, remarks);
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return std::nullopt;
  return builder.take();
}

LineCounter::Place locate(std::string_view text, std::string_view pointer) {
  Diagnostic d;
  d.pointer = pointer;
  std::vector<Diagnostic> one{std::move(d)};
  locate(text, one);
  return {one.front().line, one.front().column};
}

void locate(std::string_view text, std::vector<Diagnostic>& diagnostics) {
  text = without_bom(text);
  Remarks unheard(text, {}, 1);
  const std::optional<JsonDocument> document = parse_json(text, {}, unheard);
  if (!document) return;
  std::vector<std::pair<std::size_t, Diagnostic*>> places;
  for (Diagnostic& d : diagnostics) {
    if (d.line == 0) places.emplace_back(document->nearest(d.pointer).offset(), &d);
  }
  std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  LineCounter lines(text);
  for (const auto& [offset, diagnostic] : places) {
    const LineCounter::Place place = lines.at(offset);
    diagnostic->line = place.line;
    diagnostic->column = place.column;
  }
}

}  // namespace saniscore::inline v0::detail
