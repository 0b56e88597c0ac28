#include "engine/pki/path_validator.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);
const absl::Time kEnd = kStart + absl::Hours(24);

TestCertificateSpec SpecFor(const std::string& subject,
                            std::vector<TestExtension> extensions) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kEd25519);
  spec.not_before = kStart;
  spec.not_after = kEnd;
  spec.extensions = std::move(extensions);
  return spec;
}

CertificateRef Read(const std::string& der) {
  auto certificate = Certificate::FromDer(der);
  EXPECT_TRUE(certificate.ok()) << certificate.status();
  return *std::move(certificate);
}

// A root, a CA and a signer; a test changes one of the specs, then builds.
struct Chain {
  TestCertificateSpec root = SpecFor("CN=Root", TestCaExtensions());
  TestCertificateSpec ca = SpecFor("CN=CA", TestCaExtensions());
  TestCertificateSpec signer = SpecFor("CN=Signer", TestSignerExtensions());

  CertificatePath Build() const {
    const TestIdentity root_identity = SelfSignTestCertificate(root);
    const TestIdentity ca_identity = IssueTestCertificate(ca, root_identity);
    const TestIdentity leaf = IssueTestCertificate(signer, ca_identity);
    CertificatePath path;
    path.certificates = {Read(leaf.certificate), Read(ca_identity.certificate)};
    path.anchor.certificate = Read(root_identity.certificate);
    return path;
  }
};

// certificatePolicies of comma-separated OIDs, without qualifiers.
TestExtension PoliciesExtension(const std::string& policies) {
  std::vector<std::string> values;
  for (const absl::string_view policy : absl::StrSplit(policies, ',')) {
    values.push_back(test_der::Sequence({test_der::Oid(policy)}));
  }
  TestExtension extension;
  extension.oid = "2.5.29.32";
  extension.value = test_der::Sequence(values);
  return extension;
}

using Found = std::vector<std::pair<PathProblem, int>>;

Found FindingsOf(const std::vector<PathFinding>& findings) {
  Found found;
  for (const PathFinding& finding : findings) {
    found.emplace_back(finding.problem, finding.index);
  }
  return found;
}

Found Problems(const CertificatePath& path, const PathInputs& inputs = {}) {
  return FindingsOf(ValidatePath(path, inputs).findings);
}

PathInputs NameAndKey() {
  PathInputs inputs;
  inputs.anchor = AnchorUse::kNameAndKey;
  return inputs;
}

TestExtension UnknownCritical() {
  return MakeTestExtension("1.2.3.4.5", "critical,DER:0500");
}

std::vector<TestExtension> CaWith(const std::string& basic_constraints,
                                  const std::string& key_usage) {
  return {MakeTestExtension("basicConstraints", basic_constraints),
          MakeTestExtension("keyUsage", key_usage)};
}

TEST(PathValidatorTest, AcceptsASoundPathInBothProfiles) {
  const CertificatePath path = Chain().Build();
  const PathOutcome outcome = ValidatePath(path, {});
  EXPECT_THAT(outcome.findings, IsEmpty());
  EXPECT_THAT(outcome.policies, IsEmpty());
  PathInputs strict;
  strict.profile = PathProfile::kStrict;
  EXPECT_THAT(Problems(path, strict), IsEmpty());
}

TEST(PathValidatorTest, FindsAWrongSignatureOnEitherLevel) {
  Chain chain;
  CertificatePath path = chain.Build();
  Chain other = chain;
  other.ca.key = TestKey::Generate(TestKeyKind::kEd25519);
  const CertificatePath foreign = other.Build();
  path.certificates[0] = foreign.certificates[0];
  EXPECT_THAT(Problems(path),
              ElementsAre(Pair(PathProblem::kSignatureInvalid, 0)));
  path = chain.Build();
  other = chain;
  other.root.key = TestKey::Generate(TestKeyKind::kEd25519);
  path.anchor = other.Build().anchor;
  EXPECT_THAT(Problems(path),
              ElementsAre(Pair(PathProblem::kSignatureInvalid, 1)));
}

TEST(PathValidatorTest, FindsAnySingleChangedBitOfTheSignedPart) {
  const CertificatePath sound = Chain().Build();
  const std::string der(sound.certificates[0]->der());
  int judged = 0;
  for (size_t i = 0; i < der.size(); i += 7) {
    std::string changed = der;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto certificate = Certificate::FromDer(changed);
    if (certificate.ok()) {
      CertificatePath path = sound;
      path.certificates[0] = *certificate;
      EXPECT_THAT(Problems(path), Not(IsEmpty())) << i;
      ++judged;
    }
  }
  EXPECT_GT(judged, 10);
}

