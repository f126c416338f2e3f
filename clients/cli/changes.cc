// Reading and describing changes; changes_apply.cc makes them.
#include "clients/cli/changes.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>

#include "clients/cli/wire_value.h"

namespace credence::cli {
namespace {

constexpr std::string_view kRow = "row";

// The entries of a list; a single map or value counts as a list of one.
std::vector<const YamlNode*> OneOrMany(const YamlNode& node) {
  if (node.is_list()) return node.items;
  return {&node};
}

void ReadAddedEvidence(const FaultSink& sink, const YamlNode& node,
                       const std::vector<std::string>& types, Changes& changes) {
  AddedEvidence added;
  const RowReader reader{sink, added.places, types};
  auto row = reader.ReadEvidence(node, std::string(kRow));
  if (!row) return;
  added.row = *std::move(row);
  changes.add_evidence.push_back(std::move(added));
}

void ReadSetMeasures(const FaultSink& sink, const YamlNode& node,
                     const std::vector<std::string>& types, Changes& changes) {
  for (const YamlNode* item : OneOrMany(node)) {
    MeasureSet set;
    set.place = {sink.source, item->span};
    const RowReader reader{sink, set.places, types};
    auto row = reader.ReadMeasure(*item, std::string(kRow));
    if (!row) continue;
    set.row = *std::move(row);
    changes.set_measures.push_back(std::move(set));
  }
}

void ReadScale(const FaultSink& sink, const YamlNode& node, Changes& changes) {
  for (const YamlNode* item : OneOrMany(node)) {
    YamlFields fields(sink, *item, "a scaled measure");
    MeasureScale scale;
    scale.place = {sink.source, item->span};
    scale.measure = fields.NeedText("measure");
    scale.subject = fields.TakeText("subject");
    const YamlNode* by = fields.Take("by");
    if (by == nullptr) fields.NeedText("by");
    const auto factor = fields.TakeLiteral("by");
    fields.RefuseRest();
    const auto* number = factor ? std::get_if<Rational>(&factor->value) : nullptr;
    if (number != nullptr && factor->type.kind == TypeKind::kPercent && !number->is_negative()) {
      scale.by = *number;
      changes.scale_measures.push_back(std::move(scale));
    } else if (factor) {
      sink.Add(*by, "a measure is scaled by a percent", "Write `by: 95%`.");
    }
  }
}

void ReadParam(const FaultSink& sink, const YamlNode& name, const YamlNode& value,
               Changes& changes) {
  const auto literal = ScalarLiteral(sink, value, "`" + name.text + "`");
  if (literal) changes.params[name.text] = {ToWire(*literal), {sink.source, name.span}};
}

void ReadUsePolicy(const FaultSink& sink, const YamlNode& node, Changes& changes) {
  if (node.is_scalar()) {
    changes.version = node.text;
    return;
  }
  YamlFields fields(sink, node, "`use policy`");
  changes.version = fields.TakeText("version");
  for (const std::string_view key : {"file", "files"}) {
    for (std::string& file : fields.TakeList(key)) changes.files.push_back(std::move(file));
  }
  fields.RefuseRest();
}

// A flag's text as nodes of a tree, so that flags and files are read by the same code and a
// fault underlines what was typed.
class FlagNodes {
 public:
  FlagNodes(std::string flag, std::string text)
      : source_(std::make_shared<const Source>(std::move(flag), std::move(text))) {}

  const SourcePtr& source() const { return source_; }
  std::string_view text() const { return source_->text(); }

