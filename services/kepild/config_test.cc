#include "services/kepild/config.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepild/test_files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kLeast[] = R"(
node { id: "ala-1" origin: "example.com/ala-1" }
listeners {
  kind: PARTNER
  address: "127.0.0.1:8443"
  tls { cert_file: "tls/server.pem" key_file: "/etc/server.key" }
}
listeners { kind: OPEN address: ":0" }
storage { rocksdb_path: "db" }
keys {
  receipt_key_file: "receipt.key"
  receipt_cert_file: "receipt.pem"
  log_key_file: "log.key"
}
log { anchor_file: "anchor" }
rules {
  policy_dir: "policy"
  default_policy: "urn:kepil:policy:cross-border:1"
  officer_policy: "urn:kepil:policy:officer-act:1"
}
bootstrap_officers {
  person: "a" role: "REGISTRAR" unit: "north"
  tls_cert_file: "a-tls.pem" signing_cert_file: "a.pem"
}
bootstrap_officers {
  person: "b" role: "APPROVER" unit: "south"
  tls_cert_file: "b-tls.pem" signing_cert_file: "b.pem"
}
)";

// The problems of kLeast with `before` replaced by `after`.
std::vector<std::string> ProblemsWith(const std::string& before,
                                      const std::string& after) {
  const std::string text = absl::StrReplaceAll(kLeast, {{before, after}});
  EXPECT_NE(text, kLeast) << before;
  const auto config = ParseConfig(text, "/etc/kepil");
  EXPECT_THAT(config, StatusIs(absl::StatusCode::kInvalidArgument)) << after;
  EXPECT_THAT(config, HasReason(v1::ERROR_REASON_CONFIG_INVALID)) << after;
  return absl::StrSplit(config.status().message(), '\n');
}

TEST(ConfigTest, DefaultsAreTheDocumentedOnes) {
  const auto config = ParseConfig(kLeast, "/etc/kepil");
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->limits().max_message_bytes(), 8388608);
  EXPECT_EQ(config->limits().inflight_bytes(), 536870912);
  EXPECT_EQ(config->limits().max_crl_bytes(), 268435456);
  EXPECT_EQ(config->limits().certificate_cache_bytes(), 134217728);
  EXPECT_EQ(config->limits().max_ocsp_bytes(), 65536);
  EXPECT_EQ(config->limits().max_signatures(), 64);
  EXPECT_EQ(config->limits().max_collect_rounds(), 3);
  EXPECT_EQ(DurationOf(config->limits().request_timeout()), absl::Seconds(30));
  EXPECT_EQ(DurationOf(config->limits().statement_lifetime()),
            absl::Hours(24 * 7));
  EXPECT_EQ(DurationOf(config->fetch().timeout()), absl::Seconds(5));
  EXPECT_EQ(config->fetch().max_concurrent(), 64);
  EXPECT_EQ(config->fetch().max_concurrent_per_host(), 16);
  EXPECT_EQ(config->pools().flow_threads(), 128);
  EXPECT_EQ(config->pools().flow_queue(), 512);
  EXPECT_EQ(DurationOf(config->pools().drain_timeout()), absl::Seconds(10));
  EXPECT_EQ(DurationOf(config->log().integrate_interval()),
            absl::Milliseconds(200));
  EXPECT_EQ(DurationOf(config->log().checkpoint_interval()), absl::Seconds(1));
  EXPECT_EQ(config->listeners(1).max_message_bytes(), 1048576);
  EXPECT_EQ(config->listeners(1).requests_per_minute(), 600);
}

TEST(ConfigTest, GivenValuesStand) {
  const auto config = ParseConfig(
      absl::StrCat(kLeast,
                   "limits { max_message_bytes: 2048 request_timeout { "
                   "seconds: 7 nanos: 500000000 } } pools { flow_threads: 2 }"),
      "/etc/kepil");
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->limits().max_message_bytes(), 2048);
  EXPECT_EQ(DurationOf(config->limits().request_timeout()),
            absl::Milliseconds(7500));
  EXPECT_EQ(config->pools().flow_threads(), 2);
  EXPECT_EQ(config->pools().flow_queue(), 512);
}

TEST(ConfigTest, PathsAreRelativeToTheFolderOfTheFile) {
  const auto config = ParseConfig(kLeast, "/etc/kepil");
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->storage().rocksdb_path(), "/etc/kepil/db");
  EXPECT_EQ(config->keys().receipt_key_file(), "/etc/kepil/receipt.key");
  EXPECT_EQ(config->keys().receipt_cert_file(), "/etc/kepil/receipt.pem");
  EXPECT_EQ(config->keys().log_key_file(), "/etc/kepil/log.key");
  EXPECT_EQ(config->log().anchor_file(), "/etc/kepil/anchor");
  EXPECT_EQ(config->rules().policy_dir(), "/etc/kepil/policy");
  EXPECT_EQ(config->listeners(0).tls().cert_file(),
            "/etc/kepil/tls/server.pem");
  EXPECT_EQ(config->listeners(0).tls().key_file(), "/etc/server.key");
  EXPECT_FALSE(config->listeners(1).has_tls());
  EXPECT_EQ(config->bootstrap_officers(1).tls_cert_file(),
            "/etc/kepil/b-tls.pem");
  EXPECT_EQ(config->bootstrap_officers(1).signing_cert_file(),
            "/etc/kepil/b.pem");
}

