#include "clients/cli/case_file.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "clients/cli/wire_value.h"
#include "clients/cli/yaml_fields.h"

namespace credence::cli {
namespace {

// Types whose keys say where a subject stands even when the file has no section of them.
constexpr std::array<std::string_view, 4> kUsualTypes = {"customer", "subscription", "workload",
                                                         "opportunity"};

// "opportunities" -> "opportunity", "workloads" -> "workload"; empty when it is no plural.
std::string TypeOfSection(std::string_view section) {
  if (section.size() > 3 && section.ends_with("ies")) {
    return std::string(section.substr(0, section.size() - 3)) + "y";
  }
  if (section.size() > 1 && section.ends_with('s')) {
    return std::string(section.substr(0, section.size() - 1));
  }
  return "";
}

// "opportunity" -> "opportunities"
std::string SectionOfType(std::string_view type) {
  if (type.ends_with('y')) return std::string(type.substr(0, type.size() - 1)) + "ies";
  return std::string(type) + "s";
}

// Ids to what is known of each, which nothing but a section of subjects is.
bool IsSection(const YamlNode& node) {
  return node.is_map() && std::ranges::all_of(node.entries, [](const YamlNode::Entry& entry) {
           return entry.value->is_map() || entry.value->is_null();
         });
}

class CaseReader {
 public:
  CaseReader(CaseFile& file, FileFaults& faults)
      : file_(file), rows_{{file.source, faults}, file.places, {}} {}

  void Read(const YamlNode& node, bool is_whole_file) {
    YamlFields fields(rows_.sink, node, is_whole_file ? "a case file" : "a case");
    file_.places.Set("", {file_.source, node.span});
    file_.value.set_id(fields.TakeText("id"));
    if (is_whole_file) ReadRequest(fields);
    const YamlNode* partners = fields.Take("partners");
    const YamlNode* measures = fields.Take("measures");
    const YamlNode* evidence = fields.Take("evidence");
    const YamlNode* feeds = fields.Take("feeds");
    ReadSections(fields);
    if (partners != nullptr) ReadSection(facts::kPartnerType, *partners);
    if (measures != nullptr) ReadMeasures(*measures);
    if (evidence != nullptr) ReadAllEvidence(*evidence);
    if (feeds != nullptr) ReadFeeds(*feeds);
  }

 private:
  void ReadRequest(YamlFields& fields) {
    file_.policy = fields.TakeText("policy");
    file_.known_at = fields.TakeDate("known_at");
    for (const std::string_view key : {"period", "periods"}) {
      const YamlNode* node = fields.Take(key);
      if (node == nullptr) continue;
      for (const std::string& period : fields.TakeList(key)) {
        if (!ParsePeriod(period)) {
          rows_.sink.Add(*node, "`" + period + "` is no period",
                         "Write `2016-02`, `2016-Q1`, `2016` or `2016-02-14`.");
        }
        file_.periods.push_back(period);
      }
    }
  }

  // Whatever is left are sections of subjects, named by their type.
  void ReadSections(YamlFields& fields) {
    std::vector<std::pair<std::string, const YamlNode*>> sections;
    for (const std::string_view type : kUsualTypes) {
      rows_.types.emplace_back(type);
      const YamlNode* node = fields.Take(SectionOfType(type));
      if (node != nullptr) sections.emplace_back(type, node);
    }
    for (const YamlNode::Entry& entry : fields.Rest()) {
      const std::string type = TypeOfSection(entry.key->text);
      if (type.empty() || IsSlip(entry, fields)) {
        fields.Refuse(*entry.key);
      } else {
        rows_.types.push_back(type);
        sections.emplace_back(type, entry.value);
      }
    }
    for (const auto& [type, node] : sections) ReadSection(type, *node);
  }

  // Whether another key is meant: of a section, that of another section.
  static bool IsSlip(const YamlNode::Entry& entry, const YamlFields& fields) {
    if (!IsSection(*entry.value)) return !fields.SuggestFor(entry.key->text).empty();
    std::vector<std::string> sections = {SectionOfType(facts::kPartnerType)};
    for (const std::string_view type : kUsualTypes) sections.push_back(SectionOfType(type));
    return !SuggestNear(entry.key->text, sections).empty();
  }

