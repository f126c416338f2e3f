#include "clients/cli/decision_view.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "clients/cli/file_fault.h"
#include "clients/cli/wire_value.h"
#include "core/code_point.h"
#include "core/date.h"

namespace credence::cli {
namespace {

// Lower case with blanks: "MISSING_INPUT" -> "missing input".
std::string Words(std::string name) {
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_') c = ' ';
  }
  return name;
}

std::string Joined(const google::protobuf::RepeatedPtrField<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + Printable(name);
  return out;
}

std::string NameOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

class ResultView {
 public:
  ResultView(const v1::Result& result, const ViewOptions& options)
      : result_(result), ink_(options.ink), width_(options.width) {}

  std::string ToString() {
    Line(0, ink_.Bold(Printable(result_.credit())) + "  " + Printable(result_.subject_type()) +
                " " + ink_.Bold(Printable(result_.subject())) + "  " + DaysOf(result_) +
                ink_.Dim("  by " + Printable(result_.version())) +
                (result_.provisional() ? ink_.Yellow("  provisional") : ""));
    if (result_.has_held()) AddHeld();
    if (result_.outcome() == v1::Result::NONE) Line(2, ink_.Dim("nobody"));
    AddAwards();
    AddRules();
    AddRefusals();
    return std::move(out_);
  }

 private:
  void Line(int indent, std::string_view text) {
    out_ += std::string(static_cast<size_t>(indent), ' ') + std::string(text) + "\n";
  }
  // Words of policy and evidence, wrapped; later lines hang two further in.
  void Prose(int indent, std::string_view text) {
    out_ +=
        std::string(static_cast<size_t>(indent), ' ') + WrapWords(text, indent + 2, width_) + "\n";
  }

  void AddHeld() {
    const v1::Held& held = result_.held();
    Line(2, ink_.Yellow("held, " + HeldText(held)));
    if (!held.text().empty()) Prose(4, held.text());
    for (const v1::Rule& rule : held.rules()) rules_.push_back(&rule);
  }

  void AddAwards() {
    int partner_columns = 0;
    int amount_columns = 0;
    for (const v1::Award& award : result_.awards()) {
      partner_columns = std::max(partner_columns, PrintableColumns(award.partner()));
      amount_columns = std::max(amount_columns, PrintableColumns(award.amount().text()));
    }
    for (const v1::Award& award : result_.awards()) {
      std::string names;
      for (const v1::Rule& rule : award.rules()) {
        names += (names.empty() ? "" : ", ") + Printable(rule.name());
        rules_.push_back(&rule);
      }
      Line(2, ink_.Bold(PadRight(award.partner(), partner_columns)) + "  " +
                  ink_.Green(PadLeft(award.amount().text(), amount_columns)) + "  " +
                  ink_.Dim(names));
      for (const v1::EvidenceCitation& evidence : award.evidence()) AddEvidence(evidence);
      for (const v1::Step& step : award.steps()) Prose(4, step.text());
    }
  }

  void AddEvidence(const v1::EvidenceCitation& evidence) {
    std::string line = "evidence " + evidence.id() + ": " + evidence.text();
    if (!evidence.provenance().empty()) line += " (" + evidence.provenance() + ")";
    Prose(4, line);
  }

  // Each rule once, however many partners it credits.
  void AddRules() {
    std::vector<std::string> told;
    for (const v1::Rule* rule : rules_) {
      const std::string line =
          "rule " + rule->name() + ", " + NameOf(rule->file()) + ":" + std::to_string(rule->line());
      if (std::find(told.begin(), told.end(), line) != told.end()) continue;
      told.push_back(line);
      Line(2, ink_.Blue(Printable(line)));
      if (!rule->because().empty()) Prose(4, rule->because());
    }
  }

  struct Refused {
    std::string partners;
    const v1::Refusal* refusal;
  };

