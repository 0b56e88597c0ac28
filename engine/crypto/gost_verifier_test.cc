#include "engine/crypto/gost_verifier.h"

#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/gost_known_answers.h"
#include "engine/crypto/public_key.h"
#include "engine/crypto/wide_number.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;

auto IsMalformed() { return HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN); }
auto IsUnknown() { return HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN); }

constexpr char kKz2004[] = "1.2.398.3.10.1.1.1.1";
constexpr char kKz2004Set[] = "1.2.398.3.10.1.1.1.1.1";
constexpr char kKz2004Digest[] = "1.2.398.3.10.1.3.1.1.0";
constexpr char kKz2015[] = "1.2.398.3.10.1.1.2.2";
constexpr char kKz2015Set[] = "1.2.398.3.10.1.1.2.2.1";
constexpr char kKz2015Digest[] = "1.2.398.3.10.1.3.3";
constexpr char kRu256[] = "1.2.643.7.1.1.1.1";
constexpr char kRu256Set[] = "1.2.643.7.1.2.1.1.1";

const GostKnownAnswer& AnswerOf(GostCurve curve) {
  return kGostKnownAnswers[static_cast<int>(curve)];
}

WideNumber FromHex(absl::string_view hex) {
  return WideFromBigEndian(absl::HexStringToBytes(hex));
}

// x || y of the known answer, little-endian.
std::string PointOf(GostCurve curve) {
  const GostKnownAnswer& answer = AnswerOf(curve);
  const size_t size = answer.x.size() / 2;
  return absl::StrCat(WideToLittleEndian(FromHex(answer.x), size),
                      WideToLittleEndian(FromHex(answer.y), size));
}

std::string KazakhSignatureOf(GostCurve curve) {
  const GostKnownAnswer& answer = AnswerOf(curve);
  const size_t size = answer.r.size() / 2;
  return absl::StrCat(WideToLittleEndian(FromHex(answer.r), size),
                      WideToLittleEndian(FromHex(answer.s), size));
}

std::string RussianSignatureOf(GostCurve curve) {
  return absl::HexStringToBytes(
      absl::StrCat(AnswerOf(curve).s, AnswerOf(curve).r));
}

std::string SpkiWith(const std::string& key_oid, const std::string& parameters,
                     const std::string& key) {
  return DerSequence(
      {DerSequence({DerOidFromText(key_oid), parameters}), DerBitString(key)});
}

// `digest` may be "".
std::string Spki(const std::string& key_oid, const std::string& set,
                 const std::string& digest, const std::string& point) {
  return SpkiWith(key_oid,
                  DerSequence({DerOidFromText(set),
                               digest.empty() ? "" : DerOidFromText(digest)}),
                  DerOctetString(point));
}

SignatureAlgorithm Scheme(SignatureScheme scheme, HashAlgorithm hash) {
  SignatureAlgorithm algorithm;
  algorithm.scheme = scheme;
  algorithm.hash = hash;
  return algorithm;
}

struct KeyCase {
  KeyFamily family;
  const char* oid;
  const char* set;
  const char* digest;
  GostCurve curve;
  SignatureScheme scheme;
  HashAlgorithm hash;
};

