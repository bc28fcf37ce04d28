#include <saniscore/survey/coding.hpp>

#include "base/text.hpp"
#include "survey/limits.hpp"
#include "survey/wording.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace saniscore::inline v0::survey {
namespace {

using detail::shortened;

constexpr auto yes = Outcome::favourable, no = Outcome::unfavourable;

constexpr const char* index_source =
    "满意率 = 基本满意及以上 ÷ 全部受访者; 满意度指数 100/80/60/30/0: minanzk.com/hjwscp/ (评价办法说明)";
constexpr const char* three_source =
    "满意 / 基本满意 / 不满意: 金昌市“创卫”满意度测评报告 2011, smrcs.com.cn/public/1576.html";
constexpr const char* four_source =
    "满意 / 基本满意 / 不太满意 / 不满意: 六里山街道社区服务满意度调查 2022, shizhong.gov.cn/art/2022/11/25";
constexpr const char* terms_source = "知晓率, 支持率, 参与率: 国家卫生城市 (县) 创建文件; 二选一";

Option option(std::int32_t code, Outcome outcome, const char* zh, const char* en) {
  return {.code = code, .outcome = outcome, .zh = zh, .en = en};
}
Option option(std::int32_t code, Outcome outcome, double value, const char* zh, const char* en) {
  return {code, outcome, value, zh, en};
}

/// The same scale with an answer for those who cannot say. The one printed definition divides by all respondents.
Coding with_dont_know(Coding c, const char* zh) {
  c.id += "-dk";
  c.options.push_back(option(9, Outcome::dont_know, zh, "Don't know"));
  c.dont_know = DontKnow::as_unfavourable;
  return c;
}

std::vector<Coding> make_codings() {
  const Coding three{"satisfaction-3",
                     {option(3, yes, "满意", "Satisfied"), option(2, yes, "基本满意", "Basically satisfied"),
                      option(1, no, "不满意", "Dissatisfied")},
                     DontKnow::exclude,
                     three_source};
  const Coding four{"satisfaction-4",
                    {option(4, yes, "满意", "Satisfied"), option(3, yes, "基本满意", "Basically satisfied"),
                     option(2, no, "不太满意", "Rather dissatisfied"), option(1, no, "不满意", "Dissatisfied")},
                    DontKnow::exclude,
                    four_source};
  const Coding five{
      "satisfaction-5",
      {option(5, yes, 100, "非常满意", "Very satisfied"), option(4, yes, 80, "比较满意", "Satisfied"),
       option(3, yes, 60, "基本满意", "Basically satisfied"), option(2, no, 30, "比较不满意", "Dissatisfied"),
       option(1, no, 0, "非常不满意", "Very dissatisfied")},
      DontKnow::exclude,
      index_source};
  const Coding awareness{
      "awareness-2", {option(1, yes, "知晓", "Aware"), option(0, no, "不知晓", "Not aware")}, {}, terms_source};
  const Coding support{
      "support-2", {option(1, yes, "支持", "In favour"), option(0, no, "不支持", "Against")}, {}, terms_source};
  const Coding participation{"participation-2",
                             {option(1, yes, "参与", "Took part"), option(0, no, "未参与", "Did not take part")},
                             {},
                             terms_source};
  return {three,
          with_dont_know(three, "不了解"),
          four,
          with_dont_know(four, "不了解"),
          five,
          with_dont_know(five, "不了解"),
          awareness,
          support,
          with_dont_know(support, "说不清"),
          participation,
          with_dont_know(participation, "说不清")};
}

Diagnostic unknown_answer(const Coding& c, std::size_t row, const std::string& answer, std::size_t others) {
  const auto more = others > 0 ? " (and " + std::to_string(others) + " more answers like this)" : std::string();
  const auto more_zh = others > 0 ? "（另有 " + std::to_string(others) + " 个）" : std::string();
  return complaint(
      "D213", "row " + std::to_string(row),
      "the coding " + c.id + " has no answer " + answer + more +
          "; add it to the coding and say whether it is favourable, unfavourable, don't know or missing",
      "编码方案 " + c.id + " 中没有答案 " + answer + more_zh + "；请加入编码方案，并写明是正面、负面、不了解还是缺失");
}

/// Codes `count` answers; find(i) gives the option's index, npos for a missing answer, or none for an unknown one.
template <class Find, class Show>
Result<Answers> coded(const Coding& c, std::size_t count, Find find, Show show) {
  if (auto wrong = check_coding(c)) return *std::move(wrong);
  Answers out{.coding = c.id, .dont_know = c.dont_know};
  out.outcomes.resize(count);
  out.values.resize(count);
  std::size_t first = count, unknown = 0;
  for (std::size_t i = 0; i < count; ++i) {
    static const Option missing{};
    const Option* o = find(i, missing);
    if (o == nullptr) {
      first = std::min(first, i);
      ++unknown;
      continue;
    }
    out.outcomes[i] = o->outcome;
    out.values[i] = o->value;
  }
  if (unknown > 0) return unknown_answer(c, first, show(first), unknown - 1);
  return out;
}

}  // namespace

