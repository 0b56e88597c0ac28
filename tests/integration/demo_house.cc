#include "tests/integration/demo_house.h"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "tests/demo_pki/demo_directory.h"

namespace kepil {
namespace {

// Sanitizers and a busy machine included.
constexpr absl::Duration kStartTimeout = absl::Seconds(60);

constexpr char kConfig[] = R"(
node {
  id: "demo-1" origin: "kepil.example/demo-1"
  dvcs_names: "https://dvcs.kz.example/"
}
listeners {
  kind: PARTNER address: "127.0.0.1:0"
  tls { cert_file: "tls/server.pem" key_file: "tls/server.key" }
}
listeners {
  kind: OPEN address: "127.0.0.1:0" requests_per_minute: 100000
  tls { cert_file: "tls/server.pem" key_file: "tls/server.key" }
}
listeners {
  kind: RELAY address: "127.0.0.1:0" forwarder: "national-gateway"
  tls { cert_file: "tls/server.pem" key_file: "tls/server.key" }
}
listeners {
  kind: RELAY_DVCS address: "127.0.0.1:0" forwarder: "national-gateway"
  tls { cert_file: "tls/server.pem" key_file: "tls/server.key" }
}
listeners { kind: METRICS address: "127.0.0.1:0" }
listeners { kind: TILES address: "127.0.0.1:0" }
listeners {
  kind: DVCS address: "127.0.0.1:0"
  tls { cert_file: "tls/server.pem" key_file: "tls/server.key" }
}
storage { rocksdb_path: "db" }
keys {
  receipt_key_file: "kepild/receipt.key"
  receipt_cert_file: "kepild/receipt.pem"
  log_key_file: "kepild/log.key"
  storage { key_file: "kepild/storage.key" }
}
log { anchor_file: "anchor/checkpoints" }
rules {
  policy_dir: "policy"
  default_policy: "urn:kepil:policy:cross-border:1"
  officer_policy: "urn:kepil:policy:officer-act:1"
  rule_pack_file: "rules/kz-rules.textproto"
  calendar_file: "rules/kz-calendar.textproto"
}
bootstrap_officers {
  person: "officer-a" role: "REGISTRAR" unit: "north"
  tls_cert_file: "tls/officer-a.pem" signing_cert_file: "officers/a.pem"
}
bootstrap_officers {
  person: "officer-b" role: "APPROVER" unit: "south"
  tls_cert_file: "tls/officer-b.pem" signing_cert_file: "officers/b.pem"
}
fetch { allow_cidr: "127.0.0.1/32" }
registration { without_application: true }  # Its CAs exist on paper only.
)";

// What the drafts of the law leave open; dates of the test, not of the law.
constexpr char kApproval[] = R"(
approval {
  approved_by: "Demo" reference: "1"
  approved_on { year: 2019 month: 2 day: 1 }
}
)";
constexpr char kRulesInForce[] = R"(
in_force { year: 2019 month: 7 day: 1 }
)";
constexpr char kDatesOfTheActs[] = R"(
code_published { year: 2019 month: 1 day: 1 }
code_in_force { year: 2019 month: 7 day: 1 }
law256_published { year: 2019 month: 1 day: 1 }
law256_in_force { year: 2019 month: 7 day: 1 }
term_count: TERM_COUNT_MATCHING_DAY
)";

std::string MakeFolder() {
  const char* parent = std::getenv("TEST_TMPDIR");
  std::string folder = absl::StrCat(
      parent != nullptr ? parent
                        : std::filesystem::temp_directory_path().string(),
      "/kepil-XXXXXX");
  KEPIL_CHECK(mkdtemp(folder.data()) != nullptr);
  return folder;
}

DemoPki BuildPki() {
  DemoPkiOptions options;
  options.time = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  return DemoPki::Build(options);
}

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  // A connection of its own: one that an earlier server left is of no use.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(-1);
  return arguments;
}

}  // namespace

DemoHouse::DemoHouse() : pki_(BuildPki()), folder_(MakeFolder()) {
  KEPIL_CHECK(WriteDemoDirectory(pki_, folder_).ok());
  std::filesystem::create_directory(PathOf("anchor"));
  std::filesystem::create_directory(PathOf("policy"));
  for (const char* name : {"cross-border.textproto", "officer-act.textproto"}) {
    WriteWholeFile(
        PathOf(absl::StrCat("policy/", name)),
        ReadWholeFile(ProgramPath(absl::StrCat("deploy/policy/", name))));
  }
  std::filesystem::create_directory(PathOf("rules"));
  for (const auto& [name, rest] :
       {std::make_pair("kz-rules.textproto", kRulesInForce),
        std::make_pair("kz-calendar.textproto", kDatesOfTheActs)}) {
    WriteWholeFile(
        PathOf(absl::StrCat("rules/", name)),
        absl::StrCat(
            ReadWholeFile(ProgramPath(absl::StrCat("deploy/rules/", name))),
            kApproval, rest));
  }
  WriteWholeFile(PathOf("kepild.textproto"), kConfig);
  responder_ = ChildProcess::Start(
      {ProgramPath("tests/demo_pki/responder"), "--dir", folder_},
      PathOf("responder.log"));
  const std::optional<std::string> port = responder_->ReadLine(kStartTimeout);
  KEPIL_CHECK(port.has_value());
  responder_url_ = absl::StrCat("http://127.0.0.1:", *port);
}

