#include "dsl/format_layout.h"

#include <algorithm>
#include <string_view>

#include "dsl/operators.h"

namespace credence::dsl {
namespace {

using Node = uint32_t;

bool IsSign(const Token& token, Sign sign) {
  return token.kind == TokenKind::kSign && token.sign == sign;
}

// Code points, which is columns for all but the widest scripts.
int ColumnsOf(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// Lays tokens from left to right: `Flow` puts them into the line, `NewLine` ends it. Breaks are
// decided with the column known, since all before is laid already.
class Layout {
 public:
  Layout(const Source& source, std::span<const Token> tokens, const SyntaxTree& tree,
         std::vector<Gap>& gaps)
      : source_(source),
        tokens_(tokens),
        tree_(tree),
        gaps_(gaps),
        root_(static_cast<Node>(tree.size() - 1)),
        next_(tree.back().begin) {}

  void Run() {
    SetBlanks();
    Statement();
    Flow(EndOf(root_));
  }

 private:
  // The tree -------------------------------------------------------------------

  SyntaxKind KindOf(Node node) const { return tree_[node].kind; }
  uint32_t BeginOf(Node node) const { return tree_[node].begin; }
  uint32_t EndOf(Node node) const { return tree_[node].end; }
  NodeList Children(Node node) const { return ChildrenOf(tree_, node); }

  // Blanks ----------------------------------------------------------------------

  // The blanks between neighbours of one line, before any break is decided.
  void SetBlanks() {
    for (uint32_t i = BeginOf(root_) + 1; i < EndOf(root_); ++i) {
      gaps_[i] = {false, Touch(tokens_[i - 1], tokens_[i]) ? 0 : 1};
    }
    for (Node node = 0; node <= root_; ++node) {
      const uint32_t begin = BeginOf(node);
      if (KindOf(node) == SyntaxKind::kPrefix && IsSign(tokens_[begin], SignOf("-"))) {
        gaps_[begin + 1].columns = 0;
      }
      if (KindOf(node) == SyntaxKind::kCall || KindOf(node) == SyntaxKind::kField) {
        gaps_[begin + 1].columns = 0;
      }
    }
  }

  static bool Touch(const Token& left, const Token& right) {
    for (const Sign sign : {SignOf("("), SignOf(".")}) {
      if (IsSign(left, sign)) return true;
    }
    for (const Sign sign : {SignOf(")"), SignOf(","), SignOf("."), SignOf("%")}) {
      if (IsSign(right, sign)) return true;
    }
    return false;
  }

  // Lines -----------------------------------------------------------------------

  // Puts what comes before token `to` into the line.
  void Flow(uint32_t to) {
    for (; next_ < to; ++next_) {
      if (next_ > BeginOf(root_)) column_ += gaps_[next_].columns;
      column_ += ColumnsOf(source_.text(tokens_[next_].span));
    }
  }

  // Begins a line with token `at`.
  void NewLine(uint32_t at, int indent) {
    Flow(at);
    gaps_[at] = {true, indent};
    column_ = 0;
  }

  // The column at which token `at` would begin, all before it being laid.
  int ColumnOf(uint32_t at) {
    Flow(at);
    return column_ + (at > BeginOf(root_) ? gaps_[at].columns : 0);
  }

  int Columns(uint32_t begin, uint32_t end) const {
    return FlatColumns(source_, tokens_, gaps_, begin, end);
  }

  // Whether tokens from `begin` on fit into the line up to `end`, with what must follow them.
  bool Fits(uint32_t begin, uint32_t end) {
    while (end < EndOf(root_) && gaps_[end].columns == 0 && !gaps_[end].line) ++end;
    return ColumnOf(begin) + Columns(begin, end) <= kLineColumns;
  }

  // Chains ----------------------------------------------------------------------

  // A run of the children of a chain.
  using Items = std::span<const Node>;

  InfixOperator OperatorOf(Node node) const { return InfixOf(tokens_[BeginOf(node)], false); }

  // Whether a line may begin with this operator: `is known` ends an operand, and a percentage
  // stays with what it is of.
  bool Breaks(Node node) const {
    if (KindOf(node) != SyntaxKind::kOperator) return false;
    if (tokens_[EndOf(node) - 1].word == WordOf("known")) return false;
    return OperatorOf(node).op != Operator::kOf;
  }

  int LoosestOf(Items items) const {
    int loosest = kMinusLevel;
    for (const Node item : items) {
      if (Breaks(item)) loosest = std::min<int>(loosest, OperatorOf(item).level);
    }
    return loosest;
  }

  void Chain(Node chain, bool hangs = false) {
    const NodeList items = Children(chain);
    Chain(Items(items), hangs);
  }

  // `hangs`: the chain begins a line of its own, so its operators may stand left of its values.
  void Chain(Items items, bool hangs) {
    const uint32_t begin = BeginOf(items.front());
    const uint32_t end = EndOf(items.back());
    if (Fits(begin, end)) return Flow(end);
    const int level = LoosestOf(items);
    if (level == kMinusLevel) {
      for (const Node item : items) Operand(item);
      return;
    }
    int column = ColumnOf(begin);
    const bool signs = level == kSumLevel || level == kProductLevel;
    if (hangs && signs) gaps_[begin].columns = column + 2;

    std::size_t first = 0;
    for (std::size_t i = 1; i < items.size(); ++i) {
      if (!Breaks(items[i]) || OperatorOf(items[i]).level != level) continue;
      Chain(items.subspan(first, i - first), hangs && first == 0);
      // A value for want of another is short: it may end the last line of what it follows.
      const bool short_else = level == kElseLevel && Fits(BeginOf(items[i]), end);
      if (!short_else) NewLine(BeginOf(items[i]), column);
      Flow(EndOf(items[i]));
      first = i + 1;
    }
    Chain(items.subspan(first), false);
  }

  void Operand(Node node) {
    if (Fits(BeginOf(node), EndOf(node))) return Flow(EndOf(node));
    const int column = ColumnOf(BeginOf(node));
    for (const Node child : Children(node)) {
      switch (KindOf(child)) {
        case SyntaxKind::kChain:
        case SyntaxKind::kEvidenceChain:
          // Arguments of a call stand below one another.
          if (KindOf(node) == SyntaxKind::kCall && next_ > BeginOf(node) + 2) {
            NewLine(BeginOf(child), column + Columns(BeginOf(node), BeginOf(node) + 2));
          }
          Chain(child);
          break;
        case SyntaxKind::kWhere:
          NewLine(BeginOf(child), column + kClauseIndent);
          Chain(Children(child).front());
          break;
        case SyntaxKind::kWindow:  // its line begins with `over`
          NewLine(BeginOf(child) - 1, column + kClauseIndent);
          break;
        case SyntaxKind::kTiming:
          NewLine(BeginOf(child), column + kClauseIndent);
          Operand(child);
          break;
        case SyntaxKind::kRecorded:
          NewLine(BeginOf(child), column + kClauseIndent);
          break;
        case SyntaxKind::kSet:
          Members(child);
          break;
        case SyntaxKind::kName:
          if (KindOf(node) == SyntaxKind::kSet) {
            Member(child, column);
          }
          break;
        default:
          Operand(child);
      }
    }
    Flow(EndOf(node));
  }

  // As many members in a line as fit, the first of each below the first.
  void Members(Node list) {
    const NodeList members = Children(list);
    const int column = ColumnOf(BeginOf(members.front()));
    for (const Node member : members) Member(member, column);
    Flow(EndOf(list));
  }

  void Member(Node member, int column) {
    if (!Fits(BeginOf(member), EndOf(member))) NewLine(BeginOf(member), column);
    Flow(EndOf(member));
  }

  // Statements --------------------------------------------------------------------

  void Statement() {
    switch (KindOf(root_)) {
      case SyntaxKind::kParam:
        return Param();
      case SyntaxKind::kDefine:
        return Define();
      case SyntaxKind::kAward:
        return Award();
      case SyntaxKind::kSplit:
        return Split();
      case SyntaxKind::kLimit:
        return Limit();
      case SyntaxKind::kTable:
      case SyntaxKind::kTiers:
        return Rows();
      case SyntaxKind::kEvidenceDeclaration:
        return EvidenceDeclaration();
      case SyntaxKind::kScore:
        return Score();
      case SyntaxKind::kStanding:
        return Standing();
      case SyntaxKind::kCheck:
        return Check();
      default:
        break;
    }
    for (const Node child : Children(root_)) {
      switch (KindOf(child)) {
        case SyntaxKind::kName:
        case SyntaxKind::kPath:
        case SyntaxKind::kText:
        case SyntaxKind::kAs:
        case SyntaxKind::kCredits:
        case SyntaxKind::kSharing:
        case SyntaxKind::kUnit:
        case SyntaxKind::kStraddle:
        case SyntaxKind::kIn:
        case SyntaxKind::kEach:
        case SyntaxKind::kAccrual:
        case SyntaxKind::kOptional:
          break;
        case SyntaxKind::kType:
          for (const Node part : Children(child)) Operand(part);
          break;
        case SyntaxKind::kSet:
          Members(child);
          break;
        case SyntaxKind::kEvidenceChain:  // its line begins with `any partner with`
          NewLine(BeginOf(child) - 3, kClauseIndent);
          Evidence(child);
          break;
        default:
          Clause(child);
      }
    }
  }

  void Clause(Node clause) {
    NewLine(BeginOf(clause), kClauseIndent);
    if (KindOf(clause) == SyntaxKind::kBecause) return Reason(clause);
    for (const Node child : Children(clause)) {
      if (KindOf(child) == SyntaxKind::kChain) Chain(child);
      if (KindOf(child) != SyntaxKind::kRank) continue;
      // `then` and the comma before it stand left of the rank.
      const bool first = next_ <= BeginOf(clause) + 1;
      if (!first && !Fits(next_, EndOf(child))) NewLine(BeginOf(child) - 1, 2 * kClauseIndent);
      Flow(EndOf(child));
    }
  }

  // Evidence that takes several lines begins on the first of its own.
  void Evidence(Node chain) {
    if (!Fits(BeginOf(chain), EndOf(chain))) NewLine(BeginOf(chain), 2 * kClauseIndent);
    Chain(chain);
  }

  // Neighbouring texts stand below one another.
  void Reason(Node because) {
    const NodeList texts = Children(because);
    const int column = ColumnOf(BeginOf(texts.front()));
    for (std::size_t i = 1; i < texts.size(); ++i) NewLine(BeginOf(texts[i]), column);
    Flow(EndOf(because));
  }

  void Param() {
    NodeList dated;
    int widest = 0;
    for (const Node child : Children(root_)) {
      if (KindOf(child) == SyntaxKind::kChain) Chain(child);
      if (KindOf(child) != SyntaxKind::kDatedValue) continue;
      dated.push_back(child);
      const Node value = Children(child).front();
      widest = std::max(widest, Columns(BeginOf(value), EndOf(value)));
    }
    for (const Node value : dated) {
      const uint32_t from = BeginOf(Children(value).back()) - 1;
      NewLine(BeginOf(value), kClauseIndent);
      const int width = Columns(BeginOf(value), from);
      if (kClauseIndent + widest + Columns(from, EndOf(value)) < kLineColumns) {
        gaps_[from].columns = 1 + widest - width;
      } else {
        Chain(Children(value).front());
      }
      Flow(EndOf(value));
    }
  }

  // A line a category, and below it a line a component.
  void Score() {
    for (const Node child : Children(root_)) {
      if (KindOf(child) != SyntaxKind::kCategory) continue;
      NewLine(BeginOf(child), kClauseIndent);
      for (const Node component : Children(child)) {
        if (KindOf(component) != SyntaxKind::kComponent) continue;
        NewLine(BeginOf(component), 2 * kClauseIndent);
        for (const Node part : Children(component)) {
          if (KindOf(part) == SyntaxKind::kChain) Chain(part);
        }
      }
    }
  }

  void Standing() {
    for (const Node child : Children(root_)) {
      if (KindOf(child) == SyntaxKind::kChain) {  // its line begins with `when`
        NewLine(BeginOf(child) - 1, kClauseIndent);
        Chain(child);
      }
      if (KindOf(child) == SyntaxKind::kHeldFor || KindOf(child) == SyntaxKind::kBecause) {
        Clause(child);
      }
    }
  }

  void Check() {
    const Node promise = Children(root_).back();
    if (!Fits(BeginOf(root_), EndOf(promise))) NewLine(BeginOf(promise), kClauseIndent);
    for (const Node part : Children(promise)) {
      if (KindOf(part) == SyntaxKind::kChain) Chain(part);
      if (KindOf(part) != SyntaxKind::kExcept) continue;
      if (!Fits(BeginOf(part), EndOf(part))) NewLine(BeginOf(part), 2 * kClauseIndent);
      Chain(Children(part).front());
    }
  }

  void Define() {
    const Node chain = Children(root_).back();
    if (Fits(BeginOf(root_), EndOf(root_))) return;
    NewLine(BeginOf(chain), kClauseIndent);
    Chain(chain, true);
  }

  void Award() {
    for (const Node child : Children(root_)) {
      switch (KindOf(child)) {
        case SyntaxKind::kReplacing:
          if (!Fits(BeginOf(child), EndOf(child))) NewLine(BeginOf(child), kClauseIndent);
          break;
        case SyntaxKind::kTo:
          to_ = child;
          break;
        case SyntaxKind::kEvidenceChain:
          if (!Fits(BeginOf(to_), EndOf(child))) NewLine(BeginOf(to_), kClauseIndent);
          Evidence(child);
          break;
        case SyntaxKind::kAmount:
          NewLine(BeginOf(child), kClauseIndent);
          Chain(Children(child).front());
          break;
        case SyntaxKind::kBound:
          Bound(child);
          break;
        case SyntaxKind::kName:
        case SyntaxKind::kAs:
          break;
        default:
          Clause(child);
      }
    }
  }

  void Split() {
    for (const Node child : Children(root_)) {
      switch (KindOf(child)) {
        case SyntaxKind::kName:
        case SyntaxKind::kAs:
          break;
        case SyntaxKind::kChain:
          Chain(child);
          break;
        case SyntaxKind::kEvidenceKind:  // its line begins with `over`
          NewLine(BeginOf(child) - 1, kClauseIndent);
          Operand(child);
          break;
        case SyntaxKind::kPositions:
          NewLine(BeginOf(child), kClauseIndent);
          Members(child);
          break;
        case SyntaxKind::kShareCap:
          LineOf(child);
          break;
        case SyntaxKind::kExcess:
          if (!Fits(BeginOf(child), EndOf(child))) LineOf(child);
          Flow(EndOf(child));
          break;
        default:
          Clause(child);
      }
    }
  }

  void LineOf(Node clause) {
    NewLine(BehindComma(clause), kClauseIndent);
    for (const Node child : Children(clause)) {
      if (KindOf(child) == SyntaxKind::kChain) Chain(child);
    }
    Flow(EndOf(clause));
  }

  uint32_t AmountEnd() const {
    for (const Node child : Children(root_)) {
      if (KindOf(child) == SyntaxKind::kChain) return EndOf(child);
    }
    return EndOf(root_);
  }

  void Limit() {
    for (const Node child : Children(root_)) {
      if (KindOf(child) == SyntaxKind::kPerEach && !Fits(BeginOf(child), AmountEnd())) {
        NewLine(BeginOf(child), kClauseIndent);
      }
      if (KindOf(child) == SyntaxKind::kChain) Chain(child);
      if (KindOf(child) == SyntaxKind::kCutting && !Fits(BeginOf(child), EndOf(child))) {
        LineOf(child);
      }
      if (KindOf(child) == SyntaxKind::kBecause) Clause(child);
    }
  }

  // Rows between pipes -----------------------------------------------------------

  static bool IsPipe(const Token& token) {
    return IsSign(token, SignOf("|")) || IsSign(token, SignOf("||"));
  }

  // The head is the row from the first pipe on; each column is as wide as its widest cell.
  void Rows() {
    std::vector<std::pair<uint32_t, uint32_t>> rows;
    uint32_t head = BeginOf(root_);
    while (!IsPipe(tokens_[head])) ++head;
    for (const Node child : Children(root_)) {
      if (KindOf(child) == SyntaxKind::kChain) Chain(child);
      if (KindOf(child) != SyntaxKind::kTableRow && KindOf(child) != SyntaxKind::kTier) continue;
      if (rows.empty()) rows.emplace_back(head, BeginOf(child));
      rows.emplace_back(BeginOf(child), EndOf(child));
    }
    std::vector<int> widths;
    for (const auto& [begin, end] : rows) {
      std::size_t column = 0;
      ForEachCell(begin, end, [&](uint32_t from, uint32_t to) {
        if (column == widths.size()) widths.push_back(0);
        widths[column] = std::max(widths[column], Columns(from, to));
        ++column;
      });
    }
    for (const auto& [begin, end] : rows) {
      NewLine(begin, kClauseIndent);
      std::size_t column = 0;
      ForEachCell(begin, end, [&](uint32_t from, uint32_t to) {
        gaps_[to].columns = 1 + widths[column++] - Columns(from, to);
      });
      Flow(end);
    }
  }

  // Calls `see` with the tokens between neighbouring pipes.
  template <typename See>
  void ForEachCell(uint32_t begin, uint32_t end, See see) const {
    uint32_t from = begin + 1;
    for (uint32_t i = from; i < end; ++i) {
      if (!IsPipe(tokens_[i])) continue;
      see(from, i);
      from = i + 1;
    }
  }

  // The first token behind the comma, if there is one, which stays with what it follows.
  uint32_t BehindComma(Node clause) const {
    return BeginOf(clause) + (IsSign(tokens_[BeginOf(clause)], SignOf(",")) ? 1u : 0u);
  }

  void Bound(Node bound) {
    if (!Fits(BeginOf(bound), EndOf(bound))) NewLine(BehindComma(bound), 2 * kClauseIndent);
    Chain(Children(bound).front());
  }

  void EvidenceDeclaration() {
    const NodeList children = Children(root_);
    if (children.size() <= 3 || Fits(BeginOf(root_), EndOf(root_))) return;
    NewLine(BeginOf(children[3]) - 2, kClauseIndent);  // `with {`
    const int column = ColumnOf(BeginOf(children[3]));
    for (std::size_t i = 3; i < children.size(); ++i) {
      if (!Fits(BeginOf(children[i]), EndOf(children[i])) && i > 3) {
        NewLine(BeginOf(children[i]), column);
      }
      for (const Node part : Children(Children(children[i]).back())) Operand(part);
      Flow(EndOf(children[i]));
    }
  }

  const Source& source_;
  std::span<const Token> tokens_;
  const SyntaxTree& tree_;
  std::vector<Gap>& gaps_;
  Node root_;
  Node to_ = 0;     // `to the partner` of an award
  uint32_t next_;   // the first token not laid yet
  int column_ = 0;  // where the last laid token ends
};

}  // namespace

void LayOut(const Source& source, std::span<const Token> tokens, const SyntaxTree& tree,
            std::vector<Gap>& gaps) {
  Layout(source, tokens, tree, gaps).Run();
}

int FlatColumns(const Source& source, std::span<const Token> tokens, std::span<const Gap> gaps,
                uint32_t begin, uint32_t end) {
  int columns = 0;
  for (uint32_t i = begin; i < end; ++i) {
    if (i > begin) columns += gaps[i].columns;
    columns += ColumnsOf(source.text(tokens[i].span));
  }
  return columns;
}

}  // namespace credence::dsl