constexpr SignatureScheme kRussian = SignatureScheme::kGostBeSr;
constexpr SignatureScheme kKazakh = SignatureScheme::kGostLeRs;
constexpr KeyCase kKeys[] = {
    {KeyFamily::kKzGost2004, kKz2004, kKz2004Set, kKz2004Digest,
     GostCurve::kCryptoProA, kKazakh, HashAlgorithm::kGost94Test},
    {KeyFamily::kKzGost2015_512, kKz2015, kKz2015Set, kKz2015Digest,
     GostCurve::kTc26_512A, kKazakh, HashAlgorithm::kStreebog512},
    {KeyFamily::kUzDst1092, "1.2.860.3.15.1.1.2.1", "1.2.860.3.15.1.1.2.1.1",
     "", GostCurve::kCryptoProA, kRussian, HashAlgorithm::kGost94CryptoPro},
    {KeyFamily::kGost2001, "1.2.643.2.2.19", "1.2.643.2.2.35.1",
     "1.2.643.2.2.30.1", GostCurve::kCryptoProA, kRussian,
     HashAlgorithm::kGost94CryptoPro},
    {KeyFamily::kGost2001, "1.2.643.2.2.19", "1.2.643.2.2.36.1",
     "1.2.643.2.2.30.1", GostCurve::kCryptoProC, kRussian,
     HashAlgorithm::kGost94CryptoPro},
    {KeyFamily::kGost2012_256, kRu256, "1.2.643.2.2.35.2", "1.2.643.7.1.1.2.2",
     GostCurve::kCryptoProB, kRussian, HashAlgorithm::kStreebog256},
    {KeyFamily::kGost2012_256, kRu256, kRu256Set, "", GostCurve::kTc26_256A,
     kRussian, HashAlgorithm::kStreebog256},
    {KeyFamily::kGost2012_512, "1.2.643.7.1.1.1.2", "1.2.643.7.1.2.1.2.1",
     "1.2.643.7.1.1.2.3", GostCurve::kTc26_512A, kRussian,
     HashAlgorithm::kStreebog512},
    {KeyFamily::kGost2012_512, "1.2.643.7.1.1.1.2", "1.2.643.7.1.2.1.2.2", "",
     GostCurve::kTc26_512B, kRussian, HashAlgorithm::kStreebog512},
    {KeyFamily::kGost2012_512, "1.2.643.7.1.1.1.2", "1.2.643.7.1.2.1.2.3", "",
     GostCurve::kTc26_512C, kRussian, HashAlgorithm::kStreebog512},
};

TEST(GostVerifierTest, VerifiesUnderTheKeysOfEachCountry) {
  for (const KeyCase& c : kKeys) {
    const auto key =
        PublicKey::FromSpki(Spki(c.oid, c.set, c.digest, PointOf(c.curve)));
    ASSERT_THAT(key, IsOk()) << c.set;
    EXPECT_EQ((*key)->family(), c.family);
    EXPECT_EQ((*key)->curve(), GostCurveName(c.curve));
    EXPECT_EQ((*key)->size_bits(), AnswerOf(c.curve).x.size() * 4);
    const SignatureAlgorithm algorithm = Scheme(c.scheme, c.hash);
    const std::string hash = GostKnownHash(HashSize(c.hash));
    const std::string signature = c.scheme == kKazakh
                                      ? KazakhSignatureOf(c.curve)
                                      : RussianSignatureOf(c.curve);
    EXPECT_THAT((*key)->VerifyDigest(algorithm, hash, signature),
                IsOkAndHolds(true))
        << c.set;
    EXPECT_THAT((*key)->Verify(algorithm, hash, signature), IsOkAndHolds(false))
        << "the hash of the message counts, not the message";
    std::string other = signature;
    other[3] = static_cast<char>(other[3] ^ 4);
    EXPECT_THAT((*key)->VerifyDigest(algorithm, hash, other),
                IsOkAndHolds(false));
  }
}

// What FromSpki says of a key.
absl::Status ErrorOf(const std::string& spki) {
  return PublicKey::FromSpki(spki).status();
}

TEST(GostVerifierTest, KeyOnNoCurve) {
  for (const size_t i : {0, 63}) {
    std::string point = PointOf(GostCurve::kCryptoProA);
    point[i] = static_cast<char>(point[i] ^ 1);
    const absl::Status error =
        ErrorOf(Spki(kKz2004, kKz2004Set, kKz2004Digest, point));
    EXPECT_THAT(error, IsMalformed());
    EXPECT_THAT(std::string(error.message()), HasSubstr("not in the group"));
  }
  // On another curve of the same size.
  EXPECT_THAT(ErrorOf(Spki(kKz2004, kKz2004Set, kKz2004Digest,
                           PointOf(GostCurve::kCryptoProB))),
              IsMalformed());
}

