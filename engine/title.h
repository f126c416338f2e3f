// What a node is called in an explanation: short, and as the author named it.
//
//   a define          active_share             a param      usage_floor
//   a measure         licensed_seats           a fold       sum of licensed_seats
//   an attribute      customer.segment         a constant   40%
//   a comparison      active_share >= usage_floor, the author's own text
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_TITLE_H_
#define CREDENCE_ENGINE_TITLE_H_

#include <string>

#include "ruletree/policy.h"

namespace credence::engine {

std::string TitleOf(const ruletree::Policy& policy, ruletree::NodeId node);

// "highest", or "latest" of dates: the word of a fold.
std::string FoldWord(const ruletree::Policy& policy, const ruletree::Node& node);

// Whether the author gave it a name: a define, param, measure, attribute, field or fold.
bool HasOwnName(ruletree::Op op);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_TITLE_H_
