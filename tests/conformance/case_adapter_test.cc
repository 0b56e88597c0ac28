#include "tests/conformance/case_adapter.h"

#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/support/pki_builder.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Json = nlohmann::json;

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);

std::string Folder() {
  const std::string folder = absl::StrCat(
      testing::TempDir(), "/case_adapter_",
      testing::UnitTest::GetInstance()->current_test_info()->name());
  EXPECT_EQ(std::system(("mkdir -p " + folder).c_str()), 0);
  return folder;
}

void Write(const std::string& name, const std::string& octets) {
  std::ofstream(Folder() + "/" + name, std::ios::binary) << octets;
}

// Runs the only case of a suite.
CaseResult RunOne(const std::string& kind, const Json& test_case) {
  const Json document = {{"schema", "cases/1"},
                         {"suite", "any"},
                         {"kind", kind},
                         {"cases", Json::array({test_case})}};
  Write("cases.json", document.dump());
  const auto suite = Suite::Load(Folder());
  EXPECT_TRUE(suite.ok()) << suite.status();
  return RunCase(*suite, suite->cases().front());
}

constexpr const char* kKinds[] = {"path",        "crl",      "crl-status",
                                  "ocsp-status", "tsp",      "certificate",
                                  "primitive",   "signature"};

TEST(CaseAdapterTest, NothingInACaseIsAFailureAndNoCrash) {
  for (const char* kind : kKinds) {
    const CaseResult result = RunOne(kind, {{"id", "x"}});
    EXPECT_EQ(result.outcome, CaseOutcome::kFailed) << kind;
    EXPECT_THAT(result.differences, Not(IsEmpty())) << kind;
    EXPECT_FALSE(result.false_acceptance) << kind;
  }
}

TEST(CaseAdapterTest, NonsenseInACaseIsAFailureAndNoCrash) {
  Write("garbage", std::string("\x30\x82\xff\xff", 4) + std::string(200, 'x'));
  Write("empty", "");
  for (const char* kind : kKinds) {
    for (const Json& value :
         {Json("garbage"), Json("empty"), Json("../../nowhere"), Json("."),
          Json(7), Json::array({1, "garbage"}), Json::object()}) {
      Json test_case = {{"id", "x"}};
      for (const char* field :
           {"target", "intermediates", "anchors", "crls", "ocsps", "crl",
            "certificate", "issuer", "response", "token", "data", "vectors",
            "signature", "detached", "hash", "revocation"}) {
        test_case[field] = value;
      }
      test_case["format"] = "cms";
      test_case["algorithm"] = "ECDSA";
      test_case["hash"] = "SHA-256";
      test_case["time"] = "2026-01-01T00:00:00Z";
      test_case["expect"] = {{"valid", true}, {"signatures", 1}};
      const CaseResult result = RunOne(kind, test_case);
      EXPECT_EQ(result.outcome, CaseOutcome::kFailed) << kind << value;
      EXPECT_FALSE(result.false_acceptance) << kind << value;
    }
  }
}

TEST(CaseAdapterTest, CaseThatIsNoObjectFails) {
  EXPECT_EQ(RunOne("path", Json(5)).outcome, CaseOutcome::kFailed);
  EXPECT_EQ(RunOne("path", Json::object()).outcome, CaseOutcome::kFailed);
}

TEST(CaseAdapterTest, OnlyWhatIsNotOfferedIsUnsupported) {
  EXPECT_EQ(RunOne("trusted-list", {{"id", "x"}}).outcome,
            CaseOutcome::kUnsupported);
  EXPECT_EQ(RunOne("", {{"id", "x"}}).outcome, CaseOutcome::kFailed);
  EXPECT_EQ(
      RunOne("signature",
             {{"id", "x"}, {"format", "pdf"}, {"expect", {{"signatures", 1}}}})
          .outcome,
      CaseOutcome::kUnsupported);
  EXPECT_EQ(RunOne("path", {{"id", "x"}, {"tags", {"ns:webpki::san"}}}).outcome,
            CaseOutcome::kUnsupported);
  // A name that looks like it is none.
  EXPECT_EQ(RunOne("path", {{"id", "webpki::san::x"}}).outcome,
            CaseOutcome::kFailed);
}

Json EdwardsCase(const TestKey& key, const Json& tests) {
  const Json vectors = {
      {"groups", Json::array({{{"key", absl::BytesToHexString(key.Spki())},
                               {"tests", tests}}})}};
  Write("vectors.json", vectors.dump());
  return {{"id", "x"},
          {"algorithm", "EdDSA"},
          {"curve", "edwards25519"},
          {"signature_encoding", "raw"},
          {"vectors", "vectors.json"}};
}

Json Vector(const TestKey& key, const std::string& message,
            const std::string& expect) {
  return {{"id", 1},
          {"msg", absl::BytesToHexString("message")},
          {"sig", absl::BytesToHexString(TestSign(key, {}, message))},
          {"expect", expect},
          {"comment", "c"},
          {"flags", {"f"}}};
}

TEST(CaseAdapterTest, JudgesVectors) {
  const TestKey key = TestKey::Generate(TestKeyKind::kEd25519);
  EXPECT_EQ(
      RunOne("primitive",
             EdwardsCase(key, Json::array({Vector(key, "message", "valid"),
                                           Vector(key, "other", "invalid")})))
          .outcome,
      CaseOutcome::kPassed);
  const CaseResult refused =
      RunOne("primitive",
             EdwardsCase(key, Json::array({Vector(key, "other", "valid")})));
  EXPECT_EQ(refused.outcome, CaseOutcome::kFailed);
  EXPECT_FALSE(refused.false_acceptance);
  const CaseResult accepted = RunOne(
      "primitive",
      EdwardsCase(key, Json::array({Vector(key, "message", "invalid")})));
  EXPECT_EQ(accepted.outcome, CaseOutcome::kFailed);
  EXPECT_TRUE(accepted.false_acceptance);
  EXPECT_EQ(RunOne("primitive", EdwardsCase(key, Json::array())).outcome,
            CaseOutcome::kFailed);
}

