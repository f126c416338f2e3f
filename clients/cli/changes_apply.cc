// Making changes to a case; what each means is told in clients/cli/changes.h.
#include <algorithm>
#include <set>
#include <utility>

#include "clients/cli/changes.h"
#include "clients/cli/wire_value.h"

namespace credence::cli {
namespace {

std::string RowPath(std::string_view table, int index) {
  return std::string(table) + "[" + std::to_string(index) + "]";
}

class CaseChanger {
 public:
  CaseChanger(const std::vector<std::string>& periods, CaseFile& file, FileFaults& faults)
      : file_(file), faults_(faults) {
    for (const std::string& text : periods) {
      const auto period = ParsePeriod(text);
      if (period) periods_.push_back(*period);
    }
  }

  void Remove(const std::vector<RemovedEvidence>& removed) {
    std::set<std::string> gone;
    for (const RemovedEvidence& one : removed) {
      gone.insert(one.id);
      if (!Has(one.id)) TellUnknown(one);
    }
    if (gone.empty()) return;
    const v1::Case before = file_.value;
    const CasePlaces places_before = file_.places;
    file_.value.clear_evidence();
    for (int i = 0; i < before.evidence_size(); ++i) {
      file_.places.Erase(RowPath("evidence", i));
      if (gone.contains(before.evidence(i).id())) continue;
      const int index = file_.value.evidence_size();
      *file_.value.add_evidence() = before.evidence(i);
      file_.places.Graft(places_before, RowPath("evidence", i), RowPath("evidence", index));
    }
  }

  void Add(const AddedEvidence& added) {
    const int index = file_.value.evidence_size();
    v1::Evidence& row = *file_.value.add_evidence();
    row = added.row;
    if (row.id().empty()) row.set_id(FreeId());
    file_.places.Graft(added.places, "row", RowPath("evidence", index));
  }

  void Set(const MeasureSet& set) {
    bool found = false;
    const int rows = file_.value.measures_size();
    for (int i = 0; i < rows; ++i) {
      v1::Measure& row = *file_.value.mutable_measures(i);
      if (!Matches(row, set.row)) continue;
      found = true;
      if (set.row.has_recorded()) {
        *row.mutable_superseded() = set.row.recorded();
        AddRow(set, row.subject(), row.period());
      } else {
        *row.mutable_value() = set.row.value();
        file_.places.Graft(set.places, "row", RowPath("measures", i));
      }
    }
    if (found) return;
    const std::string period = PeriodFor(set.row);
    if (set.row.subject().empty() || period.empty()) {
      faults_.Add({set.place.source, set.place.span,
                   "`" + set.row.measure() + "` was not measured" +
                       (set.row.subject().empty() ? "" : " on `" + set.row.subject() + "`") +
                       " in this case",
                   SuggestMeasure(set.row.measure()) + "To add it, name its subject and period: `" +
                       set.row.measure() + "@ea1@2016-02`."});
      return;
    }
    AddRow(set, set.row.subject(), period);
  }

  void Scale(const MeasureScale& scale) {
    bool found = false;
    for (v1::Measure& row : *file_.value.mutable_measures()) {
      if (row.measure() != scale.measure) continue;
      if (!scale.subject.empty() && row.subject() != scale.subject) continue;
      found = true;
      auto value = FromWire(row.value());
      auto* number = value ? std::get_if<Rational>(&value->value) : nullptr;
      if (number == nullptr) continue;
      const auto scaled = CheckedMultiply(*number, scale.by);
      if (!scaled) continue;
      const bool stays_whole = value->type.kind == TypeKind::kNumber && number->is_integer();
      *number = stays_whole ? scaled->Floor() : *scaled;
      *row.mutable_value() = ToWire(*value);
    }
    if (!found) {
      faults_.Add({scale.place.source, scale.place.span,
                   "`" + scale.measure + "` was not measured in this case",
                   SuggestMeasure(scale.measure)});
    }
  }

 private:
  bool Has(const std::string& id) const {
    const auto& rows = file_.value.evidence();
    return std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.id() == id; });
  }

  void TellUnknown(const RemovedEvidence& removed) {
    std::vector<std::string> ids;
    for (const v1::Evidence& row : file_.value.evidence()) ids.push_back(row.id());
    std::string help = SuggestNear(removed.id, ids);
    if (help.empty() && !ids.empty() && ids.size() <= 20) {
      help = "Evidence of this case: " + QuotedList(ids) + ".";
    }
    faults_.Add({removed.place.source, removed.place.span,
                 "no evidence of this case is named `" + removed.id + "`", help});
  }

  std::string SuggestMeasure(const std::string& name) const {
    std::set<std::string> names;
    for (const v1::Measure& row : file_.value.measures()) names.insert(row.measure());
    if (names.contains(name)) return "";
    const std::string near =
        SuggestNear(name, std::vector<std::string>(names.begin(), names.end()));
    return near.empty() ? "" : near + " ";
  }

  std::string FreeId() const {
    for (int i = 1;; ++i) {
      std::string id = "added-" + std::to_string(i);
      if (!Has(id)) return id;
    }
  }

  // Whether `row` is what a set measure speaks of. A row that was superseded is history.
  bool Matches(const v1::Measure& row, const v1::Measure& set) const {
    if (row.measure() != set.measure() || row.has_superseded()) return false;
    if (!set.subject().empty() && row.subject() != set.subject()) return false;
    if (!set.period().empty()) return row.period() == set.period();
    const auto period = ParsePeriod(row.period());
    if (!period || periods_.empty()) return true;
    return std::any_of(periods_.begin(), periods_.end(), [&](const Period& decided) {
      return !decided.range.Intersect(period->range).empty();
    });
  }

  std::string PeriodFor(const v1::Measure& set) const {
    if (!set.period().empty()) return set.period();
    return periods_.size() == 1 ? periods_[0].ToString() : "";
  }

  void AddRow(const MeasureSet& set, const std::string& subject, const std::string& period) {
    const int index = file_.value.measures_size();
    v1::Measure row = set.row;
    row.set_subject(subject);
    row.set_period(period);
    *file_.value.add_measures() = std::move(row);
    file_.places.Graft(set.places, "row", RowPath("measures", index));
  }

  std::vector<Period> periods_;
  CaseFile& file_;
  FileFaults& faults_;
};

}  // namespace

void ApplyChanges(const Changes& changes, const std::vector<std::string>& periods, CaseFile& file,
                  v1::Overlay& overlay, FileFaults& faults) {
  CaseChanger changer(periods, file, faults);
  changer.Remove(changes.remove_evidence);
  for (const AddedEvidence& added : changes.add_evidence) changer.Add(added);
  for (const MeasureSet& set : changes.set_measures) changer.Set(set);
  for (const MeasureScale& scale : changes.scale_measures) changer.Scale(scale);
  for (const auto& [name, param] : changes.params) {
    (*overlay.mutable_params())[name] = param.value;
    file.places.Set("overlay.params." + name, param.place);
  }
  if (!changes.version.empty()) overlay.set_version(changes.version);
}

}  // namespace credence::cli
