#include "services/gateway/interstate_envelope.h"

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/envelope_fixture.h"
#include "services/gateway/test_policies.h"
#include "tests/support/cms_builder.h"
#include "tests/support/memory_seen_messages.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::AllOf;

const absl::Time kNow = absl::FromUnixSeconds(1767225600);

struct InterstateEnvelopeTest : testing::Test {
  TestTtp ttp{kNow};
  MemorySeenMessages seen;
  PlainCertificateReader certificates;
  std::shared_ptr<const PrincipalDirectory> principals =
      DirectoryOf({ttp.principal});
  absl::Time now = kNow;

  static v1::ValidateRequest Request(char number = '1') {
    v1::ValidateRequest request;
    request.set_signature("a signature file");
    request.set_content("a contract");
    return ForEnvelope(request, kNow, number);
  }
  v1::InterstateEnvelope Sealed(const v1::ValidateRequest& request) const {
    return MakeEnvelope(request.SerializeAsString(), {ttp.requests}, now);
  }
  absl::StatusOr<OpenedEnvelope> Open(const v1::InterstateEnvelope& envelope) {
    v1::SnapshotSource source;
    source.set_version(1);
    source.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(kNow));
    *source.add_authorities() = ttp.authority;
    const auto trust =
        TrustSnapshot::FromSource(source.SerializeAsString(), certificates);
    EXPECT_THAT(trust, IsOk());
    const auto policy = MakeTestRules()->Find(kOfficerPolicy);
    const ParseLimits limits;
    return OpenEnvelope(
        {envelope, kTestOrigin, **trust, *principals, **policy, now, limits},
        certificates, seen);
  }
  void ExpectUnknown(const v1::InterstateEnvelope& envelope) {
    EXPECT_THAT(Open(envelope),
                AllOf(StatusIs(absl::StatusCode::kUnauthenticated),
                      HasReason(v1::ERROR_REASON_ORIGIN_UNKNOWN)));
    EXPECT_THAT(seen.kept, testing::IsEmpty());
  }
};

// Law: GWY-03.
TEST_F(InterstateEnvelopeTest, OpensWhatTheOriginSigned) {
  const auto opened = Open(Sealed(Request()));
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->request.SerializeAsString(), Request().SerializeAsString());
  EXPECT_EQ(opened->origin.id(), "xa-ttp-node");
  EXPECT_EQ(opened->sent_at, kNow);
}

TEST_F(InterstateEnvelopeTest, TheCertificateNeedNotBeInside) {
  TestCmsSpec spec;
  spec.content = Request().SerializeAsString();
  spec.detached = false;
  spec.embed_signers = false;
  TestCmsSigner signer;
  signer.identity = ttp.requests;
  spec.signers = {signer};
  v1::InterstateEnvelope envelope;
  envelope.set_origin(kTestTtp);
  envelope.set_signed_request(MakeTestCms(spec));
  EXPECT_THAT(Open(envelope), IsOk());
}

// Law: GWY-03.
TEST_F(InterstateEnvelopeTest, RefusesAnotherSigner) {
  const TestIdentity stranger =
      TestTtp::MakeIdentity(kNow, "C=XA,CN=Requests of xa-ttp");
  ExpectUnknown(MakeEnvelope(Request().SerializeAsString(), {stranger}, kNow));
}

TEST_F(InterstateEnvelopeTest, RefusesTheKeyOfAnotherOrigin) {
  const TestTtp other(kNow, "xb-ttp");
  principals = DirectoryOf({ttp.principal, other.principal});
  ExpectUnknown(
      MakeEnvelope(Request().SerializeAsString(), {other.requests}, kNow));
}

// Law: GWY-03.
TEST_F(InterstateEnvelopeTest, RefusesASignatureThatDoesNotHold) {
  v1::InterstateEnvelope envelope = Sealed(Request());
  envelope.mutable_signed_request()->back() ^= 1;
  ExpectUnknown(envelope);
  envelope = Sealed(Request());
  const size_t at = envelope.signed_request().find("a contract");
  ASSERT_NE(at, std::string::npos);
  (*envelope.mutable_signed_request())[at] = 'A';
  ExpectUnknown(envelope);
}

TEST_F(InterstateEnvelopeTest, RefusesAnExpiredKey) {
  now = kNow + absl::Hours(24 * 31);
  v1::ValidateRequest request = Request();
  request.mutable_sent_at()->set_seconds(absl::ToUnixSeconds(now));
  ExpectUnknown(Sealed(request));
}

