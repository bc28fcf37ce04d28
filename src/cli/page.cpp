#include "cli/page.hpp"

#include "cli/context.hpp"
#include "cli/number.hpp"

namespace saniscore::cli {
namespace {

/// Text inside a table cell or a line of Markdown.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '*' || c == '_' || c == '<' || c == '[' || c == ']') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

void sources(const std::vector<SourceSpec>& all, const std::string& indent, std::string& out) {
  for (const SourceSpec& source : all) {
    out += indent + "- " + source.status + ": " + plain(source.title);
    if (!source.url.empty()) out += " <" + source.url + ">";
    if (!source.note.empty()) out += " — " + plain(source.note);
    out += "\n";
  }
}

std::string criteria(const Standard& standard, Language language) {
  std::string out(say(language, "| id | criterion | points | rule |\n|---|---|--:|---|\n",
                      "| 编号 | 指标 | 分值 | 评分办法 |\n|---|---|--:|---|\n"));
  for (const Node node : standard.document_order()) {
    const NodeSpec& spec = standard.spec(node);
    std::string rule;
    for (const std::string& line : rule_lines(standard, node, language))
      rule += (rule.empty() ? "" : "<br>") + plain(line);
    for (const Text* words : {&spec.text, &spec.guidance})
      if (!words->empty()) rule += "<br>*" + plain(both_names(*words, "")) + "*";
    out += "| `" + spec.id + "` | " + indentation(standard, node, "· ") + plain(both_names(spec.title, "")) + " | " +
           points_text(standard, node) + " | " + rule + " |\n";
  }
  return out;
}

std::string outcomes(const Standard& standard, Language language) {
  std::string out;
  for (const OutcomeSpec& ladder : standard.spec().outcomes) {
    out += "\n### " + plain(both_names(ladder.title, ladder.id)) + "\n\n";
    bool fallback = false;  // what stands after the level without a condition is reached through gates only
    for (const LevelSpec& level : ladder.levels) {
      const std::string title = both_names(level.title, "");
      out += "- **" + plain(level.level) + "**" + (title.empty() || title == level.level ? "" : " " + plain(title));
      if (level.when)
        out += std::string(say(language, ": when ", "：")) + plain(condition_text(standard, *level.when, language));
      else
        out += fallback ? say(language, ": through gates only", "：仅由前置条件得出")
                        : say(language, ": otherwise", "：其余");
      fallback = fallback || !level.when;
      out += "\n";
    }
    for (const GateSpec& gate : standard.spec().gates) {
      if (gate.outcome != ladder.id) continue;
      out += std::string(say(language, "- gate ", "- 前置条件 ")) + "`" + gate.id + "` " +
             plain(both_names(gate.title, "")) + std::string(say(language, ": requires ", "：须 ")) +
             plain(condition_text(standard, gate.require, language)) +
             std::string(say(language, ", else at best **", "，否则最好为 **")) + plain(gate.at_best) + "**\n";
    }
  }
  return out;
}

}  // namespace

std::string points_text(const Standard& standard, Node node) {
  const NodeSpec& spec = standard.spec(node);
  if (spec.weight && !spec.points) return "× " + precise_text(*spec.weight);
  return standard.scored(node) ? precise_text(standard.points(node)) : "";
}

std::string indentation(const Standard& standard, Node node, std::string_view step) {
  std::string out;
  for (Node up = standard.parent(node); up != no_node; up = standard.parent(up)) out += step;
  return out;
}

std::string validity(std::string_view from, std::string_view to) {
  if (from.empty() && to.empty()) return "–";
  return std::string(from) + " – " + std::string(to);
}

std::string catalogue_page(Language language) {
  std::string out(say(language,
                      "# The catalogue\n\nOne page per standard, written by `saniscore catalogue ID --markdown`. "
                      "What may be in it: [standards/README.md](../../standards/README.md).\n\n"
                      "| standard | title | valid | sheet |\n|---|---|---|---|\n",
                      "# 标准目录\n\n| 标准 | 名称 | 有效期 | 完整性 |\n|---|---|---|---|\n"));
  for (const CatalogueEntry& entry : saniscore::catalogue()) {
    const std::string name = std::string(entry.id) + "@" + std::string(entry.edition);
    out += "| [" + plain(name) + "](" + name + ".md) | " + plain(entry.title_en) + " " + plain(entry.title_zh) + " | " +
           validity(entry.valid_from, entry.valid_to) + " | " +
           std::string(entry.partial ? say(language, "partial", "不完整") : say(language, "complete", "完整")) + " |\n";
  }
  return out;
}

std::string standard_page(const Standard& standard, Language language) {
  const StandardSpec& spec = standard.spec();
  std::string out = "# " + plain(both_names(spec.title, standard.id())) + "\n\n`" + standard.name() + "` · ";
  out += spec.partial ? say(language, "**partial**", "**不完整**") : say(language, "complete", "完整");
  if (!spec.valid_from.empty() || !spec.valid_to.empty())
    out += std::string(say(language, " · valid ", " · 有效期 ")) + validity(spec.valid_from, spec.valid_to);
  out += std::string(say(language, " · fingerprint ", " · 指纹 ")) + short_fingerprint(standard) + "\n\n";
  if (!spec.note.empty()) out += plain(spec.note) + "\n\n";
  out += std::string(say(language, "## Criteria\n\n", "## 指标\n\n")) + criteria(standard, language);
  if (!spec.outcomes.empty())
    out += std::string(say(language, "\n## Outcomes\n", "\n## 结论\n")) + outcomes(standard, language);
  out += say(language, "\n## Sources\n\n", "\n## 出处\n\n");
  sources(spec.sources, "", out);
  for (const Node node : standard.document_order()) {
    if (standard.spec(node).sources.empty()) continue;
    out += "- `" + standard.id(node) + "`\n";
    sources(standard.spec(node).sources, "  ", out);
  }
  return out;
}

}  // namespace saniscore::cli
