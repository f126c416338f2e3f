// What holds a result, gathered from several causes.
//
//   MergeHeld({"revenue of ea1 is missing", between adatum}, held)
//     -> "the limit ... waits for rebate; revenue of ea1 is missing", between adatum and contoso
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_HELD_H_
#define CREDENCE_ENGINE_HELD_H_

#include <optional>

#include "engine/decision.h"

namespace credence::engine {

// Adds `more` to what holds already, each partner, rule and text once; the first reason stays.
void MergeHeld(Held more, std::optional<Held>& held);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_HELD_H_
