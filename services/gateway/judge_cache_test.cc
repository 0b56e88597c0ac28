#include "services/gateway/judge_cache.h"

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "services/evidence/certificate_cache.h"
#include "services/gateway/validation_fixture.h"
#include "services/gateway/validation_flow.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

struct House : ValidationFixture {
  House() { PublishTrust(); }

  // What a receipt says of the signatures, and what that rests on.
  std::string VerdictBy(ValidationFlow& by, const v1::ValidateRequest& asked) {
    const auto receipt = by.Run(asked, caller);
    EXPECT_THAT(receipt, IsOk());
    if (!receipt.ok()) {
      return "";
    }
    v1::ReceiptBody body = BodyOf(*receipt);
    body.clear_id();
    body.clear_salt();
    body.clear_serial();
    return body.SerializeAsString();
  }
  std::unique_ptr<ValidationFlow> FlowWith(CertificateReader& reader,
                                           JudgeMemo* memo) {
    return std::make_unique<ValidationFlow>(
        ValidationFlow::Rooms{clock, publisher, [this] { return rules; },
                              reader, collector, evidence, *log.issuer,
                              log.store, nullptr, memo},
        ValidationFlow::Options{kCrossBorderPolicy, ParseLimits()});
  }
  std::vector<v1::ValidateRequest> Requests() {
    std::vector<v1::ValidateRequest> requests = {
        RequestFor(foreign_signer), RequestFor(unknown_signer),
        DigestRequestFor(foreign_signer), AttachedRequestFor(foreign_signer)};
    requests.push_back(RequestFor(foreign_signer));
    requests.back().set_content("another contract");
    TestIdentity forged = foreign_signer;  // Its certificate's value is wrong.
    forged.certificate.back() =
        static_cast<char>(forged.certificate.back() ^ 1);
    requests.push_back(RequestFor(forged));
    TestIdentity borrowed = unknown_signer;  // Another's certificate.
    borrowed.certificate = foreign_signer.certificate;
    requests.push_back(RequestFor(borrowed));
    return requests;
  }
  v1::Indication IndicationBy(ValidationFlow& by,
                              const v1::ValidateRequest& asked) {
    const auto receipt = by.Run(asked, caller);
    EXPECT_THAT(receipt, IsOk());
    return receipt.ok()
               ? BodyOf(*receipt).signatures(0).conclusion().indication()
               : v1::INDICATION_UNSPECIFIED;
  }
};

TEST(JudgeCacheTest, VerdictsAreTheSameWithoutColdAndWarm) {
  House house;
  CertificateCache certificates({});
  JudgeCache cache({});
  const auto warm = house.FlowWith(certificates, &cache);
  for (const v1::ValidateRequest& request : house.Requests()) {
    const std::string without = house.VerdictBy(*house.flow, request);
    EXPECT_EQ(house.VerdictBy(*warm, request), without);
  }
  for (const v1::ValidateRequest& request : house.Requests()) {
    CertificateCache cold_certificates({});
    JudgeCache cold_cache({});
    const auto cold = house.FlowWith(cold_certificates, &cold_cache);
    const std::string without = house.VerdictBy(*house.flow, request);
    EXPECT_EQ(house.VerdictBy(*cold, request), without);
    EXPECT_EQ(house.VerdictBy(*cold, request), without);
    EXPECT_EQ(house.VerdictBy(*warm, request), without);
  }
  EXPECT_GT(cache.counts().path_hits, 0);
  EXPECT_GT(cache.counts().signature_hits, 0);
  EXPECT_GT(certificates.counts().hits, 0);
}

TEST(JudgeCacheTest, RevocationAndTimeAreJudgedAfresh) {
  House house;
  CertificateCache certificates({});
  JudgeCache cache({});
  const auto flow = house.FlowWith(certificates, &cache);
  const v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  EXPECT_EQ(house.IndicationBy(*flow, request), v1::INDICATION_TOTAL_PASSED);
  EXPECT_EQ(house.IndicationBy(*flow, request), v1::INDICATION_TOTAL_PASSED);

  TestCrlSpec revoking;
  revoking.this_update = house.clock.Now() - absl::Minutes(1);
  revoking.next_update = house.clock.Now() + absl::Hours(20);
  TestRevoked revoked;
  revoked.serial_hex = house.foreign_signer.SerialHex();
  revoked.revoked_at = house.clock.Now() - absl::Minutes(2);
  revoking.revoked = {revoked};
  const std::vector<std::string> before = house.collector.crls;
  house.collector.crls = {MakeTestCrl(revoking, house.foreign_ca)};
  EXPECT_EQ(house.IndicationBy(*flow, request), v1::INDICATION_INDETERMINATE);

  house.collector.crls = before;
  EXPECT_EQ(house.IndicationBy(*flow, request), v1::INDICATION_TOTAL_PASSED);
  house.clock.Advance(absl::Hours(30));  // The CRL is too old.
  EXPECT_EQ(house.IndicationBy(*flow, request), v1::INDICATION_INDETERMINATE);
}

TEST(JudgeCacheTest, StaysWithinItsBounds) {
  JudgeCache::Options options;
  options.max_signature_bytes = 16 * 4000;
  options.max_path_bytes = 16 * 4000;
  JudgeCache cache(options);
  for (int i = 0; i < 2000; ++i) {
    const std::string name = std::to_string(i);
    cache.RememberVerified({Sha256(name), Sha256("key")});
    cache.RememberPath(name, std::make_shared<const PathOutcome>());
  }
  EXPECT_LE(cache.counts().bytes,
            options.max_signature_bytes + options.max_path_bytes);
  EXPECT_TRUE(cache.IsVerified({Sha256("1999"), Sha256("key")}));
  EXPECT_FALSE(cache.IsVerified({Sha256("1999"), Sha256("another")}));
  EXPECT_FALSE(cache.IsVerified({Sha256("0"), Sha256("key")}));
}

TEST(JudgeCacheTest, EqualOutcomesAreHeldOnce) {
  JudgeCache cache({});
  const auto remember = [&cache](const std::string& key,
                                 const PathOutcome& outcome) {
    cache.RememberPath(key, std::make_shared<const PathOutcome>(outcome));
    return cache.FindPath(key);
  };
  PathOutcome one, other, faulty;
  one.policies = {"1"};
  other.policies = {"2"};
  faulty.policies = {"1"};
  faulty.findings.emplace_back();
  const auto first = remember("a", one);
  EXPECT_EQ(remember("b", one), first);
  EXPECT_EQ(remember("c", other)->policies, other.policies);
  EXPECT_EQ(remember("d", faulty)->findings.size(), 1u);
  EXPECT_TRUE(remember("e", one)->findings.empty());
  EXPECT_EQ(cache.FindPath("a"), first);
}

}  // namespace
}  // namespace kepil
