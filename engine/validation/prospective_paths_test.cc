#include "engine/validation/prospective_paths.h"

#include "engine/validation/test_pki.h"

namespace kepil {
namespace {

class ProspectivePathsTest : public testing::Test {
 protected:
  ProspectivePaths Find(const TestIdentity& target,
                        const std::vector<TestService>& services) {
    const TrustSnapshotRef trust = MakeTestTrust(services);
    CertificatePool pool = trust->intermediates();
    for (const TestIdentity& identity : embedded_) {
      pool.Add(ReadTestCertificate(identity));
    }
    const CertificateRef certificate = ReadTestCertificate(target);
    return FindProspectivePaths({certificate, pool, *trust, limits_, kTestNow});
  }

  const TestIdentity root_ = MakeTestRoot("C=XA,CN=Root");
  const TestIdentity ca_ = MakeTestCa("C=XA,CN=CA", root_);
  const TestIdentity signer_ = MakeTestSigner(ca_);
  std::vector<TestIdentity> embedded_ = {ca_};
  PathBuilder::Limits limits_;
};

TEST_F(ProspectivePathsTest, FindsSignedPathsToAnchorsInForce) {
  const auto found = Find(signer_, {{"xa", root_}});
  ASSERT_EQ(found.paths.size(), 1u);
  EXPECT_TRUE(found.paths[0].is_signed);
  EXPECT_EQ(found.paths[0].path.certificates.size(), 2u);
  EXPECT_EQ(found.paths[0].path.anchor.service_id, "xa");
  EXPECT_FALSE(found.not_in_force.has_value());
}

TEST_F(ProspectivePathsTest, TellsWhyAServiceIsNotInForce) {
  const auto reason = [&](v1::ServiceStatus status, absl::Time from) {
    const auto found = Find(signer_, {{"xa", root_, status, {}, from}});
    EXPECT_TRUE(found.paths.empty());
    EXPECT_TRUE(found.not_in_force.has_value());
    EXPECT_EQ(found.not_in_force->anchor, Sha256(root_.certificate));
    return found.not_in_force->reason;
  };
  const absl::Time before = kTestNow - absl::Hours(1);
  EXPECT_EQ(reason(v1::SERVICE_STATUS_SUSPENDED, before),
            v1::FINDING_REASON_TRUST_SERVICE_SUSPENDED);
  EXPECT_EQ(reason(v1::SERVICE_STATUS_TERMINATED, before),
            v1::FINDING_REASON_TRUST_SERVICE_TERMINATED);
  EXPECT_EQ(reason(v1::SERVICE_STATUS_ACTIVE, kTestNow + absl::Seconds(1)),
            v1::FINDING_REASON_TRUST_SERVICE_NOT_YET_REGISTERED);
}

TEST_F(ProspectivePathsTest, StrangerBearingASuspendedNameIsUnknown) {
  const TestIdentity namesake = MakeTestRoot("C=XA,CN=Root");
  const auto found =
      Find(signer_, {{"xa", namesake, v1::SERVICE_STATUS_SUSPENDED}});
  EXPECT_TRUE(found.paths.empty());
  EXPECT_FALSE(found.not_in_force.has_value());
}

TEST_F(ProspectivePathsTest, NamesakeInForceDoesNotHideTheSuspendedIssuer) {
  const TestIdentity namesake = MakeTestRoot("C=XA,CN=Root");
  const auto found = Find(
      signer_, {{"xa", namesake}, {"xb", root_, v1::SERVICE_STATUS_SUSPENDED}});
  ASSERT_EQ(found.paths.size(), 1u);
  EXPECT_FALSE(found.paths[0].is_signed);
  ASSERT_TRUE(found.not_in_force.has_value());
  EXPECT_EQ(found.not_in_force->reason,
            v1::FINDING_REASON_TRUST_SERVICE_SUSPENDED);
}

TEST_F(ProspectivePathsTest, MissingIntermediateLeavesNoPath) {
  embedded_.clear();
  EXPECT_TRUE(Find(signer_, {{"xa", root_}}).paths.empty());
  EXPECT_EQ(Find(signer_, {{"xa", root_, v1::SERVICE_STATUS_ACTIVE, {ca_}}})
                .paths.size(),
            1u);
}

TEST_F(ProspectivePathsTest, LimitIsKeptBesideAPath) {
  EXPECT_FALSE(Find(signer_, {{"xa", root_}}).limit_reached);
  embedded_.push_back(MakeTestCa("C=XA,CN=CA", root_, "22"));
  limits_.max_paths = 1;
  const auto found = Find(signer_, {{"xa", root_}});
  EXPECT_EQ(found.paths.size(), 1u);
  EXPECT_TRUE(found.limit_reached);
}

TEST_F(ProspectivePathsTest, LimitAmongServicesNotInForceIsKept) {
  const auto find = [this] {
    return Find(signer_, {{"xa", root_, v1::SERVICE_STATUS_SUSPENDED}});
  };
  limits_.max_steps = 2;  // The CA, the suspended anchor.
  EXPECT_TRUE(find().not_in_force.has_value());
  EXPECT_FALSE(find().limit_reached);
  limits_.max_steps = 1;  // In force there is none: one step is enough.
  EXPECT_FALSE(find().not_in_force.has_value());
  EXPECT_TRUE(find().limit_reached);
}

}  // namespace
}  // namespace kepil
