// The files of the catalogue as they were when the library was built; the definitions are generated from
// standards/*.json (cmake/generate_catalogue.cmake).
#pragma once

namespace saniscore::inline v0::detail {

struct CatalogueFile {
  const char* name;  ///< "uk.fsa.fhrs@2012.json"
  const char* text;  ///< UTF-8, with a 0 after the end
  unsigned long size;
};

/// `catalogue_file_count` entries, in the order of their names.
extern const CatalogueFile catalogue_files[];
extern const unsigned long catalogue_file_count;

}  // namespace saniscore::inline v0::detail
