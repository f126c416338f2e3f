#include "dsl/check_timeline.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace credence::dsl {
namespace {

const PolicyHeader& HeaderOf(const WrittenVersion& version) { return *version.file->policy; }

std::string Quoted(const WrittenVersion& version) {
  return "\"" + HeaderOf(version).version.text + "\"";
}

Label NameLabel(const WrittenVersion& version, std::string text) {
  return version.faults->At(HeaderOf(version).version.span, std::move(text));
}

std::set<PeriodUnit> PeriodsOf(const WrittenVersion& version) {
  std::set<PeriodUnit> periods;
  for (const Statement& statement : version.file->statements) {
    if (const auto* credit = std::get_if<Credit>(&statement)) periods.insert(credit->each);
  }
  return periods;
}

// The versions of one policy, ascending by their first day.
class TimelineCheck {
 public:
  explicit TimelineCheck(std::vector<WrittenVersion> versions) : versions_(std::move(versions)) {
    std::stable_sort(versions_.begin(), versions_.end(),
                     [](const WrittenVersion& a, const WrittenVersion& b) {
                       return HeaderOf(a).from < HeaderOf(b).from;
                     });
  }

  void Run() {
    CheckNames();
    for (size_t i = 0; i < versions_.size(); ++i) {
      CheckSupersedes(i);
      CheckOrder(i);
      CheckBoundary(i);
      CheckParams(versions_[i]);
      CheckChecks(versions_[i]);
    }
  }

 private:
  void CheckNames() {
    std::map<std::string, const WrittenVersion*> seen;
    for (const WrittenVersion& version : versions_) {
      const PolicyHeader& header = HeaderOf(version);
      const auto [earlier, fresh] = seen.try_emplace(header.version.text, &version);
      if (fresh) continue;
      version.faults->Add(codes::kDuplicateName, header.version.span,
                          "`" + header.name.text + "` has two versions " + Quoted(version),
                          {.why = "A decision names the version it was made by.",
                           .help = "Give one of them another version.",
                           .related = {NameLabel(*earlier->second, "the other one")}});
    }
  }

  void CheckSupersedes(size_t i) {
    const WrittenVersion& version = versions_[i];
    const PolicyHeader& header = HeaderOf(version);
    if (!header.supersedes) return;
    const std::string& wanted = header.supersedes->text;
    if (i > 0 && HeaderOf(versions_[i - 1]).version.text == wanted) return;
    const bool exists = std::any_of(
        versions_.begin(), versions_.end(),
        [&wanted](const WrittenVersion& other) { return HeaderOf(other).version.text == wanted; });
    Notes notes{.why = "The version before is the one whose days end where this one begins."};
    std::string headline = "there is no version \"" + wanted + "\" to supersede";
    if (exists) headline = "\"" + wanted + "\" is not the version before this one";
    if (i == 0) {
      notes.help = "No version of `" + header.name.text +
                   "` begins before this one: leave out `supersedes`, or add that version's file.";
    } else {
      notes.help = "Write `supersedes " + Quoted(versions_[i - 1]) + "`.";
      notes.fix = Quoted(versions_[i - 1]);
      notes.related.push_back(NameLabel(versions_[i - 1], "the version before"));
    }
    version.faults->Add(codes::kTimeline, header.supersedes->span, std::move(headline),
                        std::move(notes));
  }

  void CheckOrder(size_t i) {
    const WrittenVersion& version = versions_[i];
    const PolicyHeader& header = HeaderOf(version);
    if (i == 0) return;
    const WrittenVersion& before = versions_[i - 1];
    if (HeaderOf(before).from == header.from) {
      version.faults->Add(
          codes::kTimeline, header.from_span, "two versions begin on " + header.from.ToString(),
          {.why = "Nothing says which of the two would govern.",
           .help = "Let one begin on another day, or remove it.",
           .related = {before.faults->At(HeaderOf(before).from_span, "also from this day")}});
      return;
    }
    const std::optional<Date>& ends = HeaderOf(before).through;
    if (!ends || ends->AddDays(1) >= header.from) return;
    const DateRange gap{ends->AddDays(1), header.from};
    version.faults->Add(
        codes::kTimeline, header.from_span,
        "nothing governs " + gap.begin.ToString() + " through " + gap.last().ToString(),
        {.why = Quoted(before) + " ends on " + ends->ToString() +
                " and is not brought back, so on these days nobody could be paid.",
         .help = "Begin on " + gap.begin.ToString() + ", or let " + Quoted(before) +
                 " last through " + gap.last().ToString() + ".",
         .related = {NameLabel(before, "the version before")}});
  }

