// Splits, which divide a pool among partners, and limits across credits.
//
// Clauses of a split are matched in any order and number; that one is missing, stands twice or
// lacks the other it needs is said when the declarations are built.
#include "dsl/grammar/rules.h"

namespace credence::dsl::grammar {

namespace {

// Splits ---------------------------------------------------------------------

const auto in_order = node<SyntaxKind::kInOrder>(
    kw("in") >> kw("order") >> kw("of") >>
    called("a field of the evidence such as `touch.on`", node<SyntaxKind::kChain>(path)));

const auto place =
    called("`first`, `last`, `middle` or `rest`",
           node<SyntaxKind::kPlace>(kw("first") | kw("last") | kw("middle") | kw("rest")));

const auto share = called("a share such as `40% to first`", literal);

const auto position = node<SyntaxKind::kPosition>(share >> kw("to") >> place >> -where >>
                                                  -node<SyntaxKind::kEvenly>(kw("evenly")));

const auto positions = node<SyntaxKind::kPositions>(position >> *(sign(",") >> position));

const auto weighted =
    node<SyntaxKind::kWeighted>(kw("weighted") >> kw("by") >> called("a weight", expression));

const auto halving = node<SyntaxKind::kHalving>(
    kw("halving") >> kw("every") >> duration >> (kw("before") | kw("after")) >>
    called("a day such as `opportunity.closed_on`", arithmetic));

const auto evenly = node<SyntaxKind::kEvenly>(kw("evenly"));

const auto share_cap = node<SyntaxKind::kShareCap>(-sign(",") >> kw("at") >> kw("most") >>
                                                   called("an amount", arithmetic) >> kw("each"));

const auto excess = node<SyntaxKind::kExcess>(
    -sign(",") >> kw("excess") >>
    called("`unpaid` or `to the rest`", kw("unpaid") | kw("to") >> kw("the") >> kw("rest")));

const auto split = node<SyntaxKind::kSplit>(
    kw("split") >> called("the name of a credit", name) >> -as >> kw("of") >>
    called("the amount that is divided", expression) >> kw("over") >>
    called("evidence such as `touch`", evidence_kind) >>
    *(in_order | evenly | weighted | halving | positions | share_cap | excess | guard | because));

// Limits ---------------------------------------------------------------------

const auto credit_name = called("the name of a credit", name);

const auto per = node<SyntaxKind::kPerEach>(kw("per") >> called("`partner` or a subject", name) >>
                                            *(sign(",") >> name));

const auto cutting = node<SyntaxKind::kCutting>(
    -sign(",") >> kw("cutting") >>
    called("`proportionally`, or a credit such as `bonus first`",
           kw("proportionally") | name >> *(sign(",") >> name) >> kw("first")));

const auto limit = node<SyntaxKind::kLimit>(
    kw("limit") >> credit_name >> *(sign("+") >> credit_name) >> per >> kw("each") >> period_unit >>
    kw("to") >> called("an amount such as `300_000 USD`", arithmetic) >> cutting >> -because);

const auto split_statement_def = split | limit;

}  // namespace

BOOST_SPIRIT_DEFINE(split_statement)
BOOST_SPIRIT_INSTANTIATE(SplitStatementRule, Iterator, Context)

}  // namespace credence::dsl::grammar
