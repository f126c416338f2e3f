// The declared names an author may have meant by one that is not declared.
//
//   NearestNames("dopr", {"dpor", "csp", "pal"})  ->  {"dpor"}
//
// Near means few slips of the keyboard: a letter too many, missing, wrong, or two swapped
// (optimal string alignment distance), at most one for every three letters and always one.
// Capitals make no difference. Names longer than limits::kNameBytesMax are near nothing, so
// the work for one candidate is bounded.
//
// Thread-safe: no state.
#ifndef CREDENCE_CORE_NEAREST_NAME_H_
#define CREDENCE_CORE_NEAREST_NAME_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace credence {

// At most three of `candidates`, the nearest first, equally near ones in alphabetical order.
// `name` itself is never among them.
std::vector<std::string> NearestNames(std::string_view name,
                                      std::span<const std::string> candidates);

}  // namespace credence

#endif  // CREDENCE_CORE_NEAREST_NAME_H_
