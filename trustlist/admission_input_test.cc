#include "trustlist/admission_input.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/registry_fixture.h"

namespace kepil {
namespace {

TEST(AdmissionInputTest, ListsCertificatesWhereTheyStand) {
  v1::Authority authority = MakeTestAuthority("xa");
  authority.mutable_services(0)->add_intermediates("no certificate");
  PlainCertificateReader reader;
  const std::vector<ListedCertificate> listed =
      ListCertificates(authority, reader);
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[0].subject, "services/xa-sign/anchors/0");
  EXPECT_TRUE(listed[0].is_anchor);
  EXPECT_TRUE(listed[0].certificate.ok());
  EXPECT_EQ(listed[0].service, &authority.services(0));
  EXPECT_EQ(listed[1].subject, "services/xa-sign/intermediates/0");
  EXPECT_FALSE(listed[1].is_anchor);
  EXPECT_FALSE(listed[1].certificate.ok());
}

TEST(AdmissionInputTest, DetailsAreBoundedText) {
  const v1::AdmissionFinding finding =
      AdmissionFailed(v1::ADMISSION_CHECK_RECORD, "authority",
                      std::string("a\xff\n") + std::string(1000, 'b'));
  EXPECT_EQ(finding.detail().substr(0, 4), "a??b");
  EXPECT_EQ(finding.detail().size(), 512u);
  EXPECT_EQ(finding.outcome(), v1::ADMISSION_OUTCOME_FAILED);
}

}  // namespace
}  // namespace kepil
