// The words of `--help` that are more than a flag's own line: groups, examples, exit codes.
//
//   credence decide --help    ends with kDecideFooter
//
// An example here is a command that works as it stands on the rules this repository ships; the
// golden of each help text is what a reader gets.
//
// Thread-safe: constants.
#ifndef CREDENCE_CLIENTS_CLI_HELP_TEXT_H_
#define CREDENCE_CLIENTS_CLI_HELP_TEXT_H_

#include <string_view>

namespace credence::cli {

inline constexpr const char* kAuthors = "For policy authors";
inline constexpr const char* kOperations = "For operations";
inline constexpr const char* kVerbs = "Verbs";

inline constexpr std::string_view kProgramFooter = R"(
Without --server the same services run inside this process, on the rule files of
--rules: nothing needs to be started.

Examples
  credence check rules
  credence decide rules/cloud_recognition/announcement.case.yaml --period 2016-02
  credence test rules
  credence decide --help

Results go to standard output, everything else to standard error.

Exit codes
  0  done, or yes          2  wrong usage, or an input that is not valid
  1  the answer is no      3  a policy's check, or the coverage asked for, is broken
                           4  the server cannot be reached, or failed)";

inline constexpr std::string_view kCheckFooter = R"(
Every fault of every file comes in one run, each with its place and what to write
instead. Give a programme whole (its folder), or one file --with-published.

Examples
  credence check rules
  credence check draft.policy --with-published
  credence check - < draft.policy

Exit code 1 when there are errors; warnings alone are 0.)";

inline constexpr std::string_view kExplainFooter = R"(
Examples
  credence explain C301
  credence explain          every code there is)";

inline constexpr std::string_view kFormatFooter = R"(
Comments stay where they are. A file that does not parse is left untouched.

Examples
  credence format rules
  credence format --check rules        exit code 1 when a file would change
  credence format - < draft.policy     the result on standard output)";

inline constexpr std::string_view kCompareFooter = R"(
Meanings are compared, not texts: layout, comments, order and whether a part has a name
are no changes. The two columns are the lines before and after.

Examples
  credence compare partner_recognition@2015.7 partner_recognition@2016.1
  credence compare partner_recognition@2016.1 draft.policy
  credence compare old.policy new.policy --vocabulary my.vocab --exit-code

Exit code 0 whether or not something changed; with --exit-code, 1 when something did.)";

inline constexpr std::string_view kTestFooter = R"(
A test file holds fixtures, cases and what is expected of them; an award that no case
expects is a failure. Without --server, files a test names are read beside it.

Examples
  credence test rules
  credence test rules/cloud_recognition --filter "partner of record"
  credence test rules --output junit > tests.xml
  credence test rules --coverage --coverage-threshold 90
  credence test rules --accept                what is decided now becomes what is expected
  credence test --generate boundaries.test.yaml \
    --from rules/cloud_recognition/announcement.case.yaml

Exit code 1 when a test failed, 2 when a test or rule file is not valid or there is
nothing to run, 3 when a check of the policy is broken or too little is covered.)";

inline constexpr std::string_view kDecideFooter = R"(
One case is explained in full. Of many, each is a table, and totals follow; one that
is refused does not stop the others.

Examples
  credence decide case.yaml                       policy and period are in the file
  credence decide case.yaml --period 2016-01      January, under both versions
  credence decide case.yaml --version 2015.7      by that version, whatever the dates say
  credence decide cases.jsonl --output json       one answer a line

Exit code 1 when some cases were refused, 2 when all were.)";

inline constexpr std::string_view kWhatifFooter = R"(
Prints the decision before and after, the difference for each partner, and why.

Examples
  credence whatif case.yaml --remove-evidence dpor-a
  credence whatif case.yaml --add-evidence \
    kind=dpor,partner=bellows,subject=ea1,from=2016-02-01,since=2016-02-01
  credence whatif case.yaml --set active_users@ea1.exchange=39 --param usage_floor=50%
  credence whatif case.yaml --use-file draft.policy
  credence whatif case.yaml --changes changes.yaml

A file of changes holds what a test writes under `change:`.)";

inline constexpr std::string_view kImportFooter = R"(
A row that cannot be used is reported with its number and the reason, and counted. What
a file says is kept whole or not at all, and the same file twice changes nothing. A file
is read twice, so it is none that comes through a pipe.

Examples
  credence import designations april.csv --store book.db --known 2016-04-05 \
    --rejected mend.csv
  credence import office365-license-usage usage.csv --cases cases.jsonl
  credence decide cases.jsonl --policy partner_recognition)";

inline constexpr std::string_view kFactsFooter = R"(
Each fact with its key, the days it was known, and the file and row it came from. Days that
are known end where something else took its place.

Examples
  credence facts northwind --store book.db
  credence facts northwind --store book.db --known 2016-03-31 --valid 2016-02-29
  credence facts --store book.db --history dpor/ea1/adatum/2016-01-14)";

