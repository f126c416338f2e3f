// The ledger's tables: closes, what they decided, and what they posted.
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "store/sql/sql_store.h"

namespace credence::store {
namespace {

absl::StatusOr<Type> UnitFrom(const std::string& text) {
  const std::optional<Type> unit = TypeFrom(text);
  if (unit && unit->is_numeric()) return *unit;
  return absl::DataLossError(ToAbsl("the ledger holds a unit that is none: " + text));
}

absl::StatusOr<Rational> AmountFrom(const std::string& text, const Type& unit) {
  absl::StatusOr<Value> value = ParseValue(text, unit);
  if (!value.ok()) return absl::DataLossError(ToAbsl("the ledger: " + value.status().ToString()));
  return std::get<Rational>(*std::move(value));
}

absl::StatusOr<Period> PeriodFrom(const std::string& text) {
  const std::optional<Period> period = ParsePeriod(text);
  if (period) return *period;
  return absl::DataLossError(ToAbsl("the ledger holds a period that is none: " + text));
}

Date DayFrom(int64_t days) { return {static_cast<int32_t>(days)}; }

// An amount may be below zero, and a count of the ledger too: it is a difference.
Type LedgerUnit(const Type& type) {
  return type.kind == TypeKind::kCount ? Type::Of(TypeKind::kNumber) : type;
}

// Lines between line ends of their own, so that each is found with its ends: "\na\nb\n".
std::string WithEnds(const std::string& lines) { return lines.empty() ? "" : "\n" + lines + "\n"; }
std::string WithoutEnds(std::string lines) {
  return lines.size() < 2 ? "" : lines.substr(1, lines.size() - 2);
}

// A row of kEntryColumns.
absl::StatusOr<Entry> EntryFrom(Statement& row) {
  Entry entry;
  entry.id = row.Number(0);
  entry.close = row.Number(1);
  absl::StatusOr<Period> closed = PeriodFrom(row.Text(2));
  if (!closed.ok()) return closed.status();
  entry.closed = *closed;
  entry.policy = row.Text(3);
  entry.version = row.Text(4);
  entry.customer = row.Text(5);
  entry.key = {row.Text(6), row.Text(7), row.Text(8), row.Text(9), {}};
  absl::StatusOr<Period> period = PeriodFrom(row.Text(10));
  if (!period.ok()) return period.status();
  entry.key.period = *period;
  absl::StatusOr<Type> unit = UnitFrom(row.Text(11));
  if (!unit.ok()) return unit.status();
  entry.type = *unit;
  const std::pair<int, Rational*> amounts[] = {
      {12, &entry.amount}, {13, &entry.entitled}, {14, &entry.before}};
  for (const auto& [column, to] : amounts) {
    absl::StatusOr<Rational> amount = AmountFrom(row.Text(column), LedgerUnit(entry.type));
    if (!amount.ok()) return amount.status();
    *to = *amount;
  }
  entry.adjustment = row.Number(15) != 0;
  entry.provisional = row.Number(16) != 0;
  entry.learnt = row.Text(17);
  entry.rules = WithoutEnds(row.Text(18));
  return entry;
}

// Between the ids of a list: an id is printed on one line.
constexpr const char* kBetween = "\n";

// Entries told of at once.
constexpr size_t kEntriesAtOnce = 16;
constexpr int kColumnsOfEntry = 17;

constexpr std::string_view kEntryColumns =
    "SELECT e.id, c.id, c.period, e.policy, e.version, e.customer, e.credit, e.subject_type, "
    "e.subject, e.partner, e.period, e.unit, e.amount, e.entitled, e.before, e.adjustment, "
    "e.provisional, e.learnt, e.rules FROM entries e JOIN decisions d ON d.id = e.decision "
    "JOIN closes c ON c.id = d.close ";

}  // namespace

absl::Status SqlStore::KeepPolicyText(const std::string& digest, const std::string& name,
                                      std::string_view text) {
  Statement keep = database_->Prepare(
      "INSERT INTO policies (digest, name, text) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");
  keep.Bind(1, digest);
  keep.Bind(2, name);
  keep.Bind(3, text);
  return keep.Run();
}

absl::StatusOr<std::vector<Close>> SqlStore::Closes(const std::string& policy) {
  Statement find = database_->Prepare(
      "SELECT id, period, first, after, known, digest, issued FROM closes WHERE policy = ?1 "
      "ORDER BY id");
  find.Bind(1, policy);
  std::vector<Close> closes;
  while (find.Step()) {
    absl::StatusOr<Period> period = PeriodFrom(find.Text(1));
    if (!period.ok()) return period.status();
    closes.push_back({.id = find.Number(0),
                      .policy = policy,
                      .period = *period,
                      .first = Period::Containing(period->unit, DayFrom(find.Number(2))),
                      .after = DayFrom(find.Number(3)),
                      .known = DayFrom(find.Number(4)),
                      .digest = find.Text(5),
                      .issued = find.Number(6) != 0});
  }
  if (!find.status().ok()) return find.status();
  return closes;
}

absl::StatusOr<Close> SqlStore::BeginClose(const CloseRequest& request) {
  absl::StatusOr<Transaction> transaction = Transaction::Begin(*database_);
  if (!transaction.ok()) return transaction.status();
  absl::StatusOr<std::vector<Close>> closes = Closes(request.policy);
  if (!closes.ok()) return closes.status();
  const std::string name = request.policy + " " + request.period.ToString();
  Close made{.policy = request.policy,
             .period = request.period,
             .first = request.period,
             .after = kDateMin,
             .known = request.known,
             .digest = request.digest};
  if (!closes->empty()) {
    const Close& last = closes->back();
    const std::string of_last =
        last.policy + " " + last.period.ToString() + " as known on " + last.known.ToString();
    if (!last.issued) {
      const bool same = last.period == request.period && last.known == request.known;
      if (same && last.digest == request.digest) return last;
      return FailedPreconditionError(
          "the close of " + of_last + " is not issued yet" +
          (same ? ", and the rules have changed since it began; publish those it began with"
                : "; finish it first, with the same period and day"));
    }
    if (request.period.unit != last.period.unit) {
      return FailedPreconditionError(request.policy + " is closed by the " +
                                     std::string(PeriodUnitName(last.period.unit)) + ", as " +
                                     last.period.ToString());
    }
    if (request.period.range.begin < last.period.range.begin) {
      return FailedPreconditionError(
          name + " lies before " + last.period.ToString() +
          ", which is closed: what was found out about it since is posted by closing " +
          last.period.ToString() + " again or " + last.period.Next().ToString());
    }
    if (request.period.range.begin > last.period.range.end) {
      return FailedPreconditionError(name + " cannot be closed before " +
                                     last.period.Next().ToString());
    }
    if (request.known < last.known) {
      return FailedPreconditionError("the last close knew everything until " +
                                     last.known.ToString() + "; close as known then or later");
    }
    if (request.period == last.period && request.known == last.known) {
      return FailedPreconditionError("the close of " + of_last + " is issued; close it as known " +
                                     "on a later day, or the next period");
    }
    made.first = last.first;
    made.after = last.known;
  }
  Statement insert = database_->Prepare(
      "INSERT INTO closes (policy, period, first, after, known, digest, issued) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0) RETURNING id");
  insert.Bind(1, made.policy);
  insert.Bind(2, made.period.ToString());
  insert.Bind(3, int64_t{made.first.range.begin.days});
  insert.Bind(4, int64_t{made.after.days});
  insert.Bind(5, int64_t{made.known.days});
  insert.Bind(6, made.digest);
  if (!insert.Step()) return insert.status();
  made.id = insert.Number(0);
  insert.Reset();
  if (absl::Status status = transaction->Commit(); !status.ok()) return status;
  return made;
}

absl::StatusOr<std::vector<PostedLine>> SqlStore::PostedFor(const std::string& policy,
                                                            const std::string& customer) {
  Statement find = database_->Prepare(
      "SELECT credit, subject_type, subject, partner, period, unit, amount FROM entries "
      "WHERE policy = ?1 AND customer = ?2");
  find.Bind(1, policy);
  find.Bind(2, customer);
  std::map<LineKey, PostedLine> lines;
  while (find.Step()) {
    absl::StatusOr<Period> period = PeriodFrom(find.Text(4));
    if (!period.ok()) return period.status();
    absl::StatusOr<Type> unit = UnitFrom(find.Text(5));
    if (!unit.ok()) return unit.status();
    absl::StatusOr<Rational> amount = AmountFrom(find.Text(6), LedgerUnit(*unit));
    if (!amount.ok()) return amount.status();
    LineKey key{find.Text(0), find.Text(1), find.Text(2), find.Text(3), *period};
    PostedLine& line = lines[key];
    const std::optional<Rational> sum = CheckedAdd(line.sum, *amount);
    if (!sum) return OutOfRangeError("what was posted to " + key.partner + " is too large");
    line = {std::move(key), *unit, *sum};
  }
  if (!find.status().ok()) return find.status();
  std::vector<PostedLine> found;
  for (auto& [unused, line] : lines) found.push_back(std::move(line));
  return found;
}

absl::StatusOr<std::vector<std::string>> SqlStore::Partners(const std::string& policy,
                                                            const std::string& after, size_t limit,
                                                            Date known) {
  std::set<std::string> partners;
  Statement of_facts = database_->Prepare(database_->Spelled(
      "SELECT DISTINCT subject FROM facts WHERE sort = 'subject' AND subject > ?1 "
      "AND recorded <= ?2 AND (superseded IS NULL OR superseded > ?2) AND content IS NOT NULL "
      "AND @type = 'partner' ORDER BY subject LIMIT ?3"));
  of_facts.Bind(1, after);
  of_facts.Bind(2, int64_t{known.days});
  of_facts.Bind(3, static_cast<int64_t>(limit));
  while (of_facts.Step()) partners.insert(of_facts.Text(0));
  if (!of_facts.status().ok()) return of_facts.status();
  // One step of the index a partner, however many entries each has.
  Statement next = database_->Prepare(
      "SELECT partner FROM entries WHERE policy = ?1 AND partner > ?2 "
      "ORDER BY partner LIMIT 1");
  std::string last = after;
  for (size_t i = 0; i < limit; ++i) {
    next.Bind(1, policy);
    next.Bind(2, last);
    const bool found = next.Step();
    if (!next.status().ok()) return next.status();
    if (!found) break;
    last = next.Text(0);
    partners.insert(last);
    next.Reset();
  }
  std::vector<std::string> found(partners.begin(), partners.end());
  if (found.size() > limit) found.resize(limit);
  return found;
}

absl::StatusOr<std::vector<PostedSum>> SqlStore::PostedTo(const std::string& policy,
                                                          const std::string& partner, Date known) {
  // The entries of a line come one after the other, so that no more than one is kept.
  Statement find = database_->Prepare(
      std::string(kEntryColumns) +
      "WHERE e.policy = ?1 AND e.partner = ?2 AND c.issued = 1 AND c.known <= ?3 "
      "ORDER BY e.credit, e.period, e.subject_type, e.subject, e.id");
  find.Bind(1, policy);
  find.Bind(2, partner);
  find.Bind(3, int64_t{known.days});
  std::vector<PostedSum> sums;
  std::optional<PostedLine> line;
  bool provisional = false;
  const auto add = [&sums, &line, &provisional]() -> absl::Status {
    if (!line || line->sum.is_zero()) return absl::OkStatus();
    const LineKey& key = line->key;
    if (sums.empty() || sums.back().credit != key.credit || sums.back().period != key.period) {
      sums.push_back({.credit = key.credit, .period = key.period, .type = line->type});
    }
    PostedSum& sum = sums.back();
    const std::optional<Rational> total = CheckedAdd(sum.sum, line->sum);
    if (!total) return OutOfRangeError("what was posted of " + key.credit + " is too large");
    sum.sum = *total;
    ++sum.lines;
    sum.provisional |= provisional;
    return absl::OkStatus();
  };
  while (find.Step()) {
    absl::StatusOr<Entry> entry = EntryFrom(find);
    if (!entry.ok()) return entry.status();
    if (!line || line->key != entry->key) {
      if (absl::Status status = add(); !status.ok()) return status;
      line = {entry->key, entry->type, {}};
    }
    const std::optional<Rational> sum = CheckedAdd(line->sum, entry->amount);
    if (!sum) return OutOfRangeError("what was posted to " + partner + " is too large");
    line->sum = *sum;
    provisional = entry->provisional;
  }
  if (!find.status().ok()) return find.status();
  if (absl::Status status = add(); !status.ok()) return status;
  return sums;
}

absl::StatusOr<DecisionRecord> SqlStore::DecisionOf(int64_t entry) {
  Statement find = database_->Prepare(
      "SELECT d.digest, d.facts, d.caller, d.trace_id, d.time FROM entries e "
      "JOIN decisions d ON d.id = e.decision WHERE e.id = ?1");
  find.Bind(1, entry);
  const bool found = find.Step();
  if (!find.status().ok()) return find.status();
  if (!found) return NotFoundError("there is no entry " + std::to_string(entry));
  return DecisionRecord{.digest = find.Text(0),
                        .facts = find.Text(1),
                        .origin = {find.Text(2), find.Text(3), find.Text(4)}};
}

absl::StatusOr<bool> SqlStore::IsPosted(const Close& close, const std::string& customer) {
  Statement find = database_->Prepare("SELECT 1 FROM decisions WHERE close = ?1 AND customer = ?2");
  find.Bind(1, close.id);
  find.Bind(2, customer);
  const bool posted = find.Step();
  if (!find.status().ok()) return find.status();
  return posted;
}

absl::Status SqlStore::PostAll(const Close& close, const std::vector<PostedDecision>& decisions) {
  absl::StatusOr<Transaction> transaction = Transaction::Begin(*database_);
  if (!transaction.ok()) return transaction.status();
  Statement issued = database_->Prepare("SELECT issued FROM closes WHERE id = ?1");
  issued.Bind(1, close.id);
  if (!issued.Step()) return NotFoundError("there is no such close");
  if (issued.Number(0) != 0) return FailedPreconditionError("the close is issued already");
  issued.Reset();
  for (const PostedDecision& decision : decisions) {
    if (absl::Status status = PostOne(close, decision); !status.ok()) return status;
  }
  if (absl::Status status = transaction->Commit(); !status.ok()) return status;
  // A plan that was made while the tables were empty would go on for the whole close. What is
  // posted is kept already: where this fails, only plans are worse.
  ++posts_;
  if ((posts_ & (posts_ - 1)) == 0) {
    for (const char* table : {"decisions", "entries", "held"}) {
      database_->CountAgain(table).IgnoreError();
    }
  }
  return absl::OkStatus();
}

absl::Status SqlStore::InsertEntries(int64_t id, const Close& close,
                                     const PostedDecision& decision) {
  const std::vector<Entry>& entries = decision.entries;
  for (size_t begin = 0; begin < entries.size();) {
    const bool is_many = entries.size() - begin >= kEntriesAtOnce;
    const size_t end = begin + (is_many ? kEntriesAtOnce : 1);
    Statement insert = database_->Prepare(
        "INSERT INTO entries (decision, policy, customer, credit, subject_type, subject, partner, "
        "period, unit, amount, entitled, before, adjustment, provisional, version, learnt, rules) "
        "VALUES " +
        Parameters(static_cast<int>(end - begin), kColumnsOfEntry));
    for (int at = 0; begin < end; ++begin) {
      const Entry& one = entries[begin];
      const Type unit = LedgerUnit(one.type);
      insert.Bind(++at, id);
      const std::array<std::string, 11> texts = {close.policy,
                                                 decision.customer,
                                                 one.key.credit,
                                                 one.key.subject_type,
                                                 one.key.subject,
                                                 one.key.partner,
                                                 one.key.period.ToString(),
                                                 TypeText(one.type),
                                                 ToLiteral(one.amount, unit),
                                                 ToLiteral(one.entitled, unit),
                                                 ToLiteral(one.before, unit)};
      for (const std::string& text : texts) {
        insert.Bind(++at, text);
      }
      insert.Bind(++at, int64_t{one.adjustment});
      insert.Bind(++at, int64_t{one.provisional});
      insert.Bind(++at, one.version);
      insert.Bind(++at, one.learnt);
      insert.Bind(++at, WithEnds(one.rules));
    }
    if (absl::Status status = insert.Run(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SqlStore::PostOne(const Close& close, const PostedDecision& decision) {
  Statement decided = database_->Prepare(
      "INSERT INTO decisions (close, customer, digest, facts, caller, trace_id, time) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING RETURNING id");
  decided.Bind(1, close.id);
  decided.Bind(2, decision.customer);
  decided.Bind(3, decision.record.digest);
  decided.Bind(4, decision.record.facts);
  decided.Bind(5, decision.record.origin.caller);
  decided.Bind(6, decision.record.origin.trace_id);
  decided.Bind(7, decision.record.origin.time);
  if (!decided.Step()) return decided.status();  // posted before: the same again changes nothing
  const int64_t id = decided.Number(0);
  decided.Reset();
  if (absl::Status status = InsertEntries(id, close, decision); !status.ok()) return status;
  Statement held = database_->Prepare(
      "INSERT INTO held (decision, credit, subject_type, subject, period, reason, between_whom, "
      "text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
  for (const HeldEntry& one : decision.held) {
    held.Bind(1, id);
    held.Bind(2, one.key.credit);
    held.Bind(3, one.key.subject_type);
    held.Bind(4, one.key.subject);
    held.Bind(5, one.key.period.ToString());
    held.Bind(6, one.reason);
    held.Bind(7, absl::StrJoin(one.between, kBetween));
    held.Bind(8, one.text);
    if (absl::Status status = held.Run(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SqlStore::Issue(const Close& close) {
  Statement issue = database_->Prepare("UPDATE closes SET issued = 1 WHERE id = ?1");
  issue.Bind(1, close.id);
  return issue.Run();
}

absl::StatusOr<Close> SqlStore::CloseOf(int64_t id) {
  Statement find = database_->Prepare("SELECT policy FROM closes WHERE id = ?1");
  find.Bind(1, id);
  const bool found = find.Step();
  if (!find.status().ok()) return find.status();
  if (!found) return NotFoundError("there is no close " + std::to_string(id));
  const std::string policy = find.Text(0);
  find.Reset();
  absl::StatusOr<std::vector<Close>> closes = Closes(policy);
  if (!closes.ok()) return closes.status();
  for (const Close& close : *closes) {
    if (close.id == id) return close;
  }
  return NotFoundError("there is no close " + std::to_string(id));
}

absl::StatusOr<std::optional<Close>> SqlStore::LastIssued(const std::string& policy) {
  absl::StatusOr<std::vector<Close>> closes = Closes(policy);
  if (!closes.ok()) return closes.status();
  std::optional<Close> last;
  for (Close& close : *closes) {
    if (close.issued) last = std::move(close);
  }
  return last;
}

absl::StatusOr<std::vector<Entry>> SqlStore::Entries(const EntryFilter& filter, int64_t after,
                                                     size_t limit) {
  // Only what is asked for is in the question, so that it goes by an index.
  std::string sql = std::string(kEntryColumns) + "WHERE e.id > ?1 ";
  std::vector<std::string> texts;
  const auto narrow = [&](std::string_view condition, const std::string& text) {
    if (text.empty()) return;
    texts.push_back(text);
    sql += "AND " + std::string(condition) + " ?" + std::to_string(texts.size() + 2) + " ";
  };
  narrow("e.policy =", filter.policy);
  narrow("e.partner =", filter.partner);
  narrow("e.customer =", filter.customer);
  narrow("d.time >=", filter.from);
  // What says no time is before all others, and is not meant.
  narrow("d.time <> '' AND d.time <=", filter.until);
  if (!filter.rule.empty()) {
    texts.push_back(WithEnds(filter.rule));
    sql += database_->Spelled("AND @position(e.rules, ?") + std::to_string(texts.size() + 2) +
           ") > 0 ";
  }
  if (filter.close != 0) sql += "AND c.id = ?" + std::to_string(texts.size() + 3) + " ";
  Statement find = database_->Prepare(sql + "ORDER BY e.id LIMIT ?2");
  find.Bind(1, after);
  find.Bind(2, static_cast<int64_t>(limit));
  int at = 3;
  for (const std::string& text : texts) find.Bind(at++, text);
  if (filter.close != 0) find.Bind(at, filter.close);
  std::vector<Entry> entries;
  while (find.Step()) {
    absl::StatusOr<Entry> entry = EntryFrom(find);
    if (!entry.ok()) return entry.status();
    entries.push_back(*std::move(entry));
  }
  if (!find.status().ok()) return find.status();
  return entries;
}

absl::StatusOr<std::vector<HeldEntry>> SqlStore::HeldOf(const Close& close,
                                                        const std::string& customer, int64_t after,
                                                        size_t limit) {
  // Two questions, so that each goes by its index.
  Statement find = database_->Prepare(
      "SELECT d.customer, h.credit, h.subject_type, h.subject, h.period, h.reason, "
      "h.between_whom, h.text, h.id FROM held h JOIN decisions d ON d.id = h.decision "
      "WHERE d.close = ?1 AND h.id > ?2 " +
      std::string(customer.empty() ? "" : "AND d.customer = ?4 ") + "ORDER BY h.id LIMIT ?3");
  find.Bind(1, close.id);
  find.Bind(2, after);
  find.Bind(3, static_cast<int64_t>(limit));
  if (!customer.empty()) find.Bind(4, customer);
  std::vector<HeldEntry> held;
  while (find.Step()) {
    absl::StatusOr<Period> period = PeriodFrom(find.Text(4));
    if (!period.ok()) return period.status();
    held.push_back({.id = find.Number(8),
                    .customer = find.Text(0),
                    .key = {find.Text(1), find.Text(2), find.Text(3), "", *period},
                    .reason = find.Text(5),
                    .between = absl::StrSplit(find.Text(6), kBetween, absl::SkipEmpty()),
                    .text = find.Text(7)});
  }
  if (!find.status().ok()) return find.status();
  return held;
}

}  // namespace credence::store
