#include "services/kepilctl/dvcs_command.h"

#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/signature/dvcs_request.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/dispatch.h"
#include "services/kepilctl/file_octets.h"
#include "services/receipt/dvc_fixture.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

using testing::HasSubstr;

struct DvcsCommandTest : testing::Test {
  TempFolder folder;
  std::string out, err;

  std::string Path(const std::string& name) const {
    return absl::StrCat(folder.path(), "/", name);
  }
  void Write(const std::string& name, const std::string& octets) const {
    ASSERT_THAT(WriteFileOctets(Path(name), octets), IsOk());
  }
  ExitCode Run(std::vector<std::string> words) {
    std::ostringstream out_stream, err_stream;
    Console console{out_stream, err_stream};
    words.push_back("--json");
    const ExitCode code = Dispatch(words, DvcsCommands(), {}, console);
    out = out_stream.str();
    err = err_stream.str();
    return code;
  }
  // The request that was saved.
  DvcsRequest Saved(const std::string& name) const {
    const auto octets = ReadFileOctets(Path(name));
    EXPECT_THAT(octets, IsOk());
    const auto request = ParseDvcsRequest(*octets);
    EXPECT_THAT(request, IsOk());
    return request.value_or(DvcsRequest());
  }
};

TEST_F(DvcsCommandTest, BuildsRequestsOfEveryService) {
  Write("file", "octets");
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  Write("certs",
        authority.ca.CertificatePem() + authority.signer.CertificatePem());
  for (const char* service : {"vsd", "cpd", "ccpd"}) {
    EXPECT_EQ(Run({"dvcs", "request", Path("file"), "--service", service,
                   "--save", Path(service), "--policy", "1.2.3", "--dvcs",
                   "https://dvcs.example/", "--at", "2026-03-01T12:00:00Z"}),
              ExitCode::kYes)
        << err;
    const DvcsRequest request = Saved(service);
    EXPECT_TRUE(FitsService(request));
    EXPECT_EQ(request.information.nonce->size(), 16u);
    EXPECT_EQ(request.information.policy_oid, "1.2.3");
    EXPECT_FALSE(request.information.dvcs.empty());
    ASSERT_TRUE(request.information.request_time.has_value());
    EXPECT_EQ(request.information.request_time->time,
              absl::FromUnixSeconds(1772366400));
  }
  EXPECT_NE(Saved("vsd").information.nonce, Saved("cpd").information.nonce);
  EXPECT_EQ(Run({"dvcs", "request", Path("certs"), "--service", "cpkc",
                 "--encoding", "bouncycastle", "--save", Path("cpkc")}),
            ExitCode::kYes);
  const DvcsRequest cpkc = Saved("cpkc");
  ASSERT_EQ(cpkc.data.certificates.size(), 2u);
  EXPECT_EQ(cpkc.data.certificates[1].target.der, authority.signer.certificate);
  EXPECT_EQ(cpkc.data.certificates_der[0], '\xa0');
}

TEST_F(DvcsCommandTest, RefusesWhatMakesNoRequest) {
  Write("file", "octets");
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{
           {"dvcs", "request", Path("file"), "--service", "vsd"},
           {"dvcs", "request", Path("file"), "--save", Path("x")},
           {"dvcs", "request", Path("file"), "--service", "x", "--save",
            Path("x")},
           {"dvcs", "request", Path("file"), "--service", "cpkc", "--save",
            Path("x")},
           {"dvcs", "request", Path("file"), "--service", "vsd", "--policy",
            "x", "--save", Path("x")},
           {"dvcs", "request", Path("file"), "--service", "vsd", "--at", "then",
            "--save", Path("x")},
           {"dvcs", "request", Path("file"), "--service", "vsd", "--url",
            "http://127.0.0.1:1/"}}) {
    EXPECT_EQ(Run(words), ExitCode::kNoAnswer);
    EXPECT_NE(err, "");
  }
}

TEST_F(DvcsCommandTest, VerifiesTheDvcOfAnyServer) {
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  const DvcsRequest request = MakeTestDvcsRequest();
  Write("a.dvc", SignTestAnswer(authority, MakeTestDvcsAnswer(request)));
  Write("a.req", WriteDvcsRequest(request, DvcsEncoding::kRfc3029));
  Write("message", request.data.message);
  Write("other", "another document");
  Write("anchor.pem", authority.root.CertificatePem());
  Write("stranger.pem", MakeTestReceiptAuthority().root.CertificatePem());
  const auto verify = [&](const std::string& anchor,
                          std::vector<std::string> more) {
    std::vector<std::string> words = {"dvcs", "verify", Path("a.dvc"),
                                      "--anchors", Path(anchor)};
    words.insert(words.end(), more.begin(), more.end());
    return Run(words);
  };
  EXPECT_EQ(verify("anchor.pem", {}), ExitCode::kYes) << err;
  EXPECT_THAT(out, HasSubstr("\"genuine\":true"));
  EXPECT_EQ(verify("anchor.pem", {"--request", Path("a.req")}), ExitCode::kYes);
  EXPECT_EQ(verify("anchor.pem", {"--message", Path("message")}),
            ExitCode::kYes);
  EXPECT_EQ(verify("anchor.pem", {"--message", Path("other")}), ExitCode::kNo);
  EXPECT_THAT(out, HasSubstr("IMPRINT_MISMATCH"));
  EXPECT_EQ(verify("stranger.pem", {}), ExitCode::kNo);
  EXPECT_THAT(out, HasSubstr("SIGNER_UNKNOWN"));
  EXPECT_EQ(verify("missing.pem", {}), ExitCode::kNoAnswer);
}

TEST_F(DvcsCommandTest, ShowsRequestsAndAnswersWithoutVerifying) {
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  const DvcsRequest request = MakeTestDvcsRequest();
  Write("a.dvc", SignTestAnswer(authority, MakeTestDvcsAnswer(request)));
  Write("a.req", WriteDvcsRequest(request, DvcsEncoding::kRfc3029));
  DvcsErrorNotice notice;
  notice.status = {DvcStatus::kRejection, {"no"}, {6}};
  Write("a.err", SignTestResponse(authority, WriteDvcsErrorNotice(notice)));
  Write("text", "neither");
  EXPECT_EQ(Run({"dvcs", "show", Path("a.req")}), ExitCode::kYes);
  EXPECT_THAT(out, HasSubstr("\"service\":\"vsd\""));
  EXPECT_EQ(Run({"dvcs", "show", Path("a.dvc")}), ExitCode::kYes);
  EXPECT_THAT(out, HasSubstr("\"status\":\"granted\""));
  EXPECT_EQ(Run({"dvcs", "show", Path("a.err")}), ExitCode::kYes);
  EXPECT_THAT(out, HasSubstr("wrongAuthority"));
  EXPECT_EQ(Run({"dvcs", "show", Path("text")}), ExitCode::kNoAnswer);
}

}  // namespace
}  // namespace kepil
