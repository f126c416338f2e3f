// A checked policy: the one thing the compiler and the engine share.
//
// A policy is a version of a named family with its effective dates, its credits, and its rules
// over one flat node array (ruletree/node.h). The checker guarantees what the engine relies
// on; VerifyPolicy (ruletree/verify.h) tests those guarantees structurally.
//
//   policy recognition version "2016.1" effective from 2016-01-14, splitting periods
//     -> Policy{name "recognition", version "2016.1", from 2016-01-14, straddle kSplitting}
//
// Thread-safe once built: immutable, held by shared_ptr<const Policy>.
#ifndef CREDENCE_RULETREE_POLICY_H_
#define CREDENCE_RULETREE_POLICY_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/apportion.h"
#include "core/rounding.h"
#include "ruletree/memo.h"
#include "ruletree/node.h"
#include "ruletree/table.h"
#include "ruletree/vocabulary.h"

namespace credence::ruletree {

using CreditId = uint32_t;
using RuleId = uint32_t;

enum class Straddle : uint8_t {
  kOnBoundary,  // begins on a boundary of every period its credits use
  kSplitting,   // a period in which it begins is parted there
  kGoverning,   // the version in force on a period's last day governs all of it
};

enum class Sharing : uint8_t { kOne, kUpTo, kEvery, kShared };
enum class TieRule : uint8_t { kUnwritten, kHold, kShareEvenly, kLowestPartnerId };
enum class Combine : uint8_t { kUnwritten, kSum, kHighest, kLowest };

// One key of `prefer`, most important first.
struct Rank {
  bool highest = true;                     // false: the lowest (earliest) comes first
  NodeId key = kNone;                      // the value compared; undefined ranks last
  std::vector<EvidenceKindId> kinds = {};  // instead of key: best kind used to qualify first
  Span span = {};
};

// How differences are posted later; carried for the ledger, no part of a decision.
struct Settlement {
  std::optional<PeriodUnit> each = {};
  bool recover_never = false;
  std::optional<Duration> recover_up_to = {};  // absent and not never: fully
  std::optional<Rational> waive_under = {};
};

struct Credit {
  std::string name;
  Type type = {};
  Sharing sharing = Sharing::kEvery;
  uint32_t up_to = 1;       // of kUpTo; 1 for kOne
  bool by_account = false;  // the partners of one account are one
  SubjectTypeId per = kNone;
  PeriodUnit each = PeriodUnit::kMonth;
  std::vector<Rank> prefer = {};
  TieRule if_tied = TieRule::kUnwritten;
  Combine combine = Combine::kUnwritten;
  std::optional<Rounding> rounding = {};
  Settlement settlement = {};
  Span span = {};
};

struct Guard {
  bool unless = false;
  NodeId condition = kNone;
  Span span = {};
};

struct Bound {
  bool at_most = true;
  NodeId value = kNone;
  Span span = {};
};

enum class SplitMethod : uint8_t { kEvenly, kWeighted, kHalving, kPositions };
enum class Place : uint8_t { kFirst, kLast, kMiddle, kRest };

// The records at one place of the order, and what they have together.
struct SplitPosition {
  Rational share = {};  // above zero; those of one split add up to 1
  Place place = Place::kFirst;
  NodeId where = kNone;  // of a record
  Span span = {};
};

// How the pool of a split is divided among the partners' records of its evidence. Nodes are
// asked of each record, day and cap of none: they are the same for every partner.
struct Split {
  SplitMethod method = SplitMethod::kEvenly;
  NodeId order = kNone;   // ascending; of kPositions always there
  NodeId weight = kNone;  // of kWeighted
  int32_t half_life = 0;  // of kHalving, in days, counted to
  NodeId day = kNone;     // this day
  bool after = false;     // records come after it, not before
  std::vector<SplitPosition> positions = {};
  NodeId cap = kNone;
  Excess excess = Excess::kUnpaid;  // where goes what the cap cuts
};

enum class RuleKind : uint8_t { kAward, kSplit, kExclude, kForfeit };

struct Rule {
  RuleKind kind = RuleKind::kAward;
  std::string name = {};               // given with `as`, else made of the credit's name
  std::vector<CreditId> credits = {};  // an award or a split has exactly one
  std::vector<RuleId> replaces = {};   // of an award; acyclic
  NodeId evidence = kNone;             // evidence test node; kNone: every partner (removals only)
  std::vector<Guard> guards = {};      // all must hold
  NodeId amount = kNone;               // of an award, and the pool of a split
  std::vector<Bound> bounds = {};      // of an award
  std::optional<Split> split = {};     // of a split; its evidence is a test of one kind
  std::string because = {};
  Span span = {};
};

// What credits come to together, cut after the choice and before they are rounded.
struct Limit {
  std::string name = {};                // "rebate + growth_bonus per partner each year"
  std::vector<CreditId> credits = {};   // of one unit and period, in the order written
  bool per_partner = false;             // each partner has a limit of its own
  std::vector<SubjectTypeId> per = {};  // and each subject of these types
  PeriodUnit each = PeriodUnit::kYear;  // as long as the credits' own, or longer
  NodeId to = kNone;
  SubjectTypeId asked = kNone;           // the type of subject that `to` is asked of
  std::vector<CreditId> cut_first = {};  // none: all are cut alike
  std::string because = {};
  Span span = {};
};

struct ParamValue {
  Date from = {};  // kDateMin for an undated value
  Value value = {};
};

struct Param {
  std::string name;
  Type type = {};
  std::vector<ParamValue> values = {};  // ascending by from
  Span span = {};

