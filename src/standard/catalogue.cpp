// The catalogue: documents compiled into the library, found by id, edition and date.
#include "base/complaint.hpp"
#include "base/text.hpp"
#include "standard/catalogue_data.hpp"

#include <saniscore/standard/catalogue.hpp>

#include <algorithm>
#include <deque>

namespace saniscore::inline v0 {

namespace {

struct Index {
  std::deque<StandardSpec> specs;  ///< own the texts the entries point to
  std::vector<CatalogueEntry> entries;
};

std::string_view language(const Text& t, const char* tag) {
  const auto it = t.find(tag);
  return it != t.end() ? std::string_view(it->second)
         : t.empty()   ? std::string_view()
                       : std::string_view(t.begin()->second);
}

const Index& index() {
  // read once; the documents are constants of the library, so the order of first use cannot be observed
  static const Index built = [] {
    Index out;
    for (unsigned long i = 0; i < detail::catalogue_file_count; ++i) {
      const auto& file = detail::catalogue_files[i];
      const std::string_view text(file.text, file.size);
      auto spec = read_standard(text, file.name);
      if (!spec) continue;  // a test holds that every shipped document reads
      out.specs.push_back(std::move(*spec));
      const auto& s = out.specs.back();
      out.entries.push_back({s.id, s.edition, language(s.title, "en"), language(s.title, "zh"), s.valid_from,
                             s.valid_to, s.partial, text});
    }
    std::sort(out.entries.begin(), out.entries.end(), [](const CatalogueEntry& a, const CatalogueEntry& b) {
      return std::tie(a.id, a.valid_from, a.edition) < std::tie(b.id, b.valid_from, b.edition);
    });
    return out;
  }();
  return built;
}

using detail::complaint;

}  // namespace

const std::vector<CatalogueEntry>& catalogue() { return index().entries; }

Result<CatalogueEntry> find_in_catalogue(std::string_view name, std::string_view date) {
  const auto at = name.find('@');
  const auto id = name.substr(0, at);
  const auto edition = at == std::string_view::npos ? std::string_view() : name.substr(at + 1);
  std::vector<const CatalogueEntry*> found;
  std::vector<std::string_view> ids, editions;
  for (const auto& e : catalogue()) {
    ids.push_back(e.id);
    if (e.id != id) continue;
    editions.push_back(e.edition);
    const bool in_force =
        date.empty() || ((e.valid_from.empty() || e.valid_from <= date) && (e.valid_to.empty() || date < e.valid_to));
    if ((edition.empty() || e.edition == edition) && in_force) found.push_back(&e);
  }
  if (found.size() == 1) return *found.front();
  std::string list;
  for (auto e : editions) list += (list.empty() ? "" : ", ") + std::string(id) + "@" + std::string(e);
  if (editions.empty()) {
    const auto best = detail::nearest(id, ids);
    return complaint("C101", {},
                     "the catalogue has no standard \"" + std::string(id) + "\"" +
                         (best.empty() ? std::string("; see `saniscore catalogue`")
                                       : "; did you mean \"" + std::string(best) + "\"?"),
                     "目录中没有标准“" + std::string(id) + "”" +
                         (best.empty() ? std::string(";请查看目录。") : ";是否指“" + std::string(best) + "”?"));
  }
  if (found.empty())
    return complaint(
        "C102", {},
        "no such edition" + (date.empty() ? std::string() : " in force on " + std::string(date)) +
            "; there are: " + list,
        "没有该版本" + (date.empty() ? std::string() : "(" + std::string(date) + " 有效)") + ";现有:" + list);
  return complaint("C103", {}, "several editions fit; name one, or a date: " + list,
                   "有多个版本;请指明版本或日期:" + list);
}

Result<Standard> catalogue(std::string_view name, std::string_view date) {
  auto entry = find_in_catalogue(name, date);
  if (!entry) return entry.diagnostics();
  return load_standard(entry->json, std::string(entry->id) + "@" + std::string(entry->edition));
}

}  // namespace saniscore::inline v0
