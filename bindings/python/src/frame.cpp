#include "frame.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace saniscore::python {

namespace {

constexpr std::size_t longest_number = 32;

bool ignored(std::string_view name, const std::vector<std::string>& ignore) {
  return name.starts_with("x-") || std::find(ignore.begin(), ignore.end(), name) != ignore.end();
}

std::string row_text(const Frame& frame, std::size_t row) {
  return "row " + std::to_string(row < frame.numbers.size() ? frame.numbers[row] : row);
}

}  // namespace

Diagnostic complaint(std::string code, std::string place, std::string en, std::string zh) {
  Diagnostic d;
  d.code = std::move(code);
  d.pointer = std::move(place);
  d.en = std::move(en);
  d.zh = std::move(zh);
  return d;
}

std::size_t Frame::rows() const {
  std::size_t total = 0;
  for (const Batch& batch : batches) total += batch.rows;
  return total;
}

Value Frame::at(std::size_t column, std::size_t row) const {
  for (const Batch& batch : batches) {
    if (row < batch.rows) return batch.series[column].at(row);
    row -= batch.rows;
  }
  return {};
}

detail::CsvFile headings(const Frame& frame, const std::string& unit) {
  detail::CsvFile file;
  file.source = frame.source;
  file.in_memory = true;
  if (!unit.empty()) file.header.emplace_back(unit);
  file.header.insert(file.header.end(), frame.names.begin(), frame.names.end());
  return file;
}

std::string_view cell_text(const Value& value, std::string& out) {
  switch (value.kind) {
    case Value::Kind::null: return {};
    case Value::Kind::text: return value.text;
    case Value::Kind::boolean: return value.number != 0 ? "true" : "false";
    case Value::Kind::number: break;
  }
  const std::size_t begin = out.size();
  out += value.whole ? std::to_string(*value.whole) : detail::number_text(value.number);
  return std::string_view(out).substr(begin);
}

Result<detail::CsvFile> as_text(const Frame& frame, const std::string& unit, const std::vector<std::string>& ignore,
                                const std::vector<std::size_t>& rows) {
  std::vector<Diagnostic> complaints;
  detail::CsvFile file = headings(frame, unit);
  file.in_memory = frame.numbers.empty();
  const std::size_t width = frame.names.size();
  std::vector<bool> skip(width);
  for (std::size_t k = 0; k < width; ++k) {
    skip[k] = ignored(frame.names[k], ignore);
    for (const Batch& batch : frame.batches)
      if (const std::string& why = batch.series[k].refused; !skip[k] && !why.empty()) {
        complaints.push_back(
            complaint("P001", "column " + frame.names[k],
                      "the column holds " + why +
                          "; convert it to numbers, truth values or text, or "
                          "leave it out with ignore=\"" +
                          frame.names[k] + "\"",
                      "该列为 " + why + "；请转换为数字、布尔值或文本，或用 ignore=\"" + frame.names[k] + "\" 忽略"));
        break;
      }
  }
  // Reserved at once, because the cells point into it.
  file.text = std::make_unique<std::string>();
  file.text->reserve(rows.size() * (width + 1) * longest_number);
  file.cells.reserve(rows.size() * (width + 1));
  std::size_t first = 0;
  auto batch = frame.batches.begin();
  for (const std::size_t row : rows) {
    while (row >= first + batch->rows) first += (batch++)->rows;
    const std::uint32_t number = static_cast<std::uint32_t>(row < frame.numbers.size() ? frame.numbers[row] : row);
    file.numbers.push_back(number);
    file.lines.push_back(number);
    if (!unit.empty()) file.cells.push_back(cell_text({Value::Kind::number, static_cast<double>(row)}, *file.text));
    for (std::size_t k = 0; k < width; ++k) {
      const Value value = skip[k] ? Value{} : batch->series[k].at(row - first);
      if (value.kind == Value::Kind::text && detail::find_invalid_utf8(value.text) != std::string_view::npos) {
        if (complaints.size() < 50)
          complaints.push_back(complaint("P002", row_text(frame, row) + ", column " + frame.names[k],
                                         "the text is not UTF-8; decode it when the frame is read",
                                         "文本不是 UTF-8；请在读入时解码"));
        continue;
      }
      file.cells.push_back(cell_text(value, *file.text));
    }
  }
  if (!complaints.empty()) return complaints;
  return file;
}

}  // namespace saniscore::python
