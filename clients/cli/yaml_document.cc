#include "clients/cli/yaml_document.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <exception>
#include <sstream>
#include <unordered_map>
#include <utility>

#include "core/limits.h"

namespace credence::cli {
namespace {

constexpr std::string_view kMergeKey = "<<";

// Ends the reading from inside yaml-cpp's events; the fault is told already. Never leaves this
// file.
class ReadingEnded : public std::exception {};

bool IsFlowEnd(char c) { return c == ',' || c == ']' || c == '}' || c == '\n' || c == '\r'; }

// yaml-cpp says where a node begins; this finds where it ends, to underline it.
Span SpanOf(std::string_view text, size_t begin, std::string_view value) {
  begin = std::min(begin, text.size());
  const std::string_view rest = text.substr(begin);
  size_t length = 0;
  if (rest.starts_with(value) && !value.empty()) {
    length = value.size();
  } else if (!rest.empty() && (rest[0] == '"' || rest[0] == '\'')) {
    length = std::min(rest.find(rest[0], 1), rest.size() - 1) + 1;
  } else {
    while (length < rest.size() && !IsFlowEnd(rest[length])) ++length;
  }
  length = std::min(length, std::min(rest.find('\n'), rest.size()));
  const size_t end = std::min(begin + std::max<size_t>(length, 1), text.size());
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

}  // namespace

// Builds the tree from yaml-cpp's events, with a stack of its own.
class YamlTreeBuilder : public YAML::EventHandler {
 public:
  YamlTreeBuilder(YamlDocument& document, FileFaults& faults)
      : document_(document), faults_(faults) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) {
      End(mark, "a second document begins here",
          "Keep one document in a file; what follows `---` goes into a file of its own.");
    }
  }
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark&, const std::string&) override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Place(*NewNode(YamlNode::Kind::kNull, mark, {}), anchor, 1);
  }

  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode* node = NewNode(YamlNode::Kind::kScalar, mark, value);
    node->text = value;
    Place(*node, anchor, 1);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto known = anchors_.find(anchor);
    if (known == anchors_.end()) {
      End(mark, "this alias stands inside the very thing it names",
          "Move the anchor to something that is complete before the alias.");
    }
    mark_ = mark;
    Attach(known->second.node, known->second.weight);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(YamlNode::Kind::kList, mark, anchor);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(YamlNode::Kind::kMap, mark, anchor);
  }
  void OnMapEnd() override { Close(); }

 private:
  struct Weighed {
    const YamlNode* node;
    size_t weight;  // nodes when every alias is written out
  };
  struct Frame {
    YamlNode* node;
    YAML::anchor_t anchor;
    size_t weight;
    const YamlNode* key;  // of a map, waiting for its value
    std::vector<const YamlNode*> merged;
    std::unordered_map<std::string, Span> keys;
  };

  [[noreturn]] void End(const YAML::Mark& mark, std::string message, std::string help) {
    faults_.Add({document_.source(), SpanAt(mark, {}), std::move(message), std::move(help)});
    throw ReadingEnded();
  }

  Span SpanAt(const YAML::Mark& mark, std::string_view value) const {
    return SpanOf(document_.source()->text(), static_cast<size_t>(std::max(mark.pos, 0)), value);
  }

  YamlNode* NewNode(YamlNode::Kind kind, const YAML::Mark& mark, std::string_view value) {
    mark_ = mark;
    YamlNode& node = document_.nodes_.emplace_back();
    node.kind = kind;
    node.span = SpanAt(mark, value);
    return &node;
  }

  void Open(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (frames_.size() >= limits::kNestingMax) {
      End(mark, "nested more than " + std::to_string(limits::kNestingMax) + " levels deep",
          "No case and no test needs so many levels.");
    }
    frames_.push_back({NewNode(kind, mark, {}), anchor, 1, nullptr, {}, {}});
  }

  void Close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    Merge(frame);
    Place(*frame.node, frame.anchor, frame.weight);
  }

  void Place(const YamlNode& node, YAML::anchor_t anchor, size_t weight) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = {&node, weight};
    Attach(&node, weight);
  }

  void Attach(const YamlNode* node, size_t weight) {
    if (frames_.empty()) {
      document_.root_ = node;
      return;
    }
    Frame& frame = frames_.back();
    frame.weight += weight;
    if (frame.weight > kYamlNodesMax) {
      End(mark_,
          "with its aliases written out this file has more than " + std::to_string(kYamlNodesMax) +
              " entries",
          "Split it into several files.");
    }
    if (frame.node->is_list()) {
      frame.node->items.push_back(node);
    } else if (frame.key == nullptr) {
      frame.key = node;
    } else {
      AddEntry(frame, std::exchange(frame.key, nullptr), node);
    }
  }

  void AddEntry(Frame& frame, const YamlNode* key, const YamlNode* value) {
    if (!key->is_scalar()) {
      faults_.Add({document_.source(), key->span, "a key is a word or a text",
                   "Here a list, a map or nothing stands in its place."});
      return;
    }
    if (key->text == kMergeKey) {
      frame.merged.push_back(value);
      return;
    }
    const auto [known, is_new] = frame.keys.emplace(key->text, key->span);
    if (!is_new) {
      faults_.Add({document_.source(), key->span, "the key `" + key->text + "` stands here twice",
                   "Keep one; in YAML the second would silently win.", known->second,
                   "first given here"});
      return;
    }
    frame.node->entries.push_back({key, value});
  }

  void Merge(Frame& frame) {
    std::vector<const YamlNode*> sources;
    for (const YamlNode* merged : frame.merged) {
      if (merged->is_list()) {
        sources.insert(sources.end(), merged->items.begin(), merged->items.end());
      } else {
        sources.push_back(merged);
      }
    }
    for (const YamlNode* source : sources) {
      if (!source->is_map()) {
        faults_.Add({document_.source(), source->span, "only a map can be merged with `<<`", ""});
        continue;
      }
      for (const YamlNode::Entry& entry : source->entries) {
        if (frame.keys.emplace(entry.key->text, entry.key->span).second) {
          frame.node->entries.push_back(entry);
        }
      }
    }
  }

  YamlDocument& document_;
  FileFaults& faults_;
  int documents_ = 0;
  YAML::Mark mark_;
  std::vector<Frame> frames_;
  std::unordered_map<YAML::anchor_t, Weighed> anchors_;
};

