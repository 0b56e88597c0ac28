#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/application.pb.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/request_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::HasSubstr;
using testing::Not;

// The value of a text field in JSON lines.
std::string FieldOf(const std::string& json, const std::string& name) {
  const std::string key = absl::StrCat("\"", name, "\":\"");
  const size_t at = json.find(key);
  if (at == std::string::npos) {
    return "";
  }
  const size_t from = at + key.size();
  return json.substr(from, json.find('"', from) - from);
}

// The registry as anybody sees it: "3 0a1b...".
std::string RegistryState(const DemoHouse& house) {
  const auto info = GetServiceInfo(house.OpenChannel());
  EXPECT_THAT(info, IsOk());
  return absl::StrCat(info->trust_snapshot_version(), " ",
                      info->trust_snapshot_sha256());
}

// Officers at their command line, kepild behind it.
class ApplicationAtTheDeskTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(house_.Start(), IsOk());
    const v1::ChangeDraft draft = AuthorityDraft(house_, "xa");
    *content_.mutable_authority() = draft.authority();
    content_.mutable_authority()->clear_decision();
    content_.set_address("1 Main Street, Xalandia City");
    content_.set_contact("registry@xa.example");
    content_.mutable_agreement()->set_reference("3 of 2025");
    v1::LegalDate& day = *content_.mutable_agreement()->mutable_in_force();
    day.set_year(2020);
    day.set_month(1);
    day.set_day(1);
    for (const char* sample : {"xa-issuing-1", "xa-signer-rsa"}) {
      content_.add_sample_certificates(house_.pki().Get(sample).certificate);
    }
  }
  FinishedProgram Run(const std::string& officer,
                      std::vector<std::string> words) {
    words.insert(words.begin(), "application");
    return house_.Kepilctl(officer, std::move(words));
  }
  void Enter() {
    WriteWholeFile(house_.PathOf("xa.textproto"), content_.DebugString());
    const FinishedProgram done =
        Run("officer-a", {"new", house_.PathOf("xa.textproto")});
    ASSERT_EQ(done.exit_code, 0) << done.err;
    id_ = FieldOf(done.out, "challenge");
    ASSERT_EQ(id_.size(), 32u) << done.out;
  }
  void Add(const std::string& type, const std::string& octets) {
    WriteWholeFile(house_.PathOf(type), octets);
    const FinishedProgram done =
        Run("officer-a", {"add", id_, house_.PathOf(type), "--type", type});
    ASSERT_EQ(done.exit_code, 0) << done.err;
  }
  FinishedProgram Check() {
    std::vector<std::string> words = {"check", id_};
    for (const char* ca : {"xa-root", "xa-issuing-1"}) {
      words.push_back(
          absl::StrCat(house_.responder_url(), "/crl/", ca, ".crl"));
      words.push_back(absl::StrCat(house_.responder_url(), "/ocsp/", ca));
    }
    return Run("officer-a", words);
  }
  FinishedProgram Approve() {
    return Run("officer-a", {"approve", id_, "--decision", "12 of the demo",
                             "--out", house_.PathOf("change.bin")});
  }
  std::string State() {
    return FieldOf(Run("officer-b", {"show", id_}).out, "state");
  }

  DemoHouse house_;
  v1::ApplicationContent content_;
  std::string id_;
};

