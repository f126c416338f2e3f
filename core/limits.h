// Every limit of Credence, in one place, with its reason.
//
// A limit is part of the product: whatever meets one gets a message that names it.
// Each is tested at the limit and one over. The numbers are defaults that no real
// programme came near; a request that needs more should be several requests.
//
// Thread-safe: constants.
#ifndef CREDENCE_CORE_LIMITS_H_
#define CREDENCE_CORE_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace credence::limits {

// Policy text ---------------------------------------------------------------

// Bytes of one rule file. A 10,000-rule policy is about 2.5 MB; spans are 32 bits.
inline constexpr std::size_t kSourceBytesMax = 16u << 20;

// Open parentheses, braces and prefix operators inside one another. The grammar recurses
// once for each, and a sanitizer build's stack ends near 700 levels.
inline constexpr int kNestingMax = 64;

// Operators in one unparenthesised expression, such as the terms of a sum.
inline constexpr int kChainTermsMax = 256;

// Statements of one file.
inline constexpr std::size_t kStatementsMax = 50'000;

// Diagnostics kept of one run; beyond it the rest are only counted.
inline constexpr std::size_t kDiagnosticsMax = 100;

// Digits of one number, before and after the point together. Larger than any amount of
// money, small enough that 256 bits hold every product a policy can write of two of them.
inline constexpr int kLiteralDigitsMax = 30;

// Bytes of one name or one text in a policy.
inline constexpr std::size_t kNameBytesMax = 128;
inline constexpr std::size_t kTextBytesMax = 4096;

// Nodes of one expression once its defines are written out in place.
inline constexpr std::size_t kExpressionNodesMax = 4096;

// The same of all expressions of one policy: a few dozen for each of 10,000 rules, and what
// keeps a small file of defines within defines from taking minutes.
inline constexpr std::size_t kPolicyExpressionNodesMax = 500'000;

// Files and bytes of one policy directory.
inline constexpr std::size_t kPolicyFilesMax = 10'000;
inline constexpr std::size_t kPolicyBytesMax = 256u << 20;

// Rows, conditions and result columns of one table, and rows of tiers.
inline constexpr std::size_t kTableRowsMax = 2'000;
inline constexpr std::size_t kTableInputsMax = 12;
inline constexpr std::size_t kTableColumnsMax = 24;
inline constexpr std::size_t kTiersMax = 100;

// Boxes between the bounds of one table that are looked at for gaps and overlaps: a third of a
// second, and a hundred times what a table of 300 rows has.
inline constexpr std::size_t kTableBoxesMax = 2'000'000;

// Shares by position of one split, and the days of `halving every 7 days`: ten years. The power
// that a halving compares grows with the days.
inline constexpr std::size_t kSplitPositionsMax = 16;
inline constexpr int kHalvingDaysMax = 3'660;

// Credits under one limit.
inline constexpr std::size_t kLimitCreditsMax = 16;

// Components of one score. Published ones have five to ten.
inline constexpr std::size_t kScoreComponentsMax = 256;

// Months that a standing may last on (`held for 12 months`): ten years.
inline constexpr int kHeldMonthsMax = 120;

// Values of a measure that one `raising` check raises in one case, three times each.
inline constexpr std::size_t kRaisedValuesMax = 1'000;

// Partners that may take an award of a `for up to N partners` credit.
inline constexpr int kUpToPartnersMax = 1000;

// Changes between two policies that are told; beyond it they are only counted. And bytes of an
// author's text that such a sentence quotes.
inline constexpr std::size_t kComparedChangesMax = 1'000;
inline constexpr std::size_t kComparedTextBytesMax = 160;

// Numbers -------------------------------------------------------------------

// Bits of a rational's numerator or denominator. What does not fit is held, never wrapped.
inline constexpr int kRationalBitsMax = 256;

// Parties among whom one amount is apportioned.
inline constexpr std::size_t kApportionPartsMax = 4096;

// Dates run from 1900-01-01 to 2199-12-31.
inline constexpr int kYearMin = 1900;
inline constexpr int kYearMax = 2199;

// Cases and requests --------------------------------------------------------

// Rows of one case, of each kind.
inline constexpr std::size_t kSubjectsMax = 10'000;
inline constexpr std::size_t kPartnersMax = 1'000;
inline constexpr std::size_t kMeasuresMax = 200'000;
inline constexpr std::size_t kEvidenceMax = 50'000;
inline constexpr std::size_t kAttributesMax = 50'000;

// Subjects within one another that a designation goes up, from a subscription to its customer.
inline constexpr int kSubjectLevelsMax = 16;

// Bytes of an identifier or of one field's text in a case.
inline constexpr std::size_t kIdBytesMax = 256;

// Entries of the ledger in one page, well below the 4 MiB that gRPC clients take.
inline constexpr std::size_t kEntriesPageMax = 1'000;

// Facts in one page, likewise; one may be a kilobyte.
inline constexpr std::size_t kFactsPageMax = 1'000;

// Facts named by an adjustment as learnt since; beyond it they are counted.
inline constexpr std::size_t kLearntFactsMax = 50;

// Periods of a credit that one request may ask for at once (ten years of days).
inline constexpr std::size_t kPeriodsMax = 3'660;

// Questions of one decision: partners, times subjects, credits and parts of periods. Each
// is answered with its reasons, a few hundred bytes.
inline constexpr std::size_t kCandidatesMax = 1'000'000;

// Items of one batch.
inline constexpr std::size_t kBatchItemsMax = 1'000;

// Cases of one batch in columns: what some 16 MiB of them hold.
inline constexpr std::size_t kColumnCasesMax = 65'536;

// Bytes of one gRPC request.
inline constexpr int kRequestBytesMax = 16 << 20;

// Bytes of the rule files of one publication: several policies of 10,000 rules, and with what a
// request says beside them below its limit. Of its message, one line for those who read the list.
inline constexpr std::size_t kPublicationBytesMax = 12u << 20;
inline constexpr std::size_t kPublicationMessageBytesMax = 1'000;

// Callers that one server tells of each change of its policies: a connection and a kilobyte each.
inline constexpr std::size_t kPolicyWatchersMax = 1'000;

// Policy families or versions on one page.
inline constexpr int kPageSizeDefault = 50;
inline constexpr int kPageSizeMax = 1'000;

// An editor -------------------------------------------------------------------

// Bytes of one message to the language server: a document of the largest size, escaped.
inline constexpr std::size_t kEditorMessageBytesMax = 64u << 20;
// Bytes of a header line of it that are looked at.
inline constexpr std::size_t kEditorHeaderBytesMax = 4096;
// Bytes of a document that is checked while it is written.
inline constexpr std::size_t kEditedBytesMax = 4u << 20;

}  // namespace credence::limits

#endif  // CREDENCE_CORE_LIMITS_H_
