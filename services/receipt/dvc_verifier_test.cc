#include "services/receipt/dvc_verifier.h"

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/crypto/der_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/dvc_fixture.h"
#include "services/receipt/dvcs_receipt.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string Uri(absl::string_view text) { return DerWrap(DerContext(6), text); }

// One question, its right answer, and what the asker expects.
class DvcVerifierTest : public testing::Test {
 protected:
  DvcVerifierTest()
      : authority_(MakeTestReceiptAuthority()),
        request_(MakeTestDvcsRequest()),
        info_(MakeTestDvcsAnswer(request_)) {}

  DvcVerifyInput Input(absl::string_view dvc) const {
    DvcVerifyInput input;
    input.dvc = dvc;
    input.anchors = {authority_.anchor};
    input.request = &request_;
    input.earliest = TestReceiptTime() - absl::Minutes(5);
    input.latest = TestReceiptTime() + absl::Minutes(5);
    input.policies = {"1.2.3"};
    return input;
  }
  DvcVerification Verify() const {
    const std::string dvc = SignTestAnswer(authority_, info_);
    return VerifyDvc(Input(dvc));
  }
  std::vector<DvcProblem> Problems() const { return Verify().problems; }
  // An assertion beside the first target.
  void Nest(const std::string& content_info) {
    DvcsTarget target;
    target.target = {DvcsToken::Kind::kCertificate, DerSequence({DerNull()})};
    target.chain = {{DvcsToken::Kind::kAssertion, content_info}};
    info_.targets = {target};
  }

  const TestReceiptAuthority authority_;
  DvcsRequest request_;
  DvcsCertificateInfo info_;
};

TEST_F(DvcVerifierTest, TakesTheRightAnswer) {
  const DvcVerification verified = Verify();
  EXPECT_THAT(verified.problems, IsEmpty());
  EXPECT_EQ(verified.word, DvcWord::kGranted);
  EXPECT_EQ(verified.info->serial, info_.serial);
}

