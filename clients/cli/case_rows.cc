// Rows of a case file: measures and evidence. The form is told in clients/cli/case_file.h.
#include <algorithm>
#include <array>
#include <utility>

#include "clients/cli/case_file.h"
#include "clients/cli/wire_value.h"

namespace credence::cli {
namespace {

struct PeriodKey {
  std::string_view key;
  PeriodUnit unit;
  std::string_view example;
};
constexpr std::array<PeriodKey, 4> kPeriodKeys = {{{"month", PeriodUnit::kMonth, "2016-02"},
                                                   {"quarter", PeriodUnit::kQuarter, "2016-Q1"},
                                                   {"year", PeriodUnit::kYear, "2016"},
                                                   {"day", PeriodUnit::kDay, "2016-02-14"}}};

// Reads keys of a row and keeps where each stands.
class PlacedFields : public YamlFields {
 public:
  PlacedFields(const RowReader& reader, const YamlNode& node, std::string what,
               const std::string& path)
      : YamlFields(reader.sink, node, std::move(what)), places_(reader.places), path_(path) {
    places_.Set(path_, {sink().source, node.span});
  }

  void Keep(std::string_view field, const YamlNode* value) {
    if (value != nullptr)
      places_.Set(path_ + "." + std::string(field), {sink().source, value->span});
  }
  std::string Text(std::string_view key, bool needed = false) {
    Keep(key, Take(key));
    return needed ? NeedText(key) : TakeText(key);
  }
  std::optional<Date> DateOf(std::string_view key, std::string_view field) {
    Keep(field, Take(key));
    return TakeDate(key);
  }