DemoHouse::~DemoHouse() {
  kepild_.reset();
  responder_.reset();
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
}

absl::Status DemoHouse::Start() {
  const std::string log = PathOf("kepild.log");
  std::vector<std::string> program = {ProgramPath("services/kepild/kepild"),
                                      "--config", PathOf("kepild.textproto")};
  if (clock_shift_ != absl::ZeroDuration()) {
    program.insert(
        program.begin(),
        {"/usr/bin/env",
         absl::StrCat("LD_PRELOAD=",
                      ProgramPath("tests/integration/libclock_shift.so")),
         absl::StrCat("KEPIL_CLOCK_SHIFT=",
                      absl::ToInt64Seconds(clock_shift_))});
  }
  kepild_ = ChildProcess::Start(program, log);
  addresses_.clear();
  while (true) {
    const std::optional<std::string> line = kepild_->ReadLine(kStartTimeout);
    if (!line.has_value()) {
      kepild_.reset();
      return absl::UnavailableError(ReadWholeFile(log));
    }
    if (*line == "ready") {
      return absl::OkStatus();
    }
    const std::vector<std::string> words = absl::StrSplit(*line, ' ');
    if (words.size() == 3 && words[0] == "listening") {
      addresses_[words[1]] = words[2];
    }
  }
}

void DemoHouse::Kill() {
  kepild_->Signal(SIGKILL);
  kepild_->Wait();
  kepild_.reset();
}

int DemoHouse::Stop() {
  kepild_->Signal(SIGTERM);
  const int code = kepild_->Wait();
  kepild_.reset();
  return code;
}

void DemoHouse::Reconfigure(absl::string_view before, absl::string_view after) {
  std::string text = Read("kepild.textproto");
  const size_t at = text.find(std::string(before));
  KEPIL_CHECK(at != std::string::npos);
  text.replace(at, before.size(), std::string(after));
  WriteWholeFile(PathOf("kepild.textproto"), text);
}

void DemoHouse::GroupReceipts() {
  const std::string policy = "policy/cross-border.textproto";
  WriteWholeFile(PathOf(policy),
                 absl::StrCat(Read(policy), "\nmay_group_receipts: true\n"));
  Reconfigure("storage {", "receipt_groups {}\nstorage {");
}

std::string DemoHouse::PathOf(absl::string_view name) const {
  return absl::StrCat(folder_, "/", name);
}

std::string DemoHouse::Read(absl::string_view name) const {
  return ReadWholeFile(PathOf(name));
}

const std::string& DemoHouse::AddressOf(const std::string& kind) const {
  const auto found = addresses_.find(kind);
  KEPIL_CHECK(found != addresses_.end());
  return found->second;
}

std::shared_ptr<grpc::Channel> DemoHouse::ChannelAs(
    absl::string_view id, const std::string& kind) const {
  return ChannelTo(AddressOf(kind), id);
}

std::shared_ptr<grpc::Channel> DemoHouse::ChannelTo(
    const std::string& address, absl::string_view id) const {
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = Read("tls/ca.pem");
  tls.pem_cert_chain = Read(absl::StrCat("tls/", id, ".pem"));
  tls.pem_private_key = Read(absl::StrCat("tls/", id, ".key"));
  return grpc::CreateCustomChannel(address, grpc::SslCredentials(tls),
                                   Arguments());
}

std::shared_ptr<grpc::Channel> DemoHouse::OpenChannel() const {
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = Read("tls/ca.pem");
  return grpc::CreateCustomChannel(AddressOf("OPEN"), grpc::SslCredentials(tls),
                                   Arguments());
}

FinishedProgram DemoHouse::Kepilctl(absl::string_view id,
                                    std::vector<std::string> arguments) const {
  std::vector<std::string> all = {ProgramPath("services/kepilctl/kepilctl")};
  all.insert(all.end(), arguments.begin(), arguments.end());
  for (const std::string& more : std::vector<std::string>{
           "--server", AddressOf("PARTNER"), "--ca", PathOf("tls/ca.pem"),
           "--cert", PathOf(absl::StrCat("tls/", id, ".pem")), "--key",
           PathOf(absl::StrCat("tls/", id, ".key")), "--json"}) {
    all.push_back(more);
  }
  return RunProgram(all, folder_);
}

}  // namespace kepil
