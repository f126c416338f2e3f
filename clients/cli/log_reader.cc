#include "clients/cli/log_reader.h"

#include <absl/strings/numbers.h>
#include <absl/time/time.h>
#include <fcntl.h>
#include <google/protobuf/util/json_util.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <map>
#include <system_error>
#include <utility>

#include "clients/cli/json_text.h"
#include "clients/cli/text_file.h"
#include "core/code_point.h"
#include "core/date.h"
#include "core/server_limits.h"
#include "facts/case.h"

namespace credence::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBlockBytes = 256 << 10;
// Where a record has its time and its id: before anything that is long.
constexpr size_t kHeadBytes = 160;
constexpr std::string_view kTimeKey = "\"time\":\"";
constexpr size_t kTimeBytes = std::string_view("2016-04-01T12:00:00.000000Z").size();

// Whether a text stands in a line of the server as it would in any JSON.
bool IsPlain(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '/'; });
}

bool MayHold(std::string_view line, const std::string& text) {
  return text.empty() || !IsPlain(text) || line.find(JsonText(text)) != std::string_view::npos;
}

bool IsAbout(const v1::Decision& decision, const std::string& partner) {
  for (const v1::Result& result : decision.results()) {
    if (std::ranges::count(result.awards(), partner, &v1::Award::partner) > 0 ||
        std::ranges::count(result.refusals(), partner, &v1::Refusal::partner) > 0 ||
        std::ranges::count(result.held().between(), partner) > 0) {
      return true;
    }
  }
  return std::ranges::count(decision.standings(), partner, &v1::Standing::partner) > 0;
}

bool IsCandidate(const v1::Case& the_case, const std::string& partner) {
  return std::ranges::any_of(the_case.subjects(), [&](const v1::Subject& subject) {
    return subject.type() == facts::kPartnerType && subject.id() == partner;
  });
}

template <typename Rules>
bool Names(const Rules& rules, const std::string& rule) {
  return std::ranges::count(rules, rule, &v1::Rule::name) > 0;
}

bool IsBy(const v1::Decision& decision, const std::string& rule) {
  for (const v1::Result& result : decision.results()) {
    for (const v1::Award& award : result.awards()) {
      if (Names(award.rules(), rule)) return true;
    }
    for (const v1::Refusal& refusal : result.refusals()) {
      if (refusal.rule().name() == rule) return true;
    }
    if (Names(result.held().rules(), rule)) return true;
  }
  return std::ranges::any_of(decision.standings(), [&](const v1::Standing& standing) {
    return standing.rule().name() == rule;
  });
}

bool IsOf(const v1::DecisionRecord& record, const std::string& customer) {
  return std::ranges::count(record.customers(), customer) > 0 ||
         (!customer.empty() && record.decision().case_id() == customer);
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

}  // namespace

bool LogQuery::Matches(const v1::DecisionRecord& record) const {
  if (record.has_note() && IsOfSomebody()) return false;
  if (!id.empty() && record.id() != id) return false;
  if (!from.empty() && record.time() < from) return false;
  if (!until.empty() && record.time() > until) return false;
  if (!customer.empty() && !IsOf(record, customer)) return false;
  if (!rule.empty() && !IsBy(record.decision(), rule)) return false;
  return partner.empty() || IsAbout(record.decision(), partner) ||
         IsCandidate(record.request().case_(), partner);
}

bool LogQuery::MayMatch(std::string_view line) const {
  const std::string_view head = line.substr(0, kHeadBytes);
  const size_t key = head.find(kTimeKey);
  if (key != std::string_view::npos && key + kTimeKey.size() + kTimeBytes <= head.size()) {
    const std::string_view time = head.substr(key + kTimeKey.size(), kTimeBytes);
    if ((!from.empty() && time < from) || (!until.empty() && time > until)) return false;
  }
  return MayHold(line, partner) && MayHold(line, customer) && MayHold(line, rule) &&
         MayHold(line, id);
}

absl::StatusOr<std::string> LogTime(std::string_view flag, const std::string& text, bool last) {
  if (text.empty()) return std::string();
  if (const std::optional<Date> day = Date::Parse(text)) {
    return day->ToString() + (last ? "T23:59:59.999999Z" : "T00:00:00.000000Z");
  }
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
    return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone());
  }
  return InvalidArgumentError("`" + std::string(flag) + " " + Printable(text) +
                              "` is no day and no time; write it as 2016-04-01 or "
                              "2016-04-01T12:00:00Z");
}

