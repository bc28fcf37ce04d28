// Arrow C data interface → Frame, without copying numbers, codes or strings.
//
// A pointer cannot be verified, so the producer must be trusted to give real memory; everything that can be checked is
// checked before it is used: counts, lengths, offsets, string places, codes of dictionaries.
#pragma once

#include "arrow_abi.hpp"
#include "frame.hpp"

namespace saniscore::python {

/// Moves the stream's batches out. The stream is released; each batch owns its memory. `named`: the name of a column
/// that is not a struct of columns.
[[nodiscard]] Result<Frame> import_stream(ArrowArrayStream* stream, const std::string& named);
/// The same for one array; both structures are moved from.
[[nodiscard]] Result<Frame> import_array(ArrowSchema* schema, ArrowArray* array, const std::string& named);

}  // namespace saniscore::python
