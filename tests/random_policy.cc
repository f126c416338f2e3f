#include "tests/random_policy.h"

#include <initializer_list>
#include <utility>

namespace credence::testing {
namespace {

// Whom an expression is asked of.
enum class At { kCustomer, kSubscription, kWorkload, kPartner };

class PolicyMaker {
 public:
  explicit PolicyMaker(Dice& dice) : dice_(dice) {}

  std::string Make() && {
    text_ =
        "policy random version \"1\"\n  effective from 2016-01-01, governing whole periods\n"
        "  uses batch version \"1\"\n\n"
        "set some = { designated, resale, onboarding, contract }\n"
        "param floor = 40%\nparam rate\n  5% from 2015-01-01\n  7.5% from 2016-02-01\n\n"
        "table card\n  | partner.level | customer.region || pays | most |\n"
        "  | low | any || 1% | 100 USD |\n  | middle | north, south || 2.5% | 200 USD |\n"
        "  | high | any || 4% | 10_000 USD |\n  | middle | otherwise || 3% | 250 USD |\n\n"
        "tiers ladder on sum of revenue by " +
        OneOf({"slices", "highest tier"}) +
        "\n  | from || pays |\n  | 0 USD || 1% |\n  | 200 USD || 2% |\n  | 1_000 USD || 2.5% |\n\n";
    const int credits = 1 + Below(3);
    for (int i = 0; i < credits; ++i) AddCredit("c" + std::to_string(i));
    return std::move(text_);
  }

 private:
  int Below(int count) { return dice_.Below(count); }
  bool OneIn(int count) { return dice_.OneIn(count); }
  std::string OneOf(std::initializer_list<const char*> texts) {
    return texts.begin()[Below(static_cast<int>(texts.size()))];
  }

  static bool Sees(At at, At of) { return at != At::kPartner && of <= at; }

  // Conditions --------------------------------------------------------------------

  std::string Timing() {
    return OneOf({"", " on period.end", " on period.start", " on 2016-02-10",
                  " at any time in the period", " throughout the period",
                  " for at least 10 days in the period", " within 30 days before period.end",
                  " at any time in 3 months", " throughout 2016-02-01 through 2016-02-20"});
  }

  std::string Kind(At at) {
    const std::string kind = at == At::kPartner    ? "suspended"
                             : at == At::kCustomer ? OneOf({"contract", "suspended"})
                             : at == At::kSubscription
                                 ? OneOf({"designated", "resale", "touched", "contract"})
                                 : OneOf({"designated", "resale", "onboarding", "suspended"});
    return kind;
  }

  std::string Evidence(At at) {
    if (at == At::kWorkload && OneIn(3)) {
      return OneOf({"any of some", "at least 2 of some", "all of { designated, onboarding }",
                    "none of { resale, contract }"}) +
             Timing();
    }
    const std::string first = (OneIn(5) ? "no " : "") + Kind(at) + Timing();
    if (!OneIn(4)) return first;
    return first + OneOf({" and ", " or "}) + Kind(at) + Timing();
  }

  std::string Condition(At at, int depth) {
    if (depth > 0 && OneIn(3)) {
      return "(" + Condition(at, depth - 1) + OneOf({" and ", " or "}) + Condition(at, depth - 1) +
             ")";
    }
    if (depth > 0 && OneIn(6)) return "not (" + Condition(at, depth - 1) + ")";
    switch (Below(9)) {
      case 0:
        return Sees(at, At::kCustomer) ? "customer.region " + OneOf({"is ", "is not "}) +
                                             OneOf({"north", "south", "east"})
                                       : "partner.level is high";
      case 1:
        return Sees(at, At::kWorkload) ? "workload.family in { mail, files }"
                                       : "partner.level in { low, high }";
      case 2:
        return "partner.joined " + OneOf({">", "<=", "="}) + " period.start";
      case 3:
        return "share " + OneOf({">=", "<", ">"}) + " floor";
      case 4:
        return Sees(at, At::kCustomer) ? "partner.home is known and partner.home is customer"
                                       : "partner.joined + 30 days > period.end";
      case 5:
        return at == At::kPartner ? "share > 0%" : "partner with " + Kind(at) + Timing();
      case 6:
        return Sees(at, At::kSubscription)
                   ? "subscription.ends is known and subscription.ends > period.end"
                   : "share != 20%";
      case 7:
        return at == At::kPartner ? "share <= 75%" : Share(at) + " >= floor";
      default:
        return Money(at, depth) + OneOf({" >= ", " > ", " < "}) + Amount();
    }
  }

  // Numbers -----------------------------------------------------------------------

  std::string Amount() { return OneOf({"0 USD", "100 USD", "123.45 USD", "500 USD", "1_000 USD"}); }

  std::string Rows(At at) {
    if (at == At::kPartner || !OneIn(3)) return "";
    return OneOf({" where workload.family is mail", " where seats > 20",
                  " where (workload.family in { mail, chat } and partner with onboarding)",
                  " where partner with any of some at any time in the period"});
  }

  std::string Share(At at) {
    if (at == At::kWorkload) return "(used else 0) / seats else 0%";
    return "(sum of (used else 0)" + Rows(at) + ") / (sum of seats) else 0%";
  }