TEST(PathValidatorTest, FindsABrokenNameChain) {
  Chain chain;
  CertificatePath path = chain.Build();
  chain.ca.subject = "CN=Other";
  const CertificatePath other = chain.Build();
  path.certificates[1] = other.certificates[1];
  EXPECT_THAT(Problems(path), Contains(Pair(PathProblem::kNameChaining, 0)));
}

TEST(PathValidatorTest, FindsIssuersThatAreNoCas) {
  Chain chain;
  chain.ca.extensions = TestSignerExtensions();
  EXPECT_THAT(Problems(chain.Build()),
              UnorderedElementsAre(Pair(PathProblem::kNotCa, 1),
                                   Pair(PathProblem::kNoCertSign, 1)));
  chain.ca.extensions = CaWith("critical,CA:FALSE", "keyCertSign");
  EXPECT_THAT(Problems(chain.Build()),
              ElementsAre(Pair(PathProblem::kNotCa, 1)));
  chain.ca.extensions = CaWith("critical,CA:TRUE", "cRLSign");
  EXPECT_THAT(Problems(chain.Build()),
              ElementsAre(Pair(PathProblem::kNoCertSign, 1)));
}

TEST(PathValidatorTest, AnchorsCertificateCountsUnlessOnlyNameAndKeyDo) {
  Chain chain;
  chain.root.extensions = {
      MakeTestExtension("basicConstraints", "critical,CA:FALSE"),
      MakeTestExtension("keyUsage", "digitalSignature"),
      MakeTestExtension("nameConstraints", "critical,excluded;DNS:x.example"),
      UnknownCritical()};
  chain.signer.extensions.push_back(
      MakeTestExtension("subjectAltName", "DNS:a.x.example"));
  const CertificatePath path = chain.Build();
  EXPECT_THAT(
      Problems(path),
      UnorderedElementsAre(Pair(PathProblem::kNotCa, -1),
                           Pair(PathProblem::kNoCertSign, -1),
                           Pair(PathProblem::kUnknownCriticalExtension, -1),
                           Pair(PathProblem::kExcludedName, 0)));
  EXPECT_THAT(Problems(path, NameAndKey()), IsEmpty());
}

TEST(PathValidatorTest, CountsPathLengthOfAnchorAndCa) {
  Chain chain;
  chain.root.extensions = CaWith("critical,CA:TRUE,pathlen:0", "keyCertSign");
  EXPECT_THAT(Problems(chain.Build()),
              ElementsAre(Pair(PathProblem::kPathLengthExceeded, 1)));
  EXPECT_THAT(Problems(chain.Build(), NameAndKey()), IsEmpty());
  chain.root.extensions = CaWith("critical,CA:TRUE,pathlen:1", "keyCertSign");
  EXPECT_THAT(Problems(chain.Build()), IsEmpty());
  // The last certificate does not count, CA or not.
  chain.ca.extensions = CaWith("critical,CA:TRUE,pathlen:0", "keyCertSign");
  chain.signer.extensions = TestCaExtensions();
  EXPECT_THAT(Problems(chain.Build()), IsEmpty());
}

TEST(PathValidatorTest, SelfIssuedIntermediateIsNoLevelAndIsExemptFromNames) {
  Chain chain;
  chain.root.extensions = CaWith("critical,CA:TRUE,pathlen:0", "keyCertSign");
  chain.root.extensions.push_back(MakeTestExtension(
      "nameConstraints", "critical,permitted;DNS:good.example"));
  chain.ca.subject = "CN=Root";
  chain.ca.extensions.push_back(
      MakeTestExtension("subjectAltName", "DNS:bad.example"));
  EXPECT_THAT(Problems(chain.Build()), IsEmpty());
  // The same names in a target that is self-issued do count.
  CertificatePath path = chain.Build();
  path.certificates.erase(path.certificates.begin());
  EXPECT_THAT(Problems(path),
              ElementsAre(Pair(PathProblem::kNotPermittedName, 0)));
}

TEST(PathValidatorTest, ReportsTheLimitOfNameChecks) {
  Chain chain;
  chain.ca.extensions.push_back(MakeTestExtension(
      "nameConstraints", "critical,excluded;DNS:a.example,excluded;DNS:b.c"));
  chain.signer.extensions.push_back(
      MakeTestExtension("subjectAltName", "DNS:d.example,DNS:e.example"));
  PathInputs inputs;
  inputs.max_name_constraint_checks = 4;
  EXPECT_THAT(Problems(chain.Build(), inputs), IsEmpty());
  inputs.max_name_constraint_checks = 3;
  EXPECT_THAT(Problems(chain.Build(), inputs),
              ElementsAre(Pair(PathProblem::kNameConstraintLimit, 0)));
}

