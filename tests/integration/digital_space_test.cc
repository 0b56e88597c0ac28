#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/crypto/authenticated_encryption.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kIin[] = "880726300029";  // Of the demo's Kazakh signer.

// The demo's Kazakh CA as the national one.
v1::ChangeDraft NationalCaDraft(const DemoHouse& house) {
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  v1::Authority& authority = *draft.mutable_authority();
  authority.set_id("kz-national");
  authority.set_kind(v1::AUTHORITY_KIND_DOMESTIC_CA);
  authority.set_domestic_kind(v1::DOMESTIC_CA_KIND_NATIONAL);
  authority.set_legal_name("Demo Kazakh CA");
  authority.set_country("KZ");
  authority.set_endpoint_country("KZ");
  authority.set_decision("Decision 2 of the demo");
  v1::TrustService& service = *authority.add_services();
  service.set_id("kz-signatures");
  service.set_type(v1::SERVICE_TYPE_CA);
  const std::string& ca = house.pki().Get("kz-ca").certificate;
  service.add_anchors(ca);
  v1::IssuerRevocationSources& sources = *service.add_revocation();
  sources.set_issuer_sha256(TestHash("sha256", ca));
  v1::RevocationSource& source = *sources.add_sources();
  source.set_ocsp_url(absl::StrCat(house.responder_url(), "/ocsp/kz-ca"));
  source.set_crl_url(absl::StrCat(house.responder_url(), "/crl/kz-ca.crl"));
  return draft;
}

class DigitalSpaceTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string key = house_.PathOf("kepild/subject.key");
    WriteWholeFile(key, kSubjectKey);
    ASSERT_EQ(::chmod(key.c_str(), 0600), 0);
    house_.Reconfigure("registration {",
                       "digital_space { subject_key_file: "
                       "\"kepild/subject.key\" folder: \"space/events\" }\n"
                       "registration {");
  }
  void StartAndAdmit() {
    ASSERT_THAT(house_.Start(), IsOk());
    ASSERT_THAT(AdmitUsual(house_), IsOk());
    ASSERT_THAT(Admit(house_, NationalCaDraft(house_)), IsOk());
  }
  // A party abroad about a citizen's signature.
  absl::Status AskAboutTheCitizen() const {
    v1::ValidateRequest request =
        DemoRequest(house_, "../national/kazakh-gost2015.txt");
    request.mutable_usage()->set_relying_party_country("XA");
    return Validate(house_.ChannelAs("relying-party"), request).status();
  }
  std::vector<std::string> Events() const {
    std::vector<std::string> paths;
    std::error_code none;
    for (const auto& file : std::filesystem::directory_iterator(
             house_.PathOf("space/events"), none)) {
      if (file.path().extension() == ".json") {
        paths.push_back(file.path());
      }
    }
    return paths;
  }
  void WaitForMetric(const std::string& line) const {
    std::string metrics;
    do {
      metrics = RunProgram({"curl", "--silent", "--max-time", "20",
                            absl::StrCat("http://", house_.AddressOf("METRICS"),
                                         "/metrics")},
                           house_.folder())
                    .out;
    } while (!absl::StrContains(metrics, line));
  }

  const std::string kSubjectKey = std::string(32, 's');
  DemoHouse house_;
};

// Law: PDP-14.
TEST_F(DigitalSpaceTest, TheEventOfAFetchOutlivesAKillAndIsDeliveredOnce) {
  WriteWholeFile(house_.PathOf("space"), "in the way");  // No folder yet.
  StartAndAdmit();
  ASSERT_THAT(AskAboutTheCitizen(), IsOk());
  house_.Kill();
  std::filesystem::remove(house_.PathOf("space"));
  ASSERT_THAT(house_.Start(), IsOk());
  while (Events().empty()) {
    std::this_thread::yield();
  }
  const std::string event = ReadWholeFile(Events().front());
  const Digest hash = HmacSha256(kSubjectKey, kIin);
  EXPECT_THAT(
      event,
      AllOf(HasSubstr(absl::StrCat("\"subject_hash\":\"",
                                   absl::Base64Escape(hash.bytes()), "\"")),
            HasSubstr("\"source\":\"kz-national\""),
            HasSubstr("\"requester\":\"relying-party\""),
            HasSubstr("\"purpose\":"), Not(HasSubstr(kIin))));

  // The answer is held: nobody is asked, and nothing told, again.
  ASSERT_THAT(AskAboutTheCitizen(), IsOk());
  WaitForMetric("kepil_digital_use_waiting 0\n");
  EXPECT_EQ(Events().size(), 1u);
}

// Law: PDP-14.
TEST_F(DigitalSpaceTest, WithoutADeliveryEventsAreOnRecordAndWait) {
  house_.Reconfigure("folder: \"space/events\"", "");
  StartAndAdmit();
  ASSERT_THAT(AskAboutTheCitizen(), IsOk());
  WaitForMetric("kepil_digital_use_waiting 1\n");
  ASSERT_EQ(house_.Stop(), 0);
  ASSERT_THAT(house_.Start(), IsOk());
  WaitForMetric("kepil_digital_use_waiting 1\n");
}

}  // namespace
}  // namespace kepil
