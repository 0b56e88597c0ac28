#include "services/kepild/ingress_house.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "services/kepild/service_config.h"

namespace kepil {
namespace {

constexpr auto kPartner = config::v1::Listener::PARTNER;
constexpr auto kRelay = config::v1::Listener::RELAY;
constexpr auto kRelayDvcs = config::v1::Listener::RELAY_DVCS;

PeerFlow::Options PeerOptions(const Config& config) {
  PeerFlow::Options options;
  options.origin = config.node().origin();
  options.officer_policy = config.rules().officer_policy();
  options.parse = ParseLimitsOf(config);
  return options;
}

PeerDoors DoorsOf(const Config& config) {
  PeerDoors doors;
  doors.origin = config.node().origin();
  doors.direct_citation = config.interstate().direct_citation();
  for (const auto& listener : config.listeners()) {
    doors.has_relay = doors.has_relay || listener.kind() == kRelay ||
                      listener.kind() == kRelayDvcs;
  }
  return doors;
}

ValidationServiceFace::Rooms Behind(CallRunner& runner,
                                    const ValidationServiceFace::Rooms& rooms) {
  return {runner,         rooms.flow_executor,      rooms.flow,
          rooms.receipts, rooms.certificate_status, rooms.rules,
          rooms.info,     rooms.inflight,           rooms.certificates,
          rooms.stream};
}

}  // namespace

IngressRules IngressRulesOf(const Config& config,
                            config::v1::Listener::Kind kind) {
  IngressRules rules;
  rules.direct_citation = config.interstate().direct_citation();
  if (kind != kRelay && kind != kRelayDvcs) {
    return rules;
  }
  rules.listener = IngressListener::kRelay;
  for (const auto& listener : config.listeners()) {
    if (listener.kind() == kind) {
      rules.relay_forwarder = listener.forwarder();
    }
  }
  return rules;
}

CallLimits CallLimitsOf(const Config& config) {
  CallLimits limits;
  limits.max_message_bytes = config.limits().max_message_bytes();
  limits.request_timeout = DurationOf(config.limits().request_timeout());
  for (const auto& listener : config.listeners()) {
    if (listener.kind() == config::v1::Listener::OPEN) {
      limits.max_anonymous_bytes = listener.max_message_bytes();
    }
  }
  return limits;
}

RateLimiter::Options RateOf(const Config& config) {
  RateLimiter::Options rate;
  for (const auto& listener : config.listeners()) {
    if (listener.kind() == config::v1::Listener::OPEN) {
      rate.per_minute = listener.requests_per_minute();
    }
  }
  return rate;
}

FairExecutor::Options FlowPoolOf(const Config& config) {
  return {"flow", config.pools().flow_threads(), config.pools().flow_queue()};
}

// A message may be a little larger than what it carries.
GrpcListeners::Options ListenerOptionsOf(const Config& config) {
  constexpr int64_t kEnvelope = 65536;
  GrpcListeners::Options options;
  options.run_folder = config.storage().rocksdb_path() + ".run";
  options.max_message_bytes = config.limits().max_message_bytes() + kEnvelope;
  options.drain_timeout = DurationOf(config.pools().drain_timeout());
  return options;
}

StreamLimits StreamLimitsOf(const Config& config, const ParseLimits& parse) {
  StreamLimits limits;
  limits.in_flight = config.limits().stream_in_flight();
  limits.max_content_bytes = config.limits().max_stream_content_bytes();
  limits.max_document_bytes = config.limits().max_stream_document_bytes();
  limits.parse = parse;
  return limits;
}

ValidationFlow::Options FlowOptionsOf(const Config& config) {
  ValidationFlow::Options options;
  options.default_policy = config.rules().default_policy();
  options.parse = ParseLimitsOf(config);
  // Every door has a limit of its own; streams have the widest.
  options.parse.der.max_bytes =
      std::max(config.limits().max_message_bytes(),
               config.limits().max_stream_document_bytes());
  options.statement = NodeStatementOf(config.service());
  return options;
}

ParseLimits ParseLimitsOf(const Config& config) {
  ParseLimits limits;
  limits.der.max_bytes = config.limits().max_message_bytes();
  limits.max_signatures = config.limits().max_signatures();
  return limits;
}

CallerQuota::Share QuotaOf(const Config& config) {
  return {config.quotas().requests_per_minute(),
          config.quotas().requests_in_flight()};
}

IngressHouse::IngressHouse(const Inputs& inputs)
    : seen_(inputs.db),
      flow_({inputs.clock, inputs.validation, inputs.trust,
             [&registry = inputs.registry] { return registry.principals(); },
             inputs.validation_rooms.rules, inputs.certificates, seen_},
            PeerOptions(inputs.config)),
      relay_runner_(inputs.runner, IngressRulesOf(inputs.config, kRelay)),
      face_({inputs.runner, inputs.dvcs, flow_, inputs.quota,
             inputs.validation_rooms.info, DoorsOf(inputs.config),
             IngressRulesOf(inputs.config, kPartner)}),
      relay_face_({relay_runner_, inputs.dvcs, flow_, inputs.quota,
                   inputs.validation_rooms.info, DoorsOf(inputs.config),
                   IngressRulesOf(inputs.config, kRelay)}),
      relay_receipts_(Behind(relay_runner_, inputs.validation_rooms)) {}

absl::Status IngressHouse::OpenRelay(const Config& config,
                                     GrpcListeners::Options options) {
  options.kinds = {kRelay};
  KEPIL_ASSIGN_OR_RETURN(
      relay_,
      GrpcListeners::Start(config, options, {&relay_face_, &relay_receipts_}));
  return absl::OkStatus();
}

std::vector<std::string> IngressHouse::addresses() const {
  return relay_ == nullptr ? std::vector<std::string>() : relay_->addresses();
}

absl::Status IngressHouse::ReloadTls() {
  return relay_ == nullptr ? absl::OkStatus() : relay_->ReloadTls();
}

}  // namespace kepil
