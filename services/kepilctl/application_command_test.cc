#include "services/kepilctl/application_command.h"

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/fake_server.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

v1::Application MakeApplication(bool admissible) {
  v1::Application application;
  application.set_application_id("0a0b");
  application.set_state(v1::APPLICATION_STATE_CHECKED);
  application.mutable_content()->mutable_authority()->set_id("xa");
  application.mutable_report()->set_admissible(admissible);
  v1::AdmissionFinding& finding = *application.mutable_report()->add_findings();
  finding.set_check(v1::ADMISSION_CHECK_CRL_VALIDITY);
  finding.set_outcome(admissible ? v1::ADMISSION_OUTCOME_PASSED
                                 : v1::ADMISSION_OUTCOME_FAILED);
  v1::ApplicationDocument& document = *application.add_documents();
  document.set_type(v1::REGISTRATION_DOCUMENT_AUDIT_REPORT);
  document.set_name("audit.pdf");
  document.set_sha256(std::string(32, '\1'));
  return application;
}

class ApplicationCommandTest : public testing::Test {
 protected:
  ExitCode Run(std::vector<std::string> words) {
    words.insert(words.begin(), "application");
    return server_.Run(ApplicationCommands(), words);
  }
  static std::string Path(const std::string& name) {
    return testing::TempDir() + "/application_command_" + name;
  }

  FakeServer server_;
};

TEST_F(ApplicationCommandTest, EntersARecordAndSaysTheChallenge) {
  v1::ApplicationContent content;
  server_.application.on_EnterApplication =
      [&](const v1::EnterApplicationRequest& request) {
        content = request.content();
        v1::EnterApplicationResponse response;
        *response.mutable_application() = MakeApplication(true);
        return response;
      };
  ASSERT_THAT(WriteFileOctets(Path("new.textproto"),
                              "authority { id: \"xa\" } contact: \"desk\""),
              IsOk());
  EXPECT_EQ(Run({"new", Path("new.textproto"), "--json"}), ExitCode::kYes);
  EXPECT_EQ(content.contact(), "desk");
  EXPECT_THAT(server_.out, HasSubstr("\"challenge\":\"0a0b\""));
  ASSERT_THAT(WriteFileOctets(Path("bad.textproto"), "nonsense: 1"), IsOk());
  EXPECT_EQ(Run({"new", Path("bad.textproto")}), ExitCode::kNoAnswer);
}

TEST_F(ApplicationCommandTest, AddsDocumentsAndUnwrapsPemOfProofs) {
  v1::AddDocumentRequest added;
  server_.application.on_AddDocument =
      [&](const v1::AddDocumentRequest& request) {
        added = request;
        v1::AddDocumentResponse response;
        *response.mutable_application() = MakeApplication(true);
        return response;
      };
  const std::string pem =
      "text\n-----BEGIN CERTIFICATE REQUEST-----\nMAMCAQA=\n"
      "-----END CERTIFICATE REQUEST-----\n";
  ASSERT_THAT(WriteFileOctets(Path("root.csr"), pem), IsOk());
  EXPECT_EQ(
      Run({"add", "0a0b", Path("root.csr"), "--type", "POSSESSION_REQUEST"}),
      ExitCode::kYes);
  EXPECT_EQ(added.content(), std::string("\x30\x03\x02\x01\x00", 5));
  EXPECT_EQ(added.name(), "application_command_root.csr");
  EXPECT_EQ(Run({"add", "0a0b", Path("root.csr"), "--type", "OTHER"}),
            ExitCode::kYes);
  EXPECT_EQ(added.content(), pem);
  EXPECT_EQ(Run({"add", "0a0b", Path("root.csr"), "--type", "CSR"}),
            ExitCode::kNoAnswer);
}

TEST_F(ApplicationCommandTest, AFailedCheckIsTheAnswerNo) {
  bool admissible = true;
  std::vector<std::string> approved;
  server_.application.on_CheckApplication =
      [&](const v1::CheckApplicationRequest& request) {
        approved = {request.approved_addresses().begin(),
                    request.approved_addresses().end()};
        v1::CheckApplicationResponse response;
        *response.mutable_application() = MakeApplication(admissible);
        return response;
      };
  EXPECT_EQ(Run({"check", "0a0b", "http://a/", "http://b/"}), ExitCode::kYes);
  EXPECT_THAT(approved, ElementsAre("http://a/", "http://b/"));
  admissible = false;
  EXPECT_EQ(Run({"check", "0a0b", "--json"}), ExitCode::kNo);
  EXPECT_THAT(server_.out, HasSubstr("\"check\":\"CRL_VALIDITY\""));
  EXPECT_THAT(server_.out, HasSubstr("\"outcome\":\"FAILED\""));
  EXPECT_EQ(Run({"check"}), ExitCode::kNoAnswer);
}

