#include "tests/support/small_book.h"

#include <gtest/gtest.h>

#include "dsl/compile.h"
#include "store/backends/open_store.h"

namespace credence::testing {

ruletree::PolicySetPtr Compiled(const std::vector<std::pair<std::string, std::string>>& files) {
  std::vector<SourcePtr> sources;
  for (const auto& [name, text] : files) {
    sources.push_back(std::make_shared<const Source>(name, text));
  }
  dsl::Compiled compiled = dsl::Compile(sources);
  EXPECT_NE(compiled.policies, nullptr) << Render(compiled.diagnostics);
  return compiled.policies;
}

Date KnownDay(std::string_view text) { return *Date::Parse(text); }

facts::Record Subject(const std::string& type, const std::string& id, const std::string& parent) {
  return {.key = "subject/" + id,
          .fact = facts::SubjectInput{.type = type, .id = id, .parent = parent}};
}

facts::Record Attribute(const std::string& subject, const std::string& name,
                        facts::TypedValue value) {
  return {
      .key = "attribute/" + subject + "/" + name,
      .fact = facts::AttributeRecord{.subject = subject, .name = name, .value = std::move(value)}};
}

facts::Record Measured(const std::string& measure, const std::string& subject,
                       const std::string& month, const Type& type, Rational value) {
  return {.key = "measure/" + measure + "/" + subject + "/" + month,
          .fact = facts::MeasureInput{.measure = measure,
                                      .subject = subject,
                                      .period = ParsePeriod(month),
                                      .value = {type, std::move(value)}}};
}

facts::Record Recognised(const std::string& kind, const std::string& partner,
                         const std::string& subject, std::string_view from) {
  facts::EvidenceInput evidence{.id = kind + "/" + subject + "/" + partner,
                                .kind = kind,
                                .partner = partner,
                                .subject = subject,
                                .from = KnownDay(from)};
  if (kind == "dpor") evidence.fields = {{"since", {Type::Of(TypeKind::kDate), KnownDay(from)}}};
  return {.key = evidence.id, .row = 7, .fact = evidence};
}

SmallBook::SmallBook(ruletree::PolicySetPtr policies, std::string policy)
    : policy_(std::move(policy)), policies_(std::move(policies)) {
  EXPECT_TRUE(store::MigrateStore(path_).ok());
  OpenAgain();
}

void SmallBook::OpenAgain() { store_ = *store::OpenStore(path_); }

void SmallBook::Record(const std::vector<facts::Record>& records, std::string_view known,
                       const std::string& file) {
  auto stream =
      store_->Record({.system = "test", .file = file, .sha256 = file + "#"}, KnownDay(known));
  ASSERT_TRUE(stream.ok()) << stream.status();
  for (const facts::Record& record : records) ASSERT_TRUE((*stream)->Add(record).ok());
  ASSERT_TRUE((*stream)->Commit().ok());
}

book::CloseSummary SmallBook::Close(std::string_view period, std::string_view known) {
  const auto closed = book::CloseBook(
      *store_, *policies_,
      {.policy = policy_, .period = *ParsePeriod(period), .known = KnownDay(known)});
  EXPECT_TRUE(closed.ok()) << closed.status();
  return closed.ok() ? *closed : book::CloseSummary{};
}

std::vector<std::string> SmallBook::Entries(int64_t after) const {
  std::vector<std::string> lines;
  const std::vector<store::Entry> entries = *store_->Entries({}, after, 1000);
  for (const store::Entry& entry : entries) {
    lines.push_back(entry.closed.ToString() + ": " + entry.key.period.ToString() + " " +
                    entry.key.credit + " " + entry.key.partner + " " +
                    ToDisplay(entry.amount, entry.type) + (entry.adjustment ? " adjusted" : ""));
  }
  return lines;
}

int64_t SmallBook::LastEntry() const {
  const std::vector<store::Entry> entries = *store_->Entries({}, 0, 1000);
  return entries.empty() ? 0 : entries.back().id;
}

}  // namespace credence::testing
