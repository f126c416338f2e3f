#include "engine/batch/builder.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace credence::engine::batch {

using ruletree::Op;

namespace {

// Parts of a whole past which numbers would leave 64 bits for nothing.
constexpr int64_t kScaleMax = 1'000'000'000'000;
// A hundred for each of thousands of rules.
constexpr size_t kStepsMax = 1'000'000;

}  // namespace

ColumnId Builder::Add(const Step& step) {
  if (program_.steps.size() >= kStepsMax) Fail("the policy asks for too many columns");
  const auto [known, is_new] = known_.emplace(step, static_cast<ColumnId>(program_.steps.size()));
  if (is_new) program_.steps.push_back(step);
  return known->second;
}

Grain Builder::Meet(const Grain& a, const Grain& b) {
  Grain meet{a.rows, a.by_partner || b.by_partner};
  if (a.rows == b.rows || b.rows == Grain::kOne) return meet;
  if (a.rows == Grain::kOne || a.rows == Grain::kCase) {
    meet.rows = b.rows;
  } else if (b.rows != Grain::kCase) {
    const ruletree::Vocabulary& vocabulary = *program_.policy->vocabulary;
    if (vocabulary.IsSelfOrAbove(a.rows, b.rows)) {
      meet.rows = b.rows;
    } else if (!vocabulary.IsSelfOrAbove(b.rows, a.rows)) {
      Fail("values of " + vocabulary.subjects[a.rows].name + " and " +
           vocabulary.subjects[b.rows].name + " meet, and neither is in the other");
    }
  }
  if (meet.by_partner && meet.rows == Grain::kOne) meet.rows = Grain::kCase;
  return meet;
}

ColumnId Builder::SpreadTo(const Grain& grain, ColumnId column) {
  const Step step = program_.steps[column];
  if (IsTruth(step.what)) {
    // Masks are of rows, whoever's they are.
    if (step.grain.rows == grain.rows) return column;
    return Add(
        {.what = Do::kSpreadTruth, .a = column, .grain = {grain.rows, step.grain.by_partner}});
  }
  if (step.grain == grain) return column;
  return Add({.what = Do::kSpread, .a = column, .grain = grain});
}

ColumnId Builder::Zip(Do what, ColumnId a, ColumnId b) {
  const Grain grain = Meet(GrainOf(a), GrainOf(b));
  // What is one in all stands beside any row.
  const auto beside = [&](ColumnId column) {
    return GrainOf(column).rows == Grain::kOne ? column : SpreadTo(grain, column);
  };
  return Add({.what = what, .a = beside(a), .b = beside(b), .grain = grain});
}

// Numbers ---------------------------------------------------------------------------

const Step* Builder::ConstantStep(ColumnId column) const {
  const Step& step = program_.steps[column];
  return step.what == Do::kConstant ? &step : nullptr;
}

int64_t Builder::CommonScale(int64_t a, int64_t b) {
  int64_t multiple = 0;
  if (__builtin_mul_overflow(a / std::gcd(a, b), b, &multiple) || multiple > kScaleMax) {
    Fail("the policy asks for numbers of too many decimals");
    return a;
  }
  return multiple;
}

Number Builder::Whole(int64_t value) {
  return {.value = Add({.what = Do::kConstant, .immediate = value})};
}

Number Builder::Constant(const Rational& value) {
  const std::optional<Rational::Small> small = value.ToSmall();
  if (!small || small->denominator > kScaleMax) {
    Fail("the policy names a number of too many digits");
    return Whole(0);
  }
  Number number = Whole(small->numerator);
  number.scale = small->denominator;
  return number;
}

ColumnId Builder::Times(ColumnId column, int64_t factor) {
  if (factor == 1) return column;
  if (const Step* constant = ConstantStep(column)) {
    int64_t value = 0;
    if (!__builtin_mul_overflow(constant->immediate, factor, &value)) return Whole(value).value;
  }
  return Add({.what = Do::kTimes, .a = column, .immediate = factor, .grain = GrainOf(column)});
}

ColumnId Builder::Product(ColumnId a, ColumnId b) {
  if (a == kNone) return b;
  if (b == kNone) return a;
  if (const Step* constant = ConstantStep(a)) return Times(b, constant->immediate);
  if (const Step* constant = ConstantStep(b)) return Times(a, constant->immediate);
  return Zip(Do::kMultiply, a, b);
}