inline constexpr std::string_view kDesignateFooter = R"(
One partner holds on any day: what held before ends the day before. Only an administrator of
the customer designates, and the partner has to be eligible on that day: both are facts, of
the kinds administrator, on the customer, and eligible, on the partner, which the exports
administrators and partner_standing bring in.

Examples
  credence designate ea1 adatum --by a.admin --from 2016-01-14 --known 2016-01-15 \
    --store book.db
  credence designate ea1 --remove --by a.admin --from 2016-03-01 --known 2016-03-01 \
    --store book.db)";

inline constexpr std::string_view kStoreFooter = R"(
One file holds what is known, since when, and what was posted. It is made by migrate and
named by --store or CREDENCE_STORE.

Examples
  credence store migrate --store book.db
  credence store backup copy.db --store book.db
  credence store restore copy.db --store restored.db)";

inline constexpr std::string_view kCloseFooter = R"(
Every customer is decided as known on a day, and what is owed minus what was posted before
is posted: what was learnt late is an adjustment of the period it belongs to, and what was
issued never changes. A close that was cut off goes on when it is asked for again.

Examples
  credence close 2016-01 --store book.db --known 2016-02-05
  credence entries --store book.db --partner adatum)";

inline constexpr std::string_view kEntriesFooter = R"(
Examples
  credence entries --store book.db --partner adatum
  credence entries --store book.db --output json)";

inline constexpr std::string_view kStatementFooter = R"(
Of a close that was issued: it reads the same at any time. A period that was closed again
has a statement of each close.

Examples
  credence statement adatum --store book.db
  credence statement adatum --store book.db --period 2016-01)";

inline constexpr std::string_view kStandingsFooter = R"(
The awards of all customers count, as they were posted, with the partner's own facts.

Examples
  credence standings --store book.db
  credence standings --store book.db --partner adatum --period 2016-02 --known 2016-03-05)";

inline constexpr std::string_view kResolveFooter = R"(
It is kept as a fact with its day and can be retracted; the rules are not changed.

Example
  credence resolve incentive ea1 2016-02 adatum --store book.db \
    --reason "the customer confirmed" --by a.admin --known 2016-03-07)";

inline constexpr std::string_view kWhyFooter = R"(
The customer is decided again, as known on the day of the entry's close and by its rules.

Example
  credence why 5 --store book.db

Exit code 1 when another amount comes out than was posted.)";

inline constexpr std::string_view kPoliciesFooter = R"(
Examples
  credence policies
  credence policies show partner_recognition
  credence policies show partner_recognition@2016.1      the text of that version
  credence --server localhost:50051 policies reload
  credence --server localhost:50051 policies publish rules --message "seats of 2016"
  credence --server localhost:50051 policies revisions
  credence --server localhost:50051 policies rollback 3f2a9c01 --message "paid twice"

Without --server they publish to --store, and servers of it decide by that within a second.
What does not compile, or fails the tests beside it, is not published, and what was decides on.

Exit code 1 when it is not, when --expect expects another, or when status is not LOADED.)";

inline constexpr std::string_view kLspFooter = R"(
Speaks the Language Server Protocol on standard input and output: an editor starts it.
docs/editor.md has the lines for Neovim, Helix and Emacs.)";

inline constexpr std::string_view kLogFooter = R"(
FILE is the one that `decision_log.file` names: those put aside under numbers are read before
it, in their order. - is standard input. Without a FILE `show` asks --server for its own log.
`replay` decides again, by the rules of --rules or of --server, and tells what comes out
otherwise.

Examples
  credence log show decisions.jsonl --partner adatum --from 2016-04-01
  credence log show decisions.jsonl --customer northwind --output json | jq .decision
  credence --server localhost:50051 log show --caller portal --from 2016-04-01T12:00:00Z
  credence log replay decisions.jsonl --rules rules --until 2016-04-30
  zcat decisions.jsonl.000001.gz | credence log show - --rule deploy

Exit code 1 when a line cannot be read, or something comes out otherwise.)";

inline constexpr std::string_view kServeFooter = R"(
Speaks credence.v1 with health and reflection. SIGTERM drains, SIGHUP reads the rules
again, as every change of them does; those that do not compile never replace those that
did. With --policies store they are what `credence policies publish` published. An
address that other machines reach takes TLS, and callers with tokens or certificates;
docs/configuration.md says more.

Examples
  credence serve --rules rules --listen 127.0.0.1:50051
  credence serve --rules rules --listen 0.0.0.0:50051 \
    --tls-cert server.pem --tls-key server.key \
    --token-keys jwks.json --token-issuer https://id.example --token-audience credence
  credence serve --policies store --store postgresql://books.example/credence
  credence serve --print-config > credence.yaml     every setting, to be changed
  credence serve --config credence.yaml --check-config)";

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_HELP_TEXT_H_