  // The value on `day`; null before the first.
  const Value* On(Date day) const;
};

struct Define {
  std::string name;
  Span span = {};
};

// A part of a score, or all of it: points of a partner over some days.
struct ScorePart {
  std::string name;
  NodeId points = kNone;
  Span span = {};
};

// Per partner.
struct Score {
  std::string name;
  Rational out_of;
  NodeId points = kNone;
  std::vector<ScorePart> categories = {};
  std::vector<ScorePart> metrics = {};  // of all categories
  Span span = {};
};

// A level a partner reaches or not, looked at at the end of each month.
struct Standing {
  std::string name;
  std::string family;  // empty when it has none
  NodeId condition = kNone;
  // Reached while the condition held at the end of one of so many months, the last of them the
  // month asked about.
  uint32_t held_months = 1;
  std::string because = {};
  Span span = {};
};

enum class CheckKind : uint8_t { kAlways, kNever, kRaising, kLoses, kSame };

// A promise about results: part of no decision.
struct Check {
  std::string name;
  CheckKind kind = CheckKind::kAlways;
  SubjectTypeId per = kNone;  // what the condition is asked of, each partner of it
  PeriodUnit each = PeriodUnit::kMonth;
  NodeId condition = kNone;            // of kAlways, kNever
  std::vector<CreditId> credits = {};  // that the condition reads, or the one it is about
  MeasureId measure = kNone;           // of kRaising
  bool lowers = true;                  // of kRaising: what must not happen
  std::string version = {};            // of kLoses, kSame
  NodeId except = kNone;               // of kLoses, kSame
  Span span = {};
};

// A `set` of the text; what it holds stands where it is used.
struct NamedSet {
  std::string name;
  Span span = {};
};

struct SymbolSet {
  std::string name;  // empty for a set written in place
  std::vector<std::string> symbols = {};
};

struct Policy {
  std::string name;
  std::string version;
  Date from = {};
  std::optional<Date> through = {};
  Straddle straddle = Straddle::kOnBoundary;
  std::string supersedes;  // empty when it says nothing

  SourcePtr source;
  std::string text_digest;  // SHA-256 of the text, hexadecimal
  std::shared_ptr<const Vocabulary> vocabulary;

  std::vector<Credit> credits = {};  // in the order of the text
  std::vector<Rule> rules = {};      // in the order of the text, which no meaning depends on
  std::vector<Limit> limits = {};
  std::vector<Param> params = {};
  std::vector<Define> defines = {};
  std::vector<NamedSet> sets = {};
  std::vector<Table> tables = {};
  std::vector<Tiers> tiers = {};
  std::vector<Score> scores = {};
  std::vector<Standing> standings = {};
  std::vector<Check> checks = {};

  std::vector<Node> nodes = {};  // post-order
  std::vector<Value> constants = {};
  std::vector<SymbolSet> symbol_sets = {};
  std::vector<Rounding> roundings = {};
  std::vector<Fold> folds = {};
  std::vector<EvidenceTest> tests = {};

  Memo memo = {};  // what the engine works out of it

  CreditId FindCredit(std::string_view name) const;
  RuleId FindRule(std::string_view name) const;
  uint32_t FindParam(std::string_view name) const;
  // The author's text of a node, rule or clause, white space collapsed to single blanks.
  std::string TextOf(Span span) const;
  int LineOf(Span span) const;
};

// The nodes that a rule asks by itself: evidence, guards, amount and bounds, and how it divides.
std::vector<NodeId> RootsOf(const Rule& rule);

// Whether the node asks the partner, or its account, by itself, whatever its operands do.
bool AsksPartner(const Policy& policy, const Node& node);

using PolicyPtr = std::shared_ptr<const Policy>;

}  // namespace credence::ruletree

#endif  // CREDENCE_RULETREE_POLICY_H_
