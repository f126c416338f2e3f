// What an expression came to: a value, no value, or held.
//
//   revenue of ea1 in 2016-02        defined 12,345.67 USD
//   a / 0                            undefined, because "licensed_seats is 0"
//   revenue that was never sent      held, because "revenue of ea1 for 2016-02 is missing"
//
// Undefined is what `else` catches and `is known` sees: an optional value that is absent, a
// division by zero, the highest of nothing. Held is what nobody may guess: a required value
// that is missing or a number past the limits; it holds the result that needs it.
//
// Thread-safe: a value.
#ifndef CREDENCE_ENGINE_ANSWER_H_
#define CREDENCE_ENGINE_ANSWER_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/rational.h"
#include "core/value.h"
#include "engine/decision.h"

namespace credence::engine {

class Answer {
 public:
  static Answer Of(Value value) { return Answer(State::kDefined, std::move(value), {}); }
  static Answer Undefined(std::string why) {
    return Answer(State::kUndefined, Value(), std::move(why));
  }
  static Answer Missing(std::string why) {
    return Answer(State::kMissing, Value(), std::move(why));
  }
  static Answer Overflow(std::string why) {
    return Answer(State::kOverflow, Value(), std::move(why));
  }

  bool is_defined() const { return state_ == State::kDefined; }
  bool is_undefined() const { return state_ == State::kUndefined; }
  bool is_held() const { return state_ == State::kMissing || state_ == State::kOverflow; }

  // REQUIRES: is_defined().
  const Value& value() const { return value_; }
  // REQUIRES: is_defined(), of a numeric type; a condition; a date.
  const Rational& number() const { return std::get<Rational>(value_); }
  bool truth() const { return std::get<bool>(value_); }
  Date date() const { return std::get<Date>(value_); }

  // Why there is no value: "licensed_seats is 0". Empty when there is one.
  const std::string& why() const {
    static const std::string kNothing;
    return why_ == nullptr ? kNothing : *why_;
  }
  // REQUIRES: is_held().
  HeldReason held_reason() const {
    return state_ == State::kOverflow ? HeldReason::kOverflow : HeldReason::kMissingInput;
  }

 private:
  enum class State : uint8_t { kDefined, kUndefined, kMissing, kOverflow };
  Answer(State state, Value value, std::string why) : state_(state), value_(std::move(value)) {
    if (!why.empty()) why_ = std::make_shared<const std::string>(std::move(why));
  }

  State state_;
  Value value_;
  std::shared_ptr<const std::string> why_;  // null: empty, as nearly always
};

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_ANSWER_H_
