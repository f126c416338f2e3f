#include "server/message_json.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <utility>

#include "core/check.h"
#include "core/code_point.h"
#include "core/nearest_name.h"
#include "credence/v1/case.pb.h"
#include "credence/v1/decision_service.pb.h"
#include "google/protobuf/descriptor.h"

namespace credence::server {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

template <typename Number>
void AppendNumber(Number number, std::string& to) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  to.append(digits.data(), end);
}

template <typename Number>
void AppendQuoted(Number number, std::string& to) {
  to += '"';
  AppendNumber(number, to);
  to += '"';
}

// How a byte stands in a JSON string: as it is, escaped by a letter, by its number, or as a part of
// UTF-8, which is looked at.
constexpr char kAsIs = 0;
constexpr char kByNumber = 'u';
constexpr char kMany = 'm';
constexpr std::array<char, 256> kForms = [] {
  std::array<char, 256> forms{};
  for (size_t byte = 0; byte < 0x20; ++byte) forms[byte] = kByNumber;
  for (size_t byte = 0x80; byte < 0x100; ++byte) forms[byte] = kMany;
  forms['"'] = '"';
  forms['\\'] = '\\';
  forms['\n'] = 'n';
  forms['\r'] = 'r';
  forms['\t'] = 't';
  return forms;
}();

// A message with its reflection, which is not cheap to ask for.
struct Reflected {
  explicit Reflected(const Message& of) : message(of), reflection(*of.GetReflection()) {}
  const Message& message;
  const Reflection& reflection;
};

// A repeated field of numbers at `at`, or a single one where `at` is -1.
template <typename Number>
Number NumberOf(const Reflected& of, const FieldDescriptor& field, int at,
                Number (Reflection::*get)(const Message&, const FieldDescriptor*) const,
                Number (Reflection::*get_at)(const Message&, const FieldDescriptor*, int) const) {
  return at < 0 ? (of.reflection.*get)(of.message, &field)
                : (of.reflection.*get_at)(of.message, &field, at);
}

void AppendEnum(const Reflected& of, const FieldDescriptor& field, int at, std::string& to) {
  const int number =
      NumberOf<int>(of, field, at, &Reflection::GetEnumValue, &Reflection::GetRepeatedEnumValue);
  const auto* value = field.enum_type()->FindValueByNumber(number);
  if (value == nullptr) return AppendNumber(number, to);  // of a later contract
  to += '"';
  to += value->name();
  to += '"';
}

void AppendBytesOrText(const Reflected& of, const FieldDescriptor& field, int at, std::string& to) {
  std::string scratch;
  const std::string& text =
      at < 0 ? of.reflection.GetStringReference(of.message, &field, &scratch)
             : of.reflection.GetRepeatedStringReference(of.message, &field, at, &scratch);
  if (field.type() == FieldDescriptor::TYPE_STRING) return AppendJsonText(text, to);
  to += '"';
  to += absl::Base64Escape(text);
  to += '"';
}

// Of anything but a message.
void AppendScalar(const Reflected& of, const FieldDescriptor& field, int at, std::string& to) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return AppendBytesOrText(of, field, at, to);
    case FieldDescriptor::CPPTYPE_INT32:
      return AppendNumber(
          NumberOf<int32_t>(of, field, at, &Reflection::GetInt32, &Reflection::GetRepeatedInt32),
          to);
    case FieldDescriptor::CPPTYPE_UINT32:
      return AppendNumber(
          NumberOf<uint32_t>(of, field, at, &Reflection::GetUInt32, &Reflection::GetRepeatedUInt32),
          to);
    case FieldDescriptor::CPPTYPE_INT64:
      return AppendQuoted(
          NumberOf<int64_t>(of, field, at, &Reflection::GetInt64, &Reflection::GetRepeatedInt64),
          to);
    case FieldDescriptor::CPPTYPE_UINT64:
      return AppendQuoted(
          NumberOf<uint64_t>(of, field, at, &Reflection::GetUInt64, &Reflection::GetRepeatedUInt64),
          to);
    case FieldDescriptor::CPPTYPE_BOOL:
      to += NumberOf<bool>(of, field, at, &Reflection::GetBool, &Reflection::GetRepeatedBool)
                ? "true"
                : "false";
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      return AppendEnum(of, field, at, to);
    default:
      CREDENCE_CHECK(false);  // The contract has no double; see MessageJson::Plan.
  }
}

