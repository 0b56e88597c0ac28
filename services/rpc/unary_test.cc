#include "services/rpc/unary.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/transparency.grpc.pb.h"
#include "services/rpc/call_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

// One method, which runs as the RPC that the test names.
class Face : public v1::TransparencyService::CallbackService {
 public:
  Face(CallRunner& runner, Method id)
      : runner_(runner),
        id_(id),
        method_([this](const CallContext& call, const v1::GetTileRequest&)
                    -> absl::StatusOr<v1::GetTileResponse> {
          ++calls;
          context = call;
          context->lease.reset();
          if (!failure.ok()) {
            return failure;
          }
          v1::GetTileResponse response;
          response.set_data("tile");
          return response;
        }) {}

  grpc::ServerUnaryReactor* GetTile(grpc::CallbackServerContext* call,
                                    const v1::GetTileRequest* request,
                                    v1::GetTileResponse* response) override {
    return runner_.Run(call, id_, request, response, method_);
  }

  absl::Status failure;
  int calls = 0;
  std::optional<CallContext> context;

 private:
  CallRunner& runner_;
  const Method id_;
  UnaryMethod<v1::GetTileRequest, v1::GetTileResponse> method_;
};

struct House {
  explicit House(Method id = Method::kGetTile) : face(fixture.runner, id) {
    fixture.Serve(face);
  }
  // Called by a registered principal, behind a listener of that kind.
  House(v1::PrincipalRole role, Method id, IngressRules ingress = {})
      : behind(std::make_unique<CallRunner>(fixture.runner, ingress)),
        face(*behind, id) {
    fixture.ServeTo(role, face);
  }
  ~House() { fixture.server->Shutdown(); }

  absl::Status Call(const std::string& path = "tile/0/000") {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::minutes(1));
    v1::GetTileRequest request;
    request.set_path(path);
    return FromGrpc(v1::TransparencyService::NewStub(fixture.channel)
                        ->GetTile(&context, request, &response));
  }
  // Outcomes that were counted, as "GetTile OK".
  bool Counted(const std::string& method, const std::string& outcome) const {
    return absl::StrContains(
        fixture.metrics.Text(),
        absl::StrCat("kepil_rpc_calls_total{method=\"", method, "\",outcome=\"",
                     outcome, "\"} 1"));
  }

  CallFixture fixture;
  std::unique_ptr<CallRunner> behind;
  Face face;
  v1::GetTileResponse response;
};

TEST(CallRunnerTest, OpenMethodAnswersAnybody) {
  House house;
  ASSERT_THAT(house.Call(), IsOk());
  EXPECT_EQ(house.response.data(), "tile");
  EXPECT_EQ(house.face.calls, 1);
  ASSERT_TRUE(house.face.context.has_value());
  EXPECT_EQ(house.face.context->caller, nullptr);
  EXPECT_EQ(house.fixture.inflight.held(), 0);
}

TEST(CallRunnerTest, CountsAndLogsEachCallWithoutItsContents) {
  House house;
  ASSERT_THAT(house.Call("a-secret-path"), IsOk());
  EXPECT_TRUE(house.Counted("GetTile", "OK")) << house.fixture.metrics.Text();
  const std::vector<std::string> lines = house.fixture.sink.lines();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0], HasSubstr("GetTile"));
  EXPECT_THAT(lines[0], HasSubstr("anonymous"));
  EXPECT_THAT(lines[0], testing::Not(HasSubstr("secret")));
}

// Law: SEC-03.
TEST(CallRunnerTest, StrangersDoNotReachOtherMethods) {
  House house(Method::kValidate);
  const absl::Status status = house.Call();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(status, HasReason(v1::ERROR_REASON_CALLER_UNKNOWN));
  EXPECT_EQ(house.face.calls, 0);
  EXPECT_TRUE(house.Counted("Validate", "CALLER_UNKNOWN"));
}

