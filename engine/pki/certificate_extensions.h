#ifndef KEPIL_ENGINE_PKI_CERTIFICATE_EXTENSIONS_H_
#define KEPIL_ENGINE_PKI_CERTIFICATE_EXTENSIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/pki/distribution_point.h"
#include "engine/pki/extension_oid.h"
#include "engine/pki/general_name.h"
#include "engine/pki/policy_extensions.h"

namespace kepil {

struct BasicConstraints {
  bool ca = false;
  std::optional<int64_t> path_length;
};

// Bits of RFC 5280, 4.2.1.3, bit 0 first.
enum class KeyUsageBit {
  kDigitalSignature = 0,
  kContentCommitment = 1,  // nonRepudiation
  kKeyEncipherment = 2,
  kDataEncipherment = 3,
  kKeyAgreement = 4,
  kKeyCertSign = 5,
  kCrlSign = 6,
  kEncipherOnly = 7,
  kDecipherOnly = 8,
};
struct KeyUsage {
  uint16_t bits = 0;  // 1 << KeyUsageBit.
  bool Has(KeyUsageBit bit) const {
    return (bits >> static_cast<int>(bit)) & 1;
  }
};

struct AuthorityKeyIdentifier {
  std::optional<std::string> key_id;
  std::vector<GeneralName> issuer;
  std::optional<std::string> serial;  // INTEGER content octets.
};

struct NameConstraintsExtension {
  std::vector<GeneralName> permitted, excluded;  // IP: address and mask.
  // A minimum other than 0 or a maximum stands in it (RFC 5280, 4.2.1.10).
  bool has_unsupported_distance = false;
};

// CertificateExtensions is what stands in the extensions of one certificate,
// each parsed strictly. Absent is nullopt (or an empty list). Nothing is
// judged.
struct CertificateExtensions {
  std::optional<BasicConstraints> basic_constraints;
  std::optional<KeyUsage> key_usage;
  std::optional<std::vector<std::string>> extended_key_usage;  // OID contents.
  std::optional<std::string> subject_key_id;
  std::optional<AuthorityKeyIdentifier> authority_key_id;
  // Not empty: a list without names counts as absent.
  std::optional<std::vector<GeneralName>> subject_alt_names;
  std::optional<std::vector<std::string>> policies;  // OID contents.
  std::optional<std::vector<PolicyMapping>> policy_mappings;
  std::optional<PolicyConstraints> policy_constraints;
  std::optional<int64_t> inhibit_any_policy;
  std::optional<NameConstraintsExtension> name_constraints;
  std::optional<std::vector<DistributionPoint>> crl_distribution_points;
  std::optional<std::vector<DistributionPoint>> freshest_crl;
  bool ocsp_no_check = false;
  std::vector<std::string> qc_statements;  // OID contents of statement ids.

  // Every extension in order, known or not.
  struct Present {
    std::string oid;  // Content octets.
    bool critical = false;
    // False: in no table of ours; critical, it must fail (RFC 5280, 4.2).
    bool recognised = false;
    // Set if `recognised` and its value could not be parsed: the field above
    // is then absent and the judge must treat the certificate as malformed.
    bool malformed = false;
    std::string value;  // The OCTET STRING's contents.
  };
  std::vector<Present> all;

  const Present* Find(absl::string_view oid_content) const;
  bool HasUnrecognisedCritical() const;
  bool HasMalformed() const;
  bool IsCritical(absl::string_view oid_content) const;
};

// Parses the contents of the Extensions SEQUENCE. An error only for broken
// framing, a duplicate extension or more than `max_extensions`.
absl::StatusOr<CertificateExtensions> ParseCertificateExtensions(
    absl::string_view contents, int max_extensions);

// Value of an authorityKeyIdentifier; shared with CRLs.
absl::StatusOr<AuthorityKeyIdentifier> ParseAuthorityKeyIdentifier(
    absl::string_view extension_value);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_CERTIFICATE_EXTENSIONS_H_
