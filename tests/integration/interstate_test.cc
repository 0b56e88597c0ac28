// A foreign trusted third party asks a real kepild about a Kazakh signature:
// through the national gateway, which hands its envelopes over or passes its
// TLS through, and not otherwise.

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/signature/dvcs_request.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/peer.grpc.pb.h"
#include "services/net/curl_fetcher.h"
#include "services/receipt/dvc_verifier.h"
#include "services/rpc/status_mapping.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/cms_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::AllOf;
using testing::ElementsAre;

constexpr char kOrigin[] = "kepil.example/demo-1";  // Of the demo's node.
constexpr char kKazakh[] = "national/kazakh-gost2015.txt";
constexpr char kHomeSigner[] = "kz-signer";
constexpr char kTtpTls[] = "operator";     // Whose TLS the foreign TTP has.
constexpr char kGatewayTls[] = "auditor";  // Likewise the national gateway.
constexpr char kTtpKey[] = "xb-signer";    // Signs its envelopes.

v1::ChangeDraft KazakhCaDraft(const DemoHouse& house) {
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  v1::Authority& authority = *draft.mutable_authority();
  authority.set_id("kz");
  authority.set_kind(v1::AUTHORITY_KIND_DOMESTIC_CA);
  authority.set_legal_name("Demo Kazakh CA");
  authority.set_country("KZ");
  authority.set_endpoint_country("KZ");
  authority.set_decision("Decision kz of the demo");
  v1::TrustService& service = *authority.add_services();
  service.set_id("kz-signatures");
  service.set_type(v1::SERVICE_TYPE_CA);
  const std::string& ca = house.pki().Get("kz-ca").certificate;
  service.add_anchors(ca);
  v1::IssuerRevocationSources& sources = *service.add_revocation();
  sources.set_issuer_sha256(TestHash("sha256", ca));
  v1::RevocationSource& source = *sources.add_sources();
  source.set_crl_url(absl::StrCat(house.responder_url(), "/crl/kz-ca.crl"));
  source.set_ocsp_url(absl::StrCat(house.responder_url(), "/ocsp/kz-ca"));
  return draft;
}

v1::ChangeDraft TtpDraft(const DemoHouse& house) {
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  v1::Authority& authority = *draft.mutable_authority();
  authority.set_id("xb-ttp");
  authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_TTP);
  authority.set_legal_name("Xebria TTP");
  authority.set_country("XB");
  authority.set_endpoint_country("XB");
  authority.set_decision("Decision xb of the demo");
  authority.set_interstate_list_ref("List 1 of the demo");
  v1::TrustService& service = *authority.add_services();
  service.set_id("xb-receipts");
  service.set_type(v1::SERVICE_TYPE_RECEIPT);
  service.add_anchors(house.pki().Get("xb-ca").certificate);
  v1::ForeignTtp& terms = *authority.mutable_foreign_ttp();
  terms.add_countries("XB");
  terms.mutable_max_receipt_age()->set_seconds(3600);
  v1::ForeignTtpEndpoint& endpoint = *terms.add_endpoints();
  endpoint.set_url(house.responder_url() + "/nobody");
  endpoint.set_protocol(v1::FOREIGN_TTP_PROTOCOL_DVCS_RFC3029);
  return draft;
}

v1::ChangeDraft PrincipalDraft(const DemoHouse& house, const std::string& id,
                               v1::PrincipalRole role, absl::string_view tls) {
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  v1::PrincipalRecord& record = *draft.mutable_principal();
  record.set_id(id);
  record.add_roles(role);
  record.set_tls_sha256(TestHash(
      "sha256", house.pki().Get(absl::StrCat("tls-", tls)).certificate));
  return draft;
}

class InterstateTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(house_.Start(), IsOk());
    ASSERT_THAT(Admit(house_, KazakhCaDraft(house_)), IsOk());
    ASSERT_THAT(Admit(house_, AuthorityDraft(house_, "xa")), IsOk());
    ASSERT_THAT(Admit(house_, TtpDraft(house_)), IsOk());
    v1::ChangeDraft ttp = PrincipalDraft(
        house_, "xb-node", v1::PRINCIPAL_ROLE_FOREIGN_TTP, kTtpTls);
    ttp.mutable_principal()->set_authority_id("xb-ttp");
    ttp.mutable_principal()->set_country("XB");
    ttp.mutable_principal()->set_lawful_basis("Treaty of the demo");
    ttp.mutable_principal()->set_signing_certificate(
        house_.pki().Get(kTtpKey).certificate);
    ASSERT_THAT(Admit(house_, ttp), IsOk());
    ASSERT_THAT(
        Admit(house_,
              PrincipalDraft(house_, "national-gateway",
                             v1::PRINCIPAL_ROLE_NATIONAL_GATEWAY, kGatewayTls)),
        IsOk());
  }

  v1::ValidateRequest RequestFor(absl::string_view document) const {
    v1::ValidateRequest request;
    request.set_signature(house_.Read(absl::StrCat(document, ".p7s")));
    request.set_content(house_.Read(document));
    return request;
  }
  v1::PeerValidateRequest Question(absl::string_view document) const {
    v1::PeerValidateRequest question;
    *question.mutable_request() = RequestFor(document);
    question.set_nonce(std::string(16, 'n'));
    return question;
  }
  // The TTP's question in an envelope of its key.
  v1::InterstateEnvelope Envelope(absl::string_view document,
                                  char number) const {
    v1::ValidateRequest request = RequestFor(document);
    request.set_message_id(std::string(16, number));
    request.set_recipient(kOrigin);
    request.mutable_sent_at()->set_seconds(absl::ToUnixSeconds(absl::Now()));
    TestCmsSpec spec;
    spec.content = request.SerializeAsString();
    spec.detached = false;
    TestCmsSigner signer;
    signer.identity = house_.pki().Get(kTtpKey);
    spec.signers = {signer};
    v1::InterstateEnvelope envelope;
    envelope.set_origin("xb-ttp");
    envelope.set_signed_request(MakeTestCms(spec));
    return envelope;
  }
  absl::StatusOr<v1::IssuedReceipt> Ask(
      const ChannelRef& channel, const v1::PeerValidateRequest& question) {
    v1::ValidateResponse response;
    CallDeadline call;
    const absl::Status status =
        FromGrpc(v1::PeerService::NewStub(channel)->Validate(
            call.context(), question, &response));
    return status.ok() ? absl::StatusOr<v1::IssuedReceipt>(response.receipt())
                       : status;
  }
  absl::StatusOr<v1::IssuedReceipt> Forward(
      const v1::InterstateEnvelope& envelope) {
    v1::ValidateResponse response;
    CallDeadline call;
    const absl::Status status =
        FromGrpc(v1::PeerService::NewStub(house_.ChannelAs(kGatewayTls))
                     ->Forward(call.context(), envelope, &response));
    return status.ok() ? absl::StatusOr<v1::IssuedReceipt>(response.receipt())
                       : status;
  }
  absl::StatusOr<v1::GetCapabilitiesResponse> Capabilities(
      const ChannelRef& channel) {
    v1::GetCapabilitiesResponse response;
    CallDeadline call;
    const absl::Status status =
        FromGrpc(v1::PeerService::NewStub(channel)->GetCapabilities(
            call.context(), v1::GetCapabilitiesRequest(), &response));
    return status.ok() ? absl::StatusOr<v1::GetCapabilitiesResponse>(response)
                       : status;
  }

  // vsd on `document`, POSTed to a listener under a certificate of tls/.
  DvcVerification AskByDvcs(const std::string& listener, absl::string_view tls,
                            const std::string& document) {
    FakeClock clock;  // Of deadlines only.
    CurlFetcher::Options options;
    options.allowed = {*IpRange::Parse("127.0.0.1/32")};
    options.ca_file = house_.PathOf("tls/ca.pem");
    options.cert_file = house_.PathOf(absl::StrCat("tls/", tls, ".pem"));
    options.key_file = house_.PathOf(absl::StrCat("tls/", tls, ".key"));
    CurlFetcher fetcher(clock, std::move(options));
    DvcsRequest request;
    request.information.service = DvcsService::kVsd;
    request.information.nonce = "\x05";
    request.data.message = document;
    FetchRequest fetch;
    fetch.url = absl::StrCat("https://", house_.AddressOf(listener), "/");
    fetch.method = FetchMethod::kPost;
    fetch.body = WriteDvcsRequest(request, DvcsEncoding::kRfc3029);
    fetch.content_type = "application/dvcs";
    fetch.timeout = absl::Seconds(30);
    const auto answer = fetcher.Fetch(fetch);
    EXPECT_THAT(answer, IsOk());
    DvcVerifyInput input;
    if (answer.ok()) {
      input.dvc = answer->body;
    }
    return VerifyDvc(input);
  }

  DemoHouse house_;
};

