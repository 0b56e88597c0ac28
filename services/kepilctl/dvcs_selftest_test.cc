#include "services/kepilctl/dvcs_selftest.h"

#include <set>

#include "absl/status/status.h"
#include "engine/signature/dvcs_envelope.h"
#include "engine/signature/signature_document.h"
#include "gtest/gtest.h"
#include "services/receipt/dvc_fixture.h"
#include "tests/support/receipt_fixture.h"

namespace kepil {
namespace {

struct DvcsSelfTestTest : testing::Test {
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  const std::vector<SelfTestQuestion> questions = SelfTestQuestions(
      {"document", authority.signer.certificate, "\x41", TestReceiptTime()});

  const SelfTestQuestion& Named(absl::string_view name) const {
    for (const SelfTestQuestion& question : questions) {
      if (question.name == name) {
        return question;
      }
    }
    ADD_FAILURE() << name;
    return questions.front();
  }
  SelfTestOutcome Judge(const SelfTestQuestion& question,
                        const absl::StatusOr<std::string>& answer) const {
    return JudgeSelfTest(question, answer, {authority.anchor},
                         TestReceiptTime())
        .outcome;
  }
  std::string Notice(int failure) const {
    DvcsErrorNotice notice;
    notice.status = {DvcStatus::kRejection, {"no"}, {failure}};
    return SignTestResponse(authority, WriteDvcsErrorNotice(notice));
  }
};

TEST_F(DvcsSelfTestTest, AsksForEveryServiceAndEveryNotice) {
  std::set<DvcsService> services;
  std::set<DvcFailure> failures;
  std::set<std::string> names;
  for (const SelfTestQuestion& question : questions) {
    EXPECT_NE(question.request.has_value(), question.failure.has_value());
    EXPECT_TRUE(names.insert(question.name).second);
    if (question.request.has_value()) {
      EXPECT_TRUE(FitsService(*question.request));
      services.insert(question.request->information.service);
    } else {
      failures.insert(*question.failure);
    }
  }
  EXPECT_EQ(services.size(), 4u);
  EXPECT_EQ(failures.size(), 5u);
}

// It is a signed request like any other, but for its signature.
TEST_F(DvcsSelfTestTest, ABadSignatureIsNothingElse) {
  const auto envelope =
      ReadDvcsEnvelope(Named("error.incorrectData").octets, ParseLimits());
  ASSERT_TRUE(envelope.ok());
  EXPECT_EQ(envelope->signers, 1);
  EXPECT_EQ(envelope->request.data.message, "document");
  PlainCertificateReader reader;
  const auto document = ParseSignatureDocument(
      {envelope->content_info, std::nullopt, {}}, reader, ParseLimits());
  ASSERT_TRUE(document.ok());
  const ParsedSignature& signature = *document->signatures.front();
  EXPECT_TRUE(signature.deviations().empty());
  EXPECT_EQ(signature.signed_data()[0].outcome,
            SignedDataObject::Outcome::kMatched);
  const auto key = authority.identity.certificate->public_key();
  ASSERT_TRUE(key.ok());
  const auto verified = signature.VerifyValue(**key);
  EXPECT_FALSE(verified.ok() && *verified);
}

TEST_F(DvcsSelfTestTest, AGenuineDvcOfTheRequestIsSupport) {
  for (const char* name :
       {"vsd", "ccpd", "cpkc", "cpkc.bouncycastle", "cpkc.pastTime"}) {
    const SelfTestQuestion& question = Named(name);
    DvcsCertificateInfo answer = MakeTestDvcsAnswer(*question.request);
    EXPECT_EQ(Judge(question, SignTestAnswer(authority, answer)),
              SelfTestOutcome::kSupported)
        << name;
    answer.imprint.value[0] ^= 1;
    answer.imprint.der.clear();
    EXPECT_EQ(Judge(question, SignTestAnswer(authority, answer)),
              SelfTestOutcome::kWrong);
    EXPECT_EQ(
        Judge(question, SignTestAnswer(MakeTestReceiptAuthority(),
                                       MakeTestDvcsAnswer(*question.request))),
        SelfTestOutcome::kWrong);
    EXPECT_EQ(Judge(question, Notice(2)), SelfTestOutcome::kNotSupported);
  }
}

TEST_F(DvcsSelfTestTest, TheRightNoticeIsSupport) {
  const SelfTestQuestion& question = Named("error.badTime");
  EXPECT_EQ(Judge(question, Notice(3)), SelfTestOutcome::kSupported);
  EXPECT_EQ(Judge(question, Notice(5)), SelfTestOutcome::kWrong);
  EXPECT_EQ(Judge(question,
                  SignTestAnswer(authority,
                                 MakeTestDvcsAnswer(*Named("vsd").request))),
            SelfTestOutcome::kWrong);
  EXPECT_EQ(Judge(question, std::string("garbage")), SelfTestOutcome::kWrong);
  EXPECT_EQ(Judge(question, absl::UnavailableError("down")),
            SelfTestOutcome::kNoAnswer);
}

}  // namespace
}  // namespace kepil
