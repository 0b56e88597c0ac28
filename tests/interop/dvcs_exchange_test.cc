// RFC 3029 over HTTPS against a real kepild: asked by a second implementation
// (Bouncy Castle), curl and gRPC, read by openssl.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "engine/signature/dvcs_request.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/peer.grpc.pb.h"
#include "services/receipt/dvc_verifier.h"
#include "tests/integration/child_process.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr char kDocument[] = "valid-attached";
constexpr char kOurName[] = "https://dvcs.kz.example/";

using Fields = std::map<std::string, std::string>;

class DvcsExchangeTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(house_.Start(), IsOk());
    // A TTP that may also sign its requests.
    v1::ChangeDraft draft = RelyingPartyDraft(house_);
    draft.mutable_principal()->set_signing_certificate(
        house_.pki().Get("tls-relying-party").certificate);
    ASSERT_THAT(Admit(house_, draft), IsOk());
    ASSERT_THAT(Admit(house_, AuthorityDraft(house_, "xa")), IsOk());
    document_ = house_.Read(absl::StrCat("documents/", kDocument, ".p7s"));
  }

  std::string Url() const {
    return absl::StrCat("https://", house_.AddressOf("DVCS"), "/dvcs");
  }
  DvcsRequest Request(DvcsService service, absl::string_view message) const {
    DvcsRequest request;
    request.information.service = service;
    request.information.nonce = "\x05";
    request.data.message = std::string(message);
    return request;
  }
  // What `id` of tls/ gets for `octets` with curl; "": no certificate.
  std::string Post(const std::string& octets, const std::string& id,
                   const std::string& type = "application/dvcs") const {
    const std::string file = house_.PathOf("post.der");
    WriteWholeFile(file, octets);
    std::vector<std::string> command = {
        "curl",          "--silent",
        "--max-time",    "30",
        "--cacert",      house_.PathOf("tls/ca.pem"),
        "--data-binary", absl::StrCat("@", file),
        "--header",      absl::StrCat("Content-Type: ", type),
        "--output",      house_.PathOf("got.der"),
        "--write-out",   "%{http_code} %{content_type}"};
    if (!id.empty()) {
      command.insert(
          command.end(),
          {"--cert", house_.PathOf(absl::StrCat("tls/", id, ".pem")), "--key",
           house_.PathOf(absl::StrCat("tls/", id, ".key"))});
    }
    command.push_back(Url());
    const FinishedProgram curl = RunProgram(command, house_.folder());
    EXPECT_EQ(curl.exit_code, 0) << curl.err;
    status_ = curl.out;
    return ReadWholeFile(house_.PathOf("got.der"));
  }
  DvcVerification Verify(const std::string& answer,
                         const DvcsRequest* request) const {
    DvcVerifyInput input;
    input.dvc = answer;
    const auto info = GetServiceInfo(house_.OpenChannel());
    EXPECT_THAT(info, IsOk());
    input.anchors = TrustIn(house_, *info).anchors;
    input.request = request;
    return VerifyDvc(input);
  }
  // The only failInfo bit of the notice that `octets` of `id` get.
  int FailureOf(const std::string& octets, const std::string& id) const {
    const DvcVerification verified = Verify(Post(octets, id), nullptr);
    EXPECT_EQ(status_, "200 application/dvcs");
    EXPECT_THAT(verified.problems, ElementsAre(DvcProblem::kErrorNotice));
    return verified.error.has_value() &&
                   verified.error->status.fail_info.size() == 1
               ? verified.error->status.fail_info[0]
               : -1;
  }

  DemoHouse house_;
  std::string document_;
  mutable std::string status_;  // Of the last Post.
};

