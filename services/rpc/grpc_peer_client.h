#ifndef KEPIL_SERVICES_RPC_GRPC_PEER_CLIENT_H_
#define KEPIL_SERVICES_RPC_GRPC_PEER_CLIENT_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "grpcpp/channel.h"
#include "grpcpp/security/credentials.h"
#include "services/gateway/peer_client.h"

namespace kepil {

// A PeerClient over PeerService.ExchangeDvcs of a gateway of our own kind, by
// mutual TLS. Channels are kept, at most kMaxChannels of them.
class GrpcPeerClient : public PeerClient {
 public:
  static constexpr size_t kMaxChannels = 64;

  struct Tls {          // PEM.
    std::string roots;  // CAs of servers; "": gRPC's own.
    std::string cert_chain, key;
  };
  // Where a registered address leads: what gRPC connects to, and the name that
  // the server's certificate must hold.
  struct Target {
    std::string address;  // "ipv4:192.0.2.1:443"
    std::string host;
  };
  // Errors: as Fetcher, for addresses that may not be asked. Thread-safe.
  using Resolve = std::function<absl::StatusOr<Target>(const std::string& url,
                                                       absl::Duration timeout)>;

  GrpcPeerClient(const Tls& tls, Resolve resolve, int64_t max_answer_bytes);
  ~GrpcPeerClient() override;

  absl::StatusOr<std::string> Exchange(const PeerQuestion& question) override;

 private:
  std::shared_ptr<grpc::Channel> ChannelTo(const Target& target);

  const Resolve resolve_;
  const int64_t max_answer_bytes_;
  const std::shared_ptr<grpc::ChannelCredentials> credentials_;
  Mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>> channels_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_GRPC_PEER_CLIENT_H_
