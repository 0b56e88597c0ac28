#include "services/kepild/interstate_config.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace kepil {
namespace {

using Problems = std::vector<std::string>;

constexpr int kMaxDvcsNames = 16;
constexpr size_t kMaxDvcsName = 2048;
constexpr size_t kMaxCitation = 256;
constexpr size_t kMaxPrincipal = 64;

void CheckRange(int64_t value, int64_t high, absl::string_view field,
                Problems& problems) {
  if (value < 1 || value > high) {
    problems.push_back(absl::StrCat(field, ": not between 1 and ", high));
  }
}

// URIs, in IA5.
void CheckDvcsNames(const config::v1::Config& config, Problems& problems) {
  if (config.node().dvcs_names_size() > kMaxDvcsNames) {
    problems.push_back("node.dvcs_names: over 16");
  }
  for (const std::string& name : config.node().dvcs_names()) {
    const bool is_ascii = std::all_of(name.begin(), name.end(), [](char c) {
      return absl::ascii_isgraph(static_cast<unsigned char>(c));
    });
    if (!is_ascii || name.empty() || name.size() > kMaxDvcsName ||
        name.find(':') == std::string::npos) {
      problems.push_back("node.dvcs_names: not a URI");
    }
  }
}

bool IsRelay(const config::v1::Listener& listener) {
  return listener.kind() == config::v1::Listener::RELAY ||
         listener.kind() == config::v1::Listener::RELAY_DVCS;
}

void CheckRelays(const config::v1::Config& config, Problems& problems) {
  for (int i = 0; i < config.listeners_size(); ++i) {
    const auto& listener = config.listeners(i);
    const std::string field = absl::StrCat("listeners[", i, "]");
    if (!IsRelay(listener)) {
      if (!listener.forwarder().empty()) {
        problems.push_back(absl::StrCat(field, ".forwarder: of relays only"));
      }
      continue;
    }
    const std::string kind = config::v1::Listener::Kind_Name(listener.kind());
    if (!listener.has_tls()) {
      problems.push_back(absl::StrCat(field, ".tls: required for ", kind));
    }
    if (listener.forwarder().empty() ||
        listener.forwarder().size() > kMaxPrincipal) {
      problems.push_back(
          absl::StrCat(field, ".forwarder: not 1 to 64 octets (", kind, ")"));
    }
  }
  for (const auto kind :
       {config::v1::Listener::RELAY, config::v1::Listener::RELAY_DVCS}) {
    const auto& listeners = config.listeners();
    if (std::count_if(listeners.begin(), listeners.end(),
                      [kind](const config::v1::Listener& listener) {
                        return listener.kind() == kind;
                      }) > 1) {
      problems.push_back(absl::StrCat("listeners: more than one ",
                                      config::v1::Listener::Kind_Name(kind)));
    }
  }
}

}  // namespace

void SetInterstateDefaults(config::v1::Config& config) {
  auto& quotas = *config.mutable_quotas();
  if (quotas.requests_per_minute() == 0) {
    quotas.set_requests_per_minute(600'000);
  }
  if (quotas.requests_in_flight() == 0) {
    quotas.set_requests_in_flight(512);
  }
  auto& limits = *config.mutable_limits();
  if (limits.stream_in_flight() == 0) {
    limits.set_stream_in_flight(16);
  }
  if (limits.max_stream_content_bytes() == 0) {
    limits.set_max_stream_content_bytes(int64_t{64} << 30);
  }
  if (limits.max_stream_document_bytes() == 0) {
    limits.set_max_stream_document_bytes(int64_t{64} << 20);
  }
}

void CheckInterstate(const config::v1::Config& config, Problems& problems) {
  CheckDvcsNames(config, problems);
  CheckRelays(config, problems);
  if (config.interstate().direct_citation().size() > kMaxCitation) {
    problems.push_back("interstate.direct_citation: over 256 octets");
  }
  CheckRange(config.quotas().requests_per_minute(), 100'000'000,
             "quotas.requests_per_minute", problems);
  CheckRange(config.quotas().requests_in_flight(), 65536,
             "quotas.requests_in_flight", problems);
  CheckRange(config.limits().stream_in_flight(), 1024,
             "limits.stream_in_flight", problems);
  CheckRange(config.limits().max_stream_content_bytes(), int64_t{16} << 40,
             "limits.max_stream_content_bytes", problems);
  CheckRange(config.limits().max_stream_document_bytes(), int64_t{256} << 20,
             "limits.max_stream_document_bytes", problems);
}

}  // namespace kepil
