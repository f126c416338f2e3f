// Reading expectations; matching.cc holds a decision to them.
#include "clients/cli/expectations.h"

#include <algorithm>
#include <array>
#include <utility>

#include "clients/cli/wire_value.h"

namespace credence::cli {
namespace {

constexpr std::array<std::string_view, 4> kHeldReasons = {"tied", "conflict", "missing input",
                                                          "overflow"};

constexpr std::array<std::string_view, 3> kVerdicts = {"reached", "not reached", "held"};

using Kind = Expectation::Kind;

class ExpectationReader {
 public:
  ExpectationReader(const FaultSink& sink, const std::vector<std::string>& types)
      : sink_(sink), types_(types) {}

  void ReadList(const YamlNode* node, Kind kind, Expectations& to) {
    if (node == nullptr || node->is_null()) return;
    if (!node->is_list()) {
      sink_.Add(*node, "what is expected is a list", "Begin every entry with `- `.");
      return;
    }
    for (const YamlNode* item : node->items) {
      const size_t faults_before = sink_.faults.count();
      Expectation read = ReadOne(*item, kind);
      if (sink_.faults.count() == faults_before) to.items.push_back(std::move(read));
    }
  }

 private:
  Expectation ReadOne(const YamlNode& node, Kind kind) {
    Expectation read;
    read.kind = kind;
    read.scope.place = {sink_.source, node.span};
    read.entry = read.scope.place;
    // `none: [ incentive ]` says it of every subject.
    if (kind == Kind::kNone && node.is_scalar()) {
      read.scope.credit = node.text;
      return read;
    }
    YamlFields fields(sink_, node, "what is expected");
    if (kind == Kind::kStanding) {
      ReadStanding(fields, read);
      fields.RefuseRest();
      return read;
    }
    ReadScope(fields, read);
    const bool names_partner = kind != Kind::kNone && kind != Kind::kHeld;
    if (names_partner) read.scope.partner = fields.NeedText("partner");
    switch (kind) {
      case Kind::kAward:
        ReadAward(fields, read);
        break;
      case Kind::kHeld:
        ReadHeld(fields, read);
        break;
      case Kind::kNot:
        read.why_not = fields.TakeText("why_not");
        read.why_not_place = PlaceOf(fields, "why_not");
        break;
      case Kind::kSettlement:
        ReadSettlement(fields, read);
        break;
      case Kind::kExplains:
        ReadContains(fields, read);
        break;
      case Kind::kStanding:
      case Kind::kNone:
      case Kind::kSomebody:
      case Kind::kNobody:
      case Kind::kHeldAtAll:
        break;
    }
    fields.RefuseRest();
    return read;
  }

  void ReadScope(YamlFields& fields, Expectation& read) {
    Scope& scope = read.scope;
    scope.credit = fields.NeedText("credit");
    scope.period = fields.TakeText("period");
    scope.days = fields.TakeText("days");
    scope.version = fields.TakeText("version");
    scope.subject = fields.TakeText("subject");
    for (const std::string& type : types_) {
      // A partner may itself be the subject of a credit; then `subject:` names it.
      if (type == facts::kPartnerType) continue;
      const std::string id = fields.TakeText(type);
      if (!id.empty()) scope.subject = id;
    }
  }

  void ReadStanding(YamlFields& fields, Expectation& read) {
    read.standing = fields.NeedText("standing");
    read.scope.partner = fields.NeedText("partner");
    read.scope.period = fields.TakeText("period");
    read.scope.version = fields.TakeText("version");
    read.verdict = fields.NeedText("verdict");
    read.missing = fields.TakeText("missing");
    read.why_not = fields.TakeText("why");
    read.verdict_place = PlaceOf(fields, "verdict");
    read.missing_place = PlaceOf(fields, "missing");
    read.why_not_place = PlaceOf(fields, "why");
    for (char& c : read.verdict) c = c == '_' ? ' ' : c;
    const bool known = read.verdict.empty() || std::find(kVerdicts.begin(), kVerdicts.end(),
                                                         read.verdict) != kVerdicts.end();
    if (!known) {
      sink_.Add(*fields.Take("verdict"), "`" + read.verdict + "` is no verdict on a standing",
                "Verdicts are `reached`, `not reached` and `held`.");
    }
  }

