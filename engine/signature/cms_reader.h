#ifndef KEPIL_ENGINE_SIGNATURE_CMS_READER_H_
#define KEPIL_ENGINE_SIGNATURE_CMS_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm.h"
#include "engine/signature/embedded_revocation.h"
#include "engine/signature/parse_limits.h"
#include "engine/signature/parsed_signature.h"

namespace kepil {

// The strict-DER form of a file that may be BER.
struct CmsEnvelope {
  absl::string_view der;                     // In the file, or `owned`.
  std::shared_ptr<const std::string> owned;  // Null if the file is DER.
  std::vector<FormatDeviation> deviations;   // kBerEncoding, kTrailingZeros.
};
// Checks that `file` is exactly one value, DER at every level, or turns it from
// BER into that, once. Only zero octets may follow the value, and only if its
// own length is definite. Errors as BerToDer.
absl::StatusOr<CmsEnvelope> ReadCmsEnvelope(absl::string_view file,
                                            const DerLimits& limits);

// CmsSignedData is the outer structure of one SignedData (RFC 5652, 5.1; PKCS#7
// version 1.5 as well) in slices; what stands in a SignerInfo or a certificate
// has not been looked at. Views into the DER.
struct CmsSignedData {
  int64_t version = 0;
  std::vector<absl::string_view> digest_algorithms;  // OID content octets.
  absl::string_view content_type;                    // OID content octets.
  // eContent's octets; of another type than OCTET STRING (PKCS#7), the value's
  // content octets. nullopt if detached.
  std::optional<absl::string_view> content;
  std::vector<absl::string_view> certificates;  // X.509 certificates: DER.
  EmbeddedRevocation revocation;
  std::vector<absl::string_view> signer_infos;  // Complete values.
  // kVersionMismatch, kEmbeddedObjectUnreadable; kBerEncoding if a signer's
  // key identifier stands in pieces.
  std::vector<FormatDeviation> deviations;
};

// Reads a ContentInfo that holds a SignedData. INVALID_ARGUMENT: FORMAT_UNKNOWN
// if it is none, NO_SIGNATURE if it has no SignerInfo, CONTAINER_LIMIT over one
// of `limits`.
absl::StatusOr<CmsSignedData> ReadCmsSignedData(absl::string_view der,
                                                const ParseLimits& limits);

// One SignerInfo (RFC 5652, 5.3) in slices.
struct CmsSignerInfo {
  int64_t version = 0;
  SignerIdentifier signer;
  AlgorithmIdentifier digest_algorithm, signature_algorithm;
  // Contents of [0] and [1]; nullopt if absent.
  std::optional<absl::string_view> signed_attributes, unsigned_attributes;
  absl::string_view signature;
};
// INVALID_ARGUMENT/FORMAT_UNKNOWN if it cannot be read.
absl::StatusOr<CmsSignerInfo> ReadCmsSignerInfo(absl::string_view der);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_CMS_READER_H_
