#include "clients/cli/test_suite.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <sstream>
#include <utility>

#include "clients/cli/changes.h"
#include "clients/cli/rule_files.h"
#include "clients/cli/wire_value.h"

namespace credence::cli {
namespace {

using CasePtr = std::shared_ptr<const CaseFile>;

// What a case, or a row of it, adds to what is given.
struct Variant {
  std::string name;
  Place place;
  Changes changes;
  Expectations expected;
  bool expects_all = false;  // `expect:` was written, so strictness applies
};

class SuiteReader {
 public:
  SuiteReader(const SourcePtr& source, FileFaults& faults) : sink_{source, faults} {}

  TestSuite Read(const YamlNode& root) {
    TestSuite suite;
    YamlFields fields(sink_, root, "a test file");
    suite.name = fields.TakeText("suite");
    ReadPolicy(fields.Take("policy"));
    if (const YamlNode* vocabulary = fields.Take("vocabulary")) AddRuleFile(*vocabulary);
    strict_ = ReadSwitch(fields, "strict", true);
    fixtures_ = fields.Take("fixtures");
    ReadFixtures();
    const YamlNode* cases = fields.Take("cases");
    fields.RefuseRest();
    if (cases == nullptr && root.is_map()) sink_.Add(root, "a test file needs `cases`");
    if (cases == nullptr) return suite;
    if (!cases->is_list()) sink_.Add(*cases, "`cases` is a list", "Begin every case with `- `.");
    for (const YamlNode* node : cases->items) ReadTestCase(*node, suite);
    return suite;
  }

 private:
  bool ReadSwitch(YamlFields& fields, std::string_view key, bool unsaid) {
    const YamlNode* node = fields.Take(key);
    const std::string text = fields.TakeText(key);
    if (node == nullptr || text == "true" || text == "false") {
      return node == nullptr ? unsaid : text == "true";
    }
    sink_.Add(*node, "`" + std::string(key) + "` is `true` or `false`");
    return unsaid;
  }

  void ReadPolicy(const YamlNode* node) {
    if (node == nullptr) return;
    if (node->is_scalar()) {
      policy_ = node->text;
      return;
    }
    YamlFields fields(sink_, *node, "`policy`");
    policy_ = fields.TakeText("name");
    overlay_.set_version(fields.TakeText("version"));
    for (const std::string_view key : {"file", "files"}) {
      const YamlNode* files = fields.Take(key);
      if (files == nullptr) continue;
      const std::vector<const YamlNode*> one = {files};
      for (const YamlNode* file : files->is_list() ? files->items : one) AddRuleFile(*file);
    }
    fields.RefuseRest();
  }

  // The file's text, or nullptr with a fault at `node`, which names it.
  SourcePtr ReadNamed(const YamlNode& node, const std::string& name) {
    const auto folder = std::filesystem::path(sink_.source->name()).parent_path();
    std::istringstream nothing;
    const auto file = ReadTextFile((folder / name).lexically_normal().string(), nothing);
    if (file.ok()) return *file;
    sink_.Add(node, std::string(file.status().message()));
    return nullptr;
  }

  void AddRuleFile(const YamlNode& node) {
    const auto name = ScalarText(sink_, node, "a rule file");
    const SourcePtr file = name ? ReadNamed(node, *name) : nullptr;
    if (file != nullptr) *overlay_.add_files() = ToPolicyText(*file);
  }

  // Fixtures are read whether or not a case uses them: a fault in one is always told.
  void ReadFixtures() {
    if (fixtures_ == nullptr) return;
    const YamlFields fields(sink_, *fixtures_, "`fixtures`");
    for (const YamlNode::Entry& entry : fields.Rest()) Given(*entry.value);
  }

  // A case written out, a fixture's name, or a case file's name; each is read once.
  CasePtr Given(const YamlNode& node) {
    const auto known = given_.find(&node);
    if (known != given_.end()) return known->second;
    CasePtr read;
    if (node.is_scalar()) {
      const YamlNode* fixture = fixtures_ == nullptr ? nullptr : fixtures_->Find(node.text);
      const bool is_itself = fixture == &node;
      read = fixture != nullptr && !is_itself ? Given(*fixture) : ReadGivenFile(node);
    } else {
      read = std::make_shared<const CaseFile>(ReadCase(sink_.source, node, sink_.faults));
    }
    given_[&node] = read;
    return read;
  }

