// One expression or evidence test laid out for checking: its parts, with the defines it uses
// written out in place, parents before children.
//
//   when active_share >= usage_floor         0 expr >=
//                                            1   path usage_floor
//                                            2   define active_share
//                                            3     expr else ...
//
// So what is known from outside (the subject, the record at hand) is a loop forwards, what
// follows from inside (grain, type) a loop backwards, and nothing recurses. At most
// limits::kExpressionNodesMax parts.
//
// Thread-safety: one expression is checked by one thread.
#ifndef CREDENCE_DSL_EXPRESSION_H_
#define CREDENCE_DSL_EXPRESSION_H_

#include <optional>
#include <vector>

#include "dsl/ast.h"
#include "dsl/faults.h"
#include "dsl/symbols.h"
#include "ruletree/policy.h"

namespace credence::dsl {

// The results an expression may read.
enum class Results : uint8_t {
  kNothing,  // a rule, a score, so that no rule depends on another
  kTotals,   // a standing: what the partner was awarded in all
  kAwards,   // a check: what one decision awards
};

// What an expression is asked of.
struct Scope {
  ruletree::SubjectTypeId subject = ruletree::kNone;
  PeriodUnit each = PeriodUnit::kMonth;
  ruletree::EvidenceKindId record = ruletree::kNone;  // of the record at hand
  bool ranking = false;                               // a `prefer` key: any record's fields
  Results results = Results::kNothing;
  bool by_account = false;  // who is asked may be several partners of one account
};

// What a name in an expression stands for.
enum class PathKind : uint8_t {
  kUnknown,
  kBroken,  // declared by a statement that has a fault of its own
  kParam,
  kSet,
  kDefine,
  kTable,  // column `field` of table `id`; kNone: none of that name
  kTiers,
  kCredit,
  kScore,
  kStanding,
  kMeasure,
  kSubject,
  kAttribute,
  kField,  // field `field` of evidence `id`
  kPeriodStart,
  kPeriodEnd,
};

struct PathRef {
  PathKind kind = PathKind::kUnknown;
  uint32_t id = ruletree::kNone;
  uint32_t field = ruletree::kNone;
};

// The subjects and days that a value has one each for; kNone and nullopt: it has one, whatever
// it is asked of.
struct Grain {
  ruletree::SubjectTypeId subject = ruletree::kNone;
  std::optional<PeriodUnit> each;
  bool level = false;  // a level with a period takes part
  bool flow = false;
  bool folds = false;       // an aggregate takes part
  bool award = false;       // what a decision awards takes part
  bool by_account = false;  // to accounts
};

// What checking a part came to.
struct Checked {
  enum class State : uint8_t {
    kFaulty,    // reported already: says nothing more
    kNode,      // a value, in `node`
    kConstant,  // a value that is not a node yet, in `constant`
    kBareName,  // a name that only the other side of a comparison can explain
    kSet,       // names to compare with
    kEvidence,  // an evidence test, in `node`
    kEvery,     // every metric of a score, to compare
  };
  State state = State::kFaulty;
  Type type = {};
  const std::vector<std::string>* symbols = nullptr;  // of kSymbol: the declared ones
  ruletree::SubjectTypeId subject = ruletree::kNone;  // of kSubject
  ruletree::NodeId node = ruletree::kNone;
  Value constant = {};
  bool bare_figure = false;  // `5`: a count, a number or points as wanted

  bool ok() const { return state != State::kFaulty; }
  bool is_value() const { return state == State::kNode || state == State::kConstant; }
};

enum class PartKind : uint8_t {
  kExpr,
  kDefine,
  kEvidence,
  kInput,  // the value (left) a column of a table is asked of, and the next of them (right)
};

using PartId = uint32_t;

struct Part {
  PartKind kind = PartKind::kExpr;
  uint32_t id = kNone;      // ExprId (of the name, for kDefine) or EvidenceId
  uint32_t define = kNone;  // of kDefine
  uint32_t table = kNone;   // of kInput, with
  uint32_t input = 0;       // its column
  PartId parent = kNone;
  PartId within = kNone;  // the innermost part around it that names a define, a table or tiers

  // Children.
  PartId left = kNone;
  PartId right = kNone;
  PartId where = kNone;
  PartId day = kNone;
  PartId recorded = kNone;

  PathRef path = {};  // of a kPath
  Scope scope = {};
  Grain grain = {};
  ruletree::Fold fold = {};  // of a kAggregate
  bool faulty = false;       // reported already, before its type was looked at
  Checked checked = {};
};

using Parts = std::vector<Part>;

// What `expr`, a kPath, names where `record` is at hand.
PathRef ResolvePath(const Symbols& symbols, const Expr& expr, ruletree::EvidenceKindId record);

// The parts below `root`, an expression or an evidence test, asked of `scope`. Empty, with a
// message, when there are too many.
Parts LayOut(const Symbols& symbols, ExprId root, const Scope& scope, Faults& faults);
Parts LayOutEvidence(const Symbols& symbols, EvidenceId root, const Scope& scope, Faults& faults);

// The author's text of a part. For a part inside a define this is the define's text.
Span SpanOf(const File& file, const Part& part);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_EXPRESSION_H_
