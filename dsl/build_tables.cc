// Tables and tiers.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/check.h"
#include "core/limits.h"
#include "dsl/builder.h"

namespace credence::dsl {
namespace {

std::string Counted(size_t count, const std::string& what) {
  return absl::StrCat(count, " ", what, count == 1 ? "" : "s");
}

}  // namespace

TableInput Builder::InputOf(Node node) {
  TableInput input;
  input.span = SpanOf(node);
  for (const Node child : ChildrenOf(node)) {
    if (KindOf(child) == SyntaxKind::kName) {
      input.name = NameOf(child);
    } else {
      input.value = ChainOf(child);
    }
  }
  return input;
}

TableCell Builder::CellOf(Node node) {
  TableCell cell;
  cell.span = SpanOf(node);
  const NodeList children = ChildrenOf(node);
  const Word first = WordIn(node, 0);
  if (children.empty()) {
    cell.kind = first == WordOf("any") ? CellKind::kAny : CellKind::kOtherwise;
    return cell;
  }
  std::vector<ExprId> values;
  for (const Node child : children) values.push_back(ChainOf(child));
  // The word behind the first value tells the kind.
  const uint32_t behind = tree_[children.front()].end - tree_[node].begin;
  if (tree_[children.front()].begin > tree_[node].begin) {
    cell.kind = CellKind::kUnder;
    cell.to = values.front();
  } else if (WordIn(node, behind) == WordOf("and")) {
    cell.kind = CellKind::kAndUp;
    cell.from = values.front();
  } else if (WordIn(node, behind) == WordOf("to")) {
    const bool under = WordIn(node, behind + 1) == WordOf("under");
    cell.kind = under ? CellKind::kToUnder : CellKind::kTo;
    cell.from = values.front();
    cell.to = values.back();
  } else {
    cell.kind = CellKind::kValues;
    cell.values = std::move(values);
  }
  return cell;
}

TableRow Builder::RowOf(Node node, const Table& table) {
  TableRow row;
  row.span = SpanOf(node);
  for (const Node child : ChildrenOf(node)) {
    if (KindOf(child) == SyntaxKind::kCell) {
      row.cells.push_back(CellOf(child));
    } else {
      row.results.push_back(ChainOf(ChildrenOf(child).front()));
    }
  }
  const bool cells_fit = row.cells.size() == table.inputs.size();
  if (cells_fit && row.results.size() == table.columns.size()) return row;
  const std::string has =
      cells_fit ? Counted(row.results.size(), "result") : Counted(row.cells.size(), "condition");
  const std::string wanted = std::to_string(cells_fit ? table.columns.size() : table.inputs.size());
  Report(
      codes::kRowShape, row.span,
      absl::StrCat("This row has ", has, ", and the head of `", table.name.text, "` has ", wanted),
      {.why = "Nothing says which value belongs to which column.",
       .help = cells_fit ? "Write one result for each name behind `||` in the head."
                         : "Write one condition for each column before `||`; `any` where it "
                           "does not matter.",
       .related = {faults_.At(table.name.span, "the head is here")}});
  return row;
}

void Builder::BuildTable(Node root) {
  Table table;
  table.span = SpanOf(root);
  for (const Node child : ChildrenOf(root)) {
    switch (KindOf(child)) {
      case SyntaxKind::kName:
        table.name = NameOf(child);
        break;
      case SyntaxKind::kTableInput:
        table.inputs.push_back(InputOf(child));
        break;
      case SyntaxKind::kColumn:
        table.columns.push_back(NameOf(child));
        break;
      case SyntaxKind::kTableRow:
        table.rows.push_back(RowOf(child, table));
        break;
      default:
        CREDENCE_CHECK(false && "a part of a table");
    }
  }
  const auto limit = [&](size_t count, size_t max, const std::string& what) {
    if (count <= max) return;
    Report(codes::kTooLarge, table.name.span,
           absl::StrCat("`", table.name.text, "` has ", Counted(count, what), ", more than ", max),
           {.help = "Part it into several tables."});
  };
  limit(table.rows.size(), limits::kTableRowsMax, "row");
  limit(table.inputs.size(), limits::kTableInputsMax, "column of conditions");
  limit(table.columns.size(), limits::kTableColumnsMax, "column of results");
  file_.statements.push_back(std::move(table));
}

void Builder::BuildTiers(Node root) {
  Tiers tiers;
  tiers.span = SpanOf(root);
  bool named = false;
  for (const Node child : ChildrenOf(root)) {
    switch (KindOf(child)) {
      case SyntaxKind::kName:
        (named ? tiers.column : tiers.name) = NameOf(child);
        named = true;
        break;
      case SyntaxKind::kChain:
        tiers.base = ChainOf(child);
        break;
      case SyntaxKind::kTiersBy:
        tiers.by_slices = WordIn(child, 1) == WordOf("slices");
        break;
      case SyntaxKind::kTier: {
        const NodeList values = ChildrenOf(child);
        tiers.lines.push_back({ChainOf(values.front()), ChainOf(values.back()), SpanOf(child)});
        break;
      }
      default:
        CREDENCE_CHECK(false && "a part of tiers");
    }
  }
  if (tiers.lines.size() > limits::kTiersMax) {
    Report(codes::kTooLarge, tiers.name.span,
           absl::StrCat("`", tiers.name.text, "` has more than ", limits::kTiersMax, " tiers"),
           {.help = "Leave out those that nobody can tell apart."});
  }
  file_.statements.push_back(std::move(tiers));
}

}  // namespace credence::dsl
