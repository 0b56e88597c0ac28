#include "engine/crypto/bign_verifier.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/algorithm_identifier.h"
#include "engine/crypto/bign_curve.h"
#include "engine/crypto/bign_signature.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/crypto/prime_curve.h"
#include "engine/crypto/wide_number.h"

namespace kepil {
namespace {

// 1.2.112.0.2.0.34.101.45.2.1, bign-pubkey; content octets.
constexpr absl::string_view kKeyOid("\x2a\x70\x00\x02\x00\x22\x65\x2d\x02\x01",
                                    10);

absl::Status UnknownKey(absl::string_view what) {
  return MakeError(absl::StatusCode::kUnimplemented,
                   v1::ERROR_REASON_ALGORITHM_UNKNOWN, what);
}

absl::StatusOr<const BignCurve*> ReadCurve(absl::string_view parameters) {
  DerReader reader(parameters);
  if (reader.PeekTag() != kDerOid) {
    return FormatUnknownError("bign key without a named curve");
  }
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view oid, reader.ReadOid());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  const BignCurve* curve = FindBignCurve(oid);
  if (curve == nullptr) {
    return WithDefect(
        UnknownKey(absl::StrCat("curve ", OidToText(oid), " is unknown")),
        CryptoDefect::kParameterSetUnknown);
  }
  return curve;
}

}  // namespace

bool BignVerifier::IsBignKey(const AlgorithmIdentifier& algorithm) {
  return algorithm.oid == kKeyOid;
}

absl::StatusOr<BignVerifier> BignVerifier::Create(
    const AlgorithmIdentifier& algorithm, absl::string_view key) {
  KEPIL_ASSIGN_OR_RETURN(const BignCurve* curve,
                         ReadCurve(algorithm.parameters));
  const PrimeCurve& group = BignGroup(curve->level);
  if (key.size() != 2 * group.size()) {
    return WithDefect(
        FormatUnknownError("bign key of another length than its curve's"),
        CryptoDefect::kKeyLength);
  }
  const CurvePoint point = {WideFromLittleEndian(key.substr(0, group.size())),
                            WideFromLittleEndian(key.substr(group.size()))};
  if (IsZero(point.x) && IsZero(point.y)) {
    return WithDefect(FormatUnknownError("bign key is the point at infinity"),
                      CryptoDefect::kKeyAtInfinity);
  }
  if (!group.IsInGroup(point)) {
    return WithDefect(
        FormatUnknownError("bign key that is no point of its curve"),
        CryptoDefect::kKeyNotOnCurve);
  }
  return BignVerifier(*curve, group, point);
}

absl::StatusOr<bool> BignVerifier::Verify(const SignatureAlgorithm& algorithm,
                                          absl::string_view message,
                                          absl::string_view signature) const {
  KEPIL_RETURN_IF_ERROR(CheckFits(algorithm));
  KEPIL_ASSIGN_OR_RETURN(const std::string hash,
                         HashOf(algorithm.hash, message));
  return VerifyDigest(algorithm, hash, signature);
}

absl::Status BignVerifier::CheckFits(
    const SignatureAlgorithm& algorithm) const {
  if (algorithm.scheme != SignatureScheme::kBign ||
      !IsSuiteOffered(algorithm, KeyFamily::kBign) ||
      8 * HashSize(algorithm.hash) != size_bits()) {
    return UnknownKey("the algorithm does not fit the key or is not offered");
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> BignVerifier::VerifyDigest(
    const SignatureAlgorithm& algorithm, absl::string_view hash,
    absl::string_view signature) const {
  KEPIL_RETURN_IF_ERROR(CheckFits(algorithm));
  if (hash.size() != group_->size()) {
    return MalformedError("hash value of another length than its algorithm's");
  }
  return IsBignSignature(*group_, point_, algorithm.hash, hash, signature);
}

CryptoDefect BignVerifier::DefectOfValue(
    const SignatureAlgorithm& /*algorithm*/,
    absl::string_view signature) const {
  return DefectOfBignSignature(*group_, signature);
}

}  // namespace kepil
