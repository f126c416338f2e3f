// The statements of a vocabulary, and the types that policies name too.
#include "dsl/grammar/rules.h"

namespace credence::dsl::grammar {

namespace {

const auto plain_type = kw("money") >> -(kw("in") >> KindParser(TokenKind::kCapitals,
                                                                "a currency such as `USD`")) |
                        kw("count") | kw("percent") | kw("points") | kw("number") | kw("date") |
                        kw("days");

const auto choice = kw("one") >> kw("of") >> set_literal;

const auto type_def = called("a type such as `money in USD` or `count`",
                             node<SyntaxKind::kType>(choice | plain_type));

const auto type_or_subject = called("a type such as `one of { emea, apac }`, `date` or `customer`",
                                    node<SyntaxKind::kType>(choice | plain_type | name));

const auto header =
    node<SyntaxKind::kVocabularyHeader>(kw("vocabulary") >> name >> kw("version") >> text);

const auto in = node<SyntaxKind::kIn>(kw("in") >> name);

const auto subject = node<SyntaxKind::kSubjectDeclaration>(kw("subject") >> name >> -in);

const auto field = node<SyntaxKind::kField>(name >> sign(":") >> type_or_subject);

const auto fields = kw("with") >> sign("{") >> field >> *(sign(",") >> field) >> -sign(",") >>
                    sign("}");

const auto evidence_declaration = node<SyntaxKind::kEvidenceDeclaration>(
    kw("evidence") >> name >> kw("on") >> name >>
    node<SyntaxKind::kAccrual>(kw("lasting") | kw("dated")) >> -fields);

const auto optional = -sign(",") >> node<SyntaxKind::kOptional>(kw("optional"));

const auto measure = node<SyntaxKind::kMeasureDeclaration>(
    kw("measure") >> name >> sign(":") >> type >> kw("per") >> name >>
    -node<SyntaxKind::kEach>(kw("each") >> period_unit) >>
    -(-sign(",") >> node<SyntaxKind::kAccrual>(kw("level") | kw("flow"))) >> -optional);

const auto attribute = node<SyntaxKind::kAttributeDeclaration>(
    kw("attribute") >> path >> sign(":") >> type_or_subject >> -optional);

const auto vocabulary_statement_def = header | subject | evidence_declaration | measure | attribute;

}  // namespace

BOOST_SPIRIT_DEFINE(type, vocabulary_statement)
BOOST_SPIRIT_INSTANTIATE(TypeRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(VocabularyStatementRule, Iterator, Context)

}  // namespace credence::dsl::grammar