TEST(GostVerifierTest, KeyAtInfinity) {
  const absl::Status error =
      ErrorOf(Spki(kKz2004, kKz2004Set, kKz2004Digest, std::string(64, '\0')));
  EXPECT_THAT(error, IsMalformed());
  EXPECT_THAT(std::string(error.message()), HasSubstr("infinity"));
}

TEST(GostVerifierTest, KeyOfSmallOrder) {
  // The point of order 2 on 256-bit set A of RFC 7836.
  const std::string point = absl::StrCat(
      WideToLittleEndian(FromHex("0100FE73F595FF158E974B44D478D958"
                                 "8744FE5C192AC47EA63075DCE7A14AAA"),
                         32),
      std::string(32, '\0'));
  EXPECT_THAT(ErrorOf(Spki(kRu256, kRu256Set, "", point)), IsMalformed());
}

TEST(GostVerifierTest, KeyOfAnotherLength) {
  const std::string point = PointOf(GostCurve::kCryptoProA);
  for (const std::string& other :
       {std::string(), point.substr(1), point + "x", point + point}) {
    const absl::Status error =
        ErrorOf(Spki(kKz2004, kKz2004Set, kKz2004Digest, other));
    EXPECT_THAT(error, IsMalformed());
    EXPECT_THAT(std::string(error.message()), HasSubstr("length"));
  }
  EXPECT_THAT(ErrorOf(SpkiWith(
                  kKz2004, DerSequence({DerOidFromText(kKz2004Set)}), point)),
              IsMalformed())
      << "without the OCTET STRING";
}

TEST(GostVerifierTest, UnknownParameterSet) {
  const std::string point = PointOf(GostCurve::kCryptoProA);
  for (const char* set : {"1.2.643.2.2.35.0", "1.2.643.2.2.35.1", "1.2.3"}) {
    const absl::Status error =
        ErrorOf(Spki(kKz2004, set, kKz2004Digest, point));
    EXPECT_THAT(error, IsUnknown()) << set;
    EXPECT_THAT(std::string(error.message()), HasSubstr("parameter set"));
  }
  // GOST 34.10-2015 with 256 bits: known by name, confirmed by nothing.
  EXPECT_THAT(ErrorOf(Spki("1.2.398.3.10.1.1.2.1", "1.2.398.3.10.1.1.2.1.1",
                           "1.2.398.3.10.1.3.2", point)),
              IsUnknown());
}

TEST(GostVerifierTest, DigestOfTheParametersThatDoesNotMatch) {
  const std::string point = PointOf(GostCurve::kCryptoProA);
  EXPECT_THAT(ErrorOf(Spki(kKz2004, kKz2004Set, kKz2015Digest, point)),
              IsMalformed());
  EXPECT_THAT(
      ErrorOf(Spki(kRu256, "1.2.643.2.2.35.1", "1.2.643.7.1.1.2.3", point)),
      IsMalformed());
  EXPECT_THAT(ErrorOf(Spki("1.2.643.2.2.19", "1.2.643.2.2.35.1",
                           "1.2.643.2.2.30.0", point)),
              IsUnknown())
      << "the S-box of the tests in a Russian key";
}

TEST(GostVerifierTest, MalformedParameters) {
  const std::string key = DerOctetString(PointOf(GostCurve::kCryptoProA));
  const std::string set = DerOidFromText("1.2.643.2.2.35.1");
  for (const std::string& parameters :
       {std::string(), DerNull(), set, DerSequence({}),
        DerSequence({DerNull()}), DerSequence({set, DerNull()}),
        DerSequence({set, DerOidFromText("1.2.643.2.2.30.1"), set, set})}) {
    EXPECT_THAT(ErrorOf(SpkiWith("1.2.643.2.2.19", parameters, key)),
                IsMalformed())
        << absl::BytesToHexString(parameters);
  }
  // RFC 4491, 2.3.2: encryptionParamSet may come third.
  EXPECT_THAT(
      ErrorOf(SpkiWith("1.2.643.2.2.19",
                       DerSequence({set, DerOidFromText("1.2.643.2.2.30.1"),
                                    DerOidFromText("1.2.643.2.2.31.1")}),
                       key)),
      IsOk());
}