  // Partners refused for one reason stand together.
  std::vector<Refused> GroupRefusals() const {
    std::vector<Refused> groups;
    const auto same = [](const v1::Refusal& a, const v1::Refusal& b) {
      return std::tuple(a.reason(), a.stage(), a.rule().name()) ==
             std::tuple(b.reason(), b.stage(), b.rule().name());
    };
    for (const v1::Refusal& refusal : result_.refusals()) {
      const auto group = std::find_if(groups.begin(), groups.end(), [&](const Refused& other) {
        return same(*other.refusal, refusal);
      });
      if (group == groups.end()) {
        groups.push_back({Printable(refusal.partner()), &refusal});
      } else {
        group->partners += ", " + Printable(refusal.partner());
      }
    }
    return groups;
  }

  void AddRefusals() {
    if (result_.refusals().empty()) return;
    Line(2, "not credited");
    const std::vector<Refused> groups = GroupRefusals();
    int columns = 0;
    for (const Refused& group : groups) {
      const int own = PrintableColumns(group.partners);
      if (own <= kPartnersColumnsMax) columns = std::max(columns, own);
    }
    for (const Refused& group : groups) {
      std::string why = group.refusal->reason();
      const v1::Rule& rule = group.refusal->rule();
      if (!rule.name().empty() && why.find(rule.name()) == std::string::npos) {
        why += " (" + rule.name() + ":" + std::to_string(rule.line()) + ")";
      }
      if (PrintableColumns(group.partners) > columns) {
        Line(4, group.partners);
        Line(4, std::string(static_cast<size_t>(columns), ' ') + "  " +
                    WrapWords(why, 6 + columns, width_));
      } else {
        Line(4, PadRight(group.partners, columns) + "  " + WrapWords(why, 6 + columns, width_));
      }
    }
  }

  static constexpr int kPartnersColumnsMax = 30;

  const v1::Result& result_;
  const Ink& ink_;
  int width_;
  std::string out_;
  std::vector<const v1::Rule*> rules_;
};

// The heading is told once for the partners of one standing and month.
std::string RenderStandings(const v1::Decision& decision, const ViewOptions& options) {
  std::string out;
  std::string told;
  for (const v1::Standing& standing : decision.standings()) {
    const std::string heading = options.ink.Bold(TitleOf(standing)) + "  " +
                                Printable(standing.period()) +
                                options.ink.Dim("  by " + Printable(standing.version()));
    if (heading != told) out += "\n" + heading + "\n";
    told = heading;
    const bool reached = standing.verdict() == v1::Standing::REACHED;
    const std::string verdict = VerdictText(standing.verdict());
    out += "  " + options.ink.Bold(Printable(standing.partner())) + "  " +
           (reached ? options.ink.Green(verdict) : options.ink.Yellow(verdict));
    const bool earlier = reached && standing.reached_in() != standing.period();
    if (earlier) out += " since " + Printable(standing.reached_in());
    if (standing.provisional()) out += options.ink.Yellow("  provisional");
    out += "\n    " + WrapWords(standing.text(), 6, options.width) + "\n";
    if (standing.missing().empty()) continue;
    out += "    " + WrapWords("missing: " + standing.missing(), 6, options.width) + "\n";
  }
  return out;
}

std::string RenderBrokenChecks(const v1::Decision& decision, const ViewOptions& options) {
  std::string out;
  for (const v1::BrokenCheck& broken : decision.broken_checks()) {
    std::string where = Joined(broken.partners());
    if (!broken.subject().empty()) where += " on " + Printable(broken.subject());
    out +=
        options.ink.Red("check " + Printable(broken.check()) + " is broken") + "  " + where + "  " +
        DaysText(broken.days()) + "\n    " + WrapWords(broken.text(), 6, options.width) + "\n    " +
        options.ink.Blue(Printable(NameOf(broken.file()) + ":" + std::to_string(broken.line()))) +
        "\n";
  }
  return out;
}

std::string RenderUngoverned(const v1::Decision& decision, const ViewOptions& options) {
  std::string out;
  for (const v1::Ungoverned& days : decision.ungoverned()) {
    out += options.ink.Yellow("no policy for " + DaysText(days.days())) + ": " +
           WrapWords(days.reason(), 2, options.width) + "\n";
  }
  return out;
}

}  // namespace

