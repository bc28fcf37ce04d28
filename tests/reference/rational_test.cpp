#include "reference/rational.hpp"

#include <gtest/gtest.h>

namespace saniscore::reference {
namespace {

TEST(Rational, ADoubleMeansItsShortestDecimal) {
  EXPECT_EQ(exact(0.1), Rational(1, 10));
  EXPECT_EQ(exact(-2.55), Rational(-255, 100));
  EXPECT_EQ(exact(1e-7), Rational(1, 10'000'000));
  EXPECT_EQ(exact(1e22), parse_rational("10000000000000000000000"));
  EXPECT_EQ(exact(-0.0), Rational(0));
}

TEST(Rational, ReadsDecimalsAndFractions) {
  EXPECT_EQ(parse_rational("295/3"), Rational(295, 3));
  EXPECT_EQ(parse_rational("0.050"), Rational(1, 20));
  EXPECT_EQ(parse_rational("-12"), Rational(-12));
  EXPECT_EQ(parse_rational("1.5e3"), Rational(1500));
}

TEST(Rational, SnapsToTwelveDigitsOfItselfOrItsScale) {
  EXPECT_EQ(snap(Rational(1, 3)), parse_rational("0.333333333333"));
  EXPECT_EQ(snap(Rational(2, 3)), parse_rational("0.666666666667"));
  EXPECT_EQ(snap(Rational(200, 3), 100), parse_rational("66.666666667"));
  EXPECT_EQ(snap(parse_rational("0.0000000000015"), 1), parse_rational("0.00000000000"));
  EXPECT_EQ(snap(parse_rational("-0.00000000005"), 10), parse_rational("-0.0000000001"));  // halves away from zero
  EXPECT_EQ(snap(parse_rational("0.0000000000349999"), 10), parse_rational("0"));
  EXPECT_EQ(snap(parse_rational("5.9833333333499999"), 42), parse_rational("5.9833333334"));  // as good as a half
  EXPECT_EQ(snap(parse_rational("5.9833333333492"), 42), parse_rational("5.9833333333"));
  EXPECT_EQ(snap(Rational(0)), Rational(0));
}

TEST(Rational, RoundsInThreeWays) {
  const auto round = [](const char* text, int decimals, Rounding mode) {
    return to_text(round_to(parse_rational(text), {decimals, mode}));
  };
  EXPECT_EQ(round("-2.5", 0, Rounding::half_up), "-3");
  EXPECT_EQ(round("4.5", 0, Rounding::half_even), "4");
  EXPECT_EQ(round("-3.5", 0, Rounding::half_even), "-4");
  EXPECT_EQ(round("-2.55", 1, Rounding::down), "-5/2");
  EXPECT_EQ(round("2.59", -1, Rounding::down), "259/100");  // none declared
}

TEST(Rational, FloorsAndCeilingsOfNegatives) {
  EXPECT_EQ(floor_of(Rational(-5, 2)), -3);
  EXPECT_EQ(ceiling_of(Rational(-5, 2)), -2);
  EXPECT_EQ(floor_of(Rational(6)), 6);
  EXPECT_EQ(ceiling_of(Rational(6)), 6);
}

TEST(Bound, KeepsInfinitiesApart) {
  const Bound low = Bound::infinite(-1), high = Bound::infinite(1), one = Rational(1);
  EXPECT_TRUE(low < one && one < high && !(high < high));
  EXPECT_EQ((low + one).infinity, -1);
  EXPECT_EQ((high * Rational(-2)).infinity, -1);
  EXPECT_EQ(compare(high * Rational(0), Rational(0)), 0);
}

}  // namespace
}  // namespace saniscore::reference
