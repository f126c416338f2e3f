#include "fuzz/seeds.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "core/check.h"
#include "tests/support/golden.h"

namespace credence::fuzz {
namespace {

constexpr size_t kWordsMax = 2'000;
constexpr size_t kWordBytesMax = 40;

constexpr std::string_view kProgrammes[] = {
    "rules/attribution",   "rules/claims",     "rules/cloud_recognition", "rules/competencies",
    "rules/growth_rebate", "rules/osa_cutoff", "rules/pal_tpor"};

bool IsOfWord(char byte) {
  return absl::ascii_isalnum(static_cast<unsigned char>(byte)) || byte == '_';
}

void AddFiles(std::string_view folder, std::string_view extension,
              std::vector<std::string>& texts) {
  for (std::string& text : FilesOf(folder, extension)) texts.push_back(std::move(text));
}

}  // namespace

std::span<const std::string_view> Programmes() { return kProgrammes; }

std::vector<std::string> FilesOf(std::string_view folder, std::string_view extension) {
  std::vector<std::string> texts;
  for (const std::string& path : testing::GoldenInputs(folder, extension)) {
    texts.push_back(testing::ReadGolden(path));
  }
  CREDENCE_CHECK(!texts.empty());
  return texts;
}

std::vector<std::string> RuleTexts() {
  std::vector<std::string> texts;
  for (const std::string_view folder :
       {"tests/golden/parse", "tests/golden/check", "tests/golden/syntax", "tests/golden/splits",
        "tests/golden/levels", "tests/golden/format"}) {
    AddFiles(folder, ".policy", texts);
  }
  AddFiles("tests/golden/check_vocabulary", ".vocab", texts);
  for (const std::string_view folder : Programmes()) {
    AddFiles(folder, ".policy", texts);
    AddFiles(folder, ".vocab", texts);
  }
  return texts;
}

std::vector<std::string> WordsIn(const std::vector<std::string>& texts) {
  std::set<std::string> words;
  for (const std::string& text : texts) {
    for (size_t at = 0; at < text.size();) {
      size_t end = at;
      while (end < text.size() && IsOfWord(text[end])) ++end;
      if (end == at) ++end;
      if (end - at <= kWordBytesMax) words.insert(text.substr(at, end - at));
      at = end;
    }
  }
  std::vector<std::string> all(words.begin(), words.end());
  if (all.size() <= kWordsMax) return all;
  std::ranges::stable_sort(all, {}, &std::string::size);
  all.resize(kWordsMax);
  std::ranges::sort(all);
  return all;
}

}  // namespace credence::fuzz
