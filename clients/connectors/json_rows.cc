#include "clients/connectors/json_rows.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/connectors/cell_values.h"
#include "clients/connectors/counted_bytes.h"
#include "clients/connectors/office365_names.h"
#include "core/code_point.h"

namespace credence::connectors {

namespace {

constexpr size_t kNowhere = static_cast<size_t>(-1);
// Paths remembered with their column; a file of ever new names is looked up each time.
constexpr size_t kPathsMax = 4'096;
// Bytes of one token outside of the elements.
constexpr size_t kTokenBytesMax = kElementBytesMax;

// The columns of a shape by the names they go by.
class ColumnsByPath {
 public:
  explicit ColumnsByPath(const ExportShape& shape) {
    for (size_t c = 0; c < shape.columns.size(); ++c) {
      for (const absl::string_view name : absl::StrSplit(ToAbsl(shape.columns[c].names), '|')) {
        by_key_.emplace(NameKey({name.data(), name.size()}), c);
      }
    }
  }

  size_t Find(const std::string& path) {
    const auto known = by_path_.find(path);
    if (known != by_path_.end()) return known->second;
    const auto found = by_key_.find(NameKey(path));
    const size_t column = found == by_key_.end() ? kNowhere : found->second;
    if (by_path_.size() < kPathsMax) by_path_.emplace(path, column);
    return column;
  }

 private:
  std::unordered_map<std::string, size_t> by_key_;
  std::unordered_map<std::string, size_t> by_path_;
};

// Receives the tokens of a document and makes rows of them. Each function answers whether parsing
// goes on.
class JsonEvents {
 public:
  JsonEvents(CountedBytes& bytes, const ExportShape& shape, RowEvents& events, DateColumns& dates)
      : bytes_(bytes), shape_(shape), columns_(shape), events_(events), dates_(dates) {}

  bool null() { return Scalar({}); }
  bool boolean(bool value) { return Scalar(value ? "true" : "false"); }
  bool number_integer(int64_t value) { return Scalar(std::to_string(value)); }
  bool number_unsigned(uint64_t value) { return Scalar(std::to_string(value)); }
  // The text as it is written; the number the parser made of it is not looked at.
  bool number_float(double, const std::string& text) { return Scalar(text); }
  bool string(std::string& text) { return Scalar(text); }
  bool binary(std::vector<uint8_t>&) { return false; }
  bool key(std::string& name) {
    if (in_row_) {
      levels_.back().name = name;
    } else if (depth_ == 1) {
      top_member_ = name;
    }
    if (!in_row_) bytes_.Restart();
    return true;
  }
  bool start_object(size_t) { return Open(/*is_array=*/false); }
  bool start_array(size_t) { return Open(/*is_array=*/true); }
  bool end_object() { return Close(); }
  bool end_array() { return Close(); }
  bool parse_error(size_t, const std::string&, const nlohmann::detail::exception& error) {
    fault_ = error.what();
    return false;
  }

  const std::string& fault() const { return fault_; }
  const absl::Status& status() const { return status_; }
  bool found_rows() const { return found_rows_; }
  bool names_next_page() const { return names_next_page_; }
  bool too_deep() const { return too_deep_; }
  bool in_row() const { return in_row_; }
  int64_t rows() const { return row_number_; }

 private:
  // An object or array that is open, from the row's own object down.
  struct Level {
    bool is_array = false;
    std::string name;       // of the member that is being read
    size_t path_bytes = 0;  // of path_, to return to
    size_t elements = 0;    // of an array, begun so far
  };

  bool Open(bool is_array) {
    if (depth_ >= kElementDepthMax) {
      too_deep_ = true;
      return false;
    }
    if (in_root_ && is_array && levels_.size() == 1 && IsListName(levels_.back().name)) {
      LeaveRoot();
    }
    if (in_row_) {
      BeginValue();
      levels_.push_back({.is_array = is_array, .name = {}, .path_bytes = path_.size()});
    } else if (in_rows_ && depth_ == rows_depth_) {
      if (!BeginRow()) return false;
      levels_.push_back({.is_array = is_array, .name = {}, .path_bytes = 0});
    } else if (depth_ == 0 && !is_array) {
      BeginRoot();
    } else if (is_array && !found_rows_ && IsRows()) {
      in_rows_ = found_rows_ = true;
      rows_depth_ = depth_ + 1;
    }
    ++depth_;
    if (!in_row_) bytes_.Restart();
    return true;
  }

