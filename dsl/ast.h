// What a rule file says, before names are looked up: typed declarations over one flat
// expression array.
//
//   award incentive as deploy to the partner with dpor on period.end
//     amount 5% of sum of revenue
//
//   -> Award{credit incentive, name deploy, every false, evidence #0, amount #3}
//      exprs: #0 path period.end   #1 literal 5%   #2 path revenue   #3 sum of #2
//             #4 of(#1, #3)        evidence: #0 kind dpor, timing on #0
//
// Expressions stand in post-order: a child's id is smaller than its parent's, so every walk
// is a loop. Operators are folded by precedence already; parentheses are gone (the formatter
// works on the tokens, not on this). Names carry their spans for messages. Nothing here has
// been checked but syntax and the literals themselves.
//
// Thread-safe once built: a value.
#ifndef CREDENCE_DSL_AST_H_
#define CREDENCE_DSL_AST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/date.h"
#include "core/diagnostic.h"
#include "core/rounding.h"
#include "core/source.h"
#include "core/value.h"

namespace credence::dsl {

// A name as written, without the backticks that escape a reserved word.
struct Name {
  std::string text;
  Span span;
};

using ExprId = uint32_t;
using EvidenceId = uint32_t;
inline constexpr uint32_t kNone = 0xffffffff;

// Expressions ---------------------------------------------------------------

enum class ExprKind : uint8_t {
  kLiteral,       // literals[ref]
  kText,          // texts[ref]; legal only where a version or reason is
  kPath,          // names[first .. first+count): workload.family
  kSet,           // names[first .. first+count): { exchange, sharepoint }
  kNegate,        // -left
  kNot,           // not left
  kBinary,        // left op right
  kIsKnown,       // left is known, or `is not known` when negated
  kAggregate,     // aggregates[ref]
  kPartnerWith,   // partner with evidence: evidence id in ref
  kPartnerHolds,  // partner holds NAME [in NAME]: names[first .. first+count)
  kCall,          // names[first](left [, right]): round(x, 1 USD)
  kEveryMetric,   // every NAME metric|category: names[first .. first+2)
};

enum class Operator : uint8_t {
  kOr,
  kAnd,  // conditions
  kGreaterEqual,
  kGreater,
  kLessEqual,
  kLess,
  kEqual,
  kNotEqual,  // comparisons
  kIs,
  kIsNot,
  kIn,
  kNotIn,
  kElse,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kOf,
};

struct Expr {
  ExprKind kind;
  Operator op = Operator::kOr;  // of kBinary
  bool negated = false;         // of kIsKnown
  Span span;                    // the whole expression, without enclosing parentheses
  Span op_span;                 // the operator or leading word
  ExprId left = kNone;
  ExprId right = kNone;
  uint32_t ref = kNone;
  uint32_t first = 0;
  uint32_t count = 0;
};

struct Literal {
  Type type;  // number for a bare figure
  Value value;
  std::optional<Duration> duration;  // as written, when it is one ("12 months")
};

// Days an evidence test or a fold looks at.
enum class WindowKind : uint8_t {
  kUnwritten,       // nothing stands there
  kThePeriod,       // the period
  kDuration,        // 12 months: ends with the evaluated period
  kDurationBefore,  // 12 months before the period
  kToDate,          // year|quarter|month to date
  kDates,           // 2016-01-01 through 2016-01-31
};

struct Window {
  WindowKind kind = WindowKind::kUnwritten;
  Duration duration;
  PeriodUnit unit = PeriodUnit::kYear;  // of kToDate
  Date from, through;                   // of kDates
  Span span;
};

enum class Fold : uint8_t { kSum, kCount, kHighest, kLowest, kAverage, kLatest, kEarliest };

struct Aggregate {
  Fold fold;
  ExprId operand;
  ExprId where = kNone;
  Window over;
};

// Evidence ------------------------------------------------------------------

enum class TimingKind : uint8_t {
  kDefault,       // nothing written: on period.end
  kOn,            // on DAY
  kThroughout,    // throughout WINDOW
  kAtAnyTime,     // at any time in WINDOW
  kForAtLeast,    // for at least DURATION in WINDOW
  kWithinBefore,  // within DURATION before DAY
  kWithinAfter,   // within DURATION after DAY
};

struct Timing {
  TimingKind kind = TimingKind::kDefault;
  ExprId day = kNone;
  Duration duration;
  Window window;
  ExprId recorded_by = kNone;
  Span span;  // empty when nothing is written
};

enum class EvidenceNodeKind : uint8_t { kAnd, kOr, kNo, kKind, kQuantified };
enum class Quantifier : uint8_t { kAny, kAll, kNoneOf, kAtLeast };

// Post-order, like expressions: children before parents.
struct EvidenceNode {
  EvidenceNodeKind kind;
  Span span;
  EvidenceId left = kNone;   // kAnd, kOr, kNo
  EvidenceId right = kNone;  // kAnd, kOr
  Quantifier quantifier = Quantifier::kAny;
  int64_t at_least = 0;  // of kAtLeast
  // kKind: the kind's name. kQuantified: the members of a set literal, or the single name of
  // a declared set when `named_set`.
  std::vector<Name> names;
  bool named_set = false;
  ExprId where = kNone;  // kKind
  Timing timing;         // kKind, kQuantified
};

// Statements of a policy ------------------------------------------------------

enum class Straddle : uint8_t { kUnwritten, kSplitting, kGoverning };

struct PolicyHeader {
  Name name;
  Name version;  // the text between the quotes
  Date from;
  Span from_span;
  std::optional<Date> through;
  Straddle straddle = Straddle::kUnwritten;
  std::optional<Name> supersedes;
  std::optional<Name> vocabulary;
  std::optional<Name> vocabulary_version;
  Span span;
};

struct TypeName {
  Type type;                    // kSymbol: see symbols; kSubject: see subject
  bool any_currency = false;    // `money` without `in CUR`
  std::vector<Name> symbols;    // one of { ... }
  std::optional<Name> subject;  // a subject's name, as in `attribute partner.home : customer`
  Span span;
};

enum class SharingKind : uint8_t { kOne, kUpTo, kEvery, kShared };
enum class Party : uint8_t { kPartner, kAccount };
enum class TieRule : uint8_t { kUnwritten, kHold, kShareEvenly, kLowestPartnerId };
enum class Combine : uint8_t { kUnwritten, kSum, kHighest, kLowest };

// One `prefer` key: a direction and a value, or kinds of evidence best first.
struct Rank {
  bool by_kind = false;
  bool highest = true;  // highest, latest; false: lowest, earliest
  ExprId key = kNone;
  std::vector<Name> kinds;  // dpor over csp over fasttrack
  Span span;
};

enum class SettledEach : uint8_t { kUnwritten, kMonth, kQuarter, kYear };
enum class RecoverKind : uint8_t { kUnwritten, kFully, kNever, kUpTo };

struct Credit {
  Name name;
  TypeName type;
  SharingKind sharing = SharingKind::kEvery;
  Party party = Party::kPartner;
  int64_t up_to = 0;
  Span sharing_span;
  Name per;
  PeriodUnit each = PeriodUnit::kMonth;
  std::vector<Rank> prefer;
  Span prefer_span;
  TieRule if_tied = TieRule::kUnwritten;
  Span if_tied_span;
  Combine combine = Combine::kUnwritten;
  Span combine_span;
  std::optional<RoundingMode> rounding;
  ExprId rounding_unit = kNone;
  Span rounding_span;
  SettledEach settled = SettledEach::kUnwritten;
  RecoverKind recover = RecoverKind::kUnwritten;
  Duration recover_up_to;
  ExprId waive_under = kNone;
  Span span;
};

struct DatedExpr {
  ExprId value;
  std::optional<Date> from;  // absent for `param x = value`
  Span from_span;
};

struct Param {
  Name name;
  std::optional<TypeName> type;
  std::vector<DatedExpr> values;
  Span span;
};

struct SetDeclaration {
  Name name;
  std::vector<Name> members;
  Span span;
};

struct Define {
  Name name;
  std::optional<Name> per;
  ExprId value;
  Span span;
};

struct Guard {
  bool unless = false;
  ExprId condition;
  Span span;
};

struct Bound {
  bool at_most = true;
  ExprId value;
  Span span;
};

struct Because {
  std::string text;  // neighbouring texts joined
  Span span;         // empty when there is none
};

struct Award {
  Name credit;
  std::optional<Name> name;
  std::vector<Name> replacing;
  bool to_every = false;
  Span to_span;
  EvidenceId evidence;
  std::vector<Guard> guards;
  ExprId amount;
  std::vector<Bound> bounds;
  Because because;
  Span span;
};

// `exclude from` (before the choice) or `forfeit` (after it).
struct Removal {
  bool forfeit = false;
  bool all_credits = false;
  std::vector<Name> credits;
  std::optional<Name> name;
  EvidenceId evidence = kNone;
  std::vector<Guard> guards;
  Because because;
  Span span;
};

enum class SplitMethod : uint8_t { kUnwritten, kEvenly, kWeighted, kHalving, kPositions };
enum class Place : uint8_t { kFirst, kLast, kMiddle, kRest };

// `20% to middle where touch.stage is evaluation evenly`
struct SplitPosition {
  ExprId share = kNone;
  Place place = Place::kFirst;
  ExprId where = kNone;
  bool evenly = false;
  Span span;
};

enum class ExcessTo : uint8_t { kUnwritten, kUnpaid, kTheRest };

// `split C of POOL over EVIDENCE ...`: the pool, divided among the partners with the evidence.
struct Split {
  Name credit;
  std::optional<Name> name;
  ExprId pool = kNone;
  EvidenceId over = kNone;  // of one kind
  ExprId order = kNone;
  SplitMethod method = SplitMethod::kUnwritten;
  Span method_span;
  ExprId weight = kNone;                 // of kWeighted
  Duration half_life;                    // of kHalving, with
  bool after = false;                    // after, not before,
  ExprId day = kNone;                    // the day
  std::vector<SplitPosition> positions;  // of kPositions
  ExprId cap = kNone;
  ExcessTo excess = ExcessTo::kUnwritten;
  Span excess_span;
  std::vector<Guard> guards;
  Because because;
  Span span;
};

// `limit A + B per partner each year to AMOUNT, cutting B first`
struct Limit {
  std::vector<Name> credits;
  std::vector<Name> per;
  PeriodUnit each = PeriodUnit::kYear;
  ExprId to = kNone;
  std::vector<Name> cut_first;  // none: proportionally
  Because because;
  Span span;
};

// One condition of a table's row.
enum class CellKind : uint8_t {
  kAny,        // any
  kOtherwise,  // otherwise: the row for what no other row has
  kUnder,      // under 80%: `to`
  kAndUp,      // 80% and up: `from`
  kToUnder,    // 80% to under 100%
  kTo,         // 80 to 99, both included
  kValues,     // emea, apac
};

struct TableCell {
  CellKind kind = CellKind::kAny;
  ExprId from = kNone;
  ExprId to = kNone;
  std::vector<ExprId> values;
  Span span;
};

struct TableInput {
  ExprId value = kNone;
  std::optional<Name> name;
  Span span;
};

struct TableRow {
  std::vector<TableCell> cells;
  std::vector<ExprId> results;
  Span span;
};

struct Table {
  Name name;
  std::vector<TableInput> inputs;
  std::vector<Name> columns;  // of results
  std::vector<TableRow> rows;
  Span span;
};

struct TierLine {
  ExprId from = kNone;
  ExprId pays = kNone;
  Span span;
};

struct Tiers {
  Name name;
  ExprId base = kNone;
  bool by_slices = false;  // false: by highest tier
  Name column;
  std::vector<TierLine> lines;
  Span span;
};

// `20 points for VALUE toward TARGET`, or `10 points when CONDITION`.
struct ScoreComponent {
  ExprId points = kNone;
  ExprId value = kNone;
  ExprId target = kNone;
  ExprId when = kNone;
  Span span;
};

struct ScoreCategory {
  Name name;
  std::vector<ScoreComponent> components;
  Span span;
};

struct Score {
  Name name;
  Name per;
  int64_t out_of = 0;
  Span out_of_span;
  std::vector<ScoreCategory> categories;
  Span span;
};

struct Standing {
  Name name;
  std::optional<Name> family;
  ExprId condition = kNone;
  std::optional<Duration> held_for;
  Span held_for_span;
  Because because;
  Span span;
};

enum class CheckKind : uint8_t {
  kAlways,   // always CONDITION
  kNever,    // never CONDITION
  kRaising,  // raising PATH never lowers|raises CREDIT
  kLoses,    // nobody loses CREDIT since VERSION [except when CONDITION]
  kSame,     // same CREDIT as VERSION [except when CONDITION]
};

struct Check {
  Name name;
  CheckKind kind = CheckKind::kAlways;
  ExprId condition = kNone;  // of kAlways, kNever
  ExprId raised = kNone;     // of kRaising
  bool lowers = true;        // of kRaising: what raising it must not do
  Name credit;               // of the others
  Name version;              // of kLoses, kSame
  ExprId except = kNone;     // of kLoses, kSame
  Span span;
};

// Statements of a vocabulary ----------------------------------------------------

struct VocabularyHeader {
  Name name;
  Name version;
  Span span;
};

struct SubjectDeclaration {
  Name name;
  std::optional<Name> in;
  Span span;
};

struct Field {
  Name name;
  TypeName type;
};

struct EvidenceDeclaration {
  Name name;
  Name on;
  bool lasting = true;  // false: dated
  std::vector<Field> fields;
  Span span;
};

struct MeasureDeclaration {
  Name name;
  TypeName type;
  Name per;
  std::optional<PeriodUnit> each;
  bool flow = false;          // false: level
  bool flow_written = false;  // `level` or `flow` stands there
  bool optional = false;
  Span span;
};

struct AttributeDeclaration {
  Name subject;
  Name name;
  TypeName type;
  bool optional = false;
  Span span;
};

using Statement = std::variant<Credit, Param, SetDeclaration, Define, Award, Removal, Split, Limit,
                               Table, Tiers, Score, Standing, Check, SubjectDeclaration,
                               EvidenceDeclaration, MeasureDeclaration, AttributeDeclaration>;

// A statement that did not parse. Its name, when it was still readable, keeps uses of it
// from being reported as unknown.
struct BrokenStatement {
  std::string word;  // "award"
  std::optional<Name> name;
  Span span;
};

enum class FileKind : uint8_t { kPolicy, kVocabulary, kUnknown };

struct File {
  SourcePtr source;
  FileKind kind = FileKind::kUnknown;
  std::optional<PolicyHeader> policy;
  std::optional<VocabularyHeader> vocabulary;
  std::vector<Statement> statements;
  std::vector<BrokenStatement> broken;

  std::vector<Expr> exprs;
  std::vector<EvidenceNode> evidence;
  std::vector<Literal> literals;
  std::vector<std::string> texts;
  std::vector<Name> names;
  std::vector<Aggregate> aggregates;
};

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_AST_H_
