#include "services/rpc/validate_stream.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/error.h"
#include "services/rpc/status_mapping.h"

namespace kepil {
namespace {

// ErrorReason without its prefix.
std::string ReasonName(v1::ErrorReason reason) {
  return v1::ErrorReason_Name(reason).substr(sizeof("ERROR_REASON_") - 1);
}

v1::StreamError ErrorOf(const absl::Status& status) {
  const std::optional<v1::ErrorReason> reason = ReasonOf(status);
  v1::StreamError error;
  if (!reason.has_value()) {  // As ToGrpc has it: our own, and not explained.
    error.set_code(static_cast<int>(absl::StatusCode::kInternal));
    error.set_reason(ReasonName(v1::ERROR_REASON_UNCLASSIFIED));
    error.set_message("internal error");
    return error;
  }
  error.set_code(static_cast<int>(status.code()));
  error.set_reason(ReasonName(*reason));
  error.set_message(std::string(status.message()));
  const absl::Duration delay = RetryDelayOf(status);
  if (delay > absl::ZeroDuration()) {
    error.mutable_retry_after()->set_seconds(absl::ToInt64Seconds(delay));
    error.mutable_retry_after()->set_nanos(static_cast<int32_t>(
        absl::ToInt64Nanoseconds(delay % absl::Seconds(1))));
  }
  return error;
}

absl::Status GoneError() {
  return MakeError(absl::StatusCode::kCancelled, v1::ERROR_REASON_DEADLINE,
                   "the caller went away");
}

}  // namespace

ValidateStream::ValidateStream(Rooms rooms, StreamLimits limits,
                               absl::StatusOr<CallContext> call)
    : rooms_(rooms),
      limits_(limits),
      intake_(std::move(limits), rooms.certificates) {
  if (!call.ok()) {
    {
      const MutexLock lock(mutex_);
      is_taking_ = false;
      is_finished_ = true;
    }
    Finish(ToGrpc(call.status()));
    return;
  }
  call_ = *std::move(call);
  StartRead(&message_);
}

void ValidateStream::OnReadDone(bool ok) {
  if (!ok) {
    StopReading(intake_.is_open()
                    ? MalformedError("the stream ended inside a question")
                    : absl::OkStatus());
    return;
  }
  message_octets_ = InflightHold::Take(
      rooms_.inflight, static_cast<int64_t>(message_.ByteSizeLong()));
  if (!message_octets_.ok() || !StreamIntake::NeedsWork(message_)) {
    TakeMessage(message_octets_.status());
    return;
  }
  const absl::Status scheduled = rooms_.flow.Schedule(
      call_.owner, absl::InfiniteFuture(),
      [this](const absl::Status& started) { TakeMessage(started); });
  if (!scheduled.ok()) {
    TakeMessage(scheduled);
  }
}

void ValidateStream::TakeMessage(const absl::Status& started) {
  const bool begins = message_.has_begin();
  const bool was_holding = intake_.is_holding();
  absl::StatusOr<std::optional<StreamQuestion>> question =
      intake_.Take(std::exchange(message_, {}), started);
  if (begins && message_octets_.ok()) {
    open_octets_ = *std::move(message_octets_);
  } else if (intake_.is_holding() && message_octets_.ok()) {
    held_octets_.Join(*std::move(message_octets_));
  } else if (was_holding && question.ok() && question->has_value()) {
    open_octets_.Join(std::exchange(held_octets_, InflightHold()));
  }
  message_octets_ = InflightHold();
  if (!intake_.is_holding()) {
    held_octets_ = InflightHold();
  }
  if (!question.ok()) {
    open_octets_ = InflightHold();
    StopReading(question.status());
    return;
  }
  if (question->has_value()) {
    InflightHold octets = std::exchange(open_octets_, InflightHold());
    {
      const MutexLock lock(mutex_);
      ++open_;
    }
    if ((*question)->failure.ok()) {
      Schedule(**std::move(question), std::move(octets));
    } else {
      Answer(**question);
    }
  }
  ReadOn();
}

void ValidateStream::ReadOn() {
  {
    const MutexLock lock(mutex_);
    is_paused_ = open_ >= limits_.in_flight && !is_cancelled_;
    if (is_paused_) {
      return;
    }
  }
  StartRead(&message_);
}

void ValidateStream::StopReading(const absl::Status& why) {
  std::optional<absl::Status> end;
  {
    const MutexLock lock(mutex_);
    end_.Update(why);
    is_taking_ = false;
    end = ClaimEnd();
  }
  if (end.has_value()) {
    FinishWith(*end);
  }
}

void ValidateStream::Answer(const StreamQuestion& question) {
  v1::ValidateStreamResponse response;
  response.set_number(question.number);
  *response.mutable_error() = ErrorOf(question.failure);
  Send(std::move(response));
}

void ValidateStream::Schedule(StreamQuestion question, InflightHold octets) {
  absl::StatusOr<CallContext> call = rooms_.runner.AdmitQuestion(call_);
  if (!call.ok()) {
    CallContext refused = call_;
    refused.started = absl::InfinitePast();  // The stream's is not its own.
    rooms_.runner.CloseStream(Method::kValidate, refused, call.status());
    question.failure = call.status();
    Answer(question);
    return;
  }
  const int64_t number = question.number;
  auto job = std::make_unique<Job>(
      Job{std::move(question), *std::move(call), std::move(octets)});
  CallContext context = job->call;
  context.lease.reset();  // The job's alone.
  const absl::Status scheduled = rooms_.flow.Schedule(
      context.owner, context.deadline,
      [this, job = std::move(job)](const absl::Status& started) {
        Judge(*job, started);
      });
  if (!scheduled.ok()) {
    rooms_.runner.CloseStream(Method::kValidate, context, scheduled);
    StreamQuestion refused;
    refused.number = number;
    refused.failure = scheduled;
    Answer(refused);
  }
}

void ValidateStream::Judge(Job& job, const absl::Status& started) {
  absl::Status status = started;
  {
    const MutexLock lock(mutex_);
    if (is_cancelled_) {
      status.Update(GoneError());
    }
  }
  v1::ValidateStreamResponse response;
  response.set_number(job.question.number);
  if (status.ok()) {
    absl::StatusOr<v1::ValidateResponse> answer =
        rooms_.judge(job.call, job.question.request);
    status = answer.status();
    if (answer.ok()) {
      *response.mutable_response() = *std::move(answer);
    }
  }
  if (!status.ok()) {
    *response.mutable_error() = ErrorOf(status);
  }
  rooms_.runner.CloseStream(Method::kValidate, job.call, status);
  // The caller may ask again at once; and this may be gone after Send.
  job.call.lease.reset();
  job.question = StreamQuestion();
  job.octets = InflightHold();
  Send(std::move(response));
}

void ValidateStream::Send(v1::ValidateStreamResponse response) {
  std::optional<absl::Status> end;
  bool writes = false;
  {
    const MutexLock lock(mutex_);
    if (is_cancelled_) {
      --open_;
      end = ClaimEnd();
    } else if (is_writing_) {
      answers_.push_back(std::move(response));
    } else {
      is_writing_ = writes = true;
      writing_ = std::move(response);
    }
  }
  if (writes) {
    StartWrite(&writing_);
  } else if (end.has_value()) {
    FinishWith(*end);
  }
}

void ValidateStream::OnWriteDone(bool ok) {
  std::optional<absl::Status> end;
  bool reads = false;
  bool writes = false;
  {
    const MutexLock lock(mutex_);
    --open_;
    is_writing_ = false;
    is_cancelled_ = is_cancelled_ || !ok;
    if (is_cancelled_) {
      open_ -= static_cast<int>(answers_.size());
      answers_.clear();
    } else if (!answers_.empty()) {
      writing_ = std::move(answers_.front());
      answers_.pop_front();
      is_writing_ = writes = true;
    }
    reads = is_paused_ && (is_cancelled_ || open_ < limits_.in_flight);
    is_paused_ = is_paused_ && !reads;
    end = ClaimEnd();
  }
  if (writes) {
    StartWrite(&writing_);
  }
  if (reads) {  // Then it is not over: what was started cannot end it.
    StartRead(&message_);
  }
  if (end.has_value()) {
    FinishWith(*end);
  }
}

void ValidateStream::OnCancel() {
  bool reads = false;
  {
    const MutexLock lock(mutex_);
    is_cancelled_ = true;
    reads = std::exchange(is_paused_, false);
  }
  if (reads) {
    StartRead(&message_);  // Comes back at once, and says that it is over.
  }
}

std::optional<absl::Status> ValidateStream::ClaimEnd() {
  if (is_taking_ || is_finished_ || is_writing_ || open_ > 0) {
    return std::nullopt;
  }
  is_finished_ = true;
  return is_cancelled_ ? GoneError() : end_;
}

void ValidateStream::FinishWith(const absl::Status& end) {
  rooms_.runner.CloseStream(Method::kValidateStream, call_, end);
  Finish(ToGrpc(end));
}

}  // namespace kepil
