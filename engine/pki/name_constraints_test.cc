#include "engine/pki/name_constraints.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

constexpr int64_t kMany = 1'000'000;

CertificateRef MakeCertificate(const std::string& subject,
                               const std::vector<TestExtension>& extensions) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kEd25519);
  spec.not_before = absl::FromUnixSeconds(1'700'000'000);
  spec.not_after = spec.not_before + absl::Hours(24);
  spec.extensions = extensions;
  auto certificate =
      Certificate::FromDer(SelfSignTestCertificate(spec).certificate);
  EXPECT_TRUE(certificate.ok()) << certificate.status();
  return *std::move(certificate);
}

CertificateRef WithConstraints(const std::string& constraints) {
  CertificateRef ca = MakeCertificate(
      "CN=CA",
      {MakeTestExtension("nameConstraints", "critical," + constraints)});
  EXPECT_TRUE(ca->extensions().name_constraints.has_value()) << constraints;
  return ca;
}

CertificateRef WithAltName(const std::string& alt_name) {
  CertificateRef certificate = MakeCertificate(
      "CN=Leaf", {MakeTestExtension("subjectAltName", alt_name)});
  EXPECT_TRUE(certificate->extensions().subject_alt_names.has_value())
      << alt_name;
  return certificate;
}

NameConstraints::Verdict CheckIt(const std::vector<CertificateRef>& cas,
                                 const CertificateRef& leaf,
                                 int64_t max_checks = kMany) {
  NameConstraints constraints(max_checks);
  for (const CertificateRef& ca : cas) {
    constraints.Restrict(*ca->extensions().name_constraints);
  }
  return constraints.Check(*leaf);
}

struct Row {
  std::string constraint;  // One subtree: "DNS:example.com".
  std::string name;        // One alternative name.
  bool matches;
};

class SubtreeTest : public testing::TestWithParam<Row> {};

TEST_P(SubtreeTest, PermitsAndExcludesTheSameNames) {
  const Row& row = GetParam();
  const CertificateRef leaf = WithAltName(row.name);
  const auto permitted =
      CheckIt({WithConstraints("permitted;" + row.constraint)}, leaf);
  EXPECT_EQ(permitted.permitted, row.matches);
  EXPECT_FALSE(permitted.excluded);
  const auto excluded =
      CheckIt({WithConstraints("excluded;" + row.constraint)}, leaf);
  EXPECT_TRUE(excluded.permitted);
  EXPECT_EQ(excluded.excluded, row.matches);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, SubtreeTest,
    testing::Values(Row{"DNS:example.com", "DNS:example.com", true},
                    Row{"DNS:example.com", "DNS:A.Example.COM", true},
                    Row{"DNS:example.com", "DNS:badexample.com", false},
                    Row{"DNS:a.example.com", "DNS:example.com", false},
                    Row{"DNS:example.com", "DNS:*.example.com", true},
                    Row{"email:jo@example.com", "email:jo@EXAMPLE.com", true},
                    Row{"email:jo@example.com", "email:Jo@example.com", false},
                    Row{"email:example.com", "email:jo@example.com", true},
                    Row{"email:example.com", "email:jo@a.example.com", false},
                    Row{"email:.example.com", "email:jo@a.example.com", true},
                    Row{"email:.example.com", "email:jo@example.com", false},
                    Row{"email:*@example.com", "email:jo@example.com", false},
                    Row{"URI:example.com", "URI:http://example.com:80/x", true},
                    Row{"URI:example.com", "URI:http://a.example.com/", false},
                    Row{"URI:.example.com", "URI:ftp://a.example.com/", true},
                    Row{"URI:.example.com", "URI:http://example.com/", false},
                    Row{"IP:192.0.2.0/255.255.255.0", "IP:192.0.2.77", true},
                    Row{"IP:192.0.2.0/255.255.255.0", "IP:192.0.3.1", false},
                    Row{"IP:192.0.2.0/255.255.255.0", "IP:2001:db8::1", false},
                    Row{"IP:::/0:0:0:0:0:0:0:0", "IP:2001:db8::1", true}));

