#include "clients/connectors/delimited_rows.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/connectors/cell_values.h"
#include "clients/connectors/delimited_text.h"
#include "clients/connectors/office365_names.h"

namespace credence::connectors {

namespace {

constexpr size_t kNowhere = static_cast<size_t>(-1);

class DelimitedRows {
 public:
  DelimitedRows(std::istream& input, std::string_view file_name, const ExportShape& shape,
                RowEvents& events, DateColumns& dates)
      : text_(input), file_(file_name), shape_(shape), events_(events), dates_(dates) {}

  absl::Status ReadAll() {
    if (absl::Status header = ReadHeader(); !header.ok()) return header;
    for (;;) {
      if (absl::Status going = events_.Going(bytes_); !going.ok()) return going;
      const DelimitedText::Got got = text_.Next(cells_);
      if (got == DelimitedText::Got::kEnd) break;
      bytes_ += static_cast<int64_t>(text_.raw().size()) + 1;
      if (absl::Status taken = Take(got); !taken.ok()) return taken;
    }
    if (text_.failed()) return At(absl::StatusCode::kDataLoss, "reading the file failed");
    if (text_.unended() && text_.row() > 1) {
      events_.Remarked(text_.row(),
                       "the last line has no end; where the file was cut off, its "
                       "last cell may be too");
    }
    return absl::OkStatus();
  }

 private:
  absl::Status At(absl::StatusCode code, std::string_view message) const {
    return {code, absl::StrCat(ToAbsl(file_), ":", std::max<int64_t>(text_.row(), 1), ": ",
                               ToAbsl(message))};
  }
  absl::Status NoExport(std::string_view message) const {
    return At(absl::StatusCode::kInvalidArgument, message);
  }

  absl::Status ReadHeader() {
    switch (text_.Next(cells_)) {
      case DelimitedText::Got::kEnd:
        return NoExport("the file is empty");
      case DelimitedText::Got::kFault:
        return NoExport(text_.fault());
      case DelimitedText::Got::kRow:
        break;
    }
    if (text_.raw().find('\0') != std::string::npos) {
      return NoExport("the header holds zero bytes; the file may be UTF-16: save it as UTF-8");
    }
    header_cells_ = cells_.size();
    places_.assign(shape_.columns.size(), kNowhere);
    for (size_t i = 0; i < cells_.size(); ++i) {
      const std::string key = NameKey(cells_[i]);
      for (size_t c = 0; c < shape_.columns.size(); ++c) {
        if (!IsNamed(shape_.columns[c], key)) continue;
        if (places_[c] != kNowhere) return FoundTwice(c, i);
        places_[c] = i;
      }
    }
    if (absl::Status missing = CheckMissing(); !missing.ok()) return missing;
    bytes_ = static_cast<int64_t>(text_.raw().size()) + 1;
    events_.Header(text_.raw());
    return absl::OkStatus();
  }

  absl::Status FoundTwice(size_t column, size_t again) const {
    return NoExport(absl::StrCat("columns ", places_[column] + 1, " and ", again + 1,
                                 " of the header are both ",
                                 ToAbsl(shape_.columns[column].name())));
  }

  absl::Status CheckMissing() const {
    std::vector<absl::string_view> missing;
    for (size_t c = 0; c < shape_.columns.size(); ++c) {
      const Column& column = shape_.columns[c];
      if (column.required() && places_[c] == kNowhere) missing.push_back(ToAbsl(column.name()));
    }
    if (missing.empty()) return absl::OkStatus();
    std::string message = absl::StrCat("the header has no column ", absl::StrJoin(missing, ", "),
                                       "; this is not ", ToAbsl(shape_.what));
    if (header_cells_ == 1) {
      absl::StrAppend(&message, "; its one cell is `", ShownCell(text_.raw()),
                      "`: cells are divided by comma, semicolon or tab");
    }
    return NoExport(message);
  }

  absl::Status Take(DelimitedText::Got got) {
    row_.number = text_.row();
    row_.raw = text_.raw();
    if (got == DelimitedText::Got::kFault) {
      if (text_.cut_off() && text_.unended()) return CutOff();
      events_.Rejected(row_, text_.fault());
      return absl::OkStatus();
    }
    if (cells_.size() != header_cells_) return TakeUneven();
    row_.cells.resize(places_.size());
    row_.present.resize(places_.size());
    for (size_t c = 0; c < places_.size(); ++c) {
      row_.present[c] = places_[c] != kNowhere;
      if (places_[c] == kNowhere) {
        row_.cells[c].clear();
      } else {
        row_.cells[c] = TrimmedCell(cells_[places_[c]]);
      }
    }
    dates_.Feed(row_);
    return absl::OkStatus();
  }

  absl::Status CutOff() const {
    return At(absl::StatusCode::kDataLoss,
              "the file ends in the middle of this row; fetch it again whole");
  }

  // A row of more or fewer cells than the header.
  absl::Status TakeUneven() {
    if (text_.unended() && cells_.size() < header_cells_) return CutOff();
    std::string reason =
        absl::StrCat("the row has ", cells_.size(), cells_.size() == 1 ? " cell" : " cells",
                     " and the header ", header_cells_);
    if (cells_.size() == 1 && header_cells_ > 1) {
      absl::StrAppend(&reason, "; the header divides cells by ", DelimiterWord(),
                      ", and every row must");
    }
    events_.Rejected(row_, std::move(reason));
    return absl::OkStatus();
  }

  std::string DelimiterWord() const {
    if (text_.delimiter() == '\t') return "tab";
    return text_.delimiter() == ';' ? "semicolon" : "comma";
  }

  DelimitedText text_;
  std::string_view file_;
  const ExportShape& shape_;
  RowEvents& events_;
  DateColumns& dates_;
  std::vector<std::string> cells_;
  std::vector<size_t> places_;  // of each column of the shape in a row's cells
  size_t header_cells_ = 0;
  int64_t bytes_ = 0;
  Row row_;
};

}  // namespace

absl::Status ReadDelimitedRows(std::istream& input, std::string_view file_name,
                               const ExportShape& shape, RowEvents& events, DateColumns& dates) {
  return DelimitedRows(input, file_name, shape, events, dates).ReadAll();
}

}  // namespace credence::connectors
