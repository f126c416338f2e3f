// Reads the keys of one YAML map, and tells what is wrong with each of them at its place.
//
//   YamlFields fields({source, faults}, node, "a measure");
//   const std::string name = fields.NeedText("measure");
//   const std::optional<Date> recorded = fields.TakeDate("recorded");
//   fields.RefuseRest();        // "a measure has no key `recoded`", "Write `recorded`."
//
// The keys that were asked for are the known ones, so a reader cannot forget to list one.
//
// Thread-safety: belongs to one thread; source, node and faults must outlive it.
#ifndef CREDENCE_CLIENTS_CLI_YAML_FIELDS_H_
#define CREDENCE_CLIENTS_CLI_YAML_FIELDS_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/file_fault.h"
#include "clients/cli/yaml_document.h"
#include "core/date.h"
#include "facts/case.h"

namespace credence::cli {

// Where faults of a file go.
struct FaultSink {
  SourcePtr source;
  FileFaults& faults;

  void Add(const YamlNode& at, std::string message, std::string help = "") const {
    faults.Add({source, at.span, std::move(message), std::move(help)});
  }
};

// The text of a scalar; a fault and nullopt when there is none. `what` is "`period`" or such.
std::optional<std::string> ScalarText(const FaultSink& sink, const YamlNode& node,
                                      std::string_view what);
// A list of texts; one text alone counts as a list of one.
std::vector<std::string> ScalarList(const FaultSink& sink, const YamlNode& node,
                                    std::string_view what);
std::optional<Date> ScalarDate(const FaultSink& sink, const YamlNode& node, std::string_view what);
std::optional<facts::TypedValue> ScalarLiteral(const FaultSink& sink, const YamlNode& node,
                                               std::string_view what);

class YamlFields {
 public:
  // Tells a fault when `node` is no map; then every key is absent, and nothing more is told.
  YamlFields(FaultSink sink, const YamlNode& node, std::string what);

  // The value of `key`, or null. From now on it is a known key.
  const YamlNode* Take(std::string_view key);

  // Empty when absent; Need tells that it is missing, unless a slip of it stands there, which
  // RefuseRest will tell.
  std::string TakeText(std::string_view key);
  std::string NeedText(std::string_view key);
  std::vector<std::string> TakeList(std::string_view key);
  std::optional<Date> TakeDate(std::string_view key);
  std::optional<facts::TypedValue> TakeLiteral(std::string_view key);

  // The entries that nobody took.
  std::vector<YamlNode::Entry> Rest() const;
  // A known key that `key` may be a slip of, as a sentence; empty when there is none.
  std::string SuggestFor(std::string_view key) const;
  void RefuseRest();
  void Refuse(const YamlNode& key);

  const YamlNode& node() const { return node_; }
  const FaultSink& sink() const { return sink_; }
  bool is_map() const { return node_.is_map(); }

 private:
  bool HasSlipOf(std::string_view key) const;

  FaultSink sink_;
  const YamlNode& node_;
  std::string what_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_YAML_FIELDS_H_