// Law: CRT-06.
TEST(PathValidatorTest, FindsUnknownCriticalExtensionsEverywhere) {
  Chain chain;
  chain.root.extensions.push_back(UnknownCritical());
  chain.ca.extensions.push_back(UnknownCritical());
  chain.signer.extensions.push_back(UnknownCritical());
  EXPECT_THAT(Problems(chain.Build()),
              ElementsAre(Pair(PathProblem::kUnknownCriticalExtension, -1),
                          Pair(PathProblem::kUnknownCriticalExtension, 1),
                          Pair(PathProblem::kUnknownCriticalExtension, 0)));
}

TEST(PathValidatorTest, FindsUnreadableExtensions) {
  Chain chain;
  chain.signer.extensions.push_back(MakeTestExtension("2.5.29.17", "DER:0500"));
  EXPECT_THAT(Problems(chain.Build()),
              ElementsAre(Pair(PathProblem::kMalformedExtension, 0)));
}

TEST(PathValidatorTest, JudgesPolicies) {
  Chain chain;
  chain.ca.extensions.push_back(PoliciesExtension("1.2.3.1"));
  chain.signer.extensions.push_back(PoliciesExtension("1.2.3.1"));
  PathInputs inputs;
  inputs.policies.require_explicit_policy = true;
  const PathOutcome outcome = ValidatePath(chain.Build(), inputs);
  EXPECT_THAT(outcome.findings, IsEmpty());
  EXPECT_THAT(outcome.policies, ElementsAre("\x2a\x03\x01"));
  inputs.policies.user_initial_policy_set = {"\x2a\x03\x02"};
  EXPECT_THAT(Problems(chain.Build(), inputs),
              ElementsAre(Pair(PathProblem::kExplicitPolicyMissing, 0)));
}

TEST(PathValidatorTest, ReportsAMissingPolicyOncePerCertificate) {
  PathInputs inputs;
  inputs.policies.require_explicit_policy = true;
  EXPECT_THAT(Problems(Chain().Build(), inputs),
              ElementsAre(Pair(PathProblem::kExplicitPolicyMissing, 1),
                          Pair(PathProblem::kExplicitPolicyMissing, 0)));
}

TEST(PathValidatorTest, FindsDifferingAlgorithmIdentifiers) {
  CertificatePath path = Chain().Build();
  std::string der(path.certificates[0]->der());
  // 1.3.101.112 outside becomes 1.3.101.113.
  const size_t at = der.rfind("\x06\x03\x2b\x65\x70");
  ASSERT_NE(at, std::string::npos);
  der[at + 4] = '\x71';
  path.certificates[0] = Read(der);
  EXPECT_THAT(Problems(path),
              Contains(Pair(PathProblem::kAlgorithmMismatch, 0)));
  std::swap(path.anchor.certificate, path.certificates[0]);
  EXPECT_THAT(Problems(path),
              Contains(Pair(PathProblem::kAlgorithmMismatch, -1)));
}

TEST(PathValidatorTest, FindsAMappedAnyPolicy) {
  Chain chain;
  chain.ca.extensions.push_back(
      MakeTestExtension("policyMappings", "2.5.29.32.0:1.2.3"));
  EXPECT_THAT(Problems(chain.Build()),
              ElementsAre(Pair(PathProblem::kAnyPolicyMapped, 1)));
}

TEST(PathValidatorTest, StrictProfileReportsDeviationsOfEveryCertificate) {
  Chain chain;
  chain.root.key_identifiers = false;
  chain.ca.key_identifiers = false;
  chain.signer.serial_hex = "00";
  PathInputs strict;
  strict.profile = PathProfile::kStrict;
  EXPECT_THAT(Problems(chain.Build(), strict),
              UnorderedElementsAre(Pair(PathProblem::kProfileDeviation, -1),
                                   Pair(PathProblem::kProfileDeviation, 1),
                                   Pair(PathProblem::kProfileDeviation, 0)));
  EXPECT_THAT(Problems(chain.Build()), IsEmpty());
}

