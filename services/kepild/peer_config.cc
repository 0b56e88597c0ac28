#include "services/kepild/peer_config.h"

#include "absl/strings/str_cat.h"

namespace kepil {
namespace {

constexpr int64_t kDay = 24 * 3600;

void Resolve(const std::string& folder, std::string& path) {
  if (!path.empty() && path[0] != '/') {
    path = absl::StrCat(folder, "/", path);
  }
}

}  // namespace

config::v1::Config WithPeerDefaults(config::v1::Config config,
                                    const std::string& folder) {
  if (!config.has_peers()) {
    return config;
  }
  config::v1::Peers& peers = *config.mutable_peers();
  if (!peers.has_timeout()) {
    peers.mutable_timeout()->set_seconds(10);
  }
  if (!peers.has_retry_for()) {
    peers.mutable_retry_for()->set_seconds(kDay);
  }
  if (peers.max_concurrent() == 0) {
    peers.set_max_concurrent(8);
  }
  if (peers.max_waiting() == 0) {
    peers.set_max_waiting(1000);
  }
  Resolve(folder, *peers.mutable_ca_file());
  if (peers.has_tls()) {
    Resolve(folder, *peers.mutable_tls()->mutable_cert_file());
    Resolve(folder, *peers.mutable_tls()->mutable_key_file());
  }
  if (peers.has_request_signing()) {
    Resolve(folder, *peers.mutable_request_signing()->mutable_cert_file());
    Resolve(folder, *peers.mutable_request_signing()->mutable_key_file());
  }
  return config;
}

std::vector<std::string> PeerProblemsOf(const config::v1::Config& config) {
  std::vector<std::string> problems;
  if (!config.has_peers()) {
    return problems;
  }
  const config::v1::Peers& peers = config.peers();
  if (peers.has_tls() &&
      (peers.tls().cert_file().empty() || peers.tls().key_file().empty())) {
    problems.push_back("peers.tls: cert_file and key_file go together");
  }
  if (peers.has_request_signing()) {
    const config::v1::Tls& signing = peers.request_signing();
    if (signing.cert_file().empty() || signing.key_file().empty()) {
      problems.push_back(
          "peers.request_signing: cert_file and key_file go together");
    } else if (signing.key_file() == config.keys().receipt_key_file()) {
      problems.push_back(
          "peers.request_signing: a receipt key signs receipts only");
    }
  }
  const int64_t timeout = peers.timeout().seconds();
  if (timeout < 0 || timeout > 60 || peers.timeout().nanos() < 0 ||
      (timeout == 0 && peers.timeout().nanos() == 0)) {
    problems.push_back("peers.timeout: not between 0 and 60 seconds");
  }
  if (peers.retry_for().seconds() < 1 ||
      peers.retry_for().seconds() > 7 * kDay) {
    problems.push_back("peers.retry_for: not between 1 second and 7 days");
  }
  if (peers.max_concurrent() < 1 || peers.max_concurrent() > 1024) {
    problems.push_back("peers.max_concurrent: not between 1 and 1024");
  }
  if (peers.max_waiting() < 1 || peers.max_waiting() > 100000) {
    problems.push_back("peers.max_waiting: not between 1 and 100000");
  }
  return problems;
}

}  // namespace kepil
