#include "clients/cli/log_files.h"

#include <utility>

#include "clients/cli/text_file.h"
#include "core/code_point.h"

namespace credence::cli {

LogFiles::LogFiles(const std::vector<std::string>& files, server::LogQuery query, Console& console)
    : files_(files.begin(), files.end()), query_(std::move(query)), console_(console) {}

// False: there are no more, or it cannot be read.
bool LogFiles::OpenNext() {
  if (files_.empty()) return false;
  const std::string path = std::move(files_.front());
  files_.pop_front();
  server::LogReading reading{.query = query_,
                             .from = {.passed = passed_},
                             .complain = [this](const std::string& place, std::string_view what) {
                               console_.Complain(Printable(place) + ": " + std::string(what));
                             }};
  if (path == kStandardInput) {
    reader_ = server::LogReader::Of(console_.in, "<stdin>", std::move(reading));
    return true;
  }
  auto opened = server::LogReader::Open(path, std::move(reading));
  status_ = opened.status();
  if (opened.ok()) reader_ = *std::move(opened);
  return opened.ok();
}

std::optional<server::LogLine> LogFiles::Next() {
  while (status_.ok() && (reader_ != nullptr || OpenNext())) {
    if (std::optional<server::LogLine> line = reader_->Next()) return line;
    status_ = reader_->status();
    passed_ = reader_->passed();
    damaged_ += reader_->damaged();
    reader_.reset();
  }
  return std::nullopt;
}

}  // namespace credence::cli
