// Rule trees and cases drawn by hand, for the tests of this folder: the engine sees no text.
//
//   PolicySketch sketch;                                    // vocabulary: see Vocabulary()
//   CreditId money = sketch.Credit("incentive", Sharing::kOne);
//   sketch.Award(money, "deploy", sketch.With("dpor"), sketch.Sum("revenue"));
//   PolicyPtr policy = sketch.Build();
//
// Every node gets a text of its own, so that explanations have something to quote. Build checks
// what VerifyPolicy promises.
//
// Thread-safety: a sketch belongs to one thread.
#ifndef CREDENCE_ENGINE_POLICY_SKETCH_H_
#define CREDENCE_ENGINE_POLICY_SKETCH_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/check.h"
#include "facts/case.h"
#include "ruletree/policy.h"
#include "ruletree/verify.h"

namespace credence::engine {

inline Date Day(std::string_view text) { return *Date::Parse(text); }
inline Type Dollars() { return Type::Money(*FindCurrency("USD")); }

class PolicySketch {
 public:
  using NodeId = ruletree::NodeId;
  using Op = ruletree::Op;

  PolicySketch() {
    policy_.name = "recognition";
    policy_.version = "2016.1";
    policy_.from = Day("2015-01-01");
    policy_.vocabulary = Vocabulary();
  }

  // customer > subscription > workload, with the evidence and measures of the programme.
  static std::shared_ptr<const ruletree::Vocabulary> Vocabulary() {
    auto made = std::make_shared<ruletree::Vocabulary>();
    made->name = "sketch";
    made->version = "1";
    made->subjects = {{.name = "partner", .parent = ruletree::kNone},
                      {.name = "customer", .parent = ruletree::kNone},
                      {.name = "subscription", .parent = 1},
                      {.name = "workload", .parent = 2}};
    const auto of = [](TypeKind kind) {
      return ruletree::DomainType{.type = Type::Of(kind), .symbols = {}};
    };
    const ruletree::DomainType family{.type = Type::Of(TypeKind::kSymbol),
                                      .symbols = {"exchange", "yammer", "intune"}};
    const ruletree::DomainType home{
        .type = Type::Of(TypeKind::kSubject), .symbols = {}, .subject = 1};
    made->evidence = {{.name = "dpor", .on = 2, .fields = {{"since", of(TypeKind::kDate)}}},
                      {.name = "csp", .on = 2, .fields = {}},
                      {.name = "delegated_admin", .on = 3, .fields = {}},
                      {.name = "suspended", .on = ruletree::kPartner, .fields = {}},
                      {.name = "touch", .on = 2, .lasting = false, .fields = {}}};
    made->measures = {{.name = "active_users",
                       .type = of(TypeKind::kCount),
                       .per = 3,
                       .each = PeriodUnit::kMonth},
                      {.name = "licensed_seats",
                       .type = of(TypeKind::kCount),
                       .per = 3,
                       .each = PeriodUnit::kMonth},
                      {.name = "revenue",
                       .type = {.type = Dollars(), .symbols = {}},
                       .per = 2,
                       .each = PeriodUnit::kMonth,
                       .flow = true},
                      {.name = "quota",
                       .type = {.type = Dollars(), .symbols = {}},
                       .per = ruletree::kPartner,
                       .each = PeriodUnit::kYear,
                       .optional = true}};
    made->attributes = {{.of = 3, .name = "family", .type = family},
                        {.of = ruletree::kPartner, .name = "home", .type = home, .optional = true}};
    return made;
  }

  ruletree::Policy& policy() { return policy_; }

  NodeId Add(ruletree::Node node, const std::string& text) {
    node.span = Write(text);
    policy_.nodes.push_back(std::move(node));
    return static_cast<NodeId>(policy_.nodes.size() - 1);
  }

  NodeId Constant(Value value, Type type) {
    const std::string text = ToDisplay(value, type);
    policy_.constants.push_back(std::move(value));
    return Add({.op = Op::kConstant, .ref = Last(policy_.constants), .type = type}, text);
  }
  NodeId Percent(int64_t hundredths) {
    return Constant(Rational(hundredths, 100), Type::Of(TypeKind::kPercent));
  }
  NodeId Money(int64_t dollars) { return Constant(Rational(dollars), Dollars()); }
  NodeId PeriodEnd() {
    return Add({.op = Op::kPeriodEnd, .type = Type::Of(TypeKind::kDate)}, "period.end");
  }

