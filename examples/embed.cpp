// The smallest program that scores something: one kitchen under the UK Food Hygiene Rating Scheme.
#include <saniscore/saniscore.hpp>

#include <iostream>

int main() {
  const saniscore::Standard standard = saniscore::catalogue("uk.fsa.fhrs").value();

  saniscore::Observations seen(standard);
  seen.set_attribute("Corner Café", "status", {.text = "rated"});
  seen.set("Corner Café", {.criterion = "hygiene"}, 5.0);
  seen.set("Corner Café", {.criterion = "structural"}, 10.0);
  seen.set("Corner Café", {.criterion = "confidence"}, 10.0);

  const saniscore::Scorecard card = saniscore::score(standard, seen).value();
  std::cout << "score " << card.score(standard.root())[0] << ", rating " << *card.outcome_label(0, 0) << "\n\n";
  std::cout << to_text(saniscore::explain(standard, seen, "Corner Café").value(), standard);
}
