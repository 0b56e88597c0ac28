#include "services/kepild/node_standing.h"

#include <utility>

#include "base/error.h"
#include "engine/legal/recognition_ground.h"
#include "engine/pki/path_validator.h"
#include "engine/validation/prospective_paths.h"

namespace kepil {
namespace {

absl::Status NoIssuerError(absl::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONFIG_INVALID, what);
}

// Whether the law recognises what is issued along `path` at home.
bool IsRecognised(const CertificatePath& path,
                  const ReceiptIssuerInput& input) {
  const TrustService* service = input.trust.FindService(path.anchor.service_id);
  if (service == nullptr || service->kind != AuthorityKind::kDomesticCa ||
      !CheckValidityPeriods(path, {}, input.time).empty()) {
    return false;
  }
  Conclusion conclusion;
  conclusion.control_time = input.time;
  conclusion.best_signature_time = input.time;
  conclusion.path = path;
  conclusion.signing_certificate = input.identity.certificate;
  const v1::UsageContext usage;
  const LegalInput legal = {conclusion,
                            input.trust,
                            *input.legal_rules->pack,
                            *input.legal_rules->calendar,
                            usage,
                            {}};
  const Recognition recognition = RecogniseIssuer(LegalCase(legal, input.time));
  return recognition.ground == v1::RECOGNITION_GROUND_DOMESTIC_ACCREDITED_CA &&
         recognition.condition.state() == v1::CONDITION_STATE_MET;
}

}  // namespace

absl::Status CheckReceiptIssuer(const ReceiptIssuerInput& input) {
  if (input.legal_rules == nullptr) {
    return NoIssuerError(
        "no legal rules say who may issue the receipt certificate");
  }
  CertificatePool pool(&input.trust.intermediates());
  for (const CertificateRef& issuer : input.identity.issuers) {
    pool.Add(issuer);
  }
  const ProspectivePaths found =
      FindProspectivePaths({input.identity.certificate, pool, input.trust,
                            PathBuilder::Limits(), input.time});
  for (const ProspectivePath& one : found.paths) {
    if (one.outcome->findings.empty() && IsRecognised(one.path, input)) {
      return absl::OkStatus();
    }
  }
  return NoIssuerError(
      "the receipt certificate was issued below no domestic CA of the registry "
      "that is accredited");
}

absl::Status NodeStanding::CheckAt(
    const absl::StatusOr<ReceiptIdentity>& identity, absl::Time now) const {
  const TrustSnapshotRef trust = rooms_.trust.Current();
  if (!identity.ok() || trust == nullptr) {
    return NoIssuerError("there is no receipt key or no registry");
  }
  const LegalRulesRef rules = rooms_.legal_rules(now);
  return CheckReceiptIssuer({*identity, *trust, rules.get(), now});
}

absl::Status NodeStanding::CheckAtStart() {
  if (!HasTestKey() || profile_ != config::v1::Service::PRODUCTION) {
    return absl::OkStatus();
  }
  const absl::Time now = rooms_.clock.Now();
  return CheckAt(rooms_.identity(now), now);
}

bool NodeStanding::HasTestKey() {
  const absl::Time now = rooms_.clock.Now();
  const absl::StatusOr<ReceiptIdentity> identity = rooms_.identity(now);
  const TrustSnapshotRef trust = rooms_.trust.Current();
  const Look look = {
      absl::ToUnixSeconds(now) / (24 * 60 * 60),
      trust == nullptr ? 0 : trust->version(),
      identity.ok() ? identity->certificate->fingerprint() : Digest()};
  MutexLock lock(mutex_);
  if (last_ == look) {
    return has_test_key_;
  }
  const absl::Status status = CheckAt(identity, now);
  last_ = look;
  has_test_key_ = !status.ok();
  if (has_test_key_) {
    rooms_.log.Warning("receipt_key_of_no_accredited_ca", {{"status", status}});
  }
  if (IsConformityExpired(statement_, now)) {
    rooms_.log.Warning("conformity_of_the_module_expired");
  }
  return has_test_key_;
}

}  // namespace kepil
