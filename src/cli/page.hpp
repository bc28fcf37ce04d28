// A standard as a page: its criteria with their rules in words, its gates, outcomes and sources.
#pragma once

#include <saniscore/standard/standard.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace saniscore::cli {

/// Markdown; the same bytes for the same document.
[[nodiscard]] std::string standard_page(const Standard& standard, Language language);

/// A list of the catalogue in Markdown, with a link to each page.
[[nodiscard]] std::string catalogue_page(Language language);

/// Points, or "× weight", or nothing where a criterion is not scored.
[[nodiscard]] std::string points_text(const Standard& standard, Node node);
/// `step` once per level above the criterion.
[[nodiscard]] std::string indentation(const Standard& standard, Node node, std::string_view step);
/// "2015-01-01 – ", or "–".
[[nodiscard]] std::string validity(std::string_view from, std::string_view to);

/// Every rule of a criterion in words, nothing left out: how it earns, where its number comes from, who is left out,
/// what is added and taken off, how sites and rounds come together.
[[nodiscard]] std::vector<std::string> rule_lines(const Standard& standard, Node node, Language language);

/// A condition in words, with what its limits depend on.
[[nodiscard]] std::string condition_text(const Standard& standard, const ConditionSpec& condition, Language language);

}  // namespace saniscore::cli
