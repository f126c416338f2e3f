// A YAML or JSON file as a tree of texts, each with its place.
//
//   YamlDocument document = ReadYaml(source, faults);
//   const YamlNode* period = document.root().Find("period");
//   period->text   -> "2016-02"        period->span  -> its bytes
//
// Every scalar is text: nothing here knows that YAML 1.1 reads `on` as true and `2016.1` as a
// binary fraction. Aliases share the node they name; merge keys (`<<: *tenant`) are resolved,
// keys written out winning over merged ones.
//
// Limits: limits::kRequestBytesMax bytes, limits::kNestingMax levels, kYamlNodesMax nodes
// counted as if every alias were written out in full, so that a file of aliases of aliases
// costs nothing.
// Errors: faults at their place; a document that does not parse keeps an empty root.
// Thread-safe once read: immutable.
#ifndef CREDENCE_CLIENTS_CLI_YAML_DOCUMENT_H_
#define CREDENCE_CLIENTS_CLI_YAML_DOCUMENT_H_

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/file_fault.h"
#include "core/source.h"

namespace credence::cli {

inline constexpr size_t kYamlNodesMax = 4'000'000;

struct YamlNode {
  enum class Kind { kNull, kScalar, kList, kMap };
  struct Entry {
    const YamlNode* key = nullptr;  // a scalar
    const YamlNode* value = nullptr;
  };

  Kind kind = Kind::kNull;
  Span span;         // of a list or a map: its first bytes, up to the line's end
  std::string text;  // of a scalar
  std::vector<const YamlNode*> items;
  std::vector<Entry> entries;  // no key twice

  bool is_null() const { return kind == Kind::kNull; }
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_map() const { return kind == Kind::kMap; }

  // The value of `key`, or null when this is no map or has no such key.
  const YamlNode* Find(std::string_view key) const;
};

class YamlDocument {
 public:
  const YamlNode& root() const { return *root_; }
  const SourcePtr& source() const { return source_; }

 private:
  friend class YamlTreeBuilder;
  friend YamlDocument ReadYaml(SourcePtr source, FileFaults& faults);
  SourcePtr source_;
  std::deque<YamlNode> nodes_;
  const YamlNode* root_ = nullptr;
};

YamlDocument ReadYaml(SourcePtr source, FileFaults& faults);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_YAML_DOCUMENT_H_
