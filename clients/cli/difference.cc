#include "clients/cli/difference.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "clients/cli/wire_value.h"
#include "core/code_point.h"

namespace credence::cli {
namespace {

// Credit, subject, period, partner.
using Key = std::tuple<std::string, std::string, std::string, std::string>;

struct Side {
  std::optional<Rational> amount;
  bool overflowed = false;
  std::string held;
  std::vector<std::string> awards;   // "617.28 USD by deploy_incentive of version 2016.1"
  std::vector<std::string> reasons;  // steps of awards, refusals, why it is held

  bool awarded() const { return held.empty() && amount.has_value(); }
};

struct Pair {
  Side before;
  Side after;
  std::optional<Type> type;
};

// Both decisions laid over each other, in the order in which places first appear.
class Overlay {
 public:
  void Add(const v1::Decision& decision, Side Pair::*side) {
    for (const v1::Result& result : decision.results()) {
      for (const v1::Award& award : result.awards()) AddAward(result, award, side);
      for (const v1::Refusal& refusal : result.refusals()) {
        At(result, refusal.partner()).*side =
            WithRefusal(At(result, refusal.partner()).*side, refusal);
      }
      if (result.has_held()) AddHeld(result, side);
    }
  }

  const std::vector<Key>& order() const { return order_; }
  const Pair& at(const Key& key) const { return pairs_.at(key); }

 private:
  Pair& At(const v1::Result& result, const std::string& partner) {
    Key key{result.credit(), result.subject(), result.period(), partner};
    const auto [found, is_new] = pairs_.try_emplace(key);
    if (is_new) order_.push_back(std::move(key));
    return found->second;
  }

  void AddAward(const v1::Result& result, const v1::Award& award, Side Pair::*side) {
    Pair& pair = At(result, award.partner());
    const auto value = FromWire(award.amount());
    if (!value) return;
    pair.type = value->type;
    Side& here = pair.*side;
    const auto sum =
        CheckedAdd(here.amount.value_or(Rational(0)), std::get<Rational>(value->value));
    here.overflowed = here.overflowed || !sum;
    here.amount = sum.value_or(Rational(0));
    std::string line = award.amount().text();
    for (const v1::Rule& rule : award.rules()) {
      line += (&rule == &award.rules(0) ? " by " : " and ") + rule.name();
    }
    here.awards.push_back(line + " of version " + result.version());
    for (const v1::Step& step : award.steps()) here.reasons.push_back(step.text());
  }

  static Side WithRefusal(Side side, const v1::Refusal& refusal) {
    std::string line = refusal.reason();
    const std::string& rule = refusal.rule().name();
    if (!rule.empty() && line.find(rule) == std::string::npos) line += " (" + rule + ")";
    side.reasons.push_back(std::move(line));
    return side;
  }

  void AddHeld(const v1::Result& result, Side Pair::*side) {
    const std::string text = "held, " + HeldReasonText(result.held().reason());
    // A result held for all has no partner to stand under.
    std::vector<std::string> partners(result.held().between().begin(),
                                      result.held().between().end());
    if (partners.empty()) partners.emplace_back();
    for (const std::string& partner : partners) {
      Side& here = At(result, partner).*side;
      here.held = text;
      here.reasons.push_back(result.held().text().empty() ? text : result.held().text());
    }
  }

