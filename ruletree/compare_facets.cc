#include "ruletree/compare_facets.h"

#include <algorithm>

#include "core/check.h"
#include "ruletree/words.h"

namespace credence::ruletree {
namespace {

Facet Words(std::string topic, const std::string& words) {
  return {std::move(topic), words, words};
}

Facet Expression(const Side& side, std::string topic, NodeId id) {
  if (id == kNone) return {std::move(topic), "", ""};
  return {std::move(topic), std::to_string(side.meaning(id)), side.QuoteNode(id), id};
}

std::string SharingWords(const Credit& credit) {
  const std::string party = credit.by_account ? "account" : "partner";
  switch (credit.sharing) {
    case Sharing::kOne:
      return "one " + party;
    case Sharing::kUpTo:
      return "up to " + std::to_string(credit.up_to) + " " + party + "s";
    case Sharing::kEvery:
      return "every " + party;
    case Sharing::kShared:
      return "all partners together, shared";
  }
  CREDENCE_CHECK(false);
}

std::string TieWords(TieRule tie) {
  switch (tie) {
    case TieRule::kUnwritten:
      return "";
    case TieRule::kHold:
      return "held for a person";
    case TieRule::kShareEvenly:
      return "shared evenly";
    case TieRule::kLowestPartnerId:
      return "given to the lowest partner id";
  }
  CREDENCE_CHECK(false);
}

std::string CombineWords(Combine combine) {
  switch (combine) {
    case Combine::kUnwritten:
      return "";
    case Combine::kSum:
      return "their sum";
    case Combine::kHighest:
      return "the highest";
    case Combine::kLowest:
      return "the lowest";
  }
  CREDENCE_CHECK(false);
}

std::string SettlementWords(const Settlement& settlement) {
  std::string text;
  if (settlement.each) text += "settled each " + std::string(PeriodUnitName(*settlement.each));
  if (settlement.recover_never) text += " recover never";
  if (settlement.recover_up_to) text += " recover up to " + settlement.recover_up_to->ToString();
  if (settlement.waive_under) text += " waive under " + settlement.waive_under->ToString();
  return text;
}

Facet PreferFacet(const Side& side, const Credit& credit) {
  Facet facet{"the order of preference", "", ""};
  for (const Rank& rank : credit.prefer) {
    facet.meaning += rank.highest ? " highest " : " lowest ";
    facet.meaning += std::to_string(side.meaning(rank.key));
    for (const EvidenceKindId kind : rank.kinds) {
      facet.meaning += " " + side.policy().vocabulary->evidence[kind].name;
    }
    facet.words += (facet.words.empty() ? "" : ", then ") + side.Quote(rank.span);
  }
  return facet;
}

std::vector<std::string> CreditNames(const Side& side, const std::vector<CreditId>& credits,
                                     bool known) {
  std::vector<std::string> names;
  for (const CreditId id : credits) {
    const std::string& name = side.policy().credits[id].name;
    names.push_back(known ? side.Known("credit", name) : name);
  }
  return names;
}

std::string Joined(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) text += name + "|";
  return text;
}

Facet ReplacesFacet(const Side& side, const Rule& rule) {
  std::vector<std::string> names;
  std::vector<std::string> known;
  for (const RuleId id : rule.replaces) {
    names.push_back(side.policy().rules[id].name);
    known.push_back(side.Known("rule", names.back()));
  }
  return {"what it replaces", Joined(known), NamesText(names)};
}

Facet BoundFacet(const Side& side, const Rule& rule, bool at_most) {
  Facet facet{at_most ? "the cap" : "the least amount", "", ""};
  for (const Bound& bound : rule.bounds) {
    if (bound.at_most != at_most) continue;
    facet.node = facet.words.empty() ? bound.value : kNone;
    facet.meaning += std::to_string(side.meaning(bound.value)) + "|";
    facet.words += (facet.words.empty() ? "" : " and ") + side.QuoteNode(bound.value);
  }
  return facet;
}

std::string MethodWords(const Side& side, const Split& split) {
  switch (split.method) {
    case SplitMethod::kEvenly:
      return "evenly";
    case SplitMethod::kWeighted:
      return "weighted by " + side.QuoteNode(split.weight);
    case SplitMethod::kHalving:
      return "halving every " + std::to_string(split.half_life) + " days " +
             (split.after ? "after " : "before ") + side.QuoteNode(split.day);
    case SplitMethod::kPositions:
      break;
  }
  std::string text;
  for (const SplitPosition& position : split.positions) {
    text += (text.empty() ? "" : ", ") + side.Quote(position.span);
  }
  return text;
}

void AddSplit(const Side& side, const Split& split, Facets& facets) {
  std::string meaning = std::to_string(static_cast<int>(split.method)) + " " +
                        std::to_string(side.meaning(split.weight)) + " " +
                        std::to_string(side.meaning(split.day)) + " " +
                        std::to_string(split.half_life) + (split.after ? " after" : " before");
  for (const SplitPosition& position : split.positions) {
    meaning += " " + std::to_string(static_cast<int>(position.place)) + ":" +
               position.share.ToString() + ":" + std::to_string(side.meaning(position.where));
  }
  facets.push_back({"how it is divided", meaning, MethodWords(side, split)});
  facets.push_back(Expression(side, "the order of the records", split.order));
  facets.push_back(Expression(side, "the cap of each", split.cap));
  if (split.cap == kNone) return;
  facets.push_back(Words("what the cap cuts",
                         split.excess == Excess::kUnpaid ? "left unpaid" : "given to the rest"));
}

std::string PointsMeaning(const Side& side, const std::vector<ScorePart>& parts) {
  std::string text;
  for (const ScorePart& part : parts) {
    text += part.name + ":" + std::to_string(side.meaning(part.points)) + "|";
  }
  return text;
}

std::string CellMeaning(const Side& side, const Cell& cell) {
  std::vector<std::string> values = cell.symbols;
  for (const NodeId value : cell.values) values.push_back(std::to_string(side.meaning(value)));
  return std::to_string(static_cast<int>(cell.kind)) + " " +
         std::to_string(side.meaning(cell.from)) + " " + std::to_string(side.meaning(cell.to)) +
         (cell.to_included ? "]" : ")") + Joined(values);
}

}  // namespace

