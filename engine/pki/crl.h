#ifndef KEPIL_ENGINE_PKI_CRL_H_
#define KEPIL_ENGINE_PKI_CRL_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/crypto/algorithm.h"
#include "engine/pki/certificate_extensions.h"
#include "engine/pki/crl_index.h"
#include "engine/pki/issuing_distribution_point.h"
#include "engine/pki/revocation_data.h"

namespace kepil {

// What one CRL says about one certificate.
struct CrlStatement {
  uint16_t reasons = 0;  // That it speaks of; 0: not of this certificate.
  std::optional<CrlIndex::Entry> entry;

  bool Revokes() const {
    return entry.has_value() &&
           entry->reason != RevocationReason::kRemoveFromCrl;
  }
};

struct CrlLimits {
  DerLimits der;
  int64_t max_entries = 10'000'000;
};

// Crl is one certificate revocation list (RFC 5280, 5), decoded and indexed in
// one pass. Parsing checks framing only: signature, scope, freshness and the
// issuer's right to sign are the functions below and the judge.
class Crl : public RevocationData {
 public:
  using Limits = CrlLimits;
  // INVALID_ARGUMENT: DOCUMENT_TOO_LARGE or CONTAINER_LIMIT if over `limits`
  // (32 extensions at most), otherwise FORMAT_UNKNOWN if it is not exactly one
  // DER CertificateList, version 1 or 2.
  static absl::StatusOr<std::shared_ptr<const Crl>> FromDer(
      std::string der, const Limits& limits = {});

  RevocationKind kind() const override { return RevocationKind::kCrl; }
  const std::string& der() const override { return der_; }
  const Digest& digest() const override { return digest_; }
  absl::Time this_update() const override { return this_update_; }
  std::optional<absl::Time> next_update() const override {
    return next_update_;
  }
  // From StatementOf, of this CRL alone: kGood only if it is complete and
  // speaks of all reasons, so kOutOfScope of what a delta CRL or one of some
  // reasons does not list. removeFromCRL counts as not listed.
  RevocationStatus StatusOf(const CertificateId& id) const override;

  // By names, scope and serial (RFC 5280, 6.3.3 (b), (d) and (i)); of an
  // indirect CRL also by the issuer that the entry names. Reads neither time
  // nor signature, and not whether the CRL is a delta. Nothing if !IsUsable().
  CrlStatement StatementOf(const Certificate& certificate) const;
  // False: RFC 5280 forbids to use it, because of HasUnrecognisedCritical() or
  // a certificateIssuer that cannot be read or stands in a CRL not indirect.
  bool IsUsable() const;

  const Name& issuer() const { return issuer_; }
  absl::string_view tbs() const { return tbs_; }
  absl::string_view signature() const { return signature_; }
  const AlgorithmIdentifier& signature_algorithm() const { return algorithm_; }
  bool SignatureAlgorithmsMatch() const { return algorithms_match_; }
  const std::optional<std::string>& crl_number() const { return crl_number_; }
  // BaseCRLNumber: the CRL is a delta CRL (5.2.4).
  const std::optional<std::string>& delta_base() const { return delta_base_; }
  bool HasFreshestCrl() const { return has_freshest_crl_; }
  const std::optional<IssuingDistributionPoint>& idp() const { return idp_; }
  const std::optional<AuthorityKeyIdentifier>& authority_key_id() const {
    return authority_key_id_;
  }
  // A critical extension in no table, of the CRL or of an entry: RFC 5280, 5.2
  // and 5.3 forbid to use the CRL.
  bool HasUnrecognisedCritical() const { return unrecognised_critical_; }
  const CrlIndex& index() const { return index_; }

 private:
  friend class CrlParser;
  Crl() = default;

  std::string der_;
  Digest digest_;
  absl::string_view tbs_, signature_;
  AlgorithmIdentifier algorithm_;
  bool algorithms_match_ = false;
  Name issuer_;
  absl::Time this_update_;
  std::optional<absl::Time> next_update_;
  std::optional<std::string> crl_number_, delta_base_;
  std::optional<IssuingDistributionPoint> idp_;
  std::optional<AuthorityKeyIdentifier> authority_key_id_;
  bool unrecognised_critical_ = false;
  bool has_freshest_crl_ = false;
  CrlIndex index_;
};

using CrlRef = std::shared_ptr<const Crl>;

// Whether `crl` verifies under `key`. OK(false): it does not, or its two
// algorithm identifiers differ (RFC 5280, 5.1.1.2). Errors: the algorithm or
// the key is not supported.
absl::StatusOr<bool> VerifyCrl(const Crl& crl, const PublicKey& key);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_CRL_H_
