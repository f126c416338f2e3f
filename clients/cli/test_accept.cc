#include "clients/cli/test_accept.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "clients/cli/yaml_document.h"
#include "core/code_point.h"

namespace credence::cli {
namespace {

// Bytes [begin, end) of the old text and what stands there instead.
struct Edit {
  size_t begin = 0;
  size_t end = 0;
  std::string text;
  friend bool operator==(const Edit&, const Edit&) = default;
};

// Past the quoted text that begins at `at`.
size_t EndOfQuoted(std::string_view text, size_t at) {
  const char quote = text[at++];
  while (at < text.size() && text[at] != quote) at += quote == '"' && text[at] == '\\' ? 2 : 1;
  return std::min(at + 1, text.size());
}

// Past the bracket that closes the one at `at`.
size_t EndOfFlow(std::string_view text, size_t at) {
  int depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    // A quote inside a word is an apostrophe.
    const bool begins_word =
        at == 0 || std::string_view(" [{,:\n").find(text[at - 1]) != std::string_view::npos;
    if ((c == '"' || c == '\'') && begins_word) {
      at = EndOfQuoted(text, at);
      continue;
    }
    if (c == '#' && at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\n')) {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && --depth == 0) return at + 1;
    ++at;
  }
  return text.size();
}

bool IsFlow(std::string_view text, const YamlNode& node) {
  const char c = node.span.begin < text.size() ? text[node.span.begin] : ' ';
  return c == '[' || c == '{';
}

// Past the last byte of a node.
size_t EndOf(std::string_view text, const YamlNode* node) {
  while (true) {
    const bool has_parts = !node->items.empty() || !node->entries.empty();
    if (node->is_scalar() || node->is_null()) {
      const bool quoted = node->span.begin < text.size() &&
                          (text[node->span.begin] == '"' || text[node->span.begin] == '\'');
      return quoted ? EndOfQuoted(text, node->span.begin) : node->span.end;
    }
    if (IsFlow(text, *node)) return EndOfFlow(text, node->span.begin);
    if (!has_parts) return node->span.end;
    node = node->is_list() ? node->items.back() : node->entries.back().value;
  }
}

size_t LineBegin(std::string_view text, size_t at) {
  const size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return before == std::string_view::npos ? 0 : before + 1;
}

// Past the line's break.
size_t LineEnd(std::string_view text, size_t at) {
  const size_t end = text.find('\n', at);
  return end == std::string_view::npos ? text.size() : end + 1;
}

class Rewriter {
 public:
  explicit Rewriter(const SourcePtr& source)
      : source_(source), text_(source->text()), document_(ReadYaml(source, faults_)) {}

  AcceptedText Apply(const std::vector<Rewrite>& rewrites) {
    AcceptedText accepted;
    std::map<std::pair<size_t, std::string>, std::vector<std::string>> added;
    for (const Rewrite& rewrite : rewrites) {
      const bool adds =
          rewrite.kind == Rewrite::Kind::kAddAward || rewrite.kind == Rewrite::Kind::kAddHeld;
      if (rewrite.place.source == nullptr || rewrite.place.source->name() != source_->name()) {
        ++accepted.refused;
      } else if (adds) {
        const char* key = rewrite.kind == Rewrite::Kind::kAddAward ? "awards" : "held";
        std::vector<std::string>& texts = added[{rewrite.place.span.begin, key}];
        if (std::find(texts.begin(), texts.end(), rewrite.text) == texts.end()) {
          texts.push_back(rewrite.text);
        }
      } else {
        Change(rewrite, accepted);
      }
    }
    for (const auto& [where, texts] : added) Insert(where.first, where.second, texts, accepted);
    accepted.text = Result(accepted);
    return accepted;
  }

 private:
  // The node that begins at `at`; the innermost, or the outermost map.
  const YamlNode* NodeAt(size_t at, bool map) const {
    const YamlNode* found = nullptr;
    std::vector<const YamlNode*> open = {&document_.root()};
    while (!open.empty()) {
      const YamlNode* node = open.back();
      open.pop_back();
      const bool fits = node->span.begin == at && (!map || node->is_map());
      if (fits && (found == nullptr || !map)) found = node;
      for (const YamlNode* item : node->items) open.push_back(item);
      for (const YamlNode::Entry& entry : node->entries) {
        if (entry.key->span.begin == at && !map) found = entry.key;
        open.push_back(entry.value);
      }
    }
    return found;
  }

  void Change(const Rewrite& rewrite, AcceptedText& accepted) {
    const bool removes = rewrite.kind == Rewrite::Kind::kRemove;
    const YamlNode* node =
        removes ? Entry(rewrite.place.span.begin) : NodeAt(rewrite.place.span.begin, false);
    if (node == nullptr) {
      ++accepted.refused;
      return;
    }
    if (removes) return Remove(*node);
    Add({node->span.begin, EndOf(text_, node), rewrite.text}, accepted);
  }

  // The item of a list that begins at `at`.
  const YamlNode* Entry(size_t at) {
    list_ = nullptr;
    const YamlNode* found = nullptr;
    std::vector<const YamlNode*> open = {&document_.root()};
    while (!open.empty()) {
      const YamlNode* node = open.back();
      open.pop_back();
      for (const YamlNode* item : node->items) {
        if (item->span.begin == at) {
          found = item;
          list_ = node;
        }
        open.push_back(item);
      }
      for (const YamlNode::Entry& entry : node->entries) open.push_back(entry.value);
    }
    return found;
  }

