#include "services/kepild/house.h"

#include <utility>

#include "base/fair_executor.h"
#include "base/metrics.h"
#include "base/rcu_cell.h"
#include "base/status_macros.h"
#include "services/evidence/certificate_cache.h"
#include "services/gateway/judge_cache.h"
#include "services/gateway/receipt_check.h"
#include "services/gateway/registration_flow.h"
#include "services/gateway/validation_flow.h"
#include "services/kepild/acts_house.h"
#include "services/kepild/application_rooms.h"
#include "services/kepild/bootstrap_files.h"
#include "services/kepild/evidence_house.h"
#include "services/kepild/gathering.h"
#include "services/kepild/grpc_listeners.h"
#include "services/kepild/http_listeners.h"
#include "services/kepild/ingress_house.h"
#include "services/kepild/keys.h"
#include "services/kepild/node_keys.h"
#include "services/kepild/node_standing.h"
#include "services/kepild/peer_house.h"
#include "services/kepild/service_info.h"
#include "services/kepild/storage_keys.h"
#include "services/kepild/system_clock.h"
#include "services/kepild/upkeep.h"
#include "services/receipt/receipt_issuer.h"
#include "services/receipt/receipt_keys.h"
#include "services/receipt/tiled_receipt_log.h"
#include "services/rpc/dvcs_face.h"
#include "services/rpc/operations_service.h"
#include "services/rpc/registrar_service.h"
#include "services/rpc/tile_face.h"
#include "services/rpc/timestamp_face.h"
#include "services/rpc/transparency_service.h"
#include "services/rpc/trust_list_service.h"
#include "services/rpc/unary.h"
#include "services/rpc/validation_service.h"
#include "services/store/log_anchor_file.h"
#include "services/store/rocks_checkpoint_timestamps.h"
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

// Rooms in the order in which they are made: each uses those above it.
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
  void OpenFlows();
  void OpenFaces();
  absl::Status OpenListeners();
  absl::Status CompileRules();
  v1::GetServiceInfoResponse Info() const;
  LegalRulesRef Law() const {
    return rules_.Load()->LegalRulesAt(clock_.Now());
  }
  const Config config_;
  SystemClock clock_;
  StderrLogSink sink_;
  const Logger log_;
  const std::string origin_;
  MetricsRegistry metrics_;
  CertificateCache certificates_{{config_.limits().certificate_cache_bytes()}};
  JudgeCache judge_cache_{JudgeCache::Options()};
  std::unique_ptr<RocksDb> db_;
  std::unique_ptr<RocksReceiptStore> receipts_;
  std::unique_ptr<RocksLogStorage> log_storage_;
  std::unique_ptr<RocksEvidenceStore> evidence_;
  std::unique_ptr<RocksRegistryStore> registry_store_;
  std::unique_ptr<LogAnchorFile> anchor_;
  SnapshotPublisher publisher_;
  std::unique_ptr<Registry> registry_;
  RcuCell<RuleLibrary> rules_;
  NodeKeys node_keys_;
  std::unique_ptr<ReceiptKeys> receipt_keys_;
  std::string log_vkey_;
  std::unique_ptr<RocksCheckpointTimestamps> timestamps_;
  std::unique_ptr<Sequencer> sequencer_;
  std::unique_ptr<LogReader> log_reader_;
  std::unique_ptr<LogRunner> log_runner_;
  std::unique_ptr<ActsHouse> acts_;
  std::unique_ptr<TiledReceiptLog> receipt_log_;
  std::unique_ptr<ReceiptIssuer> issuer_;
  std::unique_ptr<NodeStanding> standing_;
  std::unique_ptr<Gathering> gathering_;
  std::unique_ptr<Upkeep> upkeep_;
  std::unique_ptr<PeerHouse> peers_;  // nullptr: none is asked.
  std::unique_ptr<ValidationFlow> validation_;
  std::unique_ptr<DvcsFlow> dvcs_;
  std::unique_ptr<RegistrationFlow> registration_;
  std::unique_ptr<TrustList> trust_list_;
  std::unique_ptr<EvidenceHouse> evidence_house_;
  std::unique_ptr<ReceiptCheck> receipt_check_;
  std::unique_ptr<Authenticator> authenticator_;
  std::unique_ptr<InflightBudget> inflight_;
  std::unique_ptr<RateLimiter> rate_;
  std::unique_ptr<CallerQuota> quota_;
  std::unique_ptr<FairExecutor> flow_;
  std::unique_ptr<CallRunner> runner_;
  std::unique_ptr<ValidationServiceFace> validation_face_;
  std::unique_ptr<RegistrarServiceFace> registrar_face_;
  std::unique_ptr<TrustListServiceFace> trust_list_face_;
  std::unique_ptr<TransparencyServiceFace> transparency_face_;
  std::unique_ptr<ApplicationRooms> applications_;
  std::unique_ptr<OperationsServiceFace> operations_face_;
  std::unique_ptr<DvcsFace> dvcs_face_;
  std::unique_ptr<IngressHouse> ingress_;
  std::unique_ptr<HttpListeners> http_;
  std::unique_ptr<GrpcListeners> grpc_;
};

