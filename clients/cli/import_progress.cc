#include "clients/cli/import_progress.h"

#include <utility>

#include "core/code_point.h"
#include "core/rational.h"

namespace credence::cli {
namespace {

// A short import tells nothing.
constexpr std::chrono::milliseconds kBetween{200};
constexpr uint64_t kMegabyte = 1'000'000;

std::string Grouped(uint64_t number) { return Rational(static_cast<int64_t>(number)).ToDisplay(); }

}  // namespace

ImportProgress::ImportProgress(Console& console, std::string name, uint64_t bytes)
    : console_(console),
      name_(std::move(name)),
      bytes_(bytes),
      next_(std::chrono::steady_clock::now() + kBetween) {}

void ImportProgress::At(const connectors::Progress& now) {
  if (!console_.err_is_terminal) return;
  const auto time = std::chrono::steady_clock::now();
  if (time < next_) return;
  next_ = time + kBetween;
  shown_ = true;
  // The cursor at the start, and what stood there gone.
  console_.err << "\r\x1b[K" << Printable(name_) << ": " << Grouped(static_cast<uint64_t>(now.rows))
               << " rows, " << Grouped(static_cast<uint64_t>(now.bytes) / kMegabyte) << " of "
               << Grouped(bytes_ / kMegabyte) << " MB" << std::flush;
}

void ImportProgress::Clear() {
  if (std::exchange(shown_, false)) console_.err << "\r\x1b[K" << std::flush;
}

}  // namespace credence::cli