  CasePtr ReadGivenFile(const YamlNode& node) {
    const std::string& name = node.text;
    if (!name.ends_with(".yaml") && !name.ends_with(".yml") && !name.ends_with(".json")) {
      std::vector<std::string> names;
      if (fixtures_ != nullptr) {
        for (const auto& entry : fixtures_->entries) names.push_back(entry.key->text);
      }
      std::string help = SuggestNear(name, names);
      if (help.empty() && !names.empty()) help = "There are " + QuotedList(names) + ".";
      sink_.Add(node, "there is no fixture `" + name + "`", help);
      return nullptr;
    }
    const SourcePtr source = ReadNamed(node, name);
    if (source == nullptr) return nullptr;
    FileFaults faults;
    const YamlDocument document = ReadYaml(source, faults);
    CaseFile file;
    if (faults.empty()) file = ReadCaseFile(document, faults);
    for (const FileFault& fault : faults.items()) sink_.faults.Add(fault);
    return std::make_shared<const CaseFile>(std::move(file));
  }

  void ReadTestCase(const YamlNode& node, TestSuite& suite) {
    const size_t faults_before = sink_.faults.count();
    YamlFields fields(sink_, node, "a case");
    TestRun run;
    run.place = PlaceOf(node, fields.Take("name"));
    run.name = fields.NeedText("name");
    const YamlNode* given = fields.Take("given");
    if (given == nullptr) fields.NeedText("given");
    if (given != nullptr) run.given = Given(*given);
    ReadSkip(fields, run);
    std::vector<std::string> periods = ReadPeriods(fields, run.given);
    const std::vector<std::optional<Date>> known_at = ReadKnownAt(fields);
    const std::vector<std::string> types = Types(run.given);
    Variant whole = ReadVariant(fields, types, run.place);
    const YamlNode* each = fields.Take("each");
    fields.RefuseRest();
    if (each == nullptr && !whole.expects_all && node.is_map() && !run.skip) {
      sink_.Add(node, "this case expects nothing", "Add `expect:`, or rows under `each:`.");
    }
    if (each != nullptr && !each->is_list()) {
      sink_.Add(*each, "`each` is a list of rows", "Begin every row with `- `.");
    }
    std::vector<Variant> rows;
    if (each != nullptr) {
      for (const YamlNode* row : each->items) rows.push_back(ReadRow(*row, types));
    }
    if (sink_.faults.count() > faults_before || run.given == nullptr) return;
    for (const Variant& row : rows) AddRuns(run, periods, known_at, {&whole, &row}, suite);
    if (each == nullptr) AddRuns(run, periods, known_at, {&whole}, suite);
  }

  Place PlaceOf(const YamlNode& node, const YamlNode* name) const {
    return {sink_.source, name == nullptr ? node.span : name->span};
  }

  static std::vector<std::string> Types(const CasePtr& given) {
    std::vector<std::string> types = {"customer", "subscription", "workload", "opportunity"};
    if (given == nullptr) return types;
    for (std::string& type : TypesOf(given->value)) {
      if (std::find(types.begin(), types.end(), type) == types.end()) {
        types.push_back(std::move(type));
      }
    }
    return types;
  }

  void ReadSkip(YamlFields& fields, TestRun& run) {
    run.skip = ReadSwitch(fields, "skip", false);
    run.skip_reason = fields.TakeText("reason");
    if (run.skip && run.skip_reason.empty()) {
      sink_.Add(*fields.Take("skip"), "a skipped case says why", "Add `reason: ...`.");
    }
  }

  // "2016-01 through 2016-03" is every month between.
  void AddPeriods(const YamlNode& node, const std::string& text,
                  std::vector<std::string>& periods) {
    const size_t through = text.find(" through ");
    const auto first = ParsePeriod(text.substr(0, through));
    const auto last = through == std::string::npos ? first : ParsePeriod(text.substr(through + 9));
    const bool valid =
        first && last && first->unit == last->unit && first->range.begin <= last->range.begin;
    if (!valid) {
      sink_.Add(node, "`" + text + "` is no period",
                "Write `2016-02`, or `2016-01 through 2016-06`.");
      return;
    }
    const DateRange range{first->range.begin, last->range.end};
    for (const Period& period : PeriodsTouching(first->unit, range)) {
      periods.push_back(period.ToString());
    }
  }

