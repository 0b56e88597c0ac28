#ifndef KEPIL_TESTS_INTEGRATION_CHILD_PROCESS_H_
#define KEPIL_TESTS_INTEGRATION_CHILD_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace kepil {

// Where a program of this build lies, by its path in the tree
// ("services/kepild/kepild"); it must stand in the target's data.
std::string ProgramPath(absl::string_view path);

// ChildProcess is a program with its standard output in a pipe and its
// standard error in a file. What cannot be started ends the test.
class ChildProcess {
 public:
  static std::unique_ptr<ChildProcess> Start(
      const std::vector<std::string>& arguments,
      const std::string& stderr_file);
  ~ChildProcess();  // Kills it if it still runs.
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // The next line of its output; nullopt at the end or after `timeout`.
  std::optional<std::string> ReadLine(absl::Duration timeout);
  pid_t pid() const { return pid_; }
  void Signal(int signal);
  // Waits for its end: the exit code, or minus the signal that ended it.
  int Wait();
  // Processor time used so far, user and system.
  absl::Duration CpuTime() const;
  int64_t ResidentBytes() const;

 private:
  ChildProcess(pid_t pid, int output) : pid_(pid), output_(output) {}

  const pid_t pid_;
  const int output_;
  std::string buffered_;
  bool running_ = true;
};

// What a program that ran to its end left.
struct FinishedProgram {
  int exit_code = 0;
  std::string out, err;
};
// Runs it with standard input empty; `folder` takes its output files.
FinishedProgram RunProgram(const std::vector<std::string>& arguments,
                           const std::string& folder);

std::string ReadWholeFile(const std::string& path);
void WriteWholeFile(const std::string& path, absl::string_view octets);

}  // namespace kepil

#endif  // KEPIL_TESTS_INTEGRATION_CHILD_PROCESS_H_
