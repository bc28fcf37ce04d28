#include "responsibility/words.hpp"

#include "base/csv.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace saniscore::inline v0::responsibility {
namespace {

template <class T>
using Words = std::vector<std::pair<std::string_view, T>>;

// The first English and the first Chinese word of each is the one that is written.
const Words<PartyKind>& kinds() {
  static const Words<PartyKind> words = {{"organisation", PartyKind::organisation},
                                         {"单位", PartyKind::organisation},
                                         {"post", PartyKind::post},
                                         {"岗位", PartyKind::post},
                                         {"person", PartyKind::person},
                                         {"人员", PartyKind::person},
                                         {"organization", PartyKind::organisation},
                                         {"部门", PartyKind::organisation},
                                         {"机构", PartyKind::organisation},
                                         {"职务", PartyKind::post},
                                         {"个人", PartyKind::person}};
  return words;
}

const Words<Link>& links() {
  static const Words<Link> words = {{"line", Link::line}, {"条", Link::line}, {"area", Link::area}, {"块", Link::area}};
  return words;
}

const Words<Role>& roles() {
  static const Words<Role> words = {{"lead", Role::lead},
                                    {"牵头", Role::lead},
                                    {"responsible", Role::responsible},
                                    {"责任", Role::responsible},
                                    {"assist", Role::assist},
                                    {"配合", Role::assist},
                                    {"in_charge", Role::in_charge},
                                    {"分管", Role::in_charge},
                                    {"负责", Role::responsible},
                                    {"承办", Role::responsible},
                                    {"执行", Role::responsible},
                                    {"主办", Role::lead},
                                    {"协助", Role::assist},
                                    {"协办", Role::assist},
                                    {"分管领导", Role::in_charge},
                                    {"牵头单位", Role::lead},
                                    {"责任单位", Role::responsible},
                                    {"配合单位", Role::assist}};
  return words;
}

const Words<Account>& accounts() {
  static const Words<Account> words = {{"common", Account::common},         {"共同", Account::common},
                                       {"territory", Account::territory},   {"属地", Account::territory},
                                       {"department", Account::department}, {"部门", Account::department}};
  return words;
}

template <class T>
std::string_view word(const Words<T>& words, T meaning, Language language) {
  for (const auto& [text, m] : words)
    if (m == meaning && (static_cast<unsigned char>(text[0]) < 0x80) == (language == Language::en)) return text;
  return {};
}

template <class T>
std::optional<T> meaning(const Words<T>& words, std::string_view text) {
  for (const auto& [w, m] : words)
    if (w == text) return m;
  return {};
}

template <class T>
std::string all(const Words<T>& words, Language language) {
  std::string out;
  for (const auto& [text, m] : words) {
    if (word(words, m, language) != text) continue;
    out += (out.empty() ? "" : language == Language::en ? ", " : "、") + std::string(text);
  }
  return out;
}

std::optional<std::uint32_t> whole_number(std::string_view text, std::uint32_t most) {
  if (text.empty() || text.size() > 9) return {};
  std::uint32_t n = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return {};
    n = n * 10 + static_cast<std::uint32_t>(c - '0');
  }
  if (n > most) return {};
  return n;
}

/// A plain decimal with at most `most` decimals, as parts of a power of ten.
std::optional<Share> decimal(std::string_view text, std::size_t most) {
  const auto point = text.find('.');
  const auto before = text.substr(0, point);
  const auto after = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
  if (after.size() > most || (point != std::string_view::npos && after.empty())) return {};
  const auto units = whole_number(before, 100);
  const auto fraction = after.empty() ? std::optional<std::uint32_t>(0) : whole_number(after, 999'999);
  if (!units || !fraction) return {};
  std::uint32_t of = 1;
  for (std::size_t k = 0; k < after.size(); ++k) of *= 10;
  return Share{*units * of + *fraction, of};
}

}  // namespace

constexpr std::uint32_t largest = 1'000'000;

std::string_view to_text(PartyKind kind, Language language) { return word(kinds(), kind, language); }
std::string_view to_text(Link link, Language language) { return word(links(), link, language); }
std::string_view to_text(Role role, Language language) { return word(roles(), role, language); }
std::string_view to_text(Account account, Language language) { return word(accounts(), account, language); }

std::optional<Share> parse_share(std::string_view text) {
  text = detail::trimmed(text);
  std::optional<Share> share;
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    const auto parts = whole_number(detail::trimmed(text.substr(0, slash)), largest);
    const auto of = whole_number(detail::trimmed(text.substr(slash + 1)), largest);
    if (parts && of && *of > 0) share = Share{*parts, *of};
  } else if (text.ends_with('%') || text.ends_with("％")) {
    text.remove_suffix(text.ends_with('%') ? 1 : 3);
    if ((share = decimal(detail::trimmed(text), 4))) share->of *= 100;
  } else {
    share = decimal(text, 6);
  }
  if (!share || share->parts > share->of) return {};
  const auto common = std::gcd(share->parts, share->of);
  return Share{share->parts / common, share->of / common};
}

std::string to_text(Share share) {
  std::uint32_t rest = share.of;
  for (const std::uint32_t prime : {2u, 5u})
    while (rest % prime == 0) rest /= prime;
  std::string decimal = detail::number_text(share.value());
  if (rest == 1 && parse_share(decimal) == share) return decimal;
  return std::to_string(share.parts) + "/" + std::to_string(share.of);
}

std::optional<PartyKind> parse_kind(std::string_view text) { return meaning(kinds(), text); }
std::optional<Role> parse_role(std::string_view text) { return meaning(roles(), text); }
std::optional<Account> parse_account(std::string_view text) { return meaning(accounts(), text); }
std::string kind_words(Language language) { return all(kinds(), language); }
std::string role_words(Language language) { return all(roles(), language); }
std::string account_words(Language language) { return all(accounts(), language); }

std::vector<std::string> items_of(std::string_view cell) {
  std::vector<std::string> out;
  constexpr std::string_view separators[] = {";", "；", "、", "\n"};
  while (!cell.empty()) {
    std::size_t at = cell.size(), length = 0;
    for (const auto s : separators)
      if (const auto found = cell.find(s); found < at) at = found, length = s.size();
    if (const auto item = detail::trimmed(cell.substr(0, at)); !item.empty()) out.emplace_back(item);
    cell.remove_prefix(std::min(cell.size(), at + length));
    if (length == 0) break;
  }
  return out;
}

std::string said(std::string_view text) { return "\"" + detail::shortened(text) + "\""; }
std::string said_zh(std::string_view text) { return "“" + detail::shortened(text) + "”"; }

}  // namespace saniscore::inline v0::responsibility