std::string NamesText(std::vector<std::string> names) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += "`" + names[i] + "`";
  }
  return text;
}

std::string PhraseText(const Facet* before, const Facet* after) {
  struct Phrase {
    std::string_view topic;
    std::string has;      // before what it is now
    std::string has_not;  // when it is nothing now
    std::string had;      // before what it was
  };
  static const Phrase kPhrases[] = {
      {"who gets it", "it goes to ", "it goes to nobody", "it went to "},
      {"what it is decided for", "it is decided for ", "", "it was for "},
      {"its period", "it is decided once in ", "", "it was once in "},
      {"the order of preference", "they are chosen by ", "no order chooses between partners",
       "it was by "},
      {"a tie", "a tie is ", "no tie can come about", "it was "},
      {"what a partner gets by several rules", "of several rules a partner gets ",
       "two rules for one partner are a conflict", "it was "},
      {"what it cuts first", "it cuts first ", "it cuts all alike", "it cut first "},
  };
  const std::string& topic = after != nullptr ? after->topic : before->topic;
  const auto phrase = std::ranges::find(kPhrases, std::string_view(topic), &Phrase::topic);
  if (phrase == std::end(kPhrases)) return "";
  const bool had = before != nullptr && !before->words.empty();
  const bool has = after != nullptr && !after->words.empty();
  const std::string now = has ? phrase->has + after->words : phrase->has_not;
  return had ? now + "; " + phrase->had + before->words : now;
}

std::string Signature(const Facets& facets) {
  std::string text;
  for (const Facet& facet : facets) text += facet.topic + "=" + facet.meaning + "\n";
  return text;
}

Facets FacetsOf(const Side& side, const Credit& credit) {
  const Vocabulary& vocabulary = *side.policy().vocabulary;
  return {Words("what it is counted in", credit.type.ToString()),
          Words("who gets it", SharingWords(credit)),
          Words("what it is decided for", "each " + vocabulary.subjects[credit.per].name),
          Words("its period", "the " + std::string(PeriodUnitName(credit.each))),
          PreferFacet(side, credit),
          Words("a tie", TieWords(credit.if_tied)),
          Words("what a partner gets by several rules", CombineWords(credit.combine)),
          Words("its rounding", credit.rounding ? RoundingText(*credit.rounding) : ""),
          Words("its settlement", SettlementWords(credit.settlement))};
}

Facets FacetsOf(const Side& side, const Rule& rule) {
  Facets facets = {
      {"what it is about", Joined(CreditNames(side, rule.credits, true)),
       NamesText(CreditNames(side, rule.credits, false))},
      Expression(side, "the evidence", rule.evidence),
      Expression(side, rule.kind == RuleKind::kSplit ? "the pool" : "the amount", rule.amount),
      BoundFacet(side, rule, true),
      BoundFacet(side, rule, false),
      ReplacesFacet(side, rule)};
  if (rule.split) AddSplit(side, *rule.split, facets);
  facets.push_back(Words("the reason given", "\"" + rule.because + "\""));
  return facets;
}

