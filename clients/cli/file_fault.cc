#include "clients/cli/file_fault.h"

#include <algorithm>
#include <tuple>

#include "clients/cli/ink.h"
#include "core/code_point.h"
#include "core/diagnostic_excerpt.h"
#include "core/limits.h"
#include "core/nearest_name.h"

namespace credence::cli {
namespace {

// Only the severity of the code is used by the excerpt: the mark is red.
constexpr Code kUncoded{0, Severity::kError, "a fault in a data file"};

}  // namespace

std::string Render(const FileFault& fault, const RenderOptions& options) {
  Diagnostic shown{.code = kUncoded,
                   .headline = {},
                   .primary = {fault.source, fault.span, {}},
                   .related = {},
                   .why = {},
                   .help = {},
                   .fix = {}};
  if (!fault.related_text.empty()) {
    shown.related.push_back({fault.source, fault.related, fault.related_text});
  }
  const Paint paint(options);
  std::string out = paint.Bold(PlaceOf(shown.primary) + ": ") +
                    paint.Alarm(Severity::kError, "error: ") +
                    paint.Bold(Printable(fault.message)) + "\n" + RenderExcerpt(shown, options);
  if (!fault.help.empty()) out += "  " + WrapWords(fault.help, 2, options.width) + "\n";
  return out;
}

void FileFaults::Add(FileFault fault) {
  ++count_;
  if (items_.size() < limits::kDiagnosticsMax) items_.push_back(std::move(fault));
}

std::string FileFaults::Render(const RenderOptions& options) const {
  std::vector<const FileFault*> sorted;
  for (const FileFault& fault : items_) sorted.push_back(&fault);
  std::stable_sort(sorted.begin(), sorted.end(), [](const FileFault* a, const FileFault* b) {
    return std::tie(a->source->name(), a->span.begin) < std::tie(b->source->name(), b->span.begin);
  });
  std::string out;
  for (const FileFault* fault : sorted) {
    if (!out.empty()) out += "\n";
    out += cli::Render(*fault, options);
  }
  if (count_ > 1) {
    out += "\n" + Counted(count_, "error");
    if (count_ > items_.size()) out += "; " + std::to_string(items_.size()) + " of them are shown";
    out += "\n";
  }
  return out;
}

std::string SuggestNear(std::string_view name, std::span<const std::string> known) {
  const std::vector<std::string> near = NearestNames(name, known);
  return near.empty() ? "" : "Write " + QuotedList(near, "or") + ".";
}

std::string QuotedList(std::span<const std::string> names, std::string_view last_word) {
  std::string out;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " " + std::string(last_word) + " " : ", ";
    out += "`" + names[i] + "`";
  }
  return out;
}

std::string Counted(size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace credence::cli
