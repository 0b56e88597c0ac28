#include "services/gateway/dvcs_sender.h"

#include <string>

#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/dvcs_fixture.h"

namespace kepil {
namespace {

enum class By { kTls, kNobody };

struct DvcsSenderTest : testing::Test {
  DvcsFixture fixture;
  const std::string request =
      DvcsFixture::Der(fixture.Request(DvcsService::kCpd, "data"));

  DvcsSenderResult Identify(const std::string& octets, By by) {
    const auto envelope = ReadDvcsEnvelope(octets, ParseLimits());
    KEPIL_CHECK(envelope.ok());
    return IdentifyDvcsSender(
        {*envelope, by == By::kTls ? &fixture.caller.principal : nullptr,
         *fixture.principals, fixture.clock.Now(), ParseLimits()},
        fixture.certificates);
  }
  void ExpectRefused(const DvcsSenderResult& result, DvcFailure failure) {
    EXPECT_FALSE(result.sender.has_value());
    ASSERT_TRUE(result.refusal.has_value());
    EXPECT_EQ(result.refusal->failure, failure);
  }
};

TEST_F(DvcsSenderTest, IsTheTlsCallerOrTheRegisteredSigner) {
  DvcsSenderResult result = Identify(request, By::kTls);
  ASSERT_TRUE(result.sender.has_value());
  EXPECT_EQ(result.sender->principal.id(), "kz-bank");
  EXPECT_EQ(result.sender->request_signer_sha256, "");

  result = Identify(DvcsFixture::SignRequest(request, {fixture.request_signer}),
                    By::kNobody);
  ASSERT_TRUE(result.sender.has_value());
  EXPECT_EQ(result.sender->principal.id(), "kz-bank");
  EXPECT_EQ(result.sender->request_signer_sha256,
            Sha256(fixture.request_signer.certificate).bytes());

  // What a stranger signed is sent on by who is known.
  result =
      Identify(DvcsFixture::SignRequest(request, {fixture.stranger}), By::kTls);
  ASSERT_TRUE(result.sender.has_value());
  EXPECT_EQ(result.sender->request_signer_sha256, "");
}

TEST_F(DvcsSenderTest, StrangersAreOfNoAuthority) {
  ExpectRefused(Identify(request, By::kNobody), DvcFailure::kWrongAuthority);
  ExpectRefused(Identify(DvcsFixture::SignRequest(request, {fixture.stranger}),
                         By::kNobody),
                DvcFailure::kWrongAuthority);
}

TEST_F(DvcsSenderTest, ASignerOutsideItsValidityIsAStranger) {
  const std::string octets =
      DvcsFixture::SignRequest(request, {fixture.request_signer});
  fixture.clock.Advance(absl::Hours(24 * 31));
  ExpectRefused(Identify(octets, By::kNobody), DvcFailure::kWrongAuthority);
}

TEST_F(DvcsSenderTest, ABadSignatureIsIncorrectDataWhoeverSendsIt) {
  std::string octets =
      DvcsFixture::SignRequest(request, {fixture.request_signer});
  const size_t at = octets.find("data");
  ASSERT_NE(at, std::string::npos);
  octets[at] = 'D';
  ExpectRefused(Identify(octets, By::kNobody), DvcFailure::kIncorrectData);
  ExpectRefused(Identify(octets, By::kTls), DvcFailure::kIncorrectData);
}

TEST_F(DvcsSenderTest, MoreThanOneSignerIsABadRequest) {
  ExpectRefused(
      Identify(DvcsFixture::SignRequest(
                   request, {fixture.request_signer, fixture.stranger}),
               By::kTls),
      DvcFailure::kBadRequest);
}

TEST_F(DvcsSenderTest, TheRoleMustIncludeValidation) {
  fixture.caller.principal.clear_roles();
  fixture.caller.principal.add_roles(v1::PRINCIPAL_ROLE_AUDITOR);
  fixture.Register(fixture.caller.principal);
  ExpectRefused(Identify(request, By::kTls), DvcFailure::kWrongAuthority);
  ExpectRefused(
      Identify(DvcsFixture::SignRequest(request, {fixture.request_signer}),
               By::kNobody),
      DvcFailure::kWrongAuthority);
}

TEST(AcceptedDvcsHashTest, OldHashesProveNothing) {
  for (const HashAlgorithm hash :
       {HashAlgorithm::kUnknown, HashAlgorithm::kMd5, HashAlgorithm::kSha1}) {
    EXPECT_FALSE(IsAcceptedDvcsHash(hash));
  }
  for (const HashAlgorithm hash :
       {HashAlgorithm::kSha256, HashAlgorithm::kStreebog512,
        HashAlgorithm::kBeltHash}) {
    EXPECT_TRUE(IsAcceptedDvcsHash(hash));
  }
}

}  // namespace
}  // namespace kepil
