// Text as JSON and as XML write it, for reports that other programs read.
//
//   JsonText("a \"b\"")  -> "\"a \\\"b\\\""       XmlText("a < b")  -> "a &lt; b"
//
// Control characters, which XML 1.0 cannot hold at all, become blanks there.
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CLI_JSON_TEXT_H_
#define CREDENCE_CLIENTS_CLI_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace credence::cli {

// With its quotes.
std::string JsonText(std::string_view text);
// For an attribute in double quotes, and for an element.
std::string XmlText(std::string_view text);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_JSON_TEXT_H_
