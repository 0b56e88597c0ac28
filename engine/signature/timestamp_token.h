#ifndef KEPIL_ENGINE_SIGNATURE_TIMESTAMP_TOKEN_H_
#define KEPIL_ENGINE_SIGNATURE_TIMESTAMP_TOKEN_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/crypto/digest.h"
#include "engine/pki/certificate_reader.h"
#include "engine/pki/timestamp_info.h"
#include "engine/signature/parse_limits.h"
#include "engine/signature/parsed_signature.h"

namespace kepil {

// TimestampToken is one time-stamp token (RFC 3161): a SignedData over a
// TSTInfo with exactly one signer. Owns its octets; nothing is verified. What
// must hold (EN 319 102-1, 5.4) is judged in engine/validation. Time-stamps
// over the token itself are not read. Immutable; thread-safe.
class TimestampToken {
 public:
  // INVALID_ARGUMENT: FORMAT_UNKNOWN if `der` (BER is tolerated, as in any CMS)
  // holds no SignedData with eContentType id-ct-TSTInfo around a TSTInfo or not
  // exactly one SignerInfo, NO_SIGNATURE without any; CONTAINER_LIMIT or
  // DOCUMENT_TOO_LARGE over one of `limits`.
  static absl::StatusOr<std::shared_ptr<const TimestampToken>> FromDer(
      absl::string_view der, CertificateReader& certificates,
      const ParseLimits& limits);

  const std::string& der() const { return der_; }   // As given.
  const Digest& digest() const { return digest_; }  // SHA-256 of der().
  const TimestampInfo& info() const { return info_; }
  // The TSA's signature over the TSTInfo: attributes, embedded certificates,
  // digest of the content, value; to be judged like any other one.
  const ParsedSignature& signature() const { return *signature_; }
  // Revocation data in the SignedData and in the signer's revocation-values:
  // complete DER.
  absl::Span<const std::string> crls() const { return crls_; }
  absl::Span<const std::string> ocsp_responses() const {
    return ocsp_responses_;
  }

  // Whether the token stamps `octets`. UNIMPLEMENTED/ALGORITHM_UNKNOWN if the
  // hash of the imprint is in no table or switched off.
  absl::StatusOr<bool> MatchesImprint(absl::string_view octets) const;

 private:
  TimestampToken() = default;
  absl::Status Parse(CertificateReader& certificates,
                     const ParseLimits& limits);

  std::string der_;
  Digest digest_;
  std::shared_ptr<const std::string> owned_;  // DER form of BER.
  TimestampInfo info_;
  std::unique_ptr<const ParsedSignature> signature_;
  std::vector<std::string> crls_, ocsp_responses_;
};

using TimestampTokenRef = std::shared_ptr<const TimestampToken>;

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_TIMESTAMP_TOKEN_H_
