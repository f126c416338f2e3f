// The steps of a policy's expressions: what a node says of the rows it is asked of.
//
//   NodeSteps nodes(builder, symbols);
//   Truth holds = nodes.TruthOf(guard.condition, {.rows = subscription, .days = february});
//
// A node is asked of the subjects of one type (or of partners alone: Grain::kCase) over some days;
// what is asked twice is looked up. Walks with a list of its own instead of recursion.
//
// Thread-safety: belongs to one thread.
#ifndef CREDENCE_ENGINE_BATCH_NODE_STEPS_H_
#define CREDENCE_ENGINE_BATCH_NODE_STEPS_H_

#include <absl/container/flat_hash_map.h>

#include <string>
#include <utility>
#include <vector>

#include "engine/batch/builder.h"
#include "engine/batch/columns.h"

namespace credence::engine::batch {

// Whom a node is asked of, and over what days.
struct Asked {
  uint32_t rows = Grain::kCase;
  DateRange days = {};
  int depth = 0;  // folds around
};

class NodeSteps {
 public:
  // All outlive it.
  NodeSteps(Builder& builder, const Symbols& symbols)
      : builder_(builder), policy_(*builder.program().policy), symbols_(symbols) {}

  Number NumberOf(ruletree::NodeId node, const Asked& asked);
  Truth TruthOf(ruletree::NodeId node, const Asked& asked);

  // Of one kind, whether it holds by itself.
  ColumnId KindHolds(ruletree::EvidenceKindId kind, const ruletree::EvidenceTest& test,
                     const Asked& asked);
  // What the timing of a test demands; nullopt: that is no matter of the policy and the days alone.
  std::optional<Demand> DemandOn(ruletree::EvidenceKindId kind, const ruletree::EvidenceTest& test,
                                 const Asked& asked);
  // The place of a demand in the program.
  uint32_t RefOf(const Demand& demand);
  // The rows that evidence of the kind stands on; nullopt: none that are asked, or above them.
  std::optional<uint32_t> RowsOf(ruletree::EvidenceKindId kind, const Asked& asked) const;

  // The value that a constant or a param has on the last of the days; null: none.
  const Value* ConstantAt(ruletree::NodeId leaf, const Asked& asked) const;

  void Fail(ruletree::NodeId node, const std::string& what);

 private:
  struct Made {
    Number number = {};
    Truth truth = {};
    bool may_hold = false;  // where there is no value, the result may be held for it
  };
  using Need = std::pair<ruletree::NodeId, uint32_t>;  // a node, and the place of what is asked

  const Made& MadeOf(ruletree::NodeId node, const Asked& asked);
  uint32_t PlaceOf(const Asked& asked);
  std::vector<Need> NeedsOf(const ruletree::Node& node, uint32_t place);
  Made Make(ruletree::NodeId id, uint32_t place);
  const Made& At(ruletree::NodeId node, uint32_t place) const { return made_.at({node, place}); }

  Made Leaf(ruletree::NodeId id, const Asked& asked);
  Made Operation(ruletree::NodeId id, const Asked& asked, const Made& a, const Made& b);
  Number Measure(ruletree::NodeId id, const Asked& asked);
  // A column of the cases, and where it has a value.
  Number Loaded(const Step& load, const Type& type, bool is_optional);
  Number MeasureOn(ruletree::MeasureId id, Date begin, const Grain& grain);
  Number Attribute(ruletree::NodeId id, const Asked& asked);
  Number RowNumber(ruletree::NodeId id, const Asked& asked);
  Number ValueOf(ruletree::NodeId id, const Value& value);
  // Where the bearer of a value is found; nullopt: nowhere.
  std::optional<Grain> GrainOf(ruletree::SubjectTypeId of, const Asked& asked) const;
  Number Moved(ruletree::NodeId id, const Number& a, const Number& b);
  Truth InSymbols(const std::vector<std::string>& names, const Number& symbol);
  Truth Test(ruletree::NodeId id, const Asked& asked);

  // Folds: rows below and stretches of days.
  struct FoldRows {
    uint32_t rows = kNone;
    uint32_t to = kNone;  // where they are added up
    std::vector<uint32_t> places = {};
  };
  FoldRows RowsOfFold(const ruletree::Node& node, uint32_t place);
  Made Fold(ruletree::NodeId id, uint32_t place);
  Number FoldOnce(ruletree::NodeId id, const FoldRows& rows, uint32_t place);
  ColumnId AnyOf(ColumnId truth, const FoldRows& rows);

  // Lookups (lookup_steps.cc).
  std::vector<ruletree::NodeId> InputsOf(const ruletree::Node& table) const;
  Number Table(ruletree::NodeId id, uint32_t place);
  Truth CellFits(const ruletree::Cell& cell, const Number& input, ruletree::NodeId node,
                 const Asked& asked);
  Number Tiers(ruletree::NodeId id, const Asked& asked, const Number& base);
  std::optional<Rational> NumberAt(ruletree::NodeId leaf, const Asked& asked);

  Builder& builder_;
  const ruletree::Policy& policy_;
  const Symbols& symbols_;
  std::vector<Asked> asked_;
  absl::flat_hash_map<Need, Made> made_;
};

}  // namespace credence::engine::batch

#endif  // CREDENCE_ENGINE_BATCH_NODE_STEPS_H_
