#include "store/fact_text.h"

#include <algorithm>
#include <array>
#include <map>
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

// A line is written as text and not as a tree of JSON: a stream of records makes hundreds of
// thousands a second. What a library has to escape, it escapes.
bool IsPlain(std::string_view text) {
  return std::ranges::all_of(
      text, [](char one) { return one >= ' ' && one <= '~' && one != '"' && one != '\\'; });
}

void AppendText(std::string_view text, std::string& line) {
  if (IsPlain(text)) {
    line += '"';
    line += text;
    line += '"';
  } else {
    line += json(text).dump(-1, ' ', false, json::error_handler_t::replace);
  }
}

void AppendValue(const facts::TypedValue& value, std::string& line) {
  line += '[';
  AppendText(TypeText(value.type), line);
  line += ',';
  AppendText(ToLiteral(value.value, value.type), line);
  line += ']';
}

// Writes a fact's members, those that are given. REQUIRES: their names ascend.
class Writer {
 public:
  Writer& Put(std::string_view name, std::string_view text) {
    if (!text.empty()) AppendText(text, Named(name));
    return *this;
  }
  Writer& Put(std::string_view name, const std::optional<Date>& date) {
    return Put(name, date ? date->ToString() : std::string());
  }
  Writer& Put(std::string_view name, const facts::TypedValue& value) {
    AppendValue(value, Named(name));
    return *this;
  }
  // Of two fields of one name the later holds.
  Writer& Put(std::string_view name, const std::vector<facts::AttributeInput>& fields) {
    if (fields.empty()) return *this;
    std::map<std::string_view, const facts::TypedValue*> named;
    for (const facts::AttributeInput& field : fields) named[field.name] = &field.value;
    std::string& line = Named(name);
    char before = '{';
    for (const auto& [field, value] : named) {
      line += before;
      AppendText(field, line);
      line += ':';
      AppendValue(*value, line);
      before = ',';
    }
    line += '}';
    return *this;
  }
  std::string Done() {
    line_ += '}';
    return std::move(line_);
  }

 private:
  std::string& Named(std::string_view name) {
    line_ += line_.empty() ? "{\"" : ",\"";
    line_ += name;
    line_ += "\":";
    return line_;
  }

  std::string line_;
};

struct ToLine {
  std::string operator()(const facts::SubjectInput& one) const {
    return Writer()
        .Put("attributes", one.attributes)
        .Put("id", one.id)
        .Put("parent", one.parent)
        .Put("sort", "subject")
        .Put("type", one.type)
        .Done();
  }
  std::string operator()(const facts::AttributeRecord& one) const {
    return Writer()
        .Put("name", one.name)
        .Put("sort", "attribute")
        .Put("subject", one.subject)
        .Put("value", one.value)
        .Done();
  }
  std::string operator()(const facts::MeasureInput& one) const {
    return Writer()
        .Put("measure", one.measure)
        .Put("period", one.period ? one.period->ToString() : "")
        .Put("sort", "measure")
        .Put("subject", one.subject)
        .Put("value", one.value)
        .Done();
  }
  std::string operator()(const facts::EvidenceInput& one) const {
    return Writer()
        .Put("fields", one.fields)
        .Put("from", one.from)
        .Put("id", one.id)
        .Put("kind", one.kind)
        .Put("on", one.on)
        .Put("partner", one.partner)
        .Put("sort", "evidence")
        .Put("subject", one.subject)
        .Put("through", one.through)
        .Done();
  }
  std::string operator()(const facts::FeedInput& one) const {
    return Writer()
        .Put("kind", one.kind)
        .Put("loaded_through", one.loaded_through)
        .Put("sort", "feed")
        .Done();
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
      std::string text = pair[1].get<std::string>();
      // Also the id of a subject, of whatever letters: what fits the vocabulary is not decided
      // here.
      if (type->kind == TypeKind::kSymbol) return {*type, std::move(text)};
      absl::StatusOr<Value> value = ParseValue(text, *type);
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
