#include "core/diagnostic.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/limits.h"

namespace credence {
namespace {

bool IsError(const Diagnostic& item) { return item.code.severity() == Severity::kError; }

std::string_view NameOf(const SourcePtr& source) {
  return source ? std::string_view(source->name()) : std::string_view();
}

auto OrderOf(const Diagnostic& item) {
  return std::tuple(NameOf(item.primary.source), item.primary.span.begin, item.code.number(),
                    item.primary.span.end, std::string_view(item.headline));
}

bool SameLabel(const Label& a, const Label& b) {
  return NameOf(a.source) == NameOf(b.source) && a.span == b.span && a.text == b.text;
}

bool SameFix(const std::optional<Fix>& a, const std::optional<Fix>& b) {
  if (a.has_value() != b.has_value()) return false;
  return !a || (a->span == b->span && a->replacement == b->replacement);
}

bool IsRepetition(const Diagnostic& a, const Diagnostic& b) {
  return a.code == b.code && a.headline == b.headline && a.why == b.why && a.help == b.help &&
         SameLabel(a.primary, b.primary) && SameFix(a.fix, b.fix) &&
         std::equal(a.related.begin(), a.related.end(), b.related.begin(), b.related.end(),
                    SameLabel);
}

}  // namespace

void Diagnostics::Add(Diagnostic diagnostic) {
  const bool is_error = IsError(diagnostic);
  ++(is_error ? error_count_ : warning_count_);
  if (items_.size() < limits::kDiagnosticsMax) {
    items_.push_back(std::move(diagnostic));
    return;
  }
  ++dropped_count_;
  if (!is_error) return;
  // A flood of warnings must not hide what stops the build: an error takes a warning's place.
  const auto last_warning = std::find_if_not(items_.rbegin(), items_.rend(), IsError);
  if (last_warning == items_.rend()) return;
  items_.erase(std::next(last_warning).base());
  items_.push_back(std::move(diagnostic));
}

void Diagnostics::Append(Diagnostics other) {
  // What the other list no longer holds cannot be added, only counted.
  size_t errors_unkept = other.error_count_;
  size_t warnings_unkept = other.warning_count_;
  for (Diagnostic& item : other.items_) {
    --(IsError(item) ? errors_unkept : warnings_unkept);
    Add(std::move(item));
  }
  error_count_ += errors_unkept;
  warning_count_ += warnings_unkept;
  dropped_count_ += other.dropped_count_;
}

void Diagnostics::Sort() {
  std::stable_sort(items_.begin(), items_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return OrderOf(a) < OrderOf(b);
  });
  // Repetitions share the whole sort key, so they stand in one run; those that share the key
  // and still differ may lie between, so the run is searched.
  std::vector<Diagnostic> kept;
  kept.reserve(items_.size());
  for (Diagnostic& item : items_) {
    bool repeated = false;
    for (auto earlier = kept.rbegin(); earlier != kept.rend() && !repeated; ++earlier) {
      if (OrderOf(*earlier) != OrderOf(item)) break;
      repeated = IsRepetition(*earlier, item);
    }
    if (repeated) {
      --(IsError(item) ? error_count_ : warning_count_);
    } else {
      kept.push_back(std::move(item));
    }
  }
  items_ = std::move(kept);
}

}  // namespace credence
