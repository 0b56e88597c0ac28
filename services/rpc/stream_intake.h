#ifndef KEPIL_SERVICES_RPC_STREAM_INTAKE_H_
#define KEPIL_SERVICES_RPC_STREAM_INTAKE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/hasher.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/parse_limits.h"
#include "kepil/v1/validation.pb.h"

namespace kepil {

struct StreamLimits {
  int in_flight = 16;  // Questions being judged or whose answers wait.
  int64_t max_content_bytes = int64_t{64} << 30;  // Of one question.
  int64_t max_chunk_bytes = 1 << 20;
  // Of what is held of one question besides its `begin`.
  int64_t max_document_bytes = int64_t{64} << 20;
  ParseLimits parse;
};

// A question that is complete, or that failed before it was.
struct StreamQuestion {
  int64_t number = 0;
  v1::ValidateRequest request;  // With digests for content that was streamed.
  absl::Status failure;         // Not OK: the answer; nothing is to be judged.
};

// StreamIntake puts the messages of one ValidateStream together to questions.
// Content in chunks is hashed as it comes, by SHA-256 and by every algorithm
// that a signer of the (parsed) signature file names, and not held: memory does
// not grow with it. Held, up to max_document_bytes, is a signature file in
// chunks, which is refused over it; and content that a signature covers without
// signed attributes, which is judged by digests over it. Not thread-safe.
class StreamIntake {
 public:
  // `certificates` outlives the intake.
  StreamIntake(StreamLimits limits, CertificateReader& certificates)
      : limits_(std::move(limits)), certificates_(certificates) {}

  // Takes the next message. nullopt: there is more to come. A question that
  // fails is returned at once, and the rest of it passed over. `held`: not OK
  // if there is no place for the message; the question then fails of it.
  // INVALID_ARGUMENT/REQUEST_MALFORMED for a message that breaks the order (see
  // ValidationService.ValidateStream): the stream is over.
  absl::StatusOr<std::optional<StreamQuestion>> Take(
      v1::ValidateStreamRequest message, const absl::Status& held);

  // Whether a question has begun and not ended.
  bool is_open() const { return state_ != State::kBetween; }
  // Whether chunks of the open question are held.
  bool is_holding() const {
    return state_ == State::kSignature || held_.has_value();
  }

  // Whether Take will parse or hash: not work for a thread of the transport.
  static bool NeedsWork(const v1::ValidateStreamRequest& message);

 private:
  enum class State {
    kBetween,    // No question is open.
    kComplete,   // Nothing but its end may come.
    kContent,    // Chunks of its content may come.
    kSignature,  // Chunks of its signature file may come.
    kPassing,    // It failed; the rest is passed over.
  };
  using Result = absl::StatusOr<std::optional<StreamQuestion>>;

  Result Begin(v1::ValidateStreamBegin begin, int64_t number);
  Result Chunk(absl::string_view chunk);
  Result SignatureChunk(absl::string_view chunk);
  Result End();
  StreamQuestion Failed(absl::Status failure);
  // The hashes that the content of the open question is asked for.
  absl::Status StartHashing();

  const StreamLimits limits_;
  CertificateReader& certificates_;
  State state_ = State::kBetween;
  StreamQuestion question_;
  int64_t last_number_ = 0;
  int64_t content_bytes_ = 0;
  std::optional<std::string> held_;  // Content, if it may be needed.
  std::vector<std::pair<HashAlgorithm, std::unique_ptr<Hasher>>> hashers_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_STREAM_INTAKE_H_
