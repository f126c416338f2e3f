#include "clients/lsp/workspace.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <system_error>
#include <utility>

#include "core/limits.h"

namespace credence::lsp {
namespace {

namespace fs = std::filesystem;

bool IsRuleFile(const fs::path& path) {
  return path.extension() == ".policy" || path.extension() == ".vocab";
}

bool HoldsVocabulary(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".vocab") return true;
  }
  return false;
}

fs::path FolderOf(const fs::path& file) {
  for (fs::path at = file.parent_path();; at = at.parent_path()) {
    if (HoldsVocabulary(at)) return at;
    if (at == at.parent_path()) return file.parent_path();
  }
}

std::set<std::string> RuleFilesIn(const fs::path& folder) {
  std::set<std::string> found;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path& path = entry->path();
    std::error_code kind;
    if (path.filename().string().starts_with('.')) {
      if (entry->is_directory(kind)) entry.disable_recursion_pending();
    } else if (IsRuleFile(path) && entry->is_regular_file(kind)) {
      found.insert(path.string());
    }
    if (found.size() == limits::kPolicyFilesMax) break;
  }
  return found;
}

std::string ReadText(const std::string& path) {
  std::string text;
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) return text;
  text.resize(std::min<size_t>(size, limits::kSourceBytesMax + 1));
  std::ifstream file(path, std::ios::binary);
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  return text;
}

std::string NameOf(const std::string& path) { return fs::path(path).filename().string(); }

}  // namespace

std::vector<SourcePtr> Programme::Sources() const {
  std::vector<SourcePtr> sources;
  for (const RuleText& text : texts) sources.push_back(text.source);
  return sources;
}

const RuleText* Programme::Of(const SourcePtr& source) const {
  for (const RuleText& text : texts) {
    if (text.source == source) return &text;
  }
  return nullptr;
}

const RuleText* Programme::At(const std::string& path) const {
  for (const RuleText& text : texts) {
    if (text.path == path) return &text;
  }
  return nullptr;
}

void Workspace::Open(const std::string& path, int64_t version, std::string text) {
  open_[path] = {version, std::make_shared<const Source>(NameOf(path), std::move(text))};
}

Document* Workspace::Find(const std::string& path) {
  const auto found = open_.find(path);
  return found == open_.end() ? nullptr : &found->second;
}

Programme Workspace::ProgrammeOf(const std::string& path) const {
  const fs::path folder = FolderOf(path);
  std::set<std::string> paths = RuleFilesIn(folder);
  paths.insert(path);
  for (const auto& [open, document] : open_) {
    if (FolderOf(open) == folder) paths.insert(open);
  }
  Programme programme;
  for (const std::string& one : paths) {
    if (const auto open = open_.find(one); open != open_.end()) {
      programme.texts.push_back({one, open->second.source});
    } else {
      programme.texts.push_back({one, std::make_shared<const Source>(NameOf(one), ReadText(one))});
    }
  }
  return programme;
}

}  // namespace credence::lsp
