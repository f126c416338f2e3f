// The syntax tree of one statement: a flat array in post-order, over tokens.
//
//   amount 5% of revenue
//
//   #0 literal  [1, 3)  size 1        a node's subtree is the `size` nodes that end with it,
//   #1 operator [3, 4)  size 1        so its last child is the node before it, the child
//   #2 path     [4, 5)  size 1        before that stands `size` of the last child earlier,
//   #3 chain    [1, 5)  size 4        and the statement itself is the last node.
//   #4 amount   [0, 5)  size 5
//
// The grammar records what it matched and nothing else. Operators stand flat in a chain:
// precedence, like what a literal is worth, is decided when the declarations of dsl/ast.h are
// built from this. Words that were read are found by their tokens.
//
// Thread-safe once built: a value.
#ifndef CREDENCE_DSL_SYNTAX_TREE_H_
#define CREDENCE_DSL_SYNTAX_TREE_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/container/inlined_vector.h"

namespace credence::dsl {

enum class SyntaxKind : uint8_t {
  // Pieces.
  kName,      // dpor
  kPath,      // workload.family
  kText,      // "2016.1"
  kDate,      // 2016-01-14
  kLiteral,   // 40%, 25_000 USD, 70 points, 12 months, 5, 2016-01-14
  kDuration,  // 12 months, where nothing else may stand
  kInteger,   // 12
  kSet,       // { exchange, skype }        children: names
  kType,      // money in USD               children: a set or a name, if any
  kUnit,      // month, where a period's length stands

  // Expressions.
  kChain,          // operands, prefixes and operators, in order
  kPrefix,         // `-` or `not`
  kOperator,       // `+`, `is not`, `is known`, `else`, ...
  kParenthesised,  // ( chain )
  kAggregate,      // sum of path|parenthesised [where] [window]
  kWhere,          // where chain
  kWindow,         // over year to date; the period, ... children: duration or dates
  kEveryMetric,    // every name metric
  kPartnerHolds,   // partner holds name [in name]
  kPartnerWith,    // partner with evidence
  kCall,           // name ( chain, ... )

  // Evidence.
  kEvidenceChain,  // evidence, `and`, evidence, ...
  kEvidenceNo,     // no evidence
  kEvidenceGroup,  // ( chain )
  kEvidenceKind,   // name [where] [timing]
  kQuantified,     // any of set|name [timing]
  kQuantifier,     // any, all, none, at least 2
  kTiming,         // on chain, throughout window, ... [recorded]
  kRecorded,       // recorded by chain

  // Clauses.
  kEffective,   // from date [through date]
  kStraddle,    // splitting periods
  kSupersedes,  // text
  kUses,        // name text
  kSharing,     // for one partner
  kPrefer,      // ranks
  kRank,        // latest chain; or names best first
  kIfTied,
  kCombine,
  kRounded,  // chain
  kSettled,
  kRecover,     // [duration]
  kWaive,       // literal
  kDatedValue,  // chain from date
  kPer,         // name
  kIn,          // name
  kAs,          // name
  kReplacing,   // names
  kTo,          // to the partner, to every partner
  kGuard,       // when chain
  kAmount,      // chain
  kBound,       // at most chain
  kBecause,     // texts
  kCredits,     // names, or none for `all credits`
  kField,       // name type
  kEach,        // unit
  kAccrual,     // level, flow
  kTableInput,  // chain [as name]
  kColumn,      // name
  kTableRow,    // cells, results
  kCell,        // any, otherwise, under chain, chain and up, chain to chain, chains
  kResult,      // chain
  kTiersBy,     // by slices, by highest tier
  kTier,        // chain, chain
  kOptional,
  kCategory,   // name components
  kComponent,  // literal for chain toward chain; literal when chain
  kHeldFor,    // duration
  kAlways,     // chain
  kNever,      // chain
  kRaising,    // path name
  kLoses,      // name text [except]
  kSame,       // name text [except]
  kExcept,     // chain
  kInOrder,    // path
  kEvenly,
  kWeighted,   // chain
  kHalving,    // duration chain
  kPositions,  // positions
  kPosition,   // literal place [where]
  kPlace,      // first, last, middle, rest
  kShareCap,   // chain
  kExcess,     // unpaid, to the rest
  kPerEach,    // names
  kCutting,    // names, or none for `proportionally`

  // Statements.
  kPolicyHeader,
  kVocabularyHeader,
  kCredit,
  kParam,
  kSetDeclaration,
  kDefine,
  kAward,
  kExclude,
  kForfeit,
  kSplit,
  kLimit,
  kTable,
  kTiers,
  kScore,
  kStanding,
  kCheck,
  kSubjectDeclaration,
  kEvidenceDeclaration,
  kMeasureDeclaration,
  kAttributeDeclaration,
};

// Tokens [begin, end) of the file; `size` counts the node itself.
struct SyntaxNode {
  SyntaxKind kind;
  uint32_t begin = 0;
  uint32_t end = 0;
  uint32_t size = 1;
};

using SyntaxTree = std::vector<SyntaxNode>;

// Nodes of a tree; the few that most have are kept without allocation.
using NodeList = absl::InlinedVector<uint32_t, 8>;

// The children of `node`, in order.
inline NodeList ChildrenOf(const SyntaxTree& tree, uint32_t node) {
  NodeList children;
  const uint32_t first = node + 1 - tree[node].size;
  for (uint32_t end = node; end > first; end -= tree[end - 1].size) children.push_back(end - 1);
  std::reverse(children.begin(), children.end());
  return children;
}

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_SYNTAX_TREE_H_
