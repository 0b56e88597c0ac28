#ifndef KEPIL_SERVICES_RECEIPT_EXPLANATION_TEXTS_H_
#define KEPIL_SERVICES_RECEIPT_EXPLANATION_TEXTS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "kepil/v1/law.pb.h"

namespace kepil {

// The languages of explanations: Kazakh and Russian are owed (ACL-01), English
// is for relying parties abroad.
enum class Language { kKazakh, kRussian, kEnglish };
// By the codes of ISO 639-1: "kk", "ru", "en".
std::optional<Language> LanguageFromName(absl::string_view name);

// One table of texts an enumeration; the enumeration says what the numbers are.
enum class ExplanationTable {
  kIndication,     // v1::Indication, as are the next ones.
  kSubIndication,  // Without NONE.
  kConstraint,     // What is demanded, as a statement.
  kCheckOutcome,   // Of such a demand.
  kFindingReason,
  kLegalReason,
  kCondition,  // Number of the condition, 1 to 4.
  kConditionState,
  kLegalEffect,
  kRecognitionGround,
  kLegalRegime,
  kLimitation,
  kSubjectKind,
  kSigningAuthority,
  kCitation,  // Citation.
  kFrame,     // Frame.
};

// How a provision is cited; placeholders {article}, {paragraph},
// {subparagraph}.
enum class Citation {
  kLawParagraph,
  kLawSubparagraph,
  kLawArticleSubparagraph,  // An article without paragraphs.
  kCodeParagraph,
  kCodeSubparagraph,
};

// The sentences that texts are put into; placeholders {text}, {state}, {time},
// {id}, {number}, {count}.
enum class Frame {
  kAutomated,
  kSignature,
  kResult,
  kSubject,
  kRegime,
  kEffect,
  kGround,
  kCondition,
  kFinding,
  kTimestampFinding,
  kReason,
  kNote,
  kBasis,
  kRecord,
  kTime,
  kEvidence,
  kLimitation,
  kOwner,
  kModule,
  kConformity,
  kConformityUntil,
  kCertificateLaw,
  kExchangeLaw,
  kAgreement,
  kAuthority,
  kAuthoritySource,
  kAuthorityTime,
  kAuthorityNow,
  kPeer,
  kPeerTime,
  kPeerReason,
  kAskedTime,
  kUnknown,
};

// "" for a number without a text: UNSPECIFIED, or one of a newer version.
absl::string_view TextOf(ExplanationTable table, int value, Language language);
// The same, but a sentence that says so instead of "".
std::string TextOrUnknown(ExplanationTable table, int value, Language language);

// `frame` with its placeholders filled, each given by its name without braces.
using TextValues = std::vector<std::pair<absl::string_view, std::string>>;
std::string FillFrame(Frame frame, Language language, const TextValues& values);

// The provision in words, "article 49, paragraph 2, subparagraph 4) of the
// Digital Code" (CAL-13); "" for UNSPECIFIED.
std::string CitationText(v1::LegalBasis basis, Language language);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_EXPLANATION_TEXTS_H_
