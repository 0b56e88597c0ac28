#include "tests/bench/gateway_stream.h"

#include <cstddef>
#include <cstdint>
#include <thread>

#include "absl/time/clock.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "kepil/v1/validation.grpc.pb.h"

namespace kepil {

std::vector<double> AskOnStream(
    const ChannelRef& channel,
    const std::function<const v1::ValidateRequest*()>& next) {
  const auto stub = v1::ValidationService::NewStub(channel);
  grpc::ClientContext context;
  const auto stream = stub->ValidateStream(&context);
  Mutex mutex;
  std::vector<absl::Time> sent;  // By number, from 1.
  std::thread writer([&] {
    int64_t number = 0;
    while (const v1::ValidateRequest* request = next()) {
      v1::ValidateStreamRequest message;
      message.set_number(++number);
      *message.mutable_begin()->mutable_request() = *request;
      {
        const MutexLock lock(mutex);
        sent.push_back(absl::Now());
      }
      KEPIL_CHECK(stream->Write(message));
      message.mutable_end();
      KEPIL_CHECK(stream->Write(message));
    }
    stream->WritesDone();
  });
  std::vector<double> latencies;
  v1::ValidateStreamResponse response;
  while (stream->Read(&response)) {
    KEPIL_CHECK(response.has_response());
    KEPIL_CHECK(VerdictText(response.response().receipt()) == "TOTAL_PASSED");
    const MutexLock lock(mutex);
    latencies.push_back(absl::ToDoubleMilliseconds(
        absl::Now() - sent[static_cast<size_t>(response.number() - 1)]));
  }
  writer.join();
  KEPIL_CHECK(stream->Finish().ok());
  return latencies;
}

}  // namespace kepil
