#include "server/log_reader.h"

#include <absl/strings/numbers.h>
#include <fcntl.h>
#include <google/protobuf/util/json_util.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <iterator>
#include <map>
#include <system_error>
#include <utility>

#include "core/server_limits.h"

namespace credence::server {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBlockBytes = 256 << 10;

bool IsStopped(Stop* stop) { return stop != nullptr && stop->Look(); }

absl::Status CannotRead(const std::string& path, int number) {
  const std::string why =
      number == EISDIR ? "this is a folder" : std::generic_category().message(number);
  const std::string message = path + ": cannot be read: " + why;
  return number == ENOENT ? NotFoundError(message) : InvalidArgumentError(message);
}

// Those put aside of a file, by their numbers.
std::map<uint64_t, std::string> PutAside(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  const std::string beginning = fs::path(path).filename().string() + ".";
  std::map<uint64_t, std::string> found;
  std::error_code error;
  for (auto at = fs::directory_iterator(folder.empty() ? "." : folder, error);
       !error && at != fs::end(at); at.increment(error)) {
    const std::string name = at->path().filename().string();
    uint64_t number = 0;
    if (name.starts_with(beginning) && absl::SimpleAtoi(name.substr(beginning.size()), &number)) {
      found[number] = (fs::path(folder) / name).string();
    }
  }
  return found;
}

bool IsSame(const struct stat& one, const struct stat& other) {
  return one.st_ino == other.st_ino && one.st_dev == other.st_dev;
}

absl::StatusOr<v1::DecisionRecord> ParseRecord(std::string_view line) {
  v1::DecisionRecord record;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;  // of a later version
  const auto parsed =
      google::protobuf::util::JsonStringToMessage({line.data(), line.size()}, &record, options);
  if (parsed.ok() && !record.id().empty()) return record;
  return InvalidArgumentError("this line is no record of a decision log");
}

}  // namespace

// The lines of one file that is open, or of a stream.
class LogReader::Lines {
 public:
  Lines(Named file, int opened, Stop* stop)
      : number_(file.number), name_(std::move(file.path)), file_(opened), stop_(stop) {}
  Lines(std::string name, std::istream& in, Stop* stop)
      : name_(std::move(name)), in_(&in), stop_(stop) {}
  ~Lines() {
    if (file_ >= 0) close(file_);
  }
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  // nullopt: there are no more, or nobody waits for them. What is longer than any record comes in
  // pieces.
  std::optional<std::string_view> Next() {
    ++line_;
    begin_ = end_;
    for (size_t looked = begin_;;) {
      const size_t end = buffer_.find('\n', looked);
      if (end != std::string::npos) return Take(end - begin_, end + 1);
      buffer_.erase(0, std::exchange(begin_, 0));
      looked = end_ = buffer_.size();
      if (looked > limits::kLogRecordBytesMax) return Take(looked, looked);
      if (!Read()) return std::nullopt;
    }
  }

  // False: it is none that the place is in.
  bool GoTo(const LogPlace& place) {
    struct stat of {};
    if (Beginning() != place.beginning || fstat(file_, &of) < 0 ||
        static_cast<uint64_t>(of.st_size) < place.offset) {
      return false;
    }
    offset_ = place.offset;
    return lseek(file_, static_cast<off_t>(offset_), SEEK_SET) >= 0;
  }

  std::string Beginning() const {
    std::array<char, kBeginningBytes> first;
    const ssize_t read = pread(file_, first.data(), first.size(), 0);
    return DigestOfBeginning({first.data(), static_cast<size_t>(std::max<ssize_t>(read, 0))});
  }

  uint64_t number() const { return number_; }
  uint64_t offset() const { return offset_; }
  std::string place() const { return name_ + ":" + std::to_string(line_); }
  // What is left has no end.
  bool torn() const { return begin_ < buffer_.size(); }
  const absl::Status& status() const { return status_; }

 private:
  std::string_view Take(size_t size, size_t end) {
    offset_ += end - begin_;
    end_ = end;
    return std::string_view(buffer_).substr(begin_, size);
  }

  // False at the end.
  bool Read() {
    if (IsStopped(stop_)) return false;
    const size_t size = buffer_.size();
    buffer_.resize(size + kBlockBytes);
    ssize_t read = 0;
    if (in_ != nullptr) {
      in_->read(buffer_.data() + size, kBlockBytes);
      read = in_->gcount();
    } else {
      do {
        read = ::read(file_, buffer_.data() + size, kBlockBytes);
      } while (read < 0 && errno == EINTR);
      if (read < 0) status_ = CannotRead(name_, errno);
    }
    buffer_.resize(size + static_cast<size_t>(std::max<ssize_t>(read, 0)));
    return read > 0;
  }

  const uint64_t number_ = 0;
  const std::string name_;
  std::istream* const in_ = nullptr;
  const int file_ = -1;
  Stop* const stop_;
  std::string buffer_;
  size_t begin_ = 0;  // of the line that was taken last, or is looked for
  size_t end_ = 0;    // behind it
  uint64_t offset_ = 0;
  uint64_t line_ = 0;
  absl::Status status_;
};

LogReader::LogReader(LogReading reading)
    : reading_(std::move(reading)), passed_(reading_.from.passed || reading_.query.after.empty()) {}

LogReader::~LogReader() = default;

absl::StatusOr<std::unique_ptr<LogReader>> LogReader::Open(const std::string& path,
                                                           LogReading reading) {
  std::unique_ptr<LogReader> reader(new LogReader(std::move(reading)));
  absl::Status status = reader->OpenSet(path);
  const LogPlace& from = reader->reading_.from;
  if (status.ok() && !from.beginning.empty()) status = reader->GoTo(from);
  if (!status.ok()) return status;
  return reader;
}

