#include "cli/document.hpp"

#include "standard/json.hpp"
#include "standard/json_writer.hpp"

#include <saniscore/standard/read.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace saniscore::cli {
namespace {

using detail::JsonValue;

constexpr std::size_t line_width = 110;

/// Who and what first, what hangs below last; everything else stays sorted.
std::size_t rank(std::string_view key) {
  static constexpr std::array<std::string_view, 8> first{"format", "format_version", "id",     "edition",
                                                         "title",  "level",          "points", "weight"};
  static constexpr std::array<std::string_view, 5> last{"sources", "tree", "gates", "outcomes", "children"};
  if (const auto at = std::find(first.begin(), first.end(), key); at != first.end())
    return static_cast<std::size_t>(at - first.begin());
  if (const auto at = std::find(last.begin(), last.end(), key); at != last.end())
    return 100 + static_cast<std::size_t>(at - last.begin());
  return 50;
}

std::string scalar(JsonValue v) {
  detail::JsonWriter out;
  if (v.is(JsonValue::Kind::string))
    out.text(v.string());
  else if (v.is(JsonValue::Kind::number))
    out.number(v.number());
  else
    out.boolean(v.boolean());
  return out.take();
}

std::string print(JsonValue v, std::size_t indent) {
  const bool object = v.is(JsonValue::Kind::object);
  if (!object && !v.is(JsonValue::Kind::array)) return scalar(v);
  std::vector<std::pair<std::size_t, std::string>> parts;
  const auto part = [&](std::string_view key, JsonValue value) {
    std::string text;
    if (object) {
      detail::JsonWriter name;
      name.text(key);
      text = name.take() + ": ";
    }
    parts.emplace_back(object ? rank(key) : 0, text + print(value, indent + 2));
  };
  if (object)
    v.for_each_member([&](JsonValue key, JsonValue value) { part(key.string(), value); });
  else
    v.for_each_item([&](JsonValue item) { part({}, item); });
  std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::size_t length = indent + 2;
  bool flat = true;
  for (const auto& [r, text] : parts) {
    length += text.size() + 2;
    flat = flat && text.find('\n') == std::string::npos;
  }
  flat = flat && length <= line_width;
  std::string out(1, object ? '{' : '[');
  for (std::size_t k = 0; k < parts.size(); ++k) {
    if (flat)
      out += k == 0 ? "" : ", ";
    else
      out.append(k == 0 ? "\n" : ",\n").append(indent + 2, ' ');
    out += parts[k].second;
  }
  if (!flat) out.append("\n").append(indent, ' ');
  return out + (object ? '}' : ']');
}

}  // namespace

std::string document_text(const StandardSpec& spec) {
  const std::string canonical = write_standard(spec);
  detail::Remarks unheard({}, {}, 1);
  const auto document = detail::parse_json(canonical, {}, unheard);
  return document ? print(document->root(), 0) + "\n" : canonical;
}

}  // namespace saniscore::cli