  std::map<Key, Pair> pairs_;
  std::vector<Key> order_;
};

Standing StandingOf(const Side& side, const Type& type) {
  if (!side.held.empty()) return {std::nullopt, side.held};
  if (!side.amount) return {std::nullopt, "-"};
  return {side.amount, side.overflowed ? "too large" : ToDisplay(*side.amount, type)};
}

std::vector<std::string> LinesOnlyIn(const std::vector<std::string>& lines,
                                     const std::vector<std::string>& others,
                                     std::string_view sign) {
  std::vector<std::string> out;
  const std::set<std::string> known(others.begin(), others.end());
  for (const std::string& line : lines) {
    std::string marked = std::string(sign) + line;
    const bool told = std::find(out.begin(), out.end(), marked) != out.end();
    if (!known.contains(line) && !told) out.push_back(std::move(marked));
  }
  return out;
}

std::vector<std::string> Why(const Pair& pair) {
  const Side& before = pair.before;
  const Side& after = pair.after;
  std::vector<std::string> why;
  const auto add = [&](const std::vector<std::string>& lines,
                       const std::vector<std::string>& others, std::string_view sign) {
    for (std::string& line : LinesOnlyIn(lines, others, sign)) why.push_back(std::move(line));
  };
  add(before.awards, after.awards, "- ");
  // The steps of an award that is gone do not say why it is gone.
  if (!before.awarded() || after.awarded()) add(before.reasons, after.reasons, "- ");
  add(after.awards, before.awards, "+ ");
  add(after.reasons, before.reasons, "+ ");
  return why;
}

DifferenceRow RowOf(const Key& key, const Pair& pair) {
  DifferenceRow row;
  std::tie(row.credit, row.subject, row.period, row.partner) = key;
  row.type = pair.type.value_or(Type::Of(TypeKind::kNumber));
  row.before = StandingOf(pair.before, row.type);
  row.after = StandingOf(pair.after, row.type);
  row.change = CheckedSubtract(row.after.amount.value_or(Rational(0)),
                               row.before.amount.value_or(Rational(0)));
  row.why = Why(pair);
  return row;
}

void AddTo(std::vector<CreditTotal>& totals, const std::string& credit, const Pair& pair) {
  if (!pair.type) return;
  auto total = std::find_if(totals.begin(), totals.end(), [&](const CreditTotal& other) {
    return other.credit == credit && other.type == *pair.type;
  });
  if (total == totals.end()) {
    totals.push_back({credit, *pair.type, Rational(0), Rational(0)});
    total = totals.end() - 1;
  }
  const auto add = [](Rational& to, const Side& side) {
    to = CheckedAdd(to, side.amount.value_or(Rational(0))).value_or(to);
  };
  add(total->before, pair.before);
  add(total->after, pair.after);
}

// "+617.28 USD", "-12", "0".
std::string SignedText(const std::optional<Rational>& number, const Type& type) {
  if (!number) return "too large";
  return (number->sign() > 0 ? "+" : "") + ToDisplay(*number, type);
}

std::string RenderWhy(const std::vector<DifferenceRow>& rows, const ViewOptions& options) {
  std::string out;
  for (const DifferenceRow& row : rows) {
    if (row.why.empty()) continue;
    std::string title = row.credit + "  " + row.subject + "  " + row.period;
    if (!row.partner.empty()) title += "  " + row.partner;
    out += "  " + options.ink.Bold(Printable(title)) + "\n";
    for (const std::string& line : row.why) {
      const std::string text = WrapWords(line, 6, options.width);
      out += "    " + (line[0] == '-' ? options.ink.Red(text) : options.ink.Green(text)) + "\n";
    }
  }
  return out;
}

}  // namespace

Difference Compare(const v1::Decision& before, const v1::Decision& after) {
  Overlay overlay;
  overlay.Add(before, &Pair::before);
  overlay.Add(after, &Pair::after);
  Difference difference;
  for (const Key& key : overlay.order()) {
    const Pair& pair = overlay.at(key);
    DifferenceRow row = RowOf(key, pair);
    if (row.before.text != row.after.text || row.before.amount != row.after.amount) {
      difference.rows.push_back(std::move(row));
    }
  }
  for (const Key& key : overlay.order()) {
    const auto same_credit = [&](const DifferenceRow& row) {
      return row.credit == std::get<0>(key);
    };
    if (std::any_of(difference.rows.begin(), difference.rows.end(), same_credit)) {
      AddTo(difference.totals, std::get<0>(key), overlay.at(key));
    }
  }
  return difference;
}

bool Difference::Concerns(const v1::Result& result) const {
  return std::any_of(rows.begin(), rows.end(), [&](const DifferenceRow& row) {
    return row.credit == result.credit() && row.subject == result.subject() &&
           row.period == result.period();
  });
}

std::string RenderDifference(const Difference& difference, const ViewOptions& options) {
  if (difference.empty()) {
    return options.ink.Bold("difference") + "\n  none: both decide the same\n";
  }
  constexpr auto kRight = Table::Align::kRight;
  Table table({{"credit"},
               {"subject"},
               {"period"},
               {"partner"},
               {"before", kRight},
               {"after", kRight},
               {"change", kRight}});
  for (const DifferenceRow& row : difference.rows) {
    table.Add({row.credit, row.subject, row.period, row.partner, row.before.text, row.after.text,
               SignedText(row.change, row.type)});
  }
  Table totals({{"total"}, {"before", kRight}, {"after", kRight}, {"change", kRight}});
  for (const CreditTotal& total : difference.totals) {
    totals.Add({total.credit, ToDisplay(total.before, total.type),
                ToDisplay(total.after, total.type),
                SignedText(CheckedSubtract(total.after, total.before), total.type)});
  }
  std::string out = options.ink.Bold("difference") + "\n" + table.ToString(2, options.ink);
  if (!totals.empty()) out += "\n" + totals.ToString(2, options.ink);
  const std::string why = RenderWhy(difference.rows, options);
  if (!why.empty()) out += "\n" + options.ink.Bold("why") + "\n" + why;
  return out;
}

}  // namespace credence::cli
