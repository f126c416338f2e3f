#include "dsl/parse.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "dsl/build.h"
#include "dsl/grammar/recognise.h"
#include "dsl/scan.h"
#include "dsl/statement_cut.h"
#include "dsl/syntax_fault.h"

namespace credence::dsl {
namespace {

class FileParser {
 public:
  FileParser(SourcePtr source, Diagnostics& diagnostics) : diagnostics_(diagnostics) {
    file_.source = std::move(source);
  }

  File Run() {
    const ScannedSource scanned = Scan(file_.source, diagnostics_);
    tokens_ = scanned.tokens;
    const std::vector<StatementCut> cuts = CutStatements(file_.source, scanned, diagnostics_);
    FindKind(cuts);
    for (const StatementCut& cut : cuts) ParseStatement(cut);
    return std::move(file_);
  }

 private:
  void FindKind(const std::vector<StatementCut>& cuts) {
    for (const StatementCut& cut : cuts) {
      if (cut.word == nullptr) continue;
      if (cut.word->word == WordOf("policy")) file_.kind = FileKind::kPolicy;
      if (cut.word->word == WordOf("vocabulary")) file_.kind = FileKind::kVocabulary;
      if (file_.kind != FileKind::kUnknown) return;
    }
  }

  void ParseStatement(const StatementCut& cut) {
    if (cut.faulty || cut.word == nullptr) return KeepBroken(cut);
    const grammar::Recognition recognition = grammar::Recognise(tokens_, cut.begin, cut.end);
    if (!recognition.recognised) {
      diagnostics_.Add(DescribeFault(file_.source, tokens_, cut, recognition));
      return KeepBroken(cut);
    }
    if (!BuildStatement(tokens_, recognition.tree, file_, diagnostics_)) KeepBroken(cut);
  }

  // The declared name of a statement that was not read: the one after `as` where a rule has
  // one of its own, else the first. `attribute` declares a path's last.
  std::optional<Name> NameIn(const StatementCut& cut) const {
    const Word word = cut.word->word;
    const bool rule = word == WordOf("award") || word == WordOf("exclude") ||
                      word == WordOf("forfeit") || word == WordOf("split");
    for (uint32_t i = cut.begin + 1; i < cut.end; ++i) {
      const Token& before = tokens_[i - 1];
      const Token& token = tokens_[i];
      const bool follows = rule ? before.word == WordOf("as") : i == cut.begin + 1;
      if (!follows) continue;
      if (word == WordOf("attribute") && i + 2 < cut.end) return ReadName(tokens_[i + 2]);
      return ReadName(token);
    }
    return std::nullopt;
  }

  std::optional<Name> ReadName(const Token& token) const {
    std::string_view text = file_.source->text(token.span);
    if (token.kind == TokenKind::kEscapedName && text.size() > 2 && text.back() == '`') {
      text = text.substr(1, text.size() - 2);
    } else if (token.kind != TokenKind::kWord || IsReserved(token.word)) {
      return std::nullopt;
    }
    return Name{std::string(text), token.span};
  }

  void KeepBroken(const StatementCut& cut) {
    BrokenStatement broken;
    if (cut.word != nullptr) broken.name = NameIn(cut);
    if (cut.word != nullptr) broken.word = std::string(TextOf(cut.word->word));
    broken.span = Cover(tokens_[cut.begin].span, tokens_[cut.end - 1].span);
    file_.broken.push_back(std::move(broken));
  }

  Diagnostics& diagnostics_;
  std::vector<Token> tokens_;
  File file_;
};

}  // namespace

File Parse(SourcePtr source, Diagnostics& diagnostics) {
  return FileParser(std::move(source), diagnostics).Run();
}

}  // namespace credence::dsl
