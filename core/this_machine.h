// Whether an address is this machine's own, so that what is sent there leaves it never.
//
//   IsOfThisMachine("127.0.0.1:50051")   -> true      IsOfThisMachine("unix:/run/credence") -> true
//   IsOfThisMachine("10.0.0.7:50051")    -> false     IsOfThisMachine("127.example:1")      ->
//   false
//
// Own are "localhost", 127.0.0.0/8 (RFC 1122, 3.2.1.3), [::1] and unix sockets, by their text: no
// name is looked up. Thread-safe: no state.
#ifndef CREDENCE_CORE_THIS_MACHINE_H_
#define CREDENCE_CORE_THIS_MACHINE_H_

#include <string_view>

namespace credence {

// `address`: "host:port", or "unix:path".
bool IsOfThisMachine(std::string_view address);

}  // namespace credence

#endif  // CREDENCE_CORE_THIS_MACHINE_H_
