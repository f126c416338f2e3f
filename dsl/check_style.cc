#include "dsl/check_style.h"

#include <unordered_map>

namespace credence::dsl {
namespace {

class StyleCheck {
 public:
  StyleCheck(const File& file, Faults& faults) : file_(file), faults_(faults) {}

  void Run() {
    for (const Expr& expr : file_.exprs) {
      if (expr.kind != ExprKind::kNot || expr.left == kNone) continue;
      const Expr& inner = file_.exprs[expr.left];
      if (inner.kind != ExprKind::kNot) continue;
      const std::string meant =
          inner.left == kNone ? "x" : faults_.TextOf(file_.exprs[inner.left].span);
      Report(expr.span, "`not (not " + meant + ")` is `" + meant + "`", "Leave out both `not`.");
    }
    for (const EvidenceNode& node : file_.evidence) {
      if (node.kind != EvidenceNodeKind::kNo || node.left == kNone) continue;
      const EvidenceNode& inner = file_.evidence[node.left];
      if (inner.kind == EvidenceNodeKind::kNo) {
        const std::string meant =
            inner.left == kNone ? "x" : faults_.TextOf(file_.evidence[inner.left].span);
        Report(node.span, "`no (no " + meant + ")` is `" + meant + "`", "Leave out both `no`.");
      }
      const bool none =
          inner.kind == EvidenceNodeKind::kQuantified && inner.quantifier == Quantifier::kNoneOf;
      if (none) Report(node.span, "`no none of` is `any of`", "Write `any of`.");
    }
    for (const Statement& statement : file_.statements) {
      if (const auto* award = std::get_if<Award>(&statement)) {
        CheckRule(award->guards, award->because);
      } else if (const auto* split = std::get_if<Split>(&statement)) {
        CheckRule(split->guards, split->because);
      } else if (const auto* limit = std::get_if<Limit>(&statement)) {
        CheckRule({}, limit->because);
      } else if (const auto* removal = std::get_if<Removal>(&statement)) {
        CheckRule(removal->guards, removal->because);
      } else if (const auto* standing = std::get_if<Standing>(&statement)) {
        CheckRule({}, standing->because);
      }
    }
  }

 private:
  void Report(Span span, const std::string& what, const std::string& help) {
    faults_.Add(codes::kDoubleNegative, span, what,
                {.why = "Readers take a double negative for a single one.", .help = help});
  }

  void CheckRule(const std::vector<Guard>& guards, const Because& because) {
    for (const Guard& guard : guards) {
      if (!guard.unless || guard.condition == kNone) continue;
      const Expr& condition = file_.exprs[guard.condition];
      const bool negative = condition.kind == ExprKind::kNot ||
                            (condition.kind == ExprKind::kIsKnown && condition.negated);
      if (!negative) continue;
      Report(guard.span, "`unless` and `not` together say `when`",
             condition.kind == ExprKind::kNot ? "Write `when` and leave out `not`."
                                              : "Write `when ... is known`.");
    }
    if (because.span.empty() || because.text.empty()) return;
    const auto [earlier, fresh] = reasons_.try_emplace(because.text, because.span);
    if (fresh) return;
    faults_.Add(codes::kBecause, because.span, "two rules give the same reason",
                {.why = "A partner who asks which rule decided would read the same for both.",
                 .help = "Say what is different about this one.",
                 .related = {faults_.At(earlier->second, "first given here")}});
  }

  const File& file_;
  Faults& faults_;
  std::unordered_map<std::string_view, Span> reasons_;
};

}  // namespace

void CheckStyle(const File& file, Faults& faults) { StyleCheck(file, faults).Run(); }

}  // namespace credence::dsl
