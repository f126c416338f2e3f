// Evidence: which kinds, combined how, and on which days.
#include "dsl/grammar/rules.h"

namespace credence::dsl::grammar {

namespace {

const auto window_def = node<SyntaxKind::kWindow>(
    kw("the") >> kw("period") | duration >> -(kw("before") >> kw("the") >> kw("period")) |
    date >> kw("through") >> date);

const auto days = called("days such as `the period` or `12 months`", window);

const auto a_day = called("a day such as `period.end`", arithmetic);

const auto recorded = node<SyntaxKind::kRecorded>(kw("recorded") >> kw("by") >> a_day);

const auto timing = node<SyntaxKind::kTiming>(
    (kw("on") >> a_day | kw("throughout") >> days |
     kw("at") >> kw("any") >> kw("time") >> kw("in") >> days |
     kw("for") >> kw("at") >> kw("least") >> duration >> kw("in") >> days |
     kw("within") >> duration >> (kw("before") | kw("after")) >> a_day) >>
    -recorded);

const auto group = node<SyntaxKind::kEvidenceGroup>(sign("(") >> nested(evidence) >> sign(")"));

const auto quantifier = node<SyntaxKind::kQuantifier>(kw("any") | kw("all") | kw("none") |
                                                      kw("at") >> kw("least") >> integer);

const auto quantified = node<SyntaxKind::kQuantified>(
    quantifier >> kw("of") >> called("a set of evidence", set_literal | name) >> -timing);

const auto evidence_kind_def = node<SyntaxKind::kEvidenceKind>(name >> -nested(where) >> -timing);

const auto affirmed = called("evidence such as `dpor`", group | quantified | evidence_kind);

const auto evidence_term_def = called(
    "evidence such as `dpor`", node<SyntaxKind::kEvidenceNo>(kw("no") >> affirmed) | affirmed);

const auto evidence_def = node<SyntaxKind::kEvidenceChain>(
    evidence_term >> *(node<SyntaxKind::kOperator>(kw("and") | kw("or")) >> evidence_term));

}  // namespace

BOOST_SPIRIT_DEFINE(evidence, evidence_term, evidence_kind, window)
BOOST_SPIRIT_INSTANTIATE(EvidenceRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(EvidenceTermRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(EvidenceKindRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(WindowRule, Iterator, Context)

}  // namespace credence::dsl::grammar
