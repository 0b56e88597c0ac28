#ifndef KEPIL_SERVICES_RPC_VALIDATE_STREAM_H_
#define KEPIL_SERVICES_RPC_VALIDATE_STREAM_H_

#include <cstdint>
#include <deque>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/fair_executor.h"
#include "base/mutex.h"
#include "grpcpp/support/server_callback.h"
#include "kepil/v1/validation.pb.h"
#include "services/rpc/inflight_budget.h"
#include "services/rpc/stream_intake.h"
#include "services/rpc/unary.h"

namespace kepil {

// ValidateStream is one ValidationService.ValidateStream. Each question runs on
// the executor as a call of its own, with its own share of quota and octets; it
// reads on only while fewer than limits.in_flight are judged or wait for their
// answers to be taken. When the client goes away, what is under way ends as it
// would have, what waits in the queue is dropped, and then it all goes. Made
// with new; deletes itself when the stream is done.
class ValidateStream
    : public grpc::ServerBidiReactor<v1::ValidateStreamRequest,
                                     v1::ValidateStreamResponse> {
 public:
  struct Rooms {  // Borrowed; outlive the stream.
    CallRunner& runner;
    FairExecutor& flow;
    InflightBudget& inflight;
    CertificateReader& certificates;
    const UnaryMethod<v1::ValidateRequest, v1::ValidateResponse>& judge;
  };
  // `call`: who calls, or why the stream ends at once.
  ValidateStream(Rooms rooms, StreamLimits limits,
                 absl::StatusOr<CallContext> call);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override { delete this; }

 private:
  // A question that is to be judged, with what it holds.
  struct Job {
    StreamQuestion question;
    CallContext call;
    InflightHold octets;
  };

  ~ValidateStream() override = default;
  // Takes message_ in, and reads on or stops.
  void TakeMessage(const absl::Status& started);
  void ReadOn();
  void StopReading(const absl::Status& why);
  void Answer(const StreamQuestion& question);
  void Schedule(StreamQuestion question, InflightHold octets);
  void Judge(Job& job, const absl::Status& started);
  void Send(v1::ValidateStreamResponse response);
  // How the stream ends, if nothing is left to be done: for the one who is told
  // so, to finish. Nobody else may touch this once the lock is gone, unless
  // something of theirs is still open.
  std::optional<absl::Status> ClaimEnd() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void FinishWith(const absl::Status& end);

  const Rooms rooms_;
  const StreamLimits limits_;
  CallContext call_;

  // Of whoever takes messages: one at a time.
  StreamIntake intake_;
  v1::ValidateStreamRequest message_;
  absl::StatusOr<InflightHold> message_octets_ = InflightHold();
  InflightHold open_octets_;  // Of the open question,
  InflightHold held_octets_;  // and of its chunks that are held.

  Mutex mutex_;
  // Reading, or at work on what was read.
  bool is_taking_ ABSL_GUARDED_BY(mutex_) = true;
  bool is_paused_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);  // Of the stream.
  int open_ ABSL_GUARDED_BY(mutex_) = 0;      // Questions without an answer.
  std::deque<v1::ValidateStreamResponse> answers_ ABSL_GUARDED_BY(mutex_);
  v1::ValidateStreamResponse writing_;  // Of whoever writes: one at a time.
  bool is_writing_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_VALIDATE_STREAM_H_
