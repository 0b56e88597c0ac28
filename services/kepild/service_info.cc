#include "services/kepild/service_info.h"

#include "absl/strings/escaping.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/self_test.h"
#include "engine/signature/signature_document.h"
#include "engine/validation/signature_validation.h"
#include "services/kepild/service_config.h"

namespace kepil {
namespace {

constexpr char kVersion[] = "0.1.0";

// CAL-04: both dates of the Code are shown to anyone.
void AddLegalRules(const LegalRules& rules, v1::GetServiceInfoResponse& info) {
  v1::NamedDigest& pack = *info.mutable_rule_pack();
  pack.set_id(rules.pack->urn());
  pack.set_sha256(std::string(rules.pack->digest().bytes()));
  v1::NamedDigest& calendar = *info.mutable_legal_calendar();
  calendar.set_id(rules.calendar->urn());
  calendar.set_sha256(std::string(rules.calendar->digest().bytes()));
  const v1::LegalCalendar& dates = rules.calendar->message();
  *info.mutable_code_published() = dates.code_published();
  *info.mutable_code_in_force() = dates.code_in_force();
}

void AddTrustedTime(const ServiceInfoInput& input,
                    v1::GetServiceInfoResponse& info) {
  *info.mutable_published_keys() = input.registry.keys();
  for (const CertificateRef& anchor : input.tsa_anchors) {
    info.add_tsa_certificates(std::string(anchor->der()));
  }
  if (input.trusted_time.has_value()) {
    info.mutable_trusted_time()->set_seconds(
        absl::ToUnixSeconds(*input.trusted_time));
  }
  if (!input.has_trusted_time) {
    info.add_limitations(v1::LIMITATION_NO_TRUSTED_TIME);
  }
}

// REG-19: that the database is sealed, never under what.
void AddStorage(const RocksDb& db, v1::GetServiceInfoResponse& info) {
  const absl::StatusOr<std::vector<std::string>> ids = db.StorageKeyIds();
  if (!ids.ok()) {
    return;  // A store that is down says nothing.
  }
  info.mutable_storage()->set_sealed(!ids->empty());
  for (const std::string& id : *ids) {
    info.mutable_storage()->add_key_ids(absl::BytesToHexString(id));
  }
}

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
  for (const std::string& failed : FailedSelfTests()) {
    info.add_failed_self_tests(failed);
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
  AddTrustedTime(input, info);
  if (input.legal_rules == nullptr) {
    info.add_limitations(v1::LIMITATION_LEGAL_RULES_NOT_LOADED);
  } else {
    AddLegalRules(*input.legal_rules, info);
  }
  if (input.has_test_key) {
    info.add_limitations(v1::LIMITATION_TEST_KEY);
  }
  if (input.db != nullptr) {
    AddStorage(*input.db, info);
  }
  AddService(input.config.service(), info);
  info.set_max_message_bytes(input.config.limits().max_message_bytes());
  return info;
}

}  // namespace kepil
