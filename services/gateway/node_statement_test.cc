#include "services/gateway/node_statement.h"

#include "absl/time/clock.h"
#include "base/error.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr int64_t kUntil = 1'800'000'000;

NodeStatement Certified(ExpiredModule when_expired) {
  NodeStatement statement;
  statement.module.emplace();
  statement.module->set_name("OpenSSL");
  statement.module->mutable_conformity_until()->set_seconds(kUntil);
  statement.when_expired = when_expired;
  return statement;
}

// Law: DEF-19.
TEST(NodeStatementTest, ServesWhoAcceptedTheTermsInForce) {
  NodeStatement statement;
  v1::PrincipalRecord caller;
  EXPECT_THAT(CheckService(statement, caller, absl::Now()), IsOk());
  statement.terms_version = "2";
  for (const char* accepted : {"", "1", "20"}) {
    caller.set_accepted_terms(accepted);
    const absl::Status status = CheckService(statement, caller, absl::Now());
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kPermissionDenied));
    EXPECT_THAT(status, HasReason(v1::ERROR_REASON_TERMS_NOT_ACCEPTED));
  }
  caller.set_accepted_terms("2");
  EXPECT_THAT(CheckService(statement, caller, absl::Now()), IsOk());
}

// Law: VER-08.
TEST(NodeStatementTest, ExpiredConformityIsRefusedOrWarnedOfByChoice) {
  const absl::Time until = absl::FromUnixSeconds(kUntil);
  const v1::PrincipalRecord caller;
  const NodeStatement strict = Certified(ExpiredModule::kRefuse);
  EXPECT_THAT(CheckService(strict, caller, until - absl::Seconds(1)), IsOk());
  EXPECT_FALSE(IsConformityExpired(strict, until - absl::Seconds(1)));
  EXPECT_TRUE(IsConformityExpired(strict, until));
  const absl::Status refused = CheckService(strict, caller, until);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(refused, HasReason(v1::ERROR_REASON_CONFORMITY_EXPIRED));

  const NodeStatement lenient = Certified(ExpiredModule::kWarn);
  EXPECT_TRUE(IsConformityExpired(lenient, until));
  EXPECT_THAT(CheckService(lenient, caller, until), IsOk());

  NodeStatement endless = Certified(ExpiredModule::kRefuse);
  endless.module->clear_conformity_until();
  EXPECT_THAT(CheckService(endless, caller, absl::InfiniteFuture()), IsOk());
  EXPECT_FALSE(IsConformityExpired(NodeStatement(), absl::InfiniteFuture()));
}

TEST(NodeStatementTest, SaysWhatItKnowsAndNothingElse) {
  v1::ReceiptBody body;
  AddStatement(NodeStatement(), body);
  EXPECT_FALSE(body.has_owner());
  EXPECT_FALSE(body.has_module());
  NodeStatement statement = Certified(ExpiredModule::kWarn);
  statement.owner.emplace();
  statement.owner->set_name("State company");
  AddStatement(statement, body);
  EXPECT_EQ(body.owner().name(), "State company");
  EXPECT_EQ(body.module().name(), "OpenSSL");
}

}  // namespace
}  // namespace kepil
