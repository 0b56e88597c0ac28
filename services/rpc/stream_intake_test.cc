#include "services/rpc/stream_intake.h"

#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/cms_builder.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1767225600);

TestIdentity Signer() {
  TestCertificateSpec spec;
  spec.subject = "CN=Signer";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kNow;
  spec.not_after = kNow + absl::Hours(1);
  return SelfSignTestCertificate(spec);
}

v1::ValidateStreamRequest Begin(int64_t number, const std::string& signature,
                                bool content_follows) {
  v1::ValidateStreamRequest message;
  message.set_number(number);
  message.mutable_begin()->mutable_request()->set_signature(signature);
  message.mutable_begin()->set_content_follows(content_follows);
  return message;
}
v1::ValidateStreamRequest Chunk(int64_t number, const std::string& octets) {
  v1::ValidateStreamRequest message;
  message.set_number(number);
  message.set_chunk(octets);
  return message;
}
v1::ValidateStreamRequest End(int64_t number) {
  v1::ValidateStreamRequest message;
  message.set_number(number);
  message.mutable_end();
  return message;
}

struct StreamIntakeTest : testing::Test {
  PlainCertificateReader certificates;
  StreamLimits limits;
  const TestIdentity signer = Signer();
  const std::string detached = MakeDetachedTestCms(signer, "content", kNow);

