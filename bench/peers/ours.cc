// The code written by hand and Credence itself, driven by rounds.py as every peer is.
//
//   reference_peer native 100000
//     <- pass       decides all cases                                        -> done
//     <- awards     what the last pass decided: credit,case,subject,partner,amount, a line each,
//                   credit 3 for a tie that is held                          -> ... done
//
// Systems: native; columns, by one thread; columns2, by two; names, a case at a time from names
// and values, awards with what they cite.
#include <absl/strings/numbers.h>

#include <cstdint>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/reference/columns.h"
#include "bench/reference/programme.h"
#include "engine/batch/decide_all.h"

namespace credence::bench::reference {
namespace {

constexpr uint64_t kSeed = 2016;

class Peer {
 public:
  virtual ~Peer() = default;
  virtual void Pass() = 0;
  // Of the last pass, by case.
  virtual std::vector<Decided> Awards() const = 0;
};

class Native : public Peer {
 public:
  explicit Native(uint64_t count) {
    for (uint64_t row = 0; row < count; ++row) cases_.push_back(CaseAt(kSeed, row));
  }

  void Pass() override {
    for (const Case& the_case : cases_) DecideNative(the_case, decided_);
  }

  std::vector<Decided> Awards() const override {
    std::vector<Decided> awards(cases_.size());
    for (size_t i = 0; i < cases_.size(); ++i) DecideNative(cases_[i], awards[i]);
    return awards;
  }

 private:
  std::vector<Case> cases_;
  Decided decided_;
};

class Batch : public Peer {
 public:
  Batch(const ruletree::PolicySet& policies, unsigned threads, uint64_t count)
      : program_(LowerReference(policies)),
        columns_(program_->policy->vocabulary),
        threads_(threads) {
    CaseColumns filling(columns_);
    for (uint64_t row = 0; row < count; ++row) filling.Append(CaseAt(kSeed, row));
  }

  void Pass() override { engine::batch::DecideAll(program_, columns_, threads_, outcomes_); }

  std::vector<Decided> Awards() const override {
    std::vector<Decided> awards(columns_.cases());
    for (const engine::batch::Outcome& outcome : outcomes_) {
      const std::vector<Decided> some = AwardsOf(outcome, *program_, columns_);
      for (size_t i = 0; i < some.size(); ++i) {
        awards[i].held_incentives |= some[i].held_incentives;
        awards[i].awards.insert(awards[i].awards.end(), some[i].awards.begin(),
                                some[i].awards.end());
      }
    }
    return awards;
  }

 private:
  engine::batch::ProgramPtr program_;
  engine::batch::Columns columns_;
  unsigned threads_;
  std::vector<engine::batch::Outcome> outcomes_;
};

class Names : public Peer {
 public:
  Names(const ruletree::PolicySetPtr& policies, uint64_t count) : policies_(policies) {
    for (uint64_t row = 0; row < count; ++row) cases_.push_back(ToFacts(CaseAt(kSeed, row)));
  }

  void Pass() override {
    decided_.clear();
    for (const facts::Case& the_case : cases_) {
      decided_.push_back(engine::Decide(policies_->timelines.front(), the_case, ByEngine()));
    }
  }

  std::vector<Decided> Awards() const override {
    std::vector<Decided> awards;
    for (const engine::Decided& one : decided_) awards.push_back(AwardsOf(*one.decision));
    return awards;
  }

 private:
  ruletree::PolicySetPtr policies_;
  std::vector<facts::Case> cases_;
  std::vector<engine::Decided> decided_;
};

std::unique_ptr<Peer> PeerNamed(std::string_view name, uint64_t count) {
  if (name == "native") return std::make_unique<Native>(count);
  const ruletree::PolicySetPtr policies = CompileReference();
  if (policies == nullptr) return nullptr;
  if (name == "columns") return std::make_unique<Batch>(*policies, 1, count);
  if (name == "columns2") return std::make_unique<Batch>(*policies, 2, count);
  if (name == "names") return std::make_unique<Names>(policies, count);
  return nullptr;
}

void Print(const std::vector<Decided>& decided) {
  for (size_t row = 0; row < decided.size(); ++row) {
    for (const Award& award : decided[row].awards) {
      std::printf("%d,%zu,%d,%d,%lld\n", static_cast<int>(award.credit), row, award.subject,
                  award.partner, static_cast<long long>(award.amount));
    }
    for (int at = 0; at < static_cast<int>(kSubscriptionsMax); ++at) {
      if ((decided[row].held_incentives >> at & 1) != 0) std::printf("3,%zu,%d,0,0\n", row, at);
    }
  }
}

int Serve(std::string_view system, uint64_t count) {
  const std::unique_ptr<Peer> peer = PeerNamed(system, count);
  if (peer == nullptr) {
    std::fputs("reference_peer: no such system, or the reference policy is broken\n", stderr);
    return 1;
  }
  const auto say = [](const char* word) {
    return std::puts(word) >= 0 && std::fflush(stdout) == 0;
  };
  say("ready");
  for (std::string asked; std::getline(std::cin, asked);) {
    if (asked == "pass") peer->Pass();
    if (asked == "awards") Print(peer->Awards());
    if (!say("done")) return 1;
  }
  return 0;
}

}  // namespace
}  // namespace credence::bench::reference

int main(int argc, char** argv) {
  uint64_t count = 0;
  if (argc != 3 || !absl::SimpleAtoi(argv[2], &count) || count == 0 || count > 10'000'000) {
    std::fputs("usage: reference_peer native|columns|columns2|names CASES\n", stderr);
    return 2;
  }
  return credence::bench::reference::Serve(argv[1], count);
}