  void Remove(const YamlNode& item) {
    Edit edit{item.span.begin, EndOf(text_, &item), ""};
    if (!IsFlow(text_, *list_)) {
      edit = {LineBegin(text_, edit.begin), LineEnd(text_, edit.end), ""};
    } else {
      // With the comma after it, or before it where it is the last.
      size_t after = text_.find_first_not_of(" \n", edit.end);
      if (after != std::string_view::npos && text_[after] == ',') {
        after = text_.find_first_not_of(' ', after + 1);
        edit.end = std::min(after, text_.size());
      } else if (const size_t before = text_.find_last_not_of(" \n", edit.begin - 1);
                 text_[before] == ',') {
        edit.begin = before;
      }
    }
    if (std::find(edits_.begin(), edits_.end(), edit) == edits_.end()) edits_.push_back(edit);
  }

  void Insert(size_t body_at, const std::string& key, const std::vector<std::string>& texts,
              AcceptedText& accepted) {
    const YamlNode* body = NodeAt(body_at, true);
    if (body == nullptr) {
      accepted.refused += texts.size();
      return;
    }
    std::string listed;
    for (const std::string& text : texts) listed += (listed.empty() ? "" : ", ") + text;
    const YamlNode* list = body->Find(key);
    if (list != nullptr && list->is_list() && IsFlow(text_, *list)) {
      const size_t at = list->span.begin + 1;
      return Add({at, at, listed + (list->items.empty() ? "" : ", ")}, accepted);
    }
    if (list != nullptr && list->is_list()) {
      const size_t at = LineBegin(text_, list->items.front()->span.begin);
      const size_t dash = text_.find_first_not_of(' ', at);
      return Add({at, at, Lines(texts, dash - at)}, accepted);
    }
    if (list != nullptr) {
      // `awards:` with nothing after it.
      const auto key_of =
          std::find_if(body->entries.begin(), body->entries.end(),
                       [&](const YamlNode::Entry& entry) { return entry.key->text == key; });
      const size_t at = LineEnd(text_, key_of->key->span.end);
      const size_t margin = key_of->key->span.begin - LineBegin(text_, key_of->key->span.begin);
      return Add({at, at, Lines(texts, margin + 2)}, accepted);
    }
    if (IsFlow(text_, *body)) {
      const size_t at = body->span.begin + 1;
      return Add({at, at, " " + key + ": [" + listed + "]" + (body->entries.empty() ? " " : ",")},
                 accepted);
    }
    const size_t at = LineBegin(text_, body->span.begin);
    const std::string margin(body->span.begin - at, ' ');
    Add({at, at, margin + key + ":\n" + Lines(texts, margin.size() + 2)}, accepted);
  }

  static std::string Lines(const std::vector<std::string>& texts, size_t margin) {
    std::string lines;
    for (const std::string& text : texts) lines += std::string(margin, ' ') + "- " + text + "\n";
    return lines;
  }

  // Two edits of the same bytes must want the same.
  void Add(Edit edit, AcceptedText& accepted) {
    for (const Edit& known : edits_) {
      if (known == edit) return;
      const bool overlap = known.begin < edit.end && edit.begin < known.end;
      if (!overlap) continue;
      ++accepted.refused;
      return;
    }
    edits_.push_back(std::move(edit));
  }

  std::string Result(AcceptedText& accepted) {
    std::stable_sort(edits_.begin(), edits_.end(), [](const Edit& a, const Edit& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::string out;
    size_t at = 0;
    for (const Edit& edit : edits_) {
      if (edit.begin < at) {
        ++accepted.refused;
        continue;
      }
      out += text_.substr(at, edit.begin - at);
      out += edit.text;
      at = edit.end;
      ++accepted.made;
    }
    out += text_.substr(std::min(at, text_.size()));
    return out;
  }

  SourcePtr source_;
  std::string_view text_;
  FileFaults faults_;
  YamlDocument document_;
  const YamlNode* list_ = nullptr;  // of the last Entry
  std::vector<Edit> edits_;
};

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

AcceptedText ApplyRewrites(const SourcePtr& source, const std::vector<Rewrite>& rewrites) {
  return Rewriter(source).Apply(rewrites);
}

std::string RenderChange(const std::string& name, std::string_view before, std::string_view after,
                         const Ink& ink) {
  const std::vector<std::string_view> a = LinesOf(before);
  const std::vector<std::string_view> b = LinesOf(after);
  std::string out;
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      ++i, ++j;
      continue;
    }
    // The nearest pair of lines that agree again; what is between differs.
    size_t more = 1;
    size_t skip_a = a.size() - i;
    size_t skip_b = b.size() - j;
    for (bool met = false; !met && more <= skip_a + skip_b; ++more) {
      for (size_t x = 0; x <= more && !met; ++x) {
        const size_t y = more - x;
        if (i + x >= a.size() || j + y >= b.size() || a[i + x] != b[j + y]) continue;
        skip_a = x;
        skip_b = y;
        met = true;
      }
    }
    out += ink.Bold(Printable(name) + ":" + std::to_string(i + 1)) + "\n";
    for (size_t x = 0; x < skip_a; ++x) out += ink.Red("- " + Printable(a[i + x])) + "\n";
    for (size_t y = 0; y < skip_b; ++y) out += ink.Green("+ " + Printable(b[j + y])) + "\n";
    i += skip_a;
    j += skip_b;
  }
  return out;
}

}  // namespace credence::cli
