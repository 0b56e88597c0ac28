#include "services/kepild/house.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/bounded_executor.h"
#include "base/clock.h"
#include "base/metrics.h"
#include "base/rcu_cell.h"
#include "base/status_macros.h"
#include "services/evidence/fetch_gate.h"
#include "services/evidence/registered_collector.h"
#include "services/evidence/revocation_cache.h"
#include "services/evidence/revocation_source.h"
#include "services/gateway/receipt_access.h"
#include "services/gateway/receipt_check.h"
#include "services/gateway/registration_flow.h"
#include "services/gateway/validation_flow.h"
#include "services/kepild/application_rooms.h"
#include "services/kepild/bootstrap_files.h"
#include "services/kepild/grpc_listeners.h"
#include "services/kepild/keys.h"
#include "services/kepild/service_info.h"
#include "services/kepild/system_clock.h"
#include "services/net/curl_fetcher.h"
#include "services/receipt/receipt_issuer.h"
#include "services/receipt/tiled_receipt_log.h"
#include "services/rpc/http_server.h"
#include "services/rpc/registrar_service.h"
#include "services/rpc/tile_face.h"
#include "services/rpc/transparency_service.h"
#include "services/rpc/trust_list_service.h"
#include "services/rpc/unary.h"
#include "services/rpc/validation_service.h"
#include "services/store/log_anchor_file.h"
#include "services/store/rocks_db.h"
#include "services/store/rocks_evidence_store.h"
#include "services/store/rocks_log_storage.h"
#include "services/store/rocks_receipt_store.h"
#include "services/store/rocks_registry_store.h"
#include "translog/anchor_check.h"
#include "translog/log_reader.h"
#include "translog/log_runner.h"
#include "translog/sequencer.h"
#include "trustlist/registry.h"

namespace kepil {
namespace {

// Rooms in the order in which they are made: each uses those above it, and
// they are closed from below.
class OpenHouse : public House {
 public:
  OpenHouse(Config config, LogLevel lowest)
      : config_(std::move(config)),
        log_(clock_, sink_, lowest),
        origin_(config_.node().origin() + "/receipts") {}
  ~OpenHouse() override;

  absl::Status Open();
  std::vector<std::string> listeners() const override;
  absl::Status Reload() override;

 private:
  absl::Status OpenStores();
  absl::Status OpenTrust();
  absl::Status OpenLog();
  void OpenEvidence(std::vector<IpRange> allowed);
  void OpenFlows();
  void OpenFaces();
  absl::Status OpenListeners();
  absl::Status CompileRules();
  HttpResponse AnswerMetrics(absl::string_view path) const;
  v1::GetServiceInfoResponse Info() const;

  const Config config_;
  SystemClock clock_;
  StderrLogSink sink_;
  const Logger log_;
  const std::string origin_;
  MetricsRegistry metrics_;
  PlainCertificateReader certificates_;

  std::unique_ptr<RocksDb> db_;
  std::unique_ptr<RocksReceiptStore> receipts_;
  std::unique_ptr<RocksLogStorage> log_storage_;
  std::unique_ptr<RocksEvidenceStore> evidence_;
  std::unique_ptr<RocksRegistryStore> registry_store_;
  std::unique_ptr<LogAnchorFile> anchor_;

  SnapshotPublisher publisher_;
  std::unique_ptr<Registry> registry_;
  RcuCell<RuleLibrary> rules_;

  ReceiptIdentity identity_;
  std::string log_vkey_;
  std::unique_ptr<Sequencer> sequencer_;
  std::unique_ptr<LogReader> log_reader_;
  std::unique_ptr<LogRunner> log_runner_;
  std::unique_ptr<TiledReceiptLog> receipt_log_;
  std::unique_ptr<ReceiptIssuer> issuer_;

  std::unique_ptr<CurlFetcher> fetcher_;
  std::unique_ptr<FetchGate> gate_;
  std::unique_ptr<RevocationCache> revocation_cache_;
  std::unique_ptr<RevocationSource> revocation_source_;
  std::unique_ptr<RegisteredEvidenceCollector> collector_;

  std::unique_ptr<ValidationFlow> validation_;
  std::unique_ptr<RegistrationFlow> registration_;
  std::unique_ptr<TrustList> trust_list_;
  std::unique_ptr<ReceiptAccess> receipt_access_;
  std::unique_ptr<ReceiptCheck> receipt_check_;

