// Requests and responses of RFC 3029 against a second implementation: what one
// side writes, the other reads.

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "engine/signature/dvcs_answer.h"
#include "engine/signature/dvcs_request.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/child_process.h"
#include "tests/support/cms_builder.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

using testing::SizeIs;

const absl::Time kTime = absl::FromUnixSeconds(1700000000);
constexpr DvcsEncoding kEncodings[] = {
    DvcsEncoding::kRfc3029, DvcsEncoding::kBouncyCastle, DvcsEncoding::kStb};

std::string Uri(absl::string_view text) { return DerWrap(DerContext(6), text); }

class BouncyCastleTest : public testing::Test {
 protected:
  BouncyCastleTest() {
    TestCertificateSpec spec;
    spec.subject = "C=XA,CN=Signer";
    spec.key = TestKey::Generate(TestKeyKind::kP256);
    spec.not_before = kTime - absl::Hours(24);
    spec.not_after = kTime + absl::Hours(24);
    spec.extensions = TestSignerExtensions();
    identity_ = SelfSignTestCertificate(spec);
    document_ = MakeDetachedTestCms(identity_, "content", kTime);
    WriteWholeFile(Path("cert.der"), identity_.certificate);
    WriteWholeFile(Path("document.p7s"), document_);
  }

  std::string Path(absl::string_view name) const {
    return absl::StrCat(folder_.path(), "/", name);
  }

