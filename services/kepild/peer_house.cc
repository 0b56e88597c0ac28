#include "services/kepild/peer_house.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepild/files.h"
#include "services/kepild/keys.h"
#include "services/net/url_policy.h"
#include "services/receipt/receipt_identity.h"
#include "services/token/token_module.h"

namespace kepil {
namespace {

constexpr absl::Duration kTick = absl::Seconds(1);
constexpr int kAtOnce = 4;  // Attempts between looks at the destructor.

CurlFetcher::Options FetcherOptions(const Config& config,
                                    std::vector<IpRange> allowed) {
  CurlFetcher::Options options;
  options.allowed = std::move(allowed);
  options.ca_file = config.peers().ca_file();
  options.cert_file = config.peers().tls().cert_file();
  options.key_file = config.peers().tls().key_file();
  return options;
}

PeerGuard::Options GuardOptions(const Config& config) {
  PeerGuard::Options options;
  options.max_concurrent = config.peers().max_concurrent();
  return options;
}

PeerInquiry::Options InquiryOptions(const Config& config) {
  PeerInquiry::Options options;
  options.timeout = DurationOf(config.peers().timeout());
  return options;
}

// Both rounds of the first endpoint fit.
ForwardingFlow::Options ForwardingOptions(const Config& config) {
  ForwardingFlow::Options options;
  options.origin = config.node().origin();
  options.budget = 2 * DurationOf(config.peers().timeout());
  return options;
}

LaterReceipts::Options LaterOptions(const Config& config) {
  LaterReceipts::Options options;
  options.retry_for = DurationOf(config.peers().retry_for());
  options.first_pause = std::min(options.first_pause, options.retry_for / 100);
  return options;
}

absl::StatusOr<std::optional<GrpcPeerClient::Tls>> TlsOf(const Config& config) {
  if (!config.peers().has_tls()) {
    return std::optional<GrpcPeerClient::Tls>();
  }
  GrpcPeerClient::Tls tls;
  KEPIL_ASSIGN_OR_RETURN(tls.cert_chain,
                         ReadFile(config.peers().tls().cert_file()));
  KEPIL_ASSIGN_OR_RETURN(tls.key, ReadFile(config.peers().tls().key_file()));
  if (!config.peers().ca_file().empty()) {
    KEPIL_ASSIGN_OR_RETURN(tls.roots, ReadFile(config.peers().ca_file()));
  }
  return std::optional<GrpcPeerClient::Tls>(std::move(tls));
}

absl::StatusOr<std::optional<RequestSigner>> SignerOf(const Config& config) {
  if (!config.peers().has_request_signing()) {
    return std::optional<RequestSigner>();
  }
  config::v1::Keys keys;
  keys.set_receipt_key_file(config.peers().request_signing().key_file());
  keys.set_receipt_cert_file(config.peers().request_signing().cert_file());
  TokenModules none;  // Its key is in a file.
  KEPIL_ASSIGN_OR_RETURN(ReceiptIdentity identity,
                         LoadReceiptIdentity(keys, none));
  if (MaySignReceipts(*identity.certificate)) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_CONFIG_INVALID,
                     "peers.request_signing: a receipt certificate");
  }
  return std::optional<RequestSigner>(RequestSigner{
      std::move(identity.key.signer), std::move(identity.certificate),
      std::move(identity.issuers)});
}

}  // namespace