  void ReadSection(std::string_view type, const YamlNode& node) {
    if (node.is_list()) {
      for (const YamlNode* item : node.items) {
        const auto id = ScalarText(rows_.sink, *item, "an id of a " + std::string(type));
        if (id) AddSubject(type, *item, *id);
      }
    } else if (node.is_map()) {
      for (const YamlNode::Entry& entry : node.entries) ReadSubject(type, entry);
    } else if (!node.is_null()) {
      rows_.sink.Add(node,
                     "a section of subjects is a map from ids to attributes, or a list of ids",
                     "Write `" + SectionOfType(type) + ": { northwind: { region: emea } }`.");
    }
  }

  void AddSubject(std::string_view type, const YamlNode& at, const std::string& id) {
    const std::string path = PathOfNext("subjects", file_.value.subjects_size());
    file_.places.Set(path, {file_.source, at.span});
    file_.places.Set(path + ".id", {file_.source, at.span});
    v1::Subject* subject = file_.value.add_subjects();
    subject->set_type(std::string(type));
    subject->set_id(id);
    const auto [known, is_new] = ids_.emplace(id, at.span);
    if (is_new) return;
    rows_.sink.faults.Add({file_.source, at.span, "the id `" + id + "` is given twice",
                           "Ids are unique in a case, whatever the type.", known->second,
                           "first given here"});
  }

  void ReadSubject(std::string_view type, const YamlNode::Entry& entry) {
    const std::string path = PathOfNext("subjects", file_.value.subjects_size());
    AddSubject(type, *entry.key, entry.key->text);
    if (entry.value->is_null()) return;
    YamlFields fields(rows_.sink, *entry.value, "what is known of `" + entry.key->text + "`");
    v1::Subject& subject = *file_.value.mutable_subjects(file_.value.subjects_size() - 1);
    for (const YamlNode::Entry& attribute : fields.Rest()) {
      ReadAttribute(path, attribute, subject);
    }
  }

  void ReadAttribute(const std::string& path, const YamlNode::Entry& entry, v1::Subject& subject) {
    const std::string& name = entry.key->text;
    const bool is_parent =
        subject.type() != facts::kPartnerType && name != subject.type() &&
        std::find(rows_.types.begin(), rows_.types.end(), name) != rows_.types.end();
    if (!is_parent) {
      file_.places.Set(path + ".attributes." + name, {file_.source, entry.key->span});
      const auto value = ScalarLiteral(rows_.sink, *entry.value, "`" + name + "`");
      if (value) (*subject.mutable_attributes())[name] = ToWire(*value);
      return;
    }
    file_.places.Set(path + ".parent", {file_.source, entry.value->span});
    const auto parent = ScalarText(rows_.sink, *entry.value, "`" + name + "`");
    if (!subject.parent().empty()) {
      rows_.sink.Add(*entry.key, "`" + subject.id() + "` stands in two subjects",
                     "Name the nearest one only; it says what it is in itself.");
    } else if (parent) {
      subject.set_parent(*parent);
    }
  }

  void ReadMeasures(const YamlNode& node) {
    for (const YamlNode* row : Rows(node, "measures")) {
      const std::string path = PathOfNext("measures", file_.value.measures_size());
      const auto measure = rows_.ReadMeasure(*row, path);
      *file_.value.add_measures() = measure.value_or(v1::Measure{});
    }
  }

  void ReadAllEvidence(const YamlNode& node) {
    std::map<std::string, Span> ids;
    for (const YamlNode* row : Rows(node, "evidence")) {
      const int index = file_.value.evidence_size();
      const std::string path = PathOfNext("evidence", index);
      v1::Evidence& evidence = *file_.value.add_evidence();
      evidence = rows_.ReadEvidence(*row, path).value_or(v1::Evidence{});
      if (evidence.id().empty()) evidence.set_id("#" + std::to_string(index + 1));
      const YamlNode* id = row->Find("id");
      if (id == nullptr || !id->is_scalar()) continue;
      const auto [known, is_new] = ids.emplace(id->text, id->span);
      if (is_new) continue;
      rows_.sink.faults.Add(
          {file_.source, id->span, "the evidence `" + id->text + "` is given twice",
           "Give each record an id of its own.", known->second, "first given here"});
    }
  }

