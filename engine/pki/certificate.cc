#include "engine/pki/certificate.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/public_key.h"
#include "engine/pki/certificate_extensions.h"
#include "engine/pki/name.h"

namespace kepil {
namespace {

// Octets of a BIT STRING. A signature of no whole octets is no value of any
// algorithm: it is given as "", which does not verify.
absl::StatusOr<absl::string_view> BitStringOctets(absl::string_view content) {
  if (content.empty() || static_cast<uint8_t>(content[0]) > 7) {
    return FormatUnknownError("malformed BIT STRING");
  }
  return content[0] == 0 ? content.substr(1) : absl::string_view();
}

// Contents of the subjectPublicKey BIT STRING.
absl::StatusOr<absl::string_view> KeyOctets(absl::string_view spki) {
  DerReader outer(spki);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(reader.Read(kDerSequence).status());
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view key,
                         reader.ReadBitStringOctets());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return key;
}

// Version ::= INTEGER {v1(0), v2(1), v3(2)}, DEFAULT v1.
absl::StatusOr<int> ReadVersion(DerReader& tbs) {
  if (tbs.PeekTag() != DerContextConstructed(0)) {
    return 1;
  }
  KEPIL_ASSIGN_OR_RETURN(DerReader reader,
                         tbs.ReadConstructed(DerContextConstructed(0)));
  KEPIL_ASSIGN_OR_RETURN(const int64_t version, reader.ReadInt64());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  if (version < 0 || version > 2) {
    return FormatUnknownError("certificate of an unknown version");
  }
  return static_cast<int>(version) + 1;
}

// issuerUniqueID [1] and subjectUniqueID [2], IMPLICIT BIT STRING: nobody asks
// for them, but they must be what they are.
absl::Status SkipUniqueIds(DerReader& tbs) {
  for (const int tag : {1, 2}) {
    KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> id,
                           tbs.ReadOptional(DerContext(tag)));
    if (id.has_value()) {
      KEPIL_RETURN_IF_ERROR(BitStringOctets(id->content).status());
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Certificate>> Certificate::FromDer(
    absl::string_view der, const DerLimits& limits) {
  if (static_cast<int64_t>(der.size()) > limits.max_bytes) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                     "certificate over the limit of octets");
  }
  KEPIL_RETURN_IF_ERROR(CheckDerFraming(der, limits));
  // First the object, then the views into its octets.
  std::shared_ptr<Certificate> certificate(new Certificate());
  certificate->der_ = std::string(der);
  KEPIL_RETURN_IF_ERROR(certificate->Parse());
  return certificate;
}

absl::Status Certificate::Parse() {
  DerReader outer(der_);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(const DerValue tbs, reader.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(const DerValue algorithm, reader.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(const DerValue signature, reader.Read(kDerBitString));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  KEPIL_ASSIGN_OR_RETURN(signature_, BitStringOctets(signature.content));
  tbs_ = tbs.full;
  KEPIL_ASSIGN_OR_RETURN(algorithm_, ParseAlgorithmIdentifier(algorithm.full));
  KEPIL_RETURN_IF_ERROR(ParseTbs(DerReader(tbs.content)));

  fingerprint_ = Sha256(der_);
  spki_digest_ = Sha256(spki_);
  KEPIL_ASSIGN_OR_RETURN(key_octets_, KeyOctets(spki_));
  KEPIL_ASSIGN_OR_RETURN(key_sha1_, HashOf(HashAlgorithm::kSha1, key_octets_));
  key_ = PublicKey::FromSpki(spki_);
  return absl::OkStatus();
}

absl::Status Certificate::ParseTbs(DerReader tbs) {
  KEPIL_ASSIGN_OR_RETURN(version_, ReadVersion(tbs));
  KEPIL_ASSIGN_OR_RETURN(serial_, tbs.ReadIntegerBytes());
  if (serial_.size() > kMaxSerialOctets) {
    return FormatUnknownError("serial number too long");
  }
  KEPIL_ASSIGN_OR_RETURN(const DerValue algorithm, tbs.Read(kDerSequence));
  algorithms_match_ = algorithm.full == algorithm_.full;
  if (!algorithms_match_) {
    KEPIL_RETURN_IF_ERROR(ParseAlgorithmIdentifier(algorithm.full).status());
  }
  KEPIL_ASSIGN_OR_RETURN(const DerValue issuer, tbs.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(issuer_, Name::FromDer(issuer.full));
  KEPIL_ASSIGN_OR_RETURN(DerReader validity, tbs.ReadSequence());
  KEPIL_ASSIGN_OR_RETURN(not_before_, validity.ReadTime());
  KEPIL_ASSIGN_OR_RETURN(not_after_, validity.ReadTime());
  KEPIL_RETURN_IF_ERROR(validity.Finish());
  KEPIL_ASSIGN_OR_RETURN(const DerValue subject, tbs.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(subject_, Name::FromDer(subject.full));
  KEPIL_ASSIGN_OR_RETURN(const DerValue spki, tbs.Read(kDerSequence));
  spki_ = spki.full;
  KEPIL_RETURN_IF_ERROR(SkipUniqueIds(tbs));
  if (tbs.empty()) {
    return absl::OkStatus();
  }
  if (version_ != 3) {
    return FormatUnknownError("extensions before version 3");
  }
  KEPIL_ASSIGN_OR_RETURN(DerReader wrapper,
                         tbs.ReadConstructed(DerContextConstructed(3)));
  KEPIL_RETURN_IF_ERROR(tbs.Finish());
  KEPIL_ASSIGN_OR_RETURN(const DerReader extensions, wrapper.ReadSequence());
  KEPIL_RETURN_IF_ERROR(wrapper.Finish());
  KEPIL_ASSIGN_OR_RETURN(extensions_, ParseCertificateExtensions(
                                          extensions.rest(), kMaxExtensions));
  return absl::OkStatus();
}

std::string Certificate::SerialHex() const {
  std::string magnitude(serial_);
  const bool negative = (static_cast<uint8_t>(magnitude[0]) & 0x80) != 0;
  if (negative) {  // Two's complement.
    int carry = 1;
    for (auto octet = magnitude.rbegin(); octet != magnitude.rend(); ++octet) {
      carry += static_cast<uint8_t>(~*octet);
      *octet = static_cast<char>(carry & 0xff);
      carry >>= 8;
    }
  }
  const std::string hex = absl::BytesToHexString(magnitude);
  const size_t first = hex.find_first_not_of('0');
  if (first == hex.npos) {
    return "0";
  }
  return absl::StrCat(negative ? "-" : "", hex.substr(first));
}

absl::StatusOr<bool> VerifySignedObject(const PublicKey& key,
                                        const AlgorithmIdentifier& algorithm,
                                        absl::string_view signed_octets,
                                        absl::string_view signature) {
  KEPIL_ASSIGN_OR_RETURN(
      const ResolvedAlgorithm resolved,
      ResolveSignatureAlgorithm(key.family(), algorithm, std::nullopt));
  return key.Verify(resolved.algorithm, signed_octets, signature);
}

CryptoDefect DefectOfSignedObject(const PublicKey& key,
                                  const AlgorithmIdentifier& algorithm,
                                  absl::string_view signature) {
  const absl::StatusOr<ResolvedAlgorithm> resolved =
      ResolveSignatureAlgorithm(key.family(), algorithm, std::nullopt);
  return resolved.ok() ? key.DefectOfValue(resolved->algorithm, signature)
                       : DefectOf(resolved.status());
}

}  // namespace kepil
