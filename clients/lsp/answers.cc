#include "clients/lsp/answers.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "clients/lsp/text_position.h"
#include "core/limits.h"
#include "dsl/compile.h"
#include "dsl/format.h"
#include "dsl/scan.h"
#include "dsl/statement_cut.h"

namespace credence::lsp {
namespace {

using dsl::SignOf;
using dsl::Token;
using dsl::WordOf;

json PositionJson(const Source& source, uint32_t offset) {
  const TextPosition position = PositionAt(source, offset);
  return {{"line", position.line}, {"character", position.character}};
}

json LocationOf(const Programme& programme, size_t text, Span span) {
  const RuleText& file = programme.texts[text];
  return {{"uri", UriOf(file.path)}, {"range", RangeOf(*file.source, span)}};
}

// The comment lines right above a declaration: what its author says it means.
std::string CommentAbove(const Source& source, uint32_t offset) {
  std::string comment;
  for (int line = source.LineOf(offset) - 2; line >= 0; --line) {
    std::string_view text = source.LineAt(line);
    if (!text.starts_with('#')) break;
    text.remove_prefix(std::min(text.find_first_not_of("# "), text.size()));
    comment = std::string(text) + (comment.empty() ? "" : "\n") + comment;
  }
  return comment;
}

json Markdown(const std::string& text) { return {{"kind", "markdown"}, {"value", text}}; }

// Kinds of the protocol: SymbolKind and CompletionItemKind.
int SymbolKindOf(const std::string& word) {
  if (word == "credit" || word == "subject") return 5;     // class
  if (word == "evidence") return 11;                       // interface
  if (word == "param") return 14;                          // constant
  if (word == "attribute" || word == "field") return 8;    // field
  if (word == "value") return 22;                          // enum member
  if (word == "policy" || word == "vocabulary") return 3;  // namespace
  return 12;                                               // function
}

int CompletionKindOf(const std::string& word) {
  if (word == "credit" || word == "subject") return 7;
  if (word == "evidence") return 8;
  if (word == "param") return 21;
  if (word == "attribute" || word == "field") return 5;
  if (word == "value") return 20;
  return 6;
}

// What may stand at the cursor, told by the words before it.
class Completion {
 public:
  explicit Completion(const Place& place) : place_(place) {}

  json Run() {
    Diagnostics unused;
    const SourcePtr& source = place_.file().source;
    scanned_ = dsl::Scan(source, unused);
    size_t before = 0;
    while (before < scanned_.tokens.size() && scanned_.tokens[before].span.end < place_.offset) {
      ++before;
    }
    const bool typing = before < scanned_.tokens.size() &&
                        scanned_.tokens[before].span.begin < place_.offset &&
                        scanned_.tokens[before].kind == dsl::TokenKind::kWord;
    if (!typing && before < scanned_.tokens.size() &&
        scanned_.tokens[before].span.end == place_.offset) {
      ++before;
    }
    Offer(before);
    return std::move(items_);
  }

 private:
  dsl::Word WordAt(size_t i) const { return scanned_.tokens[i].word; }

  void Offer(size_t before) {
    const Source& source = *place_.file().source;
    const int line = source.LineOf(place_.offset) - 1;
    const std::string_view head = source.LineAt(line).substr(
        0, std::min<size_t>(place_.offset - source.LineStart(line), source.LineAt(line).size()));
    if (before == 0 || head.find_first_of(" \t\"#.") == std::string_view::npos) return Statements();
    const Token& last = scanned_.tokens[before - 1];
    if (last.sign == SignOf(".")) return AfterDot(before);
    size_t start = before - 1;
    while (start > 0 && !(scanned_.tokens[start].starts_line &&
                          dsl::FindStatementWord(WordAt(start)) != nullptr)) {
      --start;
    }
    if (last.word == WordOf("award") || last.word == WordOf("split") ||
        last.word == WordOf("limit") || last.word == WordOf("cutting")) {
      return Declared({"credit"});
    }
    if (last.word == WordOf("holds")) return Declared({"standing"});
    if (last.word == WordOf("replacing")) return Declared({"rule"});
    if (last.word == WordOf("uses")) return Declared({"vocabulary"});
    if (last.word == WordOf("per")) return Declared({"subject"});
    const bool removal = WordAt(start) == WordOf("exclude") || WordAt(start) == WordOf("forfeit");
    if (removal && before - start <= 2) return Declared({"credit"});
    if (last.word == WordOf("is")) return Declared({"value", "subject"});
    for (size_t i = before; i-- > start;) {
      if (scanned_.tokens[i].sign == SignOf("}")) break;
      if (scanned_.tokens[i].sign == SignOf("{")) return Declared({"value", "evidence"});
    }
    if (InEvidence(start, before)) return Declared({"evidence", "set"});
    const dsl::Word statement = WordAt(start);
    if (statement == WordOf("limit") && last.sign == SignOf("+")) return Declared({"credit"});
    // What was decided is asked of by standings and checks; rules rest on what is known.
    if (statement == WordOf("standing")) return Declared({"credit", "score", "param"});
    if (statement == WordOf("check")) return Declared({"credit", "score", "param", "measure"});
    Declared({"measure", "param", "define", "set", "subject", "table", "tiers"});
  }