  void CheckBoundary(size_t i) {
    const WrittenVersion& version = versions_[i];
    const PolicyHeader& header = HeaderOf(version);
    if (header.straddle != Straddle::kUnwritten) return;
    std::set<PeriodUnit> periods = PeriodsOf(version);
    if (i > 0) periods.merge(PeriodsOf(versions_[i - 1]));
    for (const PeriodUnit unit : periods) {
      const Period period = Period::Containing(unit, header.from);
      if (period.range.begin == header.from) continue;
      return ReportStraddled(i, period);
    }
  }

  void ReportStraddled(size_t i, const Period& period) {
    const WrittenVersion& version = versions_[i];
    const PolicyHeader& header = HeaderOf(version);
    const DateRange before{period.range.begin, header.from};
    const std::string earlier = i > 0 ? Quoted(versions_[i - 1]) : "no version";
    version.faults->Add(
        codes::kStraddledPeriod, header.from_span,
        "`" + header.name.text + "` " + Quoted(version) + " begins inside " + period.ToString(),
        {.why = "Nothing says how the " + std::string(PeriodUnitName(period.unit)) + " " +
                period.ToString() + " is decided: the days before belong to " + earlier + ".",
         .help = "Add one of these after the date:\n"
                 "    splitting periods          " +
                 before.begin.ToString() + " through " + before.last().ToString() + " stays with " +
                 earlier +
                 "\n"
                 "    governing whole periods    all of " +
                 period.ToString() + " comes under " + Quoted(version)});
  }

  static void CheckParams(const WrittenVersion& version) {
    const PolicyHeader& header = HeaderOf(version);
    for (const Statement& statement : version.file->statements) {
      const auto* param = std::get_if<Param>(&statement);
      if (param == nullptr || param->values.empty() || !param->values.front().from) continue;
      const DatedExpr& first = param->values.front();
      if (*first.from <= header.from) continue;
      version.faults->Add(
          codes::kParamGap, first.from_span,
          "`" + param->name.text + "` has no value from " + header.from.ToString() + " through " +
              first.from->AddDays(-1).ToString(),
          {.why = "This version governs those days, and rules that read it would be held.",
           .help = "Let its first value hold from " + header.from.ToString() + " or earlier.",
           .related = {version.faults->At(header.from_span, "governs from here")}});
    }
  }

  // A check that compares names another version there is.
  void CheckChecks(const WrittenVersion& version) const {
    for (const Statement& statement : version.file->statements) {
      const auto* check = std::get_if<Check>(&statement);
      if (check == nullptr) continue;
      if (check->kind != CheckKind::kLoses && check->kind != CheckKind::kSame) continue;
      std::vector<std::string> others;
      bool exists = false;
      for (const WrittenVersion& other : versions_) {
        if (&other == &version) continue;
        others.push_back(HeaderOf(other).version.text);
        exists |= others.back() == check->version.text;
      }
      if (exists) continue;
      Notes notes{.why = "There would be nothing to compare with."};
      for (std::string& other : others) other = "\"" + other + "\"";
      notes.help = others.empty() ? "`" + HeaderOf(version).name.text +
                                        "` has no other version: leave out the check, or add "
                                        "that version's file."
                                  : "Other versions there are: " + QuotedList(others) + ".";
      if (others.size() == 1) notes.fix = others.front();
      version.faults->Add(codes::kUnknownName, check->version.span,
                          "there is no other version \"" + check->version.text + "\" of `" +
                              HeaderOf(version).name.text + "`",
                          std::move(notes));
    }
  }

  std::vector<WrittenVersion> versions_;
};

}  // namespace

void CheckTimelines(std::vector<WrittenVersion> versions) {
  std::map<std::string, std::vector<WrittenVersion>> by_name;
  for (const WrittenVersion& version : versions) {
    by_name[HeaderOf(version).name.text].push_back(version);
  }
  for (auto& [name, of_name] : by_name) TimelineCheck(std::move(of_name)).Run();
}

}  // namespace credence::dsl
