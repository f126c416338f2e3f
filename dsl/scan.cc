#include "dsl/scan.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/code_point.h"
#include "core/limits.h"
#include "dsl/faults.h"
#include "dsl/foreign_character.h"

namespace credence::dsl {
namespace {

constexpr std::size_t kBytesOfToken = 5;  // about, blanks included
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }
constexpr bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// A byte that no text holds: a control that is neither a blank nor a line end.
constexpr bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && !IsLineEnd(c)) || byte == 0x7f;
}

// What every byte of a source is asked, looked up.
struct ByteClasses {
  std::array<bool, 256> of_word{};
  std::array<bool, 256> plain{};  // ASCII that is no control

  constexpr ByteClasses() {
    for (int byte = 0; byte < 256; ++byte) {
      const char c = static_cast<char>(byte);
      const auto at = static_cast<std::size_t>(byte);
      of_word[at] = IsDigit(c) || IsLower(c) || IsUpper(c) || c == '_';
      plain[at] = IsAscii(c) && !IsControl(c);
    }
  }
};
constexpr ByteClasses kBytes;

bool IsWordByte(char c) { return kBytes.of_word[static_cast<unsigned char>(c)]; }
bool IsPlain(char c) { return kBytes.plain[static_cast<unsigned char>(c)]; }

// The run of `"1_000.5"`-like bytes from `at`: figures, underscores and one point between them.
std::size_t EndOfFigures(std::string_view text, std::size_t at) {
  while (at < text.size() && (IsDigit(text[at]) || text[at] == '_')) ++at;
  if (at + 1 < text.size() && text[at] == '.' && IsDigit(text[at + 1])) {
    ++at;
    while (at < text.size() && (IsDigit(text[at]) || text[at] == '_')) ++at;
  }
  return at;
}

// The end of figures like 2016-1-4 from `at`, a year of four figures first; 0 if there are none.
std::size_t EndOfDate(std::string_view text, std::size_t at) {
  const std::size_t begin = at;
  for (int part = 0; part < 3; ++part) {
    const std::size_t part_begin = at;
    while (at < text.size() && IsDigit(text[at])) ++at;
    if (at == part_begin || (part == 0 && at - begin != 4)) return 0;
    if (part == 2) return at;
    if (at == text.size() || text[at] != '-') return 0;
    ++at;
  }
  return 0;
}

bool IsNumberShape(std::string_view figures) {
  if (figures.empty() || !IsDigit(figures.front()) || !IsDigit(figures.back())) return false;
  for (std::size_t i = 1; i < figures.size(); ++i) {
    if (!IsDigit(figures[i]) && !IsDigit(figures[i - 1])) return false;
  }
  return true;
}

class Scanner {
 public:
  Scanner(SourcePtr source, Diagnostics& diagnostics)
      : source_(std::move(source)), text_(source_->text()), faults_(source_, diagnostics) {}

  ScannedSource Run() {
    if (!IsReadable()) return {};
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    result_.tokens.reserve(text_.size() / kBytesOfToken);
    while (at_ < text_.size()) Next();
    ReportForeign();
    // Foreign characters are told at the end of their line, after what stands behind them.
    std::sort(result_.faults.begin(), result_.faults.end());
    return std::move(result_);
  }

 private:
  // One kind of foreign character in the line being read.
  struct ForeignRun {
    char32_t point;
    Span first;
    int count = 1;
    bool turns_direction = false;
  };

  char Peek(std::size_t distance = 0) const {
    return at_ + distance < text_.size() ? text_[at_ + distance] : '\0';
  }