absl::StatusOr<std::unique_ptr<PeerHouse>> PeerHouse::Open(const Rooms& rooms) {
  if (!rooms.config.has_peers()) {
    return std::unique_ptr<PeerHouse>();
  }
  std::vector<IpRange> allowed;
  for (const std::string& cidr : rooms.config.fetch().allow_cidr()) {
    KEPIL_ASSIGN_OR_RETURN(const IpRange range, IpRange::Parse(cidr));
    allowed.push_back(range);
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<GrpcPeerClient::Tls> tls,
                         TlsOf(rooms.config));
  KEPIL_ASSIGN_OR_RETURN(std::optional<RequestSigner> signer,
                         SignerOf(rooms.config));
  KEPIL_ASSIGN_OR_RETURN(
      std::unique_ptr<RocksPeerWorkList> work,
      RocksPeerWorkList::Open(rooms.db, rooms.config.peers().max_waiting()));
  return std::make_unique<PeerHouse>(
      rooms, std::move(allowed),
      Identity{tls.has_value() ? &*tls : nullptr, std::move(signer)},
      std::move(work));
}

PeerHouse::PeerHouse(const Rooms& rooms, std::vector<IpRange> allowed,
                     Identity identity, std::unique_ptr<RocksPeerWorkList> work)
    : log_(rooms.log),
      policy_(allowed),
      resolver_(rooms.clock, LookUpInSystem, NameResolver::Options()),
      fetcher_(rooms.clock, FetcherOptions(rooms.config, std::move(allowed))),
      dvcs_(fetcher_),
      signed_dvcs_(identity.requests.has_value()
                       ? std::make_unique<SignedPeerClient>(
                             SignedPeerClient::Rooms{rooms.clock, dvcs_},
                             *std::move(identity.requests))
                       : nullptr),
      grpc_(identity.tls == nullptr
                ? nullptr
                : std::make_unique<GrpcPeerClient>(
                      *identity.tls,
                      [this](const std::string& url, absl::Duration timeout) {
                        return Resolve(url, timeout);
                      },
                      PeerInquiry::Options().max_answer_bytes)),
      guard_(rooms.clock, GuardOptions(rooms.config)),
      inquiry_(
          {rooms.clock, guard_,
           signed_dvcs_ == nullptr ? static_cast<PeerClient&>(dvcs_)
                                   : static_cast<PeerClient&>(*signed_dvcs_),
           grpc_.get(), RandomOctets, absl::SleepFor},
          InquiryOptions(rooms.config)),
      forwarding_({inquiry_, rooms.evidence, RandomOctets},
                  ForwardingOptions(rooms.config)),
      work_(std::move(work)),
      later_({rooms.clock, *work_, RandomOctets}, LaterOptions(rooms.config)) {}

void PeerHouse::Start(ValidationFlow& validation) {
  runner_ = std::make_unique<PeriodicRunner>(
      kTick, [this, &validation] { Step(validation); });
}

void PeerHouse::Step(ValidationFlow& validation) {
  const absl::Status stepped = later_.Step(
      [&validation](const storage::v1::PeerWork& work, PeerAttempt attempt) {
        return validation.RunLater(work, attempt).status();
      },
      kAtOnce);
  if (!stepped.ok()) {
    log_.Error("later_receipts_failed", {{"status", stepped}});
  }
}

absl::StatusOr<GrpcPeerClient::Target> PeerHouse::Resolve(
    const std::string& url, absl::Duration timeout) {
  KEPIL_ASSIGN_OR_RETURN(const ParsedUrl parsed, ParseUrl(url));
  if (parsed.scheme != UrlScheme::kHttps) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_ADDRESS_FORBIDDEN,
                     "gRPC peers are asked over TLS only");
  }
  std::vector<IpAddress> addresses;
  if (parsed.address.has_value()) {
    addresses = {*parsed.address};
  } else {
    KEPIL_ASSIGN_OR_RETURN(addresses, resolver_.Resolve(parsed.host, timeout));
  }
  KEPIL_RETURN_IF_ERROR(policy_.CheckAll(addresses));
  const IpAddress& address = addresses.front();
  return GrpcPeerClient::Target{
      address.IsV4()
          ? absl::StrCat("ipv4:", address.ToString(), ":", parsed.port)
          : absl::StrCat("ipv6:[", address.ToString(), "]:", parsed.port),
      parsed.host};
}

}  // namespace kepil
