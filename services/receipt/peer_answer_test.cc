#include "services/receipt/peer_answer.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/signature/dvcs_request.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ttp.h"

namespace kepil {
namespace {

constexpr char kFile[] = "a signed document";

absl::Time Now() { return TestReceiptTime() + absl::Hours(1); }

TestIdentity MakeStranger(const std::string& country) {
  TestCertificateSpec spec;
  spec.subject = "C=" + country + ",CN=CA";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = Now() - absl::Hours(24);
  spec.not_after = Now() + absl::Hours(24);
  spec.extensions = TestCaExtensions();
  const TestIdentity ca = SelfSignTestCertificate(spec);
  spec.subject = "CN=Signer";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.extensions = TestSignerExtensions();
  return IssueTestCertificate(spec, ca);
}

Finding FindingOf(v1::BuildingBlock block, v1::Constraint constraint,
                  v1::CheckOutcome outcome, v1::FindingReason reason) {
  Finding finding;
  finding.block = block;
  finding.constraint = constraint;
  finding.outcome = outcome;
  finding.reason = reason;
  return finding;
}
Finding Passed(v1::Constraint constraint) {
  return FindingOf(v1::BUILDING_BLOCK_CRYPTOGRAPHIC_VERIFICATION, constraint,
                   v1::CHECK_OUTCOME_PASSED, v1::FINDING_REASON_UNSPECIFIED);
}

// A signature by a certificate of XB, whose issuer nobody registered, and the
// TTP of XB.
struct Asked {
  TestTtp ttp;
  CertificateRef signer = ReadTestCertificate(MakeStranger("XB").certificate);
  v1::Authority record = ttp.Record("XB", "https://xb.example/");
  DvcsRequest request;
  Conclusion own;
  EvidenceSet evidence;
  absl::Time control_time = Now();

