// One node of the rule tree: a typed operation on earlier nodes.
//
// All expressions and evidence tests of a policy are one flat array in post-order: the
// children of node i have ids below i, so a walk is a loop and nothing recurses. Shared
// parts (a define used twice) are one node with two parents.
//
//   active_users / licensed_seats >= 40%
//     0 measure active_users    : count
//     1 measure licensed_seats  : count
//     2 divide 0 1              : percent
//     3 constant 40%            : percent
//     4 greater_equal 2 3       : truth
//
// Evaluation has a scope: a subject (the credit's, or a fold's row), a partner, the evaluated
// days, and inside a `where` of an evidence test one evidence record. Each operation says
// below what it reads of it.
//
// Thread-safe once built: values.
#ifndef CREDENCE_RULETREE_NODE_H_
#define CREDENCE_RULETREE_NODE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/date.h"
#include "core/source.h"
#include "core/value.h"
#include "ruletree/vocabulary.h"

namespace credence::ruletree {

using NodeId = uint32_t;

enum class Op : uint8_t {
  // Leaves.
  kConstant,       // constants[ref]
  kParam,          // params[ref] as of the last evaluated day
  kPeriodStart,    // first evaluated day
  kPeriodEnd,      // last evaluated day
  kMeasure,        // measures[ref] of the scope's subject or the one above it that has it; of
                   // the partner when the measure is per partner. Over the scope's days: a
                   // level as it is, a flow in proportion to the days. Missing: undefined when
                   // optional, else the result is held
  kAttribute,      // attributes[ref], likewise
  kSubjectId,      // the id of the scope's subject of type ref, itself or above; of the partner
                   // when ref is kPartner
  kEvidenceField,  // field `first` of evidence kind ref. In a `where`: of the record at hand.
                   // In a prefer key or latest/earliest/highest/lowest: of each of the
                   // partner's records of that kind. Field kFromField and kOnField are the
                   // record's first valid day
  kSubjectRow,     // operand of `count of workload`: one for each row of the fold
  kAward,          // in a check: what the decision at hand awards of credits[ref] to the scope's
                   // partner on the scope's subject or the one above it; none: undefined
  kAwardTotal,     // in a standing: what the partner was awarded of credits[ref] in periods that
                   // end in the scope's days, over all subjects; how many when first is kCounted
  kHolds,          // in a standing: whether the partner reached standings[ref]

  // Points of a score: constants[ref] of them at most.
  kPointsToward,  // a value, b target above zero: the share of it reached, from none to all
  kPointsWhen,    // a condition: all or none

  // Arithmetic: a, b.
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,  // division by zero: undefined
  kNegate,  // a
  kRound,   // a by roundings[ref]

  // Comparisons and conditions: a, b -> truth.
  kGreaterEqual,
  kGreater,
  kLessEqual,
  kLess,
  kEqual,
  kNotEqual,
  kIn,  // a is one of symbol_sets[ref]
  kNotIn,
  kAnd,
  kOr,       // b is not evaluated when a decides
  kNot,      // a
  kIsKnown,  // a is defined
  kElse,     // a when defined, else b

  // Folds: a operand, b where or kNone, folds[ref].
  kSum,
  kCount,
  kHighest,
  kLowest,
  kAverage,

  // Looked up (ruletree/table.h).
  kInputs,  // a value, b the kInputs of the next one or kNone: what a table is asked of
  kTable,   // column `first` of the row of tables[ref] that fits the kInputs a
  kTiers,   // what tiers[ref] pays on a

  // a, the same value; names a `define` (defines[ref]) for explanations.
  kDefine,

  // Evidence tests of the scope's partner -> truth.
  kPartnerWith,  // a: the evidence test below; turns it into an ordinary condition
  kEvidenceAnd,
  kEvidenceOr,    // a, b
  kEvidenceNo,    // a
  kEvidenceTest,  // tests[ref]
};

std::string_view OpName(Op op);  // "greater_equal"

// sum, count, highest, lowest or average: an operation over the rows of a fold.
bool IsFold(Op op);

// Fields every evidence kind has, beside the declared ones.
inline constexpr uint32_t kFromField = 0xfffffff0;     // `.from` of lasting evidence
inline constexpr uint32_t kOnField = 0xfffffff1;       // `.on` of dated evidence
inline constexpr uint32_t kThroughField = 0xfffffff2;  // `.through`; undefined when open

// In Node::first of kAwardTotal: how many awards, instead of how much.
inline constexpr uint32_t kCounted = 1;

struct Node {
  Op op;
  NodeId a = kNone;
  NodeId b = kNone;
  uint32_t ref = kNone;
  uint32_t first = kNone;  // of kEvidenceField, kTable, kAwardTotal
  Type type = {};
  Span span = {};  // the author's text of it, in the policy's source
};

// The days a fold or an evidence test looks at, relative to the evaluated part of a period.
enum class WindowKind : uint8_t {
  kThePeriod,       // the evaluated days
  kDuration,        // the last `duration`, ending with the evaluated days; whole calendar
                    // months, quarters or years when it is given in those
  kDurationBefore,  // the same, ending before the evaluated period begins
  kToDate,          // from the start of the `unit` that holds the last evaluated day
  kDates,           // `dates`
};

struct Window {
  WindowKind kind = WindowKind::kThePeriod;
  Duration duration = {};
  PeriodUnit unit = PeriodUnit::kYear;
  DateRange dates = {};
};

// The days `window` means when the evaluated days are `part`.
DateRange ResolveWindow(const Window& window, const DateRange& part);

struct Fold {
  SubjectTypeId rows = kNone;  // rows are the subjects of this type at or below the
                               // scope's; kNone: the scope's subject alone
  bool over_time = false;      // rows are also the periods of `each` in the window
  PeriodUnit each = PeriodUnit::kMonth;
  Window window = {};
  bool all_subjects = false;        // per-partner credits: every subject of the type `rows`
  EvidenceKindId evidence = kNone;  // rows are the partner's records of this kind instead
  bool all_partners = false;        // in a check: rows are the partners, each on the subject
  bool by_account = false;          // one of each account
};

enum class TimingKind : uint8_t {
  kOn,            // valid on `day`
  kThroughout,    // valid on every day of the window, by one record or several together
  kAtAnyTime,     // valid on a day of the window
  kForAtLeast,    // valid on at least so many days of the window, together
  kWithinBefore,  // valid on a day of [day - duration, day]
  kWithinAfter,   // valid on a day of [day, day + duration]
};

struct Timing {
  TimingKind kind = TimingKind::kOn;
  NodeId day = kNone;          // of kOn, kWithin*
  Duration duration = {};      // of kForAtLeast, kWithin*
  Window window = {};          // of kThroughout, kAtAnyTime, kForAtLeast
  NodeId recorded_by = kNone;  // only records known by this day count
};

enum class Quantifier : uint8_t { kAny, kAll, kNoneOf, kAtLeast };

// A test of the partner's evidence on the scope's subject or above it. One kind is kAny of
// one. Each kind is tested by itself: it holds when its records meet `where` and the timing.
struct EvidenceTest {
  Quantifier quantifier = Quantifier::kAny;
  uint32_t at_least = 1;
  std::vector<EvidenceKindId> kinds = {};
  std::string set_name = {};  // the declared set's name, when the author wrote one
  NodeId where = kNone;
  Timing timing = {};
  Span span = {};
};

}  // namespace credence::ruletree

#endif  // CREDENCE_RULETREE_NODE_H_
