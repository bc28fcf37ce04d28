#include <saniscore/base/state.hpp>

#include <array>

namespace saniscore::inline v0 {
namespace {

struct Names {
  std::string_view en, zh;
};
constexpr std::array<Names, 5> names{{{"known", "已知"},
                                      {"not_applicable", "不适用"},
                                      {"not_inspected", "未检"},
                                      {"withheld", "未公布"},
                                      {"invalid", "无效"}}};

constexpr std::array<Names, dimension_count> dimensions{{{"site", "点位"},
                                                         {"method", "方式"},
                                                         {"round", "轮次"},
                                                         {"month", "月份"},
                                                         {"quarter", "季度"},
                                                         {"year", "年度"}}};

constexpr Names unnamed{"unknown state", "未知状态"};

Names of(State s) {
  const auto i = static_cast<std::size_t>(s);
  return i < names.size() ? names[i] : unnamed;
}

Names of(Dimension d) {
  const auto i = static_cast<std::size_t>(d);
  return i < dimensions.size() ? dimensions[i] : Names{"unknown dimension", "未知维度"};
}

}  // namespace

std::string_view to_text(State s) { return of(s).en; }

std::string_view to_chinese(State s) { return of(s).zh; }

std::string_view to_text(Dimension d) { return of(d).en; }

std::string_view to_chinese(Dimension d) { return of(d).zh; }

std::optional<State> parse_state(std::string_view text) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (text == names[i].en || text == names[i].zh) return static_cast<State>(i);
  }
  if (text == "合理缺项") return State::not_applicable;  // the word on many Chinese sheets
  return std::nullopt;
}

}  // namespace saniscore::inline v0