absl::Status OpenHouse::OpenStores() {
  KEPIL_ASSIGN_OR_RETURN(db_, OpenDatabase(config_));
  receipts_ = std::make_unique<RocksReceiptStore>(*db_);
  log_storage_ = std::make_unique<RocksLogStorage>(*db_, LogId::kReceipts);
  evidence_ = std::make_unique<RocksEvidenceStore>(*db_);
  registry_store_ = std::make_unique<RocksRegistryStore>(*db_);
  anchor_ = std::make_unique<LogAnchorFile>(config_.log().anchor_file());
  timestamps_ = std::make_unique<RocksCheckpointTimestamps>(*db_);
  return registry_store_->CheckAudit().status();
}

absl::Status OpenHouse::OpenTrust() {
  KEPIL_ASSIGN_OR_RETURN(node_keys_, LoadNodeKeys(config_.keys(), origin_));
  receipt_keys_ = std::make_unique<ReceiptKeys>(node_keys_.receipts);
  Registry::Bootstrap bootstrap;
  KEPIL_ASSIGN_OR_RETURN(const storage::v1::RegistryImage image,
                         registry_store_->Load());
  if (image.version() == 0) {
    KEPIL_ASSIGN_OR_RETURN(bootstrap, ReadBootstrap(config_));
    bootstrap.keys = FirstPublishedKeys(node_keys_, clock_.Now());
  }
  KEPIL_ASSIGN_OR_RETURN(
      registry_, Registry::Open({clock_, *registry_store_, certificates_,
                                 publisher_, RandomOctets},
                                RegistryOptionsOf(config_), bootstrap));
  KEPIL_RETURN_IF_ERROR(CompileRules());
  const auto rules = rules_.Load();
  KEPIL_RETURN_IF_ERROR(rules->Find(config_.rules().default_policy()).status());
  return rules->Find(config_.rules().officer_policy()).status();
}

absl::Status OpenHouse::CompileRules() {
  const auto image = registry_->image();
  KEPIL_ASSIGN_OR_RETURN(auto library, RuleLibrary::Compile(*image));
  rules_.Store(std::move(library));
  receipt_keys_->Publish(
      {image->keys().data(), static_cast<size_t>(image->keys_size())});
  return absl::OkStatus();
}

absl::Status OpenHouse::OpenLog() {
  KEPIL_ASSIGN_OR_RETURN(
      NoteSigner signer,
      LogSignerInUse(node_keys_, *registry_->image(), clock_.Now()));
  log_vkey_ = signer.verifier().vkey();
  KEPIL_ASSIGN_OR_RETURN(acts_, ActsHouse::Open({config_, *db_, log_}, signer));
  KEPIL_ASSIGN_OR_RETURN(const TreeState tree, log_storage_->ReadTreeState());
  KEPIL_RETURN_IF_ERROR(
      CheckAgainstAnchor(tree, *log_storage_, *anchor_, origin_));
  sequencer_ = std::make_unique<Sequencer>(
      *log_storage_, *anchor_, std::move(signer), Sequencer::Options());
  log_reader_ = std::make_unique<LogReader>(*log_storage_);
  log_runner_ =
      std::make_unique<LogRunner>(*sequencer_, RunnerOptionsOf(config_, log_));
  KEPIL_ASSIGN_OR_RETURN(
      receipt_log_,
      TiledReceiptLog::Open(
          {clock_, *receipts_, *log_reader_,
           [this](absl::Time now) { return receipt_keys_->At(now).status(); },
           timestamps_.get()},
          TiledReceiptLog::Options()));
  const auto identity = [this](absl::Time at) { return receipt_keys_->At(at); };
  issuer_ = MakeIssuer(
      config_, {*receipt_log_, *receipts_, identity, RandomOctets, origin_});
  const auto law = [this](auto at) { return rules_.Load()->LegalRulesAt(at); };
  standing_ = std::make_unique<NodeStanding>(
      NodeStanding::Rooms{clock_, log_, publisher_, law, identity},
      config_.service());
  return standing_->CheckAtStart();
}

