#include "dsl/vocabulary_check.h"

#include <map>

#include "core/digest.h"

namespace credence::dsl {
namespace {

using ruletree::kPartner;

class VocabularyCheck {
 public:
  VocabularyCheck(const File& file, Faults& faults)
      : file_(file), faults_(faults), vocabulary_(std::make_shared<ruletree::Vocabulary>()) {}

  CheckedVocabulary Check() && {
    vocabulary_->name = file_.vocabulary->name.text;
    vocabulary_->version = file_.vocabulary->version.text;
    vocabulary_->source = file_.source;
    vocabulary_->text_digest = Sha256Hex(file_.source->text());
    for (const BrokenStatement& broken : file_.broken) {
      if (broken.name) checked_.broken.insert(broken.name->text);
    }
    DeclareSubjects();
    for (const Statement& statement : file_.statements) {
      std::visit([this](const auto& declared) { Declare(declared); }, statement);
    }
    checked_.vocabulary = std::move(vocabulary_);
    return std::move(checked_);
  }

 private:
  // Subjects first and without their parents, because a parent may stand below.
  void DeclareSubjects() {
    vocabulary_->subjects.push_back({.name = "partner", .parent = ruletree::kNone});
    checked_.subject_spans.push_back({});
    std::vector<const SubjectDeclaration*> declared;
    for (const Statement& statement : file_.statements) {
      const auto* subject = std::get_if<SubjectDeclaration>(&statement);
      if (subject == nullptr || !TakeName(subject->name)) continue;
      if (subject->name.text == "partner") {
        faults_.Add(codes::kDuplicateName, subject->name.span, "`partner` is always there",
                    {.why = "Every vocabulary has partners without declaring them.",
                     .help = "Remove this line."});
        continue;
      }
      vocabulary_->subjects.push_back({.name = subject->name.text, .parent = ruletree::kNone});
      checked_.subject_spans.push_back(subject->name.span);
      declared.push_back(subject);
    }
    for (const SubjectDeclaration* subject : declared) SetParent(*subject);
  }

  void SetParent(const SubjectDeclaration& subject) {
    if (!subject.in) return;
    const auto self = vocabulary_->FindSubject(subject.name.text);
    const auto parent = FindSubject(*subject.in);
    if (parent == ruletree::kNone) return;
    if (parent == kPartner) {
      return faults_.Add(
          codes::kGrain, subject.in->span, "no subject belongs to a partner",
          {.why = "Evidence, with its dates, is what ties a partner to a subject.",
           .help = "Leave out `in partner` and declare evidence on `" + subject.name.text + "`."});
    }
    if (vocabulary_->IsSelfOrAbove(self, parent)) {
      return faults_.Add(codes::kCircular, subject.in->span,
                         "`" + subject.name.text + "` would be inside itself",
                         {.why = "Each subject belongs to at most one other, up to one at the "
                                 "top, so that what counts above can be known."});
    }
    vocabulary_->subjects[self].parent = parent;
  }

  // False, with a message, when the name is taken already.
  bool TakeName(const Name& name) {
    const auto [earlier, taken] = taken_.try_emplace(name.text, name.span);
    if (!taken) {
      faults_.Add(codes::kDuplicateName, name.span, "`" + name.text + "` is declared twice",
                  {.why = "A policy that uses the name could mean either.",
                   .help = "Rename one of them.",
                   .related = {faults_.At(earlier->second, "first declared here")}});
    }
    return taken;
  }

  ruletree::SubjectTypeId FindSubject(const Name& name) {
    const auto found = vocabulary_->FindSubject(name.text);
    if (found == ruletree::kNone && !checked_.broken.contains(name.text)) {
      std::vector<std::string> names;
      for (const auto& subject : vocabulary_->subjects) names.push_back(subject.name);
      faults_.AddUnknown(name, "subject", names, "declared in this vocabulary");
    }
    return found;
  }

  // nullopt, with a message, when the written type cannot be.
  std::optional<ruletree::DomainType> Resolve(const TypeName& written) {
    ruletree::DomainType type{.type = written.type, .symbols = {}, .subject = ruletree::kNone};
    if (written.any_currency) {
      faults_.Add(codes::kUnit, written.span, "`money` has no currency here",
                  {.why = "Amounts of two currencies cannot be added or compared.",
                   .help = "Write `money in USD`, or the currency it is in."});
      return std::nullopt;
    }
    if (written.subject) {
      type.type = Type::Of(TypeKind::kSubject);
      type.subject = FindSubject(*written.subject);
      if (type.subject == ruletree::kNone) return std::nullopt;
    }
    std::map<std::string, Span> seen;
    for (const Name& symbol : written.symbols) {
      const auto [earlier, fresh] = seen.try_emplace(symbol.text, symbol.span);
      if (fresh) {
        type.symbols.push_back(symbol.text);
      } else {
        faults_.Add(codes::kDuplicateName, symbol.span,
                    "`" + symbol.text + "` stands twice in one set",
                    {.help = "Remove one of them.",
                     .related = {faults_.At(earlier->second, "first here")}});
      }
    }
    return type;
  }