TEST(NameConstraintsTest, LeavesOtherFormsAlone) {
  const auto ca = WithConstraints("permitted;IP:192.0.2.0/255.255.255.0");
  const auto verdict = CheckIt({ca}, WithAltName("DNS:example.com"));
  EXPECT_TRUE(verdict.permitted);
  EXPECT_FALSE(verdict.excluded);
}

TEST(NameConstraintsTest, EveryNameMustBePermittedAndNoneExcluded) {
  const CertificateRef leaf = WithAltName("DNS:a.example.com,DNS:b.other");
  EXPECT_FALSE(
      CheckIt({WithConstraints("permitted;DNS:example.com")}, leaf).permitted);
  EXPECT_TRUE(CheckIt({WithConstraints("excluded;DNS:other")}, leaf).excluded);
  EXPECT_TRUE(CheckIt({WithConstraints(
                          "permitted;DNS:example.com,permitted;DNS:other")},
                      leaf)
                  .permitted);
}

TEST(NameConstraintsTest, PermittedSubtreesOfSeveralCasIntersect) {
  const auto wide = WithConstraints("permitted;DNS:example.com");
  const auto narrow = WithConstraints("permitted;DNS:a.example.com");
  const auto other = WithConstraints("permitted;DNS:example.org");
  EXPECT_TRUE(
      CheckIt({wide, narrow}, WithAltName("DNS:x.a.example.com")).permitted);
  EXPECT_FALSE(
      CheckIt({wide, narrow}, WithAltName("DNS:b.example.com")).permitted);
  EXPECT_FALSE(
      CheckIt({narrow, wide}, WithAltName("DNS:b.example.com")).permitted);
  EXPECT_FALSE(
      CheckIt({wide, other}, WithAltName("DNS:a.example.com")).permitted);
}

TEST(NameConstraintsTest, WildcardThatCoversAnExcludedHostIsExcluded) {
  const CertificateRef leaf = WithAltName("DNS:*.example.com");
  EXPECT_TRUE(
      CheckIt({WithConstraints("excluded;DNS:a.example.com")}, leaf).excluded);
  EXPECT_FALSE(CheckIt({WithConstraints("excluded;DNS:b.a.example.com")}, leaf)
                   .excluded);
  EXPECT_FALSE(CheckIt({WithConstraints("permitted;DNS:a.example.com")}, leaf)
                   .permitted);
}

TEST(NameConstraintsTest, RefusesMalformedNamesUnderAConstraint) {
  struct {
    std::string constraint, name;
  } const rows[] = {
      {"DNS:example.com", "DNS:.example.com"},
      {"DNS:example.com", "DNS:a..example.com"},
      {"email:example.com", "email:a@b@example.com"},
      {"URI:example.com", "URI:http://192.0.2.1/"},
      {"URI:example.com", "URI:urn:example.com"},
  };
  for (const auto& row : rows) {
    for (const std::string list : {"permitted;", "excluded;"}) {
      EXPECT_FALSE(CheckIt({WithConstraints(list + row.constraint)},
                           WithAltName(row.name))
                       .permitted)
          << list << row.constraint << " " << row.name;
    }
  }
}

TEST(NameConstraintsTest, RefusesMalformedSubtrees) {
  struct {
    std::string constraint, name;
  } const rows[] = {
      {"DNS:.example.com", "DNS:a.example.com"},
      {"DNS:*.example.com", "DNS:a.example.com"},
      {"IP:192.0.2.0/255.0.255.0", "IP:192.0.2.1"},
      {"email:@example.com", "email:a@example.com"},
      {"URI:http://example.com", "URI:http://example.com"},
  };
  for (const auto& row : rows) {
    for (const std::string list : {"permitted;", "excluded;"}) {
      EXPECT_FALSE(CheckIt({WithConstraints(list + row.constraint)},
                           WithAltName(row.name))
                       .permitted)
          << list << row.constraint << " " << row.name;
    }
  }
}

