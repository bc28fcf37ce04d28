// Published facts that the demo reproduces.
#pragma once

#include <array>
#include <string_view>

namespace demo {

/// Jining (济宁), August 2017: 19 streets and towns with their printed parts and totals.
inline constexpr std::string_view jining_source = "https://yybnet.net/jinan/jiyang/201708/6477464.html";
struct Street {
  std::string_view name;
  double field, survey;
  double total;  ///< as printed
};
inline constexpr std::array<Street, 19> jining = {{
    {"洸河街道", 96.76, 96.72, 96.75}, {"仙营街道", 97.6, 91.26, 96.65},  {"酒仙桥街道", 95.94, 96.41, 96.01},
    {"南苑街道", 96.15, 95.15, 96.0},  {"阜桥街道", 96.02, 87.54, 94.75}, {"观音阁街道", 92.03, 98.31, 92.97},
    {"鼓楼街道", 93.76, 85.34, 92.49}, {"越河街道", 92.56, 88.25, 91.91}, {"龙桥街道", 91.24, 94.41, 91.72},
    {"古槐街道", 92.5, 86.55, 91.61},  {"许庄街道", 91.13, 90.23, 91.0},  {"金城街道", 90.8, 91.47, 90.9},
    {"济阳街道", 97.96, 96.65, 97.76}, {"南张街道", 95.78, 87.17, 94.48}, {"柳行街道", 94.08, 95.63, 94.31},
    {"大安镇", 92.09, 81.04, 90.43},   {"新兖镇", 88.77, 82.95, 87.89},   {"李营街道", 87.94, 85.98, 87.65},
    {"接庄街道", 96.34, 98.53, 96.67},
}};

/// The rating of every triple of component scores, hygiene and structural 0 5 10 15 20 25, confidence 0 5 10 20 30,
/// the last varying fastest: the published table of totals and caps worked out.
inline constexpr std::string_view fhrs_source =
    "https://docest.com/doc/554772/food-hygiene-rating-scheme-how-your-rating-is-calculated";
inline constexpr std::string_view fhrs_ratings =
    "554105541044410222101111000000"
    "554105541044310222101111000000"
    "444104431043310222101111000000"
    "222102221022210222101110000000"
    "111101111011110111001110000000"
    "000000000000000000000000000000";

}  // namespace demo
