#ifndef KEPIL_SERVICES_RECEIPT_EXPLANATION_ROWS_H_
#define KEPIL_SERVICES_RECEIPT_EXPLANATION_ROWS_H_

#include "absl/types/span.h"
#include "kepil/v1/conclusion.pb.h"
#include "kepil/v1/law.pb.h"
#include "kepil/v1/receipt.pb.h"
#include "services/receipt/explanation_texts.h"

namespace kepil {

// The texts of explanations as data: one row a value of an enumeration, one
// function a language (finding_texts_*.cc and so on). explanation_texts_test
// sees that no value lacks a row, that no two rows of a table say the same and
// that placeholders are the same in every language.
struct TextRow {
  int value;
  const char* text;
};

absl::Span<const TextRow> FindingReasonRowsEn();
absl::Span<const TextRow> FindingReasonRowsRu();
absl::Span<const TextRow> FindingReasonRowsKk();
absl::Span<const TextRow> IndicationRowsEn();
absl::Span<const TextRow> IndicationRowsRu();
absl::Span<const TextRow> IndicationRowsKk();
absl::Span<const TextRow> SubIndicationRowsEn();
absl::Span<const TextRow> SubIndicationRowsRu();
absl::Span<const TextRow> SubIndicationRowsKk();
absl::Span<const TextRow> ConstraintRowsEn();
absl::Span<const TextRow> ConstraintRowsRu();
absl::Span<const TextRow> ConstraintRowsKk();
absl::Span<const TextRow> CheckOutcomeRowsEn();
absl::Span<const TextRow> CheckOutcomeRowsRu();
absl::Span<const TextRow> CheckOutcomeRowsKk();
absl::Span<const TextRow> LegalReasonRowsEn();
absl::Span<const TextRow> LegalReasonRowsRu();
absl::Span<const TextRow> LegalReasonRowsKk();
absl::Span<const TextRow> ConditionRowsEn();
absl::Span<const TextRow> ConditionRowsRu();
absl::Span<const TextRow> ConditionRowsKk();
absl::Span<const TextRow> ConditionStateRowsEn();
absl::Span<const TextRow> ConditionStateRowsRu();
absl::Span<const TextRow> ConditionStateRowsKk();
absl::Span<const TextRow> LegalEffectRowsEn();
absl::Span<const TextRow> LegalEffectRowsRu();
absl::Span<const TextRow> LegalEffectRowsKk();
absl::Span<const TextRow> RecognitionGroundRowsEn();
absl::Span<const TextRow> RecognitionGroundRowsRu();
absl::Span<const TextRow> RecognitionGroundRowsKk();
absl::Span<const TextRow> LegalRegimeRowsEn();
absl::Span<const TextRow> LegalRegimeRowsRu();
absl::Span<const TextRow> LegalRegimeRowsKk();
absl::Span<const TextRow> LimitationRowsEn();
absl::Span<const TextRow> LimitationRowsRu();
absl::Span<const TextRow> LimitationRowsKk();
absl::Span<const TextRow> SubjectKindRowsEn();
absl::Span<const TextRow> SubjectKindRowsRu();
absl::Span<const TextRow> SubjectKindRowsKk();
absl::Span<const TextRow> SigningAuthorityRowsEn();
absl::Span<const TextRow> SigningAuthorityRowsRu();
absl::Span<const TextRow> SigningAuthorityRowsKk();
absl::Span<const TextRow> CitationRowsEn();
absl::Span<const TextRow> CitationRowsRu();
absl::Span<const TextRow> CitationRowsKk();
absl::Span<const TextRow> FrameRowsEn();
absl::Span<const TextRow> FrameRowsRu();
absl::Span<const TextRow> FrameRowsKk();

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_EXPLANATION_ROWS_H_