std::unique_ptr<LogReader> LogReader::Of(std::istream& in, const std::string& name,
                                         LogReading reading) {
  std::unique_ptr<LogReader> reader(new LogReader(std::move(reading)));
  reader->written_ = std::make_unique<Lines>(name, in, reader->reading_.budget.stop);
  return reader;
}

// The file is opened before its folder is looked through: put aside in between, it is among those
// too, and then all is looked at again.
absl::Status LogReader::OpenSet(const std::string& path) {
  for (;;) {
    files_.clear();
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const int why = errno;
    if (file < 0 && why != ENOENT) return CannotRead(path, why);
    written_.reset();
    struct stat opened {};
    if (file >= 0) {
      written_ = std::make_unique<Lines>(Named{0, path}, file, reading_.budget.stop);
      if (fstat(file, &opened) < 0) return CannotRead(path, errno);
      if (S_ISDIR(opened.st_mode)) return CannotRead(path, EISDIR);
    }
    bool moved = false;
    for (auto& [number, name] : PutAside(path)) {
      struct stat of {};
      if (stat(name.c_str(), &of) < 0 || !S_ISREG(of.st_mode)) continue;
      if (written_ != nullptr && IsSame(of, opened)) {
        // Another name of the file that is still there is no file more.
        struct stat by_name {};
        moved = moved || stat(path.c_str(), &by_name) < 0 || !IsSame(by_name, opened);
      } else {
        files_.push_back({number, name});
      }
    }
    if (moved) continue;
    return written_ == nullptr && files_.empty() ? CannotRead(path, ENOENT) : absl::OkStatus();
  }
}

// Opens the file that the place is in, and leaves those before it out. Under another name than it
// had it is looked for among the newest first: it was put aside since.
absl::Status LogReader::GoTo(const LogPlace& place) {
  const auto is_it = [&](const Named& file) { return GoToIn(file, place); };
  auto found = std::ranges::find(files_, place.number, &Named::number);
  if (found == files_.end() || !is_it(*found)) {
    if (written_ != nullptr && written_->GoTo(place)) {
      files_.clear();
      return absl::OkStatus();
    }
    const auto newest = std::find_if(files_.rbegin(), files_.rend(), is_it);
    if (newest == files_.rend()) {
      return OutOfRangeError("the file in which the last page ended is gone");
    }
    found = std::prev(newest.base());
  }
  files_.erase(files_.begin(), std::next(found));
  return absl::OkStatus();
}

bool LogReader::GoToIn(const Named& file, const LogPlace& place) {
  const int opened = open(file.path.c_str(), O_RDONLY | O_CLOEXEC);
  if (opened < 0) return false;
  lines_ = std::make_unique<Lines>(file, opened, reading_.budget.stop);
  if (lines_->GoTo(place)) return true;
  lines_.reset();
  return false;
}

// False: there are no more.
bool LogReader::OpenNext() {
  while (lines_ == nullptr && !files_.empty()) {
    const Named file = std::move(files_.front());
    files_.pop_front();
    const int opened = open(file.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (opened >= 0) {
      lines_ = std::make_unique<Lines>(file, opened, reading_.budget.stop);
    } else if (errno != ENOENT) {
      status_ = CannotRead(file.path, errno);
      return false;
    }
  }
  if (lines_ == nullptr) lines_ = std::move(written_);
  at_end_ = lines_ == nullptr;
  return !at_end_;
}

bool LogReader::IsSpent() const {
  return bytes_ >= reading_.budget.bytes || parsed_bytes_ >= reading_.budget.parsed_bytes ||
         IsAsked(reading_.budget.stop);
}

void LogReader::Complain(std::string_view what) const {
  if (reading_.complain) reading_.complain(lines_->place(), what);
}

void LogReader::EndFile() {
  if (lines_->torn()) {
    Complain("the last line is not whole: it is being written, or a crash cut it short");
  }
  status_ = lines_->status();
  lines_.reset();
}

std::optional<LogLine> LogReader::Next() {
  while (status_.ok() && !IsSpent() && OpenNext()) {
    const std::optional<std::string_view> text = lines_->Next();
    if (text) {
      bytes_ += text->size() + 1;
      if (std::optional<LogLine> line = Look(*text)) return line;
    } else if (!IsStopped(reading_.budget.stop)) {
      EndFile();
    }
  }
  return std::nullopt;
}

// What stands in a line, if it is asked for.
std::optional<LogLine> LogReader::Look(std::string_view text) {
  if (text.size() > limits::kLogRecordBytesMax) {
    ++damaged_;
    Complain("this line is longer than any record");
    return std::nullopt;
  }
  if (!passed_) {
    passed_ = IsLineOf(text, reading_.query.after);
    return std::nullopt;
  }
  if (!reading_.query.MayMatch(text)) return std::nullopt;
  parsed_bytes_ += text.size();
  absl::StatusOr<v1::DecisionRecord> record = ParseRecord(text);
  if (!record.ok()) {
    ++damaged_;
    Complain({record.status().message().data(), record.status().message().size()});
    return std::nullopt;
  }
  if (!reading_.query.Matches(*record)) return std::nullopt;
  return LogLine{.text = text, .record = *std::move(record)};
}

LogPlace LogReader::place() const {
  return {.number = lines_->number(),
          .beginning = lines_->Beginning(),
          .offset = lines_->offset(),
          .passed = passed_};
}

}  // namespace credence::server
