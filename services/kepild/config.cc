#include "services/kepild/config.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "services/kepild/config_paths.h"
#include "services/kepild/digital_space_config.h"
#include "services/kepild/files.h"
#include "services/kepild/interstate_config.h"
#include "services/kepild/key_config.h"
#include "services/kepild/peer_config.h"
#include "services/kepild/service_config.h"

namespace kepil {
namespace {

using Problems = std::vector<std::string>;

constexpr size_t kMaxNodeId = 32;
constexpr int kMaxMoreKeys = 8;
constexpr absl::Duration kMaxDuration = absl::Hours(24 * 90);

class ErrorLines : public google::protobuf::io::ErrorCollector {
 public:
  explicit ErrorLines(Problems& problems) : problems_(problems) {}
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    problems_.push_back(absl::StrCat(line + 1, ":", column + 1, ": ", message));
  }

 private:
  Problems& problems_;
};

void SetDuration(absl::Duration value, google::protobuf::Duration& message) {
  message.set_seconds(absl::ToInt64Seconds(value));
  message.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(value - absl::Seconds(message.seconds()))));
}

void SetDefaults(Config& config) {
  auto& limits = *config.mutable_limits();
  if (limits.max_message_bytes() == 0) {
    limits.set_max_message_bytes(8 << 20);
  }
  if (limits.inflight_bytes() == 0) {
    limits.set_inflight_bytes(512 << 20);
  }
  if (limits.max_crl_bytes() == 0) {
    limits.set_max_crl_bytes(256 << 20);
  }
  if (limits.max_ocsp_bytes() == 0) {
    limits.set_max_ocsp_bytes(65536);
  }
  if (limits.max_signatures() == 0) {
    limits.set_max_signatures(64);
  }
  if (limits.certificate_cache_bytes() == 0) {
    limits.set_certificate_cache_bytes(128 << 20);
  }
  if (limits.max_collect_rounds() == 0) {
    limits.set_max_collect_rounds(3);
  }
  if (!limits.has_request_timeout()) {
    SetDuration(absl::Seconds(30), *limits.mutable_request_timeout());
  }
  if (!limits.has_statement_lifetime()) {
    SetDuration(absl::Hours(24 * 7), *limits.mutable_statement_lifetime());
  }
  auto& fetch = *config.mutable_fetch();
  if (!fetch.has_timeout()) {
    SetDuration(absl::Seconds(5), *fetch.mutable_timeout());
  }
  if (fetch.max_concurrent() == 0) {
    fetch.set_max_concurrent(64);
  }
  if (fetch.max_concurrent_per_host() == 0) {
    fetch.set_max_concurrent_per_host(16);
  }
  auto& pools = *config.mutable_pools();
  if (pools.flow_threads() == 0) {
    pools.set_flow_threads(128);
  }
  if (pools.flow_queue() == 0) {
    pools.set_flow_queue(512);
  }
  if (!pools.has_drain_timeout()) {
    SetDuration(absl::Seconds(10), *pools.mutable_drain_timeout());
  }
  auto& log = *config.mutable_log();
  if (!log.has_integrate_interval()) {
    SetDuration(absl::Milliseconds(200), *log.mutable_integrate_interval());
  }
  if (!log.has_checkpoint_interval()) {
    SetDuration(absl::Seconds(1), *log.mutable_checkpoint_interval());
  }
  if (!log.has_checkpoint_timestamp_interval()) {
    SetDuration(absl::Hours(1), *log.mutable_checkpoint_timestamp_interval());
  }
  if (config.has_backup() && config.backup().keep() == 0) {
    config.mutable_backup()->set_keep(2);
  }
  auto& watch = *config.mutable_watch();
  if (!watch.has_interval()) {
    SetDuration(absl::Hours(1), *watch.mutable_interval());
  }
  if (!watch.has_warn_before()) {
    SetDuration(absl::Hours(3), *watch.mutable_warn_before());
  }
  for (auto& listener : *config.mutable_listeners()) {
    if (listener.max_message_bytes() == 0) {
      listener.set_max_message_bytes(1 << 20);
    }
    if (listener.requests_per_minute() == 0) {
      listener.set_requests_per_minute(600);
    }
  }
}

void Require(const std::string& value, absl::string_view field,
             Problems& problems) {
  if (value.empty()) {
    problems.push_back(absl::StrCat(field, ": required"));
  }
}

void RequireRange(int64_t value, int64_t low, int64_t high,
                  absl::string_view field, Problems& problems) {
  if (value < low || value > high) {
    problems.push_back(
        absl::StrCat(field, ": not between ", low, " and ", high));
  }
}

