#include "dsl/parse.h"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/nearest_name.h"
#include "dsl/build.h"
#include "dsl/faults.h"
#include "dsl/grammar/recognise.h"
#include "dsl/scan.h"
#include "dsl/statement_cut.h"
#include "dsl/syntax_fault.h"

namespace credence::dsl {
namespace {

constexpr Word kPolicy = WordOf("policy");
constexpr Word kVocabulary = WordOf("vocabulary");

bool IsHeader(const StatementCut& cut) {
  return cut.word != nullptr && (cut.word->word == kPolicy || cut.word->word == kVocabulary);
}

class FileParser {
 public:
  FileParser(const SourcePtr& source, Diagnostics& diagnostics)
      : diagnostics_(diagnostics), faults_(source, diagnostics) {
    file_.source = source;
  }

  File Run() {
    const std::size_t told = diagnostics_.error_count();
    scanned_ = Scan(file_.source, diagnostics_);
    tokens_ = scanned_.tokens;
    if (tokens_.empty()) {
      if (diagnostics_.error_count() == told) ReportEmpty();
      return std::move(file_);
    }
    const std::vector<StatementCut> cuts = CutStatements(file_.source, scanned_, diagnostics_);
    FindKind(cuts);
    for (const StatementCut& cut : cuts) ParseStatement(cut);
    return std::move(file_);
  }

 private:
  Span SpanOf(const StatementCut& cut) const {
    return Cover(tokens_[cut.begin].span, tokens_[cut.end - 1].span);
  }

  std::string TextOfToken(uint32_t index) const {
    return std::string(file_.source->text(tokens_[index].span));
  }

  // Headers ---------------------------------------------------------------------

  static constexpr const char* kHeaderHelp =
      "Begin a policy with `policy name version \"1\" effective from 2016-01-14`, or a vocabulary "
      "with `vocabulary name version \"1\"`.";

  void ReportEmpty() {
    faults_.Add(codes::kMissingHeader, {0, 0}, "There is no statement in this file",
                {.help = kHeaderHelp});
  }

  // The first header says what the file is; without one, or below other statements, its
  // statements are read and it is told.
  void FindKind(const std::vector<StatementCut>& cuts) {
    header_ = cuts.size();
    for (std::size_t i = 0; i < cuts.size() && header_ == cuts.size(); ++i) {
      if (IsHeader(cuts[i])) header_ = i;
    }
    if (header_ < cuts.size()) {
      header_begin_ = cuts[header_].begin;
      file_.kind = cuts[header_].word->word == kPolicy ? FileKind::kPolicy : FileKind::kVocabulary;
    }
    // Words before the first statement are told where they are met.
    if (header_ == 0 || cuts.front().word == nullptr) return;
    const Span first = tokens_[cuts.front().begin].span;
    if (header_ == cuts.size()) {
      faults_.Add(codes::kMissingHeader, first, "This file does not say what it is",
                  {.why = "A decision names the policy and the version it was made by.",
                   .help = kHeaderHelp});
    } else {
      faults_.Add(codes::kMissingHeader, tokens_[header_begin_].span,
                  "The header stands below other statements",
                  {.why = "What a file is comes before what it says.",
                   .help = "Move the header to the top."});
    }
  }

  // Whether the statement belongs into this file; if not, that is told.
  bool Belongs(const StatementCut& cut) {
    if (IsHeader(cut)) {
      if (cut.begin == header_begin_) return true;
      faults_.Add(codes::kSyntax, tokens_[cut.begin].span,
                  "One file holds one policy or one vocabulary, and this begins a second",
                  {.help = "Move it into a file of its own.",
                   .related = {faults_.At(tokens_[header_begin_].span, "the first begins here")}});
      return false;
    }
    const bool vocabulary = file_.kind == FileKind::kVocabulary;
    if (file_.kind == FileKind::kUnknown || vocabulary == cut.word->of_vocabulary) return true;
    const std::string word(TextOf(cut.word->word));
    faults_.Add(codes::kSyntax, tokens_[cut.begin].span,
                absl::StrCat("A ", vocabulary ? "vocabulary" : "policy", " has no `", word, "`"),
                {.why = vocabulary ? "A vocabulary says what there is; policies decide with it."
                                   : "What there is, is declared once, for all policies.",
                 .help = vocabulary ? "Move it into a policy."
                                    : "Move it into the vocabulary that the policy uses."});
    return false;
  }

  // Statements --------------------------------------------------------------------

  void ParseStatement(const StatementCut& cut) {
    if (cut.faulty) return KeepBroken(cut);
    if (cut.word == nullptr) return ReportUnknownStatement(cut);
    if (!Belongs(cut)) return KeepBroken(cut);
    const grammar::Recognition found = grammar::Recognise(tokens_, cut.begin, cut.end);
    if (found.recognised) {
      if (!BuildStatement(tokens_, found.tree, file_, diagnostics_)) KeepBroken(cut);
    } else if (LooksLikeStatement(cut, found.stopped_at)) {
      ParseStatement({cut.begin, found.stopped_at, cut.word, false});
      ReportUnknownStatement({found.stopped_at, cut.end, nullptr, false});
    } else {
      if (!IsToldName(cut, found.stopped_at)) {
        diagnostics_.Add(DescribeFault(file_.source, tokens_, cut, found));
      }
      KeepBroken(cut);
    }
  }

