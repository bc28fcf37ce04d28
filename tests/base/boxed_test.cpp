#include <saniscore/standard/spec.hpp>

#include <gtest/gtest.h>

namespace {

using namespace saniscore;

TEST(Boxed, IsAnOptionalWhoseCopiesAreCopies) {
  Boxed<int> none, one = 1;
  EXPECT_FALSE(none.has_value());
  EXPECT_THROW((void)none.value(), std::bad_optional_access);
  Boxed<int> copy = one;
  *copy = 2;
  EXPECT_EQ(*one, 1);
  copy = one;
  EXPECT_EQ(copy.value(), 1);
  copy = std::nullopt;
  EXPECT_FALSE(copy);
}

/// A standard of a million criteria has to fit: what few criteria have takes a pointer.
TEST(Boxed, KeepsCriteriaSmall) { EXPECT_LT(sizeof(NodeSpec), sizeof(MeasureSpec)); }

}  // namespace