Number Builder::Scaled(const Number& number, int64_t scale) {
  Number scaled = number;
  scaled.value = Times(number.value, scale / number.scale);
  scaled.scale = scale;
  return scaled;
}

void Builder::AlignScales(Number& a, Number& b) {
  if (a.divisor != b.divisor) {
    const ColumnId of_a = a.divisor;
    a.value = Product(a.value, b.divisor);
    b.value = Product(b.value, of_a);
    a.divisor = b.divisor = Product(a.divisor, b.divisor);
  }
  const int64_t scale = CommonScale(a.scale, b.scale);
  a = Scaled(a, scale);
  b = Scaled(b, scale);
}

Number Builder::Add(const Number& a, const Number& b, bool subtract) {
  Number left = a;
  Number right = b;
  AlignScales(left, right);
  return {.value = Zip(subtract ? Do::kSubtract : Do::kAdd, left.value, right.value),
          .scale = left.scale,
          .divisor = left.divisor,
          .has = AndOf(a.has, b.has)};
}

Number Builder::Multiply(const Number& a, const Number& b) {
  int64_t scale = 1;
  if (__builtin_mul_overflow(a.scale, b.scale, &scale) || scale > kScaleMax) {
    Fail("the policy asks for numbers of too many decimals");
    scale = 1;
  }
  return {.value = Product(a.value, b.value),
          .scale = scale,
          .divisor = Product(a.divisor, b.divisor),
          .has = AndOf(a.has, b.has)};
}

// (a / scale_a) / (b / scale_b) = a scale_b / (scale_a b), and the divisors change places.
Number Builder::Divide(const Number& a, const Number& b) {
  const int64_t common = std::gcd(a.scale, b.scale);
  const ColumnId dividend =
      Times(Product(Zip(Do::kDividend, a.value, b.value), b.divisor), b.scale / common);
  const ColumnId divisor = Add({.what = Do::kDivisor, .a = b.value, .grain = GrainOf(b.value)});
  const ColumnId is_zero = Zip(Do::kEqual, b.value, Whole(0).value);
  return {.value = dividend,
          .scale = a.scale / common,
          .divisor = Product(divisor, a.divisor),
          .has = AndOf(AndOf(a.has, b.has), NotOf(is_zero))};
}

Number Builder::Negate(const Number& number) {
  Number negated = number;
  negated.value = Times(number.value, -1);
  return negated;
}

Number Builder::Bounded(const Number& number, const Number& bound, bool at_most) {
  Number left = number;
  Number right = bound;
  AlignScales(left, right);
  left.value = Zip(at_most ? Do::kLeast : Do::kMost, left.value, right.value);
  left.has = AndOf(number.has, bound.has);
  return left;
}

Number Builder::Either(const Number& a, const Number& b, ColumnId when_a) {
  const int64_t scale = CommonScale(a.scale, b.scale);
  const Number left = Scaled(a, scale);
  const Number right = Scaled(b, scale);
  const auto choose = [&](ColumnId from_a, ColumnId from_b) {
    if (from_a == from_b) return from_a;
    Grain grain = Meet(Meet(GrainOf(from_a), GrainOf(from_b)), GrainOf(when_a));
    return Add({.what = Do::kEither,
                .a = SpreadTo(grain, from_a),
                .b = SpreadTo(grain, from_b),
                .c = SpreadTo(grain, when_a),
                .grain = grain});
  };
  Number either{.value = choose(left.value, right.value), .scale = scale};
  if (a.divisor != kNone || b.divisor != kNone) {
    const ColumnId one = Whole(1).value;
    either.divisor =
        choose(a.divisor == kNone ? one : a.divisor, b.divisor == kNone ? one : b.divisor);
  }
  return either;
}

Number Builder::Round(const Number& number, const Rounding& rounding) {
  const std::optional<Rational::Small> unit = rounding.unit.ToSmall();
  if (!unit || unit->denominator > kScaleMax) {
    Fail("the policy rounds to a number of too many digits");
    return number;
  }
  const auto ref = static_cast<uint32_t>(program_.rounds.size());
  program_.rounds.push_back({rounding.mode, unit->numerator, unit->denominator, number.scale});
  Grain grain = GrainOf(number.value);
  if (number.divisor != kNone) grain = Meet(grain, GrainOf(number.divisor));
  const ColumnId divisor = number.divisor == kNone ? kNone : SpreadTo(grain, number.divisor);
  return {.value = Add({.what = Do::kRound,
                        .a = SpreadTo(grain, number.value),
                        .b = divisor,
                        .ref = ref,
                        .grain = grain}),
          .scale = unit->denominator,
          .has = number.has};
}