TEST_F(DvcVerifierTest, ComparesWhatWasAsked) {
  const DvcsCertificateInfo right = info_;
  info_.information.nonce = std::string("\x01\x03", 2);
  EXPECT_THAT(Problems(), ElementsAre(DvcProblem::kNonceMismatch));
  info_ = right;
  info_.information.nonce.reset();
  EXPECT_THAT(Problems(), ElementsAre(DvcProblem::kNonceMismatch));
  info_ = right;
  info_.information.policy_oid = "1.2.4";
  EXPECT_THAT(Problems(), ElementsAre(DvcProblem::kRequestMismatch));
  info_ = right;
  info_.information.service = DvcsService::kCpd;
  EXPECT_THAT(Problems(), ElementsAre(DvcProblem::kRequestMismatch));
  info_ = right;
  info_.information.nonce->append("more");
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(DvcVerifierTest, ComparesTheImprint) {
  info_.imprint.value[0] = static_cast<char>(info_.imprint.value[0] ^ 1);
  info_.imprint.der.clear();
  EXPECT_THAT(Problems(), ElementsAre(DvcProblem::kImprintMismatch));
}

TEST_F(DvcVerifierTest, ComparesAMessageWithoutARequest) {
  const std::string dvc = SignTestAnswer(authority_, info_);
  DvcVerifyInput input = Input(dvc);
  input.request = nullptr;
  input.message = request_.data.message;
  EXPECT_THAT(VerifyDvc(input).problems, IsEmpty());
  input.message = "another document";
  EXPECT_THAT(VerifyDvc(input).problems,
              ElementsAre(DvcProblem::kImprintMismatch));
}

TEST_F(DvcVerifierTest, AsksForTimePolicyAndServer) {
  const std::string dvc = SignTestAnswer(authority_, info_);
  DvcVerifyInput input = Input(dvc);
  input.latest = TestReceiptTime() - absl::Seconds(1);
  EXPECT_THAT(VerifyDvc(input).problems,
              ElementsAre(DvcProblem::kTimeOutsideWindow));
  input = Input(dvc);
  input.earliest = TestReceiptTime() + absl::Seconds(1);
  EXPECT_THAT(VerifyDvc(input).problems,
              ElementsAre(DvcProblem::kTimeOutsideWindow));
  input = Input(dvc);
  input.policies = {"1.2.4", "1.2.5"};
  EXPECT_THAT(VerifyDvc(input).problems,
              ElementsAre(DvcProblem::kPolicyNotAccepted));
  input = Input(dvc);
  input.server = Uri("https://dvcs.example/");
  EXPECT_THAT(VerifyDvc(input).problems,
              ElementsAre(DvcProblem::kServerMismatch));
}

TEST_F(DvcVerifierTest, FindsTheServerAmongItsNames) {
  info_.information.dvcs =
      Uri("https://other.example/") + Uri("https://dvcs.example/");
  const std::string dvc = SignTestAnswer(authority_, info_);
  DvcVerifyInput input = Input(dvc);
  input.server = Uri("https://dvcs.example/");
  EXPECT_THAT(VerifyDvc(input).problems, IsEmpty());
}

TEST_F(DvcVerifierTest, ATokenAsTimeIsNotBelieved) {
  info_.response_time.token = DerSequence({DerNull()});
  EXPECT_THAT(Problems(), ElementsAre(DvcProblem::kTimeToken));
}

TEST_F(DvcVerifierTest, TheSignerMustBeValidAtTheResponseTime) {
  info_.response_time.time = TestReceiptTime() + absl::Hours(24 * 366);
  const std::string dvc = SignTestAnswer(authority_, info_);
  DvcVerifyInput input = Input(dvc);
  input.latest = absl::InfiniteFuture();
  EXPECT_THAT(VerifyDvc(input).problems,
              ElementsAre(DvcProblem::kSignerOutsideValidity));
}

TEST_F(DvcVerifierTest, RefusesAnUnknownCriticalExtension) {
  info_.extensions = {{"1.2.3.4", false, "x"}};
  EXPECT_THAT(Problems(), IsEmpty());
  info_.extensions[0].is_critical = true;
  EXPECT_THAT(Problems(), ElementsAre(DvcProblem::kUnknownCriticalExtension));
}

TEST_F(DvcVerifierTest, AnErrorNoticeIsNoVerdict) {
  DvcsErrorNotice notice;
  notice.status = {DvcStatus::kRejection, {"bad"}, {2}};
  const std::string dvc =
      SignTestResponse(authority_, WriteDvcsErrorNotice(notice));
  const DvcVerification verified = VerifyDvc(Input(dvc));
  EXPECT_THAT(verified.problems, ElementsAre(DvcProblem::kErrorNotice));
  EXPECT_EQ(verified.word, DvcWord::kRejected);
  EXPECT_THAT(verified.error->status.fail_info, ElementsAre(2));
}

TEST_F(DvcVerifierTest, ReadsTheWord) {
  const struct {
    DvcStatus status;
    DvcWord word;
  } kRows[] = {
      {DvcStatus::kGranted, DvcWord::kGranted},
      {DvcStatus::kGrantedWithMods, DvcWord::kGrantedWithMods},
      {DvcStatus::kRejection, DvcWord::kRejected},
      {DvcStatus::kWaiting, DvcWord::kWaiting},
  };
  for (const auto& row : kRows) {
    info_.status->status = row.status;
    EXPECT_EQ(Verify().word, row.word);
  }
  info_.status.reset();
  EXPECT_EQ(Verify().word, DvcWord::kGranted);
}

// Granted as a whole beside a target that failed is not believed.
TEST_F(DvcVerifierTest, AFailingTargetTakesTheGrantAway) {
  DvcsTarget target;
  target.target = {DvcsToken::Kind::kCertificate, DerSequence({DerNull()})};
  target.chain = {{DvcsToken::Kind::kPkiStatus, DerSequence({DerInt64(2)})}};
  info_.targets = {target};
  EXPECT_EQ(Verify().word, DvcWord::kGrantedWithMods);
}

TEST_F(DvcVerifierTest, FollowsADvcInside) {
  DvcsCertificateInfo inner = MakeTestDvcsAnswer(request_);
  Nest(SignTestAnswer(authority_, inner));
  DvcVerification verified = Verify();
  EXPECT_THAT(verified.problems, IsEmpty());
  EXPECT_THAT(verified.nested, SizeIs(1));
  const TestReceiptAuthority stranger = MakeTestReceiptAuthority();
  Nest(SignTestAnswer(stranger, inner));
  verified = Verify();
  EXPECT_THAT(verified.problems, ElementsAre(DvcProblem::kNestedInvalid));
  EXPECT_THAT(verified.nested[0].problems,
              ElementsAre(DvcProblem::kSignerUnknown));
  // One from later than the DVC that holds it.
  inner.response_time.time += absl::Seconds(1);
  Nest(SignTestAnswer(authority_, inner));
  EXPECT_THAT(Problems(), ElementsAre(DvcProblem::kNestedInvalid));
}

TEST_F(DvcVerifierTest, StopsAtTheDepthLimit) {
  for (int depth = 1; depth <= kMaxDvcDepth + 1; ++depth) {
    EXPECT_EQ(Problems().empty(), depth <= kMaxDvcDepth) << depth;
    Nest(SignTestAnswer(authority_, info_));
  }
}

TEST_F(DvcVerifierTest, StopsAtTheNumberOfNestedDvcs) {
  const std::string inner = SignTestAnswer(authority_, info_);
  Nest(inner);
  while (info_.targets[0].chain.size() < size_t{kMaxNestedDvcs}) {
    info_.targets[0].chain.push_back(info_.targets[0].chain[0]);
  }
  EXPECT_THAT(Problems(), IsEmpty());
  info_.targets[0].chain.push_back(info_.targets[0].chain[0]);
  EXPECT_THAT(Problems(), ElementsAre(DvcProblem::kNestedTooDeep));
}

TEST_F(DvcVerifierTest, ReadsOurOwnReceipts) {
  v1::ReceiptBody body = MakeTestReceiptDraft();
  body.set_serial(3);
  body.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(TestReceiptTime()));
  const auto dvc = SignDvc(body.SerializeAsString(), authority_.identity);
  ASSERT_THAT(dvc, IsOk());
  DvcVerifyInput input = Input(*dvc);
  input.request = nullptr;
  input.policies.clear();
  EXPECT_THAT(VerifyDvc(input).problems, IsEmpty());
}

TEST_F(DvcVerifierTest, GarbageIsUnreadable) {
  EXPECT_THAT(VerifyDvc(Input("")).problems,
              ElementsAre(DvcProblem::kUnreadable));
  const std::string dvc = SignTestResponse(authority_, "not a response");
  EXPECT_THAT(VerifyDvc(Input(dvc)).problems,
              ElementsAre(DvcProblem::kUnreadable));
}

}  // namespace
}  // namespace kepil