  Asked() {
    request.information.service = DvcsService::kCpkc;
    request.information.nonce = std::string(16, '\x41');
    request.information.request_time = DvcsTime{Now(), "", ""};
    request.data.kind = DvcsData::Kind::kCertificates;
    request.data.certificates = {
        {{DvcsToken::Kind::kCertificate, std::string(signer->der())}, {}, ""}};
    own.indication = v1::INDICATION_INDETERMINATE;
    own.sub_indication = v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND;
    own.signing_certificate = signer;
    own.findings = {
        FindingOf(v1::BUILDING_BLOCK_X509_VALIDATION,
                  v1::CONSTRAINT_PROSPECTIVE_PATH, v1::CHECK_OUTCOME_FAILED,
                  v1::FINDING_REASON_TRUST_SERVICE_UNKNOWN),
        Passed(v1::CONSTRAINT_SIGNED_DATA_INTACT),
        Passed(v1::CONSTRAINT_SIGNATURE_INTACT)};
  }
  void AskAboutFile(absl::string_view file) {
    request.information.service = DvcsService::kVsd;
    request.data = DvcsData();
    request.data.message = std::string(file);
  }
  std::string RequestOctets() const {
    return WriteDvcsRequest(request, DvcsEncoding::kRfc3029);
  }
  void Answer() { Receive(ttp.Answer(RequestOctets(), Now())); }
  void Receive(std::string answer) {
    PeerEvidence peer;
    peer.authority_id = "xb-ttp";
    peer.request = RequestOctets();
    peer.answer = std::move(answer);
    peer.obtained_at = Now();
    evidence.peers = {peer};
  }
  TrustSnapshotRef Trust() const {
    v1::SnapshotSource source;
    source.set_version(1);
    source.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(Now()));
    *source.add_authorities() = record;
    PlainCertificateReader reader;
    auto trust = TrustSnapshot::FromSource(source.SerializeAsString(), reader);
    EXPECT_THAT(trust, IsOk());
    return *trust;
  }
  std::optional<JudgedPeer> Judge() const {
    const TrustSnapshotRef trust = Trust();
    return JudgePeer({own, evidence, *trust, control_time, kFile});
  }
  v1::FindingReason Reason() const {
    const std::optional<JudgedPeer> judged = Judge();
    EXPECT_TRUE(judged.has_value());
    EXPECT_FALSE(judged->receipt.has_value());
    return judged->answer.reason();
  }
};

// Law: REG-03.
TEST(PeerAnswerTest, AGenuineAnswerCounts) {
  Asked asked;
  asked.Answer();
  const std::optional<JudgedPeer> judged = asked.Judge();
  ASSERT_TRUE(judged.has_value());
  const v1::PeerAnswer& answer = judged->answer;
  EXPECT_EQ(answer.authority_id(), "xb-ttp");
  EXPECT_EQ(answer.indication(), v1::INDICATION_TOTAL_PASSED);
  EXPECT_EQ(answer.reason(), v1::FINDING_REASON_UNSPECIFIED);
  EXPECT_EQ(answer.serial(), "01");
  EXPECT_EQ(answer.policy_oid(), TestTtp::kPolicy);
  EXPECT_EQ(answer.issued_at().seconds(), absl::ToUnixSeconds(Now()));
  const Digest digest = Sha256(asked.evidence.peers[0].answer);
  EXPECT_EQ(answer.receipt_sha256(), digest.bytes());
  ASSERT_TRUE(judged->receipt.has_value());
  EXPECT_EQ(judged->receipt->service_id, "xb-ttp-receipts");
  EXPECT_EQ(judged->receipt->digest, digest);
}

// Law: REG-03.
TEST(PeerAnswerTest, EachFaultIsRefusedWithAReasonOfItsOwn) {
  struct Case {
    const char* name;
    std::function<void(Asked&)> prepare;  // Before the answer is made.
    v1::FindingReason reason;
  };
  const Case cases[] = {
      {"another digest",
       [](Asked& a) {
         a.ttp.fault = [](DvcsCertificateInfo& info) {
           info.imprint.der.clear();
           info.imprint.value[0] ^= 1;
         };
       },
       v1::FINDING_REASON_DIGEST_MISMATCH},
      {"stale",
       [](Asked& a) { a.ttp.skew = -absl::Minutes(5) - absl::Seconds(1); },
       v1::FINDING_REASON_REVOCATION_STALE},
      {"older than its terms allow",
       [](Asked& a) {
         a.record.mutable_foreign_ttp()->mutable_max_receipt_age()->set_seconds(
             60);
         a.ttp.skew = -absl::Seconds(61);
       },
       v1::FINDING_REASON_REVOCATION_STALE},
      {"from the future",
       [](Asked& a) { a.ttp.skew = absl::Minutes(5) + absl::Seconds(1); },
       v1::FINDING_REASON_FUTURE_CLAIMED_TIME},
      {"unknown signer",
       [](Asked& a) { a.ttp.authority = MakeTestReceiptAuthority(); },
       v1::FINDING_REASON_TRUST_SERVICE_UNKNOWN},
      {"key usage not critical",
       [](Asked& a) {
         TestReceiptCertificateSpec spec;
         spec.extended_key_usage = "1.3.6.1.5.5.7.3.10";
         a.ttp.authority = MakeTestReceiptAuthority(spec);
         a.record = a.ttp.Record("XB", "https://xb.example/");
       },
       v1::FINDING_REASON_NO_SIGNING_USAGE},
      {"certificate expired",
       [](Asked& a) {
         TestReceiptCertificateSpec spec;
         spec.not_after = Now() - absl::Seconds(1);
         a.ttp.authority = MakeTestReceiptAuthority(spec);
         a.record = a.ttp.Record("XB", "https://xb.example/");
       },
       v1::FINDING_REASON_EXPIRED},
      {"another nonce",
       [](Asked& a) {
         a.ttp.fault = [](DvcsCertificateInfo& info) {
           info.information.der.clear();
           info.information.nonce = std::string(16, '\x42');
         };
       },
       v1::FINDING_REASON_RESPONSE_UNUSABLE},
      {"another time asked",
       [](Asked& a) {
         a.ttp.fault = [](DvcsCertificateInfo& info) {
           info.information.der.clear();
           info.information.request_time->text.clear();
           info.information.request_time->time -= absl::Hours(1);
         };
       },
       v1::FINDING_REASON_RESPONSE_UNUSABLE},
      {"another service",
       [](Asked& a) {
         a.ttp.fault = [](DvcsCertificateInfo& info) {
           info.information.der.clear();
           info.information.service = DvcsService::kVsd;
         };
       },
       v1::FINDING_REASON_RESPONSE_UNUSABLE},
      {"policy not agreed",
       [](Asked& a) { a.record.mutable_foreign_ttp()->add_policies("1.2.3"); },
       v1::FINDING_REASON_POLICY_UNKNOWN},
      {"critical extension",
       [](Asked& a) {
         a.ttp.fault = [](DvcsCertificateInfo& info) {
           info.extensions.push_back({"1.2.3.4", true, "x"});
         };
       },
       v1::FINDING_REASON_UNKNOWN_CRITICAL_EXTENSION},
      {"suspended",
       [](Asked& a) {
         v1::StatusEntry& entry = *a.record.mutable_services(0)->add_history();
         entry.set_status(v1::SERVICE_STATUS_SUSPENDED);
         entry.mutable_until()->set_seconds(absl::ToUnixSeconds(Now()) + 60);
         entry.mutable_legal_from()->set_seconds(absl::ToUnixSeconds(Now()) -
                                                 60);
       },
       v1::FINDING_REASON_TRUST_SERVICE_SUSPENDED},
      {"terminated",
       [](Asked& a) {
         v1::StatusEntry& entry = *a.record.mutable_services(0)->add_history();
         entry.set_status(v1::SERVICE_STATUS_TERMINATED);
         entry.mutable_legal_from()->set_seconds(absl::ToUnixSeconds(Now()) -
                                                 60);
       },
       v1::FINDING_REASON_TRUST_SERVICE_TERMINATED},
      {"not of this state",
       [](Asked& a) { a.record.mutable_foreign_ttp()->set_countries(0, "XC"); },
       v1::FINDING_REASON_TRUST_SERVICE_UNKNOWN},
      {"waiting",
       [](Asked& a) {
         a.ttp.fault = [](DvcsCertificateInfo& info) {
           info.status = DvcStatusInfo{DvcStatus::kWaiting, {}, {}};
         };
       },
       v1::FINDING_REASON_FETCH_TIMED_OUT},
  };
  for (const Case& one : cases) {
    Asked asked;
    one.prepare(asked);
    asked.Answer();
    EXPECT_EQ(asked.Reason(), one.reason)
        << one.name << ": " << FindingReasonName(asked.Reason());
  }
}

// Law: REG-03.
TEST(PeerAnswerTest, EveryChangedOctetOfASignedPartIsSeen) {
  Asked asked;
  asked.Answer();
  const std::string good = asked.evidence.peers[0].answer;
  // In the response, which stands before the certificates.
  for (size_t i = 60; i < 220; i += 7) {
    std::string changed = good;
    changed[i] ^= 1;
    asked.Receive(changed);
    const std::optional<JudgedPeer> judged = asked.Judge();
    ASSERT_TRUE(judged.has_value()) << i;
    EXPECT_NE(judged->answer.reason(), v1::FINDING_REASON_UNSPECIFIED) << i;
    EXPECT_FALSE(judged->receipt.has_value()) << i;
  }
}

TEST(PeerAnswerTest, WhatIsNoAnswerIsOfNoUse) {
  Asked asked;
  for (const std::string& octets :
       {std::string(), std::string("<html>"), std::string("\x30\x80", 2)}) {
    asked.Receive(octets);
    EXPECT_EQ(asked.Reason(), v1::FINDING_REASON_RESPONSE_UNUSABLE);
  }
  DvcsErrorNotice notice;
  notice.status.status = DvcStatus::kRejection;
  asked.Receive(asked.ttp.Sign(WriteDvcsErrorNotice(notice)));
  EXPECT_EQ(asked.Reason(), v1::FINDING_REASON_FETCH_REFUSED);
}

TEST(PeerAnswerTest, ARefusalIsAnAnswer) {
  struct Case {
    DvcStatusInfo status;
    v1::Indication indication;
  };
  const Case cases[] = {
      {{DvcStatus::kRejection, {}, {7}}, v1::INDICATION_TOTAL_FAILED},
      {{DvcStatus::kRejection, {}, {}}, v1::INDICATION_INDETERMINATE},
      {{DvcStatus::kGrantedWithMods, {}, {}}, v1::INDICATION_INDETERMINATE},
  };
  for (const Case& one : cases) {
    Asked asked;
    asked.ttp.fault = [&one](DvcsCertificateInfo& info) {
      info.status = one.status;
      info.targets.clear();
    };
    asked.Answer();
    const std::optional<JudgedPeer> judged = asked.Judge();
    ASSERT_TRUE(judged.has_value());
    EXPECT_EQ(judged->answer.reason(), v1::FINDING_REASON_UNSPECIFIED);
    EXPECT_EQ(judged->answer.indication(), one.indication);
    EXPECT_FALSE(judged->receipt.has_value());
  }
}

TEST(PeerAnswerTest, TheStatusOfTheTargetDecides) {
  Asked asked;
  asked.ttp.fault = [](DvcsCertificateInfo& info) {
    info.targets[0].chain = {TestTtp::Status(DvcStatus::kRejection)};
  };
  asked.Answer();
  EXPECT_FALSE(asked.Judge()->receipt.has_value());

  // Two targets, one rejected: the whole is, the other one is not.
  const CertificateRef other =
      ReadTestCertificate(MakeStranger("XB").certificate);
  asked.request.data.certificates.push_back(
      {{DvcsToken::Kind::kCertificate, std::string(other->der())}, {}, ""});
  asked.ttp.fault = [](DvcsCertificateInfo& info) {
    info.status = DvcStatusInfo{DvcStatus::kRejection, {}, {}};
    info.targets[1].chain = {TestTtp::Status(DvcStatus::kRejection)};
  };
  asked.Answer();
  EXPECT_TRUE(asked.Judge()->receipt.has_value());
  asked.own.signing_certificate = other;
  EXPECT_FALSE(asked.Judge()->receipt.has_value());
}

TEST(PeerAnswerTest, AboutCertificatesTheValueMustVerifyHere) {
  Asked asked;
  asked.Answer();
  asked.own.findings.pop_back();
  asked.own.findings.push_back(
      FindingOf(v1::BUILDING_BLOCK_CRYPTOGRAPHIC_VERIFICATION,
                v1::CONSTRAINT_SIGNATURE_INTACT, v1::CHECK_OUTCOME_NOT_RUN,
                v1::FINDING_REASON_UNSPECIFIED));
  EXPECT_EQ(asked.Reason(), v1::FINDING_REASON_CONTENT_ABSENT);
  asked.own.findings.back().outcome = v1::CHECK_OUTCOME_FAILED;
  asked.own.findings.back().reason = v1::FINDING_REASON_ALGORITHM_UNSUPPORTED;
  EXPECT_EQ(asked.Reason(), v1::FINDING_REASON_ALGORITHM_UNSUPPORTED);
}

TEST(PeerAnswerTest, AboutTheFileAnUnknownAlgorithmIsLeftToTheTtp) {
  Asked asked;
  asked.AskAboutFile(kFile);
  asked.Answer();
  asked.own.findings.back().outcome = v1::CHECK_OUTCOME_FAILED;
  asked.own.findings.back().reason = v1::FINDING_REASON_ALGORITHM_UNSUPPORTED;
  ASSERT_TRUE(asked.Judge().has_value());
  EXPECT_TRUE(asked.Judge()->receipt.has_value());
  asked.own.findings.back().reason = v1::FINDING_REASON_ALGORITHM_EXPIRED;
  EXPECT_EQ(asked.Reason(), v1::FINDING_REASON_ALGORITHM_EXPIRED);
}

TEST(PeerAnswerTest, AnExchangeAboutSomethingElseIsNone) {
  Asked asked;
  asked.AskAboutFile("another file");
  asked.Answer();
  EXPECT_FALSE(asked.Judge().has_value());
  Asked other;
  other.Answer();
  other.own.signing_certificate =
      ReadTestCertificate(MakeStranger("XB").certificate);
  EXPECT_FALSE(other.Judge().has_value());
}

TEST(PeerAnswerTest, OnlyTheAskedTtpMayAnswer) {
  Asked asked;
  asked.Answer();
  asked.evidence.peers[0].authority_id = "xc-ttp";
  EXPECT_EQ(asked.Reason(), v1::FINDING_REASON_TRUST_SERVICE_UNKNOWN);
}

TEST(PeerAnswerTest, WhatWeDecidedOurselvesIsNoQuestion) {
  const Asked asked;
  EXPECT_TRUE(IsOpenToPeers(asked.own));
  Conclusion own = asked.own;
  own.path = CertificatePath();
  EXPECT_FALSE(IsOpenToPeers(own));
  own = asked.own;
  own.indication = v1::INDICATION_TOTAL_FAILED;
  EXPECT_FALSE(IsOpenToPeers(own));
  own = asked.own;
  own.signing_certificate = nullptr;
  EXPECT_FALSE(IsOpenToPeers(own));
  own = asked.own;  // Of a CA that is registered and suspended.
  own.findings[0].constraint = v1::CONSTRAINT_TRUST_SERVICE_STATUS;
  own.findings[0].reason = v1::FINDING_REASON_TRUST_SERVICE_SUSPENDED;
  EXPECT_FALSE(IsOpenToPeers(own));
}

TEST(PeerAnswerTest, SilenceIsAFailedAcquisitionOrAnAnswerToCome) {
  Asked asked;
  const TrustSnapshotRef trust = asked.Trust();
  const auto is_silent = [&] {
    return IsPeerSilent({asked.own, asked.evidence, *trust, Now(), kFile});
  };
  EXPECT_FALSE(is_silent());
  Finding failure;
  failure.subject = Sha256("another certificate");
  asked.evidence.acquisition_failures = {failure};
  EXPECT_FALSE(is_silent());
  asked.evidence.acquisition_failures[0].subject = asked.signer->fingerprint();
  EXPECT_TRUE(is_silent());
  asked.evidence.acquisition_failures.clear();
  asked.Answer();
  EXPECT_FALSE(is_silent());
  asked.ttp.fault = [](DvcsCertificateInfo& info) {
    info.status = DvcStatusInfo{DvcStatus::kWaiting, {}, {}};
  };
  asked.Answer();
  EXPECT_TRUE(is_silent());
}

TEST(PeerAnswerTest, EveryProblemOfADvcHasAReason) {
  for (int problem = 0; problem <= static_cast<int>(DvcProblem::kNestedTooDeep);
       ++problem) {
    EXPECT_NE(ReasonOfProblem(static_cast<DvcProblem>(problem)),
              v1::FINDING_REASON_UNSPECIFIED)
        << problem;
  }
}

}  // namespace
}  // namespace kepil
