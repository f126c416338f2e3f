// What a policy asks of one stretch of days, as steps over columns.
//
//   seats : count per workload, family in counted, summed for each subscription
//     0 measure seats                        a number for each workload
//     1 attribute family                     a number for each workload
//     2 in_symbols 1                         a truth for each workload
//     3 sum 0 where 2                        a number for each subscription
//
// Each step makes one column, at the coarsest grain that its value varies by: the rows of a subject
// type, or these and the partners of their case (a pair for each). What rules share is one step.
//
// A number is a whole number in parts of the column's scale, known when the program is made; where
// a division is part of it, another column has the divisor: value / (scale * divisor). A truth is a
// mask with a bit for each partner of the row's case; of what no partner changes it is none or all.
// A column whose rows may lack a value names the truth of which have one.
//
// What a step cannot say exactly (a required value that is missing, a product past 64 bits) faults
// the case, and the plain evaluator decides it.
//
// Thread-safe once made: immutable.
#ifndef CREDENCE_ENGINE_BATCH_PROGRAM_H_
#define CREDENCE_ENGINE_BATCH_PROGRAM_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "ruletree/policy.h"

namespace credence::engine::batch {

using ColumnId = uint32_t;
using ruletree::kNone;

// What a column has a value for: the rows of a subject type, or of one of these two, and of each
// whether for every partner of the case.
struct Grain {
  static constexpr uint32_t kCase = 0xfffffffe;  // one row a case
  static constexpr uint32_t kOne = 0xfffffffd;   // one row in all

  uint32_t rows = kOne;
  bool by_partner = false;
  friend bool operator==(const Grain&, const Grain&) = default;
};

enum class Do : uint8_t {
  // Numbers of the cases.
  kConstant,   // immediate
  kMeasure,    // of ref, of the period that begins on day `immediate`
  kAttribute,  // ref
  kRowNumber,  // the row itself, of the subject type ref

  // Numbers of numbers.
  kAdd,
  kSubtract,
  kMultiply,
  kTimes,  // a, times immediate
  kLeast,
  kMost,
  kDividend,  // of a / b: a, with the sign of b
  kDivisor,   // of a / b: the magnitude of b, or 1 where it is zero
  kRound,     // a, whose divisor is b or kNone, by rounds[ref]
  kTiers,     // a, by tiers[ref]
  kEither,    // a where the truth c, else b
  kPick,      // picks[ref]

  // Numbers of other rows.
  kSpread,        // a number of coarser rows
  kSum,           // numbers a of finer rows, where the truth b
  kHighest,       // the same; kNoNumber where there is none
  kLatestRecord,  // the highest field of the records of demands[ref], or kNoNumber

