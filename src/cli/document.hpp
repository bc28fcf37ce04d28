// A standard as a document for people: the keys in the order in which they are read, short parts on one line.
#pragma once

#include <saniscore/standard/spec.hpp>

#include <string>

namespace saniscore::cli {

/// JSON that reads back to the same spec.
[[nodiscard]] std::string document_text(const StandardSpec& spec);

}  // namespace saniscore::cli