  bool Close() {
    --depth_;
    if (in_row_) {
      const bool was_array = levels_.back().is_array;
      levels_.pop_back();
      if (levels_.empty()) return in_root_ ? EndRoot() : EndRow(was_array);
      EndValue();
    } else if (in_rows_ && depth_ < rows_depth_) {
      in_rows_ = false;
    }
    if (!in_row_) bytes_.Restart();
    return true;
  }

  static bool IsListName(const std::string& member) {
    const std::string key = NameKey(member);
    return key == "value" || key == "items";
  }
  bool IsRows() const { return depth_ == 0 || (depth_ == 1 && IsListName(top_member_)); }

  // The document's own object is read as a row, until a list of rows turns up in it.
  void BeginRoot() {
    in_root_ = true;
    StartRow();
    levels_.push_back({.is_array = false, .name = {}, .path_bytes = 0});
  }
  void LeaveRoot() {
    top_member_ = levels_.back().name;
    levels_.clear();
    in_root_ = in_row_ = false;
    bytes_.Keep(nullptr);
  }
  bool EndRoot() {
    in_root_ = false;
    const bool says_something =
        std::find(row_.present.begin(), row_.present.end(), true) != row_.present.end();
    if (!says_something) {
      in_row_ = false;
      bytes_.Keep(nullptr);
      return true;
    }
    found_rows_ = true;
    row_.number = row_number_ = 1;
    return EndRow(/*was_array=*/false);
  }

  // The path grows by what is read now: a member's name, or an array's element.
  void BeginValue() {
    Level& level = levels_.back();
    level.path_bytes = path_.size();
    if (level.is_array) {
      ++level.elements;
    } else {
      absl::StrAppend(&path_, ".", level.name);
    }
  }
  void EndValue() { path_.resize(levels_.back().path_bytes); }

  bool BeginRow() {
    status_ = events_.Going(bytes_.passed());
    if (!status_.ok()) return false;
    ++row_number_;
    StartRow();
    return true;
  }

  void StartRow() {
    in_row_ = true;
    bytes_.Restart();
    path_.clear();
    fault_in_row_.clear();
    row_.number = row_number_;
    row_.raw.assign(1, '{');
    row_.cells.assign(shape_.columns.size(), {});
    row_.present.assign(shape_.columns.size(), false);
    row_.many.clear();
    bytes_.Keep(&row_.raw);
  }

  bool EndRow(bool was_array) {
    in_row_ = false;
    bytes_.Keep(nullptr);
    bytes_.Restart();
    if (was_array) {
      row_.raw.front() = '[';
      events_.Rejected(row_, "the element is an array; expected an object");
    } else if (!fault_in_row_.empty()) {
      events_.Rejected(row_, fault_in_row_);
    } else {
      dates_.Feed(row_);
    }
    return true;
  }

  bool Scalar(std::string_view text) {
    if (in_row_) {
      if (in_root_ && levels_.size() == 1) NoteMember(levels_.back().name);
      BeginValue();
      Put(text);
      EndValue();
      return true;
    }
    if (in_rows_ && depth_ == rows_depth_) {
      return BareElement(text);
    }
    if (depth_ == 1) NoteMember(top_member_);
    bytes_.Restart();
    return true;
  }

  // Of the document's own object.
  void NoteMember(const std::string& name) {
    names_next_page_ = names_next_page_ || NameKey(name) == "odatanextlink";
  }

  bool BareElement(std::string_view text) {
    if (!BeginRow()) return false;
    in_row_ = false;
    bytes_.Keep(nullptr);
    row_.raw = text;
    events_.Rejected(row_, "the element is no object");
    return true;
  }

  void Put(std::string_view text) {
    const size_t column = columns_.Find(path_);
    if (column == kNowhere) return;
    const Column& wanted = shape_.columns[column];
    if (wanted.kind == Column::kMany) {
      row_.present[column] = true;
      row_.many.push_back({column, Group(), std::string(TrimmedCell(text))});
    } else if (row_.present[column]) {
      fault_in_row_ = absl::StrCat(ToAbsl(wanted.name()), " is given twice");
    } else {
      row_.present[column] = true;
      row_.cells[column] = TrimmedCell(text);
    }
  }