TEST(CaseAdapterTest, PolicyAnswersForAcceptableVectors) {
  const TestKey key = TestKey::Generate(TestKeyKind::kEd25519);
  const CaseResult result = RunOne(
      "primitive",
      EdwardsCase(key, Json::array({Vector(key, "message", "acceptable"),
                                    Vector(key, "other", "acceptable")})));
  EXPECT_EQ(result.outcome, CaseOutcome::kPassed);
  EXPECT_THAT(result.notes, Contains(HasSubstr("ed25519 with 256 bits")));
  EXPECT_THAT(result.notes, Contains(HasSubstr("acceptable; it verifies")));
  EXPECT_THAT(result.notes, Contains(HasSubstr("it does not verify")));
}

TEST(CaseAdapterTest, KeyThatCannotBeLoadedIsInvalid) {
  const TestKey key = TestKey::Generate(TestKeyKind::kEd25519);
  Json test_case =
      EdwardsCase(key, Json::array({Vector(key, "message", "invalid")}));
  const Json vectors = {
      {"groups",
       Json::array(
           {{{"key", "3000"},
             {"tests", Json::array({Vector(key, "message", "invalid")})}}})}};
  Write("vectors.json", vectors.dump());
  EXPECT_EQ(RunOne("primitive", test_case).outcome, CaseOutcome::kPassed);
  test_case["signature_encoding"] = "p1363";
  EXPECT_EQ(RunOne("primitive", test_case).outcome, CaseOutcome::kUnsupported);
  test_case["signature_encoding"] = "der";
  test_case["algorithm"] = "ECDSA";
  test_case["hash"] = "SHA-256";
  EXPECT_EQ(RunOne("primitive", test_case).outcome, CaseOutcome::kPassed);
  test_case["hash"] = "WHIRLPOOL";
  EXPECT_EQ(RunOne("primitive", test_case).outcome, CaseOutcome::kUnsupported);
}

// A certificate as those of Kazakhstan.
std::string MakeCertificate() {
  TestCertificateSpec spec;
  spec.subject = "CN=Signer,serialNumber=IIN123456789011,OU=BIN123456789021";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kStart;
  spec.not_after = kStart + absl::Hours(24);
  spec.serial_hex = "00abcd";
  spec.extensions = {
      MakeTestExtension("keyUsage", "critical,keyCertSign,digitalSignature"),
      MakeTestExtension("extendedKeyUsage", "emailProtection,1.2.3"),
      {"2.5.29.32", false,
       test_der::Sequence({test_der::Sequence({test_der::Oid("1.2.4")})})},
      MakeTestExtension("crlDistributionPoints", "URI:http://crl.example/a"),
      MakeTestExtension("authorityInfoAccess",
                        "OCSP;URI:http://ocsp.example/,"
                        "caIssuers;URI:http://ca.example/")};
  return SelfSignTestCertificate(spec).certificate;
}

TEST(CaseAdapterTest, ReadsCertificates) {
  Write("c.der", MakeCertificate());
  Json expect = {{"subject_contains", "Signer"},
                 {"issuer_contains", "Signer"},
                 {"serial", "abcd"},
                 {"not_before", "2023-11-14T22:13:20Z"},
                 {"not_after", "2023-11-15T22:13:20Z"},
                 {"public_key_algorithm", "1.2.840.10045.2.1"},
                 {"signature_algorithm", "1.2.840.10045.4.3.2"},
                 {"iin", "123456789011"},
                 {"bin", "123456789021"},
                 {"key_usage", {"key_cert_sign", "digital_signature"}},
                 {"extended_key_usage", {"1.2.3", "1.3.6.1.5.5.7.3.4"}},
                 {"certificate_policies", {"1.2.4"}},
                 {"crl_urls", {"http://crl.example/a"}},
                 {"ocsp_urls", {"http://ocsp.example/"}},
                 {"ca", false}};
  const auto run = [](const Json& expected) {
    return RunOne(
        "certificate",
        {{"id", "x"}, {"certificate", "c.der"}, {"expect", expected}});
  };
  const CaseResult result = run(expect);
  EXPECT_EQ(result.outcome, CaseOutcome::kPassed);
  EXPECT_THAT(result.differences, IsEmpty());
  for (const auto& field : expect.items()) {
    Json spoilt = expect;
    spoilt[field.key()] = field.key() == "ca" ? Json(true) : Json("x");
    EXPECT_THAT(run(spoilt).differences,
                ElementsAre(HasSubstr(field.key() + ": expected")));
  }
}

TEST(CaseAdapterTest, NullIsReportedAndNotJudged) {
  Write("c.der", MakeCertificate());
  const CaseResult some = RunOne(
      "certificate", {{"id", "x"},
                      {"certificate", "c.der"},
                      {"expect", {{"serial", "abcd"}, {"bin", nullptr}}}});
  EXPECT_EQ(some.outcome, CaseOutcome::kPassed);
  EXPECT_THAT(some.notes, ElementsAre(HasSubstr("bin: null")));
  const CaseResult none = RunOne(
      "certificate",
      {{"id", "x"}, {"certificate", "c.der"}, {"expect", {{"bin", nullptr}}}});
  EXPECT_EQ(none.outcome, CaseOutcome::kNotJudged);
}

}  // namespace
}  // namespace kepil
