// Rules and conditions in words.
#pragma once

#include "standard/program.hpp"

#include <string>

namespace saniscore::inline v0::detail {

/// "deduct 1 per finding, down to 0" / "每处扣 1 分,扣完为止".
std::string describe_rule(const Program& p, std::uint32_t node, Language language);
/// "score total <= 15", "count level Major <= 0" / "得分 total <= 15".
std::string describe_term(const ConditionSpec& c, Language language);
/// The stable short name of a term: subject, reference, operator, limit; a count's reference is the word "count".
std::string term_name(const ConditionSpec& c);

}  // namespace saniscore::inline v0::detail
