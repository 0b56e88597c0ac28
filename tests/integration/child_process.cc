#include "tests/integration/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"

extern char** environ;

namespace kepil {
namespace {

struct Streams {
  int output = -1;          // A descriptor, or
  std::string output_file;  // a file.
  std::string error_file;
};

pid_t Spawn(const std::vector<std::string>& arguments, const Streams& streams) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  constexpr int kWrite = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  if (streams.output >= 0) {
    posix_spawn_file_actions_adddup2(&actions, streams.output, 1);
  } else {
    posix_spawn_file_actions_addopen(&actions, 1, streams.output_file.c_str(),
                                     kWrite, 0600);
  }
  posix_spawn_file_actions_addopen(&actions, 2, streams.error_file.c_str(),
                                   kWrite, 0600);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  pid_t pid = -1;
  const int error =
      posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  KEPIL_CHECK(error == 0);
  return pid;
}

int WaitFor(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

std::string ProgramPath(absl::string_view path) {
  const char* runfiles = std::getenv("TEST_SRCDIR");
  const std::string root =
      runfiles != nullptr
          ? std::string(runfiles)
          : absl::StrCat(
                std::filesystem::read_symlink("/proc/self/exe").string(),
                ".runfiles");
  return absl::StrCat(root, "/kepil/", path);
}

std::unique_ptr<ChildProcess> ChildProcess::Start(
    const std::vector<std::string>& arguments, const std::string& stderr_file) {
  int ends[2];
  KEPIL_CHECK(pipe2(ends, O_CLOEXEC) == 0);
  Streams streams;
  streams.output = ends[1];
  streams.error_file = stderr_file;
  const pid_t pid = Spawn(arguments, streams);
  close(ends[1]);
  return std::unique_ptr<ChildProcess>(new ChildProcess(pid, ends[0]));
}

ChildProcess::~ChildProcess() {
  if (running_) {
    Signal(SIGKILL);
    Wait();
  }
  close(output_);
}

std::optional<std::string> ChildProcess::ReadLine(absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  for (;;) {
    const size_t end = buffered_.find('\n');
    if (end != std::string::npos) {
      std::string line = buffered_.substr(0, end);
      buffered_.erase(0, end + 1);
      return line;
    }
    const int64_t left = absl::ToInt64Milliseconds(deadline - absl::Now());
    pollfd wait = {output_, POLLIN, 0};
    if (left <= 0 || poll(&wait, 1, static_cast<int>(left)) <= 0) {
      return std::nullopt;
    }
    char octets[4096];
    const ssize_t got = read(output_, octets, sizeof(octets));
    if (got <= 0) {
      return std::nullopt;
    }
    buffered_.append(octets, static_cast<size_t>(got));
  }
}

void ChildProcess::Signal(int signal) { kill(pid_, signal); }

int ChildProcess::Wait() {
  running_ = false;
  return WaitFor(pid_);
}

absl::Duration ChildProcess::CpuTime() const {
  // Fields 14 and 15 of proc(5), counted behind the name in parentheses.
  const std::string stat = ReadWholeFile(absl::StrCat("/proc/", pid_, "/stat"));
  const std::vector<std::string> fields =
      absl::StrSplit(stat.substr(stat.rfind(')') + 2), ' ');
  const double ticks =
      std::atof(fields[11].c_str()) + std::atof(fields[12].c_str());
  return absl::Seconds(ticks / static_cast<double>(sysconf(_SC_CLK_TCK)));
}

int64_t ChildProcess::ResidentBytes() const {
  const std::vector<std::string> fields = absl::StrSplit(
      ReadWholeFile(absl::StrCat("/proc/", pid_, "/statm")), ' ');
  return std::atoll(fields[1].c_str()) * sysconf(_SC_PAGESIZE);
}

FinishedProgram RunProgram(const std::vector<std::string>& arguments,
                           const std::string& folder) {
  Streams streams;
  streams.output_file = folder + "/program.out";
  streams.error_file = folder + "/program.err";
  FinishedProgram finished;
  finished.exit_code = WaitFor(Spawn(arguments, streams));
  finished.out = ReadWholeFile(streams.output_file);
  finished.err = ReadWholeFile(streams.error_file);
  return finished;
}

std::string ReadWholeFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void WriteWholeFile(const std::string& path, absl::string_view octets) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(octets.data(), static_cast<std::streamsize>(octets.size()));
  file.close();
  KEPIL_CHECK(file.good());
}

}  // namespace kepil
