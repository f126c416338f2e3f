// DecideColumnsRequest from the wire: columns that fit are decided as the plain evaluator decides
// the same cases; those that do not are refused by field.
#include <memory>

#include "core/check.h"
#include "core/stop.h"
#include "dsl/compile.h"
#include "engine/batch/columns.h"
#include "engine/bind.h"
#include "fuzz/message.h"
#include "fuzz/published.h"
#include "fuzz/target.h"
#include "server/column_deciding.h"
#include "server/convert_columns.h"
#include "tests/random_case.h"
#include "tests/support/golden.h"
#include "tests/to_wire.h"
#include "tests/two_evaluators.h"

namespace credence::fuzz {
namespace {

using engine::batch::Columns;

constexpr uint32_t kCasesCompared = 16;

// The policy that speed is measured by: one version, all of it in columns.
const ruletree::PolicySet& Policies() {
  static const ruletree::PolicySetPtr policies = [] {
    std::vector<SourcePtr> sources;
    for (const char* file :
         {"bench/reference/reference.vocab", "bench/reference/reference.policy"}) {
      sources.push_back(std::make_shared<Source>(file, testing::ReadGolden(file)));
    }
    return dsl::Compile(sources).policies;
  }();
  CREDENCE_CHECK(policies != nullptr);
  return *policies;
}

const std::shared_ptr<const ruletree::Vocabulary>& Words() {
  return Policies().timelines.front().versions().front()->vocabulary;
}

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds;
  for (uint64_t seed = 0; seed < 24; ++seed) {
    Columns columns(Words());
    for (uint64_t i = 0; i <= seed % 9; ++i) {
      const facts::Case one =
          testing::RandomCase(*Words(), *ParsePeriod("2016-02"), seed * 100 + i);
      facts::FaultList faults;
      const auto bound = engine::Bind(one, *Words(), std::nullopt, faults);
      CREDENCE_CHECK(bound.has_value());
      columns.Append(*bound);
    }
    v1::DecideColumnsRequest request;
    request.set_period("2016-02");
    *request.mutable_batch() = testing::ToWire(columns);
    seeds.push_back(BytesOf(request));
  }
  return seeds;
}

// Both evaluators over the cases as the columns have them.
void Compare(const v1::DecideColumnsRequest& request) {
  const std::optional<Period> period = ParsePeriod(request.period());
  facts::FaultList faults;
  const std::optional<Columns> columns =
      server::ReadColumns(request.batch(), Words(), server::FieldPath("batch"), faults);
  CREDENCE_CHECK(period.has_value() && columns.has_value() && columns->Check().ok());
  std::vector<facts::Case> cases;
  for (uint32_t at = 0; at < columns->cases() && at < kCasesCompared; ++at) {
    if (columns->odd[at] != 0) continue;
    cases.push_back(columns->CaseAt(at));
    facts::FaultList unfit;
    if (!engine::Bind(cases.back(), *Words(), std::nullopt, unfit)) cases.pop_back();
  }
  const ruletree::Timeline& timeline = Policies().timelines.front();
  for (const ruletree::PeriodPart& part : timeline.Parts(period->range)) {
    if (part.policy == nullptr) continue;
    const testing::Agreement found = testing::CompareEvaluators(timeline, *period, part, cases);
    if (!found.difference.empty()) std::fputs(found.difference.c_str(), stderr);
    CREDENCE_CHECK(found.difference.empty());
  }
}

void Run(std::string_view bytes) {
  v1::DecideColumnsRequest request;
  if (!ReadMessage(bytes, request)) return;
  v1::DecideColumnsResponse response;
  Stop never({});
  const absl::Status status = server::DecideColumns(Policies(), request, never, &response);
  if (!status.ok()) return CheckRefusal(status);
  CREDENCE_CHECK(response.revision() == Policies().digest);
  Compare(request);
}

}  // namespace

Target DecideColumns() {
  return {"decide_columns", "DecideColumnsRequest from the wire, both evaluators", Seeds, Run,
          BendMessage<v1::DecideColumnsRequest>};
}

}  // namespace credence::fuzz
