#ifndef KEPIL_ENGINE_PKI_OCSP_ANSWER_H_
#define KEPIL_ENGINE_PKI_OCSP_ANSWER_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/digest.h"
#include "engine/pki/certificate_extensions.h"
#include "engine/pki/revocation_data.h"

namespace kepil {

// One SingleResponse of RFC 6960, 4.2.1.
struct OcspAnswer {
  HashAlgorithm hash = HashAlgorithm::kUnknown;
  std::string issuer_name_hash, issuer_key_hash, serial;
  RevocationStatus status;  // Extended-revoke for "never issued": kUnknown.
  absl::Time this_update;
  std::optional<absl::Time> next_update;
  bool unrecognised_critical_extension = false;
};

// Reads the contents of a SingleResponse SEQUENCE. INVALID_ARGUMENT as
// DerReader. A revocation reason in no table is kUnspecified; the archive
// cutoff (4.4.4) is ignored.
absl::StatusOr<OcspAnswer> ParseOcspAnswer(absl::string_view contents);

// Whether `answer` says "never issued" in the words of RFC 6960, 2.2: revoked,
// certificateHold, 1 January 1970. They mean that only in a response with the
// extended-revoke extension (4.4.8).
bool SaysNeverIssued(const OcspAnswer& answer);

// Contents of an EXPLICIT tag around Extensions; at most 32 of them.
absl::StatusOr<CertificateExtensions> ParseOcspExtensions(
    absl::string_view contents);
// A GeneralizedTime of whole seconds.
absl::StatusOr<absl::Time> ReadOcspTime(DerReader& reader);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_OCSP_ANSWER_H_
