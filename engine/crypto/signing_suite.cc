#include "engine/crypto/signing_suite.h"

#include "absl/strings/string_view.h"
#include "base/error.h"
#include "engine/crypto/der_writer.h"

namespace kepil {
namespace {

constexpr char kRsaPss[] = "1.2.840.113549.1.1.10";
constexpr char kMgf1[] = "1.2.840.113549.1.1.8";
constexpr int kPssSalt = 32;

SigningSuite Choose(SignatureScheme scheme, HashAlgorithm hash,
                    absl::string_view oid) {
  SigningSuite suite;
  suite.algorithm.scheme = scheme;
  suite.algorithm.hash = hash;
  // RFC 4055, 5: NULL for RSA; RFC 5758, 3.2 and RFC 8410, 3: absent.
  const std::string parameters =
      scheme == SignatureScheme::kRsaPkcs1 ? DerNull() : "";
  suite.identifier = DerSequence({DerOidFromText(oid), parameters});
  return suite;
}

}  // namespace

absl::StatusOr<SigningSuite> SigningSuiteFor(const PublicKey& key) {
  switch (key.family()) {
    case KeyFamily::kRsa:
      return Choose(SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha256,
                    "1.2.840.113549.1.1.11");
    case KeyFamily::kEc:
      if (key.size_bits() <= 256) {
        return Choose(SignatureScheme::kEcdsa, HashAlgorithm::kSha256,
                      "1.2.840.10045.4.3.2");
      }
      if (key.size_bits() <= 384) {
        return Choose(SignatureScheme::kEcdsa, HashAlgorithm::kSha384,
                      "1.2.840.10045.4.3.3");
      }
      return Choose(SignatureScheme::kEcdsa, HashAlgorithm::kSha512,
                    "1.2.840.10045.4.3.4");
    case KeyFamily::kEd25519:
      return Choose(SignatureScheme::kEddsa, HashAlgorithm::kUnknown,
                    "1.3.101.112");
    case KeyFamily::kEd448:
      return Choose(SignatureScheme::kEddsa, HashAlgorithm::kUnknown,
                    "1.3.101.113");
    case KeyFamily::kUnknown:
    case KeyFamily::kRsaPss:
    case KeyFamily::kDsa:
    case KeyFamily::kGost2001:
    case KeyFamily::kGost2012_256:
    case KeyFamily::kGost2012_512:
    case KeyFamily::kKzGost2004:
    case KeyFamily::kKzGost2015_256:
    case KeyFamily::kKzGost2015_512:
    case KeyFamily::kUzDst1092:
    case KeyFamily::kBign:
    case KeyFamily::kSm2:
      break;
  }
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONFIG_INVALID,
                   "private key: not RSA, EC, Ed25519 or Ed448");
}

SigningSuite PssSigningSuite() {
  const std::string sha256 = DerSequence(
      {DerOidFromText(HashOidText(HashAlgorithm::kSha256)), DerNull()});
  SigningSuite suite;
  suite.algorithm.scheme = SignatureScheme::kRsaPss;
  suite.algorithm.hash = HashAlgorithm::kSha256;
  suite.algorithm.mgf1_hash = HashAlgorithm::kSha256;
  suite.algorithm.salt_length = kPssSalt;
  suite.identifier = DerSequence(
      {DerOidFromText(kRsaPss),
       DerSequence(
           {DerExplicit(0, sha256),
            DerExplicit(1, DerSequence({DerOidFromText(kMgf1), sha256})),
            DerExplicit(2, DerInt64(kPssSalt))})});
  return suite;
}

}  // namespace kepil
