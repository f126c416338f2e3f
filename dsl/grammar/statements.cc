// The statements of a policy, and the way in.
//
// Clauses are matched in any order and number; that one stands twice, is missing or comes too
// early is said when the declarations are built, in better words than "unexpected".
#include <algorithm>

#include "dsl/grammar/recognise.h"
#include "dsl/grammar/rules.h"

namespace credence::dsl::grammar {

namespace {

// Clauses that several statements share --------------------------------------

const auto any_partner = kw("any") >> kw("partner") >> kw("with") >> evidence;

// Headers --------------------------------------------------------------------

const auto straddle = node<SyntaxKind::kStraddle>(kw("splitting") >> kw("periods") |
                                                  kw("governing") >> kw("whole") >> kw("periods"));

const auto effective = node<SyntaxKind::kEffective>(kw("effective") >> kw("from") >> date >>
                                                    -(kw("through") >> date)) >>
                       -(-sign(",") >> straddle);

const auto supersedes = node<SyntaxKind::kSupersedes>(kw("supersedes") >> text);

const auto uses = node<SyntaxKind::kUses>(kw("uses") >> name >> kw("version") >> text);

const auto policy_header = node<SyntaxKind::kPolicyHeader>(
    kw("policy") >> name >> kw("version") >> text >> *(effective | supersedes | uses));

// Credits --------------------------------------------------------------------

const auto party = kw("partner") | kw("partners") | kw("account") | kw("accounts");

const auto sharing = called(
    "`for one partner`, `for every partner`, `for up to 3 partners` or "
    "`shared by partners`",
    node<SyntaxKind::kSharing>(kw("shared") >> kw("by") >> kw("partners") |
                               kw("for") >> (kw("one") >> party | kw("every") >> party |
                                             kw("up") >> kw("to") >> integer >> party)));

const auto extreme = kw("highest") | kw("lowest") | kw("latest") | kw("earliest");

const auto rank = called(
    "`latest`, `earliest`, `highest` or `lowest`, or kinds of evidence such as `dpor over csp`",
    node<SyntaxKind::kRank>(extreme >> arithmetic |
                            name >> kw("over") >> name >> *(kw("over") >> name)));

const auto prefer =
    node<SyntaxKind::kPrefer>(kw("prefer") >> rank >> *(-sign(",") >> kw("then") >> rank));

const auto if_tied = node<SyntaxKind::kIfTied>(
    kw("if") >> kw("tied") >>
    called("`hold`, `share evenly` or `lowest partner id`",
           kw("hold") | kw("share") >> kw("evenly") | kw("lowest") >> kw("partner") >> kw("id")));

const auto combine =
    node<SyntaxKind::kCombine>(kw("combine") >> called("`sum`, `highest` or `lowest`",
                                                       kw("sum") | kw("highest") | kw("lowest")));

const auto rounded = node<SyntaxKind::kRounded>(
    kw("rounded") >> called("`to nearest`, `up to` or `down to`",
                            kw("to") >> kw("nearest") >> -kw("even") | kw("up") >> kw("to") |
                                kw("down") >> kw("to")) >>
    called("an amount to round to, such as `0.01 USD`", arithmetic));

const auto settled = node<SyntaxKind::kSettled>(
    kw("settled") >>
    called("`monthly`, `quarterly` or `yearly`", kw("monthly") | kw("quarterly") | kw("yearly")));

const auto recover = node<SyntaxKind::kRecover>(
    kw("recover") >> called("`fully`, `never` or `up to 12 months`",
                            kw("fully") | kw("never") | kw("up") >> kw("to") >> duration));

const auto waive = node<SyntaxKind::kWaive>(kw("waive") >> kw("under") >>
                                            called("an amount such as `50 USD`", literal));

const auto credit = node<SyntaxKind::kCredit>(
    kw("credit") >> name >> sign(":") >> type >> sharing >> kw("per") >> name >> kw("each") >>
    period_unit >> *(prefer | if_tied | combine | rounded | settled | recover | waive));

// Values with a name ---------------------------------------------------------

const auto dated_value = node<SyntaxKind::kDatedValue>(
    called("a value such as `40%`", arithmetic) >> kw("from") >> date);

const auto param = node<SyntaxKind::kParam>(kw("param") >> name >> -(sign(":") >> type) >>
                                            (sign("=") >> expression | +dated_value));

const auto set_declaration =
    node<SyntaxKind::kSetDeclaration>(kw("set") >> name >> sign("=") >> set_literal);

const auto define = node<SyntaxKind::kDefine>(
    kw("define") >> name >> -node<SyntaxKind::kPer>(kw("per") >> name) >> sign("=") >> expression);

// Awards and what takes them away --------------------------------------------

const auto replacing =
    node<SyntaxKind::kReplacing>(kw("replacing") >> name >> *(sign(",") >> name));

const auto to = node<SyntaxKind::kTo>(kw("to") >> (kw("the") | kw("every")) >> kw("partner"));

const auto amount = node<SyntaxKind::kAmount>(kw("amount") >> called("an amount", expression));

const auto bound = node<SyntaxKind::kBound>(-sign(",") >> kw("at") >> (kw("most") | kw("least")) >>
                                            called("an amount", expression));

const auto award = node<SyntaxKind::kAward>(kw("award") >> called("the name of a credit", name) >>
                                            -as >> -replacing >> to >> kw("with") >> evidence >>
                                            *(guard | amount | bound | because));

const auto credits = node<SyntaxKind::kCredits>(
    kw("all") >> kw("credits") |
    called("the name of a credit", name) >> *(sign(",") >> called("the name of a credit", name)));

const auto removal_clauses = -as >> -any_partner >> *(guard | because);

const auto exclude =
    node<SyntaxKind::kExclude>(kw("exclude") >> kw("from") >> credits >> removal_clauses);

const auto forfeit = node<SyntaxKind::kForfeit>(kw("forfeit") >> credits >> removal_clauses);

const auto statement = policy_header | credit | param | set_declaration | define | award | exclude |
                       forfeit | split_statement | table_statement | level_statement |
                       vocabulary_statement;

// What is reported is in the grammar's order, once each.
void DropRepetitions(std::vector<Expected>& expected) {
  std::vector<Expected> kept;
  for (const Expected& wanted : expected) {
    if (std::find(kept.begin(), kept.end(), wanted) == kept.end()) kept.push_back(wanted);
  }
  expected = std::move(kept);
}

}  // namespace

Recognition Recognise(std::span<const Token> tokens, uint32_t begin, uint32_t end) {
  ParseState state;
  state.origin = tokens.data();
  state.furthest = tokens.data() + begin;
  state.nodes.reserve(2 * static_cast<size_t>(end - begin));
  Iterator first = tokens.data() + begin;
  const Iterator last = tokens.data() + end;

  Recognition result;
  const bool matched = x3::parse(first, last, x3::with<StateTag>(state)[statement]);
  if (matched && first == last && !state.too_deep) {
    result.recognised = true;
    result.tree = std::move(state.nodes);
    return result;
  }
  if (matched && first != last) state.Miss(first, {"the next statement", false});
  result.too_deep = state.too_deep;
  result.stopped_at = state.PositionOf(state.furthest);
  result.expected = std::move(state.expected);
  DropRepetitions(result.expected);
  return result;
}

}  // namespace credence::dsl::grammar
