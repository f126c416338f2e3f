#include "facts/fault.h"

#include <algorithm>
#include <utility>

#include "core/code_point.h"
#include "core/limits.h"
#include "core/nearest_name.h"

namespace credence::facts {
namespace {

// A list longer than this says less than none.
constexpr size_t kListedNamesMax = 8;

std::string Listed(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::string listed;
  for (const std::string& name : names) {
    if (!listed.empty()) listed += ", ";
    listed += Quoted(name);
  }
  return listed;
}

}  // namespace

void FaultList::Add(std::string field, std::string message) {
  if (full()) {
    ++dropped_count_;
  } else {
    faults_.push_back({std::move(field), std::move(message)});
  }
}

bool FaultList::full() const { return faults_.size() >= limits::kDiagnosticsMax; }

std::vector<Fault> FaultList::Take() && {
  if (dropped_count_ > 0) {
    faults_.push_back({"", std::to_string(dropped_count_) + " more faults are not shown"});
  }
  return std::move(faults_);
}

std::string Quoted(std::string_view text) { return "`" + Printable(text) + "`"; }

std::string UnknownName(std::string_view what, std::string_view name,
                        std::span<const std::string> candidates) {
  std::string message = "no " + std::string(what) + " named " + Quoted(name) + " is declared";
  if (candidates.empty()) return message + "; there are none";
  std::vector<std::string> near = NearestNames(name, candidates);
  if (!near.empty()) return message + "; near: " + Listed(std::move(near));
  if (candidates.size() > kListedNamesMax) return message;
  return message + "; declared: " + Listed({candidates.begin(), candidates.end()});
}

}  // namespace credence::facts
