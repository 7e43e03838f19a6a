#pragma once

#include <utility>
#include <variant>

#include "base/check.hpp"

namespace guichet {

/// Wraps the reason of a failed Result: `return Failure{reason};`
template <class E>
struct Failure {
  E reason;
};
template <class E>
Failure(E) -> Failure<E>;

/// An outcome the caller must look at (design.md 6): a value or the reason there is none.
template <class T, class E>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  template <class F>
  Result(Failure<F> failure) : state_(std::in_place_index<1>, std::move(failure.reason)) {}

  explicit operator bool() const { return state_.index() == 0; }
  T& operator*() { return value(); }
  const T& operator*() const { return const_cast<Result*>(this)->value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &const_cast<Result*>(this)->value(); }
  const E& reason() const {
    check(state_.index() == 1, "Result: no failure to look at");
    return std::get<1>(state_);
  }

 private:
  T& value() {
    check(state_.index() == 0, "Result: no value to look at");
    return std::get<0>(state_);
  }
  std::variant<T, E> state_;
};

}  // namespace guichet