  std::string Seats(At at) {
    if (at == At::kWorkload) return OneOf({"seats", "(used else seats)", "(seats + 3)"});
    return OneOf({"(sum of seats", "(sum of (used else 1)", "(count of workload"}) + Rows(at) + ")";
  }

  std::string Money(At at, int depth) {
    if (depth > 0 && OneIn(3)) {
      switch (Below(5)) {
        case 0:
          return "(" + Money(at, depth - 1) + " + " + Money(at, depth - 1) + ")";
        case 1:
          return "(" + Money(at, depth - 1) + " - " + Money(at, depth - 1) + ")";
        case 2:
          return "round(" + Money(at, depth - 1) + ", 1 USD)";
        case 3:
          return "(rate of " + Money(at, depth - 1) + ")";
        default:
          return "(share * " + Money(at, depth - 1) + ")";
      }
    }
    switch (at) {
      case At::kPartner:
        return OneOf({"(quota else 10 USD)", "200 USD", "(quota else 0 USD)"});
      case At::kCustomer:
        return OneOf({"(sum of revenue)", "(highest of revenue else 0 USD)",
                      "(sum of (credit_note else 1 USD))", "300 USD"});
      default:
        return OneOf({"sum of revenue", "(credit_note else 5 USD)", "ladder",
                      "(card.pays of sum of revenue)", "card.most", "250 USD",
                      "(sum of revenue over 3 months)", "(quota else 10 USD)"});
    }
  }

  // Statements --------------------------------------------------------------------

  void AddCredit(const std::string& name) {
    static constexpr std::pair<At, const char*> kPer[] = {{At::kCustomer, "customer"},
                                                          {At::kSubscription, "subscription"},
                                                          {At::kWorkload, "workload"},
                                                          {At::kPartner, "partner"}};
    const auto [at, per] = kPer[Below(4)];
    const bool money = at != At::kWorkload && !OneIn(4);
    const int sharing = at == At::kPartner ? 0 : Below(3);
    text_ += "credit " + name + " : " + (money || at == At::kPartner ? "money in USD" : "count") +
             " for " + OneOf2(sharing, "every partner", "one partner", "up to 2 partners") +
             " per " + per + " each month\n";
    if (sharing != 0) {
      text_ += "  prefer " + Preference(at) + "\n  if tied " +
               OneOf({"hold", "hold", "lowest partner id"}) + "\n";
    }
    text_ += "  combine " + OneOf({"sum", "highest", "lowest"}) + "\n";
    if (money || at == At::kPartner) {
      text_ += "  rounded " +
               OneOf({"to nearest 0.01 USD", "to nearest even 1 USD", "up to 0.05 USD",
                      "down to 0.01 USD"}) +
               "\n";
    }
    text_ += "\n";
    const int awards = 1 + Below(3);
    for (int i = 0; i < awards; ++i) {
      AddAward(name, name + "_a" + std::to_string(i), at, money || at == At::kPartner, sharing != 0,
               i > 0 && OneIn(3) ? name + "_a0" : "");
    }
    if (OneIn(2)) AddRemoval("exclude from " + name + " as " + name + "_x", at);
    if (OneIn(3)) AddRemoval("forfeit " + name + " as " + name + "_f", at);
  }

  static std::string OneOf2(int which, const char* a, const char* b, const char* c) {
    return which == 0 ? a : which == 1 ? b : c;
  }

  std::string Preference(At at) {
    if (at == At::kCustomer) return OneOf({"latest contract.from", "lowest share"});
    return OneOf({"latest designated.since", "earliest designated.from, then highest share",
                  "designated over resale, then latest designated.since", "highest share",
                  "highest touched.weight", "resale over contract"});
  }

  void AddAward(const std::string& credit, const std::string& name, At at, bool money, bool one,
                const std::string& replaces) {
    text_ += "award " + credit + " as " + name +
             (replaces.empty() ? "" : " replacing " + replaces) + " to " + (one ? "the" : "every") +
             " partner with " + Evidence(at) + "\n";
    for (int i = Below(3); i > 0; --i) {
      text_ += OneOf({"  when ", "  unless "}) + Condition(at, 2) + "\n";
    }
    text_ += "  amount " + (money ? Money(at, 2) : Seats(at));
    if (OneIn(3)) text_ += ", at most " + (money ? Amount() : std::string("60"));
    if (OneIn(4)) text_ += ", at least " + std::string(money ? "33.335 USD" : "7");
    text_ += "\n  because \"It is so.\"\n\n";
  }

  void AddRemoval(const std::string& lead, At at) {
    text_ += lead + "\n";
    if (OneIn(2)) text_ += "  any partner with " + Kind(at) + Timing() + "\n";
    text_ += "  when " + Condition(at, 1) + "\n  because \"It is not so.\"\n\n";
  }

  Dice& dice_;
  std::string text_;
};

}  // namespace

std::string RandomPolicy(Dice& dice) { return PolicyMaker(dice).Make(); }

std::string RandomPolicy(uint64_t seed) {
  Dice dice(seed);
  return RandomPolicy(dice);
}

}  // namespace credence::testing
