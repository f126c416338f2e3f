#include "clients/cli/test_coverage.h"

#include <array>

#include "clients/cli/json_text.h"
#include "core/code_point.h"

namespace credence::cli {
namespace {

struct KindName {
  int kind;
  std::string_view name;
};

constexpr std::array<KindName, 4> kKinds = {{{v1::TracedPart::RULE, "rules"},
                                             {v1::TracedPart::GUARD, "guards"},
                                             {v1::TracedPart::TABLE_ROW, "table rows"},
                                             {v1::TracedPart::TIE_BREAK, "tie-breaks"}}};

}  // namespace

void TestCoverage::Take(const v1::Trace& trace) {
  for (const v1::TracedPart& from : trace.parts()) {
    Part& part = parts_[{from.file(), from.line(), static_cast<int>(from.kind()), from.text()}];
    part.asked += from.asked();
    part.held += from.held();
    part.failed += from.failed();
  }
}

TestCoverage::Count TestCoverage::CountOf(const Key& key, const Part& part) {
  const int held = part.held > 0 ? 1 : 0;
  if (std::get<2>(key) != v1::TracedPart::GUARD) return {held, 1};
  return {held + (part.failed > 0 ? 1 : 0), 2};
}

// What is not covered of a part, in words; empty when all is.
std::string TestCoverage::Lack(const Key& key, const Part& part) {
  switch (std::get<2>(key)) {
    case v1::TracedPart::RULE:
      if (part.held > 0) return "";
      return part.asked > 0 ? "was asked, and never held" : "never asked";
    case v1::TracedPart::GUARD:
      if (part.asked == 0) return "never asked";
      if (part.held == 0) return "never true";
      return part.failed == 0 ? "never false" : "";
    case v1::TracedPart::TIE_BREAK:
      return part.held > 0 ? "" : "never decided";
    default:
      return part.held > 0 ? "" : "never hit";
  }
}

TestCoverage::Count TestCoverage::CountAll(int kind) const {
  Count sum;
  for (const auto& [key, part] : parts_) {
    if (kind != v1::TracedPart::KIND_UNSPECIFIED && std::get<2>(key) != kind) continue;
    const Count count = CountOf(key, part);
    sum.covered += count.covered;
    sum.all += count.all;
  }
  return sum;
}

int TestCoverage::percent() const {
  const Count sum = CountAll(v1::TracedPart::KIND_UNSPECIFIED);
  return sum.all == 0 ? 100 : sum.covered * 100 / sum.all;
}

std::string TestCoverage::Render(const Ink& ink) const {
  const Count sum = CountAll(v1::TracedPart::KIND_UNSPECIFIED);
  std::string out = ink.Bold("coverage  " + std::to_string(percent()) + "%") + " (" +
                    std::to_string(sum.covered) + " of " + std::to_string(sum.all) + ")\n";
  for (const KindName& kind : kKinds) {
    const Count count = CountAll(kind.kind);
    if (count.all == 0) continue;
    out += "  " + PadRight(kind.name, 10) + "  " + std::to_string(count.covered) + " of " +
           std::to_string(count.all) +
           (kind.kind == v1::TracedPart::GUARD ? ", each both ways\n" : "\n");
  }
  std::string lacks;
  for (const auto& [key, part] : parts_) {
    const std::string lack = Lack(key, part);
    if (lack.empty()) continue;
    lacks += "  " + Printable(std::get<0>(key)) + ":" + std::to_string(std::get<1>(key)) + ": " +
             Printable(std::get<3>(key)) + ": " + lack + "\n";
  }
  if (!lacks.empty()) out += "not covered\n" + lacks;
  return out;
}

std::string TestCoverage::ToJson() const {
  const Count sum = CountAll(v1::TracedPart::KIND_UNSPECIFIED);
  std::string out = "{\"coverage\":" + std::to_string(percent()) +
                    ",\"covered\":" + std::to_string(sum.covered) +
                    ",\"of\":" + std::to_string(sum.all) + ",\"not_covered\":[";
  bool first = true;
  for (const auto& [key, part] : parts_) {
    const std::string lack = Lack(key, part);
    if (lack.empty()) continue;
    out += std::string(first ? "" : ",") + "{\"file\":" + JsonText(std::get<0>(key)) +
           ",\"line\":" + std::to_string(std::get<1>(key)) +
           ",\"text\":" + JsonText(std::get<3>(key)) + ",\"lack\":" + JsonText(lack) + "}";
    first = false;
  }
  return out + "]}\n";
}

}  // namespace credence::cli
