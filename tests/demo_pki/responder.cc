// responder --dir DIR [--port N]: serves the CRLs and OCSP answers of a
// directory that `issue` wrote on 127.0.0.1. Port 0, the default, takes a free
// one. The first line on standard output is the port.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tests/demo_pki/demo_responder.h"

namespace {

constexpr size_t kMaxRequest = 64 << 10;
constexpr int kTimeoutSeconds = 5;

int Listen(int port) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  socklen_t length = sizeof(address);
  if (listener < 0 ||
      bind(listener, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
      listen(listener, 64) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) !=
          0) {
    std::perror("responder");
    return -1;
  }
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return listener;
}

// Octets of the body that the header announces; -1 if it cannot be.
int64_t BodyLength(absl::string_view header) {
  for (absl::string_view line : absl::StrSplit(header, "\r\n")) {
    const std::vector<absl::string_view> field =
        absl::StrSplit(line, absl::MaxSplits(':', 1));
    int64_t length = 0;
    if (field.size() == 2 &&
        absl::EqualsIgnoreCase(field[0], "content-length")) {
      return absl::SimpleAtoi(absl::StripAsciiWhitespace(field[1]), &length) &&
                     length >= 0 && length <= static_cast<int64_t>(kMaxRequest)
                 ? length
                 : -1;
    }
  }
  return 0;
}

// Reads on until `request` has `wanted` octets or, for 0, a whole header.
bool ReadUntil(int connection, size_t wanted, std::string& request) {
  while (wanted == 0 ? !absl::StrContains(request, "\r\n\r\n")
                     : request.size() < wanted) {
    char buffer[4096];
    const ssize_t got = recv(connection, buffer, sizeof(buffer), 0);
    if (got <= 0 || request.size() > 2 * kMaxRequest) {
      return false;
    }
    request.append(buffer, static_cast<size_t>(got));
  }
  return true;
}

void Serve(int connection, const kepil::DemoResponder& responder) {
  std::string request;
  if (!ReadUntil(connection, 0, request)) {
    return;
  }
  const size_t body = request.find("\r\n\r\n") + 4;
  const int64_t length = BodyLength(absl::string_view(request).substr(0, body));
  if (length < 0) {
    return;
  }
  if (absl::StrContains(absl::AsciiStrToLower(request.substr(0, body)),
                        "expect: 100-continue")) {
    send(connection, "HTTP/1.1 100 Continue\r\n\r\n", 25, MSG_NOSIGNAL);
  }
  if (length > 0 &&
      !ReadUntil(connection, body + static_cast<size_t>(length), request)) {
    return;
  }
  const std::vector<absl::string_view> line = absl::StrSplit(
      absl::string_view(request).substr(0, request.find("\r\n")), ' ');
  kepil::DemoHttpAnswer answer;
  if (line.size() == 3) {
    answer = responder.Handle(
        line[0], line[1],
        absl::string_view(request).substr(body, static_cast<size_t>(length)),
        absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now())));
  }
  const std::string out = absl::StrCat(
      "HTTP/1.1 ", answer.status, answer.status == 200 ? " OK" : " Not Found",
      "\r\nContent-Type: ", answer.content_type,
      "\r\nContent-Length: ", answer.body.size(),
      "\r\nConnection: close\r\n\r\n", answer.body);
  for (size_t sent = 0; sent < out.size();) {
    const ssize_t step =
        send(connection, out.data() + sent, out.size() - sent, MSG_NOSIGNAL);
    if (step <= 0) {
      return;
    }
    sent += static_cast<size_t>(step);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::string directory;
  int port = 0;
  for (int i = 1; i + 1 < argc; i += 2) {
    const absl::string_view flag = argv[i];
    if (flag == "--dir") {
      directory = argv[i + 1];
    } else if (flag != "--port" || !absl::SimpleAtoi(argv[i + 1], &port)) {
      directory.clear();
      break;
    }
  }
  if (directory.empty() || argc % 2 == 0 || port < 0 || port > 65535) {
    std::fprintf(stderr, "usage: responder --dir DIR [--port N]\n");
    return 2;
  }
  const int listener = Listen(port);
  if (listener < 0) {
    return 1;
  }
  const kepil::DemoResponder responder(directory);
  while (true) {
    const int connection = accept(listener, nullptr, nullptr);
    if (connection < 0) {
      continue;
    }
    const timeval timeout = {kTimeoutSeconds, 0};
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
    setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
    Serve(connection, responder);
    close(connection);
  }
}
