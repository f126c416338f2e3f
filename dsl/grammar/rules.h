// The rules that the files of this folder use of one another.
//
//   expression.cc   expression, comparison, arithmetic, aggregates, literals
//   evidence.cc     evidence, evidence_term, timing, windows
//   statements.cc   the statements of a policy, and Recognise()
//   splits.cc       splits and limits
//   tables.cc       tables and tiers
//   levels.cc       scores, standings and checks
//   vocabulary.cc   the statements of a vocabulary
//
// A family of statements gets a file of its own; few are kept, since each pays for X3
// anew. A rule is declared here and defined once; it is compiled for one iterator and one
// context, so a rule used under any other context does not link.
//
// Thread-safe: constants.
#ifndef CREDENCE_DSL_GRAMMAR_RULES_H_
#define CREDENCE_DSL_GRAMMAR_RULES_H_

#include "dsl/grammar/primitives.h"

namespace credence::dsl::grammar {

// Expressions. Operators are matched flat; a chain may hold `and` and `or` only in `expression`,
// and a comparison only in that and `comparison`.
using ExpressionRule = x3::rule<struct ExpressionTag>;
using ComparisonRule = x3::rule<struct ComparisonTag>;
using ArithmeticRule = x3::rule<struct ArithmeticTag>;
using LiteralRule = x3::rule<struct LiteralTag>;
const ExpressionRule expression("expression");
const ComparisonRule comparison("comparison");
const ArithmeticRule arithmetic("arithmetic");
const LiteralRule literal("literal");
BOOST_SPIRIT_DECLARE(ExpressionRule, ComparisonRule, ArithmeticRule, LiteralRule)

// Evidence and the days it is asked about.
using EvidenceRule = x3::rule<struct EvidenceTag>;
using EvidenceTermRule = x3::rule<struct EvidenceTermTag>;
using EvidenceKindRule = x3::rule<struct EvidenceKindTag>;
using WindowRule = x3::rule<struct WindowTag>;
const EvidenceRule evidence("evidence");
const EvidenceTermRule evidence_term("evidence term");
const EvidenceKindRule evidence_kind("evidence kind");
const WindowRule window("window");
BOOST_SPIRIT_DECLARE(EvidenceRule, EvidenceTermRule, EvidenceKindRule, WindowRule)

// Shared by policies and vocabularies.
using TypeRule = x3::rule<struct TypeTag>;
using VocabularyStatementRule = x3::rule<struct VocabularyStatementTag>;
const TypeRule type("type");
const VocabularyStatementRule vocabulary_statement("vocabulary statement");
BOOST_SPIRIT_DECLARE(TypeRule, VocabularyStatementRule)

// Pools, and caps across credits.
using SplitStatementRule = x3::rule<struct SplitStatementTag>;
const SplitStatementRule split_statement("split statement");
BOOST_SPIRIT_DECLARE(SplitStatementRule)

// Statements with rows between pipes.
using TableStatementRule = x3::rule<struct TableStatementTag>;
const TableStatementRule table_statement("table statement");
BOOST_SPIRIT_DECLARE(TableStatementRule)

// Scores, standings and checks.
using LevelStatementRule = x3::rule<struct LevelStatementTag>;
const LevelStatementRule level_statement("level statement");
BOOST_SPIRIT_DECLARE(LevelStatementRule)

// Pieces small enough to be compiled where they are used.
const auto name = node<SyntaxKind::kName>(NameParser());
const auto path = node<SyntaxKind::kPath>(NameParser() >> *(sign(".") >> ComponentParser()));
const auto text = node<SyntaxKind::kText>(KindParser(TokenKind::kText, "a text in double quotes"));
const auto date =
    node<SyntaxKind::kDate>(KindParser(TokenKind::kDate, "a date such as `2016-01-14`"));
const auto integer = node<SyntaxKind::kInteger>(KindParser(TokenKind::kNumber, "a whole number"));
const auto length_unit = kw("days") | kw("day") | kw("weeks") | kw("week") | kw("months") |
                         kw("month") | kw("quarters") | kw("quarter") | kw("years") | kw("year");
const auto duration = called(
    "a length of time such as `12 months`",
    node<SyntaxKind::kDuration>(KindParser(TokenKind::kNumber, "a number") >>
                                called("days, weeks, months, quarters or years", length_unit)));
const auto period_unit =
    called("`day`, `month`, `quarter` or `year`",
           node<SyntaxKind::kUnit>(kw("day") | kw("month") | kw("quarter") | kw("year")));
const auto set_literal = called(
    "a set such as `{ exchange, skype }`",
    node<SyntaxKind::kSet>(sign("{") >> name >> *(sign(",") >> name) >> -sign(",") >> sign("}")));
const auto as = node<SyntaxKind::kAs>(kw("as") >> name);
const auto guard =
    node<SyntaxKind::kGuard>((kw("when") | kw("unless")) >> called("a condition", expression));
const auto because = node<SyntaxKind::kBecause>(kw("because") >> +text);
const auto where = node<SyntaxKind::kWhere>(kw("where") >> called("one comparison", comparison));

}  // namespace credence::dsl::grammar

#endif  // CREDENCE_DSL_GRAMMAR_RULES_H_
