// What compile() says of standards that read well: warnings that let them pass, limits, complaints that only a spec
// made in a program can earn, and documents made to be slow. Refusals of documents are in malformed/meaning.*.txt.
#include <saniscore/standard/standard.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace saniscore;

std::string document(std::string_view members) {
  return R"({"format":"saniscore/standard","format_version":1,"id":"x","edition":"1",)" + std::string(members) + "}";
}

std::string repeated(std::size_t times, const std::function<std::string(std::size_t)>& item) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += (i == 0 ? "" : ",") + item(i);
  return out;
}

/// "S108 1:115 /tree/points", joined.
std::string places(const std::vector<Diagnostic>& list) {
  std::string out;
  for (const Diagnostic& d : list) {
    out += (out.empty() ? "" : ", ") + d.code + " " + (d.pointer.empty() ? "-" : d.pointer);
    EXPECT_FALSE(d.en.empty() || d.zh.empty());
  }
  return out;
}

std::string codes(const std::vector<Diagnostic>& list) {
  std::string out;
  for (const Diagnostic& d : list) out += (out.empty() ? "" : " ") + d.code;
  return out;
}

/// The document compiles, and its warnings are these.
void warns(std::string_view members, std::string_view wanted, std::string_view en, std::string_view zh) {
  const auto r = load_standard(document(members), "w");
  SCOPED_TRACE(members);
  ASSERT_TRUE(r.has_value()) << places(r.diagnostics());
  EXPECT_EQ(places(r.diagnostics()), wanted);
  for (const Diagnostic& d : r.diagnostics()) {
    EXPECT_EQ(d.severity, Severity::warning);
    EXPECT_TRUE(d.line > 0 && d.column > 1 && d.source == "w");
  }
  if (r.diagnostics().empty()) return;
  EXPECT_NE(r.diagnostics().front().en.find(en), std::string::npos) << r.diagnostics().front().en;
  EXPECT_NE(r.diagnostics().front().zh.find(zh), std::string::npos) << r.diagnostics().front().zh;
}

