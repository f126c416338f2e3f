// The tutorial of docs/language.md, followed step by step: what it says to write is written, and
// what it says the program prints is what the program prints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/program.h"
#include "tests/support/golden.h"

namespace credence::cli {
namespace {

using ::testing::IsEmpty;

// A fenced block: its language, the text before it since the last block, and what it holds.
struct Block {
  std::string language;
  std::string before;
  std::string text;
};

std::string Tutorial() {
  const std::string page = testing::ReadGolden("docs/language.md");
  const size_t begin = page.find("\n## Tutorial");
  const size_t end = page.find("\n## Reference", begin);
  return begin < end && end != std::string::npos ? page.substr(begin, end - begin) : "";
}

std::vector<Block> Blocks(const std::string& page) {
  std::vector<Block> blocks;
  Block block;
  bool inside = false;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (!absl::StartsWith(line, "```")) {
      absl::StrAppend(inside ? &block.text : &block.before, line, "\n");
    } else if (inside) {
      blocks.push_back(std::move(block));
      block = {};
      inside = false;
    } else {
      block.language = line.substr(3);
      inside = true;
    }
  }
  return blocks;
}

// "In `case.yaml`:" -> case.yaml
std::string LastName(const std::string& before) {
  const std::vector<std::string> parts = absl::StrSplit(before, '`');
  return parts.size() < 3 ? "" : parts[parts.size() - 2];
}

// Somebody with the page before them: a folder, and the files written so far.
class Reader : public ::testing::Test {
 protected:
  Reader() : folder_(std::filesystem::temp_directory_path() / "credence_tutorial") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~Reader() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) {
    files_[name] = text;
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  // Rule text: a header begins a file, statements are added to the last one.
  void WriteRules(const std::string& text) {
    if (absl::StartsWith(text, "vocabulary")) return Write("shop.vocab", text);
    if (!absl::StartsWith(text, "policy")) {
      return Write(policy_, absl::StrCat(files_[policy_], "\n", text));
    }
    policy_ = policy_.empty() ? "resale.policy" : "resale_next.policy";
    Write(policy_, text);
  }

  std::string Run(std::vector<std::string> arguments) {
    for (std::string& argument : arguments) {
      if (files_.contains(argument)) argument = (folder_ / argument).string();
    }
    arguments.insert(arguments.begin(), {"--rules", folder_.string()});
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    Console console{in, out, err};
    EXPECT_EQ(RunProgram(arguments, console, {}), ExitCode::kDone) << out.str() << err.str();
    EXPECT_THAT(err.str(), IsEmpty());
    std::string printed = out.str();
    for (size_t at = 0; (at = printed.find(folder_.string() + "/", at)) != std::string::npos;) {
      printed.erase(at, folder_.string().size() + 1);
    }
    return printed;
  }

  std::filesystem::path folder_;
  std::map<std::string, std::string> files_;
  std::string policy_;
};

TEST_F(Reader, WhoFollowsTheTutorialSeesWhatItShows) {
  int shown = 0;
  for (const Block& block : Blocks(Tutorial())) {
    SCOPED_TRACE(block.text);
    if (block.language == "yaml") {
      Write(LastName(block.before), block.text);
    } else if (block.language == "credence") {
      WriteRules(block.text);
      if (policy_.empty()) continue;
      Run({"check", folder_.string()});
      Run({"format", "--check", folder_.string()});
    } else {
      const size_t end = block.text.find('\n');
      std::vector<std::string> arguments = absl::StrSplit(block.text.substr(0, end), ' ');
      ASSERT_EQ(arguments[0], "$");
      ASSERT_EQ(arguments[1], "credence");
      arguments.erase(arguments.begin(), arguments.begin() + 2);
      EXPECT_EQ(Run(arguments), block.text.substr(end + 1));
      ++shown;
    }
  }
  EXPECT_GE(shown, 4);
}

}  // namespace
}  // namespace credence::cli
