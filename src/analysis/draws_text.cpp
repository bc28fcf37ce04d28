// Draws in words.
#include <saniscore/analysis/draws.hpp>

#include "base/text.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace saniscore::inline v0 {
namespace {

/// A share in percent, whole but near the ends: 0.1 % is not 0, 99.9 % is not 100.
std::string percent(double share) {
  if (share == 0 || share == 1) return share == 0 ? "0 %" : "100 %";
  double shown = std::floor(100 * share + 0.5);
  if (shown < 1 || shown > 99) shown = std::clamp(std::floor(1000 * share + 0.5) / 10, 0.1, 99.9);
  return detail::number_text(shown) + " %";
}

std::string titled(const Text& titles, const std::string& id, Language language) {
  const auto found = titles.find(language == Language::zh ? "zh" : "en");
  return found == titles.end() ? id : found->second;
}

}  // namespace

std::string to_text(const UnitDraws& draws, const Standard& standard, Language language) {
  const bool zh = language == Language::zh;
  std::string out;
  for (std::size_t ladder = 0; ladder < draws.outcomes.size(); ++ladder) {
    const auto& spec = standard.spec().outcomes[ladder];
    const auto& o = draws.outcomes[ladder];
    const auto level = [&](std::size_t k) { return titled(spec.levels[k].title, spec.levels[k].level, language); };
    std::string shares;
    const auto add = [&](const std::string& what, double share) {
      if (share > 0) shares += (shares.empty() ? "" : zh ? "，" : ", ") + what + " " + percent(share);
    };
    for (std::size_t k = 0; k < o.share.size(); ++k) add(level(k), o.share[k]);
    add(zh ? "无法判定" : "undecided", o.undecided);
    add(zh ? "无结论" : "none", o.none);
    out += titled(spec.title, spec.id, language) + (zh ? "：" : ": ") + shares + (zh ? "。" : ". ");
    if (const auto sure = draws.decided(ladder)) {
      const auto name = level(static_cast<std::size_t>(*sure));
      out += zh ? "判定：" + name + "。" : "Verdict: " + name + ".";
    } else {
      out += zh ? "本次样本不能判定" : "Not decided by this sample";
      if (const auto k = draws.enlarge_first(ladder); k < draws.uncertain.size())
        out += zh ? "；请先扩大“" + draws.uncertain[k] + "”的样本"
                  : "; enlarge the sample of " + draws.uncertain[k] + " first";
      out += zh ? "。" : ".";
    }
    out += '\n';
  }
  return out;
}

}  // namespace saniscore::inline v0
