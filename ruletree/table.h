// Tables and tiers of a policy: what a looked-up value comes from.
//
//   table bonus_card
//     | partner.region | attainment        || rate |
//     | emea           | under 80%         || 0%   |    row 0: {emea}, [.., 80%)
//     | emea           | 80% and up        || 1%   |    row 1: {emea}, [80%, ..)
//
// `bonus_card.rate` is a node kTable over the values of `partner.region` and `attainment`. The row
// that fits is unique: rows have no order. A row with an `otherwise` fits where no row without one
// does. When no row fits, or two do, the result that asked is held.
//
// Bounds and results are nodes without children: constants and params.
//
// Thread-safe once built: values.
#ifndef CREDENCE_RULETREE_TABLE_H_
#define CREDENCE_RULETREE_TABLE_H_

#include <string>
#include <vector>

#include "ruletree/node.h"

namespace credence::ruletree {

enum class CellKind : uint8_t { kAny, kOtherwise, kRange, kValues };

struct Cell {
  CellKind kind = CellKind::kAny;
  NodeId from = kNone;                    // of kRange: the first value of it; kNone: no lower end
  NodeId to = kNone;                      // of kRange: its end; kNone: no upper end
  bool to_included = false;               // whether `to` itself belongs to it
  std::vector<NodeId> values = {};        // of kValues, unless its values are symbols
  std::vector<std::string> symbols = {};  // of kValues
};

struct TableRow {
  std::vector<Cell> cells = {};      // one for each input
  std::vector<NodeId> results = {};  // one for each column
  Span span = {};
};

struct Table {
  std::string name;
  std::vector<std::string> inputs = {};   // as people read them: "attainment"
  std::vector<std::string> columns = {};  // the names of the results
  std::vector<Type> types = {};           // of the results
  std::vector<TableRow> rows = {};
  Span span = {};
};

// By slices each part of the base is paid at its own tier's rate; by highest tier the whole base
// is paid at the rate of the tier it reaches. Below the first tier nothing is paid.
//
//   2% from 0, 3% from 500,000 on 655,000     slices: 10,000 + 4,650    highest tier: 19,650
struct Tier {
  NodeId from = kNone;
  NodeId pays = kNone;  // a percent of the base or slice, or by highest tier an amount
  Span span = {};
};

struct Tiers {
  std::string name;
  bool by_slices = false;
  std::vector<Tier> tiers = {};  // ascending
  Span span = {};
};

}  // namespace credence::ruletree

#endif  // CREDENCE_RULETREE_TABLE_H_
