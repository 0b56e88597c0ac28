#ifndef KEPIL_ENGINE_SIGNATURE_DVCS_RESPONSE_H_
#define KEPIL_ENGINE_SIGNATURE_DVCS_RESPONSE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/digest.h"
#include "engine/signature/dvcs_status.h"

namespace kepil {

// One TargetEtcChain of a reply: the signer's certificate, the path and the
// revocation data used, and our status of the target.
struct DvcTarget {
  // Certificate DER; "" if the signer's is not known: `status` takes its place.
  std::string target;
  std::vector<std::string> path;  // Certificate DER, above the target.
  std::vector<std::string> crls, ocsp_responses;
  std::optional<DvcStatusInfo> status;  // Of the target.
};

// DVCSCertInfo (RFC 3029, 9.1) as far as a vsd receipt of ours has it.
struct DvcCertInfo {
  int service = 2;                   // vsd.
  std::optional<std::string> nonce;  // INTEGER content octets.
  // Dotted; both as requestPolicy and as policy. Read from the latter.
  std::string policy_oid;
  HashAlgorithm imprint_hash = HashAlgorithm::kSha256;
  std::string imprint;  // messageImprint.
  int64_t serial = 0;
  absl::Time response_time;  // Whole seconds.
  std::optional<DvcStatusInfo> status;
  std::vector<DvcTarget> targets;
  // OCTET STRING value of a non-critical extension with this dotted OID.
  std::string extension_oid, extension_value;
};

inline constexpr char kDvcsResponseContentType[] = "1.2.840.113549.1.9.16.1.8";

// DER of DVCSResponse with dvCertInfo; a function of `info` alone.
std::string WriteDvcCertInfo(const DvcCertInfo& info);

// Reads a DVCSResponse that is a dvCertInfo; strict DER, lists of at most 1024
// elements. INVALID_ARGUMENT/FORMAT_UNKNOWN otherwise: an error notice, a
// time-stamp token as responseTime, tokens or extensions that DvcCertInfo has
// no place for. Other fields of the request information are passed over.
absl::StatusOr<DvcCertInfo> ParseDvcCertInfo(absl::string_view der);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_DVCS_RESPONSE_H_
