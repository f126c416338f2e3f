#include "clients/lsp/names.h"

#include "dsl/scan.h"
#include "dsl/statement_cut.h"

namespace credence::lsp {
namespace {

using dsl::SignOf;
using dsl::Token;
using dsl::TokenKind;
using dsl::WordOf;

constexpr uint32_t kNone = 0xffffffff;

// The token that names what a statement declares: see NameIn of dsl/parse.cc.
uint32_t DeclaredAt(const std::vector<Token>& tokens, const dsl::StatementCut& cut) {
  const dsl::Word word = cut.word->word;
  const bool rule = word == WordOf("award") || word == WordOf("exclude") ||
                    word == WordOf("forfeit") || word == WordOf("split");
  uint32_t at = cut.begin + (word == WordOf("attribute") ? 3 : 1);
  if (rule) {
    for (at = cut.begin + 1; at < cut.end && tokens[at - 1].word != WordOf("as");) ++at;
  }
  return at < cut.end ? at : kNone;
}

bool IsName(const Token& token) {
  return token.kind == TokenKind::kWord || token.kind == TokenKind::kEscapedName;
}

}  // namespace

Names::Names(const Programme& programme) {
  for (size_t i = 0; i < programme.texts.size(); ++i) Read(i, programme.texts[i].source);
}

void Names::Read(size_t text, const SourcePtr& source) {
  Diagnostics unused;
  const dsl::ScannedSource scanned = dsl::Scan(source, unused);
  const std::vector<Token>& tokens = scanned.tokens;
  const auto name_of = [&](const Token& token) {
    std::string_view name = source->text(token.span);
    if (token.kind == TokenKind::kEscapedName && name.size() > 2) {
      name = name.substr(1, name.size() - 2);
    }
    return std::string(name);
  };
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (!IsName(tokens[i])) continue;
    const bool after_dot = i > 0 && tokens[i - 1].sign == SignOf(".");
    tokens_.push_back({text, name_of(tokens[i]), tokens[i].span, after_dot, tokens[i].word});
  }
  for (const dsl::StatementCut& cut : dsl::CutStatements(source, scanned, unused)) {
    if (cut.word == nullptr) continue;
    const uint32_t at = DeclaredAt(tokens, cut);
    if (at == kNone || !IsName(tokens[at])) continue;
    const Span statement = Cover(tokens[cut.begin].span, tokens[cut.end - 1].span);
    Declaration declared{std::string(dsl::TextOf(cut.word->word)),
                         name_of(tokens[at]),
                         {},
                         text,
                         tokens[at].span,
                         statement,
                         cut.word->of_vocabulary};
    if (declared.word == "attribute") declared.of = name_of(tokens[cut.begin + 1]);
    const std::string owner = declared.name;
    const bool evidence = declared.word == "evidence";
    const bool award = !declared.of_vocabulary && tokens[at - 1].word == WordOf("as");
    if (award) declared.word = "rule";
    declarations_.push_back(std::move(declared));
    if (!cut.word->of_vocabulary) continue;
    bool values = false;
    for (uint32_t i = at + 1; i < cut.end; ++i) {
      if (tokens[i].sign == SignOf("{")) values = tokens[i - 1].word == WordOf("of");
      if (tokens[i].sign == SignOf("}")) values = false;
      if (!IsName(tokens[i])) continue;
      const bool field = evidence && i + 1 < cut.end && tokens[i + 1].sign == SignOf(":");
      if (!field && !values) continue;
      declarations_.push_back({field ? "field" : "value", name_of(tokens[i]), owner, text,
                               tokens[i].span, statement, true});
    }
  }
}

const NameToken* Names::At(size_t text, uint32_t offset) const {
  for (const NameToken& token : tokens_) {
    if (token.text == text && token.span.begin <= offset && offset <= token.span.end) {
      return &token;
    }
  }
  return nullptr;
}

std::vector<const Declaration*> Names::DeclarationsOf(const NameToken& token) const {
  std::vector<const Declaration*> own;
  std::vector<const Declaration*> shared;
  for (const Declaration& one : declarations_) {
    if (one.name != token.name) continue;
    const bool itself = one.text == token.text && one.span == token.span;
    if (!itself && one.dotted() != token.after_dot) continue;
    if (itself) return {&one};
    if (one.of_vocabulary) {
      shared.push_back(&one);
    } else if (one.text == token.text) {
      own.push_back(&one);
    }
  }
  return own.empty() ? shared : own;
}

std::vector<const NameToken*> Names::UsesOf(const NameToken& token) const {
  const std::vector<const Declaration*> wanted = DeclarationsOf(token);
  std::vector<const NameToken*> uses;
  for (const NameToken& one : tokens_) {
    if (one.name != token.name) continue;
    for (const Declaration* declared : DeclarationsOf(one)) {
      if (!wanted.empty() && declared == wanted.front()) uses.push_back(&one);
    }
  }
  return uses;
}

std::string_view MeaningOf(dsl::Word word) {
  struct Meaning {
    dsl::Word word;
    std::string_view text;
  };
  static constexpr Meaning kMeanings[] = {
      {WordOf("award"), "A rule: who gets a credit, on what evidence, and how much."},
      {WordOf("exclude"), "Takes partners out before the choice: the next in the order may win."},
      {WordOf("forfeit"), "Voids what was chosen: nobody takes its place."},
      {WordOf("split"), "Divides one amount among the partners with a certain evidence."},
      {WordOf("limit"), "What several credits come to together, and which of them is cut."},
      {WordOf("shared"), "One pool, which a `split` divides."},
      {WordOf("halving"), "A record weighs half as much for every so many days."},
      {WordOf("credit"), "What a policy can give: its type, who may have it, for what, how often."},
      {WordOf("param"), "A number, an amount or a date with a name, by date where it changes."},
      {WordOf("set"), "A list of names, of values or of evidence kinds."},
      {WordOf("define"), "An expression with a name, worked out for the subject being decided."},
      {WordOf("table"), "Values by conditions, exactly one row for each case."},
      {WordOf("tiers"), "Rates by how much: by slices, or by the highest tier reached."},
      {WordOf("evidence"), "What ties a partner to a subject, lasting or on one day."},
      {WordOf("measure"), "A number by subject, usually by period."},
      {WordOf("attribute"), "A fact that does not change with the period."},
      {WordOf("subject"), "What credits are about; `in` puts one inside another."},
      {WordOf("prefer"), "The order of partners, most important key first."},
      {WordOf("combine"), "What a partner gets when two awards of the credit hold for it."},
      {WordOf("replacing"), "Awards this one takes the place of, where it holds."},
      {WordOf("when"), "A condition that must hold."},
      {WordOf("unless"), "A condition that must not hold."},
      {WordOf("because"), "The reason, for those who read the decision."},
      {WordOf("amount"), "What is given, of the credit's type."},
      {WordOf("level"), "A state: over part of a month it is taken as it is."},
      {WordOf("flow"), "Adds up over time: part of a month gets its share by days."},
      {WordOf("lasting"), "Holds from a day to a day."},
      {WordOf("dated"), "Happens on one day."},
      {WordOf("optional"), "May be missing without holding what needs it."},
      {WordOf("else"), "The value where there would be none."},
      {WordOf("throughout"), "On every day of the window."},
      {WordOf("recorded"), "As known on a day: the only access to recorded time."},
  };
  for (const Meaning& meaning : kMeanings) {
    if (meaning.word == word) return meaning.text;
  }
  return {};
}

}  // namespace credence::lsp