bool IsPlanned(const FieldDescriptor& field) {
  return field.cpp_type() != FieldDescriptor::CPPTYPE_DOUBLE &&
         field.cpp_type() != FieldDescriptor::CPPTYPE_FLOAT;
}

using MapOf = const google::protobuf::Map<std::string, v1::Value>& (*)(const Message&);

// The maps of the contract: Protobuf's reflection copies one before it shows it.
MapOf FindMap(const FieldDescriptor& field) {
  const std::string& name = field.full_name();
  if (name == "credence.v1.Subject.attributes") {
    return [](const Message& of) -> const auto& {
      return static_cast<const v1::Subject&>(of).attributes();
    };
  }
  if (name == "credence.v1.Evidence.fields") {
    return [](const Message& of) -> const auto& {
      return static_cast<const v1::Evidence&>(of).fields();
    };
  }
  if (name == "credence.v1.Overlay.params") {
    return [](const Message& of) -> const auto& {
      return static_cast<const v1::Overlay&>(of).params();
    };
  }
  return nullptr;
}

}  // namespace

// Makes the nodes; those below which nothing is masked are shared by all fields of their type.
// Messages of the contract hold none of their own kind, so this ends.
class MessageJson::Planner {
 public:
  explicit Planner(std::vector<Node>& nodes) : nodes_(nodes) {}

  size_t Plan(const Descriptor& type, const std::vector<Path>& masks, const std::string& at) {
    const auto known = shared_.find(&type);
    if (masks.empty() && known != shared_.end()) return known->second;
    const size_t node = nodes_.size();
    nodes_.emplace_back();
    for (const Path& path : masks) CheckName(type, path, at);
    Node steps;
    for (int i = 0; i < type.field_count(); ++i) {
      steps.push_back(PlanField(*type.field(i), masks, at));
    }
    nodes_[node] = std::move(steps);
    if (masks.empty()) shared_[&type] = node;
    return node;
  }

  const std::vector<std::string>& faults() const { return faults_; }

 private:
  Step PlanField(const FieldDescriptor& field, const std::vector<Path>& masks,
                 const std::string& at) {
    CREDENCE_CHECK(IsPlanned(field));
    Step step{.field = &field, .key = "\"" + field.name() + "\":"};
    std::vector<Path> deeper;
    for (const Path& path : masks) {
      if (path.front() != field.name()) continue;
      if (path.size() == 1) {
        step.masked = true;
      } else {
        deeper.emplace_back(path.begin() + 1, path.end());
      }
    }
    const std::string here = at + field.name() + ".";
    if (field.is_map()) {
      step.map = FindMap(field);
      CREDENCE_CHECK(step.map != nullptr);
      step.below = Plan(*v1::Value::descriptor(), {}, here);
      // A key may have dots.
      for (const Path& path : deeper) step.masked_keys.push_back(absl::StrJoin(path, "."));
    } else if (field.message_type() != nullptr) {
      step.below = Plan(*field.message_type(), deeper, here);
    } else {
      for (const Path& path : deeper) {
        faults_.push_back("`" + here + absl::StrJoin(path, ".") + "`: nothing stands below `" + at +
                          field.name() + "`");
      }
    }
    return step;
  }

  void CheckName(const Descriptor& type, const Path& path, const std::string& at) {
    std::vector<std::string> names;
    for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
    if (std::ranges::count(names, path.front()) > 0) return;
    const std::vector<std::string> near = NearestNames(path.front(), names);
    faults_.push_back("`" + at + absl::StrJoin(path, ".") + "` names no field: " +
                      (near.empty() ? "there are " + absl::StrJoin(names, ", ")
                                    : "write `" + at + near.front() + "`"));
  }

  std::vector<Node>& nodes_;
  std::map<const Descriptor*, size_t> shared_;
  std::vector<std::string> faults_;
};

absl::StatusOr<MessageJson> MessageJson::Plan(const Descriptor& root,
                                              std::span<const std::string> masks) {
  MessageJson json;
  Planner planner(json.nodes_);
  std::vector<Path> paths;
  for (const std::string& mask : masks) paths.push_back(absl::StrSplit(mask, '.'));
  planner.Plan(root, paths, "");
  if (planner.faults().empty()) return json;
  return InvalidArgumentError(absl::StrJoin(planner.faults(), "; "));
}

bool MessageJson::IsMasked(int number) const {
  return std::ranges::any_of(nodes_.front(), [&](const Step& step) {
    return step.masked && step.field->number() == number;
  });
}

