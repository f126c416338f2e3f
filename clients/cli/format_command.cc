// `credence format`: rule files laid out the one way, in place.
#include "clients/cli/commands.h"
#include "clients/cli/diagnostics_view.h"
#include "clients/cli/rule_files.h"

namespace credence::cli {
namespace {

// kNotWritten concerns one file; kFailed ends the run.
enum class Layout { kSame, kChanged, kNotParsed, kNotWritten, kFailed };

class Formatter {
 public:
  Formatter(const FormatOptions& options, Session& session, Connection& connection)
      : options_(options), session_(session), connection_(connection) {}

  Layout Format(const SourcePtr& file) {
    Console& console = session_.console();
    v1::FormatPolicyRequest request;
    v1::FormatPolicyResponse response;
    *request.mutable_file() = ToPolicyText(*file);
    const CallFault fault = connection_.FormatPolicy(request, response);
    if (!fault.ok()) {
      exit_code_ = session_.Tell(fault);
      return Layout::kFailed;
    }
    if (session_.json()) session_.PrintJson(response, false);
    if (response.text().empty() && !response.diagnostics().empty()) {
      console.err << RenderDiagnostics(response.diagnostics(), std::span(&file, 1),
                                       console.err_options());
      return Layout::kNotParsed;
    }
    return Put(*file, response);
  }

  ExitCode exit_code() const { return exit_code_; }

 private:
  Layout Put(const Source& file, const v1::FormatPolicyResponse& response) {
    Console& console = session_.console();
    const bool is_stdin = file.name() == "<stdin>";
    if (is_stdin && !options_.check) {
      if (!session_.json()) console.out << response.text();
      return Layout::kSame;
    }
    if (!response.changed()) return Layout::kSame;
    if (!options_.check) {
      const absl::Status written = ReplaceFile(file.name(), response.text());
      if (!written.ok()) {
        exit_code_ = session_.TellUsage(written);
        return Layout::kNotWritten;
      }
    }
    if (!session_.json()) console.out << file.name() << "\n";
    return Layout::kChanged;
  }

  const FormatOptions& options_;
  Session& session_;
  Connection& connection_;
  ExitCode exit_code_ = ExitCode::kDone;
};

}  // namespace

ExitCode RunFormat(const FormatOptions& options, Session& session) {
  Console& console = session.console();
  const auto files = ReadRuleFiles(options.paths, console.in);
  if (!files.ok()) return session.TellUsage(files.status());
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();

  Formatter formatter(options, session, *connection);
  size_t changed = 0;
  size_t not_parsed = 0;
  size_t not_written = 0;
  for (const SourcePtr& file : *files) {
    switch (formatter.Format(file)) {
      case Layout::kSame:
        break;
      case Layout::kChanged:
        ++changed;
        break;
      case Layout::kNotParsed:
        ++not_parsed;
        break;
      case Layout::kNotWritten:
        ++not_written;
        break;
      case Layout::kFailed:
        return formatter.exit_code();
    }
  }
  if (changed > 0) {
    console.err << Counted(changed, "file") << (options.check ? " would change" : " changed")
                << "\n";
  }
  if (not_parsed > 0) {
    console.err << Counted(not_parsed, "file") << " not parsed, and left untouched\n";
  }
  if (not_written > 0) console.err << Counted(not_written, "file") << " not written\n";
  if (not_parsed + not_written > 0) return ExitCode::kUsage;
  return options.check && changed > 0 ? ExitCode::kNo : ExitCode::kDone;
}

}  // namespace credence::cli