  bool InEvidence(size_t start, size_t before) const {
    for (size_t i = before; i-- > start;) {
      const dsl::Word word = WordAt(i);
      if (word == WordOf("with") || word == WordOf("over")) return true;
      if (word == WordOf("when") || word == WordOf("unless") || word == WordOf("amount") ||
          word == WordOf("where") || word == WordOf("because") || word == WordOf("on")) {
        return false;
      }
    }
    return false;
  }

  void Statements() {
    const bool vocabulary = place_.file().path.ends_with(".vocab");
    for (const dsl::StatementWord& statement : dsl::kStatementWords) {
      if (statement.of_vocabulary != vocabulary) continue;
      Add(std::string(dsl::TextOf(statement.word)), 14, std::string(MeaningOf(statement.word)));
    }
  }

  void AfterDot(size_t before) {
    if (before < 2) return;
    const Token& owner = scanned_.tokens[before - 2];
    const std::string name(place_.file().source->text(owner.span));
    if (owner.word == WordOf("period")) {
      Add("start", 5, "The first day of the period");
      Add("end", 5, "The last day of the period");
      return;
    }
    bool evidence = false;
    bool lasting = false;
    for (const Declaration& one : place_.names.declarations()) {
      if (one.dotted() && one.of == name) Offered(one);
      if (one.word != "evidence" || one.name != name) continue;
      evidence = true;
      const Source& source = *place_.programme.texts[one.text].source;
      lasting |= source.text(one.statement).find("lasting") != std::string_view::npos;
    }
    if (evidence && lasting) Add("from", 5, "The day it begins to hold");
  }

  void Declared(const std::set<std::string>& words) {
    for (const Declaration& one : place_.names.declarations()) {
      if (words.contains(one.word) &&
          (one.of_vocabulary || one.text == place_.text || one.word == "vocabulary")) {
        Offered(one);
      }
    }
  }

  void Offered(const Declaration& one) {
    const Source& source = *place_.programme.texts[one.text].source;
    std::string detail(source.text(one.statement));
    detail = detail.substr(0, detail.find('\n'));
    Add(one.name, CompletionKindOf(one.word), detail);
  }

  void Add(const std::string& label, int kind, const std::string& detail) {
    if (!seen_.insert(label).second) return;
    items_.push_back({{"label", label}, {"kind", kind}, {"detail", detail}});
  }

