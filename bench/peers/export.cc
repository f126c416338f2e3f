// The generated cases of the reference policy as tables of text, for systems that are measured
// beside Credence; what the native code awards, to hold them to; and how long it and the batch
// evaluator take for the same cases in this very run.
//
//   reference_export 10000 build/peers/cases
//     -> customers.csv, partners.csv, subscriptions.csv, lines.csv, records.csv, awards.csv,
//     held.csv and on standard output: {"cases": 10000, "native_ns": 452, "credence_ns": 1012}
#include <absl/strings/numbers.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "bench/reference/columns.h"
#include "bench/reference/programme.h"
#include "bench/thread_clock.h"

namespace credence::bench::reference {
namespace {

constexpr uint64_t kSeed = 2016;
constexpr int kRounds = 9;

struct Tables {
  explicit Tables(const std::string& folder)
      : customers(folder + "/customers.csv"),
        partners(folder + "/partners.csv"),
        subscriptions(folder + "/subscriptions.csv"),
        lines(folder + "/lines.csv"),
        records(folder + "/records.csv"),
        awards(folder + "/awards.csv"),
        held(folder + "/held.csv") {
    customers << "the_case,region,education,open\n";
    partners << "the_case,partner,level,owned,enrolled_on\n";
    subscriptions << "the_case,subscription,revenue\n";
    lines << "the_case,subscription,line,family,seats,active\n";
    records << "the_case,kind,partner,place,first,past,since\n";
    awards << "credit,the_case,subject,partner,amount\n";
    held << "the_case,subscription\n";
  }

  void Write(uint64_t row, const Case& of, const Decided& decided) {
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
    for (const Award& award : decided.awards) {
      awards << int{static_cast<uint8_t>(award.credit)} << ',' << row << ',' << int{award.subject}
             << ',' << int{award.partner} << ',' << award.amount << '\n';
    }
    for (int i = 0; i < of.subscription_count; ++i) {
      if ((decided.held_incentives >> i & 1) != 0) held << row << ',' << i << '\n';
    }
  }

  std::ofstream customers, partners, subscriptions, lines, records, awards, held;
};

template <typename Work>
double MedianSeconds(Work work) {
  std::array<double, kRounds> seconds{};
  for (double& one : seconds) {
    const double start = SecondsOfThread();
    work();
    one = SecondsOfThread() - start;
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds[kRounds / 2];
}

int Export(uint64_t count, const std::string& folder) {
  const ruletree::PolicySetPtr policies = CompileReference();
  const engine::batch::ProgramPtr program = policies ? LowerReference(*policies) : nullptr;
  if (program == nullptr) {
    std::fputs("reference_export: the reference policy is broken\n", stderr);
    return 1;
  }
  Tables tables(folder);
  engine::batch::Columns columns(program->policy->vocabulary);
  CaseColumns filling(columns);
  std::vector<Case> cases;
  Decided decided;
  for (uint64_t row = 0; row < count; ++row) {
    cases.push_back(CaseAt(kSeed, row));
    filling.Append(cases.back());
    DecideNative(cases.back(), decided);
    tables.Write(row, cases.back(), decided);
  }
  for (const std::ofstream* table :
       {&tables.customers, &tables.partners, &tables.subscriptions, &tables.lines, &tables.records,
        &tables.awards, &tables.held}) {
    if (table->good()) continue;
    std::fprintf(stderr, "reference_export: %s cannot be written\n", folder.c_str());
    return 1;
  }
  const double native = MedianSeconds([&] {
    for (const Case& one : cases) DecideNative(one, decided);
  });
  engine::batch::Decider decider(program);
  engine::batch::Outcome outcome;
  const double credence = MedianSeconds([&] {
    outcome.Clear();
    decider.Decide(columns, 0, static_cast<uint32_t>(count), outcome);
  });
  const auto each = static_cast<double>(count) / 1e9;
  std::printf("{\"cases\": %llu, \"native_ns\": %.0f, \"credence_ns\": %.0f}\n",
              static_cast<unsigned long long>(count), native / each, credence / each);
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
