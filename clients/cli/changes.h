// Changes to a case, for a what-if or a test: read, described, and made.
//
//   add evidence:    [ { id: e9, kind: dpor, partner: contoso, subject: ea1, from: 2016-02-01 } ]
//   remove evidence: [ e1 ]
//   set measures:    [ { measure: revenue, subscription: ea1, month: 2016-02, value: 0 USD } ]
//   set params:      { usage_floor: 50% }
//   use policy:      "2015.7"         # or { version: "2015.7" }, { file: drafts/next.policy }
//   scale measure:   { measure: active_users, by: 95% }
//
// A measure set takes the place of the rows of the same measure, subject and period, or is
// added. With `recorded:` the old row stays, known until the day before. A scaled measure that
// was whole stays whole, rounded down.
//
// The same changes come from flags: `--set active_users@ea1.exchange@2016-02=39`; without a
// subject the measure is set wherever it was measured, without a period in the decided ones.
//
// Errors: faults at their place, in the file or in the flag.
// Thread-safe: values.
#ifndef CREDENCE_CLIENTS_CLI_CHANGES_H_
#define CREDENCE_CLIENTS_CLI_CHANGES_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "clients/cli/case_file.h"
#include "core/rational.h"
#include "credence/v1/decision_service.pb.h"

namespace credence::cli {

struct MeasureSet {
  v1::Measure row;    // empty subject: all; empty period: the decided ones
  CasePlaces places;  // of "row"
  Place place;
};

struct MeasureScale {
  std::string measure;
  std::string subject;  // empty: all
  Rational by;
  Place place;
};

struct AddedEvidence {
  v1::Evidence row;   // an empty id is given one
  CasePlaces places;  // of "row"
};

struct RemovedEvidence {
  std::string id;
  Place place;
};

struct ParamSet {
  v1::Value value;
  Place place;
};

struct Changes {
  std::vector<AddedEvidence> add_evidence;
  std::vector<RemovedEvidence> remove_evidence;
  std::vector<MeasureSet> set_measures;
  std::vector<MeasureScale> scale_measures;
  std::map<std::string, ParamSet> params;
  std::string version;             // decide by this version
  std::vector<std::string> files;  // rule files used instead, as their author named them

  bool empty() const;
  // Adds the changes of `other`; where both say one thing, `other` wins.
  void Append(Changes other);
};

// The map under `change:`. `types` are the subject types of the case it will change.
Changes ReadChanges(const FaultSink& sink, const YamlNode& node,
                    const std::vector<std::string>& types);

// "active_users@ea1.exchange@2016-02" set to a literal, as --set and `each:` rows write it.
void ReadMeasureSet(const FaultSink& sink, const YamlNode& name, const YamlNode& value,
                    Changes& changes);

// Flags of `credence whatif`, each as typed.
struct ChangeFlags {
  std::vector<std::string> add_evidence = {};  // "kind=dpor,partner=contoso,subject=ea1,from=..."
  std::vector<std::string> remove_evidence = {};  // "e1"
  std::vector<std::string> set = {};              // "active_users@ea1.exchange=39"
  std::vector<std::string> params = {};           // "usage_floor=50%"
};
Changes ReadChangeFlags(const ChangeFlags& flags, const std::vector<std::string>& types,
                        FileFaults& faults);

// The types of subjects in a case, for the keys that say what a row is about.
std::vector<std::string> TypesOf(const v1::Case& value);

// Changes `file` and `overlay` (params and version; files are read by the caller, who knows
// where from). `periods` are the decided ones.
void ApplyChanges(const Changes& changes, const std::vector<std::string>& periods, CaseFile& file,
                  v1::Overlay& overlay, FileFaults& faults);

// One line a change, for people: "add evidence #7: dpor of contoso on ea1 from 2016-02-01".
std::vector<std::string> Describe(const Changes& changes);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_CHANGES_H_