  // Truths, from here on.
  kGreaterEqual,  // numbers a, b of one scale
  kGreater,
  kEqual,
  kInSymbols,  // number a is one of symbols[ref]
  kPresent,    // a measure or attribute column has a value
  kIsNumber,   // a is not kNoNumber
  kAlways,     // immediate: all or none
  kAnd,
  kOr,
  kNot,
  kAtLeast,      // immediate of the truths lists[ref]
  kExactlyOne,   // of the truths lists[ref]
  kEvidence,     // demands[ref]
  kSpreadTruth,  // a truth of coarser rows
  kAny,          // whether the truth a is there in any finer row
};

// Whether a column of it is truths; else it is numbers.
inline bool IsTruth(Do what) { return what >= Do::kGreaterEqual; }

struct Step {
  Do what = Do::kConstant;
  ColumnId a = kNone;
  ColumnId b = kNone;
  ColumnId c = kNone;
  uint32_t ref = kNone;
  int64_t immediate = 0;
  Grain grain = {};
  friend bool operator==(const Step&, const Step&) = default;
};

template <typename H>
H AbslHashValue(H h, const Step& step) {
  return H::combine(std::move(h), step.what, step.a, step.b, step.c, step.ref, step.immediate,
                    step.grain.rows, step.grain.by_partner);
}

// A number that no column has: there is no value. Values stay above it.
inline constexpr int64_t kNoNumber = INT64_MIN;

// A timing of one kind of evidence: how many days of the window must be covered.
struct Demand {
  ruletree::EvidenceKindId kind = kNone;
  DateRange window = {};
  int32_t days = 1;
  uint32_t field = kNone;  // of kLatestRecord: a field of the kind, or ruletree::kFromField
  bool lowest = false;     // of kLatestRecord: the lowest, which is kept with its sign turned
  friend bool operator==(const Demand&, const Demand&) = default;
};

// The value of the only truth of a row's that is there; none or several: there is no value.
struct Pick {
  std::vector<ColumnId> when = {};
  std::vector<int64_t> values = {};
  friend bool operator==(const Pick&, const Pick&) = default;
};

// What is paid from where on, in parts of the base's scale.
struct TierSteps {
  bool by_slices = false;
  std::vector<int64_t> from = {};
  std::vector<int64_t> pays = {};     // a share of the base or slice, in parts of the rates' scale
  std::vector<int64_t> amounts = {};  // or an amount, in parts of the result's
  friend bool operator==(const TierSteps&, const TierSteps&) = default;
};

// To multiples of unit / unit_in wholes, of a number in parts of `scale`.
struct RoundStep {
  RoundingMode mode = RoundingMode::kNearest;
  int64_t unit = 1;
  int64_t unit_in = 1;
  int64_t scale = 1;
  friend bool operator==(const RoundStep&, const RoundStep&) = default;
};

// A number with what it is read by.
struct Number {
  ColumnId value = kNone;
  int64_t scale = 1;
  ColumnId divisor = kNone;
  ColumnId has = kNone;  // the truth of where there is a value; kNone: everywhere
};

struct Truth {
  ColumnId value = kNone;
  ColumnId has = kNone;
};

// One key of `prefer`; the highest comes first.
struct Key {
  // A value of each partner; or, where `records` is not empty, of the records by which a partner
  // qualified: those of each award that it claims by, each with the truth of whether it did by
  // them. Where it qualified by none, `otherwise`.
  struct OfAward {
    ColumnId when = kNone;
    ColumnId value = kNone;
  };
  std::vector<std::vector<OfAward>> records = {};  // by award of the credit
  ColumnId otherwise = kNone;
};

struct AwardSteps {
  ruletree::RuleId rule = kNone;
  // Who claims by it: neither excluded, nor by a rule that another of its claims replaces.
  ColumnId claims = kNone;
  Number amount = {};    // within its bounds; of one scale for all awards of a credit
  ColumnId cap = kNone;  // the least of `at most`, in the same scale
};

struct CreditSteps {
  ruletree::CreditId credit = kNone;
  Grain grain = {};                     // of every truth below; of a credit per partner, of cases
  std::vector<AwardSteps> awards = {};  // by the rule's name
  ColumnId live = kNone;                // who claims at all
  ColumnId doubt = kNone;               // of whom nobody can tell; kNone: of nobody
  Truth forfeited = {};
  std::vector<Key> keys = {};
};

struct Program {
  ruletree::PolicyPtr policy;
  DateRange days;
  std::vector<Step> steps = {};
  std::vector<std::vector<uint8_t>> symbols = {};  // by symbol: whether it is one of them
  std::vector<std::vector<ColumnId>> lists = {};
  std::vector<Demand> demands = {};
  std::vector<Pick> picks = {};
  std::vector<TierSteps> tiers = {};
  std::vector<RoundStep> rounds = {};
  std::vector<CreditSteps> credits = {};
};

using ProgramPtr = std::shared_ptr<const Program>;

}  // namespace credence::engine::batch

#endif  // CREDENCE_ENGINE_BATCH_PROGRAM_H_
