#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/registrar.grpc.pb.h"
#include "services/rpc/status_mapping.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::AllOf;

// The registry as anybody sees it: "3 0a1b...".
std::string RegistryState(const DemoHouse& house) {
  const auto info = GetServiceInfo(house.OpenChannel());
  EXPECT_THAT(info, IsOk());
  return std::to_string(info->trust_snapshot_version()) + " " +
         info->trust_snapshot_sha256();
}

// A house in which officer C, registrar and approver at once, has proposed XA.
class TwoOfficersTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(house_.Start(), IsOk());
    ASSERT_THAT(Admit(house_, OfficerCDraft(house_)), IsOkAndHolds(2));
    const auto proposed =
        ProposeAs(house_, "officer-c", AuthorityDraft(house_, "xa"));
    ASSERT_THAT(proposed, IsOk());
    proposed_ = *proposed;
    before_ = RegistryState(house_);
  }
  // The refusal's status; checks that nothing has changed.
  absl::Status RefusalOf(absl::string_view officer,
                         const std::string& signature) {
    const auto version =
        ApproveAs(house_, officer, proposed_.change_id(), signature);
    EXPECT_EQ(RegistryState(house_), before_);
    EXPECT_EQ(StateOf("officer-a"), v1::CHANGE_STATE_PROPOSED);
    return version.status();
  }
  v1::ChangeState StateOf(absl::string_view officer) {
    v1::GetChangeRequest request;
    request.set_change_id(proposed_.change_id());
    v1::GetChangeResponse response;
    CallDeadline call;
    EXPECT_THAT(
        FromGrpc(v1::RegistrarService::NewStub(house_.ChannelAs(officer))
                     ->GetChange(call.context(), request, &response)),
        IsOk());
    return response.change().state();
  }

  DemoHouse house_;
  v1::ProposeChangeResponse proposed_;
  std::string before_;
};

TEST_F(TwoOfficersTest, AnotherOfficerMakesTheChangeEffective) {
  ASSERT_THAT(ApproveAs(house_, "officer-b", proposed_.change_id(),
                        SignAct(house_, "officer-b", proposed_.statement())),
              IsOkAndHolds(3));
  EXPECT_NE(RegistryState(house_), before_);
  EXPECT_EQ(StateOf("officer-b"), v1::CHANGE_STATE_EFFECTIVE);
}

// Law: REG-21.
TEST_F(TwoOfficersTest, RefusesTheProposer) {
  EXPECT_THAT(RefusalOf("officer-c",
                        SignAct(house_, "officer-c", proposed_.statement())),
              AllOf(StatusIs(absl::StatusCode::kPermissionDenied),
                    HasReason(v1::ERROR_REASON_SAME_OFFICER)));
}

TEST_F(TwoOfficersTest, RefusesARoleThatOnlyProposes) {
  EXPECT_THAT(RefusalOf("officer-a",
                        SignAct(house_, "officer-a", proposed_.statement())),
              AllOf(StatusIs(absl::StatusCode::kPermissionDenied),
                    HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN)));
}

TEST_F(TwoOfficersTest, RefusesASignatureOverOtherBytes) {
  std::string other = proposed_.statement();
  other.back() = static_cast<char>(other.back() ^ 1);
  EXPECT_THAT(RefusalOf("officer-b", SignAct(house_, "officer-b", other)),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                    HasReason(v1::ERROR_REASON_CHANGE_DIGEST_MISMATCH)));
}

TEST_F(TwoOfficersTest, RefusesACertificateThatIsNotTheCallers) {
  EXPECT_THAT(RefusalOf("officer-b",
                        SignAct(house_, "officer-c", proposed_.statement())),
              AllOf(StatusIs(absl::StatusCode::kPermissionDenied),
                    HasReason(v1::ERROR_REASON_SIGNER_MISMATCH)));
}

// Law: REG-14.
TEST_F(TwoOfficersTest, RefusesAChangedSignatureValue) {
  std::string signature = SignAct(house_, "officer-b", proposed_.statement());
  signature[signature.size() - 20] =
      static_cast<char>(signature[signature.size() - 20] ^ 1);
  EXPECT_THAT(RefusalOf("officer-b", signature),
              AllOf(StatusIs(absl::StatusCode::kPermissionDenied),
                    HasReason(v1::ERROR_REASON_ACT_SIGNATURE_INVALID)));
}

TEST_F(TwoOfficersTest, RefusesASignatureThatIsNone) {
  EXPECT_THAT(RefusalOf("officer-b", "no signature at all"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(TwoOfficersTest, RefusesAnApprovalTwice) {
  const std::string signature =
      SignAct(house_, "officer-b", proposed_.statement());
  ASSERT_THAT(ApproveAs(house_, "officer-b", proposed_.change_id(), signature),
              IsOkAndHolds(3));
  const std::string effective = RegistryState(house_);
  EXPECT_THAT(ApproveAs(house_, "officer-b", proposed_.change_id(), signature),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                    HasReason(v1::ERROR_REASON_CHANGE_DECIDED)));
  EXPECT_EQ(RegistryState(house_), effective);
}

TEST_F(TwoOfficersTest, OneOfficerSuspendsAndAnApprovalCannotDoIt) {
  ASSERT_THAT(ApproveAs(house_, "officer-b", proposed_.change_id(),
                        SignAct(house_, "officer-b", proposed_.statement())),
              IsOkAndHolds(3));
  const auto suspension = ProposeAs(house_, "officer-a", SuspensionDraft("xa"));
  ASSERT_THAT(suspension, IsOk());
  EXPECT_THAT(ApproveAs(house_, "officer-b", suspension->change_id(),
                        SignAct(house_, "officer-b", suspension->statement())),
              HasReason(v1::ERROR_REASON_CHANGE_STATE));
  EXPECT_THAT(SuspendAs(house_, "officer-a", suspension->change_id(),
                        SignAct(house_, "officer-a", suspension->statement())),
              IsOkAndHolds(4));
}

}  // namespace
}  // namespace kepil
