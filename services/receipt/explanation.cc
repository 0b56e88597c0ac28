#include "services/receipt/explanation.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "engine/legal/finding_meaning.h"
#include "engine/legal/legal_provision.h"
#include "services/receipt/receipt_body.h"

namespace kepil {
namespace {

// Without its prefix; the number itself if this program has no name for it.
std::string NameOf(absl::string_view name, absl::string_view prefix,
                   int number) {
  return name.empty() ? absl::StrCat(number)
                      : std::string(absl::StripPrefix(name, prefix));
}

std::string TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ",
                          absl::FromUnixSeconds(time.seconds()),
                          absl::UTCTimeZone());
}

LegalConcept ConceptOfCondition(int number) {
  constexpr LegalConcept kOthers[] = {LegalConcept::kAuthenticity,
                                      LegalConcept::kPossession,
                                      LegalConcept::kUseAsStated};
  return number >= 1 && number <= 3 ? kOthers[number - 1]
                                    : LegalConcept::kIssuer;
}

// What the ground rests on; UNSPECIFIED for none.
v1::LegalBasis BasisOf(v1::RecognitionGround ground, v1::LegalRegime regime) {
  switch (ground) {
    case v1::RECOGNITION_GROUND_DOMESTIC_ACCREDITED_CA:
      return ProvisionOf(LegalConcept::kIssuer, regime);
    case v1::RECOGNITION_GROUND_TREATY:
      return ProvisionOf(LegalConcept::kTreatyGround, regime);
    case v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED:
      return ProvisionOf(LegalConcept::kRegisteredCaGround, regime);
    case v1::RECOGNITION_GROUND_FOREIGN_TTP_REGISTERED:
      return ProvisionOf(LegalConcept::kRegisteredTtpGround, regime);
    case v1::RECOGNITION_GROUND_NONE:
    case v1::RECOGNITION_GROUND_UNSPECIFIED:
    case v1::RecognitionGround_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::RecognitionGround_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return v1::LEGAL_BASIS_UNSPECIFIED;
}

class Explainer {
 public:
  Explainer(const v1::ReceiptBody& body, Language language)
      : body_(body), language_(language) {}

  std::vector<ExplanationFactor> Run() {
    Add("AUTOMATED", "",
        Framed(Frame::kAutomated, {{"id", absl::BytesToHexString(body_.id())},
                                   {"time", TimeOf(body_.issued_at())}}));
    ExplainSystem();
    ExplainExchange();
    if (body_.has_asked_time()) {
      Add("ASKED_TIME", "",
          Framed(Frame::kAskedTime, {{"time", TimeOf(body_.asked_time())}}));
    }
    int number = 0;
    for (const v1::SignatureReport& report : body_.signatures()) {
      ++number;
      Add("SIGNATURE", absl::StrCat(report.index()),
          Framed(Frame::kSignature,
                 {{"number", absl::StrCat(number)},
                  {"count", absl::StrCat(body_.signatures_size())}}));
      ExplainResult(report);
      if (report.has_peer()) {
        ExplainPeer(report.peer());
      }
      ExplainEffect(report.legal());
      ExplainSigner(report);
      for (const v1::LegalCondition& condition : report.legal().conditions()) {
        ExplainCondition(condition);
      }
      ExplainFindings(report);
      for (const int note : report.legal().notes()) {
        Add("NOTE", NameOf(v1::LegalReason_Name(note), "LEGAL_REASON_", note),
            Framed(Frame::kNote,
                   {{"text", Text(ExplanationTable::kLegalReason, note)}}));
      }
    }
    for (const int limitation : body_.limitations()) {
      Add("LIMITATION",
          NameOf(v1::Limitation_Name(limitation), "LIMITATION_", limitation),
          Framed(Frame::kLimitation,
                 {{"text", Text(ExplanationTable::kLimitation, limitation)}}));
    }
    return std::move(factors_);
  }

 private:
  std::string Text(ExplanationTable table, int value) const {
    return TextOrUnknown(table, value, language_);
  }
  std::string Framed(Frame frame, const TextValues& values) const {
    return FillFrame(frame, language_, values);
  }
  std::string Reason(ExplanationTable table, int value) const {
    return Framed(Frame::kReason, {{"text", Text(table, value)}});
  }
  std::string Basis(v1::LegalBasis basis) const {
    return Framed(Frame::kBasis, {{"text", CitationText(basis, language_)}});
  }
  std::string Evidence(absl::string_view sha256) const {
    return Framed(Frame::kEvidence, {{"id", absl::BytesToHexString(sha256)}});
  }
  ExplanationFactor& Add(absl::string_view kind, std::string value,
                         std::string text) {
    factors_.push_back(
        {std::string(kind), std::move(value), std::move(text), {}});
    return factors_.back();
  }

  void ExplainSystem();
  void ExplainExchange();
  void ExplainSigner(const v1::SignatureReport& report);
  void AddAuthority(v1::SigningAuthority authority);
  void ExplainResult(const v1::SignatureReport& report);
  void ExplainPeer(const v1::PeerAnswer& peer);
  void ExplainEffect(const v1::LegalConclusion& legal);
  void ExplainCondition(const v1::LegalCondition& condition);
  void ExplainFindings(const v1::SignatureReport& report);
  void ExplainFinding(Frame frame, const v1::Finding& finding,
                      v1::LegalRegime regime);
  void AddProvision(const v1::Finding& finding, v1::LegalRegime regime,
                    ExplanationFactor& factor) const;

  const v1::ReceiptBody& body_;
  const Language language_;
  std::vector<ExplanationFactor> factors_;
};

// Whose system says all this, and with what tool it verified.
void Explainer::ExplainSystem() {
  if (body_.has_owner()) {
    const v1::SystemOwner& owner = body_.owner();
    Add("OWNER", owner.bin(), Framed(Frame::kOwner, {{"id", owner.name()}}));
  }
  if (!body_.has_module()) {
    return;
  }
  const v1::CryptographicModule& module = body_.module();
  ExplanationFactor& factor =
      Add("MODULE", module.conformity_certificate(),
          Framed(Frame::kModule,
                 {{"id", absl::StrCat(module.name(), " ", module.version())}}));
  if (!module.conformity_certificate().empty()) {
    factor.details.push_back(
        Framed(Frame::kConformity, {{"id", module.conformity_certificate()}}));
  }
  if (module.has_conformity_until()) {
    factor.details.push_back(
        Framed(Frame::kConformityUntil,
               {{"time", TimeOf(module.conformity_until())}}));
  }
}

// DEF-14. Receipts of old do not say.
void Explainer::ExplainExchange() {
  const v1::UsageContext& usage = body_.usage();
  if (usage.exchange_governing_law().empty()) {
    return;
  }
  ExplanationFactor& factor = Add(
      "EXCHANGE_LAW", usage.exchange_governing_law(),
      Framed(Frame::kExchangeLaw, {{"id", usage.exchange_governing_law()}}));
  if (!usage.agreement_reference().empty()) {
    factor.details.push_back(
        Framed(Frame::kAgreement, {{"id", usage.agreement_reference()}}));
  }
}

// The law of his certificate (DEF-13) and his authority (GWY-01).
void Explainer::ExplainSigner(const v1::SignatureReport& report) {
  if (!report.certificate_governing_law().empty()) {
    Add("CERTIFICATE_LAW", report.certificate_governing_law(),
        Framed(Frame::kCertificateLaw,
               {{"id", report.certificate_governing_law()}}));
  }
  const v1::SigningAuthority authority = report.legal().signing_authority();
  if (authority != v1::SIGNING_AUTHORITY_UNSPECIFIED) {
    AddAuthority(authority);
  }
}

void Explainer::AddAuthority(v1::SigningAuthority authority) {
  ExplanationFactor& factor = Add(
      "AUTHORITY",
      NameOf(v1::SigningAuthority_Name(authority), "SIGNING_AUTHORITY_",
             authority),
      Framed(Frame::kAuthority,
             {{"text", Text(ExplanationTable::kSigningAuthority, authority)}}));
  if (authority != v1::SIGNING_AUTHORITY_CONFIRMED &&
      authority != v1::SIGNING_AUTHORITY_REFUTED) {
    return;
  }
  const v1::AuthorityAnswer& answer = body_.usage().signing_authority();
  factor.details.push_back(
      Framed(Frame::kAuthoritySource, {{"id", answer.source()}}));
  // GWY-02: what is so now need not have been so when it was signed.
  factor.details.push_back(
      answer.has_as_of()
          ? Framed(Frame::kAuthorityTime, {{"time", TimeOf(answer.as_of())}})
          : Framed(Frame::kAuthorityNow, {}));
}

void Explainer::ExplainResult(const v1::SignatureReport& report) {
  const v1::Conclusion& conclusion = report.conclusion();
  ExplanationFactor& result =
      Add("RESULT",
          NameOf(v1::Indication_Name(conclusion.indication()), "INDICATION_",
                 conclusion.indication()),
          Framed(Frame::kResult, {{"text", Text(ExplanationTable::kIndication,
                                                conclusion.indication())}}));
  if (conclusion.sub_indication() != v1::SUB_INDICATION_NONE) {
    result.details.push_back(
        Reason(ExplanationTable::kSubIndication, conclusion.sub_indication()));
  }
  if (!report.signing_certificate_sha256().empty()) {
    result.details.push_back(Evidence(report.signing_certificate_sha256()));
  }
  std::vector<std::string> kinds;
  for (const int kind : report.subject_kinds()) {
    kinds.push_back(Text(ExplanationTable::kSubjectKind, kind));
  }
  if (!kinds.empty()) {
    Add("SUBJECT", "",
        Framed(Frame::kSubject, {{"text", absl::StrJoin(kinds, ", ")}}));
  }
}

// What the TTP of the signer's state said, when, and whether it counts.
void Explainer::ExplainPeer(const v1::PeerAnswer& peer) {
  ExplanationFactor& factor =
      Add("PEER",
          NameOf(v1::Indication_Name(peer.indication()), "INDICATION_",
                 peer.indication()),
          Framed(Frame::kPeer, {{"id", peer.authority_id()},
                                {"text", Text(ExplanationTable::kIndication,
                                              peer.indication())}}));
  if (peer.has_issued_at()) {
    factor.details.push_back(
        Framed(Frame::kPeerTime, {{"time", TimeOf(peer.issued_at())}}));
  }
  if (peer.reason() != v1::FINDING_REASON_UNSPECIFIED) {
    factor.details.push_back(Framed(
        Frame::kPeerReason,
        {{"text", Text(ExplanationTable::kFindingReason, peer.reason())}}));
  }
  if (!peer.receipt_sha256().empty()) {
    factor.details.push_back(Evidence(peer.receipt_sha256()));
  }
}

void Explainer::ExplainEffect(const v1::LegalConclusion& legal) {
  ExplanationFactor& effect = Add(
      "EFFECT",
      NameOf(v1::LegalEffect_Name(legal.effect()), "LEGAL_EFFECT_",
             legal.effect()),
      Framed(Frame::kEffect,
             {{"text", Text(ExplanationTable::kLegalEffect, legal.effect())}}));
  for (const int reason : legal.reasons()) {
    effect.details.push_back(Reason(ExplanationTable::kLegalReason, reason));
  }
  if (legal.regime() != v1::LEGAL_REGIME_UNSPECIFIED) {
    Add("REGIME",
        NameOf(v1::LegalRegime_Name(legal.regime()), "LEGAL_REGIME_",
               legal.regime()),
        Framed(Frame::kRegime, {{"text", Text(ExplanationTable::kLegalRegime,
                                              legal.regime())}}));
  }
  if (legal.ground() == v1::RECOGNITION_GROUND_UNSPECIFIED) {
    return;
  }
  ExplanationFactor& ground = Add(
      "GROUND",
      NameOf(v1::RecognitionGround_Name(legal.ground()), "RECOGNITION_GROUND_",
             legal.ground()),
      Framed(Frame::kGround,
             {{"text",
               Text(ExplanationTable::kRecognitionGround, legal.ground())}}));
  const v1::LegalBasis basis = BasisOf(legal.ground(), legal.regime());
  if (basis != v1::LEGAL_BASIS_UNSPECIFIED) {
    ground.details.push_back(Basis(basis));
  }
  if (!legal.ground_record_id().empty()) {
    ground.details.push_back(
        Framed(Frame::kRecord, {{"id", legal.ground_record_id()}}));
  }
}

void Explainer::ExplainCondition(const v1::LegalCondition& condition) {
  ExplanationFactor& factor = Add(
      "CONDITION",
      absl::StrCat(condition.number(), " ",
                   NameOf(v1::ConditionState_Name(condition.state()),
                          "CONDITION_STATE_", condition.state())),
      Framed(Frame::kCondition,
             {{"number", absl::StrCat(condition.number())},
              {"text", Text(ExplanationTable::kCondition, condition.number())},
              {"state",
               Text(ExplanationTable::kConditionState, condition.state())}}));
  for (const int reason : condition.reasons()) {
    factor.details.push_back(Reason(ExplanationTable::kLegalReason, reason));
  }
  for (const int basis : condition.basis()) {
    factor.details.push_back(Basis(static_cast<v1::LegalBasis>(basis)));
  }
  if (!condition.record_id().empty()) {
    factor.details.push_back(
        Framed(Frame::kRecord, {{"id", condition.record_id()}}));
  }
  for (const std::string& sha256 : condition.evidence()) {
    factor.details.push_back(Evidence(sha256));
  }
}

void Explainer::ExplainFindings(const v1::SignatureReport& report) {
  const v1::LegalRegime regime = report.legal().regime();
  for (const v1::Finding& finding : report.conclusion().findings()) {
    ExplainFinding(Frame::kFinding, finding, regime);
  }
  // What a time-stamp lacks says nothing of a condition by itself.
  for (const auto& timestamp : report.conclusion().timestamps()) {
    for (const v1::Finding& finding : timestamp.findings()) {
      ExplainFinding(Frame::kTimestampFinding, finding,
                     v1::LEGAL_REGIME_UNSPECIFIED);
    }
  }
}

void Explainer::ExplainFinding(Frame frame, const v1::Finding& finding,
                               v1::LegalRegime regime) {
  if (finding.outcome() == v1::CHECK_OUTCOME_PASSED ||
      finding.level() == v1::LEVEL_IGNORE) {
    return;
  }
  ExplanationFactor& factor =
      Add(frame == Frame::kFinding ? "FINDING" : "TIMESTAMP_FINDING",
          NameOf(v1::Constraint_Name(finding.constraint()), "CONSTRAINT_",
                 finding.constraint()),
          Framed(frame, {{"text", Text(ExplanationTable::kConstraint,
                                       finding.constraint())},
                         {"state", Text(ExplanationTable::kCheckOutcome,
                                        finding.outcome())}}));
  if (finding.reason() != v1::FINDING_REASON_UNSPECIFIED) {
    factor.details.push_back(
        Reason(ExplanationTable::kFindingReason, finding.reason()));
  }
  if (finding.has_time()) {
    factor.details.push_back(
        Framed(Frame::kTime, {{"time", TimeOf(finding.time())}}));
  }
  AddProvision(finding, regime, factor);
  if (!finding.subject().empty()) {
    factor.details.push_back(Evidence(finding.subject()));
  }
}

// The provision of the condition that the finding speaks of, for its date.
void Explainer::AddProvision(const v1::Finding& finding, v1::LegalRegime regime,
                             ExplanationFactor& factor) const {
  const absl::StatusOr<Finding> known = FindingFromMessage(finding);
  if (!known.ok()) {
    return;
  }
  const std::optional<FindingMeaning> meaning = MeaningInLaw(*known);
  if (!meaning.has_value()) {
    return;
  }
  const v1::LegalBasis basis =
      ProvisionOf(ConceptOfCondition(meaning->condition), regime);
  if (basis != v1::LEGAL_BASIS_UNSPECIFIED) {
    factor.details.push_back(Basis(basis));
  }
}

}  // namespace

std::vector<ExplanationFactor> ExplainReceipt(const v1::ReceiptBody& body,
                                              Language language) {
  return Explainer(body, language).Run();
}

}  // namespace kepil