  NodeId Measure(const std::string& name) {
    const ruletree::MeasureId id = policy_.vocabulary->FindMeasure(name);
    const Type type = policy_.vocabulary->measures[id].type.type;
    return Add({.op = Op::kMeasure, .ref = id, .type = type}, name);
  }
  // A fold over the subjects of the measure's own type.
  NodeId Sum(const std::string& name, NodeId where = ruletree::kNone) {
    const NodeId operand = Measure(name);
    policy_.folds.push_back({.rows = policy_.vocabulary->measures[policy_.nodes[operand].ref].per});
    return Add({.op = Op::kSum,
                .a = operand,
                .b = where,
                .ref = Last(policy_.folds),
                .type = policy_.nodes[operand].type},
               "sum of " + name);
  }
  NodeId Binary(Op op, NodeId a, NodeId b, Type type, const std::string& text) {
    return Add({.op = op, .a = a, .b = b, .type = type}, text);
  }
  NodeId Condition(Op op, NodeId a, NodeId b, const std::string& text) {
    return Binary(op, a, b, Type::Of(TypeKind::kTruth), text);
  }
  NodeId Field(const std::string& kind, const std::string& field) {
    const auto id = policy_.vocabulary->FindEvidence(kind);
    return Add({.op = Op::kEvidenceField,
                .ref = id,
                .first = policy_.vocabulary->FindField(id, field),
                .type = Type::Of(TypeKind::kDate)},
               kind + "." + field);
  }

  NodeId Test(ruletree::EvidenceTest test, const std::string& text) {
    test.span = Write(text);
    policy_.tests.push_back(std::move(test));
    return Add(
        {.op = Op::kEvidenceTest, .ref = Last(policy_.tests), .type = Type::Of(TypeKind::kTruth)},
        text);
  }
  ruletree::EvidenceKindId Kind(const std::string& name) const {
    return policy_.vocabulary->FindEvidence(name);
  }
  // `kind on period.end`
  NodeId With(const std::string& kind) {
    const NodeId day = PeriodEnd();
    return Test({.kinds = {Kind(kind)}, .timing = {.day = day}}, kind + " on period.end");
  }
  NodeId No(const std::string& kind) {
    const NodeId test = With(kind);
    return Add({.op = Op::kEvidenceNo, .a = test, .type = Type::Of(TypeKind::kTruth)},
               "no " + kind + " on period.end");
  }
  NodeId AtAnyTime(std::vector<ruletree::EvidenceKindId> kinds, const std::string& set_name) {
    return Test({.kinds = std::move(kinds),
                 .set_name = set_name,
                 .timing = {.kind = ruletree::TimingKind::kAtAnyTime}},
                "any of " + set_name + " at any time in the period");
  }

  ruletree::CreditId Credit(const std::string& name, ruletree::Sharing sharing) {
    ruletree::Credit credit;
    credit.name = name;
    credit.type = Dollars();
    credit.sharing = sharing;
    credit.per = 2;
    credit.span = Write("credit " + name);
    policy_.credits.push_back(std::move(credit));
    return Last(policy_.credits);
  }
  // For one partner, the latest `dpor.since` first.
  ruletree::CreditId Exclusive(const std::string& name,
                               ruletree::TieRule if_tied = ruletree::TieRule::kHold) {
    const ruletree::CreditId id = Credit(name, ruletree::Sharing::kOne);
    policy_.credits[id].prefer = {{.key = Field("dpor", "since")}};
    policy_.credits[id].if_tied = if_tied;
    return id;
  }

  ruletree::RuleId Award(ruletree::CreditId credit, const std::string& name, NodeId evidence,
                         NodeId amount) {
    ruletree::Rule rule;
    rule.name = name;
    rule.credits = {credit};
    rule.evidence = evidence;
    rule.amount = amount;
    return AddRule(std::move(rule));
  }
  ruletree::RuleId Remove(ruletree::RuleKind kind, ruletree::CreditId credit,
                          const std::string& name, NodeId evidence) {
    ruletree::Rule rule;
    rule.kind = kind;
    rule.name = name;
    rule.credits = {credit};
    rule.evidence = evidence;
    return AddRule(std::move(rule));
  }
  void Guard(ruletree::RuleId rule, NodeId condition, bool unless = false) {
    policy_.rules[rule].guards.push_back(
        {.unless = unless, .condition = condition, .span = policy_.nodes[condition].span});
  }
  void AtMost(ruletree::RuleId rule, NodeId value) {
    policy_.rules[rule].bounds.push_back(
        {.at_most = true, .value = value, .span = policy_.nodes[value].span});
  }

