// Scores, standings and checks: what is said of the results of the other statements.
#include "dsl/grammar/rules.h"

namespace credence::dsl::grammar {

namespace {

// Scores ---------------------------------------------------------------------

const auto points = called("points such as `20 points`",
                           node<SyntaxKind::kLiteral>(KindParser(TokenKind::kNumber, "a number") >>
                                                      (kw("points") | kw("point"))));

const auto component = node<SyntaxKind::kComponent>(
    points >> (kw("for") >> called("a value", arithmetic) >> kw("toward") >>
                   called("a target such as `5` or `20%`", arithmetic) |
               kw("when") >> called("a condition", expression)));

const auto category = node<SyntaxKind::kCategory>(kw("category") >> name >> +component);

const auto score = node<SyntaxKind::kScore>(kw("score") >> name >> kw("per") >> name >> kw("out") >>
                                            kw("of") >> integer >> +category);

// Standings ------------------------------------------------------------------

const auto held_for = node<SyntaxKind::kHeldFor>(kw("held") >> kw("for") >> duration);

const auto standing = node<SyntaxKind::kStanding>(
    kw("standing") >> name >> -node<SyntaxKind::kIn>(kw("in") >> name) >> kw("when") >>
    called("a condition", expression) >> -held_for >> -because);

// Checks ---------------------------------------------------------------------

const auto except =
    node<SyntaxKind::kExcept>(kw("except") >> kw("when") >> called("a condition", expression));

const auto credit_name = called("the name of a credit", name);
const auto version = called("a version such as `\"2015.7\"`", text);

const auto promise = called(
    "`always`, `never`, `raising`, `nobody loses` or `same`",
    node<SyntaxKind::kAlways>(kw("always") >> called("a condition", expression)) |
        node<SyntaxKind::kNever>(kw("never") >> called("a condition", expression)) |
        node<SyntaxKind::kRaising>(kw("raising") >> called("a measure", path) >> kw("never") >>
                                   (kw("lowers") | kw("raises")) >> credit_name) |
        node<SyntaxKind::kLoses>(kw("nobody") >> kw("loses") >> credit_name >> kw("since") >>
                                 version >> -except) |
        node<SyntaxKind::kSame>(kw("same") >> credit_name >> kw("as") >> version >> -except));

const auto check = node<SyntaxKind::kCheck>(kw("check") >> name >> sign(":") >> promise);

const auto level_statement_def = score | standing | check;

}  // namespace

BOOST_SPIRIT_DEFINE(level_statement)
BOOST_SPIRIT_INSTANTIATE(LevelStatementRule, Iterator, Context)

}  // namespace credence::dsl::grammar
