#include "clients/cli/rule_files.h"

#include <array>
#include <string_view>

namespace credence::cli {

absl::StatusOr<std::vector<SourcePtr>> ReadRuleFiles(const std::vector<std::string>& paths,
                                                     std::istream& standard_input) {
  constexpr std::array<std::string_view, 2> kEndings = {".policy", ".vocab"};
  const auto names = FindFiles(paths, kEndings);
  if (!names.ok()) return names.status();
  std::vector<SourcePtr> files;
  for (const std::string& name : *names) {
    auto file = ReadTextFile(name, standard_input);
    if (!file.ok()) return file.status();
    files.push_back(*std::move(file));
  }
  return files;
}

v1::PolicyText ToPolicyText(const Source& source) {
  v1::PolicyText text;
  text.set_name(source.name());
  text.set_raw_text(source.text().data(), source.text().size());
  return text;
}

}  // namespace credence::cli