  // `feeds: { csp: 2016-02-29 }`, or a list of { kind, loaded_through }.
  void ReadFeeds(const YamlNode& node) {
    const auto add = [&](const YamlNode& at, std::string kind, std::optional<Date> date) {
      file_.places.Set(PathOfNext("feeds", file_.value.feeds_size()), {file_.source, at.span});
      v1::Feed* feed = file_.value.add_feeds();
      feed->set_kind(std::move(kind));
      if (date) *feed->mutable_loaded_through() = ToWire(*date);
    };
    if (node.is_map()) {
      for (const YamlNode::Entry& entry : node.entries) {
        const std::string& kind = entry.key->text;
        add(*entry.key, kind, ScalarDate(rows_.sink, *entry.value, "`" + kind + "`"));
      }
      return;
    }
    for (const YamlNode* row : Rows(node, "feeds")) {
      YamlFields fields(rows_.sink, *row, "a feed");
      const std::string kind = fields.NeedText("kind");
      if (fields.Take("loaded_through") == nullptr) fields.NeedText("loaded_through");
      add(*row, kind, fields.TakeDate("loaded_through"));
      fields.RefuseRest();
    }
  }

  std::vector<const YamlNode*> Rows(const YamlNode& node, std::string_view section) {
    if (node.is_list()) return node.items;
    if (!node.is_null()) {
      rows_.sink.Add(node, "`" + std::string(section) + "` is a list",
                     "Begin every row with `- `.");
    }
    return {};
  }

  static std::string PathOfNext(std::string_view table, int index) {
    return std::string(table) + "[" + std::to_string(index) + "]";
  }

  CaseFile& file_;
  RowReader rows_;
  std::map<std::string, Span> ids_;
};

CaseFile ReadWith(const SourcePtr& source, const YamlNode& node, bool is_whole_file,
                  FileFaults& faults) {
  CaseFile file;
  file.source = source;
  CaseReader(file, faults).Read(node, is_whole_file);
  return file;
}

// `attributes["family"]` and `attributes[family]` are written `attributes.family`.
std::string WithDots(std::string_view path) {
  std::string out;
  for (size_t i = 0; i < path.size();) {
    const size_t close = path.find(']', i);
    const bool is_index = i + 1 < path.size() && path[i + 1] >= '0' && path[i + 1] <= '9';
    if (path[i] != '[' || is_index || close == std::string_view::npos) {
      out += path[i++];
      continue;
    }
    std::string_view key = path.substr(i + 1, close - i - 1);
    if (key.size() > 1 && key.front() == '"' && key.back() == '"') {
      key = key.substr(1, key.size() - 2);
    }
    out += "." + std::string(key);
    i = close + 1;
  }
  return out;
}

}  // namespace

std::optional<Place> CasePlaces::Find(std::string_view path) const {
  std::string at = WithDots(path);
  while (true) {
    const auto found = places_.find(at);
    if (found != places_.end()) return found->second;
    if (at.empty()) return std::nullopt;
    const size_t cut = at.find_last_of(".[");
    at.resize(cut == std::string::npos ? 0 : cut);
  }
}

std::optional<Place> CasePlaces::FindExactly(std::string_view path) const {
  const auto found = places_.find(WithDots(path));
  if (found == places_.end()) return std::nullopt;
  return found->second;
}

void CasePlaces::Graft(const CasePlaces& other, std::string_view from, std::string_view to) {
  for (auto at = other.places_.lower_bound(from); at != other.places_.end(); ++at) {
    if (!at->first.starts_with(from)) break;
    const std::string rest = at->first.substr(from.size());
    if (rest.empty() || rest[0] == '.') places_[std::string(to) + rest] = at->second;
  }
}

void CasePlaces::Erase(std::string_view path) {
  std::erase_if(places_, [&](const auto& place) {
    return place.first == path || place.first.starts_with(std::string(path) + ".");
  });
}

CaseFile ReadCaseFile(const YamlDocument& document, FileFaults& faults) {
  return ReadWith(document.source(), document.root(), true, faults);
}

CaseFile ReadCase(const SourcePtr& source, const YamlNode& node, FileFaults& faults) {
  return ReadWith(source, node, false, faults);
}

std::vector<std::string> PeriodsOf(const v1::Case& value) {
  std::set<std::string> months;
  std::set<std::string> all;
  for (const v1::Measure& measure : value.measures()) {
    const auto period = ParsePeriod(measure.period());
    if (!period) continue;
    all.insert(measure.period());
    if (period->unit == PeriodUnit::kMonth) months.insert(measure.period());
  }
  const std::set<std::string>& chosen = months.empty() ? all : months;
  return {chosen.begin(), chosen.end()};
}

}  // namespace credence::cli
