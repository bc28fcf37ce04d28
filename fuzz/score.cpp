// A standard document, a NUL, and bytes that say what was seen. Whatever the standard, scores are numbers, lie in
// their enclosures, agree with the levels still possible, and are the same bits one by one and in blocks.
#include <saniscore/saniscore.hpp>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace saniscore;

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "not true: %s\n", what);
  std::abort();
}

/// Reads zeros when the input is used up.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] bool empty() const { return at_ >= bytes_.size(); }
  std::size_t below(std::size_t n) {
    const auto byte = empty() ? 0U : static_cast<unsigned char>(bytes_[at_++]);
    return n == 0 ? 0 : byte % n;
  }
  template <class T, std::size_t N>
  T one_of(const T (&list)[N]) {
    return list[below(N)];
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

constexpr double numbers[] = {0,
                              1,
                              2,
                              3,
                              5,
                              10,
                              20,
                              50,
                              60,
                              80,
                              90,
                              100,
                              0.1,
                              0.5,
                              82.5,
                              33.3,
                              -1,
                              -0.5,
                              1e9,
                              1e-9,
                              1e15,
                              25,
                              1e300,
                              -1e300,
                              99,
                              5e-324,
                              std::numeric_limits<double>::quiet_NaN(),
                              std::numeric_limits<double>::infinity(),
                              1.0 / 3,
                              74.99,
                              30,
                              15};
constexpr const char* units[] = {"a", "b", "c", "d", "e", "f", "g", "h", "单位"};
constexpr const char* sites[] = {"", "", "", "s1", "s2"};
constexpr const char* methods[] = {"", "", "", "covert", "announced"};
constexpr const char* rounds[] = {"", "", "", "2023", "2024", "2025"};
constexpr State states[] = {State::known, State::not_applicable, State::not_inspected, State::withheld, State::invalid};

Literal some_literal(Bytes& bytes, const std::vector<std::string>& words) {
  Literal l;
  switch (bytes.below(3)) {
    case 0:
      l.kind = Literal::Kind::number;
      l.number = bytes.one_of(numbers);
      break;
    case 1:
      l.kind = Literal::Kind::boolean;
      l.boolean = bytes.below(2) == 1;
      break;
    default: l.text = words[bytes.below(words.size())]; break;
  }
  return l;
}

/// Words of the document that may be labels: whatever stands in its rules.
std::vector<std::string> labels_of(const Standard& standard) {
  std::vector<std::string> out{"met", "not_met", "no such label"};
  for (const Node n : standard.document_order()) {
    const NodeSpec& spec = standard.spec(n);
    if (spec.measure)
      for (const auto& o : spec.measure->options) out.push_back(o.answer.text);
    if (spec.value) out.insert(out.end(), spec.value->labels.begin(), spec.value->labels.end());
  }
  for (const auto& o : standard.spec().outcomes)
    for (const auto& l : o.levels) out.push_back(l.level);
  return out;
}

void observe(Observations& seen, const Standard& standard, Bytes& bytes, const std::vector<std::string>& labels) {
  const std::string unit = bytes.one_of(units);
  const auto& columns = standard.columns();
  const auto& order = standard.document_order();
  const std::string site = bytes.one_of(sites), method = bytes.one_of(methods), round = bytes.one_of(rounds);
  const auto kind = bytes.below(8);
  if (kind == 0) {
    Visit visit{site, method, round, {"*"}};
    if (bytes.below(2) == 1) visit.covers = {standard.id(order[bytes.below(order.size())])};
    seen.add(unit, visit);
    return;
  }
  if (kind == 1) {
    Finding finding;
    finding.criterion = standard.id(order[bytes.below(order.size())]);
    const auto& measure = standard.spec(standard.find(finding.criterion)).measure;
    if (measure && !measure->rules.empty()) finding.rule = measure->rules[bytes.below(measure->rules.size())].id;
    finding.site = site;
    finding.method = method;
    finding.round = round;
    finding.count = static_cast<double>(bytes.below(4));
    finding.facts["points"] = some_literal(bytes, labels);
    finding.facts["overdue"] = some_literal(bytes, labels);
    seen.add(unit, finding);
    return;
  }
  if (columns.empty()) {
    seen.add_unit(unit);
    return;
  }
  const std::string& column = columns[bytes.below(columns.size())];
  if (column.starts_with('@')) {
    seen.set_attribute(unit, column.substr(1), some_literal(bytes, labels), site);
  } else if (column.starts_with("previous/")) {
    if (kind == 2)
      seen.set_previous_state(unit, column.substr(9), bytes.one_of(states));
    else
      seen.set_previous(unit, column.substr(9), some_literal(bytes, labels));
  } else if (kind == 2) {
    seen.set_state(unit, {column, {}, site, method, round}, bytes.one_of(states));
  } else if (kind == 3) {
    seen.set(unit, {column, {}, site, method, round}, labels[bytes.below(labels.size())]);
  } else {
    seen.set(unit, {column, {}, site, method, round}, bytes.one_of(numbers));
  }
}

bool refused(const Observations& seen) {
  for (const auto& d : seen.diagnostics())
    if (d.severity == Severity::error) return true;
  return false;
}

void check_card(const Scorecard& card, const Standard& standard) {
  for (const Node n : card.nodes())
    for (std::size_t u = 0; u < card.units(); ++u) {
      const double low = card.lower(n)[u], high = card.upper(n)[u];
      if (const auto score = card.score(n, u)) {
        require(std::isfinite(*score), "a score is a number");
        require(std::isfinite(card.maximum(n)[u]), "a maximum is a number");
        require(!std::isnan(low) && !std::isnan(high), "an enclosure has ends");
        const double slack = 1e-9 * std::max({1.0, std::fabs(*score), std::fabs(card.maximum(n)[u])});
        // The bounds are those of everything that is still open; where nothing is, they are the score.
        if (!card.provisional(n, u)) {
          require(!(low > *score + slack), "lower <= score");
          require(!(high < *score - slack), "score <= upper");
        }
      }
      require(!(low > high), "lower <= upper");
      if (const auto percent = card.percent(n, u)) require(std::isfinite(*percent), "a percent is a number");
      const double coverage = card.coverage(n)[u];
      require(std::isnan(coverage) || (coverage >= 0 && coverage <= 1 + 1e-9), "coverage is a share");
    }
  for (std::size_t k = 0; k < standard.outcome_count(); ++k)
    for (std::size_t u = 0; u < card.units(); ++u) {
      const auto level = card.outcome(k)[u];
      const auto open = card.possible(k)[u];
      const auto levels = standard.spec().outcomes[k].levels.size();
      require(level >= undecided && level < static_cast<std::int16_t>(levels), "a level of the ladder");
      if (level >= 0) require(open == std::uint64_t{1} << static_cast<unsigned>(level), "decided: one level possible");
      if (level == no_result) require(open == 0, "no result: no level possible");
      if (level == undecided) require(std::popcount(open) > 0, "undecided: some levels possible");
      require(levels == 64 || open >> levels == 0, "possible levels are levels");
    }
}

/// The same bits; NaN is NaN.
bool same(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

void check_same(const Scorecard& a, const Scorecard& b, const Standard& standard) {
  require(a.units() == b.units() && a.nodes().size() == b.nodes().size(), "same shape");
  for (const Node n : a.nodes())
    for (std::size_t u = 0; u < a.units(); ++u) {
      require(same(a.score(n)[u], b.score(n)[u]), "same score");
      require(same(a.maximum(n)[u], b.maximum(n)[u]), "same maximum");
      require(same(a.lower(n)[u], b.lower(n)[u]) && same(a.upper(n)[u], b.upper(n)[u]), "same enclosure");
      require(same(a.coverage(n)[u], b.coverage(n)[u]), "same coverage");
      require(a.state(n)[u] == b.state(n)[u] && a.level(n)[u] == b.level(n)[u], "same state and level");
      require(a.provisional(n, u) == b.provisional(n, u), "same provisional");
    }
  for (std::size_t k = 0; k < standard.outcome_count(); ++k)
    for (std::size_t u = 0; u < a.units(); ++u)
      require(a.outcome(k)[u] == b.outcome(k)[u] && a.possible(k)[u] == b.possible(k)[u], "same outcome");
}

/// "nan" and "inf" as words of their own.
bool names_a_nonnumber(std::string_view text) {
  for (const std::string_view word : {"nan", "inf"})
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
      const auto letter = [&](std::size_t i) {
        return i < text.size() && std::isalnum(static_cast<unsigned char>(text[i])) != 0;
      };
      if (!(at > 0 && letter(at - 1)) && !letter(at + word.size())) return true;
    }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(input.find('\0'), input.size());
  const std::string_view document = input.substr(0, end);
  const Result<Standard> loaded = load_standard(document, "fuzz");
  if (!loaded) {
    require(!loaded.diagnostics().empty(), "a refusal has a reason");
    for (const Diagnostic& d : loaded.diagnostics()) require(!d.en.empty() && !d.zh.empty(), "a complaint has words");
    return 0;
  }
  const Standard& standard = *loaded;
  if (standard.size() > 2000) return 0;
  const auto labels = labels_of(standard);

  // without a NUL the document itself says what was seen
  Bytes bytes(end < input.size() ? input.substr(end + 1) : input.substr(0, 400));
  Observations seen(standard);
  seen.add_unit("a");
  for (int i = 0; i < 150 && !bytes.empty(); ++i) {
    Observations more = seen;
    observe(more, standard, bytes, labels);
    if (!refused(more)) seen = std::move(more);
  }

  ScoreOptions options;
  options.all_nodes = true;
  const Result<Scorecard> card = score(standard, seen, options);
  if (!card) return 0;
  check_card(*card, standard);
  for (const std::size_t block : {1U, 7U}) {
    options.block = block;
    const Result<Scorecard> again = score(standard, seen, options);
    require(again.has_value(), "scored once, scored again");
    check_same(*card, *again, standard);
  }
  if (standard.size() > 100) return 0;
  const bool words = names_a_nonnumber(document);
  for (std::size_t u = 0; u < std::min<std::size_t>(2, seen.units().size()); ++u) {
    const Result<Explanation> why = explain(standard, seen, seen.units()[u]);
    require(why.has_value(), "what can be scored can be explained");
    for (const Language language : {Language::en, Language::zh}) {
      const std::string page = to_text(*why, standard, language);
      if (!words && names_a_nonnumber(page)) {
        std::fprintf(stderr, "%s\n", page.c_str());
        require(false, "a page prints numbers");
      }
    }
  }
  return 0;
}
