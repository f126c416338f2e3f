#include "dsl/syntax_hints.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "core/currency.h"
#include "core/nearest_name.h"

namespace credence::dsl {
namespace {

// A longer statement is not read again and again.
constexpr uint32_t kTrialTokensMax = 2000;

std::string InTicks(std::string_view text) { return absl::StrCat("`", std::string(text), "`"); }

// Where reading stopped, and what stands around it.
class Place {
 public:
  Place(const Source& source, std::span<const Token> tokens, const StatementCut& cut,
        const grammar::Recognition& stop)
      : source_(source), tokens_(tokens), cut_(cut), stop_(stop) {}

  // The token `distance` from the one that was not understood; an empty one beyond the
  // statement.
  const Token& At(int distance) const {
    static constexpr Token kNothing{};
    const int64_t index = int64_t{stop_.stopped_at} + distance;
    return index < cut_.begin || index >= cut_.end ? kNothing
                                                   : tokens_[static_cast<std::size_t>(index)];
  }
  bool Has(int distance) const { return !At(distance).span.empty(); }
  std::string TextAt(int distance) const { return std::string(source_.text(At(distance).span)); }
  bool IsSign(int distance, Sign sign) const {
    return Has(distance) && At(distance).kind == TokenKind::kSign && At(distance).sign == sign;
  }
  bool IsKind(int distance, TokenKind kind) const {
    return Has(distance) && At(distance).kind == kind;
  }
  bool IsWord(int distance, Word word) const { return Has(distance) && At(distance).word == word; }
  // Whether the token and the one after it touch.
  bool Touches(int distance) const {
    return Has(distance) && Has(distance + 1) &&
           At(distance).span.end == At(distance + 1).span.begin;
  }
  bool Expects(std::string_view text) const {
    return std::any_of(stop_.expected.begin(), stop_.expected.end(),
                       [&](const grammar::Expected& e) { return e.text == text; });
  }
  const std::vector<grammar::Expected>& expected() const { return stop_.expected; }
  // Whether a thing is missing, such as a name or a value, and not only a word or a sign.
  bool MissesThing() const {
    return std::any_of(
        stop_.expected.begin(), stop_.expected.end(), [](const grammar::Expected& e) {
          return !e.verbatim && e.text != "an operator" && e.text != "the next statement";
        });
  }
  Word statement() const { return cut_.word->word; }
  bool IsRule() const {
    return statement() == WordOf("award") || statement() == WordOf("exclude") ||
           statement() == WordOf("forfeit");
  }

  // Whether the statement makes sense once `erased` tokens, the first of them at `distance` from
  // the one not understood, make way for `inserted`.
  bool MakesSense(uint32_t erased, const std::vector<Token>& inserted, int distance = 0) const {
    if (cut_.end - cut_.begin > kTrialTokensMax) return false;
    const uint32_t from = static_cast<uint32_t>(int64_t{stop_.stopped_at} + distance);
    std::vector<Token> changed(tokens_.begin() + cut_.begin, tokens_.begin() + from);
    changed.insert(changed.end(), inserted.begin(), inserted.end());
    const uint32_t rest = std::min(from + erased, cut_.end);
    changed.insert(changed.end(), tokens_.begin() + rest, tokens_.begin() + cut_.end);
    return grammar::Recognise(changed, 0, static_cast<uint32_t>(changed.size())).recognised;
  }

  // A token of the language as it would stand where reading stopped.
  Token Imagine(std::string_view text) const {
    Token token;
    const uint32_t at = Has(0) ? At(0).span.begin : At(-1).span.end;
    token.span = {at, at};
    token.word = FindWord(text);
    token.kind = token.word == Word::kOther ? TokenKind::kSign : TokenKind::kWord;
    for (std::size_t i = 0; i < std::size(kSigns); ++i) {
      if (kSigns[i] == text) token.sign = static_cast<Sign>(i + 1);
    }
    return token;
  }