TEST_F(ApplicationCommandTest, ShowsAndLists) {
  server_.application.on_GetApplication = [](const v1::GetApplicationRequest&) {
    v1::GetApplicationResponse response;
    *response.mutable_application() = MakeApplication(false);
    return response;
  };
  server_.application.on_ListApplications =
      [](const v1::ListApplicationsRequest& request) {
        v1::ListApplicationsResponse response;
        if (request.state() == v1::APPLICATION_STATE_CHECKED) {
          *response.add_applications() = MakeApplication(false);
        }
        return response;
      };
  EXPECT_EQ(Run({"show", "0a0b", "--report"}), ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("audit.pdf"));
  EXPECT_THAT(server_.out, HasSubstr("CRL_VALIDITY"));
  EXPECT_EQ(Run({"list", "--state", "CHECKED"}), ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("0a0b"));
  EXPECT_EQ(Run({"list", "--state", "checked"}), ExitCode::kNoAnswer);
}

TEST_F(ApplicationCommandTest, ApprovesByAStatementToSign) {
  server_.application.on_ApproveApplication =
      [](const v1::ApproveApplicationRequest& request)
      -> absl::StatusOr<v1::ApproveApplicationResponse> {
    if (request.decision() != "12") {
      return MakeError(absl::StatusCode::kFailedPrecondition,
                       v1::ERROR_REASON_ADMISSION_CHECK_FAILED, "no");
    }
    v1::ApproveApplicationResponse response;
    response.set_change_id("0c");
    response.set_statement("STATEMENT");
    return response;
  };
  EXPECT_EQ(
      Run({"approve", "0a0b", "--decision", "12", "--out", Path("change.bin")}),
      ExitCode::kYes);
  EXPECT_THAT(ReadFileOctets(Path("change.bin")), IsOkAndHolds("STATEMENT"));
  EXPECT_EQ(
      Run({"approve", "0a0b", "--decision", "1", "--out", Path("change.bin")}),
      ExitCode::kNoAnswer);
  EXPECT_THAT(server_.err, HasSubstr("ADMISSION_CHECK_FAILED"));
  EXPECT_EQ(Run({"approve", "0a0b", "--out", Path("change.bin")}),
            ExitCode::kNoAnswer);
}

TEST_F(ApplicationCommandTest, RefusesInTwoSteps) {
  server_.application.on_RefuseApplication =
      [](const v1::RefuseApplicationRequest& request) {
        v1::RefuseApplicationResponse response;
        response.set_refusal("");
        response.set_state(request.signature() == "SIG"
                               ? v1::APPLICATION_STATE_REFUSED
                               : v1::APPLICATION_STATE_CHECKED);
        return response;
      };
  EXPECT_EQ(Run({"refuse", "0a0b", "--ground", "other", "--out",
                 Path("refusal.bin"), "--json"}),
            ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("\"state\":\"CHECKED\""));
  ASSERT_THAT(WriteFileOctets(Path("sig"), "SIG"), IsOk());
  EXPECT_EQ(Run({"refuse", "0a0b", "--signature", Path("sig"), "--json"}),
            ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("\"state\":\"REFUSED\""));
  EXPECT_EQ(Run({"refuse", "0a0b", "--signature", Path("sig"), "--out", "x"}),
            ExitCode::kNoAnswer);
}

TEST_F(ApplicationCommandTest, FetchesADocument) {
  server_.application.on_GetDocument =
      [](const v1::GetDocumentRequest& request) {
        v1::GetDocumentResponse response;
        response.set_content(
            request.sha256() == std::string(32, '\1') ? "octets" : "");
        return response;
      };
  std::string hex;
  for (int i = 0; i < 32; ++i) {
    hex += "01";
  }
  EXPECT_EQ(Run({"document", hex, "--out", Path("document")}), ExitCode::kYes);
  EXPECT_THAT(ReadFileOctets(Path("document")), IsOkAndHolds("octets"));
  EXPECT_EQ(Run({"document", "01", "--out", Path("document")}),
            ExitCode::kNoAnswer);
}

}  // namespace
}  // namespace kepil
