// The sentences that leaders read.
#include <saniscore/survey/verdict.hpp>

#include <cmath>
#include <cstdint>
#include <string>

namespace saniscore::inline v0::survey {
namespace {

/// A number with so many decimals, whatever the locale; value >= 0 and below 1e15.
std::string fixed(double value, int decimals) {
  double scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  const auto all = static_cast<std::int64_t>(std::floor(value * scale + 0.5));
  const auto unit = static_cast<std::int64_t>(scale);
  auto text = std::to_string(all / unit);
  if (decimals == 0) return text;
  const auto part = std::to_string(all % unit);
  return text + "." + std::string(static_cast<std::size_t>(decimals) - part.size(), '0') + part;
}

/// A share in percent; decimals that are all 0 are left away.
std::string percent(double share) {
  auto text = fixed(100 * share, 1);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  // 89.96 % is not 90 %, and must not look like it
  if (share < 1 && text == "100") text = "99.9";
  if (share > 0 && text == "0") text = "0.1";
  return text + " %";
}

/// The rate with as many decimals as keep it on its side of the threshold.
std::string rate_text(double rate, double threshold) {
  for (int decimals = 1; decimals < 6; ++decimals) {
    const auto text = fixed(100 * rate, decimals), limit = fixed(100 * threshold, decimals);
    if (rate == threshold || text != limit) {
      if (decimals == 1) return percent(rate);
      return text + " %";
    }
  }
  return percent(rate);
}

std::string chance(double p) {
  if (p < 0.001) return fixed(100 * 0.001, 1) + " %";
  return p < 0.1 ? fixed(100 * p, 1) + " %" : fixed(100 * p, 0) + " %";
}

}  // namespace

std::string sentence(const Decision& d, Language language) {
  const bool zh = language == Language::zh;
  if (d.n == 0) return zh ? "没有有效答案，不能判定。" : "No valid answers: nothing can be said.";
  const auto rate = rate_text(d.rate, d.threshold.value), limit = percent(d.threshold.value), n = std::to_string(d.n);
  const bool below = d.rate < d.threshold.value;
  const double p = below ? d.p_not_met : d.p_met;
  const auto less = std::string(p < 0.001 ? (zh ? "不到 " : "below ") : (zh ? "为 " : ""));
  std::string out;
  if (zh) {
    out = n + " 份有效答卷中，正面回答占 " + rate + "，" + (below ? "低于 " : "达到或超过 ") + limit +
          "：若真实比例恰为 " + limit + "，出现这样" + (below ? "低" : "高") + "或更" + (below ? "低" : "高") +
          "结果的可能性" + less + chance(p) + "。判定：" + std::string(to_text(d.verdict, language)) + "。";
    if (d.verdict == Verdict::inconclusive)
      out += "真实比例可能在 " + percent(d.lower) + " 与 " + percent(d.upper) + " 之间，需要更大的样本。";
    if (d.convenience) out += "样本不是随机抽取的，误差只是按模型推算。";
    return out;
  }
  out = rate + " of " + n + " answers: " + (below ? "below " : "at or above ") + limit +
        "; the chance of seeing this or " + (below ? "less" : "more") + " if the true rate were " + limit + " is " +
        less + chance(p) + ". Verdict: " + std::string(to_text(d.verdict, language)) + ".";
  if (d.verdict == Verdict::inconclusive)
    out += " The true rate may be anything from " + percent(d.lower) + " to " + percent(d.upper) +
           "; a larger sample is needed.";
  if (d.convenience) out += " The respondents were not drawn at random, so the error rests on a model.";
  return out;
}

}  // namespace saniscore::inline v0::survey
