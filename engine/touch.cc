#include "engine/touch.h"

#include <algorithm>
#include <utility>

#include "core/halving.h"
#include "engine/evidence.h"
#include "engine/operate.h"
#include "engine/title.h"

namespace credence::engine {

using ruletree::NodeId;
using ruletree::Place;
using ruletree::Policy;
using ruletree::RuleId;
using ruletree::Split;
using ruletree::SplitMethod;
using ruletree::SplitPosition;

namespace {

std::string PercentText(const Rational& share) {
  return ToDisplay(share, Type::Of(TypeKind::kPercent));
}

std::string PlaceText(Place place) {
  switch (place) {
    case Place::kFirst:
      return "first";
    case Place::kLast:
      return "last";
    case Place::kMiddle:
      return "in the middle";
    case Place::kRest:
      return "of the rest";
  }
  return "";
}

class Weighing {
 public:
  Weighing(const Evaluator& evaluator, RuleId rule, std::vector<Touch>& touches)
      : evaluator_(evaluator),
        rule_(rule),
        split_(*evaluator.policy().rules[rule].split),
        touches_(touches) {}

  std::optional<Doubt> Run() && {
    switch (split_.method) {
      case SplitMethod::kEvenly:
        for (Touch& touch : touches_) Set(touch, Rational(1), "1");
        return std::nullopt;
      case SplitMethod::kWeighted:
        return ByWeight();
      case SplitMethod::kHalving:
        return ByHalving();
      case SplitMethod::kPositions:
        return ByPosition();
    }
    return std::nullopt;
  }

 private:
  const BoundCase& bound() const { return evaluator_.bound(); }

  std::string IdOf(const Touch& touch) const { return bound().RecordId(touch.record); }

  Date DayOf(const Touch& touch) const {
    const auto* date = std::get_if<Date>(&touch.key);
    return split_.order != ruletree::kNone && date != nullptr
               ? *date
               : bound().facts().evidence.valid[touch.record].begin;
  }

  void Set(Touch& touch, const Rational& weight, const std::string& why) {
    touch.weight = weight;
    touch.text = IdOf(touch) + ": " + why;
  }

  Doubt Uncertain(const std::string& why) const {
    return {HeldReason::kMissingInput, why, {rule_}};
  }

  std::optional<Doubt> ByWeight() {
    for (Touch& touch : touches_) {
      Scope row = touch.candidate->scope.WithRecord(touch.record);
      const Answer& weight = evaluator_.Evaluate(split_.weight, row);
      if (!weight.is_defined()) return DoubtOf(evaluator_, weight, split_.weight, rule_);
      const ruletree::Node& node = evaluator_.node(split_.weight);
      if (weight.number().is_negative()) {
        return Uncertain("the weight of " + IdOf(touch) +
                         " is below zero: " + ToDisplay(weight.number(), node.type));
      }
      Set(touch, weight.number(),
          TitleOf(evaluator_.policy(), split_.weight) + " " +
              ToDisplay(weight.number(), node.type));
    }
    return std::nullopt;
  }

  std::optional<Doubt> ByHalving() {
    if (touches_.empty()) return std::nullopt;
    const Answer& day = evaluator_.Evaluate(split_.day, touches_.front().candidate->scope);
    if (!day.is_defined()) return DoubtOf(evaluator_, day, split_.day, rule_);
    for (Touch& touch : touches_) {
      const Date on = DayOf(touch);
      const int32_t days = split_.after ? on.days - day.date().days : day.date().days - on.days;
      const Rational weight = HalvingWeight(std::max(days, 0), split_.half_life);
      std::string why = "on " + on.ToString();
      if (days > 0) {
        why += ", " + std::to_string(days) + (days == 1 ? " day" : " days") +
               (split_.after ? " after " : " before ") + day.date().ToString();
      }
      Set(touch, weight, weight.ToDisplay());
      touch.text = IdOf(touch) + " " + why + ": " + weight.ToDisplay();
    }
    return std::nullopt;
  }

  // Touches are by key; those with one key stand at one place.
  bool IsFirst(const Touch& touch, const std::vector<Touch*>& among) const {
    return !among.empty() && Compare(touch.key, among.front()->key) == 0;
  }
  bool IsLast(const Touch& touch, const std::vector<Touch*>& among) const {
    return !among.empty() && Compare(touch.key, among.back()->key) == 0;
  }

