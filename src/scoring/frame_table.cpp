// Table → Frame: columns by name, nothing copied.
#include "base/complaint.hpp"
#include "base/text.hpp"
#include "scoring/frame.hpp"

#include <algorithm>

namespace saniscore::inline v0::detail {

namespace {

Diagnostic about_column(const char* code, std::string_view column, std::string en, std::string zh) {
  return complaint(code, "column " + std::string(column), std::move(en), std::move(zh));
}

}  // namespace

std::vector<Diagnostic> frame_of(const Program& p, const Table& table, Frame& frame) {
  std::vector<Diagnostic> out;
  frame.units = table.units();
  frame.spaces.assign(p.spaces.size(), {});
  frame.inputs.resize(p.inputs.size());
  frame.keys.clear();
  for (std::size_t i = 0; i < p.inputs.size(); ++i) {
    const auto& in = p.inputs[i];
    const auto& info = p.columns[in.name];
    auto& f = frame.inputs[i];
    f.states = nullptr;
    f.recode.clear();
    const auto* column = table.find(in.name, false);
    const auto* states = table.find(in.name, true);
    f.missing = info.previous ? State::not_applicable : table.missing().value_or(State::not_inspected);
    f.column = column ? *column : Column{};
    if (states) {
      if (states->type != ColumnType::u8)
        out.push_back(about_column("D020", info.name + "#state", "a state column holds State codes as u8",
                                   "状态列须为 u8 的状态代码。"));
      else {
        f.states = static_cast<const std::uint8_t*>(states->data) + states->offset;
        f.state_stride = states->stride;
      }
    }
    if (!column) {
      if (!states && !table.missing() && !in.optional)
        out.push_back(about_column(
            "D021", info.name,
            "the column \"" + info.name + "\" is not bound; bind it, or say with set_missing() what its absence means",
            "缺少列“" + info.name + "”;请绑定该列,或用 set_missing() 说明缺列的含义。"));
      continue;
    }
    if (info.label) {
      if (column->labels.empty()) {
        out.push_back(about_column("D022", info.name,
                                   "the column holds labels; bind it with the list of labels its codes mean",
                                   "该列为文字选项;绑定时须给出代码对应的文字表。"));
        continue;
      }
      for (auto label : column->labels)
        f.recode.push_back(static_cast<double>(std::find(info.dictionary.begin(), info.dictionary.end(), label) -
                                               info.dictionary.begin()));
      f.recode.push_back(static_cast<double>(info.dictionary.size()));  // any other code: a label nobody names
    }
  }
  for (const auto& b : table.columns()) {
    std::string_view name = b.name;
    if (b.known || name.starts_with('@') || name.starts_with("previous/")) continue;
    if (name.ends_with("#state")) name.remove_suffix(6);
    const std::vector<std::string_view> known(p.column_names.begin(), p.column_names.end());
    const auto best = nearest(name, known);
    out.push_back(about_column(
        "D002", b.name,
        "no rule reads a column \"" + b.name + "\"" +
            (best.empty() ? std::string() : "; did you mean \"" + std::string(best) + "\"?"),
        "没有规则读取列“" + b.name + "”" + (best.empty() ? std::string("。") : ";是否指“" + std::string(best) + "”?")));
  }
  return out;
}

}  // namespace saniscore::inline v0::detail
