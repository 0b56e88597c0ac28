#include "services/store/log_anchor_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr size_t kMaxNote = 64 * 1024;

absl::Status IoError(absl::string_view what) {
  return MakeError(
      absl::StatusCode::kUnavailable, v1::ERROR_REASON_STORE_DOWN,
      absl::StrCat("anchor file: ", what, ": ", std::strerror(errno)));
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

absl::Status WriteAll(int fd, absl::string_view octets) {
  while (!octets.empty()) {
    const ssize_t written = ::write(fd, octets.data(), octets.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return IoError("write");
    }
    octets.remove_prefix(static_cast<size_t>(written));
  }
  return ::fsync(fd) == 0 ? absl::OkStatus() : IoError("fsync");
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

}  // namespace

absl::StatusOr<std::optional<std::string>> LogAnchorFile::Read() const {
  const Descriptor file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    return errno == ENOENT
               ? absl::StatusOr<std::optional<std::string>>(std::nullopt)
               : IoError("open");
  }
  std::string note;
  char buffer[4096];
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return IoError("read");
    }
    if (got == 0) {
      return std::optional<std::string>(std::move(note));
    }
    note.append(buffer, static_cast<size_t>(got));
    if (note.size() > kMaxNote) {
      return MakeError(absl::StatusCode::kDataLoss,
                       v1::ERROR_REASON_STORE_CORRUPT,
                       "the anchor file is no checkpoint");
    }
  }
}

absl::Status LogAnchorFile::Write(absl::string_view note) {
  const std::string next = path_ + ".next";
  {
    const Descriptor file(
        ::open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (file.get() < 0) {
      return IoError("create");
    }
    KEPIL_RETURN_IF_ERROR(WriteAll(file.get(), note));
  }
  if (std::rename(next.c_str(), path_.c_str()) != 0) {
    return IoError("rename");
  }
  const Descriptor folder(
      ::open(FolderOf(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || ::fsync(folder.get()) != 0) {
    return IoError("fsync of the folder");
  }
  return absl::OkStatus();
}

}  // namespace kepil