  void Break(const Name& name) { checked_.broken.insert(name.text); }

  void Declare(const SubjectDeclaration&) {}

  void Declare(const EvidenceDeclaration& declared) {
    if (!TakeName(declared.name)) return;
    ruletree::EvidenceKind kind{
        .name = declared.name.text, .on = FindSubject(declared.on), .lasting = declared.lasting};
    if (kind.on == ruletree::kNone) return Break(declared.name);
    std::map<std::string, Span> seen;
    for (const Field& field : declared.fields) {
      const auto [earlier, fresh] = seen.try_emplace(field.name.text, field.name.span);
      if (!fresh) {
        faults_.Add(codes::kDuplicateName, field.name.span,
                    "`" + declared.name.text + "` has two fields `" + field.name.text + "`",
                    {.help = "Rename one of them.",
                     .related = {faults_.At(earlier->second, "first declared here")}});
        continue;
      }
      const auto type = Resolve(field.type);
      if (!type) return Break(declared.name);
      kind.fields.push_back({.name = field.name.text, .type = *type});
    }
    vocabulary_->evidence.push_back(std::move(kind));
  }

  void Declare(const MeasureDeclaration& declared) {
    if (!TakeName(declared.name)) return;
    ruletree::Measure measure{.name = declared.name.text,
                              .type = {},
                              .per = FindSubject(declared.per),
                              .each = declared.each,
                              .flow = declared.flow,
                              .optional = declared.optional};
    const auto type = Resolve(declared.type);
    if (measure.per == ruletree::kNone || !type) return Break(declared.name);
    measure.type = *type;
    if (!CheckMeasure(declared, measure)) return Break(declared.name);
    vocabulary_->measures.push_back(std::move(measure));
    checked_.measure_spans.push_back(declared.name.span);
  }

  bool CheckMeasure(const MeasureDeclaration& declared, const ruletree::Measure& measure) {
    if (!measure.type.type.is_numeric()) {
      faults_.Add(codes::kUnit, declared.type.span, "a measure is a number",
                  {.why = "`" + declared.name.text + "` is " +
                          WithArticle(measure.type.type.ToString()) + ".",
                   .help = "Declare it as an attribute: `attribute " + declared.per.text + "." +
                           declared.name.text + " : ...`."});
      return false;
    }
    if (measure.flow && !measure.each) {
      faults_.Add(codes::kGrain, declared.name.span,
                  "the flow `" + declared.name.text + "` has no period",
                  {.why = "A flow is so much in a period, and is prorated by its days.",
                   .help = "Say which: `per " + declared.per.text + " each month, flow`."});
      return false;
    }
    if (measure.each && !declared.flow_written) {
      faults_.Add(codes::kUnit, declared.name.span,
                  "`" + declared.name.text + "` does not say whether it is a level or a flow",
                  {.why = "Revenue of two months adds up, seats of two months do not: that "
                          "decides whether it may be summed over time.",
                   .help = "End the line with `, level` or `, flow`."});
      return false;
    }
    return true;
  }

  void Declare(const AttributeDeclaration& declared) {
    const auto of = FindSubject(declared.subject);
    const auto type = Resolve(declared.type);
    if (of == ruletree::kNone || !type) return Break(declared.name);
    const Name qualified{declared.subject.text + "." + declared.name.text, declared.name.span};
    if (!TakeName(qualified)) return;
    const bool account = of == ruletree::kPartner && declared.name.text == "account" &&
                         type->type.kind == TypeKind::kSubject &&
                         vocabulary_->subjects[type->subject].name == "account";
    if (account) vocabulary_->account = static_cast<uint32_t>(vocabulary_->attributes.size());
    vocabulary_->attributes.push_back(
        {.of = of, .name = declared.name.text, .type = *type, .optional = declared.optional});
  }

  // The parser reports a policy's statement in a vocabulary.
  template <typename OfPolicy>
  void Declare(const OfPolicy&) {}

  const File& file_;
  Faults& faults_;
  std::shared_ptr<ruletree::Vocabulary> vocabulary_;
  CheckedVocabulary checked_;
  std::map<std::string, Span> taken_;
};

}  // namespace

std::string CheckedVocabulary::DeclaredIn() const {
  return "declared in " + vocabulary->name + " \"" + vocabulary->version + "\"";
}

CheckedVocabulary CheckVocabulary(const File& file, Faults& faults) {
  return VocabularyCheck(file, faults).Check();
}

}  // namespace credence::dsl