  // Whether reading stopped at the credit's name of an award, and that name is a word of the
  // language which the credit's own statement was refused for.
  bool IsToldName(const StatementCut& cut, uint32_t at) {
    if (at != cut.begin + 1 || at >= cut.end || !IsReserved(tokens_[at].word)) return false;
    if (cut.word->word == WordOf("credit")) refused_credits_.insert(tokens_[at].word);
    return cut.word->word == WordOf("award") && refused_credits_.contains(tokens_[at].word);
  }

  // Whether a statement with a misspelt first word follows in the same cut: all before the
  // line's first word makes sense without it, and it is near to a statement word, or at the
  // margin and near to no word at all.
  bool LooksLikeStatement(const StatementCut& cut, uint32_t at) const {
    if (at >= cut.end || at == cut.begin || !tokens_[at].starts_line) return false;
    const Token& token = tokens_[at];
    if (token.kind != TokenKind::kWord && token.kind != TokenKind::kCapitals) return false;
    if (token.word != Word::kOther) return false;
    const std::vector<std::string> near = NearestNames(
        TextOfToken(at),
        std::vector<std::string>(std::begin(kReservedWords), std::end(kReservedWords)));
    const uint32_t begin = token.span.begin;
    const bool at_margin = file_.source->text({begin - 1, begin}) == "\n";
    const bool looks = near.empty() ? at_margin : FindStatementWord(FindWord(near[0])) != nullptr;
    return looks && grammar::Recognise(tokens_, cut.begin, at).recognised;
  }

  std::vector<std::string> NearStatementWords(uint32_t at) const {
    std::vector<std::string> words;
    for (const StatementWord& statement : kStatementWords) {
      words.emplace_back(TextOf(statement.word));
    }
    return NearestNames(TextOfToken(at), words);
  }

  void ReportUnknownStatement(const StatementCut& cut) {
    const Span span = tokens_[cut.begin].span;
    const std::vector<std::string> near = NearStatementWords(cut.begin);
    std::string help =
        "A statement starts with one of its words, such as `credit`, `param`, `set`, `define`, "
        "`award`, `exclude` or `forfeit`.";
    if (file_.kind == FileKind::kVocabulary) {
      help = "A statement starts with `subject`, `evidence`, `measure` or `attribute`.";
    }
    if (header_begin_ == kNone || cut.begin < header_begin_) help = kHeaderHelp;
    std::optional<std::string> fix;
    if (near.size() == 1) {
      help = absl::StrCat("Write `", near.front(), "`.");
      fix = near.front();
    } else if (near.size() > 1) {
      help = absl::StrCat("Write `", near[0], "` or `", near[1], "`.");
    }
    faults_.Add(
        codes::kSyntax, span,
        absl::StrCat("No statement starts with `", TextOfToken(cut.begin), "`"),
        {.why = "Nothing below it is read until the next statement.", .help = help, .fix = fix});
    // What it would have declared is not reported as unknown.
    const StatementWord* word = near.empty() ? nullptr : FindStatementWord(FindWord(near.front()));
    KeepBroken({cut.begin, cut.end, word, true});
  }

  // Broken statements ---------------------------------------------------------------

  // The declared name of a statement that was not read: the one after `as` where a rule has
  // one of its own, else the first. `attribute` declares a path's last.
  std::optional<Name> NameIn(const StatementCut& cut) const {
    const Word word = cut.word->word;
    const bool rule = word == WordOf("award") || word == WordOf("exclude") ||
                      word == WordOf("forfeit") || word == WordOf("split");
    if (!rule) {
      const uint32_t at = cut.begin + (word == WordOf("attribute") ? 3 : 1);
      return at < cut.end ? ReadName(tokens_[at]) : std::nullopt;
    }
    for (uint32_t i = cut.begin + 1; i < cut.end; ++i) {
      if (tokens_[i - 1].word == WordOf("as")) return ReadName(tokens_[i]);
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
    broken.span = SpanOf(cut);
    if (cut.word != nullptr) {
      broken.word = std::string(TextOf(cut.word->word));
      broken.name = NameIn(cut);
    }
    file_.broken.push_back(std::move(broken));
  }

  Diagnostics& diagnostics_;
  Faults faults_;
  ScannedSource scanned_;
  std::span<const Token> tokens_;  // of it
  File file_;
  std::set<Word> refused_credits_;  // words of the language written as a credit's name
  std::size_t header_ = 0;          // among the cuts; past them when there is none
  uint32_t header_begin_ = kNone;   // its first token
};

}  // namespace

File Parse(SourcePtr source, Diagnostics& diagnostics) {
  return FileParser(source, diagnostics).Run();
}

}  // namespace credence::dsl
