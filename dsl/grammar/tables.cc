// Tables and tiers: rows between pipes, as they are pasted from a spreadsheet.
//
// How many cells a row has is not counted here: that a row does not fit its table is said when
// the declarations are built.
#include "dsl/grammar/rules.h"

namespace credence::dsl::grammar {

namespace {

const auto value = called("a value such as `80%`", arithmetic);

const auto input = node<SyntaxKind::kTableInput>(
    called("what the column is asked of", expression) >> -(kw("as") >> name));

const auto column = node<SyntaxKind::kColumn>(called("the name of a result", name));

const auto cell = called(
    "a condition such as `any`, `under 80%`, `80% to under 100%`, `100% and up` or `emea, apac`",
    node<SyntaxKind::kCell>(
        kw("any") | kw("otherwise") | kw("under") >> value |
        arithmetic >>
            (kw("and") >> kw("up") | kw("to") >> -kw("under") >> value | *(sign(",") >> value))));

const auto result = node<SyntaxKind::kResult>(called("a result such as `5%`", arithmetic));

const auto row =
    node<SyntaxKind::kTableRow>(sign("|") >> cell >> *(sign("|") >> cell) >> sign("||") >> result >>
                                *(sign("|") >> result) >> sign("|"));

const auto table = node<SyntaxKind::kTable>(
    kw("table") >> name >> sign("|") >> input >> *(sign("|") >> input) >> sign("||") >> column >>
    *(sign("|") >> column) >> sign("|") >> called("a row such as `| any || 5% |`", row) >> *row);

const auto by = node<SyntaxKind::kTiersBy>(
    kw("by") >> called("`slices` or `highest tier`", kw("slices") | kw("highest") >> kw("tier")));

const auto tier =
    node<SyntaxKind::kTier>(sign("|") >> value >> sign("||") >>
                            called("what it pays, such as `5%`", arithmetic) >> sign("|"));

const auto tiers = node<SyntaxKind::kTiers>(
    kw("tiers") >> name >> kw("on") >> called("what the tiers are of", arithmetic) >> by >>
    sign("|") >> kw("from") >> sign("||") >> name >> sign("|") >>
    called("a tier such as `| 0 USD || 5% |`", tier) >> *tier);

const auto table_statement_def = table | tiers;

}  // namespace

BOOST_SPIRIT_DEFINE(table_statement)
BOOST_SPIRIT_INSTANTIATE(TableStatementRule, Iterator, Context)

}  // namespace credence::dsl::grammar
