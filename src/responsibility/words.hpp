// Words of duties in English and Chinese, lists within cells, quotes in messages.
#pragma once

#include <saniscore/responsibility/duties.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0::responsibility {

[[nodiscard]] std::optional<PartyKind> parse_kind(std::string_view text);
[[nodiscard]] std::optional<Role> parse_role(std::string_view text);
[[nodiscard]] std::optional<Account> parse_account(std::string_view text);
/// The words that are written: "lead, responsible, assist, in_charge".
[[nodiscard]] std::string kind_words(Language language);
[[nodiscard]] std::string role_words(Language language);
[[nodiscard]] std::string account_words(Language language);

/// "甲、乙; 丙" to three texts; empty ones are left out.
[[nodiscard]] std::vector<std::string> items_of(std::string_view cell);

/// Text of the caller in a message: in quotes, printable, not too long.
[[nodiscard]] std::string said(std::string_view text);
[[nodiscard]] std::string said_zh(std::string_view text);

/// "" and "*" mean everything.
[[nodiscard]] inline bool means_all(std::string_view text) { return text.empty() || text == "*"; }

}  // namespace saniscore::inline v0::responsibility