void OpenHouse::OpenFlows() {
  const auto rules = [this] { return rules_.Load(); };
  const ValidationFlow::Options options = FlowOptionsOf(config_);
  validation_ = std::make_unique<ValidationFlow>(
      ValidationFlow::Rooms{
          clock_, publisher_, rules, certificates_, gathering_->collector,
          *evidence_, *issuer_, *receipts_,
          [this] { return upkeep_->timestamper().HasTrustedTime(); },
          &judge_cache_, [this] { return standing_->HasTestKey(); },
          ForwardingOf(peers_.get()), LaterOf(peers_.get()),
          gathering_->uses()},
      options);
  dvcs_ = std::make_unique<DvcsFlow>(
      DvcsFlow::Rooms{
          clock_, *validation_,
          [this](absl::Time time) { return receipt_keys_->At(time); },
          [this] { return registry_->principals(); }, certificates_},
      DvcsOptionsOf(config_, node_keys_.receipts, options.parse));
  registration_ = std::make_unique<RegistrationFlow>(RegistrationFlow::Rooms{
      clock_, *registry_, certificates_, rules,
      config_.rules().officer_policy(), [this] { return CompileRules(); },
      AdmissionOf(config_)});
  trust_list_ =
      std::make_unique<TrustList>(TrustList::Rooms{clock_, *registry_, rules});
  receipt_check_ = std::make_unique<ReceiptCheck>(ReceiptCheck::Rooms{
      clock_, *receipts_, [this] {
        return TrustInNode(node_keys_, *registry_->image(), log_vkey_,
                           upkeep_->TsaAnchors());
      }});
}

void OpenHouse::OpenFaces() {
  authenticator_ = std::make_unique<Authenticator>(
      [this] { return registry_->principals(); });
  inflight_ =
      std::make_unique<InflightBudget>(config_.limits().inflight_bytes());
  const CallLimits limits = CallLimitsOf(config_);
  const IngressRules partner =
      IngressRulesOf(config_, config::v1::Listener::PARTNER);
  rate_ = std::make_unique<RateLimiter>(clock_, RateOf(config_));
  quota_ = std::make_unique<CallerQuota>(clock_, QuotaOf(config_));
  flow_ = std::make_unique<FairExecutor>(clock_, FlowPoolOf(config_));
  runner_ = std::make_unique<CallRunner>(
      CallRunner::Rooms{clock_, *flow_, *authenticator_, *inflight_, *rate_,
                        *quota_, log_, metrics_},
      limits, partner);
  const auto rules = [this] { return rules_.Load(); };
  const ValidationServiceFace::Rooms rooms = {
      *runner_,
      *flow_,
      *validation_,
      evidence_house_->access(),
      evidence_house_->certificates(),
      rules,
      [this] { return Info(); },
      *inflight_,
      certificates_,
      StreamLimitsOf(config_, ParseLimitsOf(config_))};
  validation_face_ = std::make_unique<ValidationServiceFace>(rooms);
  dvcs_face_ = std::make_unique<DvcsFace>(
      DvcsFace::Rooms{clock_, *flow_, *authenticator_, *rate_, *dvcs_, *quota_,
                      log_, metrics_},
      limits.request_timeout, partner);
  ingress_ = std::make_unique<IngressHouse>(IngressHouse::Inputs{
      config_, clock_, *db_, *registry_, publisher_, certificates_,
      *validation_, *dvcs_face_, *runner_, *quota_, rooms});
  registrar_face_ =
      std::make_unique<RegistrarServiceFace>(*runner_, *registration_);
  trust_list_face_ =
      std::make_unique<TrustListServiceFace>(*runner_, *trust_list_);
  operations_face_ = std::make_unique<OperationsServiceFace>(
      *runner_, upkeep_->crl_watch(), evidence_house_->keeping());
  transparency_face_ = std::make_unique<TransparencyServiceFace>(
      TransparencyServiceFace::Rooms{*runner_,
                                     {*log_storage_, *log_reader_},
                                     {acts_->storage(), acts_->reader()},
                                     *receipt_check_,
                                     *timestamps_});
  applications_ = std::make_unique<ApplicationRooms>(ApplicationRooms::Inputs{
      config_, clock_, *db_, *registry_store_, *registry_, publisher_,
      *evidence_, gathering_->fetcher, gathering_->gate, certificates_,
      *runner_, rules, [this] { return Law(); }});
}

