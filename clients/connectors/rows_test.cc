#include "clients/connectors/rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace credence::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

enum : size_t { kIdColumn, kTenant, kOn, kRoles };
constexpr Column kColumns[] = {{"id|Number", Column::kRequired},
                               {"customerTenantId|tenant"},
                               {"on|date", Column::kDate},
                               {"details.roles.id", Column::kMany}};
constexpr ExportShape kShape{.what = "an export of things", .columns = kColumns};

// What is told, as lines.
class Told : public RowEvents {
 public:
  void Header(const std::string& raw) override { header = raw; }
  void Taken(const Row& row) override {
    std::string line = absl::StrCat(row.number, ": ", absl::StrJoin(row.cells, "|"));
    for (const Row::Value& value : row.many)
      absl::StrAppend(&line, " ", value.group, ":", value.text);
    if (!row.cells[kOn].empty()) {
      const Moment moment = ReadMoment(row.cells[kOn], row.orders[kOn]);
      absl::StrAppend(&line, " ",
                      moment.read == Moment::Read::kDate ? moment.day.ToString() : "undecided");
    }
    lines.push_back(std::move(line));
  }
  void Rejected(const Row& row, std::string reason) override {
    lines.push_back(absl::StrCat(row.number, " rejected: ", reason));
    raws.push_back(row.raw);
  }
  void Remarked(int64_t row, std::string remark) override {
    remarks.push_back(absl::StrCat(row, ": ", remark));
  }
  absl::Status Going(int64_t) override { return absl::OkStatus(); }

  std::string header;
  std::vector<std::string> lines;
  std::vector<std::string> raws;
  std::vector<std::string> remarks;
  absl::Status status;
  std::string message() const { return std::string(status.message()); }
};

Told Read(const std::string& text) {
  std::istringstream stream(text);
  Told told;
  told.status = ReadRows(stream, "things", kShape, told);
  return told;
}

TEST(Rows, ACsvAndTheJsonOfTheSameReportReadAlike) {
  const Told csv = Read("\xEF\xBB\xBFOther,ID,Customer Tenant Id\r\nx, 7 ,t1\r\n");
  const Told json =
      Read("\xEF\xBB\xBF[{\"id\": 7, \"customer\": {\"tenantId\": \" t1\"}, \"other\": \"x\"}]");
  EXPECT_THAT(csv.lines, ElementsAre("2: 7|t1||"));
  EXPECT_THAT(json.lines, ElementsAre("1: 7|t1||"));
  EXPECT_EQ(csv.header, "Other,ID,Customer Tenant Id");
}

TEST(Rows, AColumnTwiceIsAFaultOfTheHeaderOrTheElement) {
  EXPECT_EQ(Read("id,number\n1,2\n").message(),
            "things:1: columns 1 and 2 of the header are both id");
  EXPECT_THAT(Read("[{\"id\":1,\"number\":2},{\"id\":3}]").lines,
              ElementsAre("1 rejected: id is given twice", "2: 3|||"));
}

TEST(Rows, AFileOfAnotherEncodingIsToldToBe) {
  EXPECT_THAT(Read(std::string("\xFF\xFEi\0d\0", 6)).message(),
              HasSubstr("things:1: the file is UTF-16"));
  EXPECT_THAT(Read(std::string("i\0d\0", 4)).message(), HasSubstr("may be UTF-16"));
  EXPECT_THAT(Read(std::string("[\0{\0", 4)).message(), HasSubstr("things:1:2: a zero byte"));
  EXPECT_THAT(Read(std::string("[]\0", 3)).message(), HasSubstr("things:1:3: a zero byte"));
  EXPECT_THAT(Read("\xEF\xBBid\n").message(), HasSubstr("broken byte order mark"));
}

TEST(Rows, AWrongDelimiterIsTold) {
  EXPECT_THAT(
      Read("id|tenant\n1|2\n").message(),
      HasSubstr("its one cell is `id|tenant`: cells are divided by comma, semicolon or tab"));
  EXPECT_THAT(
      Read("id,tenant\n1;2\n3,4\n").lines,
      ElementsAre("2 rejected: the row has 1 cell and the header 2; the header divides cells "
                  "by comma, and every row must",
                  "3: 3|4||"));
}

