#include "clients/cli/mismatches.h"

#include <algorithm>
#include <utility>

#include "clients/cli/file_fault.h"
#include "clients/cli/ink.h"

namespace credence::cli {

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string Quote(std::string_view text) { return "`" + std::string(text) + "`"; }

std::set<std::string> PartiesOf(const v1::Case& given) {
  std::set<std::string> parties;
  for (const v1::Subject& subject : given.subjects()) {
    const bool party =
        subject.type() == facts::kPartnerType || subject.type() == facts::kAccountType;
    if (party) parties.insert(subject.id());
  }
  return parties;
}

Mismatch NoSuch(const std::set<std::string>& known, const std::string& name, std::string_view what,
                const Place& place) {
  const std::vector<std::string> names(known.begin(), known.end());
  std::vector<std::string> notes = {SuggestNear(name, names)};
  if (notes[0].empty()) notes = {"there are " + QuotedList(names)};
  return {place, "there is no " + std::string(what) + " " + Quote(name), std::move(notes)};
}

void AddValues(const google::protobuf::RepeatedPtrField<v1::NamedValue>& values,
               std::vector<std::string>& lines) {
  size_t widest = 0;
  for (const v1::NamedValue& value : values) widest = std::max(widest, value.name().size());
  for (const v1::NamedValue& value : values) {
    lines.push_back("    " + PadRight(value.name(), static_cast<int>(widest)) + "  " +
                    value.value());
  }
}

Rewrite Replaced(const std::optional<Place>& place, std::string text) {
  return {Rewrite::Kind::kReplace, place.value_or(Place{}), std::move(text)};
}

}  // namespace credence::cli