 private:
  const Source& source_;
  std::span<const Token> tokens_;
  const StatementCut& cut_;
  const grammar::Recognition& stop_;
};

using Hint = std::optional<SyntaxHint>;

SyntaxHint Replace(Span span, std::string_view replacement, std::string why) {
  const std::string help =
      replacement.empty() ? "Leave it out." : absl::StrCat("Write ", InTicks(replacement), ".");
  return {std::move(why), help, Fix{span, std::string(replacement)}, std::nullopt, ""};
}

// 25,000 and 0,5: in a list the comma may have been read already.
Hint CommaInNumber(const Place& place) {
  const int comma = place.IsSign(0, SignOf(",")) ? 0 : -1;
  if (!place.IsSign(comma, SignOf(",")) || !place.IsKind(comma - 1, TokenKind::kNumber) ||
      !place.IsKind(comma + 1, TokenKind::kNumber) || !place.Touches(comma - 1) ||
      !place.Touches(comma)) {
    return std::nullopt;
  }
  std::string grouped = place.TextAt(comma - 1);
  Span span = place.At(comma - 1).span;
  bool threes = true;
  for (int at = comma; place.IsSign(at, SignOf(",")) && place.Touches(at - 1) &&
                       place.Touches(at) && place.IsKind(at + 1, TokenKind::kNumber);
       at += 2) {
    const std::string figures = place.TextAt(at + 1);
    threes = threes && figures.substr(0, figures.find('.')).size() == 3;
    absl::StrAppend(&grouped, "_", figures);
    span.end = place.At(at + 1).span.end;
  }
  if (!threes) {
    return SyntaxHint{"A comma separates list items here.",
                      "Decimals stand after a point, as in `0.5%`.", std::nullopt,
                      place.At(comma).span};
  }
  SyntaxHint hint{"A comma separates list items here.",
                  absl::StrCat("Group figures with an underscore: ", InTicks(grouped), "."),
                  Fix{span, grouped}, place.At(comma).span};
  return hint;
}

Hint PercentApart(const Place& place) {
  if (!place.IsKind(-1, TokenKind::kNumber)) return std::nullopt;
  const bool spelled = place.IsWord(0, WordOf("percent"));
  if (!spelled && !place.IsSign(0, SignOf("%"))) return std::nullopt;
  return Replace(Cover(place.At(-1).span, place.At(0).span), place.TextAt(-1) + "%",
                 "A percentage is one figure with its sign.");
}

Hint PointWithoutFigure(const Place& place) {
  if (!place.IsSign(0, SignOf(".")) || !place.IsKind(1, TokenKind::kNumber) || !place.Touches(0)) {
    return std::nullopt;
  }
  return Replace(Cover(place.At(0).span, place.At(1).span), "0." + place.TextAt(1),
                 "A number begins with a figure.");
}

// Signs of other languages and of spreadsheets, and the word or sign that is meant.
Hint ForeignSign(const Place& place) {
  struct Meaning {
    std::string_view sign;
    std::string_view instead;
    std::string_view why;
  };
  static constexpr Meaning kMeanings[] = {
      {"==", "=", "One `=` compares."},
      {"=<", "<=", "The comparisons are `>=`, `>`, `<=`, `<`, `=` and `!=`."},
      {"=>", ">=", "The comparisons are `>=`, `>`, `<=`, `<`, `=` and `!=`."},
      {"<>", "!=", "The comparisons are `>=`, `>`, `<=`, `<`, `=` and `!=`."},
      {"&&", "and", "Conditions are joined by words."},
      {"&", "and", "Conditions are joined by words."},
      {"||", "or", "Conditions are joined by words."},
      {"|", "or", "Conditions are joined by words."},
      {"!", "not", "A condition is denied by a word."},
      {";", "", "A statement ends where the next one starts; nothing marks its end."},
  };
  if (!place.IsKind(0, TokenKind::kSign)) return std::nullopt;
  const std::string sign = place.TextAt(0);
  // Between pipes a pipe is no slip of another language.
  const bool rows = place.statement() == WordOf("table") || place.statement() == WordOf("tiers");
  if (rows && (sign == "|" || sign == "||")) return std::nullopt;
  for (const Meaning& meaning : kMeanings) {
    if (sign != meaning.sign) continue;
    SyntaxHint hint = Replace(place.At(0).span, meaning.instead, std::string(meaning.why));
    if (sign == "!" && place.Touches(0)) hint.fix->replacement += " ";
    return hint;
  }
  if (sign == "->") {
    return SyntaxHint{"", "Policies have no arrows: say it with a word such as `to` or `from`."};
  }
  if (sign == "[") {
    return SyntaxHint{"", "Write `{` and `}` around a set, and `(` and `)` around an expression."};
  }
  if (sign == "$") {
    return SyntaxHint{"", "Write the currency after the amount, as in `50 USD`."};
  }
  if (sign.size() < 2 || sign.front() != '\'') return std::nullopt;
  return Replace(place.At(0).span, absl::StrCat("\"", sign.substr(1, sign.size() - 2), "\""),
                 "Texts stand in double quotes.");
}

Hint ForeignWord(const Place& place) {
  const std::string word = place.TextAt(0);
  if (place.IsWord(0, WordOf("if")) && place.IsRule()) {
    return Replace(place.At(0).span, "when", "A condition of a rule begins with `when`.");
  }
  if (place.IsWord(0, WordOf("then")) && place.IsRule()) {
    return Replace(place.At(0).span, "",
                   "What a rule does follows its conditions without a word between.");
  }
  if (word == "until" || word == "till" || word == "thru") {
    return SyntaxHint{"`until` leaves open whether its day still counts.",
                      "Write `through` and the last day that counts, as in "
                      "`from 2016-01-01 through 2016-12-31`."};
  }
  return std::nullopt;
}

Hint CurrencyInSmallLetters(const Place& place) {
  if (!place.IsKind(-1, TokenKind::kNumber) && !place.IsWord(-1, WordOf("in"))) return std::nullopt;
  if (!place.IsKind(0, TokenKind::kWord) || IsReserved(place.At(0).word)) return std::nullopt;
  std::string code = place.TextAt(0);
  absl::AsciiStrToUpper(&code);
  if (!FindCurrency(code)) return std::nullopt;
  return Replace(place.At(0).span, code, "Currencies are written in capitals.");
}

Hint Capitals(const Place& place) {
  if (!place.IsKind(0, TokenKind::kCapitals)) return std::nullopt;
  if (FindCurrency(place.TextAt(0))) {
    return SyntaxHint{"", "A currency follows its figure, as in `50 USD`. Write the figure."};
  }
  std::string lower = place.TextAt(0);
  absl::AsciiStrToLower(&lower);
  if (place.Expects(lower) ||
      (FindWord(lower) != Word::kOther && place.MakesSense(1, {place.Imagine(lower)}))) {
    return Replace(place.At(0).span, lower, "The words of a rule are written in small letters.");
  }
  Token name = place.At(0);
  name.kind = TokenKind::kWord;
  const bool name_shape = absl::ascii_isalpha(static_cast<unsigned char>(lower.front()));
  if (!name_shape || IsReserved(FindWord(lower)) || !place.MakesSense(1, {name})) {
    return std::nullopt;
  }
  return Replace(place.At(0).span, lower, "Names are written in small letters.");
}

Hint ReasonWithoutBecause(const Place& place) {
  if (!place.IsKind(0, TokenKind::kText) || !place.Expects("because")) return std::nullopt;
  const uint32_t at = place.At(0).span.begin;
  return SyntaxHint{"", "Write `because` before the reason.", Fix{{at, at}, "because "}};
}

Hint ReservedAsName(const Place& place) {
  if (!place.IsKind(0, TokenKind::kWord) || !IsReserved(place.At(0).word)) return std::nullopt;
  Token name = place.At(0);
  name.kind = TokenKind::kEscapedName;
  name.word = Word::kOther;
  if (!place.MakesSense(1, {name})) return std::nullopt;
  const std::string escaped = InTicks(place.TextAt(0));
  return SyntaxHint{
      absl::StrCat(escaped, " is a word of the language, so it is no name as it stands."),
      "Choose another name, or write this one in backticks wherever it is used.",
      Fix{place.At(0).span, escaped}};
}

Hint TextAsName(const Place& place) {
  if (!place.IsKind(0, TokenKind::kText)) return std::nullopt;
  Token name = place.At(0);
  name.kind = TokenKind::kWord;
  if (!place.MakesSense(1, {name})) return std::nullopt;
  return SyntaxHint{"What is named is written as a name; texts are for reasons and versions.",
                    "Leave the quotes out and write small letters, figures and `_` only."};
}

// Words that stand in backticks in what was expected, and those that are expected themselves.
std::vector<std::string> WantedWords(const Place& place) {
  std::vector<std::string> words;
  for (const grammar::Expected& expected : place.expected()) {
    if (expected.verbatim) {
      words.emplace_back(expected.text);
      continue;
    }
    std::string_view rest = expected.text;
    for (std::size_t open = rest.find('`'); open != rest.npos; open = rest.find('`')) {
      const std::size_t close = rest.find('`', open + 1);
      const std::string_view quoted = rest.substr(open + 1, close - open - 1);
      words.emplace_back(quoted.substr(0, quoted.find(' ')));
      rest.remove_prefix(close + 1);
    }
    if (expected.text == "an operator") {
      for (const char* word : {"and", "or", "else", "of", "in", "is", "not"}) {
        words.emplace_back(word);
      }
    }
  }
  return words;
}

Hint MisspeltWord(const Place& place) {
  if (!place.IsKind(0, TokenKind::kWord) && !place.IsKind(0, TokenKind::kCapitals)) {
    return std::nullopt;
  }
  if (IsReserved(place.At(0).word)) return std::nullopt;
  std::vector<std::string> words;
  for (std::string& word : WantedWords(place)) {
    if (FindWord(word) != Word::kOther) words.push_back(std::move(word));
  }
  const std::vector<std::string> near = NearestNames(place.TextAt(0), words);
  if (near.empty()) return std::nullopt;
  if (near.size() == 1 || place.MakesSense(1, {place.Imagine(near[0])})) {
    return Replace(place.At(0).span, near[0], "");
  }
  return SyntaxHint{"", absl::StrCat("Write ", InTicks(near[0]), " or ", InTicks(near[1]), ".")};
}

Hint PercentWithoutOf(const Place& place) {
  if (!place.IsSign(-1, SignOf("%")) || !place.MakesSense(0, {place.Imagine("of")})) {
    return std::nullopt;
  }
  const uint32_t at = place.At(0).span.begin;
  return SyntaxHint{"Nothing says what the percentage is of.", "Write `of` between them.",
                    Fix{{at, at}, "of "}};
}

Hint MissingPiece(const Place& place) {
  // Where a value may stand too, a word is not the only thing that can be meant.
  if (place.MissesThing()) return std::nullopt;
  std::vector<std::string> helping;
  for (const grammar::Expected& expected : place.expected()) {
    // Almost anything makes sense again as a part of a path or as a call.
    if (!expected.verbatim || expected.text == "." || expected.text == "(") continue;
    if (!place.MakesSense(0, {place.Imagine(expected.text)})) continue;
    helping.emplace_back(expected.text);
  }
  if (helping.size() != 1) return std::nullopt;
  // After the token before, where the eye looks for it; a sign such as `,` touches that token.
  const uint32_t at = place.At(-1).span.end;
  const bool touches = helping.front() == "," || helping.front() == ":" || helping.front() == ")";
  const bool blank_follows = !place.Touches(-1);
  return SyntaxHint{
      "", absl::StrCat("Write ", InTicks(helping.front()), " here."),
      Fix{{at, at}, absl::StrCat(touches ? "" : " ", helping.front(), blank_follows ? "" : " ")},
      Span{at, at}, InTicks(helping.front())};
}

Hint OneTooMany(const Place& place) {
  static constexpr std::string_view kFillers[] = {"a",    "an", "are", "be",  "has",
                                                  "have", "is", "of",  "the", "then"};
  const std::string text = place.TextAt(0);
  const bool filler =
      std::find(std::begin(kFillers), std::end(kFillers), text) != std::end(kFillers);
  const bool twice = IsReserved(place.At(0).word) && place.At(0).word == place.At(-1).word;
  if (!place.IsKind(0, TokenKind::kSign) && !filler && !twice) return std::nullopt;
  // Between a thing that is missing and a sign too many only the author can tell.
  const bool assigns = text == "=" || text == ":";
  if (place.MissesThing() && !assigns && text != ",") return std::nullopt;
  if (!place.Has(0) || !place.MakesSense(1, {})) return std::nullopt;
  SyntaxHint hint{"", absl::StrCat("Leave ", InTicks(text), " out.")};
  if (!place.MissesThing() || assigns) hint.fix = Fix{place.At(0).span, ""};
  if (!hint.fix)
    hint.help = absl::StrCat("Write what is missing before ", InTicks(text), ", or leave it out.");
  return hint;
}

// The comma may have been read already, as one before `at most`.
Hint EvidenceInAList(const Place& place) {
  const int comma = place.IsSign(0, SignOf(",")) ? 0 : -1;
  if (!place.IsRule() || !place.IsSign(comma, SignOf(",")) ||
      !place.MakesSense(1, {place.Imagine("or")}, comma)) {
    return std::nullopt;
  }
  return SyntaxHint{"A comma does not say whether one of them is enough.",
                    "Join them by `and` or `or`, or write `any of { ... }`.",
                    {},
                    place.At(comma).span};
}

// `newest dpor.since` was read as a kind of evidence.
Hint UnknownRank(const Place& place) {
  if (place.expected().size() != 1 || !place.Expects("over") ||
      (!place.IsWord(-2, WordOf("prefer")) && !place.IsWord(-2, WordOf("then")))) {
    return std::nullopt;
  }
  return SyntaxHint{"A rank compares a value, or names kinds of evidence, best first.",
                    "Write `latest`, `earliest`, `highest` or `lowest` and a value, or kinds of "
                    "evidence as in `dpor over csp`.",
                    {},
                    place.At(-1).span};
}

Hint ParamWithoutSign(const Place& place) {
  if (place.statement() != WordOf("param") || !place.Expects("from")) return std::nullopt;
  const uint32_t at = place.At(-1).span.end;
  return SyntaxHint{"A value of a param holds for ever, or from a day on.",
                    "Write `=` before a value that holds for ever, or a day after it, as in "
                    "`40% from 2015-07-01`.",
                    {},
                    Span{at, at},
                    "`=`, or the day from which this value holds"};
}

Hint WhereTakesOneComparison(const Place& place) {
  if (!place.IsWord(-1, WordOf("where")) || !place.IsWord(0, WordOf("not"))) return std::nullopt;
  return SyntaxHint{"`where` takes one comparison.",
                    "Put parentheses around the whole condition, `not` included."};
}

// In the order of their certainty.
constexpr Hint (*kHints[])(const Place&) = {
    CommaInNumber,
    PercentApart,
    PointWithoutFigure,
    ForeignSign,
    ForeignWord,
    Capitals,
    ReasonWithoutBecause,
    WhereTakesOneComparison,
    CurrencyInSmallLetters,
    ReservedAsName,
    TextAsName,
    MisspeltWord,
    PercentWithoutOf,
    EvidenceInAList,
    MissingPiece,
    OneTooMany,
    ParamWithoutSign,
    UnknownRank,
};

}  // namespace

std::optional<SyntaxHint> FindHint(const Source& source, std::span<const Token> tokens,
                                   const StatementCut& cut, const grammar::Recognition& stop) {
  const Place place(source, tokens, cut, stop);
  for (const auto hint : kHints) {
    if (Hint found = hint(place)) return found;
  }
  return std::nullopt;
}

}  // namespace credence::dsl