// Law: REG-02, REG-06, REG-14, REG-21.
TEST_F(ApplicationAtTheDeskTest, AGoodApplicationEndsInAnActiveRegistration) {
  Enter();
  EXPECT_EQ(State(), "SUBMITTED");
  Add("AGREEMENT", "the agreement");
  Add("POSSESSION_REQUEST",
      MakeTestRequestFor(house_.pki().Get("xa-root"), id_));
  const std::string before = RegistryState(house_);
  const FinishedProgram checked = Check();
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
  EXPECT_THAT(checked.out, Not(HasSubstr("\"outcome\":\"FAILED\"")));
  const FinishedProgram proposed = Approve();
  ASSERT_EQ(proposed.exit_code, 0) << proposed.err;
  EXPECT_EQ(State(), "PROPOSED");
  EXPECT_EQ(RegistryState(house_), before);

  const std::string statement = house_.Read("change.bin");
  // The proposer does not approve, whatever he signs.
  EXPECT_THAT(ApproveAs(house_, "officer-a", FieldOf(proposed.out, "change_id"),
                        SignAct(house_, "officer-a", statement)),
              HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
  WriteWholeFile(house_.PathOf("change.p7s"),
                 SignAct(house_, "officer-b", statement));
  const FinishedProgram approved = house_.Kepilctl(
      "officer-b", {"ca", "approve", FieldOf(proposed.out, "change_id"),
                    "--signature", house_.PathOf("change.p7s")});
  ASSERT_EQ(approved.exit_code, 0) << approved.err;
  EXPECT_EQ(State(), "APPROVED");
  const FinishedProgram shown = house_.Kepilctl("officer-b", {"ca", "list"});
  EXPECT_THAT(shown.out, HasSubstr("\"id\":\"xa\""));
  EXPECT_THAT(shown.out, HasSubstr("\"status\":\"ACTIVE\""));
  EXPECT_THAT(shown.out, HasSubstr("12 of the demo"));
  // What an approved CA signs counts at once.
  ASSERT_THAT(Admit(house_, RelyingPartyDraft(house_)), IsOk());
  const auto receipt = Validate(house_.ChannelAs("relying-party"),
                                DemoRequest(house_, "valid-rsa.txt"));
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(VerdictText(*receipt), "TOTAL_PASSED");
}

// Law: REG-15, DEF-10.
TEST_F(ApplicationAtTheDeskTest, ABadApplicationIsRefusedWithEveryGround) {
  content_.mutable_authority()->clear_endpoint_country();
  content_.mutable_authority()
      ->mutable_services(0)
      ->mutable_revocation(0)
      ->mutable_sources(0)
      ->set_crl_url(absl::StrCat(house_.responder_url(), "/crl/none.crl"));
  Enter();
  Add("POSSESSION_REQUEST",
      MakeTestRequestFor(house_.pki().Get("xa-issuing-1"), id_));
  const std::string before = RegistryState(house_);
  EXPECT_EQ(Approve().exit_code, 2);  // Not checked yet.
  EXPECT_EQ(
      Run("officer-a",
          {"check", id_, absl::StrCat(house_.responder_url(), "/crl/none.crl"),
           absl::StrCat(house_.responder_url(), "/crl/xa-issuing-1.crl"),
           absl::StrCat(house_.responder_url(), "/ocsp/xa-root"),
           absl::StrCat(house_.responder_url(), "/ocsp/xa-issuing-1")})
          .exit_code,
      1);
  const FinishedProgram approval = Approve();
  EXPECT_EQ(approval.exit_code, 2);
  EXPECT_THAT(approval.err, HasSubstr("ADMISSION_CHECK_FAILED"));

  const FinishedProgram made =
      Run("officer-a", {"refuse", id_, "--out", house_.PathOf("refusal.bin")});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  v1::ApplicationRefusal refusal;
  ASSERT_TRUE(refusal.ParseFromString(house_.Read("refusal.bin")));
  std::vector<int> grounds;
  for (const v1::AdmissionFinding& ground : refusal.grounds()) {
    if (grounds.empty() || grounds.back() != ground.check()) {
      grounds.push_back(ground.check());
    }
  }
  EXPECT_THAT(
      grounds,
      testing::ElementsAre(
          v1::ADMISSION_CHECK_LEGAL_FIELDS,
          v1::ADMISSION_CHECK_AGREEMENT_IN_FORCE, v1::ADMISSION_CHECK_RECORD,
          v1::ADMISSION_CHECK_POSSESSION, v1::ADMISSION_CHECK_CRL_REACHABLE,
          v1::ADMISSION_CHECK_CRL_SIGNATURE, v1::ADMISSION_CHECK_CRL_VALIDITY,
          v1::ADMISSION_CHECK_CRL_CURRENT,
          v1::ADMISSION_CHECK_CRL_ISSUE_INTERVAL));
  EXPECT_THAT(refusal.appeal_info(), Not(testing::IsEmpty()));

  WriteWholeFile(house_.PathOf("wrong.p7s"),
                 SignAct(house_, "officer-b", house_.Read("refusal.bin")));
  EXPECT_EQ(Run("officer-a",
                {"refuse", id_, "--signature", house_.PathOf("wrong.p7s")})
                .exit_code,
            2);
  EXPECT_EQ(State(), "CHECKED");
  WriteWholeFile(house_.PathOf("refusal.p7s"),
                 SignAct(house_, "officer-a", house_.Read("refusal.bin")));
  const FinishedProgram refused =
      Run("officer-a",
          {"refuse", id_, "--signature", house_.PathOf("refusal.p7s")});
  EXPECT_EQ(refused.exit_code, 0) << refused.err;
  EXPECT_EQ(State(), "REFUSED");
  EXPECT_THAT(Approve().err, HasSubstr("APPLICATION_DECIDED"));
  EXPECT_EQ(RegistryState(house_), before);
  // It outlives a restart.
  house_.Stop();
  ASSERT_THAT(house_.Start(), IsOk());
  EXPECT_EQ(State(), "REFUSED");
  EXPECT_EQ(RegistryState(house_), before);
}

TEST_F(ApplicationAtTheDeskTest, OthersThanOfficersSeeNothingOfIt) {
  Enter();
  ASSERT_THAT(Admit(house_, RelyingPartyDraft(house_)), IsOk());
  const FinishedProgram shown = Run("relying-party", {"show", id_});
  EXPECT_EQ(shown.exit_code, 2);
  EXPECT_THAT(shown.err, HasSubstr("ROLE_FORBIDDEN"));
  // An approver reads and does not enter.
  EXPECT_EQ(State(), "SUBMITTED");
  EXPECT_THAT(Run("officer-b", {"new", house_.PathOf("xa.textproto")}).err,
              HasSubstr("ROLE_FORBIDDEN"));
}

}  // namespace
}  // namespace kepil
