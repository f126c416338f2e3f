// What a measure or an attribute of the case comes to over some days.
//
// A level is taken as it is in the period that holds the last day; a flow adds up, and a period
// that only partly lies in the days counts in proportion, exactly:
//
//   revenue of ea1, 2016-01 is 12,345.67 USD, over 2016-01-14..2016-01-31
//     -> 12,345.67 USD * 18/31, of one part {2016-01, 18 of its 31 days}
//
// A value that is not there is undefined when the vocabulary calls it optional, else missing.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_MEASURED_H_
#define CREDENCE_ENGINE_MEASURED_H_

#include <string>
#include <vector>

#include "engine/answer.h"
#include "engine/bound_case.h"

namespace credence::engine {

// A value of the case that went into a measured one.
struct MeasuredPart {
  DateRange days;  // what it was measured over; unbounded: all time
  DateRange used;  // the days of it that count
  Value value;     // as it was measured
};

struct Measured {
  Answer answer;
  facts::SubjectIndex subject = facts::kNone;
  std::vector<MeasuredPart> parts;  // by day
};

// `subject` is the scope's: the measure's own subject is that or one above it. `partner` serves
// the measures per partner.
Measured Measure(const BoundCase& bound, ruletree::MeasureId measure, facts::SubjectIndex subject,
                 facts::SubjectIndex partner, const DateRange& days);

Answer AttributeOf(const BoundCase& bound, ruletree::AttributeId attribute,
                   facts::SubjectIndex subject, facts::SubjectIndex partner);

// "2016-02" where the days are a whole period, else the days.
std::string PeriodText(const DateRange& days);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_MEASURED_H_
