#include "engine/crypto/gost_verifier.h"

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/algorithm_table.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/gost_signature.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/crypto/object_identifier.h"
#include "engine/crypto/wide_number.h"

namespace kepil {
namespace {

absl::Status UnknownAlgorithm(absl::string_view what) {
  return MakeError(absl::StatusCode::kUnimplemented,
                   v1::ERROR_REASON_ALGORITHM_UNKNOWN, what);
}

bool IsGostFamily(KeyFamily family) {
  return SchemeFits(SignatureScheme::kGostBeSr, family) ||
         SchemeFits(SignatureScheme::kGostLeRs, family);
}

// The family whose keys have this OID; kUnknown if it is not GOST.
KeyFamily FamilyOf(absl::string_view oid) {
  const AlgorithmRow* row = FindAlgorithmRow(oid);
  return row != nullptr && row->hash == HashAlgorithm::kUnknown &&
                 IsGostFamily(row->key_family)
             ? row->key_family
             : KeyFamily::kUnknown;
}

// The digest OIDs of key parameters, which are parameter sets where the hash
// function has such. Content octets.
struct DigestRow {
  KeyFamily family;
  absl::string_view oid;
};

constexpr DigestRow kDigests[] = {
    // 1.2.643.2.2.30.1
    {KeyFamily::kGost2001, "\x2a\x85\x03\x02\x02\x1e\x01"},
    // 1.2.643.7.1.1.2.2 and .3
    {KeyFamily::kGost2012_256, "\x2a\x85\x03\x07\x01\x01\x02\x02"},
    {KeyFamily::kGost2012_512, "\x2a\x85\x03\x07\x01\x01\x02\x03"},
    // 1.2.398.3.10.1.3.1.1.0, .3.2 and .3.3
    {KeyFamily::kKzGost2004, {"\x2a\x83\x0e\x03\x0a\x01\x03\x01\x01\x00", 10}},
    {KeyFamily::kKzGost2015_256, "\x2a\x83\x0e\x03\x0a\x01\x03\x02"},
    {KeyFamily::kKzGost2015_512, "\x2a\x83\x0e\x03\x0a\x01\x03\x03"},
};

absl::Status CheckDigest(KeyFamily family, absl::string_view oid) {
  bool is_known = false;
  for (const DigestRow& row : kDigests) {
    if (row.oid == oid) {
      if (row.family == family) {
        return absl::OkStatus();
      }
      is_known = true;
    }
  }
  return is_known
             ? WithDefect(FormatUnknownError(
                              "the digest of the key's parameters is that of "
                              "another kind of key"),
                          CryptoDefect::kKeyDigestConflict)
             : UnknownAlgorithm(absl::StrCat("digest of key parameters ",
                                             OidToText(oid), " is unknown"));
}

// RFC 4491, 2.3.2 and RFC 9215, 4.2: publicKeyParamSet, digestParamSet and, in
// old keys, encryptionParamSet, which has no meaning for signatures.
absl::StatusOr<GostCurve> ReadParameters(KeyFamily family,
                                         absl::string_view parameters) {
  DerReader outer(parameters);
  if (outer.PeekTag() != kDerSequence) {
    return FormatUnknownError("GOST key without parameters");
  }
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view set, reader.ReadOid());
  if (!reader.empty()) {
    KEPIL_ASSIGN_OR_RETURN(const absl::string_view digest, reader.ReadOid());
    KEPIL_RETURN_IF_ERROR(CheckDigest(family, digest));
  }
  if (!reader.empty()) {
    KEPIL_RETURN_IF_ERROR(reader.ReadOid().status());
  }
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  const GostCurve* curve = FindGostCurve(family, set);
  if (curve == nullptr) {
    return WithDefect(UnknownAlgorithm(absl::StrCat(
                          "parameter set ", OidToText(set), " is unknown")),
                      CryptoDefect::kParameterSetUnknown);
  }
  return *curve;
}

absl::StatusOr<CurvePoint> ReadPoint(const PrimeCurve& group,
                                     absl::string_view key) {
  DerReader reader(key);
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view octets,
                         reader.ReadOctetString());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  if (octets.size() != 2 * group.size()) {
    return WithDefect(
        FormatUnknownError("GOST key of another length than its curve's"),
        CryptoDefect::kKeyLength);
  }
  CurvePoint point;
  point.x = WideFromLittleEndian(octets.substr(0, group.size()));
  point.y = WideFromLittleEndian(octets.substr(group.size()));
  if (IsZero(point.x) && IsZero(point.y)) {
    return WithDefect(FormatUnknownError("GOST key is the point at infinity"),
                      CryptoDefect::kKeyAtInfinity);
  }
  if (!group.IsInGroup(point)) {
    return WithDefect(
        FormatUnknownError("GOST key is not in the group of its curve"),
        CryptoDefect::kKeyNotOnCurve);
  }
  return point;
}

}  // namespace

bool GostVerifier::IsGostKey(const AlgorithmIdentifier& algorithm) {
  return FamilyOf(algorithm.oid) != KeyFamily::kUnknown;
}

absl::StatusOr<GostVerifier> GostVerifier::Create(
    const AlgorithmIdentifier& algorithm, absl::string_view key) {
  const KeyFamily family = FamilyOf(algorithm.oid);
  KEPIL_ASSIGN_OR_RETURN(const GostCurve curve,
                         ReadParameters(family, algorithm.parameters));
  KEPIL_ASSIGN_OR_RETURN(const CurvePoint point,
                         ReadPoint(GostGroup(curve), key));
  return GostVerifier(family, curve, point);
}

absl::StatusOr<bool> GostVerifier::Verify(const SignatureAlgorithm& algorithm,
                                          absl::string_view message,
                                          absl::string_view signature) const {
  KEPIL_ASSIGN_OR_RETURN(const std::string hash,
                         HashOf(algorithm.hash, message));
  return VerifyDigest(algorithm, hash, signature);
}

absl::StatusOr<bool> GostVerifier::VerifyDigest(
    const SignatureAlgorithm& algorithm, absl::string_view hash,
    absl::string_view signature) const {
  if (!IsSuiteOffered(algorithm, family_)) {
    return UnknownAlgorithm(
        absl::StrCat("not offered: ", SuiteName(algorithm, family_)));
  }
  if (hash.size() != static_cast<size_t>(HashSize(algorithm.hash))) {
    return MalformedError("hash value of another length than its algorithm's");
  }
  return IsGostSignature(*group_, point_, algorithm.scheme, hash, signature);
}

CryptoDefect GostVerifier::DefectOfValue(const SignatureAlgorithm& algorithm,
                                         absl::string_view signature) const {
  return DefectOfGostSignature(*group_, algorithm.scheme, signature);
}

}  // namespace kepil
