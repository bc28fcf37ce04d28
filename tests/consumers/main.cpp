// What a program that uses saniscore looks like: a standard of two leaves, one unit, one number.
#include <saniscore/saniscore.hpp>

#include <cstdio>

namespace {

constexpr const char* text = R"({
  "format": "saniscore/standard", "format_version": 1,
  "id": "example.stall", "edition": "1", "title": {"en": "A market stall"},
  "tree": {"id": "total", "combine": "sum", "children": [
    {"id": "clean", "points": 60, "measure": {"score": 10}},
    {"id": "water", "points": 40, "measure": "pass"}]}
})";

int fail(const std::vector<saniscore::Diagnostic>& diagnostics) {
  for (const auto& d : diagnostics) std::puts(saniscore::to_text(d).c_str());
  return 1;
}

}  // namespace

int main() {
  const auto standard = saniscore::load_standard(text);
  if (!standard) return fail(standard.diagnostics());

  saniscore::Observations seen(*standard);
  seen.set("stall 7", {.criterion = "clean"}, 5);
  seen.set("stall 7", {.criterion = "water"}, 1);
  const auto card = saniscore::score(*standard, seen);
  if (!card) return fail(card.diagnostics());

  const auto total = card->score(standard->root(), 0);
  std::printf("total %g with saniscore %s\n", total.value_or(-1), saniscore::version);
  return total == 70.0 ? 0 : 1;
}