TEST(Rows, AFileThatEndsInTheMiddleOfARowIsNotTaken) {
  const Told told = Read("id,tenant\n1,2\n3");
  EXPECT_EQ(told.status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(told.message(),
            "things:3: the file ends in the middle of this row; fetch it again whole");
  EXPECT_EQ(Read("id,tenant\n1,\"2").status.code(), absl::StatusCode::kDataLoss);
  // With all its cells nobody can tell; that is remarked.
  const Told whole = Read("id,tenant\n1,2\n3,4");
  EXPECT_THAT(whole.lines, SizeIs(2));
  EXPECT_THAT(whole.remarks, ElementsAre(HasSubstr("3: the last line has no end")));
}

TEST(Rows, ARejectedRowKeepsItsOwnText) {
  const Told told = Read("id,tenant\n1,\"a\nb\",x\n2,y\"z\n3,4\n");
  EXPECT_THAT(told.lines, ElementsAre("2 rejected: the row has 3 cells and the header 2",
                                      HasSubstr("3 rejected: cell 2 holds a quote"), "4: 3|4||"));
  EXPECT_THAT(told.raws, ElementsAre("1,\"a\nb\",x", "2,y\"z"));
}

TEST(Rows, TheFirstDateThatCanBeReadOneWayDecidesForItsColumn) {
  EXPECT_THAT(Read("id,on\n1,1/2/2016\n2,2016-05-05\n3,3/31/2016\n4,4/5/2016\n").lines,
              ElementsAre("2: 1||1/2/2016| 2016-01-02", "3: 2||2016-05-05| 2016-05-05",
                          "4: 3||3/31/2016| 2016-03-31", "5: 4||4/5/2016| 2016-04-05"));
  EXPECT_THAT(Read("id,on\n1,1/2/2016\n2,31/3/2016\n").lines,
              ElementsAre("2: 1||1/2/2016| 2016-02-01", "3: 2||31/3/2016| 2016-03-31"));
  EXPECT_THAT(Read("[{\"id\":1,\"on\":\"1/2/2016\"},{\"id\":2,\"on\":\"31/3/2016\"}]").lines,
              ElementsAre("1: 1||1/2/2016| 2016-02-01", "2: 2||31/3/2016| 2016-03-31"));
}

TEST(Rows, ADateThatNothingDecidesStaysOpen) {
  EXPECT_THAT(Read("id,on\n1,1/2/2016\n2,2/2/2016\n").lines,
              ElementsAre("2: 1||1/2/2016| undecided", "3: 2||2/2/2016| 2016-02-02"));
}

TEST(Rows, ADateThatContradictsItsColumnIsRejected) {
  EXPECT_THAT(Read("id,on\n1,3/31/2016\n2,31/3/2016\n").lines,
              ElementsAre(HasSubstr("2016-03-31"),
                          "3 rejected: on `31/3/2016` has the day first, and row 2 showed the "
                          "month first; write dates as 2016-02-29"));
}

TEST(Rows, RowsWaitForADateInBoundedNumber) {
  std::string text = "id,on\n";
  for (size_t i = 0; i < kHeldRowsMax + 10; ++i) absl::StrAppend(&text, i, ",1/2/2016\n");
  text += "last,3/31/2016\nafter,1/2/2016\n";
  const Told told = Read(text);
  ASSERT_THAT(told.lines, SizeIs(kHeldRowsMax + 12));
  EXPECT_THAT(told.lines[kHeldRowsMax + 9], HasSubstr("undecided"));
  EXPECT_THAT(told.lines.back(), HasSubstr("2016-01-02"));
}

TEST(Rows, ElementsStandInTheDocumentOrInItsValueOrItems) {
  EXPECT_THAT(
      Read("{\"@odata.context\": [1], \"Value\": [{\"id\":1}], \"more\": [{\"id\":2}]}").lines,
      ElementsAre("1: 1|||"));
  EXPECT_THAT(
      Read("{\"totalCount\":1,\"items\":[{\"id\":1.250}],\"attributes\":{\"a\":[2]}}").lines,
      ElementsAre("1: 1.250|||"));
  EXPECT_THAT(Read("{\"a\": 1}").message(), HasSubstr("this is not an export of things"));
  EXPECT_THAT(Read("[]").lines, IsEmpty());
}

TEST(Rows, AnObjectAloneIsOneRow) {
  EXPECT_THAT(Read("{\"id\": 7, \"tags\": [1], \"customer\": {\"tenantId\": \"t\"}}").lines,
              ElementsAre("1: 7|t||"));
  EXPECT_THAT(Read("{}").message(), HasSubstr("this is not an export of things"));
  EXPECT_THAT(Read("{\"id\": 7, \"items\": [{\"id\": 8}]}").lines, ElementsAre("1: 8|||"));
}

TEST(Rows, WhatStandsInArraysIsKeptWithItsPlace) {
  EXPECT_THAT(Read("[{\"id\":1,\"details\":{\"roles\":[{\"id\":\"a\"},{\"id\":\"b\"}]}}]").lines,
              ElementsAre("1: 1||| 1:a 2:b"));
}

TEST(Rows, AnElementThatIsNoObjectIsRejected) {
  const Told told = Read("[1, [2, {\"id\":3}], {\"id\":4}, null]");
  EXPECT_THAT(told.lines, ElementsAre("1 rejected: the element is no object",
                                      "2 rejected: the element is an array; expected an object",
                                      "3: 4|||", "4 rejected: the element is no object"));
  EXPECT_THAT(told.raws, ElementsAre("1", "[2, {\"id\":3}]", ""));
}

TEST(Rows, WhatIsNoJsonIsToldWithLineAndColumn) {
  const Told told = Read("[\n  {\"id\": 1},\n  {\"id\": 2,}\n]");
  EXPECT_EQ(told.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(told.message(), HasSubstr("things:3:12: no valid JSON: "));
  EXPECT_THAT(told.lines, ElementsAre("1: 1|||"));
  const Told cut = Read("{\"value\": [{\"id\": 1}, {\"id\":");
  EXPECT_EQ(cut.status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(cut.message(), HasSubstr("the document ends in the middle"));
}

TEST(Rows, ADocumentThatNamesANextPageIsOneOfSeveral) {
  EXPECT_THAT(
      Read("{\"@odata.nextLink\":\"https://a/?$skiptoken=x\",\"value\":[{\"id\":1}]}").remarks,
      ElementsAre(HasSubstr("names a next page")));
}

TEST(Rows, NoTokenAndNoElementIsGatheredWithoutEnd) {
  EXPECT_THAT(Read("[{\"id\":\"" + std::string(kElementBytesMax + 10, 'x') + "\"}]").message(),
              HasSubstr("the element is longer than 1048576 bytes"));
  EXPECT_THAT(
      Read("{\"value\":[],\"a\":\"" + std::string(kElementBytesMax + 10, 'x') + "\"}").message(),
      HasSubstr("the token is longer than 1048576 bytes"));
  EXPECT_THAT(Read(std::string(100'000, '[')).message(), HasSubstr("more than 32 levels"));
}

}  // namespace
}  // namespace credence::connectors
