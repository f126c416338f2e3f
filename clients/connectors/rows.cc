#include "clients/connectors/rows.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/connectors/date_columns.h"
#include "clients/connectors/delimited_rows.h"
#include "clients/connectors/json_rows.h"
#include "clients/connectors/office365_names.h"

namespace credence::connectors {

namespace {

enum class Form : uint8_t { kDelimited, kJson, kUtf16, kBadMark };

// Told from the first byte; a UTF-8 byte order mark before it is passed over.
Form FormOf(std::istream& input) {
  std::streambuf& bytes = *input.rdbuf();
  int first = bytes.sgetc();
  if (first == 0xFF || first == 0xFE) return Form::kUtf16;
  if (first == 0xEF) {
    bytes.sbumpc();
    if (bytes.sbumpc() != 0xBB || bytes.sbumpc() != 0xBF) return Form::kBadMark;
    first = bytes.sgetc();
  }
  return first == '{' || first == '[' ? Form::kJson : Form::kDelimited;
}

absl::Status Refused(std::string_view file_name, std::string_view message) {
  return InvalidArgumentError(absl::StrCat(ToAbsl(file_name), ":1: ", ToAbsl(message)));
}

}  // namespace

bool IsNamed(const Column& column, std::string_view key) {
  const std::vector<absl::string_view> names = absl::StrSplit(ToAbsl(column.names), '|');
  return std::any_of(names.begin(), names.end(), [&](absl::string_view name) {
    return NameKey({name.data(), name.size()}) == key;
  });
}

absl::Status ReadRows(std::istream& input, std::string_view file_name, const ExportShape& shape,
                      RowEvents& events) {
  DateColumns dates(shape, events);
  const Form form = FormOf(input);
  switch (form) {
    case Form::kUtf16:
      return Refused(file_name, "the file is UTF-16; save it as UTF-8");
    case Form::kBadMark:
      return Refused(file_name, "the file begins with a broken byte order mark; save it as UTF-8");
    case Form::kDelimited:
    case Form::kJson:
      break;
  }
  absl::Status read = form == Form::kJson
                          ? ReadJsonRows(input, file_name, shape, events, dates)
                          : ReadDelimitedRows(input, file_name, shape, events, dates);
  if (read.ok()) dates.Finish();
  return read;
}

}  // namespace credence::connectors