absl::Status OpenHouse::OpenListeners() {
  const auto files = [this](absl::string_view path) {
    return path.find(kTimestampPath) == 0
               ? AnswerTimestamp(*timestamps_, path)
               : AnswerTile(
                     {{"receipts", *log_storage_}, {"acts", acts_->storage()}},
                     path);
  };
  const auto metrics = [this](absl::string_view path) {
    return AnswerMetrics(path, metrics_,
                         {receipt_keys_->At(clock_.Now()).status(),
                          upkeep_->timestamper().HasTrustedTime(),
                          inflight_->held(), flow_->in_flight()});
  };
  KEPIL_ASSIGN_OR_RETURN(
      http_,
      HttpListeners::Start(config_, {*inflight_, *dvcs_face_, files, metrics}));
  const GrpcListeners::Options options = ListenerOptionsOf(config_);
  KEPIL_ASSIGN_OR_RETURN(
      grpc_,
      GrpcListeners::Start(
          config_, options,
          {validation_face_.get(), registrar_face_.get(),
           trust_list_face_.get(), transparency_face_.get(), ingress_->face(),
           applications_->face(), operations_face_.get()}));
  return ingress_->OpenRelay(config_, options);
}

absl::Status OpenHouse::Open() {
  KEPIL_RETURN_IF_ERROR(OpenStores());
  KEPIL_RETURN_IF_ERROR(OpenTrust());
  KEPIL_RETURN_IF_ERROR(OpenLog());
  KEPIL_ASSIGN_OR_RETURN(
      gathering_, Gathering::Open({config_, clock_, *evidence_, *evidence_,
                                   certificates_, log_, metrics_, *db_}));
  upkeep_ = std::make_unique<Upkeep>(Upkeep::Rooms{
      config_, clock_, log_, metrics_, publisher_, gathering_->fetcher,
      *log_reader_, *timestamps_, *db_, *anchor_, Law()});
  KEPIL_ASSIGN_OR_RETURN(
      evidence_house_,
      EvidenceHouse::Open({config_, clock_, log_, *db_, *registry_store_,
                           *registry_, publisher_, *issuer_, *receipts_,
                           *evidence_, certificates_,
                           [this] { return rules_.Load(); },
                           [this] { return Law(); }, log_vkey_}));
  KEPIL_ASSIGN_OR_RETURN(
      peers_, PeerHouse::Open({config_, clock_, log_, *evidence_, *db_}));
  OpenFlows();
  OpenFaces();
  KEPIL_RETURN_IF_ERROR(OpenListeners());
  upkeep_->Start();
  StartPeers(peers_.get(), *validation_);
  log_.Info("started", {{"snapshot", registry_->image()->version()},
                        {"listeners", grpc_->addresses().size()}});
  return absl::OkStatus();
}

OpenHouse::~OpenHouse() {
  log_.Info("stopping");
  if (ingress_ != nullptr) {  // Else the start was refused.
    ingress_->CloseRelay();
  }
  grpc_.reset();  // Drains what is under way.
  http_.reset();  // Likewise.
  flow_.reset();  // Runs what was accepted, then joins.
  upkeep_.reset();
  peers_.reset();
  receipt_log_.reset();
  log_runner_.reset();  // Integrates and signs a last checkpoint.
  acts_.reset();        // Likewise.
  log_.Info("stopped");
}

std::vector<std::string> OpenHouse::listeners() const {
  std::vector<std::string> all = grpc_->addresses();
  for (const auto& more : {http_->addresses(), ingress_->addresses()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

absl::Status OpenHouse::Reload() {
  absl::Status status = grpc_->ReloadTls();
  status.Update(http_->ReloadTls());
  status.Update(ingress_->ReloadTls());
  log_.Info("reload", {{"status", status}});
  KEPIL_RETURN_IF_ERROR(RecordOperatorAct(*registry_store_, clock_.Now(), ""));
  return status;
}

v1::GetServiceInfoResponse OpenHouse::Info() const {
  return ServiceInfoOf(
      {config_, *rules_.Load(), *publisher_.Current(),
       receipt_keys_->At(clock_.Now()).value_or(node_keys_.receipts.front()),
       origin_, log_vkey_, Law(), *registry_->image(), upkeep_->TsaAnchors(),
       upkeep_->timestamper().last_time(), db_.get(),
       upkeep_->timestamper().HasTrustedTime(), standing_->HasTestKey()});
}

}  // namespace

absl::StatusOr<std::unique_ptr<House>> House::Open(const Config& config,
                                                   LogLevel lowest) {
  auto house = std::make_unique<OpenHouse>(config, lowest);
  KEPIL_RETURN_IF_ERROR(house->Open());
  return std::unique_ptr<House>(std::move(house));
}

}  // namespace kepil