namespace {

// yaml-cpp's own words say what its scanner met; a few need plainer ones.
std::string PlainWords(std::string_view message) {
  struct Words {
    std::string_view scanner;
    std::string_view plain;
  };
  constexpr std::array<Words, 6> kPlain = {{
      {"bad file", "nested too deeply, or not text"},
      {"illegal map value", "a second `:` on this line; put the value in quotes"},
      {"end of map not found", "this line does not fit what is above it; look at its indentation"},
      {"end of map flow not found", "a `{` is never closed"},
      {"end of sequence flow not found", "a `[` is never closed"},
      {"end of sequence not found", "this line does not fit the list above it"},
  }};
  for (const Words& words : kPlain) {
    if (words.scanner == message) return std::string(words.plain);
  }
  return std::string(message);
}

}  // namespace

const YamlNode* YamlNode::Find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key->text == key) return entry.value;
  }
  return nullptr;
}

YamlDocument ReadYaml(SourcePtr source, FileFaults& faults) {
  YamlDocument document;
  document.source_ = source;
  if (source->text().size() > static_cast<size_t>(limits::kRequestBytesMax)) {
    faults.Add({source,
                {},
                "the file has " + std::to_string(source->text().size()) + " bytes; at most " +
                    std::to_string(limits::kRequestBytesMax) + " are read",
                "Split it, or give many cases as .jsonl, one a line."});
  } else {
    YamlTreeBuilder builder(document, faults);
    try {
      std::istringstream stream{std::string(source->text())};
      YAML::Parser parser(stream);
      while (parser.HandleNextDocument(builder)) {
      }
    } catch (const ReadingEnded&) {
      document.root_ = nullptr;
    } catch (const YAML::Exception& error) {
      document.root_ = nullptr;
      const size_t at = error.mark.is_null() ? 0 : static_cast<size_t>(error.mark.pos);
      faults.Add({source, SpanOf(source->text(), at, {}),
                  "this is not YAML or JSON: " + PlainWords(error.msg), ""});
    }
  }
  if (document.root_ == nullptr) document.root_ = &document.nodes_.emplace_back();
  return document;
}

}  // namespace credence::cli
