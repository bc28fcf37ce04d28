// Tailoring (裁剪): a standard fitted to a place by an overlay document. The result is an ordinary standard with a
// fingerprint of its own, which says what it was made from and every change.
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/standard/read.hpp>
#include <saniscore/standard/spec.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0 {

/// One change, for a reason that the result keeps.
struct OverlayChange {
  enum class Kind : std::uint8_t {
    deselect,        ///< remove a criterion with everything below it; sums and their declared points shrink
    not_applicable,  ///< 合理缺项: it stays in the sheet, without a score, whatever is observed
    change,          ///< other points, weight, measure or title of a criterion
    add,             ///< a local criterion
    level,           ///< another condition of a level of an outcome
    remove_gate
  };
  Kind kind = Kind::deselect;
  std::vector<std::string> ids;  ///< criteria (deselect, not_applicable), or one criterion, level or gate
  std::string reason;
  std::optional<double> points, weight;  ///< change
  Boxed<MeasureSpec> measure;            ///< change
  Text title;                            ///< change
  NodeSpec added;                        ///< add
  std::string under, after;              ///< add: the group, and the child it follows (empty: last)
  std::string outcome;                   ///< level
  Boxed<ConditionSpec> when;             ///< level
};

struct OverlaySpec {
  std::string id, edition;  ///< of the result
  Text title;               ///< of the result; empty: as before
  std::string of;           ///< "id@edition" of the standard it fits
  std::string fingerprint;  ///< of that standard, or its first digits; empty: not checked
  std::string note;
  std::vector<SourceSpec> sources;
  std::vector<OverlayChange> changes;
  std::shared_ptr<const std::string> text;  ///< what it was read from, for lines and columns
  std::string source_name;
};

/// An overlay document (docs/authoring.md) to spec; strict like read_standard, with the same codes.
[[nodiscard]] SANISCORE_EXPORT Result<OverlaySpec> read_overlay(std::string_view json, std::string source_name = {},
                                                                const Limits& limits = {});

/// Applies the changes in their order. The same standard and overlay give the same result, to the byte. Errors: the
/// overlay is for another standard or fingerprint (S301, S302), names what is not there (S303), cannot be carried out
/// (S304), or leaves a standard that does not make sense (S305 and compile()'s own); they name the change.
[[nodiscard]] SANISCORE_EXPORT Result<StandardSpec> tailor(const StandardSpec& standard, const OverlaySpec& overlay);

}  // namespace saniscore::inline v0