  FinishedProgram Peer(std::vector<std::string> arguments) const {
    const std::string jars =
        absl::StrCat(ProgramPath("tests/interop/bouncy_castle_peer.jar"),
                     ":/usr/share/java/bcpkix.jar:/usr/share/java/bcprov.jar:"
                     "/usr/share/java/bcutil.jar");
    std::vector<std::string> command = {
        "/usr/bin/java", "-Xshare:auto", "-XX:TieredStopAtLevel=1",
        "-cp",           jars,           "BouncyCastlePeer"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    FinishedProgram finished = RunProgram(command, folder_.path());
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return finished;
  }

  // What the peer says about `der`, by key.
  std::map<std::string, std::string> PeerReads(absl::string_view name,
                                               absl::string_view der) const {
    WriteWholeFile(Path(name), der);
    std::map<std::string, std::string> fields;
    for (const absl::string_view line :
         absl::StrSplit(Peer({"read", Path(name)}).out, '\n')) {
      const std::vector<std::string> pair =
          absl::StrSplit(line, absl::MaxSplits('=', 1));
      if (pair.size() == 2) {
        fields[pair[0]] = pair[1];
      }
    }
    return fields;
  }

  TempFolder folder_;
  TestIdentity identity_;
  std::string document_;
};

DvcsRequest Request(DvcsService service) {
  DvcsRequest request;
  request.information.service = service;
  request.information.nonce = std::string("\x01\x00", 2);
  request.information.requester = Uri("https://requester.example/");
  request.information.dvcs = Uri("https://dvcs.example/");
  request.information.policy_oid = "1.2.398.3";
  request.transaction_identifier = Uri("urn:t:7");
  return request;
}

TEST_F(BouncyCastleTest, ItsRequestsAreRead) {
  Peer({"make", folder_.path()});
  const auto vsd = ParseDvcsRequest(ReadWholeFile(Path("bc_vsd.der")));
  ASSERT_THAT(vsd, IsOk());
  EXPECT_EQ(vsd->information.service, DvcsService::kVsd);
  EXPECT_EQ(vsd->information.request_time->time, kTime);
  EXPECT_EQ(vsd->information.dvcs, Uri("https://dvcs.example/"));
  EXPECT_EQ(vsd->data.message, document_);
  const auto cpd = ParseDvcsRequest(ReadWholeFile(Path("bc_cpd.der")));
  ASSERT_THAT(cpd, IsOk());
  EXPECT_EQ(cpd->information.service, DvcsService::kCpd);
  EXPECT_EQ(cpd->data.message, document_);
  const auto ccpd = ParseDvcsRequest(ReadWholeFile(Path("bc_ccpd.der")));
  ASSERT_THAT(ccpd, IsOk());
  EXPECT_EQ(ccpd->data.kind, DvcsData::Kind::kImprint);
  EXPECT_EQ(ccpd->data.imprint.value, Sha256(document_).bytes());
  const auto cpkc = ParseDvcsRequest(ReadWholeFile(Path("bc_cpkc.der")));
  ASSERT_THAT(cpkc, IsOk());
  ASSERT_THAT(cpkc->data.certificates, SizeIs(2));
  EXPECT_EQ(cpkc->data.certificates[1].target.der, identity_.certificate);
  for (const auto* request : {&vsd, &cpd, &ccpd, &cpkc}) {
    EXPECT_TRUE(FitsService(**request));
  }
}

TEST_F(BouncyCastleTest, ItsAnswersAreRead) {
  Peer({"make", folder_.path()});
  auto answer = ParseDvcsAnswer(ReadWholeFile(Path("bc_answer.der")));
  ASSERT_THAT(answer, IsOk());
  ASSERT_TRUE(answer->info.has_value());
  EXPECT_EQ(absl::BytesToHexString(answer->info->serial), "1267");
  EXPECT_EQ(answer->info->policy_oid, "1.2.398.1");
  ASSERT_THAT(answer->info->targets, SizeIs(1));
  const DvcsTarget& target = answer->info->targets[0];
  EXPECT_EQ(target.target.der, identity_.certificate);
  ASSERT_THAT(target.chain, SizeIs(3));
  EXPECT_EQ(target.chain[0].kind, DvcsToken::Kind::kPkiStatus);
  EXPECT_EQ(target.chain[1].kind, DvcsToken::Kind::kEssCertId);
  EXPECT_EQ(target.chain[1].der,
            DerSequence({DerOctetString(std::string(20, '\0'))}));
  EXPECT_EQ(target.chain[2].kind, DvcsToken::Kind::kAssertion);
  EXPECT_EQ(target.chain[2].der,
            DerSequence({DerOidFromText("1.2.840.113549.1.7.1"),
                         DerExplicit(0, DerOctetString("\x01\x02\x03"))}));
  // What it wrote is what we write for such a peer.
  answer->info->targets_der.clear();
  EXPECT_EQ(
      WriteDvcsCertificateInfo(*answer->info, DvcsEncoding::kBouncyCastle),
      ReadWholeFile(Path("bc_answer.der")));

  const auto error = ParseDvcsAnswer(ReadWholeFile(Path("bc_error.der")));
  ASSERT_THAT(error, IsOk());
  ASSERT_TRUE(error->error.has_value());
  EXPECT_EQ(error->error->status.status, DvcStatus::kRejection);
  EXPECT_THAT(error->error->status.fail_info, testing::ElementsAre(5));
  EXPECT_EQ(error->error->transaction_identifier, Uri("urn:t:1"));
}

TEST_F(BouncyCastleTest, ItReadsOurRequests) {
  DvcsRequest vsd = Request(DvcsService::kVsd);
  vsd.data.message = document_;
  for (const DvcsEncoding encoding : kEncodings) {
    auto fields = PeerReads("request", WriteDvcsRequest(vsd, encoding));
    EXPECT_EQ(fields["service"], "2");
    EXPECT_EQ(fields["nonce"], "256");
    EXPECT_EQ(fields["requester"], "https://requester.example/");
    EXPECT_EQ(fields["dvcs"], "https://dvcs.example/");
    EXPECT_EQ(fields["policy"], "1.2.398.3");
    EXPECT_EQ(fields["message"], absl::BytesToHexString(document_));
    EXPECT_EQ(fields["transaction"], "urn:t:7");
  }
  DvcsRequest ccpd = Request(DvcsService::kCcpd);
  ccpd.data.kind = DvcsData::Kind::kImprint;
  ccpd.data.imprint.hash = HashAlgorithm::kSha256;
  ccpd.data.imprint.value = std::string(Sha256(document_).bytes());
  EXPECT_EQ(PeerReads("request", WriteDvcsRequest(
                                     ccpd, DvcsEncoding::kRfc3029))["imprint"],
            Sha256(document_).hex());
}

// It reads certificates in its own tagging only, which is why the profile
// exists.
TEST_F(BouncyCastleTest, ItReadsCertificatesInItsOwnTagging) {
  DvcsRequest cpkc = Request(DvcsService::kCpkc);
  cpkc.data.kind = DvcsData::Kind::kCertificates;
  DvcsTarget target;
  target.target = {DvcsToken::Kind::kCertificate, identity_.certificate};
  cpkc.data.certificates = {target, target, target};
  EXPECT_EQ(
      PeerReads("request",
                WriteDvcsRequest(cpkc, DvcsEncoding::kBouncyCastle))["certs"],
      "3");
}

TEST_F(BouncyCastleTest, ItReadsOurAnswers) {
  DvcsCertificateInfo info;
  info.information = Request(DvcsService::kVsd).information;
  info.imprint.hash = HashAlgorithm::kSha256;
  info.imprint.value = std::string(Sha256(document_).bytes());
  info.serial = std::string("\x01\x02\x03\x04\x05", 5);
  info.response_time.time = kTime;
  info.status = DvcStatusInfo{DvcStatus::kRejection, {"no"}, {7}};
  DvcsTarget target;
  target.target = {DvcsToken::Kind::kCertificate, identity_.certificate};
  target.chain = {
      {DvcsToken::Kind::kPkiStatus, DerSequence({DerInt64(0)})},
      {DvcsToken::Kind::kAssertion, document_},
  };
  info.targets = {target};
  auto fields = PeerReads(
      "answer", WriteDvcsCertificateInfo(info, DvcsEncoding::kBouncyCastle));
  EXPECT_EQ(fields["serial"], "4328719365");
  EXPECT_EQ(fields["imprint"], Sha256(document_).hex());
  EXPECT_EQ(fields["time"], "1700000000");
  EXPECT_EQ(fields["status"], "2");
  EXPECT_EQ(fields["targets"], "1");
  EXPECT_EQ(fields["target"], absl::StrCat("0:", identity_.certificate.size()));
  EXPECT_EQ(fields["chain"], absl::StrCat("2:5 3:", document_.size()));

  DvcsErrorNotice notice;
  notice.status = {DvcStatus::kRejection, {"bad"}, {2}};
  fields = PeerReads("answer", WriteDvcsErrorNotice(notice));
  EXPECT_EQ(fields["error"], "2");
}

}  // namespace
}  // namespace kepil