TEST(NameConstraintsTest, RefusesFormsItDoesNotCompare) {
  const std::string other = "otherName:1.2.3.4;UTF8:x";
  EXPECT_FALSE(
      CheckIt({WithConstraints("excluded;" + other)}, WithAltName(other))
          .permitted);
  EXPECT_FALSE(
      CheckIt({WithConstraints("permitted;" + other)}, WithAltName(other))
          .permitted);
  EXPECT_TRUE(CheckIt({WithConstraints("permitted;" + other)},
                      WithAltName("DNS:example.com"))
                  .permitted);
  EXPECT_FALSE(CheckIt({WithConstraints("excluded;RID:1.2.3.4")},
                       WithAltName("RID:1.2.3.4"))
                   .permitted);
}

TEST(NameConstraintsTest, TakesEmailAddressOfTheSubjectAsMailbox) {
  const auto ca = WithConstraints("permitted;email:example.com");
  EXPECT_TRUE(
      CheckIt({ca}, MakeCertificate("CN=A,emailAddress=a@example.com", {}))
          .permitted);
  EXPECT_FALSE(
      CheckIt({ca}, MakeCertificate("CN=A,emailAddress=a@example.org", {}))
          .permitted);
  EXPECT_TRUE(CheckIt({WithConstraints("excluded;email:example.com")},
                      MakeCertificate("CN=A,emailAddress=a@example.com", {}))
                  .excluded);
}

// NameConstraints with one subtree on a directory name; `list` is 0 for
// permitted, 1 for excluded. `minimum`: of the subtree, "" for the default.
CertificateRef WithDirectoryConstraint(int list, const std::string& name,
                                       const std::string& minimum = "") {
  const std::string base = test_der::Explicit(4, TestName(name));
  const std::string subtree = test_der::Sequence(
      {base + (minimum.empty() ? "" : test_der::Tlv(0x80, minimum))});
  TestExtension extension;
  extension.oid = "2.5.29.30";
  extension.critical = true;
  extension.value =
      test_der::Sequence({test_der::Tlv(list == 0 ? 0xa0 : 0xa1, subtree)});
  CertificateRef ca = MakeCertificate("CN=CA", {extension});
  EXPECT_TRUE(ca->extensions().name_constraints.has_value());
  return ca;
}

TEST(NameConstraintsTest, ComparesTheSubjectAsADirectoryName) {
  const auto inside = MakeCertificate("C=XA,O=acme,CN=Jo", {});
  const auto outside = MakeCertificate("C=XB,O=Acme,CN=Jo", {});
  const auto permitted = WithDirectoryConstraint(0, "C=XA,O=Acme");
  EXPECT_TRUE(CheckIt({permitted}, inside).permitted);
  EXPECT_FALSE(CheckIt({permitted}, outside).permitted);
  const auto excluded = WithDirectoryConstraint(1, "C=XA,O=Acme");
  EXPECT_TRUE(CheckIt({excluded}, inside).excluded);
  EXPECT_FALSE(CheckIt({excluded}, outside).excluded);
}

TEST(NameConstraintsTest, RefusesEveryNameUnderAMinimum) {
  const auto ca = WithDirectoryConstraint(0, "C=XA", std::string("\x01", 1));
  EXPECT_TRUE(ca->extensions().name_constraints->has_unsupported_distance);
  EXPECT_FALSE(CheckIt({ca}, MakeCertificate("C=XA,CN=Jo", {})).permitted);
}

TEST(NameConstraintsTest, StopsAtTheLimitOfChecks) {
  const auto ca = WithConstraints("excluded;DNS:a.b,excluded;DNS:c.d");
  const auto leaf = WithAltName("DNS:x.y,DNS:z.w");
  EXPECT_FALSE(CheckIt({ca}, leaf, 4).limit_reached);
  EXPECT_TRUE(CheckIt({ca}, leaf, 3).limit_reached);
}

}  // namespace
}  // namespace kepil
