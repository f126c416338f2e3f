#include "bench/reference/columns.h"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "core/check.h"
#include "engine/batch/lower.h"

namespace credence::bench::reference {

using engine::batch::Column;
using engine::batch::Columns;
using engine::batch::Records;
using engine::batch::Row;

namespace {

Column& AttributeOf(Columns& columns, const char* subject, const char* name) {
  const ruletree::Vocabulary& words = columns.vocabulary();
  return columns.attributes[words.FindAttribute(words.FindSubject(subject), name)];
}

Column& MeasureOf(Columns& columns, const char* name) {
  return columns.Measure(columns.vocabulary().FindMeasure(name), DecidedDays().begin);
}

std::vector<int64_t> SymbolsOf(const Columns& columns, std::initializer_list<const char*> names) {
  std::vector<int64_t> symbols;
  for (const char* name : names) symbols.push_back(columns.symbols().Find(name));
  return symbols;
}

}  // namespace

engine::batch::ProgramPtr LowerReference(const ruletree::PolicySet& policies) {
  return engine::batch::Lower(policies.timelines.front().versions().front(), DecidedDays(),
                              PeriodUnit::kMonth)
      .program;
}

CaseColumns::CaseColumns(Columns& columns)
    : columns_(columns),
      customer_(columns.vocabulary().FindSubject("customer")),
      subscription_(columns.vocabulary().FindSubject("subscription")),
      workload_(columns.vocabulary().FindSubject("workload")),
      seats_(MeasureOf(columns, "seats")),
      active_users_(MeasureOf(columns, "active_users")),
      revenue_(MeasureOf(columns, "revenue")),
      region_(AttributeOf(columns, "customer", "region")),
      segment_(AttributeOf(columns, "customer", "segment")),
      contract_(AttributeOf(columns, "customer", "contract")),
      family_(AttributeOf(columns, "workload", "family")),
      level_(AttributeOf(columns, "partner", "level")),
      enrolled_on_(AttributeOf(columns, "partner", "enrolled_on")),
      owner_(AttributeOf(columns, "partner", "owner")),
      regions_(SymbolsOf(columns, {"north_america", "emea", "apac", "latam"})),
      families_(SymbolsOf(columns,
                          {"exchange", "sharepoint", "skype", "yammer", "intune", "crm_online"})),
      levels_(SymbolsOf(columns, {"registered", "silver", "gold"})) {
  for (const char* kind : {"designated", "resale", "onboarding", "administration", "suspended"}) {
    kinds_.push_back(columns.vocabulary().FindEvidence(kind));
  }
}

void CaseColumns::Append(const Case& the_case) {
  columns_.odd.push_back(0);
  AppendPartners(the_case);
  AppendSubjects(the_case);
  AppendRecords(the_case);
}

void CaseColumns::AppendPartners(const Case& the_case) {
  const int64_t customer_owned = columns_.symbols().Find("customer_owned");
  const int64_t independent = columns_.symbols().Find("independent");
  for (uint32_t i = 0; i < the_case.partner_count; ++i) {
    const Partner& partner = the_case.partners[i];
    level_.Add(levels_[static_cast<size_t>(partner.level)]);
    enrolled_on_.Add(partner.enrolled_on.days);
    owner_.Add(partner.customer_owned ? customer_owned : independent);
  }
  std::vector<Row>& begin = columns_.rows[ruletree::kPartner].begin;
  begin.push_back(begin.back() + the_case.partner_count);
}

void CaseColumns::AppendSubjects(const Case& the_case) {
  const engine::batch::Symbols& symbols = columns_.symbols();
  const int64_t cents = engine::batch::Scale(Type::Money({})) / 100;
  engine::batch::Rows& customers = columns_.rows[customer_];
  engine::batch::Rows& subscriptions = columns_.rows[subscription_];
  engine::batch::Rows& workloads = columns_.rows[workload_];
  const auto customer = static_cast<Row>(customers.size());
  const auto first = static_cast<Row>(subscriptions.size());
  region_.Add(regions_[static_cast<size_t>(the_case.region)]);
  segment_.Add(symbols.Find(the_case.education ? "education" : "commercial"));
  contract_.Add(symbols.Find(the_case.open ? "open" : "closed"));
  customers.begin.push_back(customer + 1);
  for (uint32_t i = 0; i < the_case.subscription_count; ++i) {
    const Subscription& subscription = the_case.subscriptions[i];
    revenue_.Add(subscription.revenue_cents * cents);
    subscriptions.parent.push_back(customer);
    for (uint32_t line = 0; line < subscription.line_count; ++line) {
      const Line& of = the_case.lines[subscription.first_line + line];
      family_.Add(families_[static_cast<size_t>(of.family)]);
      seats_.Add(of.seats);
      active_users_.Add(of.active);
      workloads.parent.push_back(first + i);
    }
  }
  subscriptions.begin.push_back(first + the_case.subscription_count);
  workloads.begin.push_back(static_cast<Row>(workloads.size() + the_case.line_count));
}

void CaseColumns::AppendRecords(const Case& the_case) {
  const size_t at = columns_.cases() - 1;
  for (uint32_t i = 0; i < the_case.record_count; ++i) {
    const Record& record = the_case.records[i];
    const uint32_t kind = kinds_[static_cast<size_t>(record.kind)];
    const uint32_t on = columns_.vocabulary().evidence[kind].on;
    Records& records = columns_.records[kind];
    records.place.push_back(record.partner);
    records.subject.push_back(columns_.rows[on].begin[at] +
                              (on == ruletree::kPartner ? record.partner : record.place));
    records.valid.push_back(record.days);
    if (record.kind == Kind::kDesignated) records.fields[0].Add(record.since.days);
  }
  for (Records& records : columns_.records) {
    records.begin.push_back(static_cast<uint32_t>(records.place.size()));
  }
}

std::vector<Decided> AwardsOf(const engine::batch::Outcome& outcome,
                              const engine::batch::Program& program, const Columns& columns) {
  std::vector<Decided> decided(columns.cases());
  const auto place = [&](ruletree::SubjectTypeId type, uint32_t at, Row row) {
    return static_cast<uint8_t>(row - columns.rows[type].begin[at]);
  };
  const auto credit_named = [](const std::string& name) {
    if (name == "incentive") return Credit::kIncentive;
    return name == "capacity" ? Credit::kCapacity : Credit::kRecognisedSeats;
  };
  for (size_t i = 0; i < outcome.credits.size(); ++i) {
    const ruletree::Credit& of = program.policy->credits[program.credits[i].credit];
    const Credit credit = credit_named(of.name);
    const engine::batch::CreditOutcome& found = outcome.credits[i];
    for (const engine::batch::Award& award : found.awards) {
      CREDENCE_CHECK(found.AmountIn(award) == (credit == Credit::kIncentive ? 100 : 1));
      decided[award.the_case].awards.push_back(
          {credit, place(of.per, award.the_case, award.subject),
           place(ruletree::kPartner, award.the_case, award.partner), award.amount});
    }
    for (const engine::batch::Tie& tie : found.ties) {
      decided[tie.the_case].held_incentives |=
          static_cast<uint8_t>(1 << place(of.per, tie.the_case, tie.subject));
    }
  }
  for (Decided& one : decided) std::sort(one.awards.begin(), one.awards.end());
  return decided;
}

}  // namespace credence::bench::reference