Facets FacetsOf(const Side& side, const Limit& limit) {
  std::string per = limit.per_partner ? "each partner" : "all partners together";
  for (const SubjectTypeId type : limit.per) {
    per += ", each " + side.policy().vocabulary->subjects[type].name;
  }
  per += ", each " + std::string(PeriodUnitName(limit.each));
  const std::vector<std::string> first = CreditNames(side, limit.cut_first, true);
  std::string order;
  for (const std::string& name : first) order += name + "|";
  return {Expression(side, "what it allows", limit.to),
          Words("what it counts over", per),
          {"what it cuts first", order, NamesText(CreditNames(side, limit.cut_first, false))},
          Words("the reason given", "\"" + limit.because + "\"")};
}

Facets FacetsOf(const Side& side, const Score& score) {
  Facets facets = {Words("what it is out of", score.out_of.ToString())};
  for (const ScorePart& part : score.metrics) {
    facets.push_back(Expression(side, "the metric `" + part.name + "`", part.points));
  }
  facets.push_back(
      {"what its points add up to",
       std::to_string(side.meaning(score.points)) + PointsMeaning(side, score.categories),
       side.Quote(score.span)});
  return facets;
}

Facets FacetsOf(const Side& side, const Standing& standing) {
  return {Words("its family", standing.family),
          Expression(side, "what it takes", standing.condition),
          Words("how long it holds", std::to_string(standing.held_months) + " months"),
          Words("the reason given", "\"" + standing.because + "\"")};
}

Facets FacetsOf(const Side& side, const Check& check) {
  const Vocabulary& vocabulary = *side.policy().vocabulary;
  std::string meaning = std::to_string(static_cast<int>(check.kind)) + " " +
                        std::to_string(side.meaning(check.condition)) + " " +
                        std::to_string(side.meaning(check.except)) + " " + check.version + " " +
                        vocabulary.subjects[check.per].name + " " +
                        std::string(PeriodUnitName(check.each)) + (check.lowers ? " -" : " +");
  if (check.measure != kNone) meaning += vocabulary.measures[check.measure].name;
  meaning += Joined(CreditNames(side, check.credits, true));
  return {{"what it promises", meaning, side.Quote(check.span)}};
}

Facets FacetsOf(const Side& side, const Table& table) {
  std::string inputs;
  for (const std::string& input : table.inputs) inputs += (inputs.empty() ? "" : ", ") + input;
  Facets facets = {Words("what it is asked of", inputs)};
  for (const TableRow& row : table.rows) {
    std::string cells;
    for (const Cell& cell : row.cells) cells += CellMeaning(side, cell) + "|";
    std::string results;
    for (const NodeId result : row.results) results += std::to_string(side.meaning(result)) + "|";
    facets.push_back({"the row " + cells, results, side.Quote(row.span)});
  }
  std::string columns;
  for (const std::string& column : table.columns) columns += (columns.empty() ? "" : ", ") + column;
  facets.push_back(Words("its results", columns));
  return facets;
}

Facets FacetsOf(const Side& side, const Tiers& tiers) {
  Facets facets = {Words("how it pays", tiers.by_slices ? "each slice at its own rate"
                                                        : "all of it at the highest tier's rate")};
  for (const Tier& tier : tiers.tiers) {
    facets.push_back(Expression(side, "the tier from " + side.QuoteNode(tier.from), tier.pays));
  }
  return facets;
}

Facets HeaderFacets(const Side& side) {
  const Policy& policy = side.policy();
  std::string straddle = "it begins with one";
  if (policy.straddle == Straddle::kSplitting) straddle = "split on its first day";
  if (policy.straddle == Straddle::kGoverning) straddle = "governed by it whole";
  return {Words("the policy's name", "`" + policy.name + "`"),
          Words("its first day", policy.from.ToString()),
          Words("its last day", policy.through ? policy.through->ToString() : ""),
          Words("a period in which it begins", straddle),
          Words("what it supersedes",
                policy.supersedes.empty() ? "" : "version \"" + policy.supersedes + "\""),
          Words("its vocabulary", "`" + policy.vocabulary->name + "` version \"" +
                                      policy.vocabulary->version + "\"")};
}

}  // namespace credence::ruletree
