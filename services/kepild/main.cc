#include <malloc.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "engine/crypto/self_test.h"
#include "services/kepild/config.h"
#include "services/kepild/house.h"
#include "services/kepild/maintenance.h"

ABSL_FLAG(std::string, config, "", "The configuration file (textproto).");
ABSL_FLAG(bool, check_config, false,
          "Parse and check the configuration, open nothing, exit.");
ABSL_FLAG(std::string, backup, "",
          "Make a verified backup of the stopped node in this folder, exit.");
ABSL_FLAG(std::string, restore, "",
          "Restore the newest backup in this folder, check it, exit.");
ABSL_FLAG(bool, new_origin, false,
          "Close the receipts log after a loss; it goes on under the origin of "
          "the configuration. Exit.");
ABSL_FLAG(bool, reseal, false,
          "Seal the database of the stopped node under the storage key in use, "
          "exit.");
ABSL_FLAG(std::string, log_level, "info", "debug, info, warning or error.");

namespace {

std::optional<kepil::LogLevel> LevelOf(const std::string& name) {
  if (name == "debug") {
    return kepil::LogLevel::kDebug;
  }
  if (name == "info") {
    return kepil::LogLevel::kInfo;
  }
  if (name == "warning") {
    return kepil::LogLevel::kWarning;
  }
  if (name == "error") {
    return kepil::LogLevel::kError;
  }
  return std::nullopt;
}

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "kepild: %s\n", std::string(status.message()).c_str());
  return 1;
}

// What one of the flags asks to be done to a stopped node; nullopt if none.
std::optional<absl::StatusOr<std::string>> Maintain(
    const kepil::Config& config) {
  if (!absl::GetFlag(FLAGS_backup).empty()) {
    return kepil::BackUpDatabase(config, absl::GetFlag(FLAGS_backup));
  }
  if (!absl::GetFlag(FLAGS_restore).empty()) {
    return kepil::RestoreDatabase(config, absl::GetFlag(FLAGS_restore));
  }
  if (absl::GetFlag(FLAGS_new_origin)) {
    return kepil::OpenNewOrigin(config, absl::Now());
  }
  if (absl::GetFlag(FLAGS_reseal)) {
    return kepil::ResealDatabase(config);
  }
  return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("kepild --config FILE");
  absl::ParseCommandLine(argc, argv);
  // Debian's Abseil is built to look for lock cycles at every lock, gRPC's too.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  // Else glibc spreads the flow threads over eight arenas a core, and what each
  // keeps for later looks like a leak.
  mallopt(M_ARENA_MAX, 2);
  // Signals are for sigwait below, in every thread that is made from here on.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  const absl::StatusOr<kepil::Config> config =
      kepil::LoadConfig(absl::GetFlag(FLAGS_config));
  if (!config.ok()) {
    return Fail(config.status());
  }
  if (absl::GetFlag(FLAGS_check_config)) {
    std::printf("the configuration is valid\n");
    return 0;
  }
  const std::optional<absl::StatusOr<std::string>> done = Maintain(*config);
  if (done.has_value()) {
    if (!done->ok()) {
      return Fail(done->status());
    }
    std::printf("%s\n", (*done)->c_str());
    return 0;
  }
  const std::optional<kepil::LogLevel> level =
      LevelOf(absl::GetFlag(FLAGS_log_level));
  if (!level.has_value()) {
    return Fail(absl::InvalidArgumentError("--log_level: unknown level"));
  }
  for (const std::string& failed : kepil::FailedSelfTests()) {
    std::fprintf(stderr, "kepild: self-test failed, switched off: %s\n",
                 failed.c_str());
  }
  if (!config->keys().has_storage()) {
    std::fprintf(stderr,
                 "kepild: without keys.storage the database is plain\n");
  }
  absl::StatusOr<std::unique_ptr<kepil::House>> house =
      kepil::House::Open(*config, *level);
  if (!house.ok()) {
    return Fail(house.status());
  }
  for (const std::string& address : (*house)->listeners()) {
    std::printf("listening %s\n", address.c_str());
  }
  std::printf("ready\n");
  std::fflush(stdout);
  for (;;) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP) {
      break;
    }
    const absl::Status reloaded = (*house)->Reload();
    if (!reloaded.ok()) {
      Fail(reloaded);
    }
  }
  house->reset();
  return 0;
}
