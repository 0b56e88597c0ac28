#include "services/receipt/explanation_texts.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "engine/legal/legal_provision.h"
#include "services/receipt/explanation_rows.h"

namespace kepil {
namespace {

struct Tables {
  absl::Span<const TextRow> kk, ru, en;
};

Tables TablesOf(ExplanationTable table) {
  switch (table) {
    case ExplanationTable::kIndication:
      return {IndicationRowsKk(), IndicationRowsRu(), IndicationRowsEn()};
    case ExplanationTable::kSubIndication:
      return {SubIndicationRowsKk(), SubIndicationRowsRu(),
              SubIndicationRowsEn()};
    case ExplanationTable::kConstraint:
      return {ConstraintRowsKk(), ConstraintRowsRu(), ConstraintRowsEn()};
    case ExplanationTable::kCheckOutcome:
      return {CheckOutcomeRowsKk(), CheckOutcomeRowsRu(), CheckOutcomeRowsEn()};
    case ExplanationTable::kFindingReason:
      return {FindingReasonRowsKk(), FindingReasonRowsRu(),
              FindingReasonRowsEn()};
    case ExplanationTable::kLegalReason:
      return {LegalReasonRowsKk(), LegalReasonRowsRu(), LegalReasonRowsEn()};
    case ExplanationTable::kCondition:
      return {ConditionRowsKk(), ConditionRowsRu(), ConditionRowsEn()};
    case ExplanationTable::kConditionState:
      return {ConditionStateRowsKk(), ConditionStateRowsRu(),
              ConditionStateRowsEn()};
    case ExplanationTable::kLegalEffect:
      return {LegalEffectRowsKk(), LegalEffectRowsRu(), LegalEffectRowsEn()};
    case ExplanationTable::kRecognitionGround:
      return {RecognitionGroundRowsKk(), RecognitionGroundRowsRu(),
              RecognitionGroundRowsEn()};
    case ExplanationTable::kLegalRegime:
      return {LegalRegimeRowsKk(), LegalRegimeRowsRu(), LegalRegimeRowsEn()};
    case ExplanationTable::kLimitation:
      return {LimitationRowsKk(), LimitationRowsRu(), LimitationRowsEn()};
    case ExplanationTable::kSubjectKind:
      return {SubjectKindRowsKk(), SubjectKindRowsRu(), SubjectKindRowsEn()};
    case ExplanationTable::kSigningAuthority:
      return {SigningAuthorityRowsKk(), SigningAuthorityRowsRu(),
              SigningAuthorityRowsEn()};
    case ExplanationTable::kCitation:
      return {CitationRowsKk(), CitationRowsRu(), CitationRowsEn()};
    case ExplanationTable::kFrame:
      return {FrameRowsKk(), FrameRowsRu(), FrameRowsEn()};
  }
  return {};
}

absl::Span<const TextRow> RowsOf(ExplanationTable table, Language language) {
  const Tables tables = TablesOf(table);
  switch (language) {
    case Language::kKazakh:
      return tables.kk;
    case Language::kRussian:
      return tables.ru;
    case Language::kEnglish:
      return tables.en;
  }
  return {};
}

std::string Fill(absl::string_view text, const TextValues& values) {
  std::vector<std::pair<std::string, std::string>> replacements;
  for (const auto& [name, value] : values) {
    replacements.emplace_back(absl::StrCat("{", name, "}"), value);
  }
  return absl::StrReplaceAll(text, replacements);
}

// Whether the article has subparagraphs and no paragraphs: L13 and L19.
bool HasNoParagraphs(absl::string_view article) {
  return article == "L13" || article == "L19";
}

Citation CitationOf(bool is_law, bool has_subparagraph) {
  if (is_law) {
    return has_subparagraph ? Citation::kLawSubparagraph
                            : Citation::kLawParagraph;
  }
  return has_subparagraph ? Citation::kCodeSubparagraph
                          : Citation::kCodeParagraph;
}

}  // namespace

std::optional<Language> LanguageFromName(absl::string_view name) {
  if (name == "kk") {
    return Language::kKazakh;
  }
  if (name == "ru") {
    return Language::kRussian;
  }
  return name == "en" ? std::make_optional(Language::kEnglish) : std::nullopt;
}

absl::string_view TextOf(ExplanationTable table, int value, Language language) {
  for (const TextRow& row : RowsOf(table, language)) {
    if (row.value == value) {
      return row.text;
    }
  }
  return "";
}

std::string TextOrUnknown(ExplanationTable table, int value,
                          Language language) {
  const absl::string_view text = TextOf(table, value, language);
  return text.empty() ? FillFrame(Frame::kUnknown, language,
                                  {{"number", absl::StrCat(value)}})
                      : std::string(text);
}

std::string FillFrame(Frame frame, Language language,
                      const TextValues& values) {
  return Fill(
      TextOf(ExplanationTable::kFrame, static_cast<int>(frame), language),
      values);
}

std::string CitationText(v1::LegalBasis basis, Language language) {
  // "K49(2)(4)"
  std::vector<absl::string_view> parts =
      absl::StrSplit(ProvisionText(basis), '(');
  const absl::string_view article = parts[0];
  if (article.empty()) {
    return "";
  }
  for (absl::string_view& part : parts) {
    part = absl::StripSuffix(part, ")");
  }
  parts.resize(3);
  Citation citation = CitationOf(article[0] == 'L', !parts[2].empty());
  absl::string_view subparagraph = parts[2];
  if (HasNoParagraphs(article)) {
    citation = Citation::kLawArticleSubparagraph;
    subparagraph = parts[1];
  }
  return Fill(
      TextOf(ExplanationTable::kCitation, static_cast<int>(citation), language),
      {{"article", std::string(article.substr(1))},
       {"paragraph", std::string(parts[1])},
       {"subparagraph", std::string(subparagraph)}});
}

}  // namespace kepil
