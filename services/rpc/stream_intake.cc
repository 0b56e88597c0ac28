#include "services/rpc/stream_intake.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/signature/signature_document.h"

namespace kepil {
namespace {

constexpr size_t kMaxHashers = 8;  // As many digests a request may have.

absl::Status LimitError(v1::ErrorReason reason, absl::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason, what);
}

}  // namespace

bool StreamIntake::NeedsWork(const v1::ValidateStreamRequest& message) {
  return message.has_chunk() ||
         (message.has_begin() && message.begin().content_follows());
}

StreamIntake::Result StreamIntake::Take(v1::ValidateStreamRequest message,
                                        const absl::Status& held) {
  if (message.has_begin()) {
    if (is_open()) {
      return MalformedError("a question begins inside another");
    }
    if (message.number() <= last_number_) {
      return MalformedError("number: not above that of the question before");
    }
    last_number_ = message.number();
    if (!held.ok()) {
      question_.number = message.number();
      return Failed(held);
    }
    return Begin(std::move(*message.mutable_begin()), message.number());
  }
  if (!is_open() || message.number() != last_number_) {
    return MalformedError("number: not that of the open question");
  }
  if (message.has_end()) {
    return End();
  }
  if (!message.has_chunk() || state_ == State::kComplete ||
      static_cast<int64_t>(message.chunk().size()) > limits_.max_chunk_bytes) {
    return MalformedError("a chunk is not expected or over 1 MiB");
  }
  if (state_ != State::kPassing && !held.ok()) {
    return Failed(held);
  }
  return state_ == State::kSignature ? SignatureChunk(message.chunk())
                                     : Chunk(message.chunk());
}

StreamQuestion StreamIntake::Failed(absl::Status failure) {
  StreamQuestion failed;
  failed.number = question_.number;
  failed.failure = std::move(failure);
  question_ = StreamQuestion();
  hashers_.clear();
  held_.reset();
  state_ = State::kPassing;
  return failed;
}

StreamIntake::Result StreamIntake::Begin(v1::ValidateStreamBegin begin,
                                         int64_t number) {
  question_.number = number;
  question_.request = std::move(*begin.mutable_request());
  if (begin.signature_follows()) {
    if (begin.content_follows() || !question_.request.signature().empty()) {
      return Failed(
          MalformedError("signature_follows: more than the file is given"));
    }
    state_ = State::kSignature;
    return std::optional<StreamQuestion>();
  }
  if (!begin.content_follows()) {
    state_ = State::kComplete;
    return std::optional<StreamQuestion>();
  }
  const absl::Status started = StartHashing();
  if (!started.ok()) {
    return Failed(started);
  }
  state_ = State::kContent;
  return std::optional<StreamQuestion>();
}

absl::Status StreamIntake::StartHashing() {
  if (question_.request.has_content() || question_.request.has_digests()) {
    return MalformedError("content_follows: the content is given already");
  }
  SignatureInput input;
  input.signature = question_.request.signature();
  KEPIL_ASSIGN_OR_RETURN(
      const SignatureDocument document,
      ParseSignatureDocument(input, certificates_, limits_.parse));
  if (document.attached_content.has_value()) {
    return MalformedError("content_follows: it stands inside the signature");
  }
  std::vector<HashAlgorithm> wanted = {HashAlgorithm::kSha256};
  for (const auto& signature : document.signatures) {
    if (!signature->attributes().has_signed_attributes) {
      held_ = "";
    }
    const HashAlgorithm used = signature->digest_algorithm();
    if (std::find(wanted.begin(), wanted.end(), used) == wanted.end()) {
      wanted.push_back(used);
    }
  }
  content_bytes_ = 0;
  for (const HashAlgorithm algorithm : wanted) {
    absl::StatusOr<std::unique_ptr<Hasher>> hasher = Hasher::Create(algorithm);
    if (!hasher.ok()) {
      continue;  // The judge says what it thinks of that.
    }
    if (hashers_.size() == kMaxHashers) {
      return LimitError(v1::ERROR_REASON_CONTAINER_LIMIT,
                        "the signers use more than 8 hash algorithms");
    }
    hashers_.emplace_back(algorithm, *std::move(hasher));
  }
  return absl::OkStatus();
}

StreamIntake::Result StreamIntake::Chunk(absl::string_view chunk) {
  if (state_ == State::kPassing) {
    return std::optional<StreamQuestion>();
  }
  content_bytes_ += static_cast<int64_t>(chunk.size());
  if (content_bytes_ > limits_.max_content_bytes) {
    return Failed(LimitError(v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                             "the content is over its limit"));
  }
  for (auto& [algorithm, hasher] : hashers_) {
    hasher->Update(chunk);
  }
  if (held_.has_value() && content_bytes_ > limits_.max_document_bytes) {
    held_.reset();
  }
  if (held_.has_value()) {
    held_->append(chunk.data(), chunk.size());
  }
  return std::optional<StreamQuestion>();
}

StreamIntake::Result StreamIntake::SignatureChunk(absl::string_view chunk) {
  std::string& file = *question_.request.mutable_signature();
  if (static_cast<int64_t>(file.size() + chunk.size()) >
      limits_.max_document_bytes) {
    return Failed(LimitError(v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                             "the signature file is over its limit"));
  }
  file.append(chunk.data(), chunk.size());
  return std::optional<StreamQuestion>();
}

StreamIntake::Result StreamIntake::End() {
  const State ended = state_;
  state_ = State::kBetween;
  if (ended == State::kPassing) {
    return std::optional<StreamQuestion>();
  }
  if (held_.has_value()) {
    *question_.request.mutable_content() = *std::exchange(held_, std::nullopt);
    hashers_.clear();
  }
  for (auto& [algorithm, hasher] : hashers_) {
    v1::ContentDigest& digest =
        *question_.request.mutable_digests()->add_digests();
    digest.set_hash(std::string(HashName(algorithm)));
    digest.set_value(hasher->Finish());
  }
  hashers_.clear();
  std::optional<StreamQuestion> complete = std::move(question_);
  question_ = StreamQuestion();
  return complete;
}

}  // namespace kepil
