// Rows of a case, a line each, for tests that decide one.
//
//   facts::Case deal = CaseRows("deal")
//                          .Subject("customer", "woodgrove")
//                          .Subject("opportunity", "erp", "woodgrove")
//                          .Subject("partner", "adatum")
//                          .Measure("deal_value", "erp", "", Dollars("100.01"))
//                          .Evidence("t1", "touch", "adatum", "erp", "2026-02-03")
//                          .Build();
//
// What does not build fails the test that asked for it.
//
// Thread-safety: one CaseRows belongs to one test.
#ifndef CREDENCE_TESTS_SUPPORT_CASE_ROWS_H_
#define CREDENCE_TESTS_SUPPORT_CASE_ROWS_H_

#include <string>
#include <vector>

#include "facts/case.h"

namespace credence::testing {

Date Day(const std::string& text);
facts::TypedValue Number(int64_t value);
facts::TypedValue Dollars(const std::string& value);
facts::TypedValue Symbol(const std::string& name);
facts::TypedValue Day(Date day);

class CaseRows {
 public:
  explicit CaseRows(std::string id) : builder_(std::move(id)) {}

  CaseRows& Subject(const std::string& type, const std::string& id, const std::string& parent = "",
                    std::vector<facts::AttributeInput> attributes = {});
  // `period` is empty for a measure that has none.
  CaseRows& Measure(const std::string& measure, const std::string& subject,
                    const std::string& period, facts::TypedValue value);
  // `days` is "2015-07-01..", "2016-02-05..2016-02-19" or "2016-01-05".
  CaseRows& Evidence(const std::string& id, const std::string& kind, const std::string& partner,
                     const std::string& subject, const std::string& days,
                     std::vector<facts::AttributeInput> fields = {},
                     const char* recorded = nullptr);
  // How far the feed of a measure or of evidence is loaded.
  CaseRows& Feed(const std::string& kind, const std::string& loaded_through);
  facts::Case Build();

 private:
  facts::CaseBuilder builder_;
};

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_SUPPORT_CASE_ROWS_H_