TEST_F(InterstateEnvelopeTest, RefusesAnOriginThatMayNotAsk) {
  v1::InterstateEnvelope envelope = Sealed(Request());
  envelope.set_origin("nobody");
  ExpectUnknown(envelope);
  envelope.set_origin("");
  ExpectUnknown(envelope);
  v1::PrincipalRecord party = ttp.principal;
  party.clear_roles();
  party.add_roles(v1::PRINCIPAL_ROLE_RELYING_PARTY);
  principals = DirectoryOf({party});
  ExpectUnknown(Sealed(Request()));
  party = ttp.principal;
  party.set_withdrawn(true);
  principals = DirectoryOf({party});
  ExpectUnknown(Sealed(Request()));
}

TEST_F(InterstateEnvelopeTest, RefusesASuspendedTtpAndOneOfAnotherKind) {
  ttp.Suspend(kNow - absl::Minutes(1));
  ExpectUnknown(Sealed(Request()));
  ttp = TestTtp(kNow);
  principals = DirectoryOf({ttp.principal});
  ttp.authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  ttp.authority.mutable_services(0)->set_type(v1::SERVICE_TYPE_CA);
  ExpectUnknown(Sealed(Request()));
}

// Law: GWY-03.
TEST_F(InterstateEnvelopeTest, IsForOneRecipient) {
  v1::ValidateRequest request = Request();
  for (const char* recipient : {"", "example.com/there", "example.com/here/"}) {
    request.set_recipient(recipient);
    EXPECT_THAT(Open(Sealed(request)),
                AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                      HasReason(v1::ERROR_REASON_WRONG_RECIPIENT)));
  }
  EXPECT_THAT(seen.kept, testing::IsEmpty());
}

// Law: GWY-03.
TEST_F(InterstateEnvelopeTest, IsAcceptedWithinFiveMinutesOfSending) {
  for (const absl::Duration age : {absl::Minutes(5), -absl::Minutes(5)}) {
    now = kNow + age;
    EXPECT_THAT(Open(Sealed(Request(age > absl::ZeroDuration() ? '2' : '3'))),
                IsOk());
    now += age > absl::ZeroDuration() ? absl::Seconds(1) : -absl::Seconds(1);
    EXPECT_THAT(Open(Sealed(Request('4'))),
                AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                      HasReason(v1::ERROR_REASON_ENVELOPE_STALE)));
  }
  EXPECT_EQ(seen.kept.size(), 2u);
}

TEST_F(InterstateEnvelopeTest, AnAbsurdTimeIsStale) {
  v1::ValidateRequest request = Request();
  for (const int64_t seconds : {INT64_MAX, INT64_MIN, int64_t{0}}) {
    request.mutable_sent_at()->set_seconds(seconds);
    EXPECT_THAT(Open(Sealed(request)),
                HasReason(v1::ERROR_REASON_ENVELOPE_STALE));
  }
  request.mutable_sent_at()->set_nanos(-1);
  EXPECT_THAT(Open(Sealed(request)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

// Law: GWY-03.
TEST_F(InterstateEnvelopeTest, IsAcceptedOnce) {
  const v1::InterstateEnvelope envelope = Sealed(Request());
  EXPECT_THAT(Open(envelope), IsOk());
  EXPECT_THAT(Open(envelope),
              AllOf(StatusIs(absl::StatusCode::kAlreadyExists),
                    HasReason(v1::ERROR_REASON_ENVELOPE_REPLAYED)));
  // Nor is the same number under another signature and time.
  now += absl::Minutes(9);
  v1::ValidateRequest again = Request();
  again.mutable_sent_at()->set_seconds(absl::ToUnixSeconds(now));
  EXPECT_THAT(Open(Sealed(again)),
              HasReason(v1::ERROR_REASON_ENVELOPE_REPLAYED));
  EXPECT_THAT(Open(Sealed(ForEnvelope(again, now, '5'))), IsOk());
}

TEST_F(InterstateEnvelopeTest, NeedsANumberAndATime) {
  v1::ValidateRequest request = Request();
  request.set_message_id("short");
  EXPECT_THAT(Open(Sealed(request)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  request = Request();
  request.clear_sent_at();
  EXPECT_THAT(Open(Sealed(request)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST_F(InterstateEnvelopeTest, HoldsOneSignatureWithItsContent) {
  v1::InterstateEnvelope envelope;
  envelope.set_origin(kTestTtp);
  for (const char* octets : {"", "no CMS"}) {
    envelope.set_signed_request(octets);
    EXPECT_THAT(Open(envelope), HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
  envelope.set_signed_request(
      MakeDetachedTestCms(ttp.requests, Request().SerializeAsString(), kNow));
  EXPECT_THAT(Open(envelope), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(Open(MakeEnvelope(Request().SerializeAsString(),
                                {ttp.requests, ttp.requests}, kNow)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(Open(MakeEnvelope("\x07 no message", {ttp.requests}, kNow)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(seen.kept, testing::IsEmpty());
}

}  // namespace
}  // namespace kepil
