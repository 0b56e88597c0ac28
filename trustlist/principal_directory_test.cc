#include "trustlist/principal_directory.h"

#include "engine/crypto/digest.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(PrincipalDirectoryTest, FindsByLeafWhoMayAct) {
  storage::v1::RegistryImage image;
  image.set_version(4);
  for (const char* id : {"a", "b"}) {
    v1::PrincipalRecord& principal = *image.add_principals();
    principal.set_id(id);
    principal.set_tls_sha256(std::string(32, id[0]));
    principal.set_withdrawn(principal.id() == "b");
  }
  const PrincipalDirectory directory(image);
  EXPECT_EQ(directory.version(), 4);
  ASSERT_NE(directory.Find(std::string(32, 'a')), nullptr);
  EXPECT_EQ(directory.Find(std::string(32, 'a'))->id(), "a");
  EXPECT_EQ(directory.Find(std::string(32, 'b')), nullptr);  // Withdrawn.
  EXPECT_EQ(directory.Find(std::string(32, 'c')), nullptr);
  EXPECT_EQ(directory.Find(""), nullptr);
}

TEST(PrincipalDirectoryTest, FindsByTheRecordedSigningCertificate) {
  storage::v1::RegistryImage image;
  for (const char* id : {"a", "b", "c"}) {
    v1::PrincipalRecord& principal = *image.add_principals();
    principal.set_id(id);
    principal.set_tls_sha256(std::string(32, id[0]));
    if (principal.id() != "c") {
      principal.set_signing_certificate(principal.id());
    }
    principal.set_withdrawn(principal.id() == "b");
  }
  const PrincipalDirectory directory(image);
  ASSERT_NE(directory.FindSigner(Sha256("a").bytes()), nullptr);
  EXPECT_EQ(directory.FindSigner(Sha256("a").bytes())->id(), "a");
  EXPECT_EQ(directory.FindSigner(Sha256("b").bytes()), nullptr);  // Withdrawn.
  // A principal without such a certificate is not found by an empty one.
  EXPECT_EQ(directory.FindSigner(Sha256("").bytes()), nullptr);
  EXPECT_EQ(directory.FindSigner(""), nullptr);
}

TEST(PrincipalDirectoryTest, FindsTheSignersOfAForeignTtp) {
  storage::v1::RegistryImage image;
  const auto add = [&](const std::string& id,
                       v1::PrincipalRole role) -> v1::PrincipalRecord& {
    v1::PrincipalRecord& principal = *image.add_principals();
    principal.set_id(id);
    principal.set_tls_sha256(std::string(32, id[0]));
    principal.set_signing_certificate(id);
    principal.set_authority_id("xa-ttp");
    principal.add_roles(role);
    return principal;
  };
  add("a", v1::PRINCIPAL_ROLE_FOREIGN_TTP);
  add("b", v1::PRINCIPAL_ROLE_FOREIGN_TTP).set_withdrawn(true);
  add("c", v1::PRINCIPAL_ROLE_FOREIGN_TTP).clear_signing_certificate();
  add("d", v1::PRINCIPAL_ROLE_RELYING_PARTY);
  add("e", v1::PRINCIPAL_ROLE_FOREIGN_TTP).set_authority_id("xb-ttp");
  add("f", v1::PRINCIPAL_ROLE_FOREIGN_TTP).set_authority_id("");
  const PrincipalDirectory directory(image);
  const auto signers = directory.SignersOf("xa-ttp");
  ASSERT_EQ(signers.size(), 1u);
  EXPECT_EQ(signers[0]->id(), "a");
  EXPECT_TRUE(directory.SignersOf("").empty());
  EXPECT_TRUE(directory.SignersOf("nobody").empty());
}

}  // namespace
}  // namespace kepil