TEST_F(DvcsExchangeTest, BouncyCastleAsksForAllFourServices) {
  for (const auto& [name, file] : std::map<std::string, std::string>{
           {"client.pem", "tls/relying-party.pem"},
           {"client.key", "tls/relying-party.key"}}) {
    WriteWholeFile(house_.PathOf(name), house_.Read(file));
  }
  WriteWholeFile(house_.PathOf("anchor.der"),
                 house_.pki().Get("receipt-ca").certificate);
  WriteWholeFile(house_.PathOf("cert.der"),
                 house_.pki().Get("xa-signer-p256").certificate);
  WriteWholeFile(house_.PathOf("document.p7s"), document_);
  const std::string jars =
      absl::StrCat(ProgramPath("tests/interop/bouncy_castle_peer.jar"),
                   ":/usr/share/java/bcpkix.jar:/usr/share/java/bcprov.jar:"
                   "/usr/share/java/bcutil.jar");
  const FinishedProgram peer = RunProgram(
      {"/usr/bin/java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", jars,
       "BouncyCastlePeer", "exchange", Url(), house_.folder()},
      house_.folder());
  ASSERT_EQ(peer.exit_code, 0) << peer.err;
  Fields fields;
  for (const absl::string_view line : absl::StrSplit(peer.out, '\n')) {
    const std::vector<std::string> pair =
        absl::StrSplit(line, absl::MaxSplits('=', 1));
    if (pair.size() == 2) {
      fields[pair[0]] = pair[1];
    }
  }
  const std::string document_sha256 = Sha256(document_).hex();
  int64_t last_serial = 0;
  const std::map<std::string, std::string> services = {{"vsd", "2"},
                                                       {"signed", "2"},
                                                       {"cpkc", "3"},
                                                       {"cpd", "1"},
                                                       {"ccpd", "4"}};
  for (const std::string name : {"vsd", "signed", "cpkc", "cpd", "ccpd"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(fields[name + ".verified"], "true");
    EXPECT_EQ(fields[name + ".status"], "0");
    EXPECT_EQ(fields[name + ".service"], services.at(name));
    EXPECT_EQ(fields[name + ".nonce"], "77");
    if (name != "cpkc") {
      EXPECT_EQ(fields[name + ".imprint"], document_sha256);
    }
    int64_t serial = 0;
    EXPECT_TRUE(absl::SimpleAtoi(fields[name + ".serial"], &serial));
    EXPECT_GT(serial, last_serial);
    last_serial = serial;
  }
  EXPECT_EQ(fields["vsd.targets"], "1");
  EXPECT_EQ(fields["cpkc.targets"], "2");
  EXPECT_EQ(fields["cpd.targets"], "0");
  EXPECT_EQ(fields["vsd.signed"], "0");
  EXPECT_EQ(fields["signed.signed"], "1");
  // The same request, neither signed nor under a registered certificate.
  EXPECT_EQ(fields["stranger.verified"], "true");
  EXPECT_EQ(fields["stranger.status"], "2");
  // wrongAuthority: the BIT STRING of which bit 6 is the last and only one.
  EXPECT_EQ(fields["stranger.failinfo"], "#03020102");
}

TEST_F(DvcsExchangeTest, OpensslReadsOurAnswer) {
  DvcsRequest request = Request(DvcsService::kVsd, document_);
  request.information.dvcs = DerWrap(DerContext(6), kOurName);
  const std::string answer =
      Post(WriteDvcsRequest(request, DvcsEncoding::kRfc3029), "relying-party");
  EXPECT_EQ(status_, "200 application/dvcs");
  const DvcVerification verified = Verify(answer, &request);
  EXPECT_THAT(verified.problems, IsEmpty());
  EXPECT_EQ(verified.word, DvcWord::kGranted);
  const std::string dvc = house_.PathOf("answer.dvc");
  const std::string content = house_.PathOf("answer.der");
  WriteWholeFile(dvc, answer);
  const FinishedProgram verify = RunProgram(
      {"openssl", "cms", "-verify", "-inform", "DER", "-purpose", "any",
       "-binary", "-CAfile", house_.PathOf("kepild/receipt-ca.pem"), "-in", dvc,
       "-out", content},
      house_.folder());
  EXPECT_EQ(verify.exit_code, 0) << verify.err;
  const FinishedProgram parse =
      RunProgram({"openssl", "asn1parse", "-inform", "DER", "-in", content},
                 house_.folder());
  EXPECT_EQ(parse.exit_code, 0) << parse.err;
  EXPECT_THAT(parse.out, HasSubstr("ENUMERATED        :02"));
  EXPECT_THAT(parse.out, HasSubstr("GENERALIZEDTIME"));
}

// kepilctl on both sides of the same exchange.
TEST_F(DvcsExchangeTest, KepilctlAsksVerifiesAndTestsAServer) {
  const std::string document =
      house_.PathOf(absl::StrCat("documents/", kDocument, ".p7s"));
  const std::string anchors = house_.PathOf("kepild/receipt-ca.pem");
  const std::string answer = house_.PathOf("asked.dvc");
  const std::string request = house_.PathOf("asked.req");
  FinishedProgram run = house_.Kepilctl(
      "relying-party",
      {"dvcs", "request", document, "--service", "vsd", "--url", Url(),
       "--anchors", anchors, "--out", answer, "--save", request});
  EXPECT_EQ(run.exit_code, 0) << run.err << run.out;
  EXPECT_THAT(run.out, HasSubstr("\"word\":\"granted\""));
  run = house_.Kepilctl("relying-party", {"dvcs", "verify", answer, "--anchors",
                                          anchors, "--request", request});
  EXPECT_EQ(run.exit_code, 0) << run.err << run.out;
  // It is a receipt of ours as well.
  run = house_.Kepilctl("relying-party",
                        {"receipt", "verify", answer, "--anchors", anchors,
                         "--signature", document});
  EXPECT_EQ(run.exit_code, 0) << run.err << run.out;
  run = house_.Kepilctl(
      "relying-party",
      {"ttp", "selftest", Url(), "--anchors", anchors, "--document", document,
       "--certificate", house_.PathOf("signers/xa-signer-rsa.pem")});
  EXPECT_EQ(run.exit_code, 0) << run.err << run.out;
  const std::vector<std::string> rows =
      absl::StrSplit(run.out, '\n', absl::SkipEmpty());
  EXPECT_EQ(rows.size(), 12u);
  for (const std::string& row : rows) {
    EXPECT_THAT(row, HasSubstr("\"outcome\":\"supported\""));
  }
  // Who is not registered learns that much, and no more.
  run = house_.Kepilctl(
      "stranger",
      {"ttp", "selftest", Url(), "--anchors", anchors, "--document", document,
       "--certificate", house_.PathOf("signers/xa-signer-rsa.pem")});
  EXPECT_THAT(run.out, HasSubstr("\"question\":\"vsd\",\"outcome\":"
                                 "\"not supported\",\"detail\":\"failInfo 6"));
}

TEST_F(DvcsExchangeTest, ErrorNoticesAreSignedAndStandInTheLog) {
  const std::string good = WriteDvcsRequest(Request(DvcsService::kCpd, "data"),
                                            DvcsEncoding::kRfc3029);
  EXPECT_EQ(FailureOf("not a request", "relying-party"), 5);
  EXPECT_EQ(FailureOf(good, "stranger"), 6);
  EXPECT_EQ(FailureOf(good, ""), 6);
  EXPECT_EQ(FailureOf(good, "auditor"), 6);  // Not a known principal here.
  // Over the limit of 8 MiB: not read to its end.
  EXPECT_EQ(FailureOf(std::string((8 << 20) + 1, 'x'), "relying-party"), 2);
  // DVCS is not HTTP: what is no DVCS request by its type is not answered so.
  Post(good, "relying-party", "application/octet-stream");
  EXPECT_THAT(status_, StartsWith("415 "));
  EXPECT_EQ(house_.Stop(), 0);
  const std::string log = house_.Read("kepild.log");
  EXPECT_THAT(log, HasSubstr("\"outcome\":\"badDataFormat\""));
  EXPECT_THAT(log, HasSubstr("\"outcome\":\"wrongAuthority\""));
  EXPECT_THAT(log, HasSubstr("\"outcome\":\"badRequest\""));
}

TEST_F(DvcsExchangeTest, GrpcTakesTheSameOctets) {
  const DvcsRequest request = Request(DvcsService::kVsd, document_);
  v1::ExchangeDvcsRequest message;
  message.set_request(WriteDvcsRequest(request, DvcsEncoding::kRfc3029));
  const auto stub = v1::PeerService::NewStub(house_.ChannelAs("relying-party"));
  v1::ExchangeDvcsResponse response;
  CallDeadline call;
  ASSERT_TRUE(stub->ExchangeDvcs(call.context(), message, &response).ok());
  const DvcVerification verified = Verify(response.answer(), &request);
  EXPECT_THAT(verified.problems, IsEmpty());
  EXPECT_EQ(verified.word, DvcWord::kGranted);
  // Nobody in particular is told so in a signed notice.
  const auto open = v1::PeerService::NewStub(house_.OpenChannel());
  CallDeadline second;
  ASSERT_TRUE(open->ExchangeDvcs(second.context(), message, &response).ok());
  const DvcVerification refused = Verify(response.answer(), nullptr);
  ASSERT_TRUE(refused.error.has_value());
  EXPECT_THAT(refused.error->status.fail_info, ElementsAre(6));
}

}  // namespace
}  // namespace kepil
