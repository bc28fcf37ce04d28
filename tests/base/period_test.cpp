#include "base/period.hpp"

#include <gtest/gtest.h>

namespace {

using saniscore::detail::Periods;
using saniscore::detail::periods_of;

Periods in(const char* month, const char* quarter, const char* year) { return {"", "", "", month, quarter, year}; }

TEST(Period, DatesAndPeriodsLieInLongerOnes) {
  EXPECT_EQ(periods_of("2024-02-29"), in("2024-02", "2024-Q1", "2024"));
  EXPECT_EQ(periods_of("2024-12"), in("2024-12", "2024-Q4", "2024"));
  EXPECT_EQ(periods_of("2024-Q3"), in("", "2024-Q3", "2024"));
  EXPECT_EQ(periods_of("2024"), in("", "", "2024"));
}

TEST(Period, OtherTextsLieInNone) {
  for (const char* text : {"", "spring", "202", "20245", "2024-", "2024-00", "2024-13", "2024-1", "2024-Q0", "2024-Q5",
                           "2024-Q", "2024/02", "2024-02-00", "2024-02-32", "2024-02-1", "2024-02/01", "2024-02-011"})
    EXPECT_EQ(periods_of(text), in("", "", "")) << text;
}

}  // namespace