void RequireDuration(const google::protobuf::Duration& value,
                     absl::string_view field, Problems& problems) {
  const absl::Duration duration = DurationOf(value);
  if (duration <= absl::ZeroDuration() || duration > kMaxDuration) {
    problems.push_back(absl::StrCat(field, ": not between 0 and 90 days"));
  }
}

bool IsNodeId(absl::string_view id) {
  return id.size() <= kMaxNodeId &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

void CheckListeners(const Config& config, Problems& problems) {
  int partners = 0;
  for (int i = 0; i < config.listeners_size(); ++i) {
    const auto& listener = config.listeners(i);
    const std::string field = absl::StrCat("listeners[", i, "]");
    if (!ParseListenAddress(listener.address()).ok()) {
      problems.push_back(absl::StrCat(field, ".address: not HOST:PORT"));
    }
    const bool partner = listener.kind() == config::v1::Listener::PARTNER;
    partners += partner ? 1 : 0;
    if (listener.kind() == config::v1::Listener::KIND_UNSPECIFIED) {
      problems.push_back(absl::StrCat(field, ".kind: required"));
    }
    if (partner && !listener.has_tls()) {
      problems.push_back(absl::StrCat(field, ".tls: required for PARTNER"));
    }
    if (listener.has_tls()) {
      Require(listener.tls().cert_file(), field + ".tls.cert_file", problems);
      Require(listener.tls().key_file(), field + ".tls.key_file", problems);
    }
    RequireRange(listener.max_message_bytes(), 1024, 64 << 20,
                 field + ".max_message_bytes", problems);
    RequireRange(listener.requests_per_minute(), 1, 1'000'000,
                 field + ".requests_per_minute", problems);
  }
  if (partners == 0) {
    problems.push_back("listeners: no PARTNER listener");
  }
}

void CheckOfficers(const Config& config, Problems& problems) {
  if (config.bootstrap_officers_size() != 2) {
    problems.push_back("bootstrap_officers: exactly two");
  }
  for (int i = 0; i < config.bootstrap_officers_size(); ++i) {
    const auto& officer = config.bootstrap_officers(i);
    const std::string field = absl::StrCat("bootstrap_officers[", i, "]");
    Require(officer.person(), field + ".person", problems);
    Require(officer.unit(), field + ".unit", problems);
    Require(officer.tls_cert_file(), field + ".tls_cert_file", problems);
    Require(officer.signing_cert_file(), field + ".signing_cert_file",
            problems);
    if (officer.role() != "REGISTRAR" && officer.role() != "APPROVER") {
      problems.push_back(
          absl::StrCat(field, ".role: neither REGISTRAR nor APPROVER"));
    }
  }
  if (config.bootstrap_officers_size() == 2) {
    const auto& a = config.bootstrap_officers(0);
    const auto& b = config.bootstrap_officers(1);
    if (a.person() == b.person() || a.unit() == b.unit() ||
        a.role() == b.role()) {
      problems.push_back(
          "bootstrap_officers: not of different persons, units and roles");
    }
  }
}

void CheckBounds(const Config& config, Problems& problems) {
  const auto& limits = config.limits();
  RequireRange(limits.max_message_bytes(), 1024, 64 << 20,
               "limits.max_message_bytes", problems);
  RequireRange(limits.inflight_bytes(), limits.max_message_bytes(),
               int64_t{1} << 40, "limits.inflight_bytes", problems);
  RequireRange(limits.max_crl_bytes(), 1024, int64_t{1} << 30,
               "limits.max_crl_bytes", problems);
  RequireRange(limits.max_ocsp_bytes(), 1024, 16 << 20, "limits.max_ocsp_bytes",
               problems);
  RequireRange(limits.max_signatures(), 1, 1024, "limits.max_signatures",
               problems);
  RequireRange(limits.certificate_cache_bytes(), 1 << 20, int64_t{8} << 30,
               "limits.certificate_cache_bytes", problems);
  RequireRange(limits.max_collect_rounds(), 1, 8, "limits.max_collect_rounds",
               problems);
  RequireRange(config.fetch().max_concurrent(), 1, 4096, "fetch.max_concurrent",
               problems);
  RequireRange(config.fetch().max_concurrent_per_host(), 1, 4096,
               "fetch.max_concurrent_per_host", problems);
  RequireRange(config.pools().flow_threads(), 1, 4096, "pools.flow_threads",
               problems);
  RequireRange(config.pools().flow_queue(), 1, 65536, "pools.flow_queue",
               problems);
  RequireDuration(limits.request_timeout(), "limits.request_timeout", problems);
  RequireDuration(limits.statement_lifetime(), "limits.statement_lifetime",
                  problems);
  RequireDuration(config.fetch().timeout(), "fetch.timeout", problems);
  RequireDuration(config.pools().drain_timeout(), "pools.drain_timeout",
                  problems);
  RequireDuration(config.log().integrate_interval(), "log.integrate_interval",
                  problems);
  RequireDuration(config.log().checkpoint_interval(), "log.checkpoint_interval",
                  problems);
}

void CheckUpkeep(const Config& config, Problems& problems) {
  RequireDuration(config.log().checkpoint_timestamp_interval(),
                  "log.checkpoint_timestamp_interval", problems);
  RequireDuration(config.watch().interval(), "watch.interval", problems);
  RequireDuration(config.watch().warn_before(), "watch.warn_before", problems);
  if (DurationOf(config.watch().interval()) < absl::Minutes(1)) {
    problems.push_back("watch.interval: under a minute");
  }
  if (config.keys().has_storage()) {
    Require(config.keys().storage().key_file(), "keys.storage.key_file",
            problems);
    RequireRange(config.keys().storage().old_key_files_size(), 0, kMaxMoreKeys,
                 "keys.storage.old_key_files: their number", problems);
  }
  if (config.has_archive()) {
    Require(config.archive().folder(), "archive.folder", problems);
  }
  if (!config.has_backup()) {
    return;
  }
  Require(config.backup().folder(), "backup.folder", problems);
  if (!config.backup().has_interval() ||
      DurationOf(config.backup().interval()) < absl::Minutes(1)) {
    problems.push_back("backup.interval: required, at least a minute");
  }
  RequireRange(config.backup().keep(), 1, 1000, "backup.keep", problems);
}

Problems ProblemsOf(const Config& config) {
  Problems problems = PeerProblemsOf(config);
  Require(config.node().id(), "node.id", problems);
  if (!IsNodeId(config.node().id())) {
    problems.push_back("node.id: not [a-z0-9-]{1,32}");
  }
  Require(config.node().origin(), "node.origin", problems);
  Require(config.storage().rocksdb_path(), "storage.rocksdb_path", problems);
  Require(config.log().anchor_file(), "log.anchor_file", problems);
  Require(config.rules().policy_dir(), "rules.policy_dir", problems);
  Require(config.rules().default_policy(), "rules.default_policy", problems);
  Require(config.rules().officer_policy(), "rules.officer_policy", problems);
  CheckInterstate(config, problems);
  CheckListeners(config, problems);
  CheckOfficers(config, problems);
  CheckBounds(config, problems);
  CheckUpkeep(config, problems);
  for (const Problems& more :
       {KeyProblemsOf(config), ServiceProblems(config.service()),
        DigitalSpaceProblemsOf(config)}) {
    problems.insert(problems.end(), more.begin(), more.end());
  }
  return problems;
}

absl::Status InvalidError(const Problems& problems) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONFIG_INVALID,
                   absl::StrJoin(problems, "\n"));
}

}  // namespace

absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view address) {
  const size_t colon = address.rfind(':');
  ListenAddress parsed;
  uint32_t port = 0;
  if (colon == absl::string_view::npos ||
      !absl::SimpleAtoi(address.substr(colon + 1), &port) || port > 65535) {
    return InvalidError({"not HOST:PORT"});
  }
  parsed.port = static_cast<int>(port);
  parsed.host =
      colon == 0 ? "127.0.0.1" : std::string(address.substr(0, colon));
  return parsed;
}

absl::StatusOr<Config> ParseConfig(absl::string_view text,
                                   const std::string& folder) {
  Problems problems;
  ErrorLines errors(problems);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  Config config;
  if (!parser.ParseFromString(std::string(text), &config)) {
    return InvalidError(problems);
  }
  SetDefaults(config);
  SetInterstateDefaults(config);
  config = WithPeerDefaults(WithDigitalSpaceDefaults(std::move(config), folder),
                            folder);
  config = WithKeyDefaults(std::move(config), folder);
  problems = ProblemsOf(config);
  if (!problems.empty()) {
    return InvalidError(problems);
  }
  return WithResolvedPaths(std::move(config), folder);
}

absl::StatusOr<Config> LoadConfig(const std::string& path) {
  KEPIL_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  const size_t slash = path.rfind('/');
  return ParseConfig(text,
                     slash == std::string::npos ? "." : path.substr(0, slash));
}

}  // namespace kepil
