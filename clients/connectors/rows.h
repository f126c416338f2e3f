// Reads an export a row at a time, whichever of the two shapes it has: delimited text or JSON.
//
//   constexpr Column kColumns[] = {{"subscription", Column::kRequired},
//                                  {"partner|PartnerID|MPNId", Column::kRequired},
//                                  {"from|start", Column::kRequiredDate}};
//   ReadRows(input, {.what = "a designations export", .columns = kColumns}, events);
//
// Delimited text: RFC 4180 (delimited_text.h), the header in the first row. JSON: an array of
// objects, or an object with one as its member `value` or `items`, or one object; a member of a
// member is found by both names ("customer.tenantId" is the column `customerTenantId`), those of an
// array's elements are a column of the kind kMany. Names are compared as NameKey makes them, so a
// CSV and the JSON of the same report share one table. Columns not asked for are passed over.
//
// A row that cannot be taken apart, lacks a cell or gives one twice goes to Rejected and reading
// goes on. Dates with slashes: the first value that can be read only one way decides for its
// column. Rows that come before it wait, at most kHeldRowsMax of them; what is then still open
// stays ambiguous and whoever reads the row refuses it.
//
// Limits: those of delimited_text.h; an element of JSON has at most kElementBytesMax bytes and
// kElementDepthMax levels. Memory: one row, and the rows that wait.
//
// Errors: those of connector.h about the file as a whole.
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_ROWS_H_
#define CREDENCE_CLIENTS_CONNECTORS_ROWS_H_

#include <cstdint>
#include <istream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clients/connectors/timestamp.h"
#include "core/status.h"

namespace credence::connectors {

inline constexpr size_t kHeldRowsMax = 4'096;
inline constexpr size_t kElementBytesMax = 1u << 20;
inline constexpr int kElementDepthMax = 32;

struct Column {
  enum Kind : uint8_t { kOptional, kRequired, kDate, kRequiredDate, kMany };
  std::string_view names;  // divided by `|`; the first is the one messages use
  Kind kind = kOptional;
  SlashOrder order = SlashOrder::kUnknown;  // of a date, where the format's documents say

  std::string_view name() const { return names.substr(0, names.find('|')); }
  bool required() const { return kind == kRequired || kind == kRequiredDate; }
  bool is_date() const { return kind == kDate || kind == kRequiredDate; }
};

// Whether a NameKey is one of the column's names.
bool IsNamed(const Column& column, std::string_view key);

struct ExportShape {
  std::string_view what;  // "a designations export"
  std::span<const Column> columns;
};

struct Row {
  int64_t number = 0;  // the line of a CSV, the element of a JSON array, from 1
  std::string raw;
  std::vector<std::string> cells;  // by column, trimmed; empty when absent or null
  std::vector<bool> present;       // by column: whether the header or the element has it
  std::vector<SlashOrder> orders;  // by column, of dates
  // Of the columns of the kind kMany, in the order of the file. `group` tells the elements of the
  // outermost array apart.
  struct Value {
    size_t column = 0;
    size_t group = 0;
    std::string text;
  };
  std::vector<Value> many;
};

// What is told while rows are read. Each is called in the order of the file.
class RowEvents {
 public:
  virtual ~RowEvents() = default;
  // The header of delimited text, before any row.
  virtual void Header(const std::string& raw) = 0;
  virtual void Taken(const Row& row) = 0;
  virtual void Rejected(const Row& row, std::string reason) = 0;
  // Something about the file to know that is no fault.
  virtual void Remarked(int64_t row, std::string remark) = 0;
  // Asked before each row; anything but OK ends reading with it.
  virtual absl::Status Going(int64_t bytes) = 0;
};

// `file_name` is what located messages begin with.
absl::Status ReadRows(std::istream& input, std::string_view file_name, const ExportShape& shape,
                      RowEvents& events);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_ROWS_H_
