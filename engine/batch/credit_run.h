// The pipeline of the language over the columns of one credit, a mask of partners for each subject:
// who claims stands in the columns already; here some are chosen, claims combined and rounded.
//
// Thread-safety: as the machine it reads.
#ifndef CREDENCE_ENGINE_BATCH_CREDIT_RUN_H_
#define CREDENCE_ENGINE_BATCH_CREDIT_RUN_H_

#include <optional>
#include <vector>

#include "engine/batch/decider.h"
#include "engine/batch/machine.h"
#include "engine/batch/wide.h"

namespace credence::engine::batch {

class CreditRun {
 public:
  CreditRun(Machine& machine, const CreditSteps& steps);

  // Looks up the columns of the cases at hand, before their first Decide, and faults those in
  // doubt.
  void Begin();
  // Cases whose numbers pass the limits are faulted, whatever was added of them.
  void Decide(CreditOutcome& outcome);

 private:
  // Columns as they are read by row of the credit and place of the partner.
  struct Truths {
    const uint64_t* data = nullptr;
    bool is_one = false;
    uint64_t at(uint32_t row) const { return data[is_one ? 0 : row]; }
  };
  // Those of one row: `step` is 0 where they are the same for every partner.
  struct OfRow {
    const int64_t* data = nullptr;
    uint32_t step = 0;
    int64_t at(uint32_t partner) const { return data[partner * step]; }
  };
  struct Numbers {
    const int64_t* data = nullptr;
    const uint32_t* up = nullptr;     // null: the credit's own rows
    const uint32_t* pairs = nullptr;  // null: the same for every partner
    OfRow of(uint32_t row) const {
      const uint32_t at = up == nullptr ? row : up[row];
      return pairs == nullptr ? OfRow{data + at, 0} : OfRow{data + pairs[at], 1};
    }
  };
  struct AwardColumns {
    Truths claims;
    Numbers amount;
    Numbers divisor;  // without data: one, or no cap
    Numbers cap;
  };
  struct KeyColumns {
    struct OfAward {
      Truths when;
      Numbers value;
    };
    std::vector<std::vector<OfAward>> records;
    Numbers otherwise;
  };
  // What is left of a partner's claims.
  struct Stand {
    int64_t amount = 0;
    int64_t divisor = 1;
    std::optional<int64_t> cap = {};
    uint64_t rules = 0;
  };
  // Of one subject.
  struct Place {
    uint32_t at = 0;   // the case
    uint32_t row = 0;  // of the credit
  };
  // An award that somebody claims there.
  struct Claimed {
    uint64_t by = 0;
    uint64_t rule = 0;  // its bit
    OfRow amount = {};
    OfRow divisor = {};
    OfRow cap = {};
  };

  Truths TruthsOf(ColumnId column) const;  // kNone: all
  Numbers NumbersOf(ColumnId column);
  void FindLive();
  void DecideRow(const Place& place, CreditOutcome& outcome);
  void GiveBest(const Place& place, uint64_t chosen, CreditOutcome& outcome);
  bool GiveAll(const Place& place, uint64_t chosen, CreditOutcome& outcome);
  void Choose(const Place& place, uint64_t live, uint64_t& chosen, CreditOutcome& outcome);
  int64_t KeyOf(const KeyColumns& key, uint32_t row, uint32_t partner) const;
  void Gather(uint32_t row, uint64_t chosen);
  static Stand One(const Claimed& claimed, uint32_t partner);
  // nullopt: past 64 bits, or of quotients.
  std::optional<Stand> Combined(uint32_t partner) const;
  static std::optional<Stand> Sum(const Stand& a, const Stand& b);
  bool Give(const Place& place, uint32_t partner, const Stand& stand, CreditOutcome& outcome) const;
  std::optional<int64_t> Rounded(const Stand& stand) const;

  Machine& machine_;
  const CreditSteps& steps_;
  const ruletree::Credit& credit_;
  int64_t scale_ = 1;  // of the amounts
  std::optional<RoundStep> rounding_;
  int64_t unit_in_ = 1;
  std::vector<AwardColumns> awards_;
  Truths live_;
  Truths forfeited_, forfeit_known_;
  std::vector<KeyColumns> keys_;
  const uint64_t* all_ = nullptr;
  Row first_row_ = 0;

  struct Claims {
    uint64_t by = 0;
    OfRow amount = {};
  };
  std::vector<Claims> best_;  // of the subject at hand, by award
  // Whether the best claim is the award, exact and as it is.
  bool takes_best_ = false;
  std::vector<uint32_t> live_rows_;
  const uint32_t* case_of_ = nullptr;
  std::vector<Claimed> claimed_;  // of the subject at hand
  std::vector<int64_t> ranks_;    // the keys of its contestants
  std::vector<uint32_t> order_;   // contestants, the first first
};

}  // namespace credence::engine::batch

#endif  // CREDENCE_ENGINE_BATCH_CREDIT_RUN_H_