  std::optional<Place> PlaceOf(YamlFields& fields, std::string_view key) const {
    const YamlNode* node = fields.Take(key);
    return node == nullptr ? std::nullopt : std::optional(Place{sink_.source, node->span});
  }

  void ReadSettlement(YamlFields& fields, Expectation& read) {
    if (fields.Take("known_at") == nullptr) fields.NeedText("known_at");
    if (fields.Take("delta") == nullptr) fields.NeedText("delta");
    if (fields.Take("known_at") != nullptr) read.known_at = fields.TakeDate("known_at");
    if (fields.Take("delta") != nullptr) read.amount = fields.TakeLiteral("delta");
    read.cause = fields.TakeText("cause");
    read.amount_place = PlaceOf(fields, "delta");
    read.cause_place = PlaceOf(fields, "cause");
    if (read.amount_place) read.scope.place = *read.amount_place;
  }

  void ReadAward(YamlFields& fields, Expectation& read) {
    read.amount = fields.TakeLiteral("amount");
    read.rule = fields.TakeText("rule");
    if (fields.Take("evidence") != nullptr) read.evidence = fields.TakeList("evidence");
    read.amount_place = PlaceOf(fields, "amount");
    read.rule_place = PlaceOf(fields, "rule");
    read.evidence_place = PlaceOf(fields, "evidence");
    const YamlNode* amount = fields.Take("amount");
    if (amount != nullptr && amount->is_scalar()) read.scope.place.span = amount->span;
  }

  void ReadHeld(YamlFields& fields, Expectation& read) {
    const YamlNode* node = fields.Take("reason");
    read.reason = fields.TakeText("reason");
    for (char& c : read.reason) c = c == '_' ? ' ' : c;
    const bool known = read.reason.empty() || std::find(kHeldReasons.begin(), kHeldReasons.end(),
                                                        read.reason) != kHeldReasons.end();
    if (!known) {
      sink_.Add(*node, "nothing is held for the reason `" + read.reason + "`",
                "Reasons are tied, conflict, missing_input and overflow.");
    }
    if (fields.Take("between") != nullptr) read.between = fields.TakeList("between");
  }

  void ReadContains(YamlFields& fields, Expectation& read) {
    const YamlNode* node = fields.Take("contains");
    if (node == nullptr) fields.NeedText("contains");
    if (node == nullptr) return;
    const bool is_list = node->is_list();
    for (const YamlNode* item : is_list ? node->items : std::vector<const YamlNode*>{node}) {
      const auto text = ScalarText(sink_, *item, "an entry of `contains`");
      if (text) read.contains.push_back({*text, {sink_.source, item->span}});
    }
  }

  const FaultSink& sink_;
  const std::vector<std::string>& types_;
};

}  // namespace

void Expectations::Append(const Expectations& other) {
  items.insert(items.end(), other.items.begin(), other.items.end());
  ignore.insert(ignore.end(), other.ignore.begin(), other.ignore.end());
  says_results |= other.says_results;
  if (other.body) body = other.body;
}

Expectations ReadExpectations(const FaultSink& sink, const YamlNode& node,
                              const std::vector<std::string>& types) {
  Expectations read;
  YamlFields fields(sink, node, "`expect`");
  ExpectationReader reader(sink, types);
  for (const char* key : {"awards", "held", "not", "none", "explains", "standings"}) {
    read.says_results |= fields.Take(key) != nullptr;
  }
  reader.ReadList(fields.Take("awards"), Kind::kAward, read);
  reader.ReadList(fields.Take("held"), Kind::kHeld, read);
  reader.ReadList(fields.Take("not"), Kind::kNot, read);
  reader.ReadList(fields.Take("none"), Kind::kNone, read);
  reader.ReadList(fields.Take("explains"), Kind::kExplains, read);
  if (const YamlNode* ignore = fields.Take("ignore")) {
    const bool is_list = ignore->is_list();
    for (const YamlNode* item : is_list ? ignore->items : std::vector<const YamlNode*>{ignore}) {
      const auto credit = ScalarText(sink, *item, "an entry of `ignore`");
      if (credit) read.ignore.push_back({*credit, {sink.source, item->span}});
    }
  }
  reader.ReadList(fields.Take("settlements"), Kind::kSettlement, read);
  read.body = Place{sink.source, node.span};
  reader.ReadList(fields.Take("standings"), Kind::kStanding, read);
  fields.RefuseRest();
  return read;
}

}  // namespace credence::cli
