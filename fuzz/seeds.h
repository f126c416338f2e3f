// Seeds out of the repository, and the words in them.
//
//   FilesOf("tests/golden/parse", ".policy")    -> the texts of those files
//   WordsIn({"amount 5% of revenue"})           -> "%", "5", "amount", "of", "revenue"
//
// Thread-safe: no state but the file system.
#ifndef CREDENCE_FUZZ_SEEDS_H_
#define CREDENCE_FUZZ_SEEDS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace credence::fuzz {

// The folders of rules/, each a programme of its own.
std::span<const std::string_view> Programmes();

// What lies in the folder itself. REQUIRES: there is such a file.
std::vector<std::string> FilesOf(std::string_view folder, std::string_view extension);
// Policies and vocabularies of goldens and of rules/.
std::vector<std::string> RuleTexts();

// What the texts are made of, each once, ascending; of very many the shortest.
std::vector<std::string> WordsIn(const std::vector<std::string>& texts);

}  // namespace credence::fuzz

#endif  // CREDENCE_FUZZ_SEEDS_H_
