// Standard: a checked, compiled, immutable standard. Cheap to copy, safe to share between threads.
#pragma once

#include <saniscore/base/result.hpp>
#include <saniscore/standard/read.hpp>
#include <saniscore/standard/spec.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saniscore::inline v0 {

/// Dense index of a criterion. Groups come after their children; the root is last.
enum class Node : std::uint32_t {};
inline constexpr Node no_node{0xffffffffu};

struct Program;  // internal

class SANISCORE_EXPORT Standard {
 public:
  Standard() = default;
  explicit Standard(std::shared_ptr<const Program> program);

  [[nodiscard]] const std::string& id() const;
  [[nodiscard]] const std::string& edition() const;
  /// "id@edition".
  [[nodiscard]] std::string name() const;
  /// SHA-256 (64 hex digits) of everything that can change a result.
  [[nodiscard]] const std::string& fingerprint() const;
  [[nodiscard]] const StandardSpec& spec() const;

  [[nodiscard]] std::size_t size() const;  ///< number of criteria
  [[nodiscard]] Node root() const;
  [[nodiscard]] Node find(std::string_view id) const;  ///< no_node when absent
  [[nodiscard]] const std::string& id(Node n) const;
  [[nodiscard]] const NodeSpec& spec(Node n) const;
  [[nodiscard]] Node parent(Node n) const;  ///< no_node for the root
  [[nodiscard]] std::span<const Node> children(Node n) const;
  [[nodiscard]] bool is_leaf(Node n) const;
  [[nodiscard]] bool scored(Node n) const;  ///< has points or a combine
  /// The most a node can count for as declared (its points, or the sum of its children's).
  [[nodiscard]] double points(Node n) const;
  [[nodiscard]] Direction direction(Node n) const;
  /// Nodes in document order (a parent before its children).
  [[nodiscard]] std::span<const Node> document_order() const;

  [[nodiscard]] std::size_t outcome_count() const;
  [[nodiscard]] std::optional<std::size_t> find_outcome(std::string_view id) const;
  /// Names of the columns a table may carry: "leaf", "leaf/rule", "@attribute", … in first-use order.
  [[nodiscard]] const std::vector<std::string>& columns() const;
  /// The labels that rules name in a column; null when it holds numbers or nobody reads it.
  [[nodiscard]] const std::vector<std::string>* labels(std::string_view column) const;
  /// Title in the language, else in the other one, else the id.
  [[nodiscard]] std::string_view title(Node n, Language language) const;

  [[nodiscard]] const Program& program() const { return *program_; }
  explicit operator bool() const { return program_ != nullptr; }

 private:
  std::shared_ptr<const Program> program_;
};

/// Checks a spec and compiles it. All mistakes are reported, each with a permanent code and a JSON pointer, and
/// line and column when the spec was read from text. Linear in the number of criteria and references.
[[nodiscard]] SANISCORE_EXPORT Result<Standard> compile(const StandardSpec& spec, const Limits& limits = {});
[[nodiscard]] SANISCORE_EXPORT Result<Standard> compile(StandardSpec&& spec, const Limits& limits = {});

/// read_standard and compile in one step.
[[nodiscard]] SANISCORE_EXPORT Result<Standard> load_standard(std::string_view json, std::string source_name = {},
                                                              const Limits& limits = {});

}  // namespace saniscore::inline v0