TEST(CallRunnerTest, ErrorOfTheMethodComesThroughWithItsReason) {
  House house;
  house.face.failure = MakeError(absl::StatusCode::kNotFound,
                                 v1::ERROR_REASON_TILE_UNKNOWN, "no such tile");
  const absl::Status status = house.Call();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(status, HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
  EXPECT_TRUE(house.Counted("GetTile", "TILE_UNKNOWN"));
  EXPECT_EQ(house.fixture.inflight.held(), 0);
}

TEST(CallRunnerTest, MessageOfAStrangerIsSmall) {
  House house;
  EXPECT_THAT(house.Call(std::string(4000, 'p')), IsOk());
  const absl::Status status = house.Call(std::string(4096, 'p'));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(status, HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
  EXPECT_EQ(house.face.calls, 1);
  EXPECT_EQ(house.fixture.inflight.held(), 0);
}

TEST(CallRunnerTest, StrangersAreRationedByTheMinute) {
  House house;
  for (int i = 0; i < CallFixture::kPerMinute; ++i) {
    EXPECT_THAT(house.Call(), IsOk());
  }
  EXPECT_THAT(house.Call(), HasReason(v1::ERROR_REASON_QUOTA_EXCEEDED));
  house.fixture.clock.Advance(absl::Minutes(1));
  EXPECT_THAT(house.Call(), IsOk());
}

TEST(CallRunnerTest, RegisteredCallersHaveAShare) {
  House house(v1::PRINCIPAL_ROLE_RELYING_PARTY, Method::kValidate);
  for (int i = 0; i < CallFixture::kCallerPerMinute; ++i) {
    EXPECT_THAT(house.Call(), IsOk());
  }
  EXPECT_THAT(house.Call(), HasReason(v1::ERROR_REASON_QUOTA_EXCEEDED));
  EXPECT_EQ(house.face.calls, CallFixture::kCallerPerMinute);
  EXPECT_EQ(house.fixture.quota.in_flight("somebody"), 0);
  house.fixture.clock.Advance(absl::Minutes(1));
  EXPECT_THAT(house.Call(), IsOk());
}

// Law: GWY-03.
TEST(CallRunnerTest, AForeignTtpMustComeThroughTheNationalGateway) {
  House house(v1::PRINCIPAL_ROLE_FOREIGN_TTP, Method::kPeerValidate);
  const absl::Status status = house.Call();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(status, HasReason(v1::ERROR_REASON_USE_NATIONAL_GATEWAY));
  EXPECT_EQ(house.face.calls, 0);
}

// Law: GWY-03, GWY-04.
TEST(CallRunnerTest, TheListenerSaysHowACallCame) {
  IngressRules relay;
  relay.listener = IngressListener::kRelay;
  relay.relay_forwarder = "nat-gw";
  House house(v1::PRINCIPAL_ROLE_FOREIGN_TTP, Method::kPeerValidate, relay);
  ASSERT_THAT(house.Call(), IsOk());
  EXPECT_EQ(house.face.context->ingress.mode, v1::INGRESS_MODE_RELAYED);
  EXPECT_EQ(house.face.context->ingress.forwarder, "nat-gw");
  House party(v1::PRINCIPAL_ROLE_RELYING_PARTY, Method::kValidate, relay);
  EXPECT_THAT(party.Call(), HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
}

TEST(CallRunnerTest, RefusesWhatDoesNotFitIntoTheBudget) {
  House house;
  ASSERT_THAT(house.fixture.inflight.Take(CallFixture::kBudget), IsOk());
  EXPECT_THAT(house.Call(), HasReason(v1::ERROR_REASON_OVERLOADED));
  EXPECT_EQ(house.fixture.inflight.held(), CallFixture::kBudget);
  house.fixture.inflight.Give(CallFixture::kBudget);
  EXPECT_THAT(house.Call(), IsOk());
}

TEST(CallRunnerTest, RefusesWhatDoesNotFitIntoTheQueue) {
  absl::Notification busy, release;  // Outlive the executor.
  House house;
  const auto hold = [&](absl::Status) {
    if (!busy.HasBeenNotified()) {
      busy.Notify();
    }
    release.WaitForNotification();
  };
  ASSERT_THAT(
      house.fixture.flow.Schedule("holder", absl::InfiniteFuture(), hold),
      IsOk());
  busy.WaitForNotification();
  ASSERT_THAT(
      house.fixture.flow.Schedule("holder", absl::InfiniteFuture(), hold),
      IsOk());
  const absl::Status status = house.Call();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(status, HasReason(v1::ERROR_REASON_OVERLOADED));
  EXPECT_EQ(house.fixture.inflight.held(), 0);
  EXPECT_EQ(house.face.calls, 0);
  release.Notify();
}

TEST(CallRunnerTest, CallHasTheServersDeadlineAtMost) {
  House house;
  ASSERT_THAT(house.Call(), IsOk());  // The client would wait a minute.
  ASSERT_TRUE(house.face.context.has_value());
  EXPECT_EQ(house.face.context->deadline,
            house.fixture.clock.Now() + absl::Seconds(30));
}

// Law: SEC-03.
TEST(CallRunnerTest, EndOfAStreamIsCountedAndLoggedWithItsCaller) {
  House house;
  CallContext call;
  v1::PrincipalRecord bank;
  bank.set_id("kz-bank");
  call.caller = std::make_shared<const v1::PrincipalRecord>(bank);
  house.fixture.runner.CloseStream(
      Method::kExportEvidence, call,
      MakeError(absl::StatusCode::kPermissionDenied,
                v1::ERROR_REASON_ROLE_FORBIDDEN, "another caller's"));
  house.fixture.runner.CloseStream(Method::kExportEvidence, call,
                                   absl::OkStatus());
  EXPECT_TRUE(house.Counted("ExportEvidence", "ROLE_FORBIDDEN"));
  EXPECT_TRUE(house.Counted("ExportEvidence", "OK"));
  const std::vector<std::string> lines = house.fixture.sink.lines();
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_THAT(lines[1], HasSubstr("kz-bank"));
}

TEST(CallRunnerTest, EveryMethodHasANameOfItsOwn) {
  EXPECT_EQ(MethodName(Method::kValidate).text(), "Validate");
  EXPECT_EQ(MethodName(Method::kGetSnapshot).text(), "GetSnapshot");
}

}  // namespace
}  // namespace kepil
