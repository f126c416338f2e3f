#include "store/fact_text.h"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

namespace credence::store {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<TypeKind, std::string_view>, 10> kKinds = {{
    {TypeKind::kCount, "count"},
    {TypeKind::kNumber, "number"},
    {TypeKind::kPercent, "percent"},
    {TypeKind::kPoints, "points"},
    {TypeKind::kDate, "date"},
    {TypeKind::kDays, "days"},
    {TypeKind::kTruth, "truth"},
    {TypeKind::kSymbol, "symbol"},
    {TypeKind::kSubject, "subject"},
    {TypeKind::kSet, "set"},
}};
constexpr std::string_view kMoney = "money in ";

json ValueJson(const facts::TypedValue& value) {
  return json::array({TypeText(value.type), ToLiteral(value.value, value.type)});
}

json FieldsJson(const std::vector<facts::AttributeInput>& fields) {
  json made = json::object();
  for (const facts::AttributeInput& field : fields) made[field.name] = ValueJson(field.value);
  return made;
}

// Writes a fact's members, those that are given.
class Writer {
 public:
  explicit Writer(std::string_view sort) { json_["sort"] = sort; }

  Writer& Put(const char* name, const std::string& text) {
    if (!text.empty()) json_[name] = text;
    return *this;
  }
  Writer& Put(const char* name, const std::optional<Date>& date) {
    if (date) json_[name] = date->ToString();
    return *this;
  }
  Writer& Put(const char* name, json value) {
    if (!value.empty()) json_[name] = std::move(value);
    return *this;
  }
  std::string Done() const { return json_.dump(-1, ' ', false, json::error_handler_t::replace); }

 private:
  json json_;
};

struct ToLine {
  std::string operator()(const facts::SubjectInput& one) const {
    return Writer("subject")
        .Put("type", one.type)
        .Put("id", one.id)
        .Put("parent", one.parent)
        .Put("attributes", FieldsJson(one.attributes))
        .Done();
  }
  std::string operator()(const facts::AttributeRecord& one) const {
    return Writer("attribute")
        .Put("subject", one.subject)
        .Put("name", one.name)
        .Put("value", ValueJson(one.value))
        .Done();
  }
  std::string operator()(const facts::MeasureInput& one) const {
    return Writer("measure")
        .Put("measure", one.measure)
        .Put("subject", one.subject)
        .Put("period", one.period ? one.period->ToString() : "")
        .Put("value", ValueJson(one.value))
        .Done();
  }
  std::string operator()(const facts::EvidenceInput& one) const {
    return Writer("evidence")
        .Put("id", one.id)
        .Put("kind", one.kind)
        .Put("partner", one.partner)
        .Put("subject", one.subject)
        .Put("from", one.from)
        .Put("through", one.through)
        .Put("on", one.on)
        .Put("fields", FieldsJson(one.fields))
        .Done();
  }
  std::string operator()(const facts::FeedInput& one) const {
    return Writer("feed").Put("kind", one.kind).Put("loaded_through", one.loaded_through).Done();
  }
};

// Reads members; what does not fit clears `ok`.
class Reader {
 public:
  explicit Reader(const json& from) : json_(from) {}

  std::string Text(const char* name) {
    const auto found = json_.find(name);
    if (found == json_.end()) return "";
    ok_ &= found->is_string();
    return found->is_string() ? found->get<std::string>() : "";
  }
  std::optional<Date> Day(const char* name) {
    const std::string text = Text(name);
    if (text.empty()) return std::nullopt;
    const std::optional<Date> day = Date::Parse(text);
    ok_ &= day.has_value();
    return day;
  }
  facts::TypedValue Of(const json& pair) {
    const bool shaped =
        pair.is_array() && pair.size() == 2 && pair[0].is_string() && pair[1].is_string();
    const auto type = shaped ? TypeFrom(pair[0].get<std::string>()) : std::nullopt;
    if (type) {
      absl::StatusOr<Value> value = ParseValue(pair[1].get<std::string>(), *type);
      if (value.ok()) return {*type, *std::move(value)};
    }
    ok_ = false;
    return {};
  }
  facts::TypedValue Valued(const char* name) {
    const auto found = json_.find(name);
    if (found != json_.end()) return Of(*found);
    ok_ = false;
    return {};
  }
  std::vector<facts::AttributeInput> Fields(const char* name) {
    std::vector<facts::AttributeInput> fields;
    const auto found = json_.find(name);
    if (found == json_.end()) return fields;
    for (const auto& [field, value] : found->items()) fields.push_back({field, Of(value)});
    return fields;
  }
  bool ok() const { return ok_; }
  void Refuse() { ok_ = false; }