  const YamlNode& Scalar(size_t begin, size_t end) {
    YamlNode& node = nodes_.emplace_back();
    node.kind = YamlNode::Kind::kScalar;
    node.span = {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
    node.text = std::string(text().substr(begin, end - begin));
    return node;
  }

  // "name=value" between two offsets; nullopt without a `=`.
  std::optional<YamlNode::Entry> Pair(size_t begin, size_t end) {
    const size_t equals = text().substr(0, end).find('=', begin);
    if (equals == std::string_view::npos) return std::nullopt;
    return YamlNode::Entry{&Scalar(begin, equals), &Scalar(equals + 1, end)};
  }

  // "name=value,name=value".
  const YamlNode& Map(FileFaults& faults) {
    std::vector<YamlNode::Entry> entries;
    for (size_t begin = 0; begin <= text().size();) {
      const size_t end = std::min(text().find(',', begin), text().size());
      if (const auto pair = Pair(begin, end)) {
        entries.push_back(*pair);
      } else {
        faults.Add({source_, Scalar(begin, end).span, "this is no name with a value",
                    "Write `name=value,name=value`."});
      }
      begin = end + 1;
    }
    YamlNode& node = nodes_.emplace_back();
    node.kind = YamlNode::Kind::kMap;
    node.span = {0, static_cast<uint32_t>(text().size())};
    node.entries = std::move(entries);
    return node;
  }

 private:
  SourcePtr source_;
  std::deque<YamlNode> nodes_;
};

// Reads "name=value" and hands both parts to `take`.
template <typename Take>
void ReadPairFlag(std::string flag, const std::string& text, std::string example,
                  FileFaults& faults, const Take& take) {
  FlagNodes nodes(std::move(flag), text);
  const FaultSink sink{nodes.source(), faults};
  if (const auto pair = nodes.Pair(0, text.size())) {
    take(sink, *pair->key, *pair->value);
  } else {
    sink.Add(nodes.Scalar(0, text.size()), "this is no name with a value",
             "Write it as `" + example + "`.");
  }
}

std::string Shown(const v1::Value& value) {
  const auto typed = FromWire(value);
  return typed ? ToDisplay(typed->value, typed->type) : "";
}

std::string DescribeEvidence(const v1::Evidence& row) {
  std::string line = "add evidence";
  if (!row.id().empty()) line += " " + row.id();
  line += ": " + row.kind() + " of " + row.partner();
  if (!row.subject().empty()) line += " on " + row.subject();
  if (row.has_on()) line += ", " + DayText(row.on());
  if (row.has_from()) line += " from " + DayText(row.from());
  if (row.has_through()) line += " through " + DayText(row.through());
  std::map<std::string, std::string> fields;  // in one order, whatever the map's
  for (const auto& [name, value] : row.fields()) fields[name] = Shown(value);
  for (const auto& [name, value] : fields) line += ", " + name + " " + value;
  return line;
}

std::string DescribeTarget(const std::string& measure, const std::string& subject) {
  return measure + (subject.empty() ? "" : " of " + subject);
}

}  // namespace

bool Changes::empty() const {
  return add_evidence.empty() && remove_evidence.empty() && set_measures.empty() &&
         scale_measures.empty() && params.empty() && version.empty() && files.empty();
}

void Changes::Append(Changes other) {
  const auto append = [](auto& to, auto& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  };
  append(add_evidence, other.add_evidence);
  append(remove_evidence, other.remove_evidence);
  append(set_measures, other.set_measures);
  append(scale_measures, other.scale_measures);
  append(files, other.files);
  for (auto& [name, param] : other.params) params[name] = std::move(param);
  if (!other.version.empty()) version = std::move(other.version);
}

Changes ReadChanges(const FaultSink& sink, const YamlNode& node,
                    const std::vector<std::string>& types) {
  Changes changes;
  if (node.is_null()) return changes;
  YamlFields fields(sink, node, "a change");
  if (const YamlNode* added = fields.Take("add evidence")) {
    for (const YamlNode* item : OneOrMany(*added)) {
      ReadAddedEvidence(sink, *item, types, changes);
    }
  }
  if (const YamlNode* removed = fields.Take("remove evidence")) {
    for (const YamlNode* item : OneOrMany(*removed)) {
      const auto id = ScalarText(sink, *item, "the id of evidence to remove");
      if (id) changes.remove_evidence.push_back({*id, {sink.source, item->span}});
    }
  }
  if (const YamlNode* set = fields.Take("set measures")) {
    ReadSetMeasures(sink, *set, types, changes);
  }
  if (const YamlNode* params = fields.Take("set params")) {
    const YamlFields named(sink, *params, "`set params`");
    for (const auto& entry : named.Rest()) ReadParam(sink, *entry.key, *entry.value, changes);
  }
  if (const YamlNode* use = fields.Take("use policy")) ReadUsePolicy(sink, *use, changes);
  if (const YamlNode* scale = fields.Take("scale measure")) ReadScale(sink, *scale, changes);
  fields.RefuseRest();
  return changes;
}

void ReadMeasureSet(const FaultSink& sink, const YamlNode& name, const YamlNode& value,
                    Changes& changes) {
  MeasureSet set;
  set.place = {sink.source, name.span};
  set.places.Set(std::string(kRow), set.place);
  set.places.Set(std::string(kRow) + ".value", {sink.source, value.span});
  const size_t at = name.text.find('@');
  set.row.set_measure(name.text.substr(0, at));
  std::string rest = at == std::string::npos ? "" : name.text.substr(at + 1);
  // The id of a subject may hold an `@`, a period never does.
  const size_t last = rest.rfind('@');
  if (last != std::string::npos && ParsePeriod(rest.substr(last + 1))) {
    set.row.set_period(rest.substr(last + 1));
    rest.resize(last);
  }
  set.row.set_subject(rest);
  const auto literal = ScalarLiteral(sink, value, "`" + name.text + "`");
  if (!literal) return;
  *set.row.mutable_value() = ToWire(*literal);
  changes.set_measures.push_back(std::move(set));
}

Changes ReadChangeFlags(const ChangeFlags& flags, const std::vector<std::string>& types,
                        FileFaults& faults) {
  Changes changes;
  for (const std::string& text : flags.add_evidence) {
    FlagNodes nodes("--add-evidence", text);
    const YamlNode& map = nodes.Map(faults);
    ReadAddedEvidence({nodes.source(), faults}, map, types, changes);
  }
  for (const std::string& id : flags.remove_evidence) {
    FlagNodes nodes("--remove-evidence", id);
    const Span span = nodes.Scalar(0, id.size()).span;
    changes.remove_evidence.push_back({id, {nodes.source(), span}});
  }
  for (const std::string& text : flags.set) {
    ReadPairFlag("--set", text, "active_users@ea1.exchange=39", faults,
                 [&](const FaultSink& sink, const YamlNode& name, const YamlNode& value) {
                   ReadMeasureSet(sink, name, value, changes);
                 });
  }
  for (const std::string& text : flags.params) {
    ReadPairFlag("--param", text, "usage_floor=50%", faults,
                 [&](const FaultSink& sink, const YamlNode& name, const YamlNode& value) {
                   ReadParam(sink, name, value, changes);
                 });
  }
  return changes;
}

std::vector<std::string> TypesOf(const v1::Case& value) {
  std::vector<std::string> types;
  for (const v1::Subject& subject : value.subjects()) {
    if (std::find(types.begin(), types.end(), subject.type()) == types.end()) {
      types.push_back(subject.type());
    }
  }
  return types;
}

std::vector<std::string> Describe(const Changes& changes) {
  std::vector<std::string> lines;
  for (const RemovedEvidence& removed : changes.remove_evidence) {
    lines.push_back("remove evidence " + removed.id);
  }
  for (const AddedEvidence& added : changes.add_evidence) {
    lines.push_back(DescribeEvidence(added.row));
  }
  for (const MeasureSet& set : changes.set_measures) {
    lines.push_back("set " + DescribeTarget(set.row.measure(), set.row.subject()) +
                    (set.row.period().empty() ? "" : " for " + set.row.period()) + " to " +
                    Shown(set.row.value()));
  }
  for (const MeasureScale& scale : changes.scale_measures) {
    lines.push_back("scale " + DescribeTarget(scale.measure, scale.subject) + " to " +
                    ToDisplay(scale.by, Type::Of(TypeKind::kPercent)));
  }
  for (const auto& [name, param] : changes.params) {
    lines.push_back("set param " + name + " to " + Shown(param.value));
  }
  if (!changes.version.empty()) lines.push_back("decide by version " + changes.version);
  for (const std::string& file : changes.files) lines.push_back("use the rule file " + file);
  return lines;
}

}  // namespace credence::cli