// Truths ----------------------------------------------------------------------------

bool Builder::IsAlways(ColumnId column, bool truth) const {
  const Step& step = program_.steps[column];
  return step.what == Do::kAlways && (step.immediate != 0) == truth;
}

ColumnId Builder::Always(bool truth) {
  return Add({.what = Do::kAlways, .immediate = truth ? 1 : 0});
}

ColumnId Builder::AndOf(ColumnId a, ColumnId b) {
  if (a == kNone || a == b) return b;
  if (b == kNone) return a;
  if (IsAlways(a, true) || IsAlways(b, false)) return b;
  if (IsAlways(b, true) || IsAlways(a, false)) return a;
  if (a > b) std::swap(a, b);
  return Zip(Do::kAnd, a, b);
}

ColumnId Builder::OrOf(ColumnId a, ColumnId b) {
  if (a == kNone || b == kNone) return kNone;
  if (a == b || IsAlways(a, true) || IsAlways(b, false)) return a;
  if (IsAlways(b, true) || IsAlways(a, false)) return b;
  if (a > b) std::swap(a, b);
  return Zip(Do::kOr, a, b);
}

ColumnId Builder::NotOf(ColumnId a) {
  if (a == kNone || IsAlways(a, true)) return Always(false);
  if (IsAlways(a, false)) return Always(true);
  const Step step = program_.steps[a];
  if (step.what == Do::kNot) return step.a;
  return Add({.what = Do::kNot, .a = a, .grain = GrainOf(a)});
}

ColumnId Builder::OfMany(Do what, int64_t count, std::vector<ColumnId> truths) {
  Grain grain;
  for (const ColumnId truth : truths) grain = Meet(grain, GrainOf(truth));
  for (ColumnId& truth : truths) truth = SpreadTo(grain, truth);
  std::vector<std::vector<ColumnId>>& lists = program_.lists;
  const auto ref = static_cast<uint32_t>(std::ranges::find(lists, truths) - lists.begin());
  if (ref == lists.size()) lists.push_back(std::move(truths));
  return Add({.what = what, .ref = ref, .immediate = count, .grain = grain});
}

ColumnId Builder::AtLeast(int64_t count, std::vector<ColumnId> truths) {
  return OfMany(Do::kAtLeast, count, std::move(truths));
}

ColumnId Builder::ExactlyOne(std::vector<ColumnId> truths) {
  return OfMany(Do::kExactlyOne, 1, std::move(truths));
}

// A side that decides is enough, whatever the other lacks. Truths are none where they lack a value.
Truth Builder::And(const Truth& a, const Truth& b) {
  const ColumnId value = AndOf(a.value, b.value);
  if (a.has == kNone && b.has == kNone) return {value, kNone};
  const ColumnId a_fails = AndOf(a.has, NotOf(a.value));
  const ColumnId b_fails = AndOf(b.has, NotOf(b.value));
  return {value, OrOf(AndOf(a.has, b.has), OrOf(a_fails, b_fails))};
}

Truth Builder::Or(const Truth& a, const Truth& b) {
  const ColumnId value = OrOf(a.value, b.value);
  if (a.has == kNone && b.has == kNone) return {value, kNone};
  return {value, OrOf(AndOf(a.has, b.has), value)};
}

Truth Builder::Not(const Truth& a) { return {AndOf(a.has, NotOf(a.value)), a.has}; }

void Builder::SortByRows(std::vector<Truth>& truths) const {
  const ruletree::Vocabulary& words = *program_.policy->vocabulary;
  const auto depth = [&](const Truth& truth) {
    const uint32_t rows = GrainOf(truth.value).rows;
    if (rows == Grain::kOne) return 0;
    int steps = 1;
    if (rows == Grain::kCase) return steps;
    for (uint32_t type = rows; type != kNone; type = words.subjects[type].parent) ++steps;
    return steps;
  };
  std::ranges::stable_sort(truths, {}, depth);
}

