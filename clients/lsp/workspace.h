// The rule files an editor works on: what is open as it stands there, the rest as on disk.
//
//   Workspace workspace;
//   workspace.Open(path, version, text);
//   Programme programme = workspace.ProgrammeOf(path);   // all files that belong together
//   dsl::Compile(programme.Sources())
//
// The files of a programme are the rule files in and below its folder: the nearest folder at or
// above a file that holds a vocabulary, or the file's own where none does. What begins with a dot
// is left alone, as in server/policy_directory.h.
//
// Thread-safety: one thread.
#ifndef CREDENCE_CLIENTS_LSP_WORKSPACE_H_
#define CREDENCE_CLIENTS_LSP_WORKSPACE_H_

#include <map>
#include <string>
#include <vector>

#include "core/diagnostic.h"

namespace credence::lsp {

struct RuleText {
  std::string path;
  SourcePtr source;
};

struct Programme {
  std::vector<RuleText> texts;  // ascending by path

  std::vector<SourcePtr> Sources() const;
  // nullptr when the source is none of them.
  const RuleText* Of(const SourcePtr& source) const;
  const RuleText* At(const std::string& path) const;
};

struct Document {
  int64_t version = 0;
  SourcePtr source;
};

class Workspace {
 public:
  void Open(const std::string& path, int64_t version, std::string text);
  void Close(const std::string& path) { open_.erase(path); }
  Document* Find(const std::string& path);
  const std::map<std::string, Document>& open() const { return open_; }

  Programme ProgrammeOf(const std::string& path) const;

 private:
  std::map<std::string, Document> open_;
};

}  // namespace credence::lsp

#endif  // CREDENCE_CLIENTS_LSP_WORKSPACE_H_
