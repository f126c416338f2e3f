// The language server: the checker, spoken to over the Language Server Protocol.
//
//   return RunLanguageServer(std::cin, std::cout);     // until `exit`, or the stream ends
//
// One message after the other. Changes that are already queued are taken together, then what
// they touched is checked once and told where it differs from what was told before. Whatever
// comes in is answered with an error or dropped; nothing that a client sends ends the server
// but `exit`. The result is 0 after a `shutdown`, else 1, as the protocol wants it.
//
// Thread-safety: one thread for one server.
#ifndef CREDENCE_CLIENTS_LSP_LANGUAGE_SERVER_H_
#define CREDENCE_CLIENTS_LSP_LANGUAGE_SERVER_H_

#include <istream>
#include <ostream>

namespace credence::lsp {

int RunLanguageServer(std::istream& in, std::ostream& out);

}  // namespace credence::lsp

#endif  // CREDENCE_CLIENTS_LSP_LANGUAGE_SERVER_H_
