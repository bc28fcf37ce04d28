// Rules and conditions in words.
#pragma once

#include "standard/program.hpp"

#include <string>

namespace saniscore::inline v0::detail {

/// "deduct 1 per finding, down to 0" / "每处扣 1 分,扣完为止".
std::string describe_rule(const Program& p, std::uint32_t node, Language language);
/// "score "Total score" ≤ 15" / "“总分”的得分 ≤ 15".
std::string describe_term(const Program& p, const ConditionSpec& c, Language language);
/// The stable short name of a term: subject, reference, operator, limit; a count's reference is the word "count".
std::string term_name(const ConditionSpec& c);
/// A rule that acts on a node's finished score, or brings it together: its id or kind, and in words.
std::string step_name(const Program& p, const Step& step);
std::string describe_step(const Program& p, const Step& step, Language language);

}  // namespace saniscore::inline v0::detail
