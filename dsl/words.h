// The words of the language, in one table: what the scanner marks, what names may not be, what
// the grammar reads and what the formatter knows.
//
//   FindWord("award")   -> Word of "award"     IsReserved(...) -> true
//   FindWord("partner") -> Word of "partner"   IsReserved(...) -> false: free as a name
//   FindWord("dpor")    -> Word::kOther
//   WordOf("award")     the same at compile time; a misspelt word does not compile
//
// A reserved word is a name only in backticks or after a dot.
//
// Thread-safe: constants.
#ifndef CREDENCE_DSL_WORDS_H_
#define CREDENCE_DSL_WORDS_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace credence::dsl {

// Position in the tables below plus one.
enum class Word : uint8_t { kOther = 0 };

inline constexpr std::string_view kReservedWords[] = {
    "after",     "all",       "always",    "amount",     "and",        "any",        "as",
    "at",        "attribute", "average",   "award",      "because",    "before",     "by",
    "category",  "check",     "combine",   "count",      "credit",     "cutting",    "dated",
    "define",    "each",      "earliest",  "effective",  "else",       "evenly",     "every",
    "evidence",  "excess",    "exclude",   "flow",       "for",        "forfeit",    "from",
    "halving",   "held",      "highest",   "if",         "in",         "is",         "known",
    "lasting",   "latest",    "level",     "limit",      "lowest",     "measure",    "never",
    "no",        "none",      "not",       "of",         "on",         "optional",   "or",
    "otherwise", "over",      "param",     "per",        "policy",     "prefer",     "raising",
    "recorded",  "recover",   "replacing", "rounded",    "score",      "set",        "settled",
    "shared",    "split",     "standing",  "subject",    "sum",        "supersedes", "table",
    "the",       "then",      "through",   "throughout", "tiers",      "to",         "toward",
    "under",     "unless",    "uses",      "version",    "vocabulary", "waive",      "weighted",
    "when",      "where",     "with",      "within",
};

// Read as words only where the grammar asks for them.
inline constexpr std::string_view kWordsInPlace[] = {
    "account",  "accounts",  "credits", "date",           "day",     "days",
    "down",     "even",      "except",  "first",          "fully",   "governing",
    "hold",     "holds",     "id",      "last",           "least",   "loses",
    "lowers",   "metric",    "middle",  "money",          "month",   "monthly",
    "months",   "most",      "nearest", "nobody",         "number",  "one",
    "order",    "out",       "partner", "partners",       "percent", "period",
    "periods",  "point",     "points",  "proportionally", "quarter", "quarterly",
    "quarters", "raises",    "rest",    "same",           "share",   "since",
    "slices",   "splitting", "tied",    "tier",           "time",    "unpaid",
    "up",       "week",      "weeks",   "whole",          "year",    "yearly",
    "years",
};

static_assert(std::ranges::is_sorted(kReservedWords));
static_assert(std::ranges::is_sorted(kWordsInPlace));
static_assert(std::size(kReservedWords) + std::size(kWordsInPlace) < 255);

// Where the words of each first letter begin in a sorted list of them, and where the last end.
template <size_t kCount>
constexpr std::array<uint8_t, 27> FirstLetters(const std::string_view (&words)[kCount]) {
  std::array<uint8_t, 27> begins{};
  size_t at = 0;
  for (size_t letter = 0; letter < 27; ++letter) {
    while (at < kCount && static_cast<size_t>(words[at].front() - 'a') < letter) ++at;
    begins[letter] = static_cast<uint8_t>(at);
  }
  return begins;
}

inline constexpr auto kReservedByLetter = FirstLetters(kReservedWords);
inline constexpr auto kInPlaceByLetter = FirstLetters(kWordsInPlace);

constexpr Word FindWord(std::string_view text) {
  if (text.empty() || text.front() < 'a' || text.front() > 'z') return Word::kOther;
  const auto letter = static_cast<size_t>(text.front() - 'a');
  for (size_t i = kReservedByLetter[letter]; i < kReservedByLetter[letter + 1]; ++i) {
    if (kReservedWords[i] == text) return static_cast<Word>(i + 1);
  }
  for (size_t i = kInPlaceByLetter[letter]; i < kInPlaceByLetter[letter + 1]; ++i) {
    if (kWordsInPlace[i] == text) return static_cast<Word>(std::size(kReservedWords) + i + 1);
  }
  return Word::kOther;
}

consteval Word WordOf(std::string_view text) {
  const Word word = FindWord(text);
  if (word == Word::kOther) throw "not a word of the language";
  return word;
}

constexpr bool IsReserved(Word word) {
  return word != Word::kOther && static_cast<size_t>(word) <= std::size(kReservedWords);
}

// "award"; empty for kOther.
constexpr std::string_view TextOf(Word word) {
  const size_t position = static_cast<size_t>(word);
  if (position == 0) return {};
  if (position <= std::size(kReservedWords)) return kReservedWords[position - 1];
  return kWordsInPlace[position - 1 - std::size(kReservedWords)];
}

// The words a statement starts with, and what a message calls the statement.
struct StatementWord {
  Word word = Word::kOther;
  std::string_view called;  // "an award"
  bool of_vocabulary = false;
};

inline constexpr StatementWord kStatementWords[] = {
    {WordOf("attribute"), "an attribute", true},
    {WordOf("award"), "an award"},
    {WordOf("check"), "a check"},
    {WordOf("credit"), "a credit"},
    {WordOf("define"), "a define"},
    {WordOf("evidence"), "an evidence", true},
    {WordOf("exclude"), "an exclude"},
    {WordOf("forfeit"), "a forfeit"},
    {WordOf("limit"), "a limit"},
    {WordOf("measure"), "a measure", true},
    {WordOf("param"), "a param"},
    {WordOf("policy"), "the policy header"},
    {WordOf("score"), "a score"},
    {WordOf("set"), "a set"},
    {WordOf("split"), "a split"},
    {WordOf("standing"), "a standing"},
    {WordOf("subject"), "a subject", true},
    {WordOf("table"), "a table"},
    {WordOf("tiers"), "tiers"},
    {WordOf("vocabulary"), "the vocabulary header", true},
};

// nullptr when no statement starts with the word.
constexpr const StatementWord* FindStatementWord(Word word) {
  if (word == Word::kOther) return nullptr;
  for (const StatementWord& statement : kStatementWords) {
    if (statement.word == word) return &statement;
  }
  return nullptr;
}

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_WORDS_H_
