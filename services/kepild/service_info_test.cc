#include "services/kepild/service_info.h"

#include <string>

#include "absl/strings/escaping.h"
#include "engine/pki/certificate_reader.h"
#include "engine/validation/signature_validation.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

// Law: REG-22.
TEST(ServiceInfoTest, SaysWhatAnybodyMayKnow) {
  Config config;
  config.mutable_node()->set_id("ala-1");
  config.mutable_rules()->set_default_policy("urn:kepil:policy:a:1");
  config.mutable_limits()->set_max_message_bytes(4096);
  storage::v1::RegistryImage image;
  for (const std::string& name : {std::string("b"), std::string("a")}) {
    v1::ValidationPolicy policy;
    policy.set_urn("urn:kepil:policy:" + name + ":1");
    policy.set_oid(name == "a" ? "2.25.1" : "2.25.2");
    v1::RuleFile& rule = *image.add_rules();
    rule.set_id(policy.urn());
    rule.set_content(policy.SerializeAsString());
  }
  const auto rules = RuleLibrary::Compile(image);
  ASSERT_THAT(rules, IsOk());
  v1::SnapshotSource source;
  source.set_version(7);
  source.mutable_issued_at()->set_seconds(5);
  PlainCertificateReader reader;
  const auto trust =
      TrustSnapshot::FromSource(source.SerializeAsString(), reader);
  ASSERT_THAT(trust, IsOk());
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();

  const v1::GetServiceInfoResponse info =
      ServiceInfoOf({config, **rules, **trust, authority.identity,
                     "example.com/receipts", "example.com/receipts+0+key"});
  EXPECT_EQ(info.node_id(), "ala-1");
  EXPECT_EQ(info.algorithm_version(), kAlgorithmVersion);
  EXPECT_THAT(info.formats(), ElementsAre("CMS"));
  EXPECT_THAT(info.suites(),
              IsSupersetOf({"rsa-pkcs1-sha256", "kz-gost2004-gost94-test",
                            "kz-gost2015-512-streebog512",
                            "gost2012-256-streebog256"}));
  EXPECT_THAT(info.failed_self_tests(), IsEmpty());
  EXPECT_THAT(info.policies(),
              ElementsAre("urn:kepil:policy:a:1", "urn:kepil:policy:b:1"));
  EXPECT_EQ(info.default_policy(), "urn:kepil:policy:a:1");
  EXPECT_EQ(info.trust_snapshot_version(), 7);
  EXPECT_EQ(info.trust_snapshot_sha256(), (*trust)->digest().bytes());
  EXPECT_EQ(info.trust_snapshot_issued_at().seconds(), 5);
  EXPECT_EQ(info.receipts_log_origin(), "example.com/receipts");
  EXPECT_EQ(info.receipts_log_vkey(), "example.com/receipts+0+key");
  EXPECT_THAT(
      info.receipt_certificates(),
      ElementsAre(authority.signer.certificate, authority.ca.certificate,
                  authority.root.certificate));
  EXPECT_THAT(info.limitations(), Contains(v1::LIMITATION_NO_TRUSTED_TIME));
  EXPECT_EQ(info.max_message_bytes(), 4096);
  EXPECT_FALSE(info.has_trusted_time());
  EXPECT_THAT(info.limitations(), Not(Contains(v1::LIMITATION_TEST_KEY)));
  EXPECT_FALSE(info.has_terms());

  ServiceInfoInput dated = {config, **rules, **trust, authority.identity,
                            "",     ""};
  dated.registry.add_keys()->set_id("receipt-1");
  dated.tsa_anchors = {authority.anchor};
  dated.trusted_time = absl::FromUnixSeconds(9);
  dated.has_trusted_time = true;
  dated.has_test_key = true;
  config.mutable_service()->mutable_owner()->set_name("State company");
  config.mutable_service()->mutable_terms()->set_version("2");
  const v1::GetServiceInfoResponse told = ServiceInfoOf(dated);
  EXPECT_THAT(told.limitations(),
              Not(Contains(v1::LIMITATION_NO_TRUSTED_TIME)));
  EXPECT_EQ(told.trusted_time().seconds(), 9);
  EXPECT_THAT(told.limitations(), Contains(v1::LIMITATION_TEST_KEY));
  EXPECT_EQ(told.owner().name(), "State company");
  EXPECT_EQ(told.terms().version(), "2");
  EXPECT_THAT(told.tsa_certificates(), ElementsAre(authority.root.certificate));
  ASSERT_EQ(told.published_keys_size(), 1);
  EXPECT_EQ(told.published_keys(0).id(), "receipt-1");
}

// Law: REG-19.
TEST(ServiceInfoTest, SaysThatTheDatabaseIsSealedAndUnderNoSecret) {
  const Config config;
  const auto rules = RuleLibrary::Compile({});
  ASSERT_THAT(rules, IsOk());
  PlainCertificateReader reader;
  v1::SnapshotSource source;
  source.mutable_issued_at()->set_seconds(5);
  const auto trust =
      TrustSnapshot::FromSource(source.SerializeAsString(), reader);
  ASSERT_THAT(trust, IsOk());
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  const auto storage_of = [&](const RocksDb* db) {
    ServiceInfoInput input = {config, **rules, **trust, authority.identity,
                              "",     ""};
    input.db = db;
    return ServiceInfoOf(input);
  };
  EXPECT_FALSE(storage_of(nullptr).has_storage());
  RocksFolder plain;
  EXPECT_TRUE(storage_of(&plain.db()).has_storage());
  EXPECT_FALSE(storage_of(&plain.db()).storage().sealed());
  EXPECT_THAT(storage_of(&plain.db()).storage().key_ids(), IsEmpty());

  const TempFolder folder;
  const auto first = MakeTestSealer("a");
  const auto both = MakeTestSealer("ba");
  const std::string first_id = absl::BytesToHexString(first->current_id());
  const std::string second_id = absl::BytesToHexString(both->current_id());
  {
    const auto db = RocksDb::Open(folder.path() + "/db", first);
    ASSERT_THAT(db, IsOk());
    const v1::StorageProtection storage = storage_of(db->get()).storage();
    EXPECT_TRUE(storage.sealed());
    EXPECT_THAT(storage.key_ids(), ElementsAre(first_id));
    EXPECT_THAT(storage.SerializeAsString(),
                Not(HasSubstr(std::string(8, 'a'))));
  }
  const auto db = RocksDb::Open(folder.path() + "/db", both);
  ASSERT_THAT(db, IsOk());
  EXPECT_THAT(storage_of(db->get()).storage().key_ids(),
              ElementsAre(first_id, second_id));
  ASSERT_THAT((*db)->Reseal(), IsOk());
  EXPECT_THAT(storage_of(db->get()).storage().key_ids(),
              ElementsAre(second_id));
}

}  // namespace
}  // namespace kepil
