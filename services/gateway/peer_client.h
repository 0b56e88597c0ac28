#ifndef KEPIL_SERVICES_GATEWAY_PEER_CLIENT_H_
#define KEPIL_SERVICES_GATEWAY_PEER_CLIENT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace kepil {

struct PeerQuestion {
  std::string url;      // Registered; http or https.
  std::string request;  // DVCSRequest, DER, in the encoding of the peer.
  absl::Duration timeout;
  int64_t max_answer_bytes = 0;
};

// PeerClient performs one exchange with a foreign trusted third party: the
// octets of a request of RFC 3029 there, the octets of the answer back,
// whatever they are. Neither reads the answer nor tries again. Thread-safe;
// blocks the caller.
//
// Errors: as Fetcher (services/net/fetcher.h); over gRPC a refusal of the peer
// is UNAVAILABLE/FETCH_FAILED too.
class PeerClient {
 public:
  virtual ~PeerClient() = default;
  virtual absl::StatusOr<std::string> Exchange(
      const PeerQuestion& question) = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_PEER_CLIENT_H_