// One walk over a message, which asks for the fields that are there once a message.
class MessageJson::Writer {
 public:
  Writer(const std::vector<Node>& nodes, std::string& to) : nodes_(nodes), to_(to) {}

  void AppendMessage(size_t node, const Message& message) {
    to_ += '{';
    if (depth_ == present_.size()) present_.emplace_back();
    const size_t depth = depth_++;
    const Reflected of(message);
    of.reflection.ListFields(message, &present_[depth]);
    for (size_t i = 0; i < present_[depth].size(); ++i) {
      const FieldDescriptor& field = *present_[depth][i];
      // What a later contract adds is none of ours.
      if (!field.is_extension()) AppendStep(nodes_[node][static_cast<size_t>(field.index())], of);
    }
    --depth_;
    if (to_.back() == ',') to_.pop_back();
    to_ += '}';
  }

 private:
  // Ends in a comma when there was something.
  void AppendStep(const Step& step, const Reflected& of) {
    if (step.masked && step.field->type() != FieldDescriptor::TYPE_STRING) return;
    to_ += step.key;
    if (step.map != nullptr) {
      AppendMap(step, step.map(of.message));
    } else if (step.field->is_repeated()) {
      const int size = of.reflection.FieldSize(of.message, step.field);
      to_ += '[';
      for (int i = 0; i < size; ++i) {
        AppendOne(step, of, i);
        to_ += ',';
      }
      to_.back() = ']';  // of what is listed there is one at least
    } else {
      AppendOne(step, of, -1);
    }
    to_ += ',';
  }

  void AppendOne(const Step& step, const Reflected& of, int at) {
    if (step.masked) return AppendJsonText(kMask, to_);
    if (step.field->message_type() == nullptr) {
      return AppendScalar(of, *step.field, at, to_);
    }
    AppendMessage(step.below, at < 0
                                  ? of.reflection.GetMessage(of.message, step.field)
                                  : of.reflection.GetRepeatedMessage(of.message, step.field, at));
  }

  // In the order of the keys, so that equal messages are equal lines.
  void AppendMap(const Step& step, const ValueMap& map) {
    std::vector<const ValueMap::value_type*> entries;
    for (const auto& entry : map) {
      if (std::ranges::count(step.masked_keys, entry.first) == 0) entries.push_back(&entry);
    }
    std::ranges::sort(
        entries, {}, [](const auto* entry) -> const auto& { return entry->first; });
    to_ += '{';
    for (const auto* entry : entries) {
      AppendJsonText(entry->first, to_);
      to_ += ':';
      AppendMessage(step.below, entry->second);
      to_ += ',';
    }
    if (to_.back() == ',') to_.pop_back();
    to_ += '}';
  }

  const std::vector<Node>& nodes_;
  std::string& to_;
  // Of each message that is being written, outer ones first; a deque, so that those stay.
  std::deque<std::vector<const FieldDescriptor*>> present_;
  size_t depth_ = 0;
};

bool MessageJson::AppendField(int number, const Message& message, std::string& to) const {
  for (const Step& step : nodes_.front()) {
    if (step.field->number() != number) continue;
    if (step.masked) return false;
    to += step.key;
    Writer(nodes_, to).AppendMessage(step.below, message);
    return true;
  }
  CREDENCE_CHECK(false);
}

void MessageJson::Append(const Message& root, std::string& to) const {
  Writer(nodes_, to).AppendMessage(0, root);
}

void AppendJsonText(std::string_view text, std::string& to) {
  constexpr std::string_view kHex = "0123456789abcdef";
  to += '"';
  size_t begun = 0;  // what is not yet appended
  for (size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const char form = kForms[byte];
    size_t length = 1;
    if (form == kMany) {
      const CodePoint point = DecodeCodePoint(text, at);
      length = static_cast<size_t>(point.length);
      if (point.valid) {
        at += length;
        continue;
      }
    } else if (form == kAsIs) {
      ++at;
      continue;
    }
    to.append(text, begun, at - begun);
    if (form == kMany) {
      to += "\xEF\xBF\xBD";
    } else if (form == kByNumber) {
      to += "\\u00";
      to += kHex[byte >> 4];
      to += kHex[byte & 15];
    } else {
      to += '\\';
      to += form;
    }
    at += length;
    begun = at;
  }
  to.append(text, begun, text.size() - begun);
  to += '"';
}

}  // namespace credence::server
