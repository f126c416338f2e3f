#include "dsl/faults.h"

#include "core/nearest_name.h"

namespace credence::dsl {

void Faults::Add(Code code, Span span, std::string headline, Notes notes) {
  if (!seen_.insert({code.number(), span.begin}).second) return;
  const bool lower = !headline.empty() && headline.front() >= 'a' && headline.front() <= 'z';
  if (lower) headline.front() = static_cast<char>(headline.front() - 'a' + 'A');
  Diagnostic diagnostic{.code = code,
                        .headline = std::move(headline),
                        .primary = At(span, std::move(notes.label)),
                        .related = std::move(notes.related),
                        .why = std::move(notes.why),
                        .help = std::move(notes.help),
                        .fix = std::nullopt};
  if (notes.fix) diagnostic.fix = Fix{span, std::move(*notes.fix)};
  diagnostics_.Add(std::move(diagnostic));
}

void Faults::AddUnknown(const Name& name, std::string_view kind,
                        std::span<const std::string> candidates, std::string_view declared_in,
                        std::string_view consequence, std::vector<Label> related) {
  std::vector<std::string> near;
  if (Suggests()) near = NearestNames(name.text, candidates);
  ++unknown_count_;
  Notes notes{.why = std::string(consequence), .related = std::move(related)};
  if (!notes.why.empty()) notes.why += ' ';
  std::string kind_word(kind);
  kind_word.front() = static_cast<char>(kind_word.front() - 'a' + 'A');
  if (!near.empty()) {
    notes.why += kind_word + " " + std::string(declared_in) +
                 " with a close name: " + QuotedList(near) + ".";
  } else if (candidates.empty()) {
    notes.why += "There is none " + std::string(declared_in) + ".";
  } else {
    notes.why += kind_word + " " + std::string(declared_in) + ": " + QuotedList(candidates) + ".";
  }
  if (near.size() == 1) {
    notes.help = "Write `" + near.front() + "`.";
    notes.fix = near.front();
  }
  Add(codes::kUnknownName, name.span,
      "I don't know the " + std::string(kind) + " `" + name.text + "`", std::move(notes));
}

std::string Faults::TextOf(Span span) const {
  std::string collapsed;
  for (const char c : source_->text(span)) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank) {
      collapsed += c;
    } else if (!collapsed.empty() && collapsed.back() != ' ') {
      collapsed += ' ';
    }
  }
  if (!collapsed.empty() && collapsed.back() == ' ') collapsed.pop_back();
  return collapsed;
}

std::string QuotedList(std::span<const std::string> names, size_t count_max) {
  std::string text;
  const size_t shown = std::min(names.size(), count_max);
  for (size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == names.size();
    if (i > 0) text += last ? " and " : ", ";
    text += "`" + names[i] + "`";
  }
  if (shown < names.size()) text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

std::string WithArticle(std::string_view noun) {
  const bool vowel = !noun.empty() && std::string_view("aeiou").find(noun[0]) != noun.npos;
  return (vowel ? "an " : "a ") + std::string(noun);
}

}  // namespace credence::dsl
