// What the server answers about a place in a programme, as JSON of the protocol.
//
//   json hover = HoverAt(Place{programme, names, text, offset});   -> {"contents": ...} or null
//
// Each answer is read from the programme as it stands; none changes anything.
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_LSP_ANSWERS_H_
#define CREDENCE_CLIENTS_LSP_ANSWERS_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "clients/lsp/names.h"
#include "clients/lsp/workspace.h"

namespace credence::lsp {

using nlohmann::json;

// A place in one text of a programme.
struct Place {
  const Programme& programme;
  const Names& names;
  size_t text = 0;
  uint32_t offset = 0;

  const RuleText& file() const { return programme.texts[text]; }
};

std::string PathOf(const std::string& uri);
std::string UriOf(const std::string& path);
json RangeOf(const Source& source, Span span);

json HoverAt(const Place& place);
json CompletionAt(const Place& place);
json DefinitionOf(const Place& place);
json ReferencesTo(const Place& place, bool with_declaration);
json SymbolsOf(const Place& place);
json FormattingOf(const SourcePtr& source);
json DiagnosticOf(const Diagnostic& diagnostic, const Programme& programme);

// The range that a rename would change, or why there is none.
json RenameRange(const Place& place, std::string& refusal);
// The edits of a rename, tried by the checker first: one that changes what is wrong is refused.
json RenameTo(const Place& place, const std::string& name, std::string& refusal);

}  // namespace credence::lsp

#endif  // CREDENCE_CLIENTS_LSP_ANSWERS_H_
