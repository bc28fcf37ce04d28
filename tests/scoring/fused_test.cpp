// Groups of plain leaves are scored in one pass, and groups of whole children in another; both give the bits of the
// general steps, whatever the columns hold.
#include "scoring/driver.hpp"
#include "scoring/small.hpp"

#include <saniscore/scoring/table.hpp>

#include <cstring>
#include <limits>
#include <random>

namespace {

using namespace saniscore;

constexpr std::size_t units = 3001;

/// Three sections, each of three groups of four leaves; `mean` or `sum`, states treated by `policy`.
std::string tree(const std::string& combine, const std::string& policy, double of) {
  std::string out;
  for (int s = 0; s < 3; ++s) {
    std::string groups;
    for (int g = 0; g < 3; ++g) {
      std::string leaves;
      for (int l = 0; l < 4; ++l) {
        const auto id = std::to_string(s) + std::to_string(g) + std::to_string(l);
        leaves += (l ? "," : "") + (R"({"id":"l)" + id + R"(","points":)" + std::to_string(1 + (s + g + l) % 5) +
                                    R"(,"measure":{"score":)" + (l == 3 ? "10" : std::to_string(of)) + "}" +
                                    (combine == "sum" && l == 1 ? R"(,"extra":true)" : "") + "}");
      }
      // one group under `mean` has the weight 0, which leaves it out
      groups += (g ? "," : "") + (R"({"id":"g)" + std::to_string(s) + std::to_string(g) + R"(","combine":")" + combine +
                                  (combine == "mean" ? R"(","points":)" + std::to_string(g == 2 ? 0 : 5 + g) : "\"") +
                                  R"(,"children":[)" + leaves + "]}");
    }
    out += (s ? "," : "") + (R"({"id":"s)" + std::to_string(s) + R"(","combine":")" + (s == 2 ? "mean" : combine) +
                             (s == 2 || combine == "mean" ? R"(","points":)" + std::to_string(10 + s) : "\"") +
                             R"(,"children":[)" + groups + "]}");
  }
  return R"({"id":"total","combine":"sum","states":{"not_inspected":)" + policy + R"(},"children":[)" + out + "]}";
}

/// Marks of 0 … `of` of all kinds, and now and then what is not one.
std::vector<double> marks(double of, double missing, double strange, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> one(0, 1);
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const std::array odd{-0.0, 1e-200, 5e-324, -1.0, of * 1.5, std::numeric_limits<double>::infinity(), 1e-308};
  std::vector<double> out(units);
  for (auto& v : out) {
    const auto kind = random() % 4;
    v = kind == 0 ? 0 : kind == 1 ? of : kind == 2 ? std::floor(one(random) * 20) * of / 20 : one(random) * of;
    if (one(random) < missing) v = nan;
    if (one(random) < strange) v = odd[random() % odd.size()];
  }
  return out;
}

void compare(const Scorecard& a, const Scorecard& b, bool coverage, const std::string& what) {
  const auto& s = a.standard();
  const auto same = [&](auto x, auto y) { return std::memcmp(x.data(), y.data(), x.size_bytes()) == 0; };
  for (auto n : a.nodes()) {
    EXPECT_TRUE(same(a.score(n), b.score(n))) << what << ": score of " << s.id(n);
    EXPECT_TRUE(same(a.maximum(n), b.maximum(n))) << what << ": maximum of " << s.id(n);
    EXPECT_TRUE(same(a.lower(n), b.lower(n))) << what << ": lower of " << s.id(n);
    EXPECT_TRUE(same(a.upper(n), b.upper(n))) << what << ": upper of " << s.id(n);
    EXPECT_TRUE(!coverage || same(a.coverage(n), b.coverage(n))) << what << ": coverage of " << s.id(n);
    EXPECT_TRUE(same(a.state(n), b.state(n))) << what << ": state of " << s.id(n);
    for (std::size_t i = 0; i < units; ++i) ASSERT_EQ(a.provisional(n, i), b.provisional(n, i)) << what;
  }
}

TEST(Fused, GivesTheBitsOfTheGeneralSteps) {
  std::size_t fused_groups = 0;
  std::uint32_t seed = 1;
  for (const std::string combine : {"mean", "sum"})
    for (const std::string policy : {R"("drop")", R"("unknown")", R"("zero")", R"({"share":0.3})"})
      for (const double of : {10.0, 0.3, 8.0, 7.0}) {
        const auto standard = small::standard(tree(combine, policy, of), "");
        const auto& p = standard.program();
        for (const double missing : {0.0, 0.001, 0.2})
          for (const double strange : {0.0, 0.0005}) {
            std::vector<std::vector<double>> columns;
            for (auto n : standard.document_order())
              if (standard.is_leaf(n))
                columns.push_back(marks(standard.id(n).ends_with('3') ? 10 : of, missing, strange, ++seed));
            Table table(standard, units);
            std::size_t k = 0;
            for (auto n : standard.document_order())
              if (standard.is_leaf(n)) table.bind(standard.id(n), column(std::span<const double>(columns[k++])));
            for (const bool coverage : {true, false}) {
              ScoreOptions options;
              const auto run = [&](bool fused, InstructionSet set) {
                Workspace w;
                auto& data = Engine::data(w);
                EXPECT_TRUE(detail::frame_of(p, table, data.frame).empty());
                options.instruction_set = set;
                options.fields.coverage = coverage;
                options.block = coverage ? 0 : 77;
                Scorecard card;
                Engine::prepare(standard, options, data, card);
                fused_groups += data.plan.fused.size();
                if (!fused) data.plan.fused.clear();
                data.plan.watched = !fused;
                Engine::run(options, data, card);
                return card;
              };
              const auto expected = run(false, InstructionSet::baseline);
              for (auto set : {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512})
                if (supported(set))
                  compare(expected, run(true, set), coverage,
                          combine + " " + policy + " of " + std::to_string(of) + " missing " + std::to_string(missing) +
                              " strange " + std::to_string(strange) + " " + std::string(to_text(set)));
              if (HasFailure()) return;
            }
          }
      }
  EXPECT_GT(fused_groups, 9U * 100);  // the loops were really there
}

/// Every quotient by multiplication is the quotient: for divisors of few and of many digits, and dividends near halves.
TEST(Fused, DividesExactlyByMultiplying) {
  std::mt19937_64 random(3);
  std::size_t multiplied = 0;
  for (int round = 0; round < 2000; ++round) {
    const double by =
        round < 1000 ? round + 1 : std::ldexp(static_cast<double>(random() >> (12 + random() % 40)) + 1, -20);
    const auto d = detail::divisor(by);
    if (d.high == 0) continue;
    ++multiplied;
    for (int k = 0; k < 200; ++k) {
      double x = static_cast<double>(random() >> 11);
      if (k % 3 == 0) x = std::nextafter(by * (static_cast<double>(random() >> 11) + 0.5), k % 2 == 0 ? 0 : 1e300);
      ASSERT_EQ(std::fma(x, d.high, x * d.low), x / by) << x << " by " << by;
    }
  }
  EXPECT_GT(multiplied, 1500U);
}

}  // namespace
