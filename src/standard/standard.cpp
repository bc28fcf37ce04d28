#include "standard/program.hpp"

#include <string>

namespace saniscore::inline v0 {

Standard::Standard(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

const std::string& Standard::id() const { return program_->spec.id; }
const std::string& Standard::edition() const { return program_->spec.edition; }
std::string Standard::name() const { return program_->name; }
const std::string& Standard::fingerprint() const { return program_->fingerprint; }
const StandardSpec& Standard::spec() const { return program_->spec; }
std::size_t Standard::size() const { return program_->nodes.size(); }
Node Standard::root() const { return Node{static_cast<std::uint32_t>(program_->nodes.size() - 1)}; }

Node Standard::find(std::string_view id) const {
  const auto it = program_->by_id.find(id);
  return it == program_->by_id.end() ? no_node : Node{it->second};
}

namespace {
const detail::NodeInfo& info(const Program& p, Node n) { return p.nodes[static_cast<std::uint32_t>(n)]; }
}  // namespace

const std::string& Standard::id(Node n) const { return info(*program_, n).spec->id; }
const NodeSpec& Standard::spec(Node n) const { return *info(*program_, n).spec; }
Node Standard::parent(Node n) const { return Node{info(*program_, n).parent}; }
std::span<const Node> Standard::children(Node n) const {
  const auto& i = info(*program_, n);
  return {program_->child_list.data() + i.first_child, i.child_count};
}
bool Standard::is_leaf(Node n) const { return info(*program_, n).leaf; }
bool Standard::scored(Node n) const { return info(*program_, n).scored; }
double Standard::points(Node n) const { return info(*program_, n).points; }
Direction Standard::direction(Node n) const { return info(*program_, n).direction; }
std::span<const Node> Standard::document_order() const { return program_->document_order; }
std::size_t Standard::outcome_count() const { return program_->ladders.size(); }

std::optional<std::size_t> Standard::find_outcome(std::string_view id) const {
  for (std::size_t i = 0; i < program_->ladders.size(); ++i)
    if (program_->ladders[i].spec->id == id) return i;
  return std::nullopt;
}

const std::vector<std::string>& Standard::columns() const { return program_->column_names; }
const std::vector<std::string>* Standard::labels(std::string_view column) const {
  const auto found = program_->column_by_name.find(std::string(column));
  if (found == program_->column_by_name.end() || !program_->columns[found->second].label) return nullptr;
  return &program_->columns[found->second].dictionary;
}

std::string_view Standard::title(Node n, Language language) const {
  const auto& t = info(*program_, n).spec->title;
  const auto wanted = t.find(language == Language::zh ? "zh" : "en");
  if (wanted != t.end()) return wanted->second;
  if (!t.empty()) return t.begin()->second;
  return id(n);
}

}  // namespace saniscore::inline v0