TEST(Warnings, LetAStandardPass) {
  warns(R"("tree":{"id":"t","from":{"sum":["a","b"]}})", "S107 /tree/from", "only observed", "只作观测");
  warns(R"("tree":{"id":"t","combine":"sum","points":12,"children":[{"id":"a","points":10,"measure":"pass"}]})",
        "S108 /tree/points", "make 10, not 12", "合计为 10，不是 12");
  warns(R"("tree":{"id":"t","combine":"sum","children":[{"id":"a","points":9,"measure":"pass"},
           {"id":"b","points":1,"measure":"pass"}]},
           "outcomes":[{"id":"o","levels":[{"level":"A","when":{"score":"t",">=":9}},{"level":"B"}]}])",
        "S135 /outcomes/0/levels/0/when/score", "shrinks", "缺项折算");
  warns(R"("tree":{"id":"t","points":5,"measure":"pass","reduce":[{"over":"site","by":"latest"}]})",
        "S145 /tree/reduce/0", "only rounds have an order", "只有轮次有先后");
  warns(R"("tree":{"id":"t","points":5,"measure":{"award":{"rules":[{"id":"a","rate":1}],"groups":{"press":3}}}})",
        "S147 /tree/measure/award/groups/press", "no rule belongs", "没有规则属于");
  warns(R"("tree":{"id":"t","points":9,"measure":{"deduct":{"start":5,"floor":6,"rules":[{"id":"a","rate":1}]}}})",
        "S148 /tree/measure/deduct/floor", "nothing is ever taken off", "永远扣不到分");
  warns(R"("tree":{"id":"t","points":5,"measure":"pass"},
           "gates":[{"id":"g","require":{"met":"t"},"outcome":"o","at_best":"A"}],
           "outcomes":[{"id":"o","levels":[{"level":"A","when":{"met":"t"}},{"level":"B"}]}])",
        "S149 /gates/0/at_best", "limits nothing", "不起作用");
  warns(R"("tree":{"id":"t","points":5,"measure":"pass"},
           "outcomes":[{"id":"o","levels":[{"level":"A","when":{"met":"t"}},{"level":"B"},{"level":"C"}]}])",
        "S150 /outcomes/0/levels/2", "no gate leads to it", "没有前置条件指向它");
  warns(R"("tree":{"id":"t","combine":"mean","children":[{"id":"a","weight":0,"measure":"pass"}]})",
        "S151 /tree/combine", "weights are all 0", "权重全为 0");
  warns(R"("tree":{"id":"t","points":9,"combine":"max","children":[{"id":"a","points":0,"measure":"pass"},
           {"id":"b","points":9,"measure":"pass"}]})",
        "S172 /tree/children/0/points", "no share of their own", "按得分率汇总");
  warns(R"("tree":{"id":"t","combine":"mean","children":[{"id":"a","weight":1,"measure":"pass"},
           {"id":"b","weight":0,"measure":"pass"}]})",
        "S172 /tree/children/1/weight", "counts for nothing", "不起作用");
  warns(R"("tree":{"id":"t","combine":"sum","children":[{"id":"a","measure":"pass"}]})", "S152 /tree/combine",
        "none of the children has a score", "下级都没有得分");
  warns(R"("tree":{"id":"t","measure":{"score":100}})", "S155 /tree/measure", "give it points", "请给出分值");
  warns(R"("tree":{"id":"t","measure":{"choice":{"good":5,"poor":0}}})", "S155 /tree/measure", "no score", "没有得分");
  warns(R"("tree":{"id":"t","points":5,"measure":{"bands":[{"<=":5,"level":"a"},{"level":"b"}]}})",
        "S155 /tree/measure", "no band earns", "不给分");
  warns(R"("tree":{"id":"t","points":5})", "S161 /tree/points", "add a measure", "请补上 measure");
  warns(R"("tree":{"id":"t","weight":5,"children":[{"id":"a","points":1,"measure":"pass"}]})", "S161 /tree/weight",
        "add \"combine\"", "请补上 combine");
  warns(R"("tree":{"id":"t","combine":"mean","children":[{"id":"a","weight":0.3,"measure":"pass"},
           {"id":"b","points":70,"measure":"pass"}]})",
        "S162 /tree/combine", "others by their points", "有的按分值计");
  warns(R"("tree":{"id":"t","points":5,"measure":"pass"},
           "outcomes":[{"id":"o","levels":[{"level":"A","when":{"percent":"t",">=":80}},
           {"level":"B","when":{"percent":"t",">=":90}},{"level":"C"}]}])",
        "S163 /outcomes/0/levels/1/when", "already has a better level", "已属更高等次");
  warns(R"("tree":{"id":"t","points":5,"measure":"pass","adjust":[{"zero":true}]})", "S166 /tree/adjust/0",
        "always happens", "总是成立");
  // the last result may be of an edition that had other levels
  warns(R"("tree":{"id":"t","points":5,"measure":"pass"},"outcomes":[{"id":"o","levels":[
           {"level":"A","when":{"previous":{"level":"o","in":["A","AA"]}}},{"level":"B"}]}])",
        "S170 /outcomes/0/levels/0/when/previous/in/1", "did you mean \"A\"?", "是不是“A”？");
  warns(R"("tree":{"id":"t","points":5,"measure":"pass"},"outcomes":[{"id":"o","levels":[
           {"level":"A","when":{"count":{"level":["met","good"]},">=":1}},{"level":"B"}]}])",
        "S167 /outcomes/0/levels/0/when/count/level/1", "never counts", "计数恒为 0");
}

TEST(Warnings, AreNotGivenForWhatIsSound) {
  warns(
      R"("tree":{"id":"t","combine":"sum","points":110,"start":100,"children":[{"id":"a","points":10,"measure":"pass"}]})",
      "", "", "");
  warns(R"("tree":{"id":"t","combine":"sum","on_drop":"rescale","children":[{"id":"a","points":9,"measure":"pass"},
           {"id":"b","points":1,"measure":"pass"}]},
           "outcomes":[{"id":"o","levels":[{"level":"A","when":{"score":"t",">=":9}},{"level":"B"}]}])",
        "", "", "");
  warns(R"("tree":{"id":"t","combine":"sum","states":{"not_applicable":"zero"},"children":[
           {"id":"a","points":9,"measure":"pass"},{"id":"b","points":1,"measure":"pass"}]},
           "outcomes":[{"id":"o","levels":[{"level":"A","when":{"score":"t",">=":9}},{"level":"B"}]}])",
        "", "", "");
  // a level below the fallback that a gate leads to; limits in falling order; ">" above "≥"
  warns(R"("tree":{"id":"t","points":5,"measure":"pass"},
           "gates":[{"id":"g","require":{"met":"t"},"outcome":"o","at_best":"D"}],
           "outcomes":[{"id":"o","levels":[{"level":"A","when":{"percent":"t",">":90}},
           {"level":"B","when":{"percent":"t",">=":90}},{"level":"C"},{"level":"D"}]}])",
        "", "", "");
  warns(R"("tree":{"id":"t","measure":{"choice":[0,1,2]}})", "", "", "");
}