  std::vector<std::string> ReadPeriods(YamlFields& fields, const CasePtr& given) {
    std::vector<std::string> periods;
    bool said = false;
    for (const std::string_view key : {"period", "periods"}) {
      const YamlNode* node = fields.Take(key);
      if (node == nullptr) continue;
      said = true;
      for (const std::string& text : fields.TakeList(key)) AddPeriods(*node, text, periods);
    }
    if (said) return periods;
    if (given != nullptr) periods = given->periods;
    if (periods.empty() && fields.is_map()) fields.NeedText("period");
    return periods;
  }

  std::vector<std::optional<Date>> ReadKnownAt(YamlFields& fields) {
    const YamlNode* node = fields.Take("known_at");
    if (node == nullptr) return {std::nullopt};
    std::vector<std::optional<Date>> days;
    const std::vector<const YamlNode*> one = {node};
    for (const YamlNode* item : node->is_list() ? node->items : one) {
      const auto day = ScalarDate(sink_, *item, "`known_at`");
      if (day) days.emplace_back(*day);
    }
    return days;
  }

  Variant ReadVariant(YamlFields& fields, const std::vector<std::string>& types,
                      const Place& place) {
    Variant read;
    read.place = place;
    read.expected.place = place;
    if (const YamlNode* change = fields.Take("change")) {
      read.changes = ReadChanges(sink_, *change, types);
    }
    if (const YamlNode* expect = fields.Take("expect")) {
      const Place at = read.expected.place;
      read.expected = ReadExpectations(sink_, *expect, types);
      read.expected.place = at;
      read.expects_all = true;
    }
    return read;
  }

  Variant ReadRow(const YamlNode& node, const std::vector<std::string>& types) {
    YamlFields fields(sink_, node, "a row of `each`");
    Variant row = ReadVariant(fields, types, {sink_.source, node.span});
    row.name = fields.TakeText("name");
    const std::string note = fields.TakeText("note");
    std::string values;
    if (const YamlNode* set = fields.Take("set")) {
      const YamlFields measures(sink_, *set, "`set`");
      for (const YamlNode::Entry& entry : measures.Rest()) {
        ReadMeasureSet(sink_, *entry.key, *entry.value, row.changes);
        values += (values.empty() ? "" : ", ") + entry.key->text + " " + entry.value->text;
      }
    }
    if (const YamlNode* params = fields.Take("params")) {
      const YamlFields named(sink_, *params, "`params`");
      for (const YamlNode::Entry& entry : named.Rest()) {
        const auto value = ScalarLiteral(sink_, *entry.value, "`" + entry.key->text + "`");
        if (value) {
          row.changes.params[entry.key->text] = {ToWire(*value), {sink_.source, entry.key->span}};
        }
        values += (values.empty() ? "" : ", ") + entry.key->text + " " + entry.value->text;
      }
    }
    ReadWords(fields, "awarded", Expectation::Kind::kSomebody, row);
    ReadWords(fields, "not awarded", Expectation::Kind::kNobody, row);
    ReadWords(fields, "held", Expectation::Kind::kHeldAtAll, row);
    fields.RefuseRest();
    if (row.name.empty()) row.name = values.empty() ? note : values;
    if (row.expected.items.empty() && node.is_map() && !row.expects_all) {
      sink_.Add(node, "this row expects nothing", "Add `awarded: [ incentive ]`, or `expect:`.");
    }
    return row;
  }

  void ReadWords(YamlFields& fields, std::string_view key, Expectation::Kind kind, Variant& row) {
    const YamlNode* node = fields.Take(key);
    if (node == nullptr) return;
    const std::vector<const YamlNode*> one = {node};
    for (const YamlNode* item : node->is_list() ? node->items : one) {
      const auto credit = ScalarText(sink_, *item, "a credit under `" + std::string(key) + "`");
      if (!credit) continue;
      Expectation expectation;
      expectation.kind = kind;
      expectation.scope.place = {sink_.source, item->span};
      expectation.entry = expectation.scope.place;
      expectation.scope.credit = *credit;
      const bool alone = !node->is_list() || node->items.size() == 1;
      if (alone) expectation.key_place = KeyPlace(fields.node(), key);
      row.expected.items.push_back(std::move(expectation));
    }
  }

  std::optional<Place> KeyPlace(const YamlNode& row, std::string_view key) const {
    for (const YamlNode::Entry& entry : row.entries) {
      if (entry.key->text == key) return Place{sink_.source, entry.key->span};
    }
    return std::nullopt;
  }

