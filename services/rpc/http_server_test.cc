#include "services/rpc/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A connection to a port of this machine, made at once.
class Client {
 public:
  explicit Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address),
                           sizeof(address)) == 0;
    EXPECT_TRUE(connected_);
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void Send(const std::string& octets) {
    ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
  }
  // Until the server closes.
  std::string ReadAll() {
    while (ReadSome()) {
    }
    return std::exchange(read_, "");
  }
  // Until `mark` was read or the server closes.
  std::string ReadTo(const std::string& mark) {
    while (!absl::StrContains(read_, mark) && ReadSome()) {
    }
    return std::exchange(read_, "");
  }

 private:
  bool ReadSome() {
    char octets[4096];
    const ssize_t got = ::recv(socket_, octets, sizeof(octets), 0);
    if (got <= 0) {
      return false;
    }
    read_.append(octets, static_cast<size_t>(got));
    return true;
  }

  const int socket_;
  bool connected_ = false;
  std::string read_;
};

std::string Get(const std::string& target, const std::string& headers = "") {
  return absl::StrCat("GET ", target, " HTTP/1.1\r\nHost: localhost\r\n",
                      headers, "\r\n");
}
constexpr char kClose[] = "Connection: close\r\n";

// Answers with the path; 404 for "/none".
HttpResponse Echo(absl::string_view path) {
  HttpResponse response;
  response.status = path == "/none" ? 404 : 200;
  response.cache_control = "no-cache";
  response.body = absl::StrCat("path ", path, "\n");
  return response;
}

std::unique_ptr<HttpServer> Start(HttpServer::Options options = {}) {
  auto server = HttpServer::Start(options, Echo);
  EXPECT_THAT(server, IsOk());
  return *std::move(server);
}

TEST(HttpServerTest, AnswersWithWhatTheHandlerSays) {
  const auto server = Start();
  Client client(server->port());
  client.Send(Get("/metrics", kClose));
  const std::string answer = client.ReadAll();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain; charset=utf-8\r\n"));
  EXPECT_THAT(answer, HasSubstr("Cache-Control: no-cache\r\n"));
  EXPECT_THAT(answer, HasSubstr("X-Content-Type-Options: nosniff\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\n\r\npath /metrics\n"));
  Client other(server->port());
  other.Send(Get("/none", kClose));
  EXPECT_THAT(other.ReadAll(), StartsWith("HTTP/1.1 404 "));
}

TEST(HttpServerTest, HandlerDoesNotSeeTheQuery) {
  const auto server = Start();
  Client client(server->port());
  client.Send(Get("/metrics?name=x/y", kClose));
  EXPECT_THAT(client.ReadAll(), HasSubstr("\r\n\r\npath /metrics\n"));
}

TEST(HttpServerTest, ConnectionServesSeveralRequests) {
  const auto server = Start();
  Client client(server->port());
  client.Send(Get("/a"));
  EXPECT_THAT(client.ReadTo("path /a\n"), HasSubstr("path /a\n"));
  client.Send(Get("/b") + Get("/c", kClose));  // Both at once.
  const std::string answers = client.ReadAll();
  EXPECT_THAT(answers, HasSubstr("path /b\n"));
  EXPECT_THAT(answers, HasSubstr("path /c\n"));
}

TEST(HttpServerTest, OnlyGetIsAllowed) {
  const auto server = Start();
  for (const char* method : {"POST", "PUT", "DELETE", "HEAD", "OPTIONS"}) {
    Client client(server->port());
    client.Send(absl::StrCat(method, " /metrics HTTP/1.1\r\nHost: h\r\n\r\n"));
    const std::string answer = client.ReadAll();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 405 ")) << method;
    EXPECT_THAT(answer, Not(HasSubstr("path /metrics"))) << method;
  }
}

TEST(HttpServerTest, RequestBodyAndLongHeadersAreNotRead) {
  const auto server = Start();
  Client body(server->port());
  body.Send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_THAT(body.ReadAll(), Not(HasSubstr("200 OK")));
  Client chunked(server->port());
  chunked.Send(Get("/a", "Transfer-Encoding: chunked\r\n") +
               "5\r\nhello\r\n0\r\n\r\n");
  EXPECT_THAT(chunked.ReadAll(), Not(HasSubstr("200 OK")));
  Client headers(server->port());
  headers.Send(Get("/a", absl::StrCat("X: ", std::string(9000, 'x'), "\r\n")));
  EXPECT_THAT(headers.ReadAll(), Not(HasSubstr("200 OK")));
  Client garbage(server->port());
  garbage.Send(std::string("\x16\x03\x01\x00\xff not http\r\n\r\n", 19));
  EXPECT_THAT(garbage.ReadAll(), Not(HasSubstr("200 OK")));
  // And it still serves.
  Client client(server->port());
  client.Send(Get("/a", kClose));
  EXPECT_THAT(client.ReadAll(), HasSubstr("path /a\n"));
}

TEST(HttpServerTest, ConnectionsOverTheLimitAreClosed) {
  HttpServer::Options options;
  options.max_connections = 1;
  const auto server = Start(options);
  Client first(server->port());
  first.Send(Get("/a"));
  EXPECT_THAT(first.ReadTo("path /a\n"), HasSubstr("path /a\n"));
  Client second(server->port());
  second.Send(Get("/b"));
  EXPECT_EQ(second.ReadAll(), "");
  first.Send(Get("/c", kClose));
  EXPECT_THAT(first.ReadAll(), HasSubstr("path /c\n"));
}

TEST(HttpServerTest, IdleConnectionIsClosed) {
  HttpServer::Options options;
  options.idle_timeout = absl::Milliseconds(20);
  const auto server = Start(options);
  Client silent(server->port());
  EXPECT_EQ(silent.ReadAll(), "");
  Client half(server->port());
  half.Send("GET /a HT");
  EXPECT_EQ(half.ReadAll(), "");
}

TEST(HttpServerTest, EndClosesConnections) {
  auto server = Start();
  Client client(server->port());
  client.Send(Get("/a"));
  EXPECT_THAT(client.ReadTo("path /a\n"), HasSubstr("path /a\n"));
  server.reset();
  EXPECT_EQ(client.ReadAll(), "");
}

TEST(HttpServerTest, AddressThatCannotBeBoundIsSaid) {
  const auto server = Start();
  HttpServer::Options taken;
  taken.port = server->port();
  HttpServer::Options name;
  name.host = "localhost";
  HttpServer::Options foreign;
  foreign.host = "192.0.2.1";  // Documentation; nobody's interface.
  for (const HttpServer::Options& options : {taken, name, foreign}) {
    const auto refused = HttpServer::Start(options, Echo);
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(refused, HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  }
}

}  // namespace
}  // namespace kepil