TEST(Warnings, ComeWithErrorsAndAfterThemWhenThereIsNoRoom) {
  const std::string both = R"("tree":{"id":"t","combine":"sum","points":9,"children":[
      {"id":"a","points":5,"measure":"pass"},{"id":"a","points":5,"measure":"pass"}]})";
  const auto r = load_standard(document(both));
  EXPECT_EQ(places(r.diagnostics()), "S108 /tree/points, S102 /tree/children/1/id");
  Limits limits;
  limits.diagnostics = 1;
  EXPECT_EQ(codes(load_standard(document(both), {}, limits).diagnostics()), "S102 S199");
  limits.diagnostics = 0;  // one is always said
  EXPECT_EQ(codes(load_standard(document(both), {}, limits).diagnostics()), "S102 S199");
}

/// A tree of n leaves in one group.
std::string flat(std::size_t n, const std::function<std::string(std::size_t)>& leaf, std::string_view more = {}) {
  return document(R"("tree":{"id":"t","combine":"sum","children":[)" + repeated(n, leaf) + "]}" + std::string(more));
}

std::string plain(std::size_t i) { return R"({"id":")" + std::to_string(i) + R"(","points":1,"measure":"pass"})"; }

TEST(CompileLimits, Complaints) {
  const auto with = [](std::size_t n) {
    return flat(n + 1, [](std::size_t) { return R"({"id":"a","points":1,"measure":"pass"})"; });
  };
  EXPECT_EQ(load_standard(with(50)).diagnostics().size(), 50U);
  const auto r = load_standard(with(53), "f");
  ASSERT_EQ(r.diagnostics().size(), 51U);
  const Diagnostic& note = r.diagnostics().back();
  EXPECT_EQ(note.code, "S199");
  EXPECT_EQ(note.severity, Severity::note);
  EXPECT_NE(note.en.find("3 more"), std::string::npos);
  EXPECT_NE(note.zh.find("另有 3 条"), std::string::npos);
}

TEST(CompileLimits, Criteria) {
  const auto spec = read_standard(flat(9, plain));
  ASSERT_TRUE(spec);
  Limits limits;
  limits.criteria = 10;
  EXPECT_TRUE(compile(*spec, limits));
  limits.criteria = 9;
  const auto r = compile(*spec, limits);
  EXPECT_EQ(places(r.diagnostics()), "S101 /tree/children/8");
  EXPECT_NE(r.diagnostics()[0].en.find("more than 9 criteria"), std::string::npos);
}

TEST(CompileLimits, Nesting) {
  const auto deep = [](std::size_t levels) {
    StandardSpec spec;
    spec.id = "x";
    spec.edition = "1";
    NodeSpec* node = &spec.tree;
    for (std::size_t k = 1; k < levels; ++k) {
      node->id = "g" + std::to_string(k);
      node->combine = Combine::sum;
      node = &node->children.emplace_back();
    }
    node->id = "leaf";
    node->points = 1;
    node->measure.emplace();
    return spec;
  };
  EXPECT_TRUE(compile(deep(64)));
  const auto r = compile(deep(65));
  EXPECT_EQ(codes(r.diagnostics()), "S101");
  EXPECT_NE(r.diagnostics()[0].en.find("more than 64 levels"), std::string::npos);
  EXPECT_EQ(r.diagnostics()[0].line, 0U);
}

TEST(CompileLimits, AnswersOfOneMeasure) {
  const auto choice = [](std::size_t n) {
    return document(R"("tree":{"id":"t","points":300,"measure":{"choice":[)" +
                    repeated(n, [](std::size_t i) { return std::to_string(i); }) + "]}}");
  };
  EXPECT_TRUE(load_standard(choice(256)));
  EXPECT_EQ(places(load_standard(choice(257)).diagnostics()), "S142 /tree/measure");
  const auto bands = [](std::size_t n) {
    return document(R"("tree":{"id":"t","points":300,"measure":{"bands":[)" +
                    repeated(n - 1, [](std::size_t i) { return "{\"<=\":" + std::to_string(i) + ",\"points\":1}"; }) +
                    ",{\"points\":0}]}}");
  };
  EXPECT_TRUE(load_standard(bands(256)));
  EXPECT_EQ(places(load_standard(bands(257)).diagnostics()), "S142 /tree/measure");
}

