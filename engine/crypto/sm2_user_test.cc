#include "engine/crypto/sm2_user.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/public_key.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// GM/T 0003.5, annex A.2: key, Z and signature over "message digest".
constexpr char kX[] =
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020";
constexpr char kY[] =
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13";
constexpr char kZ[] =
    "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3";
constexpr char kR[] =
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3";
constexpr char kS[] =
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA";
// n of the curve.
constexpr char kOrder[] =
    "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123";
constexpr char kMessage[] = "message digest";

std::string Hex(absl::string_view hex) { return absl::HexStringToBytes(hex); }

std::string Point() { return Hex(std::string("04") + kX + kY); }

std::string Spki(absl::string_view point) {
  return DerSequence({DerSequence({DerOidFromText("1.2.840.10045.2.1"),
                                   DerOidFromText("1.2.156.10197.1.301")}),
                      DerBitString(point)});
}

std::string Signature(absl::string_view r, absl::string_view s) {
  return DerSequence({DerUnsigned(Hex(r)), DerUnsigned(Hex(s))});
}

SignatureAlgorithm Sm2WithSm3() {
  SignatureAlgorithm algorithm;
  algorithm.scheme = SignatureScheme::kSm2;
  algorithm.hash = HashAlgorithm::kSm3;
  return algorithm;
}

TEST(Sm2UserTest, AgreesWithTheStandard) {
  const std::string spki = Spki(Point());
  const auto* next = reinterpret_cast<const unsigned char*>(spki.data());
  EVP_PKEY* key = d2i_PUBKEY(nullptr, &next, static_cast<int>(spki.size()));
  ASSERT_NE(key, nullptr);
  const absl::StatusOr<std::string> digest =
      Sm2UserDigest(key, kSm2DefaultIdentifier);
  EXPECT_THAT(Sm2UserDigest(key, std::string(8192, '1')),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EVP_PKEY_free(key);
  ASSERT_THAT(digest, IsOk());
  EXPECT_EQ(absl::BytesToHexString(*digest), kZ);
}

TEST(Sm2UserTest, RefusesAKeyWithoutAPoint) {
  EVP_PKEY* key = EVP_PKEY_new();
  EXPECT_THAT(Sm2UserDigest(key, kSm2DefaultIdentifier),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EVP_PKEY_free(key);
}

TEST(Sm2KeyTest, VerifiesTheExampleOfTheStandard) {
  const absl::StatusOr<PublicKeyRef> key = PublicKey::FromSpki(Spki(Point()));
  ASSERT_THAT(key, IsOk());
  EXPECT_EQ((*key)->family(), KeyFamily::kSm2);
  EXPECT_EQ((*key)->size_bits(), 256);
  EXPECT_EQ((*key)->curve(), "SM2");
  EXPECT_THAT((*key)->Verify(Sm2WithSm3(), kMessage, Signature(kR, kS)),
              IsOkAndHolds(true));
  EXPECT_THAT((*key)->Verify(Sm2WithSm3(), "another", Signature(kR, kS)),
              IsOkAndHolds(false));
}

TEST(Sm2KeyTest, CompressedPointIsTheSameSigner) {
  // The y of the example is odd.
  const absl::StatusOr<PublicKeyRef> key =
      PublicKey::FromSpki(Spki(Hex(std::string("03") + kX)));
  ASSERT_THAT(key, IsOk());
  EXPECT_THAT((*key)->Verify(Sm2WithSm3(), kMessage, Signature(kR, kS)),
              IsOkAndHolds(true));
}

TEST(Sm2KeyTest, RefusesAKeyOnNoCurve) {
  std::string point = Point();
  point.back() ^= 1;
  EXPECT_THAT(PublicKey::FromSpki(Spki(point)),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST(Sm2KeyTest, RefusesThePointAtInfinity) {
  EXPECT_THAT(PublicKey::FromSpki(Spki(std::string(1, '\0'))),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST(Sm2KeyTest, ValuesOutOfRangeDoNotVerify) {
  const PublicKeyRef key = *PublicKey::FromSpki(Spki(Point()));
  for (const std::string& signature :
       {Signature("00", kS), Signature(kR, "00"), Signature(kOrder, kS),
        Signature(kR, kOrder), Signature(std::string("01") + kR, kS),
        std::string(), std::string(64, '\1'), Signature(kR, kS) + '\0',
        DerSequence({DerUnsigned(Hex(kR))})}) {
    EXPECT_THAT(key->Verify(Sm2WithSm3(), kMessage, signature),
                IsOkAndHolds(false))
        << absl::BytesToHexString(signature);
  }
}

TEST(Sm2KeyTest, TakesNoDigestAndNoOtherHash) {
  const PublicKeyRef key = *PublicKey::FromSpki(Spki(Point()));
  EXPECT_THAT(
      key->VerifyDigest(Sm2WithSm3(), std::string(32, 'h'), Signature(kR, kS)),
      HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN));
  SignatureAlgorithm algorithm = Sm2WithSm3();
  algorithm.hash = HashAlgorithm::kSha256;
  EXPECT_THAT(key->Verify(algorithm, kMessage, Signature(kR, kS)),
              HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN));
}

TEST(Sm2KeyTest, IdentifiersOfGmT0006Resolve) {
  for (const char* oid : {"1.2.156.10197.1.501", "1.2.156.10197.1.301.1"}) {
    const std::string der = DerSequence({DerOidFromText(oid)});
    const absl::StatusOr<ResolvedAlgorithm> resolved =
        ResolveSignatureAlgorithm(KeyFamily::kSm2,
                                  *ParseAlgorithmIdentifier(der),
                                  HashAlgorithm::kSm3);
    ASSERT_THAT(resolved, IsOk()) << oid;
    EXPECT_EQ(SuiteName(resolved->algorithm, KeyFamily::kSm2), "sm2-sm3");
    EXPECT_THAT(ResolveSignatureAlgorithm(KeyFamily::kSm2,
                                          *ParseAlgorithmIdentifier(der),
                                          HashAlgorithm::kSha256),
                HasReason(oid == absl::string_view("1.2.156.10197.1.501")
                              ? v1::ERROR_REASON_REQUEST_MALFORMED
                              : v1::ERROR_REASON_ALGORITHM_UNKNOWN));
  }
}

}  // namespace
}  // namespace kepil
