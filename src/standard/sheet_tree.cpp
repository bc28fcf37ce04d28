// SheetReader: which row belongs to which, and what the rows' rules make of them.
#include "standard/sheet_reader.hpp"

#include "base/text.hpp"
#include "standard/rule_scan.hpp"
#include "standard/rule_words.hpp"
#include "standard/standard_reader.hpp"

#include <algorithm>
#include <unordered_set>

namespace saniscore::inline v0::detail {

void SheetReader::parents() {
  for (std::size_t k = 0; k < rows_.size(); ++k) {
    const auto [at, fresh] = by_id_.emplace(rows_[k].node.id, k);
    if (!fresh)
      complain("S102", rows_[k].at, SheetColumn::id,
               "the id " + quoted(rows_[k].node.id) + " already stands in row " +
                   std::to_string(file_.numbers[rows_[at->second].at]) + "; give every criterion its own",
               "编号" + quoted_zh(rows_[k].node.id) + "与第 " + std::to_string(file_.numbers[rows_[at->second].at]) +
                   " 行重复；每个指标须有唯一编号");
  }
  if (!columns_[static_cast<std::size_t>(SheetColumn::parent)] && layers_.empty()) parents_by_number();
  for (std::size_t k = 0; k < rows_.size(); ++k) {
    Row& row = rows_[k];
    if (row.parent.empty()) continue;
    const auto up = by_id_.find(row.parent);
    if (up != by_id_.end()) {
      rows_[up->second].children.push_back(k);
      continue;
    }
    Nearest nearest(row.parent);
    if (errors_.size() < limits_.diagnostics && rows_.size() < 5000)  // a suggestion reads every id
      for (const Row& other : rows_) nearest.offer(other.node.id);
    const std::string near(nearest.best());
    complain("S207", row.at, SheetColumn::parent,
             "there is no row with the id " + quoted(row.parent) +
                 (near.empty() ? "" : "; did you mean " + quoted(near) + "?"),
             "没有编号为" + quoted_zh(row.parent) + "的行" + (near.empty() ? "" : "；是不是" + quoted_zh(near) + "？"));
  }
}

/// Without a parent column, 3.1.2 belongs to 3.1, or to 3.
void SheetReader::parents_by_number() {
  bool any = false;
  for (Row& row : rows_) {
    std::string_view id = row.node.id;
    for (std::size_t dot = id.rfind('.'); dot != std::string_view::npos && dot > 0; dot = id.rfind('.')) {
      id = id.substr(0, dot);
      if (!by_id_.contains(id)) continue;
      any = any || row.parent != id;
      row.parent = id;
      break;
    }
  }
  if (any)
    understood(0, {},
               {"there is no parent column: a row belongs to the row whose number it begins with (3.1 to 3)",
                "没有“上级”列：按编号归属（3.1 属于 3）"});
}

/// The one row without a parent; with several, the row of the total, or a total of our own.
bool SheetReader::find_root() {
  std::vector<std::size_t> tops, totals;
  for (std::size_t k = 0; k < rows_.size(); ++k)
    if (rows_[k].parent.empty()) {
      tops.push_back(k);
      const Row& row = rows_[k];
      if (row.children.empty() && (is_total(row.node.id) || is_total_row(row.at)) &&
          cell(row.at, SheetColumn::measure).empty())
        totals.push_back(k);
    }
  if (!errors_.empty() || rows_.empty()) return false;
  if (tops.empty()) return reach_all();
  if (tops.size() == 1) {
    root_ = tops.front();
    return true;
  }
  if (totals.size() == 1) {
    root_ = totals.front();
    understood(rows_[root_].at, {}, {"the total of all rows that belong to none", "全表总分：未写上级的各行之和"});
  } else {
    if (by_id_.contains("total")) {
      complain("S207", rows_[tops[1]].at, SheetColumn::parent,
               "several rows belong to none, and \"total\" is taken; name the parent of all but one",
               "多行没有上级，而编号“total”已被使用；请写明上级，只留一行没有上级");
      return false;
    }
    Row total;
    total.at = rows_[tops.front()].at;
    total.made = true;
    total.node.id = "total";
    total.node.title = {{"en", "Total"}, {"zh", "总分"}};
    root_ = rows_.size();
    rows_.push_back(std::move(total));
    understood(rows_[root_].at, {},
               {"a total over the " + std::to_string(tops.size()) + " rows that belong to none, with the id \"total\"",
                "加一行总分（编号 total），汇总未写上级的 " + std::to_string(tops.size()) + " 行"});
  }
  for (const std::size_t k : tops)
    if (k != root_) {
      rows_[k].parent = rows_[root_].node.id;
      rows_[root_].children.push_back(k);
    }
  return true;
}

/// Rows that cannot be reached from the root stand in a circle. Nesting is bounded before anything recurses.
bool SheetReader::reach_all() {
  std::vector<std::size_t> depth(rows_.size(), 0);
  if (!rows_.empty() && rows_[root_].parent.empty()) {
    order_.push_back(root_);
    depth[root_] = 1;
  }
  for (std::size_t k = 0; k < order_.size(); ++k)
    for (const std::size_t child : rows_[order_[k]].children) {
      depth[child] = depth[order_[k]] + 1;
      if (depth[child] > limits_.nesting) {
        complain("S209", rows_[child].at, SheetColumn::parent,
                 "rows are nested more than " + std::to_string(limits_.nesting) + " levels deep; flatten the sheet",
                 "层次超过 " + std::to_string(limits_.nesting) + " 层；请减少层次");
        return false;
      }
      order_.push_back(child);
    }
  if (order_.size() == rows_.size()) return true;
  // Name each circle once, by the row that closes it.
  for (std::size_t k = 0; k < rows_.size(); ++k) {
    if (depth[k] != 0) continue;
    std::vector<std::size_t> way;
    for (std::size_t at = k; depth[at] == 0; at = by_id_.at(rows_[at].parent)) {
      depth[at] = limits_.nesting + 1 + k;  // seen, on this way
      way.push_back(at);
    }
    const std::size_t last = by_id_.at(rows_[way.back()].parent);
    if (depth[last] != limits_.nesting + 1 + k) continue;  // leads into a circle named before
    std::string circle;
    for (auto at = std::find(way.begin(), way.end(), last); at != way.end() && circle.size() < 200; ++at)
      circle += rows_[*at].node.id + " → ";
    circle += rows_[last].node.id;
    complain("S208", rows_[last].at, SheetColumn::parent,
             "rows belong to each other in a circle: " + shortened(circle, 200) + "; one of them must belong elsewhere",
             "上级关系成环：" + shortened(circle, 200) + "；请修改其中一行的上级");
  }
  return false;
}

void SheetReader::scored_groups() {
  scored_.assign(rows_.size(), false);
  for (auto at = order_.rbegin(); at != order_.rend(); ++at) {
    const Row& row = rows_[*at];
    scored_[*at] = row.children.empty() ? row.node.points || row.node.weight
                                        : std::any_of(row.children.begin(), row.children.end(),
                                                      [&](std::size_t child) { return scored_[child]; });
  }
}

void SheetReader::group(Row& row) {
  if (!row.made)
    for (const SheetColumn column : {SheetColumn::measure, SheetColumn::target, SheetColumn::veto})
      if (const auto words = cell(row.at, column); !words.empty() && words != "-")
        complain("S216", row.at, column,
                 "a row that other rows belong to has no rule of its own; move the rule to them",
                 "有下级的行不能有自己的评分办法；请写在下级各行");
  const std::string_view words = row.made ? std::string_view() : cell(row.at, SheetColumn::combine);
  if (!words.empty()) {
    const auto combine = read_combine(words);
    if (!combine) {
      not_a_word(row.at, SheetColumn::combine,
                 "sum 求和, \"sum, rescale\" 求和，缺项折算, mean 加权平均, min 取最低, max 取最高, none 仅分组");
      return;
    }
    row.node.combine = combine->combine;
    row.node.on_drop = combine->on_drop;
    return;
  }
  if (scored_.empty()) return;  // the tree is broken anyway
  const auto weighted = [&](std::size_t child) { return rows_[child].node.weight && !rows_[child].node.points; };
  const bool any = std::any_of(row.children.begin(), row.children.end(), [&](std::size_t c) { return scored_[c]; });
  const bool mean = std::any_of(row.children.begin(), row.children.end(), weighted);
  row.node.combine = !any ? Combine::none : mean ? Combine::mean : Combine::sum;
  const SheetCombine combine{row.node.combine, OnDrop::shrink};
  understood(row.at, {},
             {"a row with rows below it and no word for combining: " + write_combine(combine, Language::en),
              "有下级而未写汇总办法：" + write_combine(combine, Language::zh)});
}

void SheetReader::leaf(Row& row) {
  if (const auto words = cell(row.at, SheetColumn::combine); !words.empty())
    complain("S216", row.at, SheetColumn::combine,
             "no row belongs to this one, so there is nothing to combine; remove it", "本行没有下级，无可汇总；请删去");
  rule(row);
}

void SheetReader::rule(Row& row) {
  const std::string_view words = cell(row.at, SheetColumn::measure), target = cell(row.at, SheetColumn::target);
  const std::string_view vetoes = cell(row.at, SheetColumn::veto);
  bool met = false;
  std::optional<double> percent;
  if (const auto yes = read_yes(vetoes)) {
    met = *yes;
  } else if (percent = read_veto_percent(vetoes); !percent) {
    not_a_word(row.at, SheetColumn::veto, "yes 是, no 否, \"below 70%\" 得分率低于70%");
  }
  NodeSpec& n = row.node;
  const std::optional<double> points = n.points ? n.points : n.weight ? std::optional(100.0) : std::nullopt;
  if (words.empty() && target.empty()) {
    if (met) {
      n.measure.emplace();
      understood(row.at, {}, {"a veto without a rule: met or not met", "只写一票否决：达标与否"});
    } else if (points && *points > 0) {
      n.measure.emplace().kind = MeasureSpec::Kind::score;
      n.measure->of = *points;
      understood(row.at, {},
                 {"no rule: the inspector's own mark, out of the points of the row",
                  "未写评分办法：由检查员打分，满分为本行分值"});
    } else {
      understood(row.at, {}, {"no rule and no points: only observed", "无评分办法、无分值：只记录"});
    }
  } else {
    RuleRead read = read_rule(words, target, points);
    const SheetColumn column = words.empty() ? SheetColumn::target : SheetColumn::measure;
    if (!read.words) {
      complain("S210", row.at, column,
               quoted(words.empty() ? target : words) + ": " + read.why.en + ". " + rule_forms().en,
               quoted_zh(words.empty() ? target : words) + "：" + read.why.zh + "。" + rule_forms().zh);
      return;
    }
    n.measure = std::move(read.words->measure);
    met = met || read.words->veto;
    if (!percent) percent = read.words->veto_percent;
    if (!read.words->unit.empty() && !(n.value && !n.value->unit.empty())) {
      if (!n.value) n.value.emplace();
      n.value->unit = read.words->unit;
    }
    Phrase as{n.measure ? write_rule(*n.measure, Language::en) : "observed only",
              n.measure ? write_rule(*n.measure, Language::zh) : "只记录"};
    if (!read.words->unit.empty()) {
      as.en += ", entered in " + read.words->unit + " (82.5 for 82.5" + read.words->unit + ")";
      as.zh += "，按" + read.words->unit + "填写（82.5" + read.words->unit + "填 82.5）";
    }
    if (met) as.en += "; veto", as.zh += "；一票否决";
    if (percent) {
      as.en += "; veto " + write_veto_percent(*percent, Language::en);
      as.zh += "；" + write_veto_percent(*percent, Language::zh) + "一票否决";
    }
    std::string both(target);
    if (!target.empty() && !words.empty()) both += " ";
    understood(row.at, both.append(words), std::move(as));
    if (read.words->assumed) warn("S214", row.at, column, read.words->assumed->en, read.words->assumed->zh);
  }
  if (met || percent) veto(row, met, percent);
}

void SheetReader::veto(const Row& row, bool met, std::optional<double> percent) {
  const auto measured = [&](MeasureSpec::Kind kind) { return row.node.measure && row.node.measure->kind == kind; };
  const bool judged = measured(MeasureSpec::Kind::pass) || measured(MeasureSpec::Kind::threshold);
  if (met && !judged) {
    complain(
        "S213", row.at, SheetColumn::veto,
        "a veto needs to know what fails: give the row a rule that is met or not (pass, >= 90), or say \"below 70%\"",
        "一票否决须有达标与否：请给出“达标得满分”或“≥90”之类的办法，或写“得分率低于70%”");
    return;
  }
  GateSpec& gate = spec_.gates.emplace_back();
  gate.id = row.node.id;
  gate.title = row.node.title;
  ConditionSpec& c = gate.require;
  c.kind = ConditionSpec::Kind::compare;
  c.of.nodes = {row.node.id};
  if (met) {
    c.subject = Subject::met;
    c.literals.push_back({Literal::Kind::boolean, {}, 0, true});
  } else {
    c.subject = Subject::percent;
    c.op = Operator::ge;
    c.limit = *percent;
  }
  places_["/gates/" + std::to_string(spec_.gates.size() - 1)] = {file_.numbers[row.at], file_.lines[row.at]};
}

/// Levels compare the total; gates lead to the worst level of the first ladder.
void SheetReader::level_conditions() {
  const std::string& root = rows_[root_].node.id;
  for (const LevelRow& at : levels_) {
    const std::string_view words = cell(at.row, SheetColumn::measure);
    if (words.empty() || is_any(words, {"其余", "其他", "else"})) continue;
    const std::string narrow = narrowed(words);
    std::string_view rest = without_blanks(narrow);
    const bool percent = eat_any(rest, {"得分率", "percent"});
    if (!percent) eat_any(rest, {"总得分", "总分", "得分", "score"});
    const auto limit = read_limit(rest);
    // "≥90%" of a total is a share of its points; "≥90" its points.
    if (!limit || limit->unit == "‰") {
      complain("S217", at.row, SheetColumn::measure,
               quoted(words) +
                   " is not a limit of a level; write \">= 90\" (of the total), \"percent >= 90%\" or nothing "
                   "(all others). Levels stand from best to worst, so that upper ends are not needed",
               quoted_zh(words) +
                   "不是等次的界限；请写“≥90”（总分）、“得分率≥90%”，或留空（其余）。等次由好到差排列，"
                   "不必写上限");
      continue;
    }
    const bool share = percent || limit->unit == "%";
    ConditionSpec& c = spec_.outcomes[at.outcome].levels[at.level].when.emplace();
    c.kind = ConditionSpec::Kind::compare;
    c.subject = share ? Subject::percent : Subject::score;
    c.of.nodes = {root};
    c.op = limit->op;
    c.limit = limit->value;
    understood(
        at.row, words,
        {std::string(share ? "percent of " : "score of ") + root + " " + write_limit(c.op, limit->value, Language::en),
         root + (share ? " 的得分率" : " 的得分") + write_limit(c.op, limit->value, Language::zh)});
  }
  if (spec_.gates.empty()) return;
  if (spec_.outcomes.empty()) {
    OutcomeSpec& ladder = spec_.outcomes.emplace_back();
    ladder.id = "veto";
    ladder.title = {{"en", "Prerequisites"}, {"zh", "必备条件"}};
    ladder.levels = {{"passed", {{"en", "Passed"}, {"zh", "通过"}}, {}},
                     {"vetoed", {{"en", "Vetoed"}, {"zh", "一票否决"}}, {}}};
    understood(0, {},
               {"vetoes and no levels: an outcome \"veto\" with the levels passed and vetoed",
                "有一票否决而无等次：加一个结论“veto”，分通过、一票否决两级"});
  }
  const OutcomeSpec& ladder = spec_.outcomes.front();
  for (GateSpec& gate : spec_.gates) {
    gate.outcome = ladder.id;
    if (!ladder.levels.empty()) gate.at_best = ladder.levels.back().level;
  }
}

void SheetReader::identity() {
  const auto stem = [&] {
    std::string_view name = file_.source;
    if (const std::size_t slash = name.find_last_of("/\\"); slash != std::string_view::npos)
      name = name.substr(slash + 1);
    name = name.substr(0, name.rfind('.'));
    std::string out;
    for (const char c : name)
      if (c != '@' && c != '#' && c != '<' && c != '>' && !(c >= 0 && c < ' ')) out += c;
    if (out.empty() || count_code_points(out) > limits_.id_characters) out = "sheet";
    return out;
  };
  if (spec_.id.empty()) {
    spec_.id = stem();
    understood(
        0, {},
        {"no row #id: the standard is called \"" + spec_.id + "\"", "没有“#标准编号”行：编号取“" + spec_.id + "”"});
  }
  if (spec_.edition.empty()) {
    spec_.edition = "1";
    understood(0, {}, {"no row #edition: the edition is called \"1\"", "没有“#版本”行：版本取“1”"});
  }
  spec_.source_name = file_.source;
}

void SheetReader::assemble() {
  // Children are moved into their parents from the last to the first, so that a moved parent is complete.
  std::vector<std::string> pointers(rows_.size());
  pointers[root_] = "/tree";
  for (const std::size_t k : order_) {
    const Row& row = rows_[k];
    places_[pointers[k]] = {file_.numbers[row.at], file_.lines[row.at]};
    for (std::size_t i = 0; i < row.children.size(); ++i)
      pointers[row.children[i]] = pointers[k] + "/children/" + std::to_string(i);
  }
  for (auto at = order_.rbegin(); at != order_.rend(); ++at) {
    Row& row = rows_[*at];
    row.node.children.reserve(row.children.size());
    for (const std::size_t child : row.children) row.node.children.push_back(std::move(rows_[child].node));
  }
  spec_.tree = std::move(rows_[root_].node);
  spec_.rows = std::make_shared<const std::map<std::string, SheetPlace>>(std::move(places_));
}

}  // namespace saniscore::inline v0::detail
