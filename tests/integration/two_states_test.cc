// Two states: the gateway of KZ asks the gateway of XB, another kepild, about
// signers of XB, through every scenario of forwarding.

#include <sys/stat.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/integration/meddler.h"
#include "tests/integration/scenarios.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

class TwoStatesTest : public testing::Test {
 protected:
  void SetUp() override {
    OpenXb();
    // XB's own clients know its certificates; ours is the auditor's.
    house_.Reconfigure("fetch {", R"(peers {
      tls { cert_file: "tls/auditor.pem" key_file: "tls/auditor.key" }
      ca_file: "tls/ca.pem" timeout { seconds: 6 }
    }
    fetch {)");
    ASSERT_THAT(house_.Start(), IsOk());
    ASSERT_THAT(Admit(house_, RelyingPartyDraft(house_)), IsOk());
  }

  // The gateway of XB: a receipt key of its own, its own CA, KZ as a caller.
  void OpenXb() {
    const std::string key = xb_.PathOf("kepild/receipt.key");
    WriteWholeFile(key, authority_.signer.key.Pem());
    ASSERT_EQ(::chmod(key.c_str(), 0600), 0);
    WriteWholeFile(
        xb_.PathOf("kepild/receipt.pem"),
        authority_.signer.CertificatePem() + authority_.ca.CertificatePem());
    xb_.Reconfigure("kepil.example/demo-1", "kepil.example/xb");
    // Its keys are in use since before the time that its clock is set back to.
    xb_.ShiftClock(-absl::Hours(3));
    ASSERT_THAT(xb_.Start(), IsOk());
    ASSERT_EQ(xb_.Stop(), 0);
    xb_.ShiftClock(absl::ZeroDuration());
    ASSERT_THAT(xb_.Start(), IsOk());
    v1::ChangeDraft us = RelyingPartyDraft(xb_);
    us.mutable_principal()->set_id("kz-gateway");
    us.mutable_principal()->set_tls_sha256(
        TestHash("sha256", house_.pki().Get("tls-auditor").certificate));
    ASSERT_THAT(Admit(xb_, us), IsOk());
    v1::ChangeDraft ca = AuthorityDraft(xb_, "xc");
    v1::Authority& record = *ca.mutable_authority();
    record.set_id("xb");
    record.set_country("XB");
    record.set_endpoint_country("XB");
    record.mutable_services(0)->set_id("xb-signatures");
    // The signers are those of the documents, so are their CA and its answers.
    const std::string& anchor = house_.pki().Get("xb-ca").certificate;
    record.mutable_services(0)->set_anchors(0, anchor);
    auto& sources = *record.mutable_services(0)->mutable_revocation(0);
    sources.set_issuer_sha256(TestHash("sha256", anchor));
    sources.mutable_sources(0)->set_crl_url(
        absl::StrCat(house_.responder_url(), "/crl/xb-ca.crl"));
    sources.mutable_sources(0)->set_ocsp_url(
        absl::StrCat(house_.responder_url(), "/ocsp/xb-ca"));
    ASSERT_THAT(Admit(xb_, ca), IsOk());
  }
  Pair PairOf(const std::string& name, Meddler& meddler,
              const std::string& url) {
    Pair pair{name, house_, meddler, url};
    pair.authority = authority_;
    // A gateway of our kind does not sign at a wrong time: our time is ahead of
    // its own, so it refuses (badTime).
    pair.when_slow = "INDETERMINATE FETCH_REFUSED";
    pair.set_back = [this](absl::Duration by) {
      xb_.Stop();
      xb_.ShiftClock(-by);
      EXPECT_THAT(xb_.Start(), IsOk());
    };
    pair.kill = [this] { xb_.Kill(); };
    return pair;
  }
  // Who is asked for a loop: ourselves.
  Meddler::Ask AskHouse() {
    return AskByHttps(house_, "relying-party",
                      absl::StrCat("https://", house_.AddressOf("DVCS"), "/"));
  }

  const TestReceiptAuthority authority_ = MakeAuthorityOfNow();
  DemoHouse house_, xb_;
};

// Law: REG-03.
TEST_F(TwoStatesTest, ByRfc3029OverHttps) {
  Meddler meddler(
      [this](const std::string& octets) {
        return AskByHttps(
            house_, "auditor",
            absl::StrCat("https://", xb_.AddressOf("DVCS"), "/"))(octets);
      },
      AskHouse(), DvcsEncoding::kRfc3029);
  Pair pair = PairOf("kepild by DVCS", meddler, meddler.ServeHttp());
  RunScenarios(pair);
}

// Law: REG-03.
TEST_F(TwoStatesTest, ByPeerService) {
  Meddler meddler(
      [this](const std::string& octets) {
        return AskByPeerService(house_, "auditor",
                                xb_.AddressOf("PARTNER"))(octets);
      },
      AskHouse(), DvcsEncoding::kRfc3029);
  Pair pair = PairOf("kepild by PeerService", meddler,
                     meddler.ServePeerService(house_));
  pair.protocol = v1::FOREIGN_TTP_PROTOCOL_KEPIL_PEER;
  RunScenarios(pair);
}

}  // namespace
}  // namespace kepil