  // The questions that `messages` make; the last status.
  std::vector<StreamQuestion> Take(
      const std::vector<v1::ValidateStreamRequest>& messages,
      absl::Status* end = nullptr) {
    StreamIntake intake(limits, certificates);
    std::vector<StreamQuestion> questions;
    for (const v1::ValidateStreamRequest& message : messages) {
      auto question = intake.Take(message, absl::OkStatus());
      if (!question.ok()) {
        EXPECT_NE(end, nullptr) << question.status();
        if (end != nullptr) {
          *end = question.status();
        }
        return questions;
      }
      if (question->has_value()) {
        questions.push_back(**question);
      }
    }
    EXPECT_FALSE(intake.is_open());
    return questions;
  }
  void ExpectBroken(const std::vector<v1::ValidateStreamRequest>& messages) {
    absl::Status end;
    Take(messages, &end);
    EXPECT_THAT(end, HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
};

TEST_F(StreamIntakeTest, ContentInChunksBecomesDigests) {
  TestCmsSpec spec;
  spec.content = "the content";
  for (const char* digest : {"SHA512", "SHA384", "SHA512"}) {
    TestCmsSigner one;
    one.identity = signer;
    one.digest = digest;
    spec.signers.push_back(one);
  }
  const std::string signature = MakeTestCms(spec);
  const auto questions = Take({Begin(5, signature, true), Chunk(5, "the "),
                               Chunk(5, ""), Chunk(5, "content"), End(5)});
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_THAT(questions[0].failure, IsOk());
  EXPECT_EQ(questions[0].number, 5);
  EXPECT_EQ(questions[0].request.signature(), signature);
  const auto& digests = questions[0].request.digests().digests();
  ASSERT_EQ(digests.size(), 3);
  for (const v1::ContentDigest& digest : digests) {
    EXPECT_EQ(digest.value(),
              *HashOf(HashFromName(digest.hash()), "the content"));
  }
  EXPECT_EQ(digests[0].hash(), "sha256");
  // A SET of signers has an order of its own.
  EXPECT_THAT((std::set<std::string>{digests[1].hash(), digests[2].hash()}),
              testing::ElementsAre("sha384", "sha512"));
}

v1::ValidateStreamRequest SignatureFollows(int64_t number) {
  v1::ValidateStreamRequest message;
  message.set_number(number);
  message.mutable_begin()->set_signature_follows(true);
  return message;
}

TEST_F(StreamIntakeTest, ASignatureFileMayComeInChunks) {
  const auto questions = Take(
      {SignatureFollows(1), Chunk(1, "the "), Chunk(1, ""), Chunk(1, "file"),
       End(1), Begin(2, detached, true), Chunk(2, "content"), End(2)});
  ASSERT_EQ(questions.size(), 2u);
  EXPECT_EQ(questions[0].request.signature(), "the file");
  EXPECT_FALSE(questions[0].request.has_digests());
  EXPECT_FALSE(questions[0].request.has_content());
  EXPECT_TRUE(questions[1].request.has_digests());
}

TEST_F(StreamIntakeTest, ASignatureFileInChunksHasALimit) {
  limits.max_document_bytes = 8;
  const auto questions = Take(
      {SignatureFollows(1), Chunk(1, "12345678"), End(1), SignatureFollows(2),
       Chunk(2, "12345678"), Chunk(2, "9"), Chunk(2, "passed over"), End(2)});
  ASSERT_EQ(questions.size(), 2u);
  EXPECT_THAT(questions[0].failure, IsOk());
  EXPECT_THAT(questions[1].failure,
              HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
}

TEST_F(StreamIntakeTest, ASignatureFileIsGivenOnce) {
  v1::ValidateStreamRequest twice = Begin(1, detached, false);
  twice.mutable_begin()->set_signature_follows(true);
  v1::ValidateStreamRequest both = SignatureFollows(2);
  both.mutable_begin()->set_content_follows(true);
  const auto questions = Take({twice, End(1), both, Chunk(2, "x"), End(2)});
  ASSERT_EQ(questions.size(), 2u);
  for (const StreamQuestion& question : questions) {
    EXPECT_THAT(question.failure,
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
}

// What was signed directly is looked at itself, as far as it can be held.
TEST_F(StreamIntakeTest, ContentSignedWithoutAttributesIsHeldUpToALimit) {
  TestCmsSpec spec;
  spec.content = "content";
  TestCmsSigner one;
  one.identity = signer;
  one.signed_attributes = false;
  spec.signers = {one};
  const std::string direct = MakeTestCms(spec);
  limits.max_document_bytes = 7;
  const auto questions =
      Take({Begin(1, direct, true), Chunk(1, "con"), Chunk(1, "tent"), End(1),
            Begin(2, direct, true), Chunk(2, "content"), Chunk(2, "!"), End(2),
            Begin(3, detached, true), Chunk(3, "content"), End(3)});
  ASSERT_EQ(questions.size(), 3u);
  EXPECT_EQ(questions[0].request.content(), "content");
  EXPECT_FALSE(questions[0].request.has_digests());
  EXPECT_FALSE(questions[1].request.has_content());
  EXPECT_EQ(questions[1].request.digests().digests(0).value(),
            Sha256("content!").bytes());
  EXPECT_FALSE(questions[2].request.has_content());
}

TEST_F(StreamIntakeTest, SaysWhatIsHeld) {
  StreamIntake intake(limits, certificates);
  EXPECT_FALSE(intake.is_holding());
  EXPECT_THAT(intake.Take(Begin(1, detached, true), absl::OkStatus()), IsOk());
  EXPECT_FALSE(intake.is_holding());
  EXPECT_THAT(intake.Take(End(1), absl::OkStatus()), IsOk());
  EXPECT_THAT(intake.Take(SignatureFollows(2), absl::OkStatus()), IsOk());
  EXPECT_TRUE(intake.is_holding());
  // Without place for a chunk the question fails, and nothing is held.
  EXPECT_THAT(intake.Take(Chunk(2, "x"), absl::ResourceExhaustedError("")),
              IsOk());
  EXPECT_FALSE(intake.is_holding());
}

TEST_F(StreamIntakeTest, EmptyContentIsContent) {
  const auto questions = Take({Begin(1, detached, true), End(1)});
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_EQ(questions[0].request.digests().digests(0).value(),
            Sha256("").bytes());
}

TEST_F(StreamIntakeTest, OneAfterTheOther) {
  v1::ValidateStreamRequest whole = Begin(2, detached, false);
  whole.mutable_begin()->mutable_request()->set_content("content");
  const auto questions =
      Take({Begin(1, detached, true), Chunk(1, "content"), End(1), whole,
            End(2), Begin(9, detached, false), End(9)});
  ASSERT_EQ(questions.size(), 3u);
  EXPECT_EQ(questions[1].request.content(), "content");
  EXPECT_FALSE(questions[1].request.has_digests());
  EXPECT_EQ(questions[2].number, 9);
  EXPECT_FALSE(questions[2].request.has_digests());
}

TEST_F(StreamIntakeTest, WhatBreaksTheOrderEndsTheStream) {
  ExpectBroken({Chunk(1, "x")});
  ExpectBroken({End(1)});
  ExpectBroken({v1::ValidateStreamRequest()});
  ExpectBroken({Begin(0, detached, false)});
  ExpectBroken({Begin(1, detached, false), Begin(2, detached, false)});
  ExpectBroken({Begin(1, detached, false), Chunk(1, "x")});
  ExpectBroken({Begin(1, detached, true), Chunk(2, "x")});
  ExpectBroken({Begin(1, detached, true), End(2)});
  ExpectBroken({Begin(1, detached, false), End(1), Begin(1, detached, false)});
  ExpectBroken({Begin(1, detached, false), End(1), End(1)});
  ExpectBroken(
      {Begin(1, detached, true), Chunk(1, std::string((1 << 20) + 1, 'x'))});
}

TEST_F(StreamIntakeTest, AFailedQuestionIsAnsweredAtOnceAndPassedOver) {
  limits.max_content_bytes = 10;
  v1::ValidateStreamRequest twice = Begin(3, detached, true);
  twice.mutable_begin()->mutable_request()->set_content("content");
  TestCmsSpec attached;
  attached.content = "content";
  attached.detached = false;
  TestCmsSigner one;
  one.identity = signer;
  attached.signers = {one};
  const auto questions =
      Take({Begin(1, "no signature", true), Chunk(1, "x"), End(1),
            Begin(2, detached, true), Chunk(2, "0123456789"), Chunk(2, "x"),
            Chunk(2, "y"), End(2), twice, End(3),
            Begin(4, MakeTestCms(attached), true), Chunk(4, "content"), End(4),
            Begin(5, detached, true), Chunk(5, "0123456789"), End(5)});
  ASSERT_EQ(questions.size(), 5u);
  EXPECT_THAT(questions[0].failure, HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(questions[1].failure,
              HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
  EXPECT_EQ(questions[1].number, 2);
  EXPECT_THAT(questions[2].failure,
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(questions[3].failure,
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(questions[4].failure, IsOk());
}

TEST_F(StreamIntakeTest, WithoutPlaceAQuestionFailsOfIt) {
  const absl::Status full = MakeError(absl::StatusCode::kResourceExhausted,
                                      v1::ERROR_REASON_OVERLOADED, "no place");
  StreamIntake intake(limits, certificates);
  auto failed = intake.Take(Begin(1, detached, false), full);
  ASSERT_THAT(failed, IsOk());
  EXPECT_THAT((*failed)->failure, HasReason(v1::ERROR_REASON_OVERLOADED));
  EXPECT_EQ((*failed)->number, 1);
  EXPECT_FALSE(intake.Take(End(1), absl::OkStatus())->has_value());
  EXPECT_FALSE(
      intake.Take(Begin(2, detached, true), absl::OkStatus())->has_value());
  failed = intake.Take(Chunk(2, "x"), full);
  EXPECT_THAT((*failed)->failure, HasReason(v1::ERROR_REASON_OVERLOADED));
  EXPECT_FALSE(intake.Take(Chunk(2, "y"), full)->has_value());
  EXPECT_FALSE(intake.Take(End(2), absl::OkStatus())->has_value());
}

TEST_F(StreamIntakeTest, OnlyParsingAndHashingIsWork) {
  EXPECT_TRUE(StreamIntake::NeedsWork(Begin(1, detached, true)));
  EXPECT_TRUE(StreamIntake::NeedsWork(Chunk(1, "x")));
  EXPECT_FALSE(StreamIntake::NeedsWork(Begin(1, detached, false)));
  EXPECT_FALSE(StreamIntake::NeedsWork(End(1)));
}

}  // namespace
}  // namespace kepil