v1::ReceiptBody BodyOf(const v1::IssuedReceipt& receipt) {
  v1::ReceiptBody body;
  EXPECT_TRUE(body.ParseFromString(receipt.body()));
  return body;
}

// Law: GWY-03, GWY-04, DEF-16.
TEST_F(InterstateTest, AForeignTtpComesThroughTheNationalGateway) {
  const ChannelRef direct = house_.ChannelAs(kTtpTls);
  const ChannelRef relay = house_.ChannelAs(kTtpTls, "RELAY");
  EXPECT_THAT(Ask(direct, Question(kKazakh)),
              AllOf(StatusIs(absl::StatusCode::kPermissionDenied),
                    HasReason(v1::ERROR_REASON_USE_NATIONAL_GATEWAY)));
  const auto capabilities = Capabilities(direct);
  ASSERT_THAT(capabilities, IsOk());
  EXPECT_THAT(capabilities->modes(), ElementsAre(v1::INGRESS_MODE_FORWARDED,
                                                 v1::INGRESS_MODE_RELAYED));
  EXPECT_EQ(capabilities->origin(), kOrigin);
  EXPECT_GT(capabilities->requests_per_minute(), 0);

  const auto relayed = Ask(relay, Question(kKazakh));
  ASSERT_THAT(relayed, IsOk());
  EXPECT_EQ(VerdictText(*relayed), "TOTAL_PASSED");
  EXPECT_EQ(BodyOf(*relayed).ingress_mode(), v1::INGRESS_MODE_RELAYED);
  EXPECT_EQ(BodyOf(*relayed).forwarder(), "national-gateway");

  const auto forwarded = Forward(Envelope(kKazakh, '1'));
  ASSERT_THAT(forwarded, IsOk());
  EXPECT_EQ(VerdictText(*forwarded), "TOTAL_PASSED");
  const v1::ReceiptBody body = BodyOf(*forwarded);
  EXPECT_EQ(body.ingress_mode(), v1::INGRESS_MODE_FORWARDED);
  EXPECT_EQ(body.caller(), "xb-node");
  EXPECT_EQ(body.forwarder(), "national-gateway");
  EXPECT_EQ(body.usage().lawful_basis(), "Treaty of the demo");

  // The receipt is the origin's, by the way that is open to it.
  EXPECT_THAT(GetReceipt(relay, forwarded->id()), IsOk());
  EXPECT_THAT(GetReceipt(direct, forwarded->id()),
              HasReason(v1::ERROR_REASON_USE_NATIONAL_GATEWAY));
  EXPECT_THAT(GetReceipt(house_.ChannelAs(kGatewayTls), forwarded->id()),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST_F(InterstateTest, AnswersAboutNationalSignaturesOnly) {
  const ChannelRef relay = house_.ChannelAs(kTtpTls, "RELAY");
  EXPECT_THAT(Ask(relay, Question("documents/valid-p256.txt")),
              HasReason(v1::ERROR_REASON_NO_KZ_NEXUS));
  EXPECT_THAT(Forward(Envelope("documents/valid-p256.txt", '1')),
              HasReason(v1::ERROR_REASON_NO_KZ_NEXUS));
  v1::PeerValidateRequest loop = Question(kKazakh);
  loop.add_hops(kOrigin);
  EXPECT_THAT(Ask(relay, loop), HasReason(v1::ERROR_REASON_FORWARD_LOOP));
  // Who is no foreign TTP has no business there.
  EXPECT_THAT(Ask(house_.ChannelAs("officer-a", "RELAY"), Question(kKazakh)),
              HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
  EXPECT_THAT(Ask(house_.ChannelAs("stranger", "RELAY"), Question(kKazakh)),
              StatusIs(absl::StatusCode::kUnauthenticated));
}

// Law: GWY-03.
TEST_F(InterstateTest, AnEnvelopeIsUsedOnceThroughARestartToo) {
  const v1::InterstateEnvelope envelope = Envelope(kKazakh, '7');
  ASSERT_THAT(Forward(envelope), IsOk());
  EXPECT_THAT(Forward(envelope),
              AllOf(StatusIs(absl::StatusCode::kAlreadyExists),
                    HasReason(v1::ERROR_REASON_ENVELOPE_REPLAYED)));
  house_.Kill();
  ASSERT_THAT(house_.Start(), IsOk());
  EXPECT_THAT(Forward(envelope), HasReason(v1::ERROR_REASON_ENVELOPE_REPLAYED));
  EXPECT_THAT(Forward(Envelope(kKazakh, '8')), IsOk());
  v1::InterstateEnvelope forged = Envelope(kKazakh, '9');
  forged.set_origin("xa");
  EXPECT_THAT(Forward(forged), HasReason(v1::ERROR_REASON_ORIGIN_UNKNOWN));
  // Nothing of what was asked stands in the node's log.
  EXPECT_EQ(house_.Stop(), 0);
  const std::string log = house_.Read("kepild.log");
  EXPECT_EQ(log.find(house_.Read(kKazakh)), std::string::npos);
  EXPECT_EQ(log.find(std::string(16, '8')), std::string::npos);
}

// The same by RFC 3029 over HTTPS, through the relay's own listener.
// Law: GWY-03, GWY-04.
TEST_F(InterstateTest, RelaysRfc3029) {
  TestCmsSpec spec;
  spec.content = house_.Read(kKazakh);
  spec.detached = false;
  TestCmsSigner signer;
  signer.identity = house_.pki().Get(kHomeSigner);
  spec.signers = {signer};
  const std::string document = MakeTestCms(spec);
  const auto relayed = AskByDvcs("RELAY_DVCS", kTtpTls, document);
  ASSERT_TRUE(relayed.info.has_value());
  EXPECT_EQ(relayed.info->status->status, DvcStatus::kGranted);
  v1::ReceiptBody body;
  ASSERT_EQ(relayed.info->extensions.size(), 1u);
  ASSERT_TRUE(body.ParseFromString(relayed.info->extensions[0].value));
  EXPECT_EQ(body.ingress_mode(), v1::INGRESS_MODE_RELAYED);
  EXPECT_EQ(body.forwarder(), "national-gateway");
  EXPECT_EQ(body.caller(), "xb-node");
  // Not through the other one, and nobody else through this one.
  const auto direct = AskByDvcs("DVCS", kTtpTls, document);
  ASSERT_TRUE(direct.error.has_value());
  EXPECT_THAT(direct.error->status.fail_info, ElementsAre(6));
  for (const std::string other : {"officer-a", "stranger"}) {
    const auto refused = AskByDvcs("RELAY_DVCS", other, document);
    ASSERT_TRUE(refused.error.has_value()) << other;
    EXPECT_THAT(refused.error->status.fail_info, ElementsAre(6)) << other;
  }
  // About national signatures only.
  spec.signers[0].identity = house_.pki().Get("xa-signer-rsa");
  const auto foreign = AskByDvcs("RELAY_DVCS", kTtpTls, MakeTestCms(spec));
  ASSERT_TRUE(foreign.error.has_value());
  EXPECT_THAT(foreign.error->status.fail_info, ElementsAre(2));
}

// Law: GWY-03.
TEST_F(InterstateTest, ACitedExceptionOpensTheDirectWay) {
  ASSERT_EQ(house_.Stop(), 0);
  house_.Reconfigure("fetch {",
                     "interstate { direct_citation: \"Treaty 5, article 2\" }\n"
                     "fetch {");
  ASSERT_THAT(house_.Start(), IsOk());
  const auto receipt = Ask(house_.ChannelAs(kTtpTls), Question(kKazakh));
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(BodyOf(*receipt).ingress_mode(), v1::INGRESS_MODE_DIRECT);
  EXPECT_EQ(BodyOf(*receipt).direct_citation(), "Treaty 5, article 2");
  EXPECT_THAT(GetReceipt(house_.ChannelAs(kTtpTls), receipt->id()), IsOk());
}

}  // namespace
}  // namespace kepil
