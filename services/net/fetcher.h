#ifndef KEPIL_SERVICES_NET_FETCHER_H_
#define KEPIL_SERVICES_NET_FETCHER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace kepil {

enum class FetchMethod { kGet, kPost };

struct FetchRequest {
  std::string url;  // http or https, at most kMaxUrlOctets (url_policy.h).
  FetchMethod method = FetchMethod::kGet;
  std::string body;          // POST only.
  std::string content_type;  // Of `body`; empty: no such header.
  std::string accept;        // Empty: any.
  // For the whole exchange, resolution of the name included.
  absl::Duration timeout = absl::Seconds(5);
  // Bound of the answer's body, in octets.
  int64_t max_response_bytes = 1 << 20;
};

// An answer with a status of 200 to 299.
struct FetchResponse {
  int status = 0;
  std::string content_type;  // As sent, at most 256 octets; may be empty.
  std::string body;          // As sent: no content coding is undone.
};

// Fetcher performs one bounded HTTP exchange with a registered address. It
// resolves the name once, refuses unless every address is allowed, connects by
// address and treats a redirect as a failure. Thread-safe; blocks the caller.
//
// Errors:
//   INVALID_ARGUMENT/REQUEST_MALFORMED    the URL or a header value is refused
//   INVALID_ARGUMENT/DOCUMENT_TOO_LARGE   the answer is over its bound
//   FAILED_PRECONDITION/ADDRESS_FORBIDDEN an address is refused; nothing sent
//   UNAVAILABLE/FETCH_FAILED              no answer, or one that is not 2xx
//                                         (metadata http_status)
//   DEADLINE_EXCEEDED/DEADLINE            `timeout` passed
class Fetcher {
 public:
  virtual ~Fetcher() = default;
  virtual absl::StatusOr<FetchResponse> Fetch(const FetchRequest& request) = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_NET_FETCHER_H_