  std::unique_ptr<Authenticator> authenticator_;
  std::unique_ptr<InflightBudget> inflight_;
  std::unique_ptr<RateLimiter> rate_;
  std::unique_ptr<BoundedExecutor> flow_;
  std::unique_ptr<CallRunner> runner_;
  std::unique_ptr<ValidationServiceFace> validation_face_;
  std::unique_ptr<RegistrarServiceFace> registrar_face_;
  std::unique_ptr<TrustListServiceFace> trust_list_face_;
  std::unique_ptr<TransparencyServiceFace> transparency_face_;
  std::unique_ptr<ApplicationRooms> applications_;
  std::vector<std::unique_ptr<HttpServer>> http_;
  std::vector<std::string> http_addresses_;
  std::unique_ptr<GrpcListeners> grpc_;
};

absl::Status OpenHouse::OpenStores() {
  KEPIL_ASSIGN_OR_RETURN(db_, RocksDb::Open(config_.storage().rocksdb_path()));
  receipts_ = std::make_unique<RocksReceiptStore>(*db_);
  log_storage_ = std::make_unique<RocksLogStorage>(*db_, LogId::kReceipts);
  evidence_ = std::make_unique<RocksEvidenceStore>(*db_);
  registry_store_ = std::make_unique<RocksRegistryStore>(*db_);
  anchor_ = std::make_unique<LogAnchorFile>(config_.log().anchor_file());
  return registry_store_->CheckAudit().status();
}

absl::Status OpenHouse::OpenTrust() {
  Registry::Bootstrap bootstrap;
  KEPIL_ASSIGN_OR_RETURN(const storage::v1::RegistryImage image,
                         registry_store_->Load());
  if (image.version() == 0) {
    KEPIL_ASSIGN_OR_RETURN(bootstrap, ReadBootstrap(config_));
  }
  KEPIL_ASSIGN_OR_RETURN(
      registry_,
      Registry::Open(
          {clock_, *registry_store_, certificates_, publisher_, RandomOctets},
          {DurationOf(config_.limits().statement_lifetime())}, bootstrap));
  KEPIL_RETURN_IF_ERROR(CompileRules());
  KEPIL_RETURN_IF_ERROR(
      rules_.Load()->Find(config_.rules().default_policy()).status());
  return rules_.Load()->Find(config_.rules().officer_policy()).status();
}

absl::Status OpenHouse::CompileRules() {
  KEPIL_ASSIGN_OR_RETURN(std::shared_ptr<const RuleLibrary> library,
                         RuleLibrary::Compile(*registry_->image()));
  rules_.Store(std::move(library));
  return absl::OkStatus();
}

absl::Status OpenHouse::OpenLog() {
  KEPIL_ASSIGN_OR_RETURN(identity_, LoadReceiptIdentity(config_.keys()));
  KEPIL_ASSIGN_OR_RETURN(NoteSigner signer,
                         LoadLogSigner(config_.keys(), origin_));
  log_vkey_ = signer.verifier().vkey();
  KEPIL_ASSIGN_OR_RETURN(const TreeState tree, log_storage_->ReadTreeState());
  KEPIL_RETURN_IF_ERROR(
      CheckAgainstAnchor(tree, *log_storage_, *anchor_, origin_));
  sequencer_ = std::make_unique<Sequencer>(
      *log_storage_, *anchor_, std::move(signer), Sequencer::Options());
  log_reader_ = std::make_unique<LogReader>(*log_storage_);
  LogRunner::Options options;
  options.integrate_interval = DurationOf(config_.log().integrate_interval());
  options.checkpoint_interval = DurationOf(config_.log().checkpoint_interval());
  options.on_error = [this](const absl::Status& status) {
    log_.Error("log_step_failed", {{"status", status}});
  };
  log_runner_ = std::make_unique<LogRunner>(*sequencer_, std::move(options));
  KEPIL_ASSIGN_OR_RETURN(
      receipt_log_, TiledReceiptLog::Open({clock_, *receipts_, *log_reader_,
                                           [this](absl::Time now) {
                                             return CheckReceiptIdentity(
                                                 identity_, now);
                                           }},
                                          TiledReceiptLog::Options()));
  issuer_ = std::make_unique<ReceiptIssuer>(ReceiptIssuer::Rooms{
      *receipt_log_, *receipts_, identity_, RandomOctets, origin_});
  return absl::OkStatus();
}

void OpenHouse::OpenEvidence(std::vector<IpRange> allowed) {
  CurlFetcher::Options fetch;
  fetch.allowed = std::move(allowed);
  fetcher_ = std::make_unique<CurlFetcher>(clock_, std::move(fetch));
  FetchGate::Options gate;
  gate.max_waiting = config_.fetch().max_concurrent();
  gate.max_host_exchanges = config_.fetch().max_concurrent_per_host();
  gate_ = std::make_unique<FetchGate>(gate);
  revocation_cache_ = std::make_unique<RevocationCache>(
      clock_, *evidence_, *gate_, RevocationCache::Options());
  RevocationSource::Options source;
  source.timeout = DurationOf(config_.fetch().timeout());
  source.max_crl_bytes = config_.limits().max_crl_bytes();
  source.max_ocsp_bytes = config_.limits().max_ocsp_bytes();
  revocation_source_ = std::make_unique<RevocationSource>(
      RevocationSource::Rooms{clock_, *fetcher_, *gate_, *revocation_cache_,
                              certificates_, RandomOctets},
      source);
  RegisteredEvidenceCollector::Options collector;
  collector.max_collect_rounds = config_.limits().max_collect_rounds();
  collector_ = std::make_unique<RegisteredEvidenceCollector>(
      RegisteredEvidenceCollector::Rooms{certificates_, *revocation_source_,
                                         *evidence_},
      collector);
}

void OpenHouse::OpenFlows() {
  const auto rules = [this] { return rules_.Load(); };
  ValidationFlow::Options options;
  options.default_policy = config_.rules().default_policy();
  options.parse.der.max_bytes = config_.limits().max_message_bytes();
  options.parse.max_signatures = config_.limits().max_signatures();
  validation_ = std::make_unique<ValidationFlow>(
      ValidationFlow::Rooms{clock_, publisher_, rules, certificates_,
                            *collector_, *evidence_, *issuer_, *receipts_},
      options);
  registration_ = std::make_unique<RegistrationFlow>(RegistrationFlow::Rooms{
      clock_, *registry_, certificates_, rules,
      config_.rules().officer_policy(), [this] { return CompileRules(); }});
  trust_list_ =
      std::make_unique<TrustList>(TrustList::Rooms{clock_, *registry_, rules});
  receipt_access_ = std::make_unique<ReceiptAccess>(ReceiptAccess::Rooms{
      *issuer_, *receipts_, *evidence_,
      [this](int64_t version) { return registry_->ReadSnapshot(version); }});
  ReceiptTrust trust;
  trust.anchors = identity_.issuers;
  if (trust.anchors.empty()) {
    trust.anchors.push_back(identity_.certificate);
  }
  trust.log_vkeys.push_back(log_vkey_);
  receipt_check_ = std::make_unique<ReceiptCheck>(*receipts_, std::move(trust));
}

void OpenHouse::OpenFaces() {
  authenticator_ = std::make_unique<Authenticator>(
      [this] { return registry_->principals(); });
  inflight_ =
      std::make_unique<InflightBudget>(config_.limits().inflight_bytes());
  RateLimiter::Options rate;
  CallLimits limits;
  limits.max_message_bytes = config_.limits().max_message_bytes();
  limits.request_timeout = DurationOf(config_.limits().request_timeout());
  for (const auto& listener : config_.listeners()) {
    if (listener.kind() == config::v1::Listener::OPEN) {
      rate.per_minute = listener.requests_per_minute();
      limits.max_anonymous_bytes = listener.max_message_bytes();
    }
  }
  rate_ = std::make_unique<RateLimiter>(clock_, rate);
  flow_ = std::make_unique<BoundedExecutor>(
      clock_, BoundedExecutor::Options{"flow", config_.pools().flow_threads(),
                                       config_.pools().flow_queue()});
  runner_ = std::make_unique<CallRunner>(
      CallRunner::Rooms{clock_, *flow_, *authenticator_, *inflight_, *rate_,
                        log_, metrics_},
      limits);
  validation_face_ =
      std::make_unique<ValidationServiceFace>(ValidationServiceFace::Rooms{
          *runner_, *flow_, *validation_, *receipt_access_,
          [this] { return rules_.Load(); }, [this] { return Info(); }});
  registrar_face_ =
      std::make_unique<RegistrarServiceFace>(*runner_, *registration_);
  trust_list_face_ = std::make_unique<TrustListServiceFace>(
      *runner_, *trust_list_, *registry_);
  transparency_face_ =
      std::make_unique<TransparencyServiceFace>(TransparencyServiceFace::Rooms{
          *runner_, *log_storage_, *log_reader_, *receipt_check_});
  applications_ = std::make_unique<ApplicationRooms>(ApplicationRooms::Inputs{
      config_, clock_, *db_, *registry_store_, *registry_, publisher_,
      *evidence_, *fetcher_, *gate_, certificates_, *runner_,
      [this] { return rules_.Load(); },
      [this] { return rules_.Load()->LegalRulesAt(clock_.Now()); }});
}

absl::Status OpenHouse::OpenListeners() {
  for (const auto& listener : config_.listeners()) {
    const bool tiles = listener.kind() == config::v1::Listener::TILES;
    if (!tiles && listener.kind() != config::v1::Listener::METRICS) {
      continue;
    }
    KEPIL_ASSIGN_OR_RETURN(const ListenAddress address,
                           ParseListenAddress(listener.address()));
    HttpServer::Options options;
    options.host = address.host;
    options.port = address.port;
    KEPIL_ASSIGN_OR_RETURN(
        std::unique_ptr<HttpServer> server,
        HttpServer::Start(options, [this, tiles](absl::string_view path) {
          return tiles ? AnswerTile(*log_storage_, path) : AnswerMetrics(path);
        }));
    http_addresses_.push_back(absl::StrCat(tiles ? "TILES " : "METRICS ",
                                           address.host, ":", server->port()));
    http_.push_back(std::move(server));
  }
  GrpcListeners::Options options;
  options.run_folder = config_.storage().rocksdb_path() + ".run";
  options.max_message_bytes = config_.limits().max_message_bytes() + 65536;
  options.drain_timeout = DurationOf(config_.pools().drain_timeout());
  KEPIL_ASSIGN_OR_RETURN(
      grpc_,
      GrpcListeners::Start(config_, options,
                           {validation_face_.get(), registrar_face_.get(),
                            trust_list_face_.get(), transparency_face_.get(),
                            applications_->face()}));
  return absl::OkStatus();
}

absl::Status OpenHouse::Open() {
  std::vector<IpRange> allowed;
  for (const std::string& cidr : config_.fetch().allow_cidr()) {
    KEPIL_ASSIGN_OR_RETURN(const IpRange range, IpRange::Parse(cidr));
    allowed.push_back(range);
  }
  KEPIL_RETURN_IF_ERROR(OpenStores());
  KEPIL_RETURN_IF_ERROR(OpenTrust());
  KEPIL_RETURN_IF_ERROR(OpenLog());
  OpenEvidence(std::move(allowed));
  OpenFlows();
  OpenFaces();
  KEPIL_RETURN_IF_ERROR(OpenListeners());
  log_.Info("started", {{"snapshot", registry_->image()->version()},
                        {"listeners", grpc_->addresses().size()}});
  return absl::OkStatus();
}

OpenHouse::~OpenHouse() {
  log_.Info("stopping");
  grpc_.reset();  // Drains what is under way.
  http_.clear();
  flow_.reset();  // Runs what was accepted, then joins.
  receipt_log_.reset();
  log_runner_.reset();  // Integrates and signs a last checkpoint.
  log_.Info("stopped");
}

std::vector<std::string> OpenHouse::listeners() const {
  std::vector<std::string> addresses = grpc_->addresses();
  addresses.insert(addresses.end(), http_addresses_.begin(),
                   http_addresses_.end());
  return addresses;
}

absl::Status OpenHouse::Reload() {
  const absl::Status status = grpc_->ReloadTls();
  log_.Info("reload", {{"status", status}});
  storage::v1::AuditEvent event;
  event.set_kind(storage::v1::AUDIT_KIND_OPERATOR);
  event.mutable_at()->set_seconds(absl::ToUnixSeconds(clock_.Now()));
  event.set_principal("operator");
  KEPIL_RETURN_IF_ERROR(registry_store_->Record(event));
  return status;
}

HttpResponse OpenHouse::AnswerMetrics(absl::string_view path) const {
  HttpResponse response;
  if (path == "/metrics") {
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = metrics_.Text();
  } else if (path == "/healthz") {
    const absl::Status usable = CheckReceiptIdentity(identity_, clock_.Now());
    response.status = usable.ok() ? 200 : 503;
    response.body = usable.ok() ? "ok\n" : "receipt key not usable\n";
  } else {
    response.status = 404;
    response.body = "not found\n";
  }
  return response;
}

v1::GetServiceInfoResponse OpenHouse::Info() const {
  const std::shared_ptr<const RuleLibrary> rules = rules_.Load();
  return ServiceInfoOf({config_, *rules, *publisher_.Current(), identity_,
                        origin_, log_vkey_, rules->LegalRulesAt(clock_.Now())});
}

}  // namespace

absl::StatusOr<std::unique_ptr<House>> House::Open(const Config& config,
                                                   LogLevel lowest) {
  auto house = std::make_unique<OpenHouse>(config, lowest);
  KEPIL_RETURN_IF_ERROR(house->Open());
  return std::unique_ptr<House>(std::move(house));
}

}  // namespace kepil