class GostSignatureValueTest : public testing::Test {
 protected:
  GostSignatureValueTest()
      : key_(*PublicKey::FromSpki(Spki(kKz2004, kKz2004Set, kKz2004Digest,
                                       PointOf(GostCurve::kCryptoProA)))),
        hash_(GostKnownHash(32)),
        right_(KazakhSignatureOf(GostCurve::kCryptoProA)) {}
  absl::StatusOr<bool> Verify(absl::string_view signature) const {
    return key_->VerifyDigest(Scheme(kKazakh, HashAlgorithm::kGost94Test),
                              hash_, signature);
  }

  const PublicKeyRef key_;
  const std::string hash_, right_;
};

TEST_F(GostSignatureValueTest, NumberOfZero) {
  EXPECT_THAT(Verify(right_), IsOkAndHolds(true));
  const std::string zero(32, '\0');
  EXPECT_THAT(Verify(zero + right_.substr(32)), IsOkAndHolds(false));
  EXPECT_THAT(Verify(right_.substr(0, 32) + zero), IsOkAndHolds(false));
}

TEST_F(GostSignatureValueTest, NumberTooLarge) {
  const std::string order =
      WideToLittleEndian(GostGroup(GostCurve::kCryptoProA).order(), 32);
  EXPECT_THAT(Verify(order + right_.substr(32)), IsOkAndHolds(false));
  EXPECT_THAT(Verify(right_.substr(0, 32) + order), IsOkAndHolds(false));
  EXPECT_THAT(Verify(std::string(64, '\xff')), IsOkAndHolds(false));
}

TEST_F(GostSignatureValueTest, ValueOfAnotherLength) {
  for (const std::string& value :
       {std::string(), right_.substr(1), right_ + "x", right_ + right_}) {
    EXPECT_THAT(Verify(value), IsOkAndHolds(false)) << value.size();
  }
}

TEST_F(GostSignatureValueTest, DigestThatDoesNotMatch) {
  EXPECT_THAT(key_->VerifyDigest(Scheme(kKazakh, HashAlgorithm::kStreebog256),
                                 hash_, right_),
              IsUnknown());
  EXPECT_THAT(
      key_->VerifyDigest(Scheme(kKazakh, HashAlgorithm::kGost94CryptoPro),
                         hash_, right_),
      IsUnknown());
  EXPECT_THAT(
      key_->Verify(Scheme(kRussian, HashAlgorithm::kGost94Test), "", right_),
      IsUnknown());
  EXPECT_THAT(key_->VerifyDigest(Scheme(kKazakh, HashAlgorithm::kGost94Test),
                                 hash_ + "x", right_),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(GostVerifierTest, ChangedOctetsNeverGiveInternal) {
  const std::string spki =
      Spki(kKz2004, kKz2004Set, kKz2004Digest, PointOf(GostCurve::kCryptoProA));
  for (size_t i = 0; i < spki.size(); ++i) {
    for (const char bits : {'\x01', '\x80', '\xff'}) {
      std::string changed = spki;
      changed[i] = static_cast<char>(changed[i] ^ bits);
      EXPECT_THAT(ErrorOf(changed), testing::AnyOf(IsMalformed(), IsUnknown()))
          << i;
    }
    EXPECT_THAT(ErrorOf(spki.substr(0, i)), IsMalformed()) << i;
  }
}

}  // namespace
}  // namespace kepil
