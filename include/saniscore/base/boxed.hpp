// An optional value that lives on the heap, so that what is seldom there takes eight bytes. Used as std::optional is;
// a copy copies the value.
#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace saniscore::inline v0 {

template <class T>
class Boxed {
 public:
  Boxed() = default;
  Boxed(std::nullopt_t) {}                                        // NOLINT: as std::optional
  Boxed(T value) : at_(std::make_unique<T>(std::move(value))) {}  // NOLINT
  Boxed(const Boxed& o) : at_(o ? std::make_unique<T>(*o) : nullptr) {}
  Boxed(Boxed&&) noexcept = default;
  Boxed& operator=(const Boxed& o) {
    if (this != &o) at_ = o ? std::make_unique<T>(*o) : nullptr;
    return *this;
  }
  Boxed& operator=(Boxed&&) noexcept = default;
  ~Boxed() = default;

  [[nodiscard]] bool has_value() const { return at_ != nullptr; }
  explicit operator bool() const { return has_value(); }
  T& operator*() { return *at_; }
  const T& operator*() const { return *at_; }
  T* operator->() { return at_.get(); }
  const T* operator->() const { return at_.get(); }
  /// Throws std::bad_optional_access where there is none.
  T& value() { return *checked(at_.get()); }
  [[nodiscard]] const T& value() const { return *checked(at_.get()); }
  template <class... Arguments>
  T& emplace(Arguments&&... arguments) {
    at_ = std::make_unique<T>(std::forward<Arguments>(arguments)...);
    return *at_;
  }
  void reset() { at_.reset(); }

 private:
  template <class P>
  static P checked(P at) {
    if (!at) throw std::bad_optional_access();
    return at;
  }
  std::unique_ptr<T> at_;
};

}  // namespace saniscore::inline v0
