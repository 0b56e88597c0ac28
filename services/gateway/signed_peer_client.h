#ifndef KEPIL_SERVICES_GATEWAY_SIGNED_PEER_CLIENT_H_
#define KEPIL_SERVICES_GATEWAY_SIGNED_PEER_CLIENT_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "engine/crypto/signer.h"
#include "engine/pki/certificate.h"
#include "services/gateway/peer_client.h"

namespace kepil {

// Who signs what is asked of foreign TTPs. Not a receipt key: what that signs
// says something of a document.
struct RequestSigner {
  std::shared_ptr<const Signer> key;
  CertificateRef certificate;
  std::vector<CertificateRef> issuers;  // Sent along.
};

// SignedPeerClient asks through another PeerClient and signs each request: a
// SignedData of id-ct-DVCSRequestData with the certificates inside (RFC 3029,
// 7). The DVCSRequest in it stays as it was. Errors: those of the other one;
// UNAVAILABLE/SIGNER_DOWN if the key does not sign, or outside the validity of
// its certificate.
class SignedPeerClient : public PeerClient {
 public:
  struct Rooms {  // Borrowed; outlive the client.
    const Clock& clock;
    PeerClient& client;
  };
  SignedPeerClient(Rooms rooms, RequestSigner signer)
      : rooms_(rooms), signer_(std::move(signer)) {}

  absl::StatusOr<std::string> Exchange(const PeerQuestion& question) override;

 private:
  const Rooms rooms_;
  const RequestSigner signer_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_SIGNED_PEER_CLIENT_H_