  Span SpanFrom(std::size_t begin) const {
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(at_)};
  }

  void Report(Code code, Span span, std::string headline, Notes notes) {
    result_.faults.push_back(span.begin);
    faults_.Add(code, span, std::move(headline), std::move(notes));
  }

  // Whether this is text at all and of a size to read; one diagnostic if not.
  bool IsReadable() {
    if (text_.size() > limits::kSourceBytesMax) {
      Report(codes::kTooLarge, {0, 0},
             absl::StrCat("This file has ", text_.size(),
                          " bytes, and one rule file holds at most ", limits::kSourceBytesMax),
             {.help = "Put the statements into several files."});
      return false;
    }
    for (std::size_t at = 0; at < text_.size();) {
      if (IsPlain(text_[at])) {
        ++at;
        continue;
      }
      if (IsAscii(text_[at])) return ReportUnreadable(at, 1);
      const CodePoint point = DecodeCodePoint(text_, at);
      if (!point.valid) return ReportUnreadable(at, point.length);
      at += static_cast<std::size_t>(point.length);
    }
    return true;
  }

  bool ReportUnreadable(std::size_t at, int length) {
    const bool wide = text_.starts_with("\xff\xfe") || text_.starts_with("\xfe\xff");
    const bool control = IsAscii(text_[at]);
    const auto byte = static_cast<unsigned char>(text_[at]);
    const Span span{static_cast<uint32_t>(at),
                    static_cast<uint32_t>(at) + static_cast<uint32_t>(length)};
    Report(codes::kNotText, span,
           control ? absl::StrCat("There is a control character (", CodePointName(byte), ") here")
                   : "These bytes are not UTF-8 text",
           {.why = "Nothing of the file is read, since what it says is not certain.",
            .help = wide ? "The file looks like UTF-16. Save it as UTF-8."
                    : control
                        ? "Remove it. If the whole file looks strange, it may not be a rule file."
                        : "Save the file as UTF-8. An editor may show it as Windows-1252 or "
                          "Latin-1 now."});
    return false;
  }

  void Next() {
    const char c = Peek();
    if (IsLineEnd(c)) {
      ReportForeign();
      line_is_blank_ = true;
      ++at_;
    } else if (c == ' ' || c == '\t') {
      ++at_;
    } else if (c == '#') {
      Comment();
    } else if (c == '"') {
      Text();
    } else if (c == '`') {
      EscapedName();
    } else if (IsDigit(c)) {
      Figures();
    } else if (IsWordByte(c)) {
      WordToken();
    } else if (!IsAscii(c)) {
      Foreign();
    } else {
      SignToken();
    }
  }

  Token& Push(TokenKind kind, std::size_t begin) {
    result_.tokens.push_back({SpanFrom(begin), kind, Word::kOther, Sign::kForeign, line_is_blank_});
    line_is_blank_ = false;
    return result_.tokens.back();
  }

  void Comment() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !IsLineEnd(text_[at_])) PassCharacter();
    result_.comments.push_back(SpanFrom(begin));
  }

  void Text() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && !IsLineEnd(text_[at_]) && text_[at_] != '"') {
      if (text_[at_] == '\\' && (Peek(1) == '"' || Peek(1) == '\\')) ++at_;
      PassCharacter();
    }
    const bool ended = Peek() == '"';
    if (ended) ++at_;
    Push(TokenKind::kText, begin);
    if (!ended) {
      Report(
          codes::kUnterminatedText, SpanFrom(begin), "This text does not end in its line",
          {.why = "Without its end, what follows cannot be told from the text.",
           .help = "Write `\"` where the text ends. A long text goes on in the next line between "
                   "quotes of its own: neighbouring texts are joined."});
    } else if (at_ - begin - 2 > limits::kTextBytesMax) {
      Report(codes::kTooLarge, SpanFrom(begin),
             absl::StrCat("This text has ", at_ - begin - 2, " bytes, and a text holds at most ",
                          limits::kTextBytesMax),
             {.help = "Say it in fewer words."});
    }
  }

  void EscapedName() {
    const std::size_t begin = at_++;
    bool name_shape = IsLower(Peek());
    while (at_ < text_.size() && !IsLineEnd(text_[at_]) && text_[at_] != '`') {
      name_shape = name_shape && IsWordByte(text_[at_]) && !IsUpper(text_[at_]);
      PassCharacter();
    }
    const bool ended = Peek() == '`';
    if (ended) ++at_;
    Push(TokenKind::kEscapedName, begin);
    if (!ended) {
      Report(codes::kUnterminatedText, SpanFrom(begin), "This name in backticks does not end",
             {.help = "Write a backtick after the name as well, as in `` `level` ``."});
    } else if (!name_shape) {
      Report(codes::kBadLiteral, SpanFrom(begin), "What stands in backticks here is no name",
             {.why = "Backticks let a reserved word be a name; they allow no other letters.",
              .help = "A name begins with a small letter and goes on with small letters, figures "
                      "and `_`."});
    }
    CheckNameLength(begin);
  }

  void CheckNameLength(std::size_t begin) {
    if (at_ - begin <= limits::kNameBytesMax) return;
    Report(codes::kTooLarge, SpanFrom(begin),
           absl::StrCat("This name has ", at_ - begin, " bytes, and a name holds at most ",
                        limits::kNameBytesMax),
           {.help = "Choose a shorter name."});
  }

  void WordToken() {
    const std::size_t begin = at_;
    bool lower = IsLower(Peek());
    while (at_ < text_.size() && IsWordByte(text_[at_])) {
      lower = lower && !IsUpper(text_[at_]);
      ++at_;
    }
    Token& token = Push(lower ? TokenKind::kWord : TokenKind::kCapitals, begin);
    if (lower) token.word = FindWord(text_.substr(begin, at_ - begin));
    CheckNameLength(begin);
  }

  void Figures() {
    const std::size_t begin = at_;
    const std::size_t end_of_date = EndOfDate(text_, begin);
    at_ = end_of_date != 0 ? end_of_date : EndOfFigures(text_, begin);
    const std::string_view figures = text_.substr(begin, at_ - begin);
    const std::size_t end_of_figures = at_;
    while (at_ < text_.size() && IsWordByte(text_[at_])) ++at_;
    Push(end_of_date != 0 ? TokenKind::kDate : TokenKind::kNumber, begin);

    if (at_ != end_of_figures) {
      const std::string unit(text_.substr(end_of_figures, at_ - end_of_figures));
      const std::string spaced = absl::StrCat(std::string(figures), " ", unit);
      Report(codes::kBadLiteral, SpanFrom(begin), "A figure and a word run together here",
             {.help = absl::StrCat("Put a blank between them: `", spaced, "`."), .fix = spaced});
    } else if (end_of_date != 0) {
      CheckDateShape(begin, figures);
    } else if (!IsNumberShape(figures)) {
      Report(codes::kBadLiteral, SpanFrom(begin), "The underscores of this number are misplaced",
             {.help = "One underscore may stand between two figures, as in `250_000`."});
    }
  }

  // 2016-1-4 is a date written short, never a subtraction: the amounts would differ silently.
  void CheckDateShape(std::size_t begin, std::string_view figures) {
    if (figures.size() == 10 && figures[7] == '-') return;
    std::string help = "A date has four, two and two figures, as `2016-01-14`.";
    if (figures.size() < 10) {
      const std::size_t month = 5;
      const std::size_t day = figures.find('-', month) + 1;
      std::string written(figures);
      if (figures.size() - day == 1) written.insert(day, "0");
      if (day - 1 - month == 1) written.insert(month, "0");
      absl::StrAppend(&help, " Write `", written,
                      "`; for a subtraction put blanks around each `-`.");
    }
    Report(codes::kBadLiteral, SpanFrom(begin), "This is not how a date is written",
           {.help = help});
  }

  void SignToken() {
    const std::size_t begin = at_;
    const std::string_view rest = text_.substr(at_);
    for (const std::string_view foreign : kForeignSigns) {
      if (!rest.starts_with(foreign)) continue;
      at_ += foreign.size();
      Push(TokenKind::kSign, begin);
      return;
    }
    for (std::size_t i = 0; i < std::size(kSigns); ++i) {
      if (!rest.starts_with(kSigns[i])) continue;
      at_ += kSigns[i].size();
      Push(TokenKind::kSign, begin).sign = static_cast<Sign>(i + 1);
      return;
    }
    ++at_;
    if (text_[begin] == '\'') PassSingleQuoted();
    Push(TokenKind::kSign, begin);
  }

  // 'text' is one foreign sign, so that a message can show it whole.
  void PassSingleQuoted() {
    for (std::size_t end = at_; end < text_.size() && !IsLineEnd(text_[end]); ++end) {
      if (text_[end] != '\'') continue;
      at_ = end + 1;
      return;
    }
  }

  // Inside a text or a comment: any character but one that turns the direction.
  void PassCharacter() {
    if (IsAscii(text_[at_])) {
      ++at_;
      return;
    }
    const CodePoint point = DecodeCodePoint(text_, at_);
    const std::size_t begin = at_;
    at_ += static_cast<std::size_t>(point.length);
    if (TurnsDirection(point.value)) NoteForeign(point.value, SpanFrom(begin));
  }

  // Outside texts and comments. What stands between curly quotes is passed with them.
  void Foreign() {
    const std::size_t begin = at_;
    const CodePoint point = DecodeCodePoint(text_, at_);
    at_ += static_cast<std::size_t>(point.length);
    NoteForeign(point.value, SpanFrom(begin));
    if (point.value != 0x201C && point.value != 0x201E) return;
    for (std::size_t end = at_; end < text_.size() && !IsLineEnd(text_[end]);) {
      const CodePoint inner = DecodeCodePoint(text_, end);
      if (inner.value == 0x201C || inner.value == 0x201D) {
        at_ = end;
        return;
      }
      end += static_cast<std::size_t>(inner.length);
    }
  }

  void NoteForeign(char32_t point, Span span) {
    const std::string_view called = DescribeForeign(point).called;
    for (ForeignRun& run : foreign_) {
      if (DescribeForeign(run.point).called != called) continue;
      ++run.count;
      return;
    }
    foreign_.push_back({point, span, 1, TurnsDirection(point)});
  }

  // One diagnostic for each kind of foreign character in the line that ends here.
  void ReportForeign() {
    for (const ForeignRun& run : foreign_) {
      const ForeignCharacter character = DescribeForeign(run.point);
      std::string headline = absl::StrCat("There is ", std::string(character.called));
      if (character.visible) {
        absl::StrAppend(&headline, " `", std::string(source_->text(run.first)), "`");
      }
      absl::StrAppend(&headline, " (", CodePointName(run.point), ")",
                      run.turns_direction ? "" : " outside texts and comments");
      std::string help = "Write plain ASCII.";
      if (character.instead && character.instead->empty()) help = "Remove it.";
      if (character.instead == " ") help = "Write an ordinary blank.";
      if (character.instead && *character.instead > " ") {
        help = absl::StrCat("Write `", *character.instead, "`.");
      }
      if (run.count > 1) absl::StrAppend(&help, " This line has ", run.count, " of the kind.");
      std::optional<std::string> fix;
      if (run.count == 1) fix = character.instead;
      Report(codes::kStrangeCharacter, run.first, std::move(headline),
             {.why = run.turns_direction ? "It makes the line look different from what it says."
                     : character.instead
                         ? "Such characters come with text pasted from a document or a mail."
                         : "Letters that only look alike would name different things.",
              .help = std::move(help),
              .fix = std::move(fix)});
    }
    foreign_.clear();
  }

  SourcePtr source_;
  std::string_view text_;
  Faults faults_;
  ScannedSource result_;
  std::vector<ForeignRun> foreign_;
  std::size_t at_ = 0;
  bool line_is_blank_ = true;
};

}  // namespace

ScannedSource Scan(const SourcePtr& source, Diagnostics& diagnostics) {
  return Scanner(source, diagnostics).Run();
}

}  // namespace credence::dsl