 private:
  const json& json_;
  bool ok_ = true;
};

}  // namespace

std::string TypeText(const Type& type) {
  if (type.kind == TypeKind::kMoney) return std::string(kMoney) + std::string(type.currency.code());
  for (const auto& [kind, name] : kKinds) {
    if (kind == type.kind) return std::string(name);
  }
  return "";
}

std::optional<Type> TypeFrom(std::string_view text) {
  if (text.starts_with(kMoney)) {
    const auto currency = FindCurrency(text.substr(kMoney.size()));
    return currency ? std::optional(Type::Money(*currency)) : std::nullopt;
  }
  for (const auto& [kind, name] : kKinds) {
    if (name == text) return Type::Of(kind);
  }
  return std::nullopt;
}

std::string ToText(const Fact& fact) { return std::visit(ToLine(), fact); }

absl::StatusOr<Fact> FromText(std::string_view text) {
  const json parsed = json::parse(text.begin(), text.end(), nullptr, false);
  const auto refused = [&text] {
    return absl::DataLossError(
        ToAbsl("the store holds a fact that cannot be read: " + std::string(text.substr(0, 200))));
  };
  if (!parsed.is_object()) return refused();
  Reader read(parsed);
  const std::string sort = read.Text("sort");
  Fact fact;
  if (sort == "subject") {
    fact = facts::SubjectInput{.type = read.Text("type"),
                               .id = read.Text("id"),
                               .parent = read.Text("parent"),
                               .attributes = read.Fields("attributes")};
  } else if (sort == "attribute") {
    fact = facts::AttributeRecord{read.Text("subject"), read.Text("name"), read.Valued("value")};
  } else if (sort == "measure") {
    facts::MeasureInput one{.measure = read.Text("measure"),
                            .subject = read.Text("subject"),
                            .value = read.Valued("value")};
    if (const std::string period = read.Text("period"); !period.empty()) {
      one.period = ParsePeriod(period);
      if (!one.period) return refused();
    }
    fact = std::move(one);
  } else if (sort == "evidence") {
    fact = facts::EvidenceInput{.id = read.Text("id"),
                                .kind = read.Text("kind"),
                                .partner = read.Text("partner"),
                                .subject = read.Text("subject"),
                                .from = read.Day("from"),
                                .through = read.Day("through"),
                                .on = read.Day("on"),
                                .fields = read.Fields("fields")};
  } else if (sort == "feed") {
    const std::optional<Date> day = read.Day("loaded_through");
    if (!day) return refused();
    fact = facts::FeedInput{read.Text("kind"), *day};
  } else {
    read.Refuse();
  }
  if (!read.ok()) return refused();
  return fact;
}

namespace {

struct ToPlaces {
  Places operator()(const facts::SubjectInput& one) const { return {one.id, "", one.parent}; }
  Places operator()(const facts::AttributeRecord& one) const { return {one.subject, "", ""}; }
  Places operator()(const facts::MeasureInput& one) const { return {one.subject, "", ""}; }
  Places operator()(const facts::EvidenceInput& one) const {
    return {one.subject.empty() ? one.partner : one.subject, one.partner, ""};
  }
  Places operator()(const facts::FeedInput&) const { return {}; }
};

constexpr std::array<std::string_view, 5> kSorts = {"subject", "attribute", "measure", "evidence",
                                                    "feed"};

}  // namespace

Places PlacesOf(const Fact& fact) { return std::visit(ToPlaces(), fact); }

std::string_view SortOf(const Fact& fact) { return kSorts[fact.index()]; }

}  // namespace credence::store
