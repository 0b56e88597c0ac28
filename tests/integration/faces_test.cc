#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "gtest/gtest.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class FacesTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(house_.Start(), IsOk());
    ASSERT_THAT(AdmitUsual(house_), IsOk());
    ASSERT_THAT(Validate(house_.ChannelAs("relying-party"),
                         DemoRequest(house_, "valid-rsa.txt")),
                IsOk());
  }
  FinishedProgram Get(const std::string& kind, const std::string& path) {
    return RunProgram({"curl", "--silent", "--include", "--max-time", "20",
                       absl::StrCat("http://", house_.AddressOf(kind), path)},
                      house_.folder());
  }

  DemoHouse house_;
};

// grpc.health.v1.Health/Check of the whole server: the answer's octets.
std::string CheckHealth(const ChannelRef& channel) {
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  CallDeadline call;
  const grpc::Slice empty("");
  const grpc::ByteBuffer nothing(&empty, 1);
  const auto rpc = stub.PrepareUnaryCall(
      call.context(), "/grpc.health.v1.Health/Check", nothing, &queue);
  rpc->StartCall();
  grpc::ByteBuffer answer;
  grpc::Status status;
  rpc->Finish(&answer, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  EXPECT_TRUE(queue.Next(&tag, &ok));
  EXPECT_TRUE(status.ok()) << status.error_message();
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(answer.Dump(&slices).ok());
  std::string octets;
  for (const grpc::Slice& slice : slices) {
    octets.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return octets;
}

TEST_F(FacesTest, HealthIsServing) {
  // HealthCheckResponse {status: SERVING}.
  EXPECT_EQ(CheckHealth(house_.OpenChannel()), std::string("\x08\x01"));
  EXPECT_EQ(CheckHealth(house_.ChannelAs("relying-party")),
            std::string("\x08\x01"));
}

TEST_F(FacesTest, MetricsCountCallsByMethodAndOutcome) {
  const FinishedProgram metrics = Get("METRICS", "/metrics");
  EXPECT_THAT(metrics.out,
              AllOf(StartsWith("HTTP/1.1 200"),
                    HasSubstr("\nkepil_rpc_calls_total{method=\"Validate\","
                              "outcome=\"OK\"} 1\n")));
  EXPECT_THAT(Get("METRICS", "/healthz").out, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(Get("METRICS", "/other").out, StartsWith("HTTP/1.1 404"));
}

TEST_F(FacesTest, TilesServeTheLogToAnybody) {
  const FinishedProgram checkpoint = Get("TILES", "/receipts/checkpoint");
  EXPECT_THAT(checkpoint.out,
              AllOf(StartsWith("HTTP/1.1 200"),
                    HasSubstr("\nkepil.example/demo-1/receipts\n")));
  EXPECT_THAT(Get("TILES", "/receipts/tile/0/999").out,
              StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(Get("TILES", "/../../etc/passwd").out,
              StartsWith("HTTP/1.1 404"));
}

// Law: PDP-07.
TEST_F(FacesTest, LogIsJsonWithoutPersonalData) {
  EXPECT_EQ(house_.Stop(), 0);
  const std::string log = house_.Read("kepild.log");
  EXPECT_THAT(log, HasSubstr("\"method\":\"Validate\",\"outcome\":\"OK\""));
  for (const absl::string_view line :
       absl::StrSplit(log, '\n', absl::SkipEmpty())) {
    EXPECT_THAT(std::string(line),
                AllOf(StartsWith("{"), testing::EndsWith("}")));
  }
  // The signer, the document, the lawful basis.
  for (const char* personal :
       {"Aron", "Xaver", "Xala Trading", "CONTRACT", "Contract"}) {
    EXPECT_THAT(log, Not(HasSubstr(personal)));
  }
}

}  // namespace
}  // namespace kepil
