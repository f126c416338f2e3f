#include "dsl/symbols.h"

#include <algorithm>

#include "core/status.h"

namespace credence::dsl {
namespace {

std::string_view KindName(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::kCredit:
      return "credit";
    case SymbolKind::kParam:
      return "param";
    case SymbolKind::kSet:
      return "set";
    case SymbolKind::kDefine:
      return "define";
    case SymbolKind::kTable:
      return "table";
    case SymbolKind::kTiers:
      return "tiers";
    case SymbolKind::kScore:
      return "score";
    case SymbolKind::kStanding:
      return "standing";
    case SymbolKind::kCheck:
      return "check";
    case SymbolKind::kMeasure:
      return "measure";
    case SymbolKind::kSubject:
      return "subject";
    case SymbolKind::kBroken:
      return "statement";
  }
  return "";
}

}  // namespace

Symbols::Symbols(const File& file, const CheckedVocabulary& vocabulary, Faults& faults)
    : file_(file), vocabulary_(vocabulary) {
  for (uint32_t i = 0; i < vocabulary.vocabulary->subjects.size(); ++i) {
    symbols_.emplace(vocabulary.vocabulary->subjects[i].name, Symbol{SymbolKind::kSubject, i});
  }
  for (uint32_t i = 0; i < vocabulary.vocabulary->measures.size(); ++i) {
    symbols_.emplace(vocabulary.vocabulary->measures[i].name, Symbol{SymbolKind::kMeasure, i});
  }
  for (const std::string& name : vocabulary.broken) {
    symbols_.try_emplace(name, Symbol{SymbolKind::kBroken});
  }
  const auto take = [&](const auto& statement, auto& list, SymbolKind kind) {
    Declare(statement.name, kind, static_cast<uint32_t>(list.size()), faults);
    list.push_back(&statement);
  };
  for (const Statement& statement : file.statements) {
    if (const auto* credit = std::get_if<Credit>(&statement)) {
      take(*credit, credits_, SymbolKind::kCredit);
    } else if (const auto* param = std::get_if<Param>(&statement)) {
      take(*param, params_, SymbolKind::kParam);
    } else if (const auto* set = std::get_if<SetDeclaration>(&statement)) {
      take(*set, sets_, SymbolKind::kSet);
    } else if (const auto* define = std::get_if<Define>(&statement)) {
      take(*define, defines_, SymbolKind::kDefine);
    } else if (const auto* table = std::get_if<Table>(&statement)) {
      take(*table, tables_, SymbolKind::kTable);
    } else if (const auto* tiers = std::get_if<Tiers>(&statement)) {
      take(*tiers, tiers_, SymbolKind::kTiers);
    } else if (const auto* score = std::get_if<Score>(&statement)) {
      take(*score, scores_, SymbolKind::kScore);
    } else if (const auto* standing = std::get_if<Standing>(&statement)) {
      take(*standing, standings_, SymbolKind::kStanding);
    } else if (const auto* check = std::get_if<Check>(&statement)) {
      take(*check, checks_, SymbolKind::kCheck);
    }
  }
  for (const BrokenStatement& broken : file.broken) {
    if (broken.name) symbols_.try_emplace(broken.name->text, Symbol{SymbolKind::kBroken});
  }
  params_used_.resize(params_.size());
  sets_used_.resize(sets_.size());
  defines_used_.resize(defines_.size());
  tables_used_.resize(tables_.size());
  tiers_used_.resize(tiers_.size());
  for (const Table* table : tables_) columns_used_.emplace_back(table->columns.size());
}

void Symbols::Declare(const Name& name, SymbolKind kind, uint32_t index, Faults& faults) {
  const auto [earlier, fresh] = symbols_.try_emplace(name.text, Symbol{kind, index, name.span});
  if (fresh) return;
  const Symbol& taken = earlier->second;
  if (taken.kind == SymbolKind::kBroken) return;
  if (taken.kind == SymbolKind::kMeasure || taken.kind == SymbolKind::kSubject) {
    const bool measure = taken.kind == SymbolKind::kMeasure;
    const Span declared =
        measure ? vocabulary_.measure_spans[taken.index] : vocabulary_.subject_spans[taken.index];
    std::vector<Label> related;
    if (!declared.empty()) {
      related.push_back({vocabulary_.vocabulary->source, declared, "declared here"});
    }
    faults.Add(codes::kDuplicateName, name.span,
               "`" + name.text + "` is already a " + std::string(KindName(taken.kind)) +
                   " of the vocabulary",
               {.why = "Each rule that says `" + name.text + "` could mean either.",
                .help = "Give the " + std::string(KindName(kind)) + " a name of its own.",
                .related = std::move(related)});
    return;
  }
  faults.Add(codes::kDuplicateName, name.span, "`" + name.text + "` is declared twice",
             {.why = "Each rule that says `" + name.text + "` could mean either.",
              .help = "Rename one of them, or remove it.",
              .related = {faults.At(
                  taken.span, "first declared here, a " + std::string(KindName(taken.kind)))}});
}