TEST(ConfigTest, LoadsAFile) {
  const TempFolder folder;
  const std::string path = folder.path() + "/kepild.textproto";
  WriteTestFile(path, kLeast);
  const auto config = LoadConfig(path);
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->storage().rocksdb_path(), folder.path() + "/db");
  EXPECT_THAT(LoadConfig(folder.path() + "/none"),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

TEST(ConfigTest, ShippedConfigurationIsValid) {
  EXPECT_THAT(LoadConfig("deploy/config/kepild.textproto"), IsOk());
}

TEST(ConfigTest, UnknownFieldOrSyntaxIsAnErrorWithItsPlace) {
  EXPECT_THAT(
      ProblemsWith("storage {", "storage { path: \"x\" "),
      Contains(testing::AllOf(testing::StartsWith("9:"), HasSubstr("path"))));
  EXPECT_THAT(ProblemsWith("kind: OPEN", "kind: PUBLIC"),
              Contains(HasSubstr("PUBLIC")));
  EXPECT_THAT(ProblemsWith("storage {", "storage {{"), SizeIs(1));
}

TEST(ConfigTest, EveryProblemIsListedAtOnce) {
  const auto config = ParseConfig(
      "node { id: \"ALA 1\" } listeners { address: \"here\" } "
      "limits { max_message_bytes: 1 max_signatures: -1 "
      "request_timeout { seconds: -1 } }",
      "/etc/kepil");
  ASSERT_THAT(config, HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  const std::vector<std::string> problems =
      absl::StrSplit(config.status().message(), '\n');
  for (const char* field :
       {"node.id: not", "node.origin: required",
        "storage.rocksdb_path: required", "keys.receipt_key_file: required",
        "keys.receipt_cert_file: required", "keys.log_key_file: required",
        "log.anchor_file: required", "rules.policy_dir: required",
        "rules.default_policy: required", "rules.officer_policy: required",
        "listeners[0].address: not HOST:PORT", "listeners[0].kind: required",
        "listeners: no PARTNER listener", "bootstrap_officers: exactly two",
        "limits.max_message_bytes: not between",
        "limits.max_signatures: not between",
        "limits.request_timeout: not between"}) {
    EXPECT_THAT(problems, Contains(HasSubstr(field)));
  }
  EXPECT_THAT(problems, SizeIs(17));
}

// Law: SEC-13.
TEST(ConfigTest, PartnersComeOverMutualTls) {
  EXPECT_THAT(ProblemsWith("  tls { cert_file: \"tls/server.pem\" key_file: "
                           "\"/etc/server.key\" }\n",
                           ""),
              testing::ElementsAre(
                  HasSubstr("listeners[0].tls: required for PARTNER")));
  EXPECT_THAT(
      ProblemsWith("cert_file: \"tls/server.pem\" ", ""),
      testing::ElementsAre(HasSubstr("listeners[0].tls.cert_file: required")));
}

TEST(ConfigTest, OfficersAreTwoOfDifferentPersonsUnitsAndRoles) {
  for (const auto& [before, after] :
       std::vector<std::pair<std::string, std::string>>{
           {"person: \"b\"", "person: \"a\""},
           {"unit: \"south\"", "unit: \"north\""},
           {"role: \"APPROVER\"", "role: \"REGISTRAR\""}}) {
    EXPECT_THAT(ProblemsWith(before, after),
                testing::ElementsAre(HasSubstr("not of different persons")));
  }
  EXPECT_THAT(
      ProblemsWith("role: \"APPROVER\"", "role: \"AUDITOR\""),
      testing::ElementsAre(HasSubstr("neither REGISTRAR nor APPROVER")));
}

TEST(ConfigTest, BoundsAreChecked) {
  for (const char* text :
       {"limits { max_message_bytes: 67108865 }",
        "limits { inflight_bytes: 8388607 }", "limits { max_crl_bytes: -1 }",
        "limits { max_ocsp_bytes: 100000000 }",
        "limits { max_collect_rounds: 9 }",
        "limits { statement_lifetime { seconds: 0 } }",
        "fetch { max_concurrent: -1 }", "fetch { timeout { seconds: -5 } }",
        "pools { flow_threads: 5000 }", "pools { flow_queue: -1 }",
        "pools { drain_timeout { seconds: 99999999 } }",
        "listeners { kind: OPEN address: \":0\" requests_per_minute: -1 }",
        "listeners { kind: OPEN address: \":0\" max_message_bytes: 1 }"}) {
    const auto config = ParseConfig(absl::StrCat(kLeast, text), "/etc/kepil");
    EXPECT_THAT(config, HasReason(v1::ERROR_REASON_CONFIG_INVALID)) << text;
    EXPECT_THAT(std::string(config.status().message()),
                HasSubstr("not between"))
        << text;
  }
}

TEST(ConfigTest, IntervalsAreNotZero) {
  EXPECT_THAT(ProblemsWith("anchor_file: \"anchor\"",
                           "anchor_file: \"anchor\" integrate_interval { }"),
              testing::ElementsAre(HasSubstr("log.integrate_interval")));
}

TEST(ConfigTest, ReadsAddresses) {
  const auto full = ParseListenAddress("192.0.2.1:443");
  ASSERT_THAT(full, IsOk());
  EXPECT_EQ(full->host, "192.0.2.1");
  EXPECT_EQ(full->port, 443);
  const auto bare = ParseListenAddress(":0");
  ASSERT_THAT(bare, IsOk());
  EXPECT_EQ(bare->host, "127.0.0.1");
  EXPECT_EQ(bare->port, 0);
  for (const char* text : {"", "localhost", "127.0.0.1:", "127.0.0.1:http",
                           "127.0.0.1:65536", "127.0.0.1:-1"}) {
    EXPECT_THAT(ParseListenAddress(text),
                HasReason(v1::ERROR_REASON_CONFIG_INVALID))
        << text;
  }
}

}  // namespace
}  // namespace kepil
