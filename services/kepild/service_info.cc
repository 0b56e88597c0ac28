#include "services/kepild/service_info.h"

#include "engine/crypto/algorithm.h"
#include "engine/signature/signature_document.h"
#include "engine/validation/signature_validation.h"

namespace kepil {
namespace {

constexpr char kVersion[] = "0.1.0";

}  // namespace

v1::GetServiceInfoResponse ServiceInfoOf(const ServiceInfoInput& input) {
  v1::GetServiceInfoResponse info;
  info.set_node_id(input.config.node().id());
  info.set_version(kVersion);
  info.set_algorithm_version(kAlgorithmVersion);
  for (const std::string& format : SupportedFormats()) {
    info.add_formats(format);
  }
  for (const std::string& suite : SupportedSuites()) {
    info.add_suites(suite);
  }
  for (const ValidationPolicyRef& policy : input.rules.All()) {
    info.add_policies(policy->urn());
  }
  info.set_default_policy(input.config.rules().default_policy());
  info.set_trust_snapshot_version(input.trust.version());
  info.set_trust_snapshot_sha256(std::string(input.trust.digest().bytes()));
  info.mutable_trust_snapshot_issued_at()->set_seconds(
      absl::ToUnixSeconds(input.trust.issued_at()));
  info.set_receipts_log_origin(input.log_origin);
  info.set_receipts_log_vkey(input.log_vkey);
  info.add_receipt_certificates(std::string(input.identity.certificate->der()));
  for (const CertificateRef& issuer : input.identity.issuers) {
    info.add_receipt_certificates(std::string(issuer->der()));
  }
  info.add_limitations(v1::LIMITATION_NO_TRUSTED_TIME);
  info.add_limitations(v1::LIMITATION_LEGAL_RULES_NOT_LOADED);
  info.set_max_message_bytes(input.config.limits().max_message_bytes());
  return info;
}

}  // namespace kepil
