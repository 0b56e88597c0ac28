#include "services/kepilctl/stream_validation.h"

#include <cstdint>
#include <fstream>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/mutex.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr size_t kPiece = size_t{1} << 20;

// Run asks from one thread and hears answers on another.
class Run {
 public:
  Run(const std::vector<InputFile>& files, const ValidationOptions& options,
      const std::function<void(StreamAnswer)>& sink)
      : files_(files), options_(options), sink_(sink) {}

  void AskAll(const Client::AskStream& write) {
    for (size_t i = 0; i < files_.size(); ++i) {
      const absl::Status asked = Ask(i, write);
      if (!asked.ok()) {
        Tell({i, asked, ""});
      }
    }
  }
  void Hear(v1::ValidateStreamResponse answer) {
    // Numbers are ours: the file's place, from 1.
    const size_t index = static_cast<size_t>(answer.number() - 1);
    if (answer.has_response()) {
      Tell({index, std::move(*answer.mutable_response()), Forget(index)});
    } else {
      Tell({index, StatusOf(answer.error()), Forget(index)});
    }
  }
  void End(const absl::Status& status) {
    std::map<size_t, std::string> rest;
    {
      const MutexLock lock(mutex_);
      rest.swap(asked_);
    }
    for (auto& [index, signature] : rest) {
      Tell({index,
            status.ok() ? MalformedError("the server gave no answer") : status,
            std::move(signature)});
    }
  }

 private:
  absl::Status Ask(size_t index, const Client::AskStream& write) {
    const InputFile& file = files_[index];
    const bool streams = file.content.has_value() &&
                         options_.transfer == ContentTransfer::kContent;
    const InputFile alone = {file.signature, std::nullopt};
    KEPIL_ASSIGN_OR_RETURN(
        v1::ValidateRequest request,
        MakeValidationRequest(streams ? alone : file, options_));
    std::ifstream content;
    if (streams) {
      content.open(*file.content, std::ios::binary);
      if (!content) {
        return MalformedError(absl::StrCat("cannot read ", *file.content));
      }
    }
    {
      const MutexLock lock(mutex_);
      asked_[index] = request.signature();
    }
    std::string large;  // A signature file that follows in pieces.
    if (!streams && request.signature().size() > kPiece) {
      large.swap(*request.mutable_signature());
    }
    v1::ValidateStreamRequest message;
    message.set_number(static_cast<int64_t>(index) + 1);
    *message.mutable_begin()->mutable_request() = std::move(request);
    message.mutable_begin()->set_content_follows(streams);
    message.mutable_begin()->set_signature_follows(!large.empty());
    bool goes_on = write(message);
    for (size_t at = 0; goes_on && at < large.size(); at += kPiece) {
      message.set_chunk(large.substr(at, kPiece));
      goes_on = write(message);
    }
    while (goes_on && content.is_open() && content) {
      std::string& piece = *message.mutable_chunk();
      piece.resize(kPiece);
      content.read(piece.data(), static_cast<std::streamsize>(kPiece));
      piece.resize(static_cast<size_t>(content.gcount()));
      goes_on = piece.empty() || write(message);
    }
    message.mutable_end();
    // Without an end it is told when the stream is over.
    if (goes_on) {
      write(message);
    }
    return absl::OkStatus();
  }
  // The signature of a file that is being answered for.
  std::string Forget(size_t index) {
    const MutexLock lock(mutex_);
    const auto asked = asked_.find(index);
    if (asked == asked_.end()) {
      return "";
    }
    std::string signature = std::move(asked->second);
    asked_.erase(asked);
    return signature;
  }
  void Tell(StreamAnswer answer) {
    if (answer.index < files_.size()) {
      sink_(std::move(answer));
    }
  }

  const std::vector<InputFile>& files_;
  const ValidationOptions& options_;
  const std::function<void(StreamAnswer)>& sink_;
  Mutex mutex_;
  std::map<size_t, std::string> asked_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

void ValidateOnStream(const std::vector<InputFile>& files,
                      const ValidationOptions& options, Client& client,
                      const std::function<void(StreamAnswer answer)>& sink) {
  Run run(files, options, sink);
  run.End(client.ValidateStream(
      [&](const Client::AskStream& write) { run.AskAll(write); },
      [&](v1::ValidateStreamResponse answer) { run.Hear(std::move(answer)); }));
}

absl::Status StatusOf(const v1::StreamError& error) {
  v1::ErrorReason reason = v1::ERROR_REASON_UNCLASSIFIED;
  v1::ErrorReason_Parse(absl::StrCat("ERROR_REASON_", error.reason()), &reason);
  const auto code = static_cast<absl::StatusCode>(error.code());
  return MakeError(
      code == absl::StatusCode::kOk ? absl::StatusCode::kInternal : code,
      reason, error.message());
}

}  // namespace kepil