std::string StageText(v1::Stage stage) { return Words(v1::Stage_Name(stage)); }

std::string TitleOf(const v1::Standing& standing) {
  const std::string family = standing.family().empty() ? "" : " in " + standing.family();
  return Printable(standing.standing() + family);
}

std::string VerdictText(v1::Standing::Verdict verdict) {
  return Words(v1::Standing::Verdict_Name(verdict));
}

std::string HeldReasonText(v1::Held::Reason reason) { return Words(v1::Held::Reason_Name(reason)); }

std::string HeldText(const v1::Held& held) {
  std::string text = HeldReasonText(held.reason());
  if (!held.between().empty()) text += ": " + Joined(held.between());
  return text;
}

std::string DaysOf(const v1::Result& result) {
  const auto period = ParsePeriod(result.period());
  const std::string days = DaysText(result.days());
  return !period || period->range.ToString() != days ? days : result.period();
}

std::string RenderHeading(const v1::Decision& decision, const std::string& name,
                          const std::string& period, const ViewOptions& options) {
  std::string line = Printable(decision.case_id().empty() ? name : decision.case_id());
  for (const std::string& part : {decision.policy(), period}) {
    if (!part.empty()) line += (line.empty() ? "" : "  ") + Printable(part);
  }
  return options.ink.Bold(line) + "\n";
}

std::string RenderExplained(const v1::Decision& decision, const ViewOptions& options) {
  std::string out;
  for (const v1::Result& result : decision.results()) {
    out += "\n" + ResultView(result, options).ToString();
  }
  out += RenderStandings(decision, options);
  const std::string broken = RenderBrokenChecks(decision, options);
  if (!broken.empty()) out += "\n" + broken;
  const std::string ungoverned = RenderUngoverned(decision, options);
  return out + (ungoverned.empty() ? "" : "\n" + ungoverned);
}

std::string RenderBrief(const v1::Decision& decision, const ViewOptions& options,
                        const std::function<bool(const v1::Result&)>& shown) {
  int passed_over = 0;
  Table table(
      {{"credit"}, {"subject"}, {"days"}, {"by"}, {"partner"}, {"amount", Table::Align::kRight}});
  for (const v1::Result& result : decision.results()) {
    if (shown && !shown(result)) {
      ++passed_over;
      continue;
    }
    std::vector<std::string> place = {result.credit(), result.subject(), DaysOf(result),
                                      result.version()};
    const auto add = [&](std::string partner, std::string amount) {
      std::vector<std::string> row = place;
      row.push_back(std::move(partner));
      row.push_back(std::move(amount));
      table.Add(std::move(row));
    };
    for (const v1::Award& award : result.awards()) add(award.partner(), award.amount().text());
    if (result.has_held()) add("held, " + HeldText(result.held()), "");
    if (result.outcome() == v1::Result::NONE) add("nobody", "");
  }
  std::string out;
  if (!table.empty()) out = table.ToString(2, options.ink);
  if (table.empty() && passed_over == 0 && decision.standings().empty())
    out = "  nothing to decide\n";
  if (passed_over > 0) {
    out += options.ink.Dim("  and " + Counted(static_cast<size_t>(passed_over), "result") +
                           " that stay" + (passed_over == 1 ? "s" : "") + " the same") +
           "\n";
  }
  if (!decision.standings().empty()) {
    Table standings({{"standing"}, {"month"}, {"by"}, {"partner"}, {"verdict"}});
    for (const v1::Standing& standing : decision.standings()) {
      standings.Add({TitleOf(standing), standing.period(), standing.version(), standing.partner(),
                     VerdictText(standing.verdict())});
    }
    out += standings.ToString(2, options.ink);
  }
  return out + RenderBrokenChecks(decision, options) + RenderUngoverned(decision, options);
}

}  // namespace credence::cli
