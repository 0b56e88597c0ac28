#include <malloc.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "engine/crypto/self_test.h"
#include "services/kepild/config.h"
#include "services/kepild/house.h"

ABSL_FLAG(std::string, config, "", "The configuration file (textproto).");
ABSL_FLAG(bool, check_config, false,
          "Parse and check the configuration, open nothing, exit.");
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

}  // namespace

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("kepild --config FILE");
  absl::ParseCommandLine(argc, argv);
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
  const std::optional<kepil::LogLevel> level =
      LevelOf(absl::GetFlag(FLAGS_log_level));
  if (!level.has_value()) {
    return Fail(absl::InvalidArgumentError("--log_level: unknown level"));
  }
  for (const std::string& failed : kepil::FailedSelfTests()) {
    std::fprintf(stderr, "kepild: self-test failed, switched off: %s\n",
                 failed.c_str());
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
