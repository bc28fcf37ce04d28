// Columns of respondents as the survey library takes them: numbers, ids, coded answers, questionnaires as text.
#pragma once

#include "frame.hpp"

#include <saniscore/survey/coding.hpp>
#include <saniscore/survey/questionnaire.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace saniscore::python {

/// Ids of a column. Without labels they are the column's own numbers; else positions among the labels, which ascend
/// (numbers, then texts), and −1 where the cell is empty.
struct Ids {
  std::vector<std::int32_t> id;
  std::vector<Value> labels;  ///< texts lie in the frame
};
/// `labelled`: never the column's own numbers. Errors: P001 (a column of dates and the like).
[[nodiscard]] Result<Ids> ids_of(const Frame& frame, std::size_t column, bool labelled);

/// Numbers, with NaN where the cell is empty. Errors: P001 (texts).
[[nodiscard]] Result<std::vector<double>> numbers_of(const Frame& frame, std::size_t column);

/// Codes, or wordings, or (without a coding) truth values. Texts that are all whole numbers are codes. Errors: P001,
/// D212, D213, D214 (codes or wordings without a coding).
[[nodiscard]] Result<survey::Answers> answers_of(const Frame& frame, std::size_t column, const survey::Coding* coding);

/// Cells as text. Errors: those of as_text().
[[nodiscard]] Result<survey::Sheet> sheet_of(const Frame& frame);

}  // namespace saniscore::python
