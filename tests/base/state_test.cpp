#include <saniscore/base/state.hpp>

#include <gtest/gtest.h>

namespace {

using namespace saniscore;

TEST(StateNames, ReadBackInBothLanguages) {
  for (const State s : {State::known, State::not_applicable, State::not_inspected, State::withheld, State::invalid}) {
    EXPECT_EQ(parse_state(to_text(s)), s);
    EXPECT_EQ(parse_state(to_chinese(s)), s);
  }
  EXPECT_EQ(to_text(State::not_inspected), "not_inspected");
  EXPECT_EQ(to_chinese(State::not_inspected), "未检");
  EXPECT_EQ(parse_state("合理缺项"), State::not_applicable);
}

TEST(StateNames, NothingElseIsAState) {
  for (const char* text : {"", "Known", "not applicable", "#known", "已 知", "known "}) {
    EXPECT_EQ(parse_state(text), std::nullopt) << text;
  }
  EXPECT_EQ(to_text(static_cast<State>(9)), "unknown state");
}

TEST(StateOrder, TheWorseStateWins) {
  EXPECT_LT(State::known, State::not_applicable);
  EXPECT_LT(State::not_applicable, State::not_inspected);
  EXPECT_LT(State::not_inspected, State::withheld);
  EXPECT_LT(State::withheld, State::invalid);
}

}  // namespace
