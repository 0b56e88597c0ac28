#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/validation.grpc.pb.h"
#include "services/rpc/status_mapping.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// What clients got in place of a receipt.
class Refusals {
 public:
  void Add(grpc::Status status) {
    const MutexLock lock(mutex_);
    statuses_.push_back(std::move(status));
  }
  std::vector<grpc::Status> Take() {
    const MutexLock lock(mutex_);
    return std::move(statuses_);
  }

 private:
  Mutex mutex_;
  std::vector<grpc::Status> statuses_ ABSL_GUARDED_BY(mutex_);
};

TEST(OverloadTest, AFullQueueRefusesAndSaysWhenToTryAgain) {
  DemoHouse house;
  house.Reconfigure("fetch {",
                    "pools { flow_threads: 1 flow_queue: 1 }\nfetch {");
  ASSERT_THAT(house.Start(), IsOk());
  ASSERT_THAT(AdmitUsual(house), IsOk());
  Refusals refusals;
  std::atomic<int> answered{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 16; ++i) {
    clients.emplace_back([&] {
      const auto stub =
          v1::ValidationService::NewStub(house.ChannelAs("relying-party"));
      const v1::ValidateRequest request = DemoRequest(house, "valid-p256.txt");
      for (int call_number = 0; call_number < 20; ++call_number) {
        v1::ValidateResponse response;
        CallDeadline call;
        const grpc::Status status =
            stub->Validate(call.context(), request, &response);
        if (status.ok()) {
          ++answered;
        } else {
          refusals.Add(status);
        }
      }
    });
  }
  for (std::thread& client : clients) {
    client.join();
  }
  EXPECT_GT(answered.load(), 0);
  const std::vector<grpc::Status> statuses = refusals.Take();
  ASSERT_FALSE(statuses.empty());
  for (const grpc::Status& status : statuses) {
    EXPECT_THAT(FromGrpc(status),
                AllOf(StatusIs(absl::StatusCode::kResourceExhausted),
                      HasReason(v1::ERROR_REASON_OVERLOADED)));
    EXPECT_THAT(status.error_details(),
                HasSubstr("type.googleapis.com/google.rpc.RetryInfo"));
  }
  // Refused calls leave no hole.
  const auto receipt = Validate(house.ChannelAs("relying-party"),
                                DemoRequest(house, "valid-p256.txt"));
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->serial(), answered.load() + 1);
}

}  // namespace
}  // namespace kepil
