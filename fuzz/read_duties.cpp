// Any bytes as duties: a JSON document, or tables of parties, areas, assignments and a task table between lines of
// "--". A complaint has a code and both texts; what compiles is written as a document that reads back to the same, and
// books a loss without remainder.
#include "sound.hpp"

#include <saniscore/responsibility/ledger.hpp>
#include <saniscore/responsibility/read.hpp>
#include <saniscore/responsibility/who.hpp>
#include <saniscore/standard/standard.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace saniscore;
using namespace saniscore::responsibility;

const Standard& standard() {
  static const Standard s = load_standard(R"({"format":"saniscore/standard","format_version":1,"id":"t","edition":"1",
    "tree":{"id":"total","combine":"sum","children":[{"id":"a","points":3,"measure":{"score":3}},
      {"id":"b","combine":"sum","children":[{"id":"c","points":3,"measure":{"score":3}}]}]}})")
                                .value();
  return s;
}

Result<Duties> duties_of(std::string_view text) {
  if (text.starts_with('{')) return read_duties(text, "fuzz.json");
  std::vector<TextTable> tables(4);
  for (TextTable& table : tables) {
    const auto end = text.find("--\n");
    const auto part = text.substr(0, end);
    if (!part.empty()) {
      auto read = read_table(std::string(part), "fuzz.csv");
      if (!read) return read.diagnostics();
      table = *std::move(read);
    }
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 3);
  }
  auto duties = read_duties(tables[0], tables[1], tables[2]);
  if (!duties || tables[3].columns.empty()) return duties;
  return read_task_table(tables[3], *std::move(duties));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto duties = duties_of(std::string_view(reinterpret_cast<const char*>(data), size));
  require_sound(duties.diagnostics());
  if (!duties) return 0;
  (void)to_csv(write_task_table(*duties));
  const auto roster = compile(*duties, standard(), {.chains = 100'000, .periods = 20});
  require_sound(roster.diagnostics());
  if (!roster) return 0;
  const std::string document = write_duties(*duties);
  const auto again = read_duties(document);
  require(again.has_value() && write_duties(*again) == document);

  Losses losses;
  losses.rounds = {"", "2026-03"};
  for (const Node n : standard().document_order()) {
    losses.criterion.push_back(n);
    const auto& areas = duties->areas;
    losses.place.push_back(areas.empty() ? everywhere : *roster->place(areas[losses.place.size() % areas.size()].id));
    losses.points.insert(losses.points.end(), {0.3, 1.0 / 3});
    const auto traces = who(*roster, n, areas.empty() ? "" : areas.back().id, "2026-03", 0.7);
    require_sound(traces.diagnostics());
    if (!traces) continue;
    for (const Trace& trace : *traces) {
      double sum = 0;
      for (const auto& part : trace.parts) sum += part.points;
      require(!trace.assigned || sum == 0.7);
      require(!to_text(trace, *roster).empty());
    }
  }
  for (const Account account : roster->accounts()) {
    const auto ledger = attribute(*roster, losses, account);
    require_sound(ledger.diagnostics());
    if (!ledger) continue;
    for (std::uint32_t p = 0; p < duties->parties.size(); ++p) require(ledger->answers(p, 1) <= ledger->total(1));
  }
  return 0;
}
