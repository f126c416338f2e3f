// A case as people write it, in YAML or JSON, and where each field of it stands.
//
//   policy: recognition                    # with a period: `credence decide case.yaml` is enough
//   period: 2016-02
//   customers:     { northwind: { region: emea, segment: commercial } }
//   subscriptions: { ea1: { customer: northwind, started_on: 2015-03-01 } }
//   workloads:     { ea1.exchange: { subscription: ea1, family: exchange } }
//   partners:      [ adatum, contoso ]     # or { adatum: { region: emea } }
//   measures:
//     - { measure: active_users, workload: ea1.exchange, month: 2016-02, value: 80 }
//   evidence:
//     - { id: e1, kind: dpor, partner: adatum, subject: ea1, from: 2015-07-01, since: 2015-07-01 }
//     - { id: e2, kind: cancellation, subscription: ea1, partner: adatum, day: 2016-02-10 }
//   feeds:         { csp: 2016-02-29 }     # complete through this day; unlisted: complete
//
// A section is named by the plural of a subject type (opportunities: opportunity). In an entry
// the key that names another type is its parent; all others are attributes. What a measure or
// evidence is about is written `subject: ea1` or by its type, `workload: ea1.exchange`. Evidence
// of one day says `day:` (YAML 1.1 would read the key `on` as a truth value). Keys of evidence
// beyond the known ones are its fields. Evidence without an id is named by its place, `#3`.
//
// Every fault is told at its place, all in one run: an unknown key with the nearest known one, a
// day that does not exist, a wrong shape. Whether a kind is declared and a measure fits is the
// server's to say; it names a field of the message, and CasePlaces leads back to the text.
//
// Thread-safe: values.
#ifndef CREDENCE_CLIENTS_CLI_CASE_FILE_H_
#define CREDENCE_CLIENTS_CLI_CASE_FILE_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/file_fault.h"
#include "clients/cli/yaml_document.h"
#include "clients/cli/yaml_fields.h"
#include "core/date.h"
#include "credence/v1/case.pb.h"

namespace credence::cli {

// A piece of a file someone wrote.
struct Place {
  SourcePtr source;
  Span span;
};

// From a field path of the wire ("evidence[3].from") to the author's text.
class CasePlaces {
 public:
  void Set(std::string path, Place place) { places_[std::move(path)] = std::move(place); }

  // The place of `path` or of the nearest thing that holds it; nullopt when nothing does.
  // Keys of maps, `fields[tier]`, count as `fields.tier`.
  std::optional<Place> Find(std::string_view path) const;

  // The place of `path` itself; nullopt when it has none of its own.
  std::optional<Place> FindExactly(std::string_view path) const;

  // Takes over what `other` knows of `from` ("evidence[2]") and below, as of `to`.
  void Graft(const CasePlaces& other, std::string_view from, std::string_view to);
  void Erase(std::string_view path);

 private:
  std::map<std::string, Place, std::less<>> places_;
};

struct CaseFile {
  SourcePtr source;
  v1::Case value;
  CasePlaces places;
  // What the file says about deciding it; empty when it does not.
  std::string policy;
  std::vector<std::string> periods;
  std::optional<Date> known_at;
};

// Reads a whole file: a case, and possibly `policy`, `period` or `periods`, and `known_at`.
CaseFile ReadCaseFile(const YamlDocument& document, FileFaults& faults);

// Reads a case that stands inside another file (`given:` of a test): a case and nothing else.
CaseFile ReadCase(const SourcePtr& source, const YamlNode& node, FileFaults& faults);

// One row of `measures:` or `evidence:` alone, as changes have them. nullopt when faults were
// added. Fields are placed under `path` ("evidence[3]").
struct RowReader {
  FaultSink sink;
  CasePlaces& places;
  // Names of subject types, any of which may be a key that says what a row is about.
  std::vector<std::string> types;

  std::optional<v1::Measure> ReadMeasure(const YamlNode& node, const std::string& path) const;
  std::optional<v1::Evidence> ReadEvidence(const YamlNode& node, const std::string& path) const;
};

// The months that a case has measures for, ascending; where it has none by month, every period
// its measures name.
std::vector<std::string> PeriodsOf(const v1::Case& value);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_CASE_FILE_H_
