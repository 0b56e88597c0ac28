#include "services/kepilctl/change_statement.h"

#include <sstream>

#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::HasSubstr;

v1::ChangeStatement MakeStatement() {
  v1::ChangeStatement statement;
  statement.set_act(v1::ACT_APPROVE);
  statement.mutable_authority()->set_id("xa");
  statement.set_proposer("officer-a");
  statement.mutable_created_at()->set_seconds(60);
  return statement;
}

TEST(HandOverStatementTest, WritesExactlyTheBytesToSignAndSaysHow) {
  const std::string path = testing::TempDir() + "/it's.bin";
  // Bytes that no serializer would write in this order.
  const std::string statement =
      "\x10\x01" + MakeStatement().SerializeAsString();
  std::ostringstream out;
  std::ostringstream err;
  Console console{out, err};
  ASSERT_THAT(HandOverStatement({"0a", statement, path}, console), IsOk());
  EXPECT_THAT(ReadFileOctets(path), IsOkAndHolds(statement));
  EXPECT_THAT(out.str(), HasSubstr(Sha256(statement).hex()));
  EXPECT_THAT(out.str(), HasSubstr("authority xa"));
  EXPECT_THAT(out.str(), HasSubstr("openssl cms -sign -binary -outform DER"));
  EXPECT_THAT(out.str(), HasSubstr("it'\\''s.bin'"));
}

TEST(ChangeRecordTest, TellsWhatAChangeDoes) {
  v1::ChangeInfo change;
  change.set_change_id("0a");
  change.set_state(v1::CHANGE_STATE_PROPOSED);
  change.set_statement(MakeStatement().SerializeAsString());
  EXPECT_EQ(JsonLine(ChangeRecord(change)),
            "{\"change_id\":\"0a\",\"state\":\"PROPOSED\",\"act\":\"APPROVE\","
            "\"subject\":\"authority xa\",\"proposer\":\"officer-a\","
            "\"created_at\":\"1970-01-01T00:01:00Z\",\"expires_at\":"
            "\"1970-01-01T00:00:00Z\",\"decided_by\":\"\",\"decided_at\":\"\","
            "\"effective_version\":0}\n");
}

TEST(SubjectOfTest, NamesEveryKindOfRecord) {
  v1::ChangeStatement statement;
  EXPECT_EQ(SubjectOf(statement), "");
  statement.mutable_principal()->set_id("p");
  EXPECT_EQ(SubjectOf(statement), "principal p");
  statement.mutable_rule()->set_id("urn:r");
  EXPECT_EQ(SubjectOf(statement), "policy urn:r");
  statement.mutable_status()->set_authority_id("xa");
  EXPECT_EQ(SubjectOf(statement), "authority xa");
  statement.set_refused_statement_sha256("d");
  EXPECT_EQ(SubjectOf(statement), "change");
}

}  // namespace
}  // namespace kepil
