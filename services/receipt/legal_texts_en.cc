#include "services/receipt/explanation_rows.h"

namespace kepil {

// Conditions, effects, grounds and acts, and what explanations are made of, in
// English.

absl::Span<const TextRow> ConditionRowsEn() {
  static constexpr TextRow kRows[] = {
      {1,
       "The authenticity of the electronic digital signature is confirmed with "
       "a public key that has a registration certificate."},
      {2,
       "The person who signed lawfully holds the private key of the electronic "
       "digital signature."},
      {3,
       "The electronic digital signature is used as its registration "
       "certificate states."},
      {4,
       "A certification centre that the act names issued the registration "
       "certificate and the electronic digital signature."},
  };
  return kRows;
}

absl::Span<const TextRow> ConditionStateRowsEn() {
  static constexpr TextRow kRows[] = {
      {v1::CONDITION_STATE_MET, "met"},
      {v1::CONDITION_STATE_PRESUMED, "presumed: nothing speaks against it"},
      {v1::CONDITION_STATE_NOT_MET, "not met"},
      {v1::CONDITION_STATE_UNDETERMINED, "not determined"},
  };
  return kRows;
}

absl::Span<const TextRow> LegalEffectRowsEn() {
  static constexpr TextRow kRows[] = {
      {v1::LEGAL_EFFECT_UNDETERMINED,
       "Whether the signature has legal effect is not determined."},
      {v1::LEGAL_EFFECT_NONE, "The signature has no legal effect."},
      {v1::LEGAL_EFFECT_AUTHENTIC_NOT_EQUIVALENT,
       "The signature is authentic, but it is not equivalent to a handwritten "
       "signature."},
      {v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN,
       "The electronic digital signature is equivalent to the signatory's "
       "handwritten signature."},
      {v1::LEGAL_EFFECT_EQUIVALENT_TO_OBJECT_OWNER_EDS,
       "The signature of the digital object is equivalent to the electronic "
       "digital signature of its owner."},
  };
  return kRows;
}

absl::Span<const TextRow> RecognitionGroundRowsEn() {
  static constexpr TextRow kRows[] = {
      {v1::RECOGNITION_GROUND_NONE,
       "No ground on which the law recognises the registration certificate was "
       "found."},
      {v1::RECOGNITION_GROUND_DOMESTIC_ACCREDITED_CA,
       "The registration certificate was issued by a certification centre of "
       "the Republic of Kazakhstan."},
      {v1::RECOGNITION_GROUND_TREATY,
       "An international treaty ratified by the Republic of Kazakhstan "
       "recognises the registration certificate."},
      {v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED,
       "The foreign certification centre is registered in the trusted third "
       "party of the Republic of Kazakhstan."},
      {v1::RECOGNITION_GROUND_FOREIGN_TTP_REGISTERED,
       "The trusted third party of the foreign state is registered in the "
       "trusted third party of the Republic of Kazakhstan."},
  };
  return kRows;
}

absl::Span<const TextRow> LegalRegimeRowsEn() {
  static constexpr TextRow kRows[] = {
      {v1::LEGAL_REGIME_NO_REGIME,
       "no act on electronic digital signatures was in force"},
      {v1::LEGAL_REGIME_LAW370_PRE_TTP,
       "the Law of 7 January 2003 No. 370-II, in the wording before 1 January "
       "2016"},
      {v1::LEGAL_REGIME_LAW370,
       "the Law of 7 January 2003 No. 370-II \"On Electronic Document and "
       "Electronic Digital Signature\""},
      {v1::LEGAL_REGIME_CODE, "the Digital Code of the Republic of Kazakhstan"},
  };
  return kRows;
}

absl::Span<const TextRow> LimitationRowsEn() {
  static constexpr TextRow kRows[] = {
      {v1::LIMITATION_NO_TRUSTED_TIME,
       "No time-stamp confirms the time of this receipt."},
      {v1::LIMITATION_LEGAL_RULES_NOT_LOADED,
       "Legal rules were not loaded: the receipt says nothing of the effect in "
       "law."},
      {v1::LIMITATION_CONTENT_BY_DIGEST_ONLY,
       "The document was given by its digest only and cannot be retrieved."},
      {v1::LIMITATION_CONTENT_NOT_KEPT,
       "The document is not kept: who repeats the check needs the file."},
      {v1::LIMITATION_AGE_OF_SIGNER_NOT_CHECKED,
       "The age of the signer was not checked: that is for the issuer of the "
       "certificate."},
      {v1::LIMITATION_TEST_KEY,
       "TEST: this receipt is signed by a key of no accredited certification "
       "authority and has no legal force."},
      {v1::LIMITATION_GOVERNING_LAW_NOT_EVALUATED,
       "The law agreed on by the parties is recorded; it was not evaluated."},
      {v1::LIMITATION_PEER_SILENT,
       "The trusted third party of the state of the signer was asked and did "
       "not answer."},
      {v1::LIMITATION_AS_OF_ASKED_TIME,
       "The receipt speaks of a time in the past that was asked about, by what "
       "the archive holds; it does not say what is so now."},
  };
  return kRows;
}

absl::Span<const TextRow> SubjectKindRowsEn() {
  static constexpr TextRow kRows[] = {
      {v1::SUBJECT_KIND_INDIVIDUAL, "an individual"},
      {v1::SUBJECT_KIND_LEGAL_ENTITY, "a legal entity"},
      {v1::SUBJECT_KIND_HEAD, "the first head of a legal entity"},
      {v1::SUBJECT_KIND_SIGNATORY,
       "a person with the right to sign for a legal entity"},
      {v1::SUBJECT_KIND_FINANCIAL_SIGNATORY,
       "a person with the right to sign financial documents"},
      {v1::SUBJECT_KIND_PERSONNEL_OFFICER,
       "an employee of the personnel department"},
      {v1::SUBJECT_KIND_EMPLOYEE, "an employee of a legal entity"},
      {v1::SUBJECT_KIND_DIGITAL_SYSTEM, "a digital system"},
  };
  return kRows;
}

absl::Span<const TextRow> SigningAuthorityRowsEn() {
  static constexpr TextRow kRows[] = {
      {v1::SIGNING_AUTHORITY_NOT_NEEDED, "The signer signs for himself."},
      {v1::SIGNING_AUTHORITY_NOT_CHECKED,
       "Whether the signer may sign for the legal entity was not asked."},
      {v1::SIGNING_AUTHORITY_NOT_AVAILABLE_FOREIGN,
       "The signer's right to sign for a foreign legal entity cannot be "
       "asked."},
      {v1::SIGNING_AUTHORITY_CONFIRMED,
       "The signer may sign for the legal entity."},
      {v1::SIGNING_AUTHORITY_REFUTED,
       "The signer may not sign for the legal entity."},
  };
  return kRows;
}

absl::Span<const TextRow> CitationRowsEn() {
  static constexpr TextRow kRows[] = {
      {static_cast<int>(Citation::kLawParagraph),
       "article {article}, paragraph {paragraph} of the Law of 7 January 2003 "
       "No. 370-II"},
      {static_cast<int>(Citation::kLawSubparagraph),
       "article {article}, paragraph {paragraph}, subparagraph {subparagraph}) "
       "of the Law of 7 January 2003 No. 370-II"},
      {static_cast<int>(Citation::kLawArticleSubparagraph),
       "article {article}, subparagraph {subparagraph}) of the Law of 7 "
       "January 2003 No. 370-II"},
      {static_cast<int>(Citation::kCodeParagraph),
       "article {article}, paragraph {paragraph} of the Digital Code"},
      {static_cast<int>(Citation::kCodeSubparagraph),
       "article {article}, paragraph {paragraph}, subparagraph {subparagraph}) "
       "of the Digital Code"},
  };
  return kRows;
}

absl::Span<const TextRow> FrameRowsEn() {
  static constexpr TextRow kRows[] = {
      {static_cast<int>(Frame::kAutomated),
       "The check was made automatically, no person took part in it. Receipt "
       "{id}, issued {time}."},
      {static_cast<int>(Frame::kSignature), "Signature {number} of {count}"},
      {static_cast<int>(Frame::kResult), "Result: {text}"},
      {static_cast<int>(Frame::kSubject),
       "The registration certificate stands for: {text}."},
      {static_cast<int>(Frame::kRegime), "Act applied: {text}."},
      {static_cast<int>(Frame::kEffect), "Effect in law: {text}"},
      {static_cast<int>(Frame::kGround), "Ground of recognition: {text}"},
      {static_cast<int>(Frame::kCondition),
       "Condition {number}: {text} State: {state}."},
      {static_cast<int>(Frame::kFinding), "Check: {text} Outcome: {state}."},
      {static_cast<int>(Frame::kTimestampFinding),
       "Time-stamp. Check: {text} Outcome: {state}."},
      {static_cast<int>(Frame::kReason), "Reason: {text}"},
      {static_cast<int>(Frame::kNote), "Note: {text}"},
      {static_cast<int>(Frame::kBasis), "Basis: {text}."},
      {static_cast<int>(Frame::kRecord), "Record relied on: {id}."},
      {static_cast<int>(Frame::kTime), "Time: {time}."},
      {static_cast<int>(Frame::kEvidence), "Evidence: SHA-256 {id}."},
      {static_cast<int>(Frame::kLimitation), "Limitation: {text}"},
      {static_cast<int>(Frame::kOwner), "System of: {id}."},
      {static_cast<int>(Frame::kModule), "Cryptographic module: {id}."},
      {static_cast<int>(Frame::kConformity),
       "Certificate of conformity: {id}."},
      {static_cast<int>(Frame::kConformityUntil),
       "The certificate of conformity is valid until {time}."},
      {static_cast<int>(Frame::kCertificateLaw),
       "Relations between the holder of the registration certificate and its "
       "issuer are governed by the law of: {id}."},
      {static_cast<int>(Frame::kExchangeLaw),
       "The exchange of the documents is governed by the law of: {id}."},
      {static_cast<int>(Frame::kAgreement), "Agreement of the parties: {id}."},
      {static_cast<int>(Frame::kAuthority), "Right to sign: {text}"},
      {static_cast<int>(Frame::kAuthoritySource), "Stated by: {id}."},
      {static_cast<int>(Frame::kAuthorityTime), "As of {time}."},
      {static_cast<int>(Frame::kAuthorityNow),
       "As of the time of the request, which need not be the time of signing."},
      {static_cast<int>(Frame::kPeer),
       "The trusted third party of the signer's state was asked: {id}. Its "
       "answer: {text}"},
      {static_cast<int>(Frame::kPeerTime), "Answered at {time}."},
      {static_cast<int>(Frame::kPeerReason),
       "That answer does not count: {text}"},
      {static_cast<int>(Frame::kAskedTime),
       "A time in the past was asked about: {time}. Everything below speaks of "
       "it."},
      {static_cast<int>(Frame::kUnknown),
       "There is no text for number {number}."},
  };
  return kRows;
}

}  // namespace kepil