Truth Builder::All(std::vector<Truth> truths) {
  SortByRows(truths);
  Truth all{Always(true), kNone};
  for (const Truth& truth : truths) all = And(all, truth);
  return all;
}

Truth Builder::Any(std::vector<Truth> truths) {
  SortByRows(truths);
  Truth any{Always(false), kNone};
  for (const Truth& truth : truths) any = Or(any, truth);
  return any;
}

Truth Builder::Compare(Op op, const Number& a, const Number& b) {
  Number left = a;
  Number right = b;
  AlignScales(left, right);
  const ColumnId has = AndOf(a.has, b.has);
  const auto truth = [&](Do what, bool turned, bool swapped) {
    ColumnId value =
        swapped ? Zip(what, right.value, left.value) : Zip(what, left.value, right.value);
    if (turned) value = NotOf(value);
    return Truth{AndOf(has, value), has};
  };
  switch (op) {
    case Op::kGreaterEqual:
      return truth(Do::kGreaterEqual, false, false);
    case Op::kGreater:
      return truth(Do::kGreater, false, false);
    case Op::kLessEqual:
      return truth(Do::kGreaterEqual, false, true);
    case Op::kLess:
      return truth(Do::kGreater, false, true);
    case Op::kEqual:
      return truth(Do::kEqual, false, false);
    default:
      return truth(Do::kEqual, true, false);
  }
}

// Pruning ---------------------------------------------------------------------------

namespace {

// Calls `take` for each column that credits ask for, by reference.
template <typename Take>
void ForEachAsked(std::vector<CreditSteps>& credits, Take take) {
  for (CreditSteps& credit : credits) {
    for (AwardSteps& award : credit.awards) {
      for (ColumnId* column : {&award.claims, &award.amount.value, &award.amount.divisor,
                               &award.amount.has, &award.cap}) {
        take(*column);
      }
    }
    for (ColumnId* column :
         {&credit.live, &credit.doubt, &credit.forfeited.value, &credit.forfeited.has}) {
      take(*column);
    }
    for (Key& key : credit.keys) {
      take(key.otherwise);
      for (std::vector<Key::OfAward>& of_award : key.records) {
        for (Key::OfAward& one : of_award) {
          take(one.when);
          take(one.value);
        }
      }
    }
  }
}

// The truths of many that a step reads; null: it reads none.
std::vector<ColumnId>* ManyOf(Program& program, const Step& step) {
  if (step.what == Do::kAtLeast || step.what == Do::kExactlyOne) return &program.lists[step.ref];
  return step.what == Do::kPick ? &program.picks[step.ref].when : nullptr;
}

}  // namespace

void Builder::Prune() {
  std::vector<Step>& steps = program_.steps;
  std::vector<bool> is_asked(steps.size(), false);
  const auto ask = [&](ColumnId column) {
    if (column != kNone) is_asked[column] = true;
  };
  ForEachAsked(program_.credits, ask);
  for (size_t column = steps.size(); column-- > 0;) {  // What a step reads stands before it.
    if (!is_asked[column]) continue;
    for (const ColumnId operand : {steps[column].a, steps[column].b, steps[column].c}) ask(operand);
    const std::vector<ColumnId>* many = ManyOf(program_, steps[column]);
    if (many != nullptr) std::ranges::for_each(*many, ask);
  }
  std::vector<ColumnId> place(steps.size(), kNone);
  std::vector<Step> kept;
  for (size_t column = 0; column < steps.size(); ++column) {
    if (!is_asked[column]) continue;
    place[column] = static_cast<ColumnId>(kept.size());
    kept.push_back(steps[column]);
  }
  const auto renumber = [&](ColumnId& column) {
    if (column != kNone) column = place[column];
  };
  for (Step& step : kept) {
    for (ColumnId* operand : {&step.a, &step.b, &step.c}) renumber(*operand);
  }
  for (std::vector<ColumnId>& list : program_.lists) std::ranges::for_each(list, renumber);
  for (Pick& pick : program_.picks) std::ranges::for_each(pick.when, renumber);
  ForEachAsked(program_.credits, renumber);
  steps = std::move(kept);
  known_.clear();
}

}  // namespace credence::engine::batch
