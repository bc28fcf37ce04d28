#include "cli/names.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace saniscore::cli {
namespace {

constexpr std::string_view state_suffix = "#state";
constexpr std::string_view previous_prefix = "previous/";

}  // namespace

Names::Names(const Standard& standard) : standard_(standard) {
  for (const std::string& name : standard_.columns()) columns_.insert(name);
  for (const Node node : standard_.document_order())
    for (const auto& [language, title] : standard_.spec(node).title) {
      auto& nodes = titles_[title];
      if (nodes.empty() || nodes.back() != node) nodes.push_back(node);
    }
}

std::optional<std::string> Names::criterion(std::string_view text) const {
  if (standard_.find(text) != no_node) return std::string(text);
  const auto titled = titles_.find(text);
  if (titled == titles_.end() || titled->second.size() != 1) return std::nullopt;
  return standard_.id(titled->second.front());
}

std::string Names::rule(std::string_view criterion, std::string_view text) const {
  const Node node = standard_.find(criterion);
  if (node != no_node && standard_.spec(node).measure)
    for (const CountRule& rule : standard_.spec(node).measure->rules)
      for (const auto& [language, title] : rule.title)
        if (title == text) return rule.id;
  return std::string(text);
}

std::optional<std::string> Names::value_column(std::string_view text) const {
  if (columns_.contains(text)) return std::string(text);
  // "title" or "title/part"; titles may hold a slash themselves.
  for (std::size_t cut = text.size(); cut != std::string_view::npos && cut > 0; cut = text.rfind('/', cut - 1)) {
    const auto id = criterion(text.substr(0, cut));
    if (!id) continue;
    std::string name = *id;
    if (cut < text.size()) name.append("/").append(rule(*id, text.substr(cut + 1)));
    if (columns_.contains(name)) return name;
  }
  return std::nullopt;
}

std::optional<ColumnName> Names::column(std::string_view text) const {
  using Kind = ColumnName::Kind;
  if (text.starts_with('@')) {
    if (!columns_.contains(text)) return std::nullopt;
    return ColumnName{Kind::attribute, std::string(text.substr(1))};
  }
  const bool state = text.ends_with(state_suffix);
  std::string_view base = state ? text.substr(0, text.size() - state_suffix.size()) : text;
  if (base.starts_with(previous_prefix)) {
    const std::string_view of = base.substr(previous_prefix.size());
    const auto id = criterion(of);
    if (!id && !standard_.find_outcome(of)) return std::nullopt;
    return ColumnName{state ? Kind::previous_state : Kind::previous, id ? *id : std::string(of)};
  }
  if (const auto name = value_column(base)) return ColumnName{state ? Kind::state : Kind::value, *name};
  // A leaf with rules has only columns "leaf/rule", yet one state.
  if (state)
    if (const auto id = criterion(base); id && standard_.is_leaf(standard_.find(*id)))
      return ColumnName{Kind::state, *id};
  return std::nullopt;
}

bool Names::is_label(std::string_view column, std::string_view text) const {
  const Node node = standard_.find(column);
  if (node == no_node || !standard_.spec(node).measure) return false;
  const auto& options = standard_.spec(node).measure->options;
  return std::any_of(options.begin(), options.end(), [&](const ChoiceOption& option) {
    return option.answer.kind == Literal::Kind::text && option.answer.text == text;
  });
}

bool Names::ambiguous(std::string_view text) const {
  const auto titled = titles_.find(text);
  return titled != titles_.end() && titled->second.size() > 1;
}

std::string Names::suggestion(std::string_view text) const {
  detail::Nearest nearest(text);
  for (const std::string& name : standard_.columns()) nearest.offer(name);
  for (const Node node : standard_.document_order())
    for (const auto& [language, title] : standard_.spec(node).title) nearest.offer(title);
  return std::string(nearest.best());
}

std::string did_you_mean(const std::string& suggestion, Language language) {
  if (suggestion.empty()) return {};
  return language == Language::zh ? "，是不是“" + suggestion + "”？" : ", did you mean \"" + suggestion + "\"?";
}

}  // namespace saniscore::cli