const Symbol* Symbols::Find(std::string_view name) const {
  const auto found = symbols_.find(ToAbsl(name));
  return found == symbols_.end() ? nullptr : &found->second;
}

const Symbol* Symbols::Find(std::string_view name, SymbolKind kind) const {
  const Symbol* found = Find(name);
  return found != nullptr && found->kind == kind ? found : nullptr;
}

void Symbols::Break(std::string_view name) {
  const auto found = symbols_.find(ToAbsl(name));
  if (found != symbols_.end()) found->second.kind = SymbolKind::kBroken;
}

void Symbols::Use(const Symbol& symbol) {
  if (symbol.kind == SymbolKind::kParam) params_used_[symbol.index] = true;
  if (symbol.kind == SymbolKind::kSet) sets_used_[symbol.index] = true;
  if (symbol.kind == SymbolKind::kDefine) defines_used_[symbol.index] = true;
  if (symbol.kind == SymbolKind::kTable) tables_used_[symbol.index] = true;
  if (symbol.kind == SymbolKind::kTiers) tiers_used_[symbol.index] = true;
}

void Symbols::UseColumn(uint32_t table, uint32_t column) {
  tables_used_[table] = true;
  columns_used_[table][column] = true;
}

bool Symbols::IsUsed(SymbolKind kind, uint32_t index) const {
  if (kind == SymbolKind::kParam) return params_used_[index];
  if (kind == SymbolKind::kSet) return sets_used_[index];
  if (kind == SymbolKind::kTable) return tables_used_[index];
  if (kind == SymbolKind::kTiers) return tiers_used_[index];
  return kind != SymbolKind::kDefine || defines_used_[index];
}

std::vector<std::string> Symbols::Names(SymbolKind kind) const {
  std::vector<std::string> names;
  for (const auto& [name, symbol] : symbols_) {
    if (symbol.kind == kind) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> Symbols::EvidenceNames() const {
  std::vector<std::string> names;
  for (const auto& kind : vocabulary().evidence) names.push_back(kind.name);
  return names;
}

bool Symbols::IsBroken(std::string_view name) const {
  if (vocabulary_.broken.contains(name)) return true;
  const Symbol* found = Find(name);
  return found != nullptr && found->kind == SymbolKind::kBroken;
}

void CheckUnused(const Symbols& symbols, Faults& faults) {
  if (!symbols.file().broken.empty()) return;
  const auto check = [&](const auto& list, SymbolKind kind) {
    for (uint32_t i = 0; i < list.size(); ++i) {
      const Name& name = list[i]->name;
      // The second of two with one name has its message already.
      const Symbol* symbol = symbols.Find(name.text, kind);
      if (symbol == nullptr || symbol->index != i || symbols.IsUsed(kind, i)) continue;
      faults.Add(codes::kUnusedName, name.span, "nothing uses `" + name.text + "`",
                 {.why = (kind == SymbolKind::kTiers ? "Tiers that no rule reads change nothing"
                                                     : "A " + std::string(KindName(kind)) +
                                                           " that no rule reads changes nothing") +
                         std::string("; a rule may be missing."),
                  .help = "Use it, or remove it."});
    }
  };
  check(symbols.params(), SymbolKind::kParam);
  check(symbols.sets(), SymbolKind::kSet);
  check(symbols.defines(), SymbolKind::kDefine);
  check(symbols.tables(), SymbolKind::kTable);
  check(symbols.tiers(), SymbolKind::kTiers);
  for (uint32_t i = 0; i < symbols.tables().size(); ++i) {
    const Table& table = *symbols.tables()[i];
    if (!symbols.IsUsed(SymbolKind::kTable, i)) continue;
    for (uint32_t column = 0; column < table.columns.size(); ++column) {
      if (symbols.IsColumnUsed(i, column)) continue;
      const Name& name = table.columns[column];
      const auto first = std::find_if(table.columns.begin(), table.columns.end(),
                                      [&](const Name& other) { return other.text == name.text; });
      if (&*first != &name) continue;  // told as a duplicate
      faults.Add(codes::kUnusedName, name.span,
                 "nothing uses `" + table.name.text + "." + name.text + "`",
                 {.why = "A column that no rule reads changes nothing; a rule may be missing.",
                  .help = "Use it, or remove it."});
    }
  }
}

}  // namespace credence::dsl