 private:
  CasePlaces& places_;
  const std::string& path_;
};

// `month: 2016-02`, or `period:` in any of its forms.
std::string TakePeriod(PlacedFields& fields) {
  std::string found;
  const auto take = [&](std::string_view key, const auto& accepts, std::string_view example) {
    const YamlNode* node = fields.Take(key);
    if (node == nullptr) return;
    fields.Keep("period", node);
    const auto text = ScalarText(fields.sink(), *node, "`" + std::string(key) + "`");
    if (!text) return;
    const auto period = ParsePeriod(*text);
    if (!period || !accepts(*period)) {
      fields.sink().Add(*node, "`" + *text + "` is no " + std::string(key),
                        "Write it as `" + std::string(example) + "`.");
    } else if (!found.empty()) {
      fields.sink().Add(*node, "a second period on one measure", "Keep one of the two.");
    } else {
      found = *text;
    }
  };
  for (const PeriodKey& known : kPeriodKeys) {
    take(
        known.key, [&](const Period& period) { return period.unit == known.unit; }, known.example);
  }
  take(
      "period", [](const Period&) { return true; }, "2016-02` or `2016-Q1");
  return found;
}

// The subject a measure is of: `subject: ea1`, or by its type, `workload: ea1.exchange`.
std::string TakeMeasured(PlacedFields& fields) {
  const YamlNode* named = fields.Take("subject");
  for (const YamlNode::Entry& entry : fields.Rest()) {
    if (named != nullptr || !fields.SuggestFor(entry.key->text).empty()) {
      fields.Refuse(*entry.key);
    } else {
      named = entry.value;
    }
  }
  fields.Keep("subject", named);
  if (named == nullptr) {
    if (fields.is_map()) {
      fields.sink().Add(fields.node(), "a measure needs what it was measured on",
                        "Write `subject: ea1`, or name its type: `workload: ea1.exchange`.");
    }
    return "";
  }
  return ScalarText(fields.sink(), *named, "the subject of a measure").value_or("");
}

// Of evidence the other keys are fields, so only a known type is taken for the subject.
std::string TakeProved(PlacedFields& fields, const std::vector<std::string>& types) {
  const YamlNode* named = fields.Take("subject");
  for (const std::string& type : types) {
    if (type == facts::kPartnerType) continue;
    const YamlNode* by_type = fields.Take(type);
    if (by_type == nullptr) continue;
    if (named != nullptr) {
      fields.sink().Add(*by_type, "evidence stands on one subject; a second is given here",
                        "Keep one of the two.");
    }
    named = by_type;
  }
  fields.Keep("subject", named);
  return named == nullptr
             ? ""
             : ScalarText(fields.sink(), *named, "the subject of evidence").value_or("");
}

void TakeDays(PlacedFields& fields, v1::Evidence& evidence) {
  const auto day = fields.DateOf("day", "on");
  const auto from = fields.DateOf("from", "from");
  const auto through = fields.DateOf("through", "through");
  if (day) *evidence.mutable_on() = ToWire(*day);
  if (from) *evidence.mutable_from() = ToWire(*from);
  if (through) *evidence.mutable_through() = ToWire(*through);
  if (from && through && *through < *from) {
    fields.sink().Add(*fields.Take("through"), "the last day is before the first",
                      "`from` and `through` are both included.");
  }
  if (fields.is_map() && fields.Take("day") == nullptr && fields.Take("from") == nullptr) {
    // A slip of one of the two is what is wrong, and no field of its own.
    for (const YamlNode::Entry& entry : fields.Rest()) {
      const std::vector<std::string> wanted = {"day", "from"};
      if (!SuggestNear(entry.key->text, wanted).empty()) return fields.Refuse(*entry.key);
    }
    fields.sink().Add(fields.node(), "evidence needs the day it begins",
                      "Write `from: 2016-01-14`, or `day: 2016-01-14` for a single day.");
  }
}

}  // namespace

std::optional<v1::Measure> RowReader::ReadMeasure(const YamlNode& node,
                                                  const std::string& path) const {
  const size_t faults_before = sink.faults.count();
  PlacedFields fields(*this, node, "a measure", path);
  v1::Measure measure;
  measure.set_measure(fields.Text("measure", true));
  measure.set_period(TakePeriod(fields));
  fields.Keep("value", fields.Take("value"));
  if (fields.Take("value") == nullptr) fields.NeedText("value");
  const auto value = fields.TakeLiteral("value");
  if (value) *measure.mutable_value() = ToWire(*value);
  const auto recorded = fields.DateOf("recorded", "recorded");
  const auto superseded = fields.DateOf("superseded", "superseded");
  if (recorded) *measure.mutable_recorded() = ToWire(*recorded);
  if (superseded) *measure.mutable_superseded() = ToWire(*superseded);
  measure.set_subject(TakeMeasured(fields));
  if (sink.faults.count() > faults_before) return std::nullopt;
  return measure;
}

std::optional<v1::Evidence> RowReader::ReadEvidence(const YamlNode& node,
                                                    const std::string& path) const {
  const size_t faults_before = sink.faults.count();
  PlacedFields fields(*this, node, "evidence", path);
  v1::Evidence evidence;
  evidence.set_id(fields.Text("id"));
  evidence.set_kind(fields.Text("kind", true));
  evidence.set_partner(fields.Text("partner", true));
  evidence.set_subject(TakeProved(fields, types));
  TakeDays(fields, evidence);
  const auto recorded = fields.DateOf("recorded", "recorded");
  const auto superseded = fields.DateOf("superseded", "superseded");
  if (recorded) *evidence.mutable_recorded() = ToWire(*recorded);
  if (superseded) *evidence.mutable_superseded() = ToWire(*superseded);
  evidence.set_provenance(fields.Text("provenance"));
  for (const YamlNode::Entry& entry : fields.Rest()) {
    const std::string& name = entry.key->text;
    places.Set(path + ".fields." + name, {sink.source, entry.key->span});
    const auto value = ScalarLiteral(sink, *entry.value, "`" + name + "`");
    if (value) (*evidence.mutable_fields())[name] = ToWire(*value);
  }
  if (sink.faults.count() > faults_before) return std::nullopt;
  return evidence;
}

}  // namespace credence::cli
