#include "engine/signature/dvcs_token.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/signature/dvcs_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using Kind = DvcsToken::Kind;
using testing::Eq;
using testing::IsEmpty;
using testing::Optional;
using testing::SizeIs;

constexpr DvcsEncoding kEncodings[] = {
    DvcsEncoding::kRfc3029, DvcsEncoding::kBouncyCastle, DvcsEncoding::kStb};

std::string Object(int n) { return DerSequence({DerInt64(n)}); }

// A value of the type that each alternative holds.
std::string ValueOf(Kind kind) {
  switch (kind) {
    case Kind::kCertificate:
    case Kind::kCrl:
    case Kind::kOcspCertId:
    case Kind::kOcspResponse:
      return DerSequence({Object(static_cast<int>(kind)), DerNull()});
    case Kind::kEssCertId:
      return DerSequence({DerOctetString(std::string(20, 'h'))});
    case Kind::kPkiStatus:
      return DerSequence({DerInt64(0)});
    case Kind::kAssertion:
      return DerSequence({DerOidFromText("1.2.840.113549.1.7.2"),
                          DerExplicit(0, DerSequence({}))});
    case Kind::kOcspCertStatus:
      return DerImplicit(0, DerNull());  // good
    case Kind::kCapabilities:
      return DerSequence({DerSequence({DerOidFromText("1.2.3")})});
    case Kind::kExtension:
      return DerSequence({DerOidFromText("1.2.3"), DerOctetString("x")});
  }
  return "";
}

absl::StatusOr<DvcsToken> Parse(absl::string_view der) {
  DerReader reader(der);
  const auto value = reader.ReadAny();
  if (!value.ok()) {
    return value.status();
  }
  return ParseDvcsToken(*value);
}

TEST(DvcsTokenTest, ReadsEveryAlternativeInEveryEncoding) {
  for (const DvcsEncoding encoding : kEncodings) {
    for (int i = 0; i <= static_cast<int>(Kind::kExtension); ++i) {
      const Kind kind = static_cast<Kind>(i);
      const std::string der = WriteDvcsToken({kind, ValueOf(kind)}, encoding);
      if (der.empty()) {
        EXPECT_EQ(encoding, DvcsEncoding::kStb) << i;
        continue;
      }
      const auto token = Parse(der);
      ASSERT_THAT(token, IsOk()) << i;
      EXPECT_EQ(token->kind, kind);
      EXPECT_EQ(absl::BytesToHexString(token->der),
                absl::BytesToHexString(ValueOf(kind)))
          << i << " in encoding " << static_cast<int>(encoding);
    }
  }
}

// RFC 3029, 7: IMPLICIT TAGS; a CHOICE under a tag is EXPLICIT (X.680, 31.2.7).
TEST(DvcsTokenTest, TagsAsTheModuleOfTheRfcSays) {
  const auto rfc = [](Kind kind, absl::string_view hex) {
    return absl::BytesToHexString(WriteDvcsToken(
        {kind, absl::HexStringToBytes(hex)}, DvcsEncoding::kRfc3029));
  };
  EXPECT_EQ(rfc(Kind::kCertificate, "3003020101"), "a003020101");
  EXPECT_EQ(rfc(Kind::kEssCertId, "3003040168"), "a103040168");
  EXPECT_EQ(rfc(Kind::kOcspCertStatus, "8000"), "a5028000");
  EXPECT_EQ(rfc(Kind::kExtension, "30060601290401ff"), "30060601290401ff");
}

TEST(DvcsTokenTest, TagsAsBouncyCastleDoes) {
  const auto bc = [](Kind kind, absl::string_view hex) {
    return absl::BytesToHexString(WriteDvcsToken(
        {kind, absl::HexStringToBytes(hex)}, DvcsEncoding::kBouncyCastle));
  };
  EXPECT_EQ(bc(Kind::kCertificate, "3003020101"), "a003020101");
  EXPECT_EQ(bc(Kind::kEssCertId, "3003040168"), "a1053003040168");
  EXPECT_EQ(bc(Kind::kAssertion, "3003060129"), "a3053003060129");
}

TEST(DvcsTokenTest, StbHasNoCapabilitiesAndNoExtension) {
  for (const Kind kind : {Kind::kCapabilities, Kind::kExtension}) {
    EXPECT_THAT(WriteDvcsToken({kind, ValueOf(kind)}, DvcsEncoding::kStb),
                IsEmpty());
  }
}

TEST(DvcsTokenTest, RefusesATagOfNoAlternative) {
  for (const char* hex : {"a9020500", "8000", "020101", "a5048000"}) {
    EXPECT_FALSE(Parse(absl::HexStringToBytes(hex)).ok()) << hex;
  }
  // Two values under the EXPLICIT tag.
  EXPECT_FALSE(Parse(absl::HexStringToBytes("a50480008000")).ok());
}

TEST(DvcsTargetTest, ReadsWhatItWroteInEveryEncoding) {
  DvcsTarget target;
  target.target = {Kind::kCertificate, ValueOf(Kind::kCertificate)};
  target.chain = {{Kind::kPkiStatus, ValueOf(Kind::kPkiStatus)},
                  {Kind::kAssertion, ValueOf(Kind::kAssertion)}};
  target.path_processing_input = DerSequence({DerSequence({Object(1)})});
  DvcsTarget bare;
  bare.target = {Kind::kExtension, ValueOf(Kind::kExtension)};
  for (const DvcsEncoding encoding : kEncodings) {
    const auto read = ParseDvcsTargets(WriteDvcsTarget(target, encoding));
    ASSERT_THAT(read, IsOk());
    ASSERT_THAT(*read, SizeIs(1));
    ASSERT_THAT(read->front().chain, SizeIs(2));
    EXPECT_EQ(read->front().chain[1].kind, Kind::kAssertion);
    EXPECT_EQ(read->front().chain[1].der, target.chain[1].der);
    EXPECT_EQ(read->front().path_processing_input,
              target.path_processing_input);
  }
  const auto read =
      ParseDvcsTargets(WriteDvcsTarget(bare, DvcsEncoding::kRfc3029));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->front().target.kind, Kind::kExtension);
}

TEST(DvcsTargetTest, RefusesAnEmptyList) {
  EXPECT_FALSE(ParseDvcsTargets("").ok());
  EXPECT_FALSE(ParseDvcsTargets(DerSequence({})).ok());
}

TEST(DvcsTargetTest, BoundsTargetsAndChains) {
  DvcsTarget one;
  one.target = {Kind::kPkiStatus, ValueOf(Kind::kPkiStatus)};
  const std::string der = WriteDvcsTarget(one, DvcsEncoding::kRfc3029);
  std::string many;
  for (size_t i = 0; i < kMaxDvcsElements; ++i) {
    many += der;
    one.chain.push_back(one.target);
  }
  EXPECT_THAT(ParseDvcsTargets(many), IsOk());
  EXPECT_THAT(ReasonOf(ParseDvcsTargets(many + der).status()),
              Optional(Eq(v1::ERROR_REASON_CONTAINER_LIMIT)));
  one.chain.push_back(one.target);
  const auto long_chain =
      ParseDvcsTargets(WriteDvcsTarget(one, DvcsEncoding::kRfc3029));
  EXPECT_THAT(ReasonOf(long_chain.status()),
              Optional(Eq(v1::ERROR_REASON_CONTAINER_LIMIT)));
}

}  // namespace
}  // namespace kepil