  std::optional<Doubt> ByPosition() {
    std::vector<std::vector<Touch*>> met;  // by position: touches that meet its `where`
    for (const SplitPosition& position : split_.positions) {
      met.emplace_back();
      for (Touch& touch : touches_) {
        if (position.where != ruletree::kNone) {
          Scope row = touch.candidate->scope.WithRecord(touch.record);
          const Answer& where = evaluator_.Evaluate(position.where, row);
          if (!where.is_defined()) return DoubtOf(evaluator_, where, position.where, rule_);
          if (!where.truth()) continue;
        }
        met.back().push_back(&touch);
      }
    }
    std::vector<Touch*> every;
    for (Touch& touch : touches_) every.push_back(&touch);
    std::vector<std::vector<Touch*>> taken(met.size());
    for (size_t i = 0; i < met.size(); ++i) {
      const Place place = split_.positions[i].place;
      for (Touch* touch : met[i]) {
        const bool inner = !IsFirst(*touch, every) && !IsLast(*touch, every);
        const bool takes = place == Place::kFirst  ? IsFirst(*touch, met[i])
                           : place == Place::kLast ? IsLast(*touch, met[i])
                                                   : place == Place::kMiddle && inner;
        if (takes) taken[i].push_back(touch);
      }
    }
    TakeRest(met, taken);
    for (size_t i = 0; i < taken.size(); ++i) {
      if (std::optional<Doubt> doubt = Share(split_.positions[i], taken[i])) return doubt;
    }
    return std::nullopt;
  }

  // The rest is what no other place has.
  void TakeRest(const std::vector<std::vector<Touch*>>& met,
                std::vector<std::vector<Touch*>>& taken) const {
    std::vector<Touch*> placed;
    for (const auto& some : taken) placed.insert(placed.end(), some.begin(), some.end());
    for (size_t i = 0; i < met.size(); ++i) {
      if (split_.positions[i].place != Place::kRest) continue;
      for (Touch* touch : met[i]) {
        if (std::find(placed.begin(), placed.end(), touch) == placed.end()) {
          taken[i].push_back(touch);
        }
      }
    }
  }

  std::optional<Doubt> Share(const SplitPosition& position, const std::vector<Touch*>& taken) {
    if (taken.empty()) return std::nullopt;
    const Rational each(1, static_cast<int64_t>(taken.size()));
    const std::optional<Rational> share = CheckedMultiply(position.share, each);
    for (Touch* touch : taken) {
      const auto weight = share ? CheckedAdd(touch->weight, *share) : std::nullopt;
      if (!weight) return Doubt{HeldReason::kOverflow, "the shares are numbers too large", {rule_}};
      touch->weight = *weight;
      touch->text += (touch->text.empty() ? IdOf(*touch) + ": " : " and ") +
                     PlaceText(position.place) + ", " + PercentText(position.share);
      if (taken.size() > 1) touch->text += " / " + std::to_string(taken.size());
    }
    return std::nullopt;
  }

  const Evaluator& evaluator_;
  const RuleId rule_;
  const Split& split_;
  std::vector<Touch>& touches_;
};

bool Claims(const Candidate& candidate, RuleId rule) {
  return !candidate.removal &&
         std::any_of(candidate.claims.begin(), candidate.claims.end(),
                     [rule](const Claim& claim) { return claim.rule == rule; });
}

}  // namespace

Touches FindTouches(const Evaluator& evaluator, RuleId id, std::vector<Candidate>& candidates) {
  const ruletree::Rule& rule = evaluator.policy().rules[id];
  const ruletree::EvidenceTest& test = evaluator.policy().tests[evaluator.node(rule.evidence).ref];
  const NodeId order = rule.split->order;
  Touches touches;
  for (Candidate& candidate : candidates) {
    if (!Claims(candidate, id)) continue;
    const TestFinding finding = RunTest(evaluator, test, candidate.scope);
    const KindFinding& found = finding.kinds.front();
    if (!found.unsure.empty()) {
      touches.doubt = Doubt{HeldReason::kMissingInput, found.unsure, {id}};
      return touches;
    }
    for (const facts::EvidenceIndex record : found.records) {
      Touch touch{.candidate = &candidate, .record = record};
      if (order != ruletree::kNone) {
        Scope row = candidate.scope.WithRecord(record);
        const Answer& key = evaluator.Evaluate(order, row);
        if (!key.is_defined()) {
          touches.doubt = DoubtOf(evaluator, key, order, id);
          return touches;
        }
        touch.key = key.value();
      }
      touches.all.push_back(std::move(touch));
    }
  }
  if (order != ruletree::kNone) {
    std::stable_sort(touches.all.begin(), touches.all.end(),
                     [](const Touch& a, const Touch& b) { return Compare(a.key, b.key) < 0; });
  }
  return touches;
}

std::optional<Doubt> Weigh(const Evaluator& evaluator, RuleId rule, std::vector<Touch>& touches) {
  return Weighing(evaluator, rule, touches).Run();
}

}  // namespace credence::engine