std::optional<Diagnostic> check_coding(const Coding& c) {
  const auto faulty = [&](const std::string& en, const std::string& zh) {
    return complaint("D212", "coding " + shortened(c.id), en, zh);
  };
  std::set<std::int32_t> codes;
  std::set<std::string> wordings;
  for (const auto& o : c.options) {
    if (!codes.insert(o.code).second || o.code == no_answer)
      return faulty("the code " + std::to_string(o.code) + " stands for two answers; give each its own",
                    "代码 " + std::to_string(o.code) + " 代表两个答案；请各用各的代码");
    for (const auto& wording : {plain_wording(o.zh), plain_wording(o.en)})
      if (!wording.empty() && !wordings.insert(wording).second)
        return faulty("the wording \"" + wording + "\" stands for two answers; keep one",
                      "文字“" + wording + "”代表两个答案；请只保留一个");
  }
  const auto none = [&](Outcome outcome) {
    return std::none_of(c.options.begin(), c.options.end(), [&](const Option& o) { return o.outcome == outcome; });
  };
  if (none(yes) || none(no))
    return faulty("a coding needs at least one favourable and one unfavourable answer; mark them",
                  "编码方案至少要有一个正面答案和一个负面答案；请标明");
  return {};
}

std::span<const Coding> codings() {
  static const std::vector<Coding> all = make_codings();
  return all;
}

Result<Coding> coding(std::string_view id) {
  detail::Nearest near(id);
  for (const auto& c : codings()) {
    if (c.id == id) return c;
    near.offer(c.id);
  }
  const auto shown = shortened(id);
  const auto hint = near.best().empty() ? std::string() : " (\"" + std::string(near.best()) + "\"?)";
  return complaint("D211", {}, "there is no ready coding \"" + shown + "\"" + hint + "; codings() lists them",
                   "没有现成的编码方案“" + shown + "”" + hint + "；codings() 列出全部");
}

Result<Coding> coding_of(std::string id, std::span<const std::string> favourable,
                         std::span<const std::string> unfavourable, std::span<const std::string> dont_know,
                         DontKnow policy) {
  static const std::vector<std::string> usual{"不了解", "说不清", "不清楚", "不知道", "Don't know"};
  const std::set<std::string_view> judged = [&] {
    std::set<std::string_view> all(favourable.begin(), favourable.end());
    all.insert(unfavourable.begin(), unfavourable.end());
    return all;
  }();
  Coding c{.id = std::move(id), .dont_know = policy};
  const auto add = [&](Outcome outcome, const std::string& wording) {
    c.options.push_back({.code = static_cast<std::int32_t>(c.options.size()) + 1, .outcome = outcome, .zh = wording});
  };
  for (const auto& wording : favourable) add(yes, wording);
  for (const auto& wording : unfavourable) add(no, wording);
  for (const auto& wording : dont_know) add(Outcome::dont_know, wording);
  if (dont_know.empty())
    for (const auto& wording : usual)
      if (!judged.contains(wording)) add(Outcome::dont_know, wording);
  if (auto wrong = check_coding(c)) return *std::move(wrong);
  return c;
}

Result<Answers> code(const Coding& c, std::span<const std::int32_t> answers) {
  const auto at = [&](std::int32_t code) -> const Option* {
    const auto found =
        std::find_if(c.options.begin(), c.options.end(), [&](const Option& o) { return o.code == code; });
    return found == c.options.end() ? nullptr : &*found;
  };
  std::array<const Option*, 128> small{};  // nearly all codes are
  for (std::size_t k = 0; k < small.size(); ++k) small[k] = at(static_cast<std::int32_t>(k));
  return coded(
      c, answers.size(),
      [&](std::size_t i, const Option& missing) -> const Option* {
        const auto code = answers[i];
        if (code >= 0 && code < static_cast<std::int32_t>(small.size())) return small[static_cast<std::size_t>(code)];
        return code == no_answer ? &missing : at(code);
      },
      [&](std::size_t i) { return std::to_string(answers[i]); });
}

Result<Answers> code(const Coding& c, std::span<const std::string_view> answers) {
  std::unordered_map<std::string, const Option*> by_wording;
  for (const auto& o : c.options)
    for (const auto& wording : {plain_wording(o.zh), plain_wording(o.en)})
      if (!wording.empty()) by_wording.emplace(wording, &o);
  std::unordered_map<std::string_view, const Option*> seen;  // few different texts, many answers
  return coded(
      c, answers.size(),
      [&](std::size_t i, const Option& missing) -> const Option* {
        const auto [at, fresh] = seen.emplace(answers[i], nullptr);
        if (fresh) {
          const auto found = by_wording.find(plain_wording(answers[i]));
          at->second = is_skipped(answers[i]) ? &missing : found == by_wording.end() ? nullptr : found->second;
        }
        return at->second;
      },
      [&](std::size_t i) { return "\"" + shortened(answers[i]) + "\""; });
}

}  // namespace saniscore::inline v0::survey
