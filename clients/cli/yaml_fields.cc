#include "clients/cli/yaml_fields.h"

#include <algorithm>
#include <utility>

#include "clients/cli/wire_value.h"

namespace credence::cli {
namespace {

std::string Key(std::string_view key) { return "`" + std::string(key) + "`"; }

std::string_view ShapeName(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kScalar:
      return "a single value";
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
  }
  return "";
}

}  // namespace

std::optional<std::string> ScalarText(const FaultSink& sink, const YamlNode& node,
                                      std::string_view what) {
  if (node.is_scalar()) return node.text;
  sink.Add(node, std::string(what) + " is one value; here is " + std::string(ShapeName(node)));
  return std::nullopt;
}

std::vector<std::string> ScalarList(const FaultSink& sink, const YamlNode& node,
                                    std::string_view what) {
  std::vector<std::string> texts;
  if (node.is_scalar()) return {node.text};
  if (!node.is_list()) {
    sink.Add(node, std::string(what) + " is a list; here is " + std::string(ShapeName(node)));
    return texts;
  }
  for (const YamlNode* item : node.items) {
    if (auto text = ScalarText(sink, *item, "an entry of " + std::string(what))) {
      texts.push_back(*std::move(text));
    }
  }
  return texts;
}

std::optional<Date> ScalarDate(const FaultSink& sink, const YamlNode& node, std::string_view what) {
  const auto text = ScalarText(sink, node, what);
  if (!text) return std::nullopt;
  const auto value = ParseValue(*text, Type::Of(TypeKind::kDate));
  if (value.ok()) return std::get<Date>(*value);
  sink.Add(node, std::string(what) + ": " + std::string(value.status().message()));
  return std::nullopt;
}

std::optional<facts::TypedValue> ScalarLiteral(const FaultSink& sink, const YamlNode& node,
                                               std::string_view what) {
  const auto text = ScalarText(sink, node, what);
  if (!text) return std::nullopt;
  auto value = InferLiteral(*text);
  if (value.ok()) return *std::move(value);
  sink.Add(node, std::string(what) + ": " + std::string(value.status().message()));
  return std::nullopt;
}

YamlFields::YamlFields(FaultSink sink, const YamlNode& node, std::string what)
    : sink_(std::move(sink)), node_(node), what_(std::move(what)) {
  if (!node_.is_map()) {
    sink_.Add(node_,
              what_ + " is a map of keys and values; here is " + std::string(ShapeName(node_)));
  }
}

const YamlNode* YamlFields::Take(std::string_view key) {
  known_.emplace(key);
  return node_.Find(key);
}

std::string YamlFields::TakeText(std::string_view key) {
  const YamlNode* value = Take(key);
  return value == nullptr ? "" : ScalarText(sink_, *value, Key(key)).value_or("");
}

std::string YamlFields::NeedText(std::string_view key) {
  if (Take(key) == nullptr && is_map() && !HasSlipOf(key)) {
    sink_.Add(node_, what_ + " needs " + Key(key));
  }
  return TakeText(key);
}

bool YamlFields::HasSlipOf(std::string_view key) const {
  const std::vector<std::string> wanted = {std::string(key)};
  const std::vector<YamlNode::Entry> rest = Rest();
  return std::any_of(rest.begin(), rest.end(), [&](const YamlNode::Entry& entry) {
    return !SuggestNear(entry.key->text, wanted).empty();
  });
}

std::vector<std::string> YamlFields::TakeList(std::string_view key) {
  const YamlNode* value = Take(key);
  return value == nullptr ? std::vector<std::string>{} : ScalarList(sink_, *value, Key(key));
}

std::optional<Date> YamlFields::TakeDate(std::string_view key) {
  const YamlNode* value = Take(key);
  return value == nullptr ? std::nullopt : ScalarDate(sink_, *value, Key(key));
}

std::optional<facts::TypedValue> YamlFields::TakeLiteral(std::string_view key) {
  const YamlNode* value = Take(key);
  return value == nullptr ? std::nullopt : ScalarLiteral(sink_, *value, Key(key));
}

std::vector<YamlNode::Entry> YamlFields::Rest() const {
  std::vector<YamlNode::Entry> rest;
  for (const YamlNode::Entry& entry : node_.entries) {
    if (!known_.contains(entry.key->text)) rest.push_back(entry);
  }
  return rest;
}

std::string YamlFields::SuggestFor(std::string_view key) const {
  return SuggestNear(key, std::vector<std::string>(known_.begin(), known_.end()));
}

void YamlFields::Refuse(const YamlNode& key) {
  std::string help = SuggestFor(key.text);
  const YamlNode* value = node_.Find(key.text);
  const bool begins_with_digit = !key.text.empty() && key.text[0] >= '0' && key.text[0] <= '9';
  if (begins_with_digit && value != nullptr && value->is_null()) {
    help = "A comma ends the value before it; group digits with an underscore, `1_000`.";
  } else if (help.empty()) {
    help =
        "Known here: " + QuotedList(std::vector<std::string>(known_.begin(), known_.end())) + ".";
  }
  sink_.Add(key, what_ + " has no key " + Key(key.text), help);
}

void YamlFields::RefuseRest() {
  for (const YamlNode::Entry& entry : Rest()) Refuse(*entry.key);
}

}  // namespace credence::cli
