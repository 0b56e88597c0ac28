#include "engine/signature/ess_certificate_id.h"

#include <cstddef>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/algorithm_identifier.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/general_name.h"
#include "engine/pki/name.h"

namespace kepil {
namespace {

// IssuerSerial.issuer shall be one directoryName; a few more are tolerated.
constexpr size_t kMaxIssuerNames = 16;

enum class EssVersion { k1, k2 };

// GeneralNames; or a bare Name, which some signers write in its place.
absl::StatusOr<std::vector<GeneralName>> ReadIssuer(DerReader& reader) {
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, reader.Read(kDerSequence));
  std::vector<GeneralName> issuer;
  DerReader names(value.content);
  if (names.PeekTag() == kDerSet) {
    GeneralName name;
    name.type = GeneralName::Type::kDirectory;
    KEPIL_ASSIGN_OR_RETURN(name.directory, Name::FromDer(value.full));
    issuer.push_back(std::move(name));
    return issuer;
  }
  while (!names.empty()) {
    if (issuer.size() == kMaxIssuerNames) {
      return FormatUnknownError("too many names in an IssuerSerial");
    }
    KEPIL_ASSIGN_OR_RETURN(GeneralName name, ReadGeneralName(names));
    issuer.push_back(std::move(name));
  }
  return issuer;
}

// IssuerSerial (RFC 5035, 4).
absl::Status ReadIssuerSerial(DerReader& reader,
                              SigningCertificateReference& reference) {
  KEPIL_ASSIGN_OR_RETURN(DerReader pair, reader.ReadSequence());
  KEPIL_ASSIGN_OR_RETURN(reference.issuer, ReadIssuer(pair));
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view serial,
                         pair.ReadIntegerBytes());
  reference.serial = std::string(serial);
  return pair.Finish();
}

// ESSCertID or ESSCertIDv2.
absl::StatusOr<SigningCertificateReference> ReadReference(DerReader& reader,
                                                          EssVersion version) {
  KEPIL_ASSIGN_OR_RETURN(DerReader fields, reader.ReadSequence());
  SigningCertificateReference reference;
  if (version == EssVersion::k2) {
    reference.hash = HashAlgorithm::kSha256;
    if (fields.PeekTag() == kDerSequence) {
      KEPIL_ASSIGN_OR_RETURN(const DerValue value, fields.ReadAny());
      KEPIL_ASSIGN_OR_RETURN(const AlgorithmIdentifier algorithm,
                             ParseAlgorithmIdentifier(value.full));
      reference.hash = HashFromIdentifier(algorithm);
    }
  }
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view hash,
                         fields.ReadOctetString());
  reference.certificate_hash = std::string(hash);
  if (!fields.empty()) {
    KEPIL_RETURN_IF_ERROR(ReadIssuerSerial(fields, reference));
  }
  KEPIL_RETURN_IF_ERROR(fields.Finish());
  return reference;
}

absl::StatusOr<std::vector<SigningCertificateReference>> ReadReferences(
    absl::string_view der, EssVersion version, int max) {
  DerReader outer(der);
  KEPIL_ASSIGN_OR_RETURN(DerReader fields, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, fields.ReadSequence());
  if (!fields.empty()) {
    KEPIL_RETURN_IF_ERROR(fields.Read(kDerSequence).status());  // policies
  }
  KEPIL_RETURN_IF_ERROR(fields.Finish());
  std::vector<SigningCertificateReference> references;
  while (!reader.empty()) {
    if (references.size() == static_cast<size_t>(max)) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_CONTAINER_LIMIT,
                       "too many ESS certificate references");
    }
    KEPIL_ASSIGN_OR_RETURN(SigningCertificateReference reference,
                           ReadReference(reader, version));
    references.push_back(std::move(reference));
  }
  if (references.empty()) {
    return FormatUnknownError("signing-certificate without a reference");
  }
  return references;
}

}  // namespace

absl::StatusOr<std::vector<SigningCertificateReference>>
ParseSigningCertificateV1(absl::string_view der, int max) {
  return ReadReferences(der, EssVersion::k1, max);
}

absl::StatusOr<std::vector<SigningCertificateReference>>
ParseSigningCertificateV2(absl::string_view der, int max) {
  return ReadReferences(der, EssVersion::k2, max);
}

}  // namespace kepil