TEST(CompileLimits, LevelsOfAnOutcome) {
  const auto ladder = [](std::size_t n) {
    return document(R"("tree":{"id":"t","points":1,"measure":"pass"},"outcomes":[{"id":"o","levels":[)" +
                    repeated(n - 1,
                             [](std::size_t i) {
                               return R"({"level":"l)" + std::to_string(i) + R"(","when":{"percent":"t",">=":)" +
                                      std::to_string(1000 - i) + "}}";
                             }) +
                    R"(,{"level":"last"}]}])");
  };
  EXPECT_TRUE(load_standard(ladder(64)));
  EXPECT_EQ(places(load_standard(ladder(65)).diagnostics()), "S132 /outcomes/0/levels");
}

TEST(CompileLimits, Labels) {
  const auto labels = [](std::size_t n) {
    return document(R"("tree":{"id":"t","value":{"labels":[)" +
                    repeated(n, [](std::size_t i) { return '"' + std::to_string(i) + '"'; }) + "]}}");
  };
  EXPECT_TRUE(load_standard(labels(30'000)));
  EXPECT_EQ(codes(load_standard(labels(30'001)).diagnostics()), "S142");
}

TEST(CompileLimits, WhatConditionsAsk) {
  const auto asked = [](std::size_t conditions) {
    return flat(
        1000,
        [](std::size_t i) {
          return R"({"id":")" + std::to_string(i) + R"(","points":1,"measure":"pass","tags":["key"]})";
        },
        R"(,"outcomes":[{"id":"o","levels":[{"level":"A","when":{"all":[)" + repeated(conditions, [](std::size_t) {
          return R"({"score":{"tag":"key"},">=":1})";
        }) + R"(]}},{"level":"B"}]}])");
  };
  Limits limits;
  limits.criteria = 1001;  // each may be asked 20 times
  EXPECT_TRUE(load_standard(asked(20), {}, limits));
  EXPECT_EQ(places(load_standard(asked(21), {}, limits).diagnostics()), "S143 /outcomes/0/levels/0/when/all/20/score");
}

TEST(CompileLimits, HowFarBackAConditionAsks) {
  const auto back = [](int last) {
    return document(R"("tree":{"id":"t","points":1,"measure":"pass"},"outcomes":[{"id":"o","levels":[
        {"level":"A","when":{"previous":{"met":"t"},"last":)" +
                    std::to_string(last) + R"(}},{"level":"B"}]}])");
  };
  EXPECT_TRUE(load_standard(back(1000)));
  EXPECT_EQ(places(load_standard(back(1001)).diagnostics()), "S105 /outcomes/0/levels/0/when/last");
}

TEST(Specs, MadeInAProgramAreCheckedToo) {
  const auto complaint = [](const std::function<void(StandardSpec&)>& change) {
    auto spec = *read_standard(document(R"("tree":{"id":"t","combine":"sum","children":[
        {"id":"a","points":5,"measure":{"score":10}},{"id":"b","points":5,"measure":{"deduct":1}}]},
        "outcomes":[{"id":"o","levels":[{"level":"A","when":{"percent":"t",">=":60}},{"level":"B"}]}])"));
    spec.text.reset();
    change(spec);
    return places(compile(spec).diagnostics());
  };
  static constexpr double nan = std::numeric_limits<double>::quiet_NaN(),
                          infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(complaint([](StandardSpec&) {}), "");
  EXPECT_EQ(complaint([](StandardSpec& s) { s.tree.children[0].id = ""; }), "S165 /tree/children/0/id");
  EXPECT_EQ(complaint([](StandardSpec& s) { s.tree.children[0].id = "a/b"; }), "S165 /tree/children/0/id");
  EXPECT_EQ(complaint([](StandardSpec& s) { s.tree.children[0].points = nan; }), "S105 /tree/children/0/points");
  EXPECT_EQ(complaint([](StandardSpec& s) { s.tree.children[0].points = -1; }), "S114 /tree/children/0/points");
  EXPECT_EQ(complaint([](StandardSpec& s) { s.tree.children[0].measure->of = NumberSpec(infinity); }),
            "S105 /tree/children/0/measure/score/of");
  EXPECT_EQ(complaint([](StandardSpec& s) { s.tree.start = infinity; }), "S105 /tree/start");
  EXPECT_EQ(complaint([](StandardSpec& s) { s.tree.measure.emplace(); }), "S103 /tree/measure");
  EXPECT_EQ(complaint([](StandardSpec& s) {
              s.tree.children[1].measure.reset();
              s.tree.children[1].combine = Combine::sum;
            }),
            "S104 /tree/children/1/combine");
  EXPECT_EQ(complaint([](StandardSpec& s) { s.tree.children[1].measure->rules.clear(); }),
            "S146 /tree/children/1/measure/deduct/rules");
  EXPECT_EQ(complaint([](StandardSpec& s) { s.tree.children[1].measure->rules[0].rate.clear(); }),
            "S146 /tree/children/1/measure/deduct/rules/0");
  EXPECT_EQ(complaint([](StandardSpec& s) { s.tree.children[1].measure->kind = MeasureSpec::Kind::threshold; }),
            "S122 /tree/children/1/measure/threshold");
  EXPECT_EQ(complaint([](StandardSpec& s) { s.tree.children[1].measure->kind = MeasureSpec::Kind::choice; }),
            "S116 /tree/children/1/measure/choice");
  EXPECT_EQ(complaint([](StandardSpec& s) { s.tree.children[1].measure->kind = MeasureSpec::Kind::bands; }),
            "S118 /tree/children/1/measure/bands");
  EXPECT_EQ(complaint([](StandardSpec& s) { s.tree.children[0].applies.emplace(); }), "S122 /tree/children/0/applies");
  EXPECT_EQ(
      complaint([](StandardSpec& s) { s.tree.children[0].applies.emplace().kind = ConditionSpec::Kind::compare; }),
      "S123 /tree/children/0/applies");
  EXPECT_EQ(complaint([](StandardSpec& s) {
              auto& c = s.tree.children[0].applies.emplace();
              c.kind = ConditionSpec::Kind::trend;
              c.rounds = 1;
            }),
            "S121 /tree/children/0/applies, S121 /tree/children/0/applies/rounds");
  EXPECT_EQ(complaint([](StandardSpec& s) { s.outcomes[0].levels.clear(); }), "S132 /outcomes/0/levels");
  EXPECT_EQ(complaint([](StandardSpec& s) {
              s.tree.children[0].from.emplace().kind = InputSpec::Kind::ratio;
              s.tree.children[0].from->columns = {"x"};
            }),
            "S158 /tree/children/0/from/ratio");
}

// Each takes a fraction of a second; a quadratic compiler would take minutes, and ctest stops it.
std::string name(std::size_t i) { return std::to_string(i); }

constexpr std::size_t many = 99'000;

TEST(HostileMeaning, RepeatedIds) {
  EXPECT_EQ(load_standard(flat(many, [](std::size_t) { return R"({"id":"a","points":1,"measure":"pass"})"; }))
                .diagnostics()
                .size(),
            51U);
}

TEST(HostileMeaning, UnknownReferences) {
  const std::string id(128, 'q');
  const auto leaf = [&](std::size_t i) {
    const auto own = name(i) + id.substr(name(i).size());
    return R"({"id":")" + own + R"(","points":1,"measure":"pass","applies":{"met":"x)" + own.substr(1) + "\"}}";
  };
  EXPECT_EQ(load_standard(flat(many, leaf)).diagnostics().size(), 51U);
}

TEST(HostileMeaning, AChainOfConditions) {
  const auto leaf = [](std::size_t i) {
    return R"({"id":")" + name(i) + R"(","points":1,"measure":"pass")" +
           (i == 0 ? "" : R"(,"adjust":[{"when":{"met":")" + name(i - 1) + R"("},"zero":true}])") + "}";
  };
  EXPECT_TRUE(load_standard(flat(many, leaf)));
  // the other way round every criterion waits for a later one
  const auto backwards = [](std::size_t i) {
    return R"({"id":")" + name(i) + R"(","points":1,"measure":"pass")" +
           (i + 1 == many ? "" : R"(,"adjust":[{"when":{"met":")" + name(i + 1) + R"("},"zero":true}])") + "}";
  };
  EXPECT_TRUE(load_standard(flat(many, backwards)));
}

TEST(HostileMeaning, AnEndlessCircle) {
  const auto leaf = [](std::size_t i) {
    return R"({"id":")" + name(i) + R"(","points":1,"measure":"pass","adjust":[{"when":{"met":")" +
           name((i + 1) % many) + R"("},"zero":true}]})";
  };
  const auto r = load_standard(flat(many, leaf));
  ASSERT_EQ(codes(r.diagnostics()), "S140");
  EXPECT_NE(r.diagnostics()[0].en.find("… (" + name(many - 10) + ") →"), std::string::npos) << r.diagnostics()[0].en;
}

