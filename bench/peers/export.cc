// The generated cases of the reference policy as text, for systems that are measured beside
// Credence: tables, and a line of JSON a case.
//
//   reference_export 10000 build/peers/cases
//     -> customers.csv, partners.csv, subscriptions.csv, lines.csv, records.csv, cases.json and
//        worked.json (cases_json.h)
#include <absl/strings/numbers.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>

#include "bench/peers/cases_json.h"

namespace credence::bench::reference {
namespace {

constexpr uint64_t kSeed = 2016;

struct Tables {
  explicit Tables(const std::string& folder)
      : customers(folder + "/customers.csv"),
        partners(folder + "/partners.csv"),
        subscriptions(folder + "/subscriptions.csv"),
        lines(folder + "/lines.csv"),
        records(folder + "/records.csv"),
        cases(folder + "/cases.json"),
        worked(folder + "/worked.json") {
    customers << "the_case,region,education,open\n";
    partners << "the_case,partner,level,owned,enrolled_on\n";
    subscriptions << "the_case,subscription,revenue\n";
    lines << "the_case,subscription,line,family,seats,active\n";
    records << "the_case,kind,partner,place,first,past,since\n";
  }

  void Write(uint64_t row, const Case& of) {
    customers << row << ',' << int{static_cast<uint8_t>(of.region)} << ',' << of.education << ','
              << of.open << '\n';
    for (int i = 0; i < of.partner_count; ++i) {
      const Partner& partner = of.partners[static_cast<size_t>(i)];
      partners << row << ',' << i << ',' << int{static_cast<uint8_t>(partner.level)} << ','
               << partner.customer_owned << ',' << partner.enrolled_on.days << '\n';
    }
    for (int i = 0; i < of.subscription_count; ++i) {
      const Subscription& subscription = of.subscriptions[static_cast<size_t>(i)];
      subscriptions << row << ',' << i << ',' << subscription.revenue_cents << '\n';
      for (int at = 0; at < subscription.line_count; ++at) {
        const int line = subscription.first_line + at;
        const Line& one = of.lines[static_cast<size_t>(line)];
        lines << row << ',' << i << ',' << line << ',' << int{static_cast<uint8_t>(one.family)}
              << ',' << one.seats << ',' << one.active << '\n';
      }
    }
    for (int i = 0; i < of.record_count; ++i) {
      const Record& record = of.records[static_cast<size_t>(i)];
      records << row << ',' << int{static_cast<uint8_t>(record.kind)} << ',' << int{record.partner}
              << ',' << int{record.place} << ',' << record.days.begin.days << ','
              << record.days.end.days << ',' << record.since.days << '\n';
    }
    cases << CaseAsJson(of) << '\n';
    worked << WorkedAsJson(of) << '\n';
  }

  std::ofstream customers, partners, subscriptions, lines, records, cases, worked;
};

int Export(uint64_t count, const std::string& folder) {
  Tables tables(folder);
  for (uint64_t row = 0; row < count; ++row) tables.Write(row, CaseAt(kSeed, row));
  for (const std::ofstream* table :
       {&tables.customers, &tables.partners, &tables.subscriptions, &tables.lines, &tables.records,
        &tables.cases, &tables.worked}) {
    if (table->good()) continue;
    std::fprintf(stderr, "reference_export: %s cannot be written\n", folder.c_str());
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace credence::bench::reference

int main(int argc, char** argv) {
  uint64_t count = 0;
  if (argc != 3 || !absl::SimpleAtoi(argv[1], &count) || count == 0 || count > 10'000'000) {
    std::fputs("usage: reference_export CASES FOLDER\n", stderr);
    return 2;
  }
  return credence::bench::reference::Export(count, argv[2]);
}