  const Place& place_;
  dsl::ScannedSource scanned_;
  std::set<std::string> seen_;
  json items_ = json::array();
};

const NameToken* NameAt(const Place& place) { return place.names.At(place.text, place.offset); }

// The codes of what is wrong, which a rename leaves as they are.
std::map<int, int> CodesOf(const std::vector<SourcePtr>& sources) {
  std::map<int, int> codes;
  const dsl::Compiled compiled = dsl::Compile(sources);
  for (const Diagnostic& one : compiled.diagnostics.items()) {
    ++codes[one.code.number()];
  }
  return codes;
}

bool IsValidName(const std::string& name) {
  if (name.empty() || name.size() > limits::kNameBytesMax || name[0] < 'a' || name[0] > 'z') {
    return false;
  }
  return std::ranges::all_of(name, [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
  });
}

// The file's policy, when nothing of the programme is wrong.
ruletree::PolicyPtr PolicyOf(const Place& place) {
  const dsl::Compiled compiled = dsl::Compile(place.programme.Sources());
  if (compiled.policies == nullptr) return nullptr;
  for (const ruletree::Timeline& timeline : compiled.policies->timelines) {
    for (const ruletree::PolicyPtr& policy : timeline.versions()) {
      if (policy->source == place.file().source) return policy;
    }
  }
  return nullptr;
}

// "percent", "money in USD, one per workload each month": what a define is, and of what it has one
// value each. Empty when no rule uses it or something of the programme is wrong.
std::string UnitAndGrainOf(const Place& place, const std::string& define) {
  const ruletree::PolicyPtr policy = PolicyOf(place);
  if (policy == nullptr) return "";
  const ruletree::Vocabulary& vocabulary = *policy->vocabulary;
  std::vector<ruletree::NodeId> open;
  std::string told;
  for (ruletree::NodeId id = 0; id < policy->nodes.size() && open.empty(); ++id) {
    const ruletree::Node& node = policy->nodes[id];
    if (node.op != ruletree::Op::kDefine || policy->defines[node.ref].name != define) continue;
    told = node.type.ToString();
    open.push_back(node.a);
  }
  ruletree::SubjectTypeId subject = ruletree::kNone;
  std::optional<PeriodUnit> each;
  const auto take = [&](ruletree::SubjectTypeId of) {
    if (subject == ruletree::kNone || vocabulary.IsSelfOrAbove(subject, of)) subject = of;
  };
  while (!open.empty()) {
    const ruletree::Node& node = policy->nodes[open.back()];
    open.pop_back();
    if (ruletree::IsFold(node.op)) continue;  // one, whatever it is asked of
    if (node.op == ruletree::Op::kMeasure) {
      take(vocabulary.measures[node.ref].per);
      if (vocabulary.measures[node.ref].each) each = vocabulary.measures[node.ref].each;
    } else if (node.op == ruletree::Op::kAttribute) {
      take(vocabulary.attributes[node.ref].of);
    }
    if (node.a != ruletree::kNone) open.push_back(node.a);
    if (node.b != ruletree::kNone) open.push_back(node.b);
  }
  if (subject != ruletree::kNone) told += ", one per " + vocabulary.subjects[subject].name;
  if (each) told += " each " + std::string(PeriodUnitName(*each));
  return told;
}

}  // namespace

std::string PathOf(const std::string& uri) {
  constexpr std::string_view kFile = "file://";
  if (!uri.starts_with(kFile)) return uri;
  std::string path;
  const auto digit = [](char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    return letter >= 'A' && letter <= 'F' ? letter - 'A' + 10 : -1;
  };
  for (size_t i = kFile.size(); i < uri.size(); ++i) {
    if (uri[i] == '%' && i + 2 < uri.size() && digit(uri[i + 1]) >= 0 && digit(uri[i + 2]) >= 0) {
      path.push_back(static_cast<char>(digit(uri[i + 1]) * 16 + digit(uri[i + 2])));
      i += 2;
    } else {
      path.push_back(uri[i]);
    }
  }
  return path;
}

std::string UriOf(const std::string& path) {
  if (!path.starts_with('/')) return path;
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "/-_.~";
  std::string uri = "file://";
  for (const char letter : path) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x80 && (std::isalnum(byte) != 0 || kPlain.find(letter) != std::string::npos)) {
      uri.push_back(letter);
    } else {
      uri += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return uri;
}

json RangeOf(const Source& source, Span span) {
  return {{"start", PositionJson(source, span.begin)}, {"end", PositionJson(source, span.end)}};
}

json HoverAt(const Place& place) {
  const NameToken* token = NameAt(place);
  if (token == nullptr) return nullptr;
  std::string text;
  for (const Declaration* one : place.names.DeclarationsOf(*token)) {
    const Source& source = *place.programme.texts[one->text].source;
    const std::string comment = CommentAbove(source, one->statement.begin);
    if (!text.empty()) text += "\n\n";
    text += "```credence\n" + std::string(source.text(one->statement)) + "\n```";
    if (!comment.empty()) text += "\n" + comment;
    if (one->word != "define") continue;
    const std::string unit = UnitAndGrainOf(place, one->name);
    if (!unit.empty()) text += "\n\nIt is " + unit + ".";
  }
  if (text.empty() && MeaningOf(token->word).empty()) return nullptr;
  if (text.empty()) text = "`" + token->name + "`: " + std::string(MeaningOf(token->word));
  return {{"contents", Markdown(text)}, {"range", RangeOf(*place.file().source, token->span)}};
}

json CompletionAt(const Place& place) { return Completion(place).Run(); }

json DefinitionOf(const Place& place) {
  const NameToken* token = NameAt(place);
  json found = json::array();
  if (token == nullptr) return found;
  for (const Declaration* one : place.names.DeclarationsOf(*token)) {
    found.push_back(LocationOf(place.programme, one->text, one->span));
  }
  return found;
}

json ReferencesTo(const Place& place, bool with_declaration) {
  const NameToken* token = NameAt(place);
  json found = json::array();
  if (token == nullptr) return found;
  const auto declared = place.names.DeclarationsOf(*token);
  for (const NameToken* use : place.names.UsesOf(*token)) {
    const bool is_declaration = std::ranges::any_of(declared, [&](const Declaration* one) {
      return one->text == use->text && one->span == use->span;
    });
    if (is_declaration && !with_declaration) continue;
    found.push_back(LocationOf(place.programme, use->text, use->span));
  }
  return found;
}

json SymbolsOf(const Place& place) {
  json found = json::array();
  const Source& source = *place.file().source;
  for (const Declaration& one : place.names.declarations()) {
    if (one.text != place.text || one.word == "value" || one.word == "field") continue;
    found.push_back({{"name", one.of.empty() ? one.name : one.of + "." + one.name},
                     {"detail", one.word},
                     {"kind", SymbolKindOf(one.word)},
                     {"range", RangeOf(source, one.statement)},
                     {"selectionRange", RangeOf(source, one.span)}});
  }
  return found;
}

json FormattingOf(const SourcePtr& source) {
  Diagnostics unused;
  const std::optional<std::string> formatted = dsl::Format(source, unused);
  if (!formatted || *formatted == source->text()) return json::array();
  const Span all{0, static_cast<uint32_t>(source->text().size())};
  return json::array({{{"range", RangeOf(*source, all)}, {"newText", *formatted}}});
}

json DiagnosticOf(const Diagnostic& diagnostic, const Programme& programme) {
  std::string message = diagnostic.headline;
  if (!diagnostic.why.empty()) message += "\n" + diagnostic.why;
  if (!diagnostic.help.empty()) message += "\n" + diagnostic.help;
  const Source& source = *diagnostic.primary.source;
  json told = {{"range", RangeOf(source, diagnostic.primary.span)},
               {"severity", diagnostic.code.severity() == Severity::kError ? 1 : 2},
               {"code", diagnostic.code.name()},
               {"source", "credence"},
               {"message", message}};
  for (const Label& label : diagnostic.related) {
    const RuleText* file = programme.Of(label.source);
    if (file == nullptr) continue;
    told["relatedInformation"].push_back(
        {{"location", {{"uri", UriOf(file->path)}, {"range", RangeOf(*label.source, label.span)}}},
         {"message", label.text}});
  }
  if (diagnostic.fix) {
    told["data"] = {{"range", RangeOf(source, diagnostic.fix->span)},
                    {"newText", diagnostic.fix->replacement}};
  }
  return told;
}

json RenameRange(const Place& place, std::string& refusal) {
  const NameToken* token = NameAt(place);
  if (token == nullptr || place.names.DeclarationsOf(*token).empty()) {
    const bool reserved = token != nullptr && token->word != dsl::Word::kOther;
    refusal = reserved ? "`" + token->name + "` is a word of the language and keeps its name"
                       : "nothing here is declared in this programme";
    return nullptr;
  }
  const auto declared = place.names.DeclarationsOf(*token);
  if (declared.size() > 1) {
    refusal = "`" + token->name + "` is declared in " + std::to_string(declared.size()) +
              " places; which of them is meant cannot be told";
    return nullptr;
  }
  return {{"range", RangeOf(*place.file().source, token->span)}, {"placeholder", token->name}};
}

json RenameTo(const Place& place, const std::string& name, std::string& refusal) {
  if (RenameRange(place, refusal).is_null()) return nullptr;
  if (!IsValidName(name) || dsl::IsReserved(dsl::FindWord(name))) {
    refusal = "`" + name +
              "` is no name: lower case letters, digits and `_`, starting with a "
              "letter, and no word of the language";
    return nullptr;
  }
  std::map<size_t, std::vector<Span>> places;
  for (const NameToken* use : place.names.UsesOf(*NameAt(place))) {
    places[use->text].push_back(use->span);
  }
  json changes = json::object();
  std::vector<SourcePtr> renamed = place.programme.Sources();
  for (auto& [text, spans] : places) {
    const Source& source = *place.programme.texts[text].source;
    std::string changed(source.text());
    json edits = json::array();
    for (size_t i = spans.size(); i-- > 0;) {
      changed.replace(spans[i].begin, spans[i].end - spans[i].begin, name);
      edits.push_back({{"range", RangeOf(source, spans[i])}, {"newText", name}});
    }
    renamed[text] = std::make_shared<const Source>(source.name(), std::move(changed));
    changes[UriOf(place.programme.texts[text].path)] = std::move(edits);
  }
  if (CodesOf(renamed) != CodesOf(place.programme.Sources())) {
    refusal = "the programme would not mean the same with the name `" + name + "`";
    return nullptr;
  }
  return {{"changes", std::move(changes)}};
}

}  // namespace credence::lsp