TEST(HostileMeaning, AConditionAboveEveryLeaf) {
  EXPECT_TRUE(load_standard(flat(many, plain, R"(,"x-a":0)")));
  const auto doc = document(R"("tree":{"id":"t","combine":"sum","children":[{"id":"flag","measure":"pass"},
      {"id":"g","combine":"sum","applies":{"all":[)" +
                            repeated(3000, [](std::size_t) { return R"({"met":"flag"})"; }) + R"(]},"children":[)" +
                            repeated(60'000, plain) + "]}]}");
  EXPECT_TRUE(load_standard(doc));
}

TEST(HostileMeaning, EveryGroupCountsEverything) {
  const auto group = [](std::size_t i) {
    return R"({"id":"g)" + name(i) + R"(","combine":"sum","children":[)" + plain(2 * i) + "," + plain(2 * i + 1) +
           R"(],"adjust":[{"when":{"count":{"tag":"all","level":"met"},">":1},"zero":true}]})";
  };
  const auto tagged = [](std::size_t i) { return R"({"id":"k)" + name(i) + R"(","measure":"pass","tags":["all"]})"; };
  const auto doc = document(R"("tree":{"id":"t","combine":"sum","children":[)" + repeated(20'000, group) + "," +
                            repeated(30'000, tagged) + "]}");
  EXPECT_EQ(codes(load_standard(doc).diagnostics()), "S143");
  // of its own leaves only, that is no burden
  const auto own = [](std::size_t i) {
    return R"({"id":"g)" + name(i) + R"(","combine":"sum","children":[)" + plain(2 * i) + "," + plain(2 * i + 1) +
           R"(],"adjust":[{"deduct":1,"times":{"count":{"level":"not_met"}}}]})";
  };
  EXPECT_TRUE(
      load_standard(document(R"("tree":{"id":"t","combine":"sum","children":[)" + repeated(30'000, own) + "]}")));
}

TEST(HostileMeaning, LongListsOfLabels) {
  const auto list = repeated(25'000, [](std::size_t i) { return "\"label " + name(i) + '"'; });
  EXPECT_TRUE(load_standard(
      document(R"("tree":{"id":"t","points":1,"measure":"pass","applies":{"attribute":"kind","in":[)" + list + "]}}")));
}

TEST(HostileMeaning, ManyOutcomesAndGates) {
  const auto outcome = [](std::size_t i) {
    return R"({"id":"o)" + name(i) + R"(","levels":[{"level":"A","when":{"met":"t"}},{"level":"B"}]})";
  };
  const auto gate = [](std::size_t i) {
    return R"({"id":"g)" + name(i) + R"(","require":{"previous":{"level":"o)" + name(i) +
           R"(","==":"A"}},"outcome":"o)" + name(i) + R"(","at_best":"B"})";
  };
  EXPECT_TRUE(load_standard(document(R"("tree":{"id":"t","points":1,"measure":"pass"},"outcomes":[)" +
                                     repeated(50'000, outcome) + R"(],"gates":[)" + repeated(50'000, gate) + "]")));
}

TEST(HostileMeaning, ManyStepsIntervalsAndSurveys) {
  const auto interval = [](std::size_t i) {
    return R"({"level":"l","from":)" + name(2 * i) + R"(,"to":)" + name(2 * i + 1) + "}";
  };
  EXPECT_EQ(codes(load_standard(document(R"("tree":{"id":"t","points":1,"measure":{"score":{"of":9,"intervals":[)" +
                                         repeated(many, interval) + "]}}}"))
                      .diagnostics()),
            "S142");
  const auto step = [](std::size_t) { return std::string(R"({"over":"site","by":"mean"})"); };
  EXPECT_EQ(load_standard(
                document(R"("tree":{"id":"t","points":1,"measure":"pass","reduce":[)" + repeated(many, step) + "]}"))
                .diagnostics()
                .size(),
            51U);
  const auto asked = [](std::size_t i) {
    return R"({"id":")" + name(i) + R"(","points":1,"measure":{"score":9},"from":{"survey":"s)" + name(i) + "\"}}";
  };
  const auto survey = [](std::size_t i) { return R"({"id":"s)" + name(i) + "\"}"; };
  EXPECT_TRUE(load_standard(flat(many, asked, R"(,"surveys":[)" + repeated(many, survey) + "]")));
}

}  // namespace
