// Lines of a decision log, small and always the same, for tests of what reads one.
//
//   LineOf({.number = 7, .customer = "northwind"})
//     -> {"id":"r-7","time":"2016-04-01T12:00:07.000000Z","method":"Decide",...}\n
//   LinesOf(1, 100)        a hundred of them, each of a customer of its own: "c1" to "c100"
//
// Thread-safe: no state.
#ifndef CREDENCE_TESTS_SUPPORT_LOG_LINES_H_
#define CREDENCE_TESTS_SUPPORT_LOG_LINES_H_

#include <string>

namespace credence::testing {

struct LineParts {
  int number = 1;  // and the second of the hour
  std::string customer = "northwind";
  std::string partner = "adatum";
  std::string rule = "deploy";
  std::string caller = "portal";
};

inline std::string TwoDigits(int number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

inline std::string LineOf(const LineParts& parts) {
  return "{\"id\":\"r-" + std::to_string(parts.number) +
         "\",\"time\":\"2016-04-01T12:" + TwoDigits(parts.number / 60) + ":" +
         TwoDigits(parts.number % 60) + ".000000Z\",\"method\":\"Decide\",\"caller\":\"" +
         parts.caller + "\",\"customers\":[\"" + parts.customer +
         "\"],\"decision\":{\"results\":[{\"awards\":[{\"partner\":\"" + parts.partner +
         "\",\"rules\":[{\"name\":\"" + parts.rule + "\"}]}]}]}}\n";
}

inline std::string LinesOf(int first, int last) {
  std::string lines;
  for (int number = first; number <= last; ++number) {
    lines += LineOf({.number = number, .customer = "c" + std::to_string(number)});
  }
  return lines;
}

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_SUPPORT_LOG_LINES_H_
