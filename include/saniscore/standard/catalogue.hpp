// The catalogue: standards that ship with the library, by id and edition or date.
#pragma once

#include <saniscore/standard/standard.hpp>

#include <string_view>
#include <vector>

namespace saniscore::inline v0 {

struct CatalogueEntry {
  std::string_view id, edition, title_en, title_zh;
  std::string_view valid_from, valid_to;  ///< ISO dates or empty
  bool partial = false;
  std::string_view json;  ///< the document as shipped
};

/// All entries, by id and then by date.
[[nodiscard]] SANISCORE_EXPORT const std::vector<CatalogueEntry>& catalogue();

/// The document for "id@edition", "id" on a date (ISO; from inclusive, to exclusive), or a bare id while there is
/// only one edition. Errors name near misses.
[[nodiscard]] SANISCORE_EXPORT Result<CatalogueEntry> find_in_catalogue(std::string_view name,
                                                                        std::string_view date = {});

/// The compiled standard.
[[nodiscard]] SANISCORE_EXPORT Result<Standard> catalogue(std::string_view name, std::string_view date = {});

}  // namespace saniscore::inline v0