  // The element of the outermost array that is open in the row.
  size_t Group() const {
    for (const Level& level : levels_) {
      if (level.is_array) return level.elements;
    }
    return 0;
  }

  CountedBytes& bytes_;
  const ExportShape& shape_;
  ColumnsByPath columns_;
  RowEvents& events_;
  DateColumns& dates_;

  std::string fault_;  // of the document
  absl::Status status_;
  int depth_ = 0;       // objects and arrays that are open
  int rows_depth_ = 0;  // inside the array of rows
  bool found_rows_ = false;
  bool in_rows_ = false;
  bool in_row_ = false;
  bool in_root_ = false;  // the row is the document's own object
  bool too_deep_ = false;
  bool names_next_page_ = false;
  std::string top_member_;

  std::vector<Level> levels_;
  std::string path_;
  std::string fault_in_row_;
  int64_t row_number_ = 0;
  Row row_;
};

// "...: syntax error while parsing value - unexpected ','" without the library's own preface.
std::string_view PlainFault(std::string_view what) {
  const size_t at = what.find(": ");
  if (what.starts_with("[json") && at != std::string_view::npos) what.remove_prefix(at + 2);
  return what;
}

class JsonRead {
 public:
  JsonRead(std::istream& input, std::string_view file_name, const ExportShape& shape,
           RowEvents& events, DateColumns& dates)
      : file_(file_name),
        shape_(shape),
        input_(input),
        bytes_(input, kTokenBytesMax),
        json_(bytes_, shape, events, dates),
        events_(events) {}

  absl::Status ReadAll() {
    const bool whole = nlohmann::json::sax_parse(bytes_.begin(), bytes_.end(), &json_);
    if (!json_.status().ok()) return json_.status();
    if (input_.bad()) return At(absl::StatusCode::kDataLoss, "reading the file failed");
    if (!whole) return Fault();
    if (!bytes_.ended()) return ZeroByte();
    if (!json_.found_rows()) {
      return At(absl::StatusCode::kInvalidArgument,
                absl::StrCat("the document is no array and has none as `value` or `items`; this "
                             "is not ",
                             ToAbsl(shape_.what)));
    }
    if (json_.names_next_page()) {
      events_.Remarked(json_.rows(), "the document names a next page; fetch and import that too");
    }
    return absl::OkStatus();
  }

 private:
  absl::Status At(absl::StatusCode code, std::string_view message) const {
    return {code, absl::StrCat(ToAbsl(file_), ":", bytes_.line(), ":",
                               std::max<int64_t>(bytes_.column(), 1), ": ", ToAbsl(message))};
  }

  // Which the parser takes for the end.
  absl::Status ZeroByte() const {
    return At(absl::StatusCode::kInvalidArgument,
              "a zero byte; the file may be UTF-16: save it as UTF-8");
  }

  absl::Status Fault() const {
    if (json_.too_deep()) {
      return At(absl::StatusCode::kInvalidArgument,
                absl::StrCat("more than ", kElementDepthMax, " levels of objects and arrays"));
    }
    if (bytes_.too_long()) {
      return At(absl::StatusCode::kInvalidArgument,
                absl::StrCat(json_.in_row() ? "the element" : "the token", " is longer than ",
                             kElementBytesMax, " bytes"));
    }
    const std::string words = Printable(PlainFault(json_.fault()));
    if (json_.fault().find("end of input") != std::string::npos) {
      if (!bytes_.ended()) return ZeroByte();
      return At(
          absl::StatusCode::kDataLoss,
          absl::StrCat("the document ends in the middle; fetch it again whole (", words, ")"));
    }
    return At(absl::StatusCode::kInvalidArgument, absl::StrCat("no valid JSON: ", words));
  }

  std::string_view file_;
  const ExportShape& shape_;
  std::istream& input_;
  CountedBytes bytes_;
  JsonEvents json_;
  RowEvents& events_;
};

}  // namespace

absl::Status ReadJsonRows(std::istream& input, std::string_view file_name, const ExportShape& shape,
                          RowEvents& events, DateColumns& dates) {
  return JsonRead(input, file_name, shape, events, dates).ReadAll();
}

}  // namespace credence::connectors