  ruletree::PolicyPtr Build() const {
    auto policy = std::make_shared<ruletree::Policy>(policy_);
    policy->source = std::make_shared<Source>("sketch.policy", text_);
    CREDENCE_CHECK(ruletree::VerifyPolicy(*policy).ok());
    return policy;
  }

 private:
  template <typename Items>
  static uint32_t Last(const Items& items) {
    return static_cast<uint32_t>(items.size() - 1);
  }

  ruletree::RuleId AddRule(ruletree::Rule rule) {
    rule.span = Write(rule.name);
    rule.because = "Because of " + rule.name + ".";
    policy_.rules.push_back(std::move(rule));
    return Last(policy_.rules);
  }

  Span Write(const std::string& text) {
    const auto begin = static_cast<uint32_t>(text_.size());
    text_ += text + "\n";
    return {begin, begin + static_cast<uint32_t>(text.size())};
  }

  ruletree::Policy policy_;
  std::string text_;
};

// northwind > ea1 > ea1.exchange, ea1.yammer, in February 2016: 80 of 100 seats active on
// exchange, none licensed on yammer, 12,345.67 USD of revenue.
class CaseSketch {
 public:
  facts::CaseBuilder builder{"northwind"};

  explicit CaseSketch(const std::vector<std::string>& partners) {
    builder.AddSubject({.type = "customer", .id = "northwind"});
    builder.AddSubject({.type = "subscription", .id = "ea1", .parent = "northwind"});
    for (const std::string family : {"exchange", "yammer"}) {
      builder.AddSubject({.type = "workload",
                          .id = "ea1." + family,
                          .parent = "ea1",
                          .attributes = {{"family", {Type::Of(TypeKind::kSymbol), family}}}});
    }
    for (const std::string& partner : partners) {
      builder.AddSubject({.type = "partner", .id = partner});
    }
  }

  CaseSketch& Count(const std::string& measure, const std::string& subject, int64_t value) {
    builder.AddMeasure({.measure = measure,
                        .subject = subject,
                        .period = ParsePeriod("2016-02"),
                        .value = {Type::Of(TypeKind::kNumber), Rational(value)}});
    return *this;
  }
  CaseSketch& Revenue(const std::string& period, const std::string& dollars) {
    builder.AddMeasure({.measure = "revenue",
                        .subject = "ea1",
                        .period = ParsePeriod(period),
                        .value = {Dollars(), *Rational::FromDecimal(dollars)}});
    return *this;
  }
  // A designation with its `since`.
  CaseSketch& Designate(const std::string& id, const std::string& partner,
                        const std::string& since) {
    builder.AddEvidence({.id = id,
                         .kind = "dpor",
                         .partner = partner,
                         .subject = "ea1",
                         .from = Day(since),
                         .fields = {{"since", {Type::Of(TypeKind::kDate), Day(since)}}}});
    return *this;
  }
  CaseSketch& Evidence(const std::string& id, const std::string& kind, const std::string& partner,
                       const std::string& subject, const std::string& from,
                       const std::string& through = "") {
    facts::EvidenceInput input{
        .id = id, .kind = kind, .partner = partner, .subject = subject, .from = Day(from)};
    if (!through.empty()) input.through = Day(through);
    builder.AddEvidence(std::move(input));
    return *this;
  }
  CaseSketch& Usage() {
    return Count("active_users", "ea1.exchange", 80)
        .Count("licensed_seats", "ea1.exchange", 100)
        .Count("active_users", "ea1.yammer", 0)
        .Count("licensed_seats", "ea1.yammer", 0)
        .Revenue("2016-02", "12345.67");
  }

  facts::Case Build() {
    std::vector<facts::Fault> faults;
    std::optional<facts::Case> built = std::move(builder).Build(faults);
    CREDENCE_CHECK(built.has_value());
    return *std::move(built);
  }
};

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_POLICY_SKETCH_H_