TEST(PathValidatorTest, StrictProfileIgnoresWhatOnlyTheAnchorsIssuerNeeds) {
  Chain chain;
  chain.root.serial_hex = "00";
  PathInputs strict;
  strict.profile = PathProfile::kStrict;
  EXPECT_THAT(Problems(chain.Build(), strict), IsEmpty());
  chain.root.serial_hex = "80";
  EXPECT_THAT(Problems(chain.Build(), strict),
              ElementsAre(Pair(PathProblem::kProfileDeviation, -1)));
  // An anchor that another CA has signed, without authorityKeyIdentifier.
  CertificatePath path = chain.Build();
  Chain cross = chain;
  cross.ca.key_identifiers = false;
  cross.ca.extensions.push_back(
      MakeTestExtension("subjectKeyIdentifier", "01:02"));
  path = cross.Build();
  path.anchor.certificate = path.certificates[1];
  path.certificates.pop_back();
  EXPECT_THAT(Problems(path, strict), IsEmpty());
}

TEST(PathValidatorTest, TargetThatIsTheAnchorNeedsNoSignature) {
  CertificatePath path = Chain().Build();
  path.certificates.clear();
  EXPECT_THAT(Problems(path), IsEmpty());
  const PathFinding expired{PathProblem::kOutsideValidity,
                            path.anchor.certificate->fingerprint(), -1};
  const auto findings = CheckValidityPeriods(path, {}, kEnd + absl::Seconds(1));
  EXPECT_THAT(FindingsOf(findings),
              ElementsAre(Pair(PathProblem::kOutsideValidity, -1)));
  EXPECT_EQ(findings[0].certificate, expired.certificate);
  EXPECT_THAT(CheckValidityPeriods(path, NameAndKey(), kEnd + absl::Hours(1)),
              IsEmpty());
}

TEST(PathValidatorTest, AnchorThatIsTheTargetNeedNotBeACa) {
  Chain chain;
  chain.root.extensions = TestSignerExtensions();
  CertificatePath path = chain.Build();
  path.certificates.clear();
  EXPECT_THAT(Problems(path), IsEmpty());
  chain.root.extensions.push_back(UnknownCritical());
  path = chain.Build();
  path.certificates.clear();
  EXPECT_THAT(Problems(path),
              ElementsAre(Pair(PathProblem::kUnknownCriticalExtension, -1)));
}

TEST(PathValidatorTest, ValidityPeriodsIncludeBothEnds) {
  Chain chain;
  chain.ca.not_before = kStart + absl::Hours(1);
  chain.signer.not_after = kEnd - absl::Hours(1);
  const CertificatePath path = chain.Build();
  const auto at = [&path](absl::Time time) {
    return FindingsOf(CheckValidityPeriods(path, {}, time));
  };
  EXPECT_THAT(at(chain.ca.not_before), IsEmpty());
  EXPECT_THAT(at(chain.ca.not_before - absl::Milliseconds(1)),
              ElementsAre(Pair(PathProblem::kOutsideValidity, 1)));
  EXPECT_THAT(at(chain.signer.not_after), IsEmpty());
  EXPECT_THAT(at(chain.signer.not_after + absl::Milliseconds(999)), IsEmpty());
  EXPECT_THAT(at(chain.signer.not_after + absl::Seconds(1)),
              ElementsAre(Pair(PathProblem::kOutsideValidity, 0)));
  EXPECT_THAT(at(kStart - absl::Seconds(1)),
              ElementsAre(Pair(PathProblem::kOutsideValidity, -1),
                          Pair(PathProblem::kOutsideValidity, 1),
                          Pair(PathProblem::kOutsideValidity, 0)));
}

TEST(PathValidatorTest, FindingNamesTheCertificate) {
  Chain chain;
  chain.signer.extensions.push_back(UnknownCritical());
  const CertificatePath path = chain.Build();
  const PathOutcome outcome = ValidatePath(path, {});
  ASSERT_EQ(outcome.findings.size(), 1u);
  EXPECT_EQ(outcome.findings[0].certificate,
            path.certificates[0]->fingerprint());
}

TEST(PathValidatorTest, IssuerKeyIsTheKeyOfTheCertificateAbove) {
  const CertificatePath path = Chain().Build();
  const auto ca = IssuerKeyOf(path, 0);
  ASSERT_TRUE(ca.ok());
  EXPECT_EQ((*ca)->spki(), path.certificates[1]->spki());
  const auto anchor = IssuerKeyOf(path, 1);
  ASSERT_TRUE(anchor.ok());
  EXPECT_EQ((*anchor)->spki(), path.anchor.certificate->spki());
}

}  // namespace
}  // namespace kepil
