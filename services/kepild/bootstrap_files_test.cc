#include "services/kepild/bootstrap_files.h"

#include <filesystem>
#include <string>

#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/policy.pb.h"
#include "services/kepild/files.h"
#include "services/kepild/test_files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kShipped[] = "deploy/policy";

struct Files {
  TempFolder folder;
  TestIdentity tls_a = MakeTestIdentity("CN=A over TLS");
  TestIdentity sign_a = MakeTestIdentity("CN=A");
  TestIdentity tls_b = MakeTestIdentity("CN=B over TLS");
  TestIdentity sign_b = MakeTestIdentity("CN=B");
  Config config;

  Files() {
    AddOfficer("officer-a", "REGISTRAR", "north", tls_a, sign_a);
    AddOfficer("officer-b", "APPROVER", "south", tls_b, sign_b);
    config.mutable_rules()->set_policy_dir(kShipped);
    config.mutable_rules()->set_default_policy(
        "urn:kepil:policy:cross-border:1");
    config.mutable_rules()->set_officer_policy(
        "urn:kepil:policy:officer-act:1");
  }
  // A folder with copies of the shipped policies.
  std::string CopyPolicies() {
    const std::string copy = folder.path() + "/policy";
    std::filesystem::create_directory(copy);
    const auto files = ListFiles(kShipped, ".textproto");
    EXPECT_THAT(files, IsOk());
    for (const std::string& file : *files) {
      WriteTestFile(copy + file.substr(file.rfind('/')), *ReadFile(file));
    }
    config.mutable_rules()->set_policy_dir(copy);
    return copy;
  }

 private:
  void AddOfficer(const std::string& person, const std::string& role,
                  const std::string& unit, const TestIdentity& tls,
                  const TestIdentity& signing) {
    auto& officer = *config.add_bootstrap_officers();
    officer.set_person(person);
    officer.set_role(role);
    officer.set_unit(unit);
    officer.set_tls_cert_file(folder.path() + "/" + person + "-tls.pem");
    officer.set_signing_cert_file(folder.path() + "/" + person + ".pem");
    WriteTestFile(officer.tls_cert_file(), tls.CertificatePem());
    WriteTestFile(officer.signing_cert_file(), signing.CertificatePem());
  }
};

std::string MessageOf(const absl::StatusOr<Registry::Bootstrap>& bootstrap) {
  EXPECT_THAT(bootstrap, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(bootstrap, HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  return std::string(bootstrap.status().message());
}

TEST(BootstrapFilesTest, ReadsTheTwoOfficers) {
  const Files files;
  const auto bootstrap = ReadBootstrap(files.config);
  ASSERT_THAT(bootstrap, IsOk());
  ASSERT_THAT(bootstrap->officers, SizeIs(2));
  const v1::PrincipalRecord& a = bootstrap->officers[0];
  EXPECT_EQ(a.id(), "officer-a");
  EXPECT_EQ(a.unit(), "north");
  EXPECT_THAT(a.roles(), testing::ElementsAre(v1::PRINCIPAL_ROLE_REGISTRAR));
  EXPECT_EQ(a.tls_sha256(), Sha256(files.tls_a.certificate).bytes());
  EXPECT_EQ(a.signing_certificate(), files.sign_a.certificate);
  const v1::PrincipalRecord& b = bootstrap->officers[1];
  EXPECT_THAT(b.roles(), testing::ElementsAre(v1::PRINCIPAL_ROLE_APPROVER));
  EXPECT_EQ(b.tls_sha256(), Sha256(files.tls_b.certificate).bytes());
  EXPECT_EQ(b.signing_certificate(), files.sign_b.certificate);
}

TEST(BootstrapFilesTest, ReadsTheShippedPolicies) {
  const Files files;
  const auto bootstrap = ReadBootstrap(files.config);
  ASSERT_THAT(bootstrap, IsOk());
  ASSERT_THAT(bootstrap->rules, SizeIs(3));
  for (const v1::RuleFile& rule : bootstrap->rules) {
    v1::ValidationPolicy policy;
    ASSERT_TRUE(policy.ParseFromString(rule.content()));
    EXPECT_EQ(policy.urn(), rule.id());
    EXPECT_NE(policy.title(), "");
  }
}

TEST(BootstrapFilesTest, MissingCertificateIsNamed) {
  const Files files;
  const std::string path =
      files.config.bootstrap_officers(1).signing_cert_file();
  std::filesystem::remove(path);
  EXPECT_THAT(MessageOf(ReadBootstrap(files.config)), HasSubstr(path));
}

TEST(BootstrapFilesTest, PolicyThatCannotBeReadIsNamed) {
  Files files;
  const std::string folder = files.CopyPolicies();
  EXPECT_THAT(ReadBootstrap(files.config), IsOk());
  for (const char* text :
       {"urn: 5", "unknown_field: 1", "urn: \"urn:kepil:policy:new:1\"",
        "urn: \"urn:kepil:policy:new:1\" oid: \"2.25.1\" "
        "levels { constraint: CONSTRAINT_SIGNATURE_INTACT level: LEVEL_WARN "
        "}"}) {
    WriteTestFile(folder + "/new.textproto", text);
    EXPECT_THAT(MessageOf(ReadBootstrap(files.config)),
                HasSubstr("/new.textproto"))
        << text;
  }
}

TEST(BootstrapFilesTest, RegistryThatCouldNotStartIsRefused) {
  Files files;
  const std::string folder = files.CopyPolicies();
  // The same policy in two files.
  WriteTestFile(folder + "/again.textproto",
                *ReadFile(folder + "/officer-act.textproto"));
  EXPECT_THAT(MessageOf(ReadBootstrap(files.config)),
              HasSubstr("two policies"));
  std::filesystem::remove(folder + "/again.textproto");
  EXPECT_THAT(ReadBootstrap(files.config), IsOk());
  // Without a policy for officers nothing can ever be changed.
  std::filesystem::remove(folder + "/officer-act.textproto");
  EXPECT_THAT(MessageOf(ReadBootstrap(files.config)),
              HasSubstr("no such policy"));
}

// Law: REG-23.
TEST(BootstrapFilesTest, OptionsAreThoseOfTheConfiguration) {
  Config config;
  config.mutable_limits()->mutable_statement_lifetime()->set_seconds(60);
  EXPECT_EQ(RegistryOptionsOf(config).statement_lifetime, absl::Seconds(60));
  EXPECT_EQ(RegistryOptionsOf(config).list_reference, ListReference::kOptional);
  config.mutable_rules()->set_require_interstate_list_ref(true);
  EXPECT_EQ(RegistryOptionsOf(config).list_reference, ListReference::kRequired);
}

}  // namespace
}  // namespace kepil
