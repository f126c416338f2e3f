// The fingerprint that pins a policy's text: equal digests, equal bytes.
//
//   Sha256Hex("abc")
//     -> "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
//
// Thread-safe: no state.
#ifndef CREDENCE_CORE_DIGEST_H_
#define CREDENCE_CORE_DIGEST_H_

#include <iosfwd>
#include <string>
#include <string_view>

namespace credence {

// SHA-256 of the bytes, as 64 lower-case hexadecimal digits.
std::string Sha256Hex(std::string_view bytes);
// Of all that is left of a stream, in little memory.
std::string Sha256Hex(std::istream& bytes);

}  // namespace credence

#endif  // CREDENCE_CORE_DIGEST_H_