// The lines of one file that is open, or of standard input.
class LogReader::Lines {
 public:
  Lines(std::string name, int file) : name_(std::move(name)), file_(file) {}
  Lines(std::string name, std::istream& in) : name_(std::move(name)), in_(&in) {}
  ~Lines() {
    if (file_ >= 0) close(file_);
  }
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  // nullopt: there are no more. A line that is longer than any record is empty, and `too_long`.
  std::optional<std::string_view> Next() {
    buffer_.erase(0, std::exchange(taken_, 0));
    ++number_;
    too_long_ = false;
    for (size_t looked = 0;;) {
      const size_t end = buffer_.find('\n', looked);
      if (end != std::string::npos) {
        taken_ = end + 1;
        return std::string_view(buffer_).substr(0, too_long_ ? 0 : end);
      }
      looked = buffer_.size();
      if (looked > limits::kLogRecordBytesMax) {
        too_long_ = true;
        buffer_.clear();
        looked = 0;
      }
      if (!Read()) break;
    }
    torn_ = !buffer_.empty() || too_long_;
    return std::nullopt;
  }

  std::string place() const { return name_ + ":" + std::to_string(number_); }
  bool too_long() const { return too_long_; }
  // The last line had no end.
  bool torn() const { return torn_; }
  const absl::Status& status() const { return status_; }

 private:
  // False at the end.
  bool Read() {
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
      if (read < 0) {
        status_ = InvalidArgumentError(
            name_ + ": cannot be read: " + std::generic_category().message(errno));
      }
    }
    buffer_.resize(size + static_cast<size_t>(std::max<ssize_t>(read, 0)));
    return read > 0;
  }

  const std::string name_;
  std::istream* const in_ = nullptr;
  const int file_ = -1;
  std::string buffer_;
  size_t taken_ = 0;
  uint64_t number_ = 0;
  bool too_long_ = false;
  bool torn_ = false;
  absl::Status status_;
};

LogReader::LogReader(std::vector<std::string> files, LogQuery query, Console& console)
    : files_(files.begin(), files.end()),
      query_(std::move(query)),
      console_(console),
      passed_(query_.after.empty()) {}

LogReader::~LogReader() = default;

// The file is opened before its folder is looked through: put aside in between, it is among those
// too, and then all is looked at again.
void LogReader::OpenSet(const std::string& path) {
  for (;;) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat opened {};
    if (file < 0 || fstat(file, &opened) < 0 || S_ISDIR(opened.st_mode)) {
      const std::string why =
          file < 0 ? std::generic_category().message(errno) : "this is a folder";
      if (file >= 0) close(file);
      status_ = InvalidArgumentError(path + ": cannot be read: " + why);
      return;
    }
    auto last = std::make_unique<Lines>(path, file);
    bool moved = false;
    for (const auto& [number, name] : PutAside(path)) {
      struct stat of {};
      const int before = open(name.c_str(), O_RDONLY | O_CLOEXEC);
      if (before < 0) continue;  // deleted meanwhile
      moved = moved ||
              (fstat(before, &of) == 0 && of.st_ino == opened.st_ino && of.st_dev == opened.st_dev);
      opened_.push_back(std::make_unique<Lines>(name, before));
    }
    if (!moved) {
      opened_.push_back(std::move(last));
      return;
    }
    opened_.clear();
  }
}

bool LogReader::Open() {
  while (opened_.empty() && status_.ok()) {
    if (files_.empty()) return false;
    const std::string path = std::move(files_.front());
    files_.pop_front();
    if (path == kStandardInput) {
      opened_.push_back(std::make_unique<Lines>("<stdin>", console_.in));
    } else {
      OpenSet(path);
    }
  }
  return status_.ok();
}

void LogReader::TellDamaged(const std::string& what) {
  ++damaged_;
  console_.Complain(Printable(opened_.front()->place()) + ": " + what);
}

std::optional<LogLine> LogReader::Next() {
  while (Open()) {
    Lines& lines = *opened_.front();
    const std::optional<std::string_view> text = lines.Next();
    if (!text) {
      if (lines.torn()) {
        console_.Complain(Printable(lines.place()) +
                          ": the last line is not whole: it is being written, or a crash cut it "
                          "short");
      }
      status_ = lines.status();
      opened_.pop_front();
      continue;
    }
    if (lines.too_long()) {
      TellDamaged("this line is longer than any record");
      continue;
    }
    if (!passed_) {
      const std::string_view head = text->substr(0, kHeadBytes);
      passed_ = head.find("\"id\":" + JsonText(query_.after)) != std::string_view::npos;
      continue;
    }
    if (!query_.MayMatch(*text)) continue;
    LogLine line{.text = *text, .record = {}};
    google::protobuf::util::JsonParseOptions options;
    options.ignore_unknown_fields = true;  // of a later version
    const auto parsed = google::protobuf::util::JsonStringToMessage({text->data(), text->size()},
                                                                    &line.record, options);
    if (!parsed.ok() || line.record.id().empty()) {
      TellDamaged("this line is no record of a decision log");
      continue;
    }
    if (query_.Matches(line.record)) return line;
  }
  return std::nullopt;
}

}  // namespace credence::cli
