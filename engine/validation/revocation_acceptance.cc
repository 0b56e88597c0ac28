#include "engine/validation/revocation_acceptance.h"

#include <algorithm>
#include <tuple>

#include "engine/pki/path_builder.h"
#include "engine/pki/path_validator.h"
#include "engine/validation/algorithm_constraints.h"
#include "engine/validation/archived_status.h"
#include "engine/validation/revocation_crl_issuer.h"
#include "engine/validation/revocation_delta.h"

namespace kepil {
namespace {

bool IsBefore(const RevocationEvidence* a, const RevocationEvidence* b) {
  return std::forward_as_tuple(a->data->digest(), a->origin, a->obtained_at) <
         std::forward_as_tuple(b->data->digest(), b->origin, b->obtained_at);
}

// What a delta does not list is kOutOfScope until it is combined.
RevocationStatus StatusFrom(const CrlStatement& statement, const Crl& crl) {
  RevocationStatus status;
  const bool is_delta = crl.delta_base().has_value();
  if (is_delta ? statement.entry.has_value() : statement.Revokes()) {
    status.state = RevocationStatus::State::kRevoked;
    status.revoked_at = statement.entry->revoked_at;
    status.reason = statement.entry->reason;
  } else if (!is_delta) {
    status.state = RevocationStatus::State::kGood;
  }
  return status;
}

bool IsFreshGood(const RevocationVerdict& verdict) {
  return verdict.state == RevocationVerdict::State::kGood && verdict.is_fresh;
}

bool IsWithinValidity(const Certificate& certificate, absl::Time time) {
  return time >= certificate.not_before() &&
         time < certificate.not_after() + absl::Seconds(1);
}

// Why `object` did not verify; UNSPECIFIED if it did.
template <typename Object>
v1::FindingReason ReasonOf(const absl::StatusOr<bool>& verified,
                           const Object& object, const PublicKey& key) {
  if (!verified.ok()) {
    return ReasonOfDefect(DefectOf(verified.status()),
                          v1::FINDING_REASON_ALGORITHM_UNSUPPORTED);
  }
  return *verified ? v1::FINDING_REASON_UNSPECIFIED
                   : ReasonOfDefect(
                         DefectOfSignedObject(key, object.signature_algorithm(),
                                              object.signature()),
                         v1::FINDING_REASON_REVOCATION_SIGNATURE_INVALID);
}

}  // namespace

RevocationAcceptance::RevocationAcceptance(const Inputs& inputs)
    : inputs_(inputs) {
  for (const RevocationEvidence& evidence : inputs_.evidence.revocation) {
    if (evidence.data != nullptr) {
      evidence_.push_back(&evidence);
    }
  }
  std::sort(evidence_.begin(), evidence_.end(), IsBefore);
  evidence_.erase(
      std::unique(evidence_.begin(), evidence_.end(),
                  [](const RevocationEvidence* a, const RevocationEvidence* b) {
                    return a->data->digest() == b->data->digest() &&
                           a->origin == b->origin;
                  }),
      evidence_.end());
}

std::vector<RevocationAnswer> RevocationAcceptance::AnswersFor(
    const CertificatePath& path, size_t i) {
  return Answers({path, i}, Vouching::kFull);
}

std::vector<RevocationAnswer> RevocationAcceptance::Answers(
    const Subject& subject, Vouching who) {
  std::vector<RevocationAnswer> answers;
  for (const RevocationEvidence* evidence : evidence_) {
    std::optional<RevocationAnswer> answer = AnswerOf(*evidence, subject, who);
    if (answer.has_value()) {
      answers.push_back(*std::move(answer));
    }
  }
  answers = CombineDeltas(std::move(answers));
  for (RevocationAnswer& answer : answers) {
    CheckNotOlder(subject, answer);
  }
  return answers;
}

std::optional<RevocationAnswer> RevocationAcceptance::AnswerOf(
    const RevocationEvidence& evidence, const Subject& subject, Vouching who) {
  std::optional<RevocationAnswer> answer;
  if (const auto* crl = dynamic_cast<const Crl*>(evidence.data.get())) {
    answer = JudgeCrl(*crl, subject, who);
  } else if (const auto* response =
                 dynamic_cast<const OcspResponse*>(evidence.data.get())) {
    answer = JudgeOcsp(*response, subject, who);
  }
  if (answer.has_value()) {
    answer->data = evidence.data;
    answer->origin = evidence.origin;
    CheckNotFuture(subject.certificate(), *answer);
  }
  return answer;
}

std::optional<RevocationAnswer> RevocationAcceptance::JudgeCrl(
    const Crl& crl, const Subject& subject, Vouching who) {
  const Certificate& certificate = subject.certificate();
  const bool is_issuers = crl.issuer() == certificate.issuer();
  if (!is_issuers && who == Vouching::kIssuerOnly) {
    return std::nullopt;
  }
  RevocationAnswer answer;
  if (!crl.IsUsable()) {
    answer.reason = v1::FINDING_REASON_RESPONSE_UNUSABLE;
    return is_issuers ? std::make_optional(answer) : std::nullopt;
  }
  const CrlStatement statement = crl.StatementOf(certificate);
  if (statement.reasons == 0) {
    return std::nullopt;
  }
  answer.status = StatusFrom(statement, crl);
  answer.reasons = statement.reasons;
  answer.this_update = crl.this_update();
  answer.next_update = crl.next_update();
  answer.algorithm = crl.signature_algorithm();
  answer.reason = v1::FINDING_REASON_REVOCATION_SIGNATURE_INVALID;
  const absl::StatusOr<PublicKeyRef> key =
      IssuerKeyOf(subject.path, subject.index);
  if (is_issuers) {
    answer.reason = key.ok()
                        ? Verify(crl, **key)
                        : ReasonOfDefect(DefectOf(key.status()), answer.reason);
  }
  if (answer.reason == v1::FINDING_REASON_UNSPECIFIED) {
    if (!MayKeySignCrls(*subject.issuer())) {
      answer.reason = v1::FINDING_REASON_REVOCATION_ISSUER_NOT_AUTHORISED;
      return answer;
    }
    answer.vouched_by = subject.issuer();
    answer.key = *key;
    answer.is_verified = answer.is_acceptable = true;
  } else if (who == Vouching::kFull) {
    FindCrlIssuer(crl, subject, answer);
  }
  return answer;
}

// RFC 5280, 6.3.3 (f), for a CRL that the issuer's key did not sign.
void RevocationAcceptance::FindCrlIssuer(const Crl& crl, const Subject& subject,
                                         RevocationAnswer& answer) {
  int tried = 0;
  for (const CertificateRef& candidate : FindCrlIssuers(
           crl.issuer(), subject.path, subject.index, inputs_.pool)) {
    if (tried++ == kMaxCrlIssuers) {
      return;
    }
    if (Verify(crl, **candidate->public_key()) ==
            v1::FINDING_REASON_UNSPECIFIED &&
        TryCrlIssuer(crl, candidate, subject, answer)) {
      return;
    }
  }
}

// Whether `candidate` may vouch; fills `answer` as far as it may.
bool RevocationAcceptance::TryCrlIssuer(const Crl& crl,
                                        const CertificateRef& candidate,
                                        const Subject& subject,
                                        RevocationAnswer& answer) {
  answer.reason = v1::FINDING_REASON_REVOCATION_ISSUER_NOT_AUTHORISED;
  for (const CertificatePath& path : PathsOf(candidate, subject.path.anchor)) {
    if (HasKey(path, subject.certificate().spki_digest())) {
      continue;  // What is asked about would vouch for itself.
    }
    answer.is_verified = true;
    answer.vouched_by = candidate;
    answer.key = *candidate->public_key();
    bool is_good =
        CheckValidityPeriods(path, PathInputs(), inputs_.time).empty();
    for (size_t i = 0; is_good && i < path.certificates.size(); ++i) {
      is_good = IsCrlIssuerGood(crl, path, i, subject);
    }
    if (is_good) {
      answer.is_acceptable = true;
      answer.reason = v1::FINDING_REASON_UNSPECIFIED;
      return true;
    }
  }
  return false;
}

bool RevocationAcceptance::IsCrlIssuerGood(const Crl& crl,
                                           const CertificatePath& path,
                                           size_t i, const Subject& subject) {
  const Certificate& certificate = *path.certificates[i];
  if (StandsAbove(subject.path, subject.index, certificate)) {
    return true;  // Judged as part of that path.
  }
  const RevocationVerdict verdict = StatusByIssuer(path, i);
  if (verdict.state != RevocationVerdict::State::kUndetermined) {
    return IsFreshGood(verdict);
  }
  return i == 0 && IsItsOwnCrlIssuer(certificate) &&
         crl.StatusOf({certificate, *path.IssuerOf(i)}).state ==
             RevocationStatus::State::kGood;
}

const std::vector<CertificatePath>& RevocationAcceptance::PathsOf(
    const CertificateRef& candidate, const TrustAnchor& anchor) {
  const auto [known, is_new] =
      paths_.emplace(std::make_pair(candidate->fingerprint(),
                                    anchor.certificate->fingerprint()),
                     std::vector<CertificatePath>());
  if (is_new) {
    PathBuilder::Limits limits = inputs_.policy.path_limits();
    limits.max_steps = std::min(limits.max_steps, kMaxCrlIssuerSteps);
    limits.max_paths = std::min(limits.max_paths, kMaxCrlIssuerPaths);
    const PathBuilder::Result built = PathBuilder::Build(
        candidate, inputs_.pool, AnchorList({anchor}), limits);
    for (const CertificatePath& path : built.paths) {
      if (ValidateKnownPath(path, inputs_.memo)->findings.empty()) {
        known->second.push_back(path);
      }
    }
  }
  return known->second;
}

std::optional<RevocationAnswer> RevocationAcceptance::JudgeOcsp(
    const OcspResponse& response, const Subject& subject, Vouching who) {
  const CertificateId id{subject.certificate(), *subject.issuer()};
  const OcspAnswer* const said = response.AnswerFor(id);
  if (said == nullptr) {
    return std::nullopt;
  }
  RevocationAnswer answer;
  answer.status = said->status;
  answer.this_update = said->this_update;
  answer.next_update = said->next_update;
  answer.algorithm = response.signature_algorithm();
  if (response.HasUnrecognisedCritical() ||
      said->unrecognised_critical_extension) {
    answer.reason = v1::FINDING_REASON_RESPONSE_UNUSABLE;
    return answer;
  }
  FindResponder(response, subject, who, answer);
  return answer;
}

// The issuer first, then what came with the response, then the pool.
std::vector<CertificateRef> RevocationAcceptance::RespondersOf(
    const OcspResponse& response, const Subject& subject) const {
  std::vector<CertificateRef> responders;
  const auto add = [&](const CertificateRef& certificate, size_t limit) {
    if (responders.size() < limit && response.NamesResponder(*certificate)) {
      responders.push_back(certificate);
    }
  };
  add(subject.issuer(), 1);
  constexpr size_t kFromResponse = 1 + OcspResponse::kMaxCertificates;
  for (const CertificateRef& certificate : response.certificates()) {
    add(certificate, kFromResponse);
  }
  for (const CertificateRef& certificate :
       response.RespondersIn(inputs_.pool)) {
    add(certificate, kFromResponse + kMaxRespondersFromPool);
  }
  return responders;
}

void RevocationAcceptance::FindResponder(const OcspResponse& response,
                                         const Subject& subject, Vouching who,
                                         RevocationAnswer& answer) {
  answer.reason = v1::FINDING_REASON_REVOCATION_ISSUER_NOT_AUTHORISED;
  for (const CertificateRef& responder : RespondersOf(response, subject)) {
    const absl::StatusOr<PublicKeyRef>& key = responder->public_key();
    if (!key.ok()) {
      answer.reason = ReasonOfDefect(DefectOf(key.status()), answer.reason);
      continue;
    }
    answer.reason = Verify(response, **key);
    if (answer.reason != v1::FINDING_REASON_UNSPECIFIED) {
      continue;
    }
    const OcspResponderRight right =
        ResponderRightOf(*responder, *subject.issuer());
    const bool is_delegated = right == OcspResponderRight::kDelegated;
    if (right == OcspResponderRight::kNone ||
        (is_delegated && who == Vouching::kIssuerOnly)) {
      answer.reason = v1::FINDING_REASON_REVOCATION_ISSUER_NOT_AUTHORISED;
      continue;
    }
    answer.is_verified = true;
    answer.vouched_by = responder;
    answer.key = *key;
    if (!is_delegated || IsResponderAcceptable(response, responder, subject)) {
      answer.is_acceptable = true;
      answer.reason = v1::FINDING_REASON_UNSPECIFIED;
      return;
    }
    answer.reason = v1::FINDING_REASON_REVOCATION_ISSUER_NOT_AUTHORISED;
  }
}

// Of a delegated responder whose signature and delegation are right.
bool RevocationAcceptance::IsResponderAcceptable(
    const OcspResponse& response, const CertificateRef& responder,
    const Subject& subject) {
  const auto& usage = responder->extensions().key_usage;
  if (responder->fingerprint() == subject.certificate().fingerprint() ||
      responder->extensions().HasUnrecognisedCritical() ||
      responder->extensions().HasMalformed() ||
      (usage.has_value() && !usage->Has(KeyUsageBit::kDigitalSignature) &&
       !usage->Has(KeyUsageBit::kContentCommitment)) ||
      !IsWithinValidity(*responder, response.produced_at())) {
    return false;
  }
  if (responder->extensions().ocsp_no_check) {
    return true;
  }
  // Issued by the subject's issuer: the rest of the path is the same.
  CertificatePath path = subject.path;
  path.certificates.erase(path.certificates.begin(),
                          path.certificates.begin() + subject.index);
  path.certificates.front() = responder;
  return IsFreshGood(StatusByIssuer(path, 0));
}

void RevocationAcceptance::CheckNotFuture(const Certificate& certificate,
                                          RevocationAnswer& answer) const {
  if (!answer.is_verified ||
      answer.this_update <= inputs_.time + inputs_.policy.clock_skew()) {
    return;
  }
  const auto then = StatusThen(answer, certificate, inputs_.time);
  if (then.has_value()) {
    answer.status = *then;
    return;
  }
  answer.is_verified = answer.is_acceptable = false;
  answer.reason = v1::FINDING_REASON_REVOCATION_NOT_YET_VALID;
}

void RevocationAcceptance::CheckNotOlder(const Subject& subject,
                                         RevocationAnswer& answer) const {
  if (answer.is_verified &&
      answer.this_update < subject.certificate().not_before()) {
    answer.is_acceptable = false;
    answer.reason = v1::FINDING_REASON_REVOCATION_STALE;
  }
}

RevocationVerdict RevocationAcceptance::StatusByIssuer(
    const CertificatePath& path, size_t i) {
  return DecideRevocation({Answers({path, i}, Vouching::kIssuerOnly),
                           v1::REVOCATION_MODE_CRL_OR_OCSP, inputs_.policy,
                           inputs_.time,
                           RevocationSubjectOf(*path.certificates[i])});
}

// A DSA key may owe its parameters to the path: its SubjectPublicKeyInfo does
// not say all of it, so nothing is remembered.
v1::FindingReason RevocationAcceptance::Verify(const RevocationData& object,
                                               const PublicKey& key) {
  const auto entry = std::make_pair(object.digest(), key.spki_digest());
  const auto known = verified_.find(entry);
  if (known != verified_.end() && key.family() != KeyFamily::kDsa) {
    return known->second;
  }
  const bool is_whole = key.family() != KeyFamily::kDsa;
  const SignedUnder pair = {object.digest(), key.spki_digest()};
  if (is_whole && inputs_.memo != nullptr && inputs_.memo->IsVerified(pair)) {
    return verified_[entry] = v1::FINDING_REASON_UNSPECIFIED;
  }
  const v1::FindingReason reason =
      object.kind() == RevocationKind::kCrl
          ? ReasonOf(VerifyCrl(static_cast<const Crl&>(object), key),
                     static_cast<const Crl&>(object), key)
          : ReasonOf(VerifyOcspSignature(
                         static_cast<const OcspResponse&>(object), key),
                     static_cast<const OcspResponse&>(object), key);
  if (is_whole && inputs_.memo != nullptr &&
      reason == v1::FINDING_REASON_UNSPECIFIED) {
    inputs_.memo->RememberVerified(pair);
  }
  return verified_[entry] = reason;
}

}  // namespace kepil