  // One run for each known day, with the changes and expectations of every variant.
  void AddRuns(const TestRun& base, const std::vector<std::string>& periods,
               const std::vector<std::optional<Date>>& known_at,
               const std::vector<const Variant*>& variants, TestSuite& suite) {
    TestRun run = base;
    auto file = std::make_shared<CaseFile>(*base.given);
    v1::Overlay overlay = overlay_;
    run.expected.strict = false;
    for (const Variant* variant : variants) {
      ApplyChanges(variant->changes, periods, *file, overlay, sink_.faults);
      for (const std::string& name : variant->changes.files) {
        AddOverlayFile(name, variant->place, overlay);
      }
      run.expected.Append(variant->expected);
      run.expected.strict = run.expected.strict || (variant->expects_all && strict_);
      run.expected.place = variant->place;
      if (!variant->name.empty()) run.name += " [" + variant->name + "]";
      run.place = variant->place;
    }
    run.given = file;
    if (AddSettling(run, periods, known_at, overlay, suite)) return;
    for (const std::optional<Date>& day : known_at) {
      TestRun one = run;
      if (known_at.size() > 1 && day) one.name += " [known at " + day->ToString() + "]";
      for (const std::string& period : periods) {
        one.requests.push_back(Request(*file, overlay, period, day));
      }
      suite.runs.push_back(std::move(one));
    }
  }

  // The run of all known days, when settlements are expected; they leave `run`. True: nothing
  // else is expected.
  bool AddSettling(TestRun& run, const std::vector<std::string>& periods,
                   const std::vector<std::optional<Date>>& known_at, const v1::Overlay& overlay,
                   TestSuite& suite) {
    const auto settles = [](const Expectation& one) {
      return one.kind == Expectation::Kind::kSettlement;
    };
    TestRun settling = run;
    std::erase_if(settling.expected.items, std::not_fn(settles));
    std::erase_if(run.expected.items, settles);
    if (settling.expected.items.empty()) return false;
    for (const std::optional<Date>& day : known_at) {
      if (day) settling.settled_on.push_back(*day);
    }
    std::sort(settling.settled_on.begin(), settling.settled_on.end());
    if (settling.settled_on.empty()) {
      const Place& at = settling.expected.items.front().entry;
      sink_.faults.Add({at.source, at.span, "`settlements` need the days on which they are made",
                        "Add them to the case: `known_at: [2016-03-05, 2016-05-05]`."});
    }
    for (const Date day : settling.settled_on) {
      for (const std::string& period : periods) {
        settling.requests.push_back(Request(*run.given, overlay, period, day));
      }
    }
    settling.name += " [settlements]";
    const bool alone = run.expected.items.empty() && !run.expected.says_results;
    suite.runs.push_back(std::move(settling));
    return alone;
  }

  void AddOverlayFile(const std::string& name, const Place& place, v1::Overlay& overlay) {
    YamlNode at;
    at.span = place.span;
    const SourcePtr file = ReadNamed(at, name);
    if (file != nullptr) *overlay.add_files() = ToPolicyText(*file);
  }

  v1::DecideRequest Request(const CaseFile& file, const v1::Overlay& overlay,
                            const std::string& period, const std::optional<Date>& known_at) const {
    v1::DecideRequest request;
    request.set_policy(policy_.empty() ? file.policy : policy_);
    request.set_period(period);
    request.set_try_checks(true);
    *request.mutable_case_() = file.value;
    const std::optional<Date> day = known_at ? known_at : file.known_at;
    if (day) *request.mutable_known_at() = ToWire(*day);
    if (!overlay.version().empty() || overlay.params_size() > 0 || overlay.files_size() > 0) {
      *request.mutable_overlay() = overlay;
    }
    return request;
  }

  FaultSink sink_;
  std::string policy_;
  v1::Overlay overlay_;
  bool strict_ = true;
  const YamlNode* fixtures_ = nullptr;
  std::map<const YamlNode*, CasePtr> given_;
};

}  // namespace

TestSuite ReadTestSuite(const SourcePtr& source, FileFaults& faults) {
  const YamlDocument document = ReadYaml(source, faults);
  if (!faults.empty()) return {};
  return SuiteReader(source, faults).Read(document.root());
}

}  // namespace credence::cli
