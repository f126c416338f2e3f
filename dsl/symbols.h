// The names a policy may use: its own declarations and its vocabulary's, in one table.
//
//   Symbols symbols(file, vocabulary, faults);
//   symbols.Find("usage_floor")   -> {kParam, 0}      symbols.Find("revenue") -> {kMeasure, 4}
//
// A name that a declaration already has, or that hides a measure or a subject, is C102. A
// statement that did not parse leaves its name as kBroken: known, of no use, never reported.
//
// Thread-safety: one file is checked by one thread. Holds pointers into the file.
#ifndef CREDENCE_DSL_SYMBOLS_H_
#define CREDENCE_DSL_SYMBOLS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "dsl/ast.h"
#include "dsl/faults.h"
#include "dsl/vocabulary_check.h"

namespace credence::dsl {

enum class SymbolKind : uint8_t {
  kCredit,
  kParam,
  kSet,
  kDefine,
  kTable,
  kTiers,
  kScore,
  kStanding,
  kCheck,
  kMeasure,
  kSubject,
  kBroken,
};

struct Symbol {
  SymbolKind kind;
  uint32_t index = kNone;  // into the list of its kind
  Span span = {};          // of the declared name; empty in a vocabulary
};

class Symbols {
 public:
  Symbols(const File& file, const CheckedVocabulary& vocabulary, Faults& faults);

  // nullptr when nothing has that name.
  const Symbol* Find(std::string_view name) const;
  const Symbol* Find(std::string_view name, SymbolKind kind) const;

  // Makes a declared name one that is known and of no use.
  void Break(std::string_view name);

  // Remembers that a param, a set or a define is of use.
  void Use(const Symbol& symbol);
  // The same of a table, for one of its columns.
  void UseColumn(uint32_t table, uint32_t column);
  bool IsUsed(SymbolKind kind, uint32_t index) const;
  bool IsColumnUsed(uint32_t table, uint32_t column) const { return columns_used_[table][column]; }

  const File& file() const { return file_; }
  const CheckedVocabulary& checked() const { return vocabulary_; }
  const ruletree::Vocabulary& vocabulary() const { return *vocabulary_.vocabulary; }

  // By index, in the order of the text; the first of two with one name only.
  const std::vector<const Credit*>& credits() const { return credits_; }
  const std::vector<const Param*>& params() const { return params_; }
  const std::vector<const SetDeclaration*>& sets() const { return sets_; }
  const std::vector<const Define*>& defines() const { return defines_; }
  const std::vector<const Table*>& tables() const { return tables_; }
  const std::vector<const Tiers*>& tiers() const { return tiers_; }
  const std::vector<const Score*>& scores() const { return scores_; }
  const std::vector<const Standing*>& standings() const { return standings_; }
  const std::vector<const Check*>& checks() const { return checks_; }

  std::vector<std::string> Names(SymbolKind kind) const;  // ascending
  std::vector<std::string> EvidenceNames() const;
  // Whether a broken statement of the policy or the vocabulary declares the name.
  bool IsBroken(std::string_view name) const;

 private:
  void Declare(const Name& name, SymbolKind kind, uint32_t index, Faults& faults);

  const File& file_;
  const CheckedVocabulary& vocabulary_;
  absl::flat_hash_map<std::string, Symbol> symbols_;  // all of them from the start
  std::vector<const Credit*> credits_;
  std::vector<const Param*> params_;
  std::vector<const SetDeclaration*> sets_;
  std::vector<const Define*> defines_;
  std::vector<const Table*> tables_;
  std::vector<const Tiers*> tiers_;
  std::vector<const Score*> scores_;
  std::vector<const Standing*> standings_;
  std::vector<const Check*> checks_;
  std::vector<bool> params_used_, sets_used_, defines_used_, tables_used_, tiers_used_;
  std::vector<std::vector<bool>> columns_used_;  // by table
};

// C103 for params, sets and defines that nothing uses; silent while statements are broken,
// for the use may stand in one of those.
void CheckUnused(const Symbols& symbols, Faults& faults);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_SYMBOLS_H_
