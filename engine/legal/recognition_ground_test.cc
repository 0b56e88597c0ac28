#include "engine/legal/recognition_ground.h"

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"

namespace kepil {
namespace {

constexpr absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

// A snapshot with one foreign CA that was admitted a day before kNow and
// suspended for the hour that starts at kNow.
TrustSnapshotRef OneForeignCa(const std::string& anchor_der) {
  v1::SnapshotSource source;
  source.set_version(1);
  source.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(kNow));
  v1::Authority* authority = source.add_authorities();
  authority->set_id("xa");
  authority->set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  authority->set_country("XA");
  v1::TrustService* service = authority->add_services();
  service->set_id("xa-ca");
  service->set_type(v1::SERVICE_TYPE_CA);
  service->add_anchors(anchor_der);
  v1::StatusEntry* admitted = service->add_history();
  admitted->set_status(v1::SERVICE_STATUS_ACTIVE);
  admitted->mutable_legal_from()->set_seconds(
      absl::ToUnixSeconds(kNow - absl::Hours(24)));
  v1::StatusEntry* suspended = service->add_history();
  suspended->set_status(v1::SERVICE_STATUS_SUSPENDED);
  suspended->mutable_legal_from()->set_seconds(absl::ToUnixSeconds(kNow));
  suspended->mutable_until()->set_seconds(
      absl::ToUnixSeconds(kNow + absl::Hours(1)));
  PlainCertificateReader reader;
  return *TrustSnapshot::FromSource(source.SerializeAsString(), reader);
}

std::string RootDer() {
  TestCertificateSpec spec;
  spec.subject = "C=XA,O=Xalandia Trust,CN=Root";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kNow - absl::Hours(24 * 365);
  spec.not_after = kNow + absl::Hours(24 * 365);
  spec.extensions = TestCaExtensions();
  return SelfSignTestCertificate(spec).certificate;
}

Conclusion PathTo(const std::string& service_id, absl::Time time) {
  Conclusion conclusion;
  conclusion.best_signature_time = time;
  CertificatePath path;
  path.anchor.service_id = service_id;
  conclusion.path = path;
  return conclusion;
}

TEST(RecognitionGroundTest, ActiveForeignCaIsTheGround) {
  const TrustSnapshotRef trust = OneForeignCa(RootDer());
  const v1::LegalConclusion legal =
      ConcludeRecognition(PathTo("xa-ca", kNow - absl::Seconds(1)), *trust);
  EXPECT_EQ(legal.ground(), v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED);
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_UNDETERMINED);
  EXPECT_THAT(legal.reasons(),
              testing::ElementsAre(v1::LEGAL_REASON_LEGAL_RULES_NOT_LOADED));
}

TEST(RecognitionGroundTest, SuspendedOrLaterAdmittedCaIsNoGround) {
  const TrustSnapshotRef trust = OneForeignCa(RootDer());
  EXPECT_EQ(ConcludeRecognition(PathTo("xa-ca", kNow), *trust).ground(),
            v1::RECOGNITION_GROUND_NONE);
  EXPECT_EQ(ConcludeRecognition(PathTo("xa-ca", kNow - absl::Hours(25)), *trust)
                .ground(),
            v1::RECOGNITION_GROUND_NONE);
  EXPECT_EQ(ConcludeRecognition(PathTo("xa-ca", kNow + absl::Hours(1)), *trust)
                .ground(),
            v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED);
}

TEST(RecognitionGroundTest, NoPathOrUnknownServiceIsNoGround) {
  const TrustSnapshotRef trust = OneForeignCa(RootDer());
  EXPECT_EQ(ConcludeRecognition(Conclusion(), *trust).ground(),
            v1::RECOGNITION_GROUND_NONE);
  EXPECT_EQ(ConcludeRecognition(PathTo("xb-ca", kNow), *trust).ground(),
            v1::RECOGNITION_GROUND_NONE);
}

}  // namespace
}  // namespace kepil
