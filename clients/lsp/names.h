// Where each name of a programme is declared and used, read from the tokens: so a statement that
// is half written, or of a kind added later, has its names as well.
//
//   Names names(programme);
//   const NameToken* at = names.At(text, offset);       // the name under the cursor
//   names.DeclarationsOf(*at)  ->  where it comes from   names.UsesOf(*at)  ->  every place of it
//
// A policy's own names belong to its file, a vocabulary's to the whole programme. What stands
// after a dot (an attribute, a field) is never mixed with what stands alone.
//
// Thread-safe once built: immutable.
#ifndef CREDENCE_CLIENTS_LSP_NAMES_H_
#define CREDENCE_CLIENTS_LSP_NAMES_H_

#include <string>
#include <vector>

#include "clients/lsp/workspace.h"
#include "dsl/words.h"

namespace credence::lsp {

struct NameToken {
  size_t text = 0;  // which of the programme's
  std::string name;
  Span span;
  bool after_dot = false;
  dsl::Word word = dsl::Word::kOther;  // a word of the language, when it is one
};

struct Declaration {
  std::string word;  // "credit"; "rule", "field", "value" for what no statement starts with
  std::string name;
  std::string of;  // the subject of an attribute, the evidence of a field
  size_t text = 0;
  Span span;       // of the name
  Span statement;  // of all of it
  bool of_vocabulary = false;

  bool dotted() const { return word == "attribute" || word == "field"; }
};

class Names {
 public:
  explicit Names(const Programme& programme);

  const std::vector<Declaration>& declarations() const { return declarations_; }
  const NameToken* At(size_t text, uint32_t offset) const;  // nullptr: no name there
  std::vector<const Declaration*> DeclarationsOf(const NameToken& token) const;
  std::vector<const NameToken*> UsesOf(const NameToken& token) const;  // declarations too

 private:
  void Read(size_t text, const SourcePtr& source);

  std::vector<NameToken> tokens_;
  std::vector<Declaration> declarations_;
};

// What a word of the language means, in one line; empty when nothing is to be said.
std::string_view MeaningOf(dsl::Word word);

}  // namespace credence::lsp

#endif  // CREDENCE_CLIENTS_LSP_NAMES_H_
