#ifndef KEPIL_SERVICES_GATEWAY_DVCS_PEER_CLIENT_H_
#define KEPIL_SERVICES_GATEWAY_DVCS_PEER_CLIENT_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/gateway/peer_client.h"
#include "services/net/fetcher.h"

namespace kepil {

// A PeerClient by RFC 3029, 11: POST of application/dvcs. An answer of another
// media type is INVALID_ARGUMENT/FORMAT_UNKNOWN; one without any is read.
class DvcsPeerClient : public PeerClient {
 public:
  // Borrowed; outlives the client.
  explicit DvcsPeerClient(Fetcher& fetcher) : fetcher_(fetcher) {}

  absl::StatusOr<std::string> Exchange(const PeerQuestion& question) override;

 private:
  Fetcher& fetcher_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_DVCS_PEER_CLIENT_H_
