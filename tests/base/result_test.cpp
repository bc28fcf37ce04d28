#include <saniscore/base/result.hpp>

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace saniscore;

Diagnostic sample() {
  Diagnostic d;
  d.code = "S012";
  d.source = "city.json";
  d.line = 12;
  d.column = 7;
  d.pointer = "/tree/points";
  d.en = "expected a number, found null";
  d.zh = "应为数字，实为null";
  return d;
}

TEST(DiagnosticText, SaysWhereAndWhat) {
  EXPECT_EQ(to_text(sample()), "city.json:12:7: error S012 at /tree/points: expected a number, found null");
  EXPECT_EQ(to_text(sample(), Language::zh), "city.json:12:7: 错误 S012，位于 /tree/points：应为数字，实为null");
}

TEST(DiagnosticText, LeavesOutWhatIsUnknown) {
  Diagnostic d = sample();
  d.source.clear();
  EXPECT_EQ(to_text(d), "12:7: error S012 at /tree/points: expected a number, found null");
  d.line = 0;
  EXPECT_EQ(to_text(d), "error S012 at /tree/points: expected a number, found null");
  d.source = "f";
  d.pointer.clear();
  d.severity = Severity::warning;
  EXPECT_EQ(to_text(d), "f: warning S012: expected a number, found null");
  EXPECT_EQ(to_text(d, Language::zh), "f: 警告 S012：应为数字，实为null");
  d.severity = Severity::note;
  d.zh.clear();
  EXPECT_EQ(to_text(d, Language::zh), "f: 提示 S012：expected a number, found null");
}

TEST(DiagnosticText, CannotBreakTheTerminal) {
  Diagnostic d = sample();
  d.source = "a\x1B[31m\nb";
  d.en = "x\xE2\x80\xAEy\r\nz\x07\xC2\x9B!\xFF";  // right-to-left override, bell, C1 control, not UTF-8
  EXPECT_EQ(to_text(d), "a[31m b:12:7: error S012 at /tree/points: xy  z!\xEF\xBF\xBD");
}

TEST(ResultTest, HoldsAValueAndWarnings) {
  Diagnostic warning = sample();
  warning.severity = Severity::warning;
  Result<std::string> r(std::string("yes"), {warning});
  ASSERT_TRUE(r);
  EXPECT_TRUE(r.has_value());
  EXPECT_EQ(*r, "yes");
  EXPECT_EQ(r->size(), 3U);
  EXPECT_EQ(r.value(), "yes");
  EXPECT_EQ(std::as_const(r).value(), "yes");
  EXPECT_EQ(r.diagnostics().size(), 1U);
  EXPECT_EQ(std::move(r).value(), "yes");
}

TEST(ResultTest, ThrowsTheDiagnostics) {
  Diagnostic warning = sample(), other = sample();
  warning.severity = Severity::warning;
  other.code = "S013";
  const Result<int> r(std::vector<Diagnostic>{warning, sample(), other});
  EXPECT_FALSE(r);
  try {
    (void)r.value();
    FAIL() << "no exception";
  } catch (const Error& e) {
    EXPECT_EQ(e.diagnostics().size(), 3U);
    EXPECT_EQ(std::string(e.what()), to_text(sample()) + " (and 1 more)");
    const Error copy(e);
    EXPECT_EQ(copy.diagnostics(), e.diagnostics());
  }
}

TEST(ResultTest, ThrowsEvenWithoutAReason) {
  EXPECT_THROW((void)Result<int>(std::vector<Diagnostic>{}).value(), Error);
  Diagnostic note = sample();
  note.severity = Severity::note;
  try {
    (void)Result<int>(note).value();
    FAIL() << "no exception";
  } catch (const Error& e) {
    EXPECT_EQ(std::string(e.what()), to_text(note));
  }
}

}  // namespace
