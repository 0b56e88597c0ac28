#include "services/rpc/post_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr int64_t kBudget = 1000;

class Client {
 public:
  explicit Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address),
                        sizeof(address)),
              0);
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void Send(const std::string& octets) {
    ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
  }
  // Until `mark` was read or the server closes.
  std::string ReadTo(const std::string& mark) {
    while (!absl::StrContains(read_, mark)) {
      char octets[4096];
      const ssize_t got = ::recv(socket_, octets, sizeof(octets), 0);
      if (got <= 0) {
        break;
      }
      read_.append(octets, static_cast<size_t>(got));
    }
    return std::exchange(read_, "");
  }

 private:
  const int socket_;
  std::string read_;
};

std::string Post(const std::string& body, const std::string& headers = "") {
  return absl::StrCat("POST /dvcs?x HTTP/1.1\r\nHost: h\r\n",
                      "Content-Type: Application/DVCS; q=1\r\n", headers,
                      "Content-Length: ", body.size(), "\r\n\r\n", body);
}

// Says what it was asked.
HttpResponse Echo(const PostRequest& request) {
  HttpResponse response;
  response.body =
      absl::StrCat(request.path, "|", request.content_type, "|", request.body,
                   "|", request.is_over_limit ? "over" : "whole", "|",
                   request.address, "|", request.tls_leaf_sha256.size(), "$");
  return response;
}

struct PostServerTest : testing::Test {
  InflightBudget budget{kBudget};
  std::unique_ptr<PostServer> server;

  int Start(PostServer::Handler handler) {
    PostServer::Options options;
    options.max_body_bytes = 500;
    auto started = PostServer::Start(options, {}, budget, std::move(handler));
    EXPECT_THAT(started, IsOk());
    server = *std::move(started);
    return server->port();
  }
  int StartEcho() {
    return Start([](PostRequest request, PostServer::Responder respond) {
      respond(Echo(request));
    });
  }
};

TEST_F(PostServerTest, GivesTheHandlerWhatWasPosted) {
  Client client(StartEcho());
  for (const char* body : {"one", "two"}) {  // On one connection.
    client.Send(Post(body));
    EXPECT_THAT(
        client.ReadTo("$"),
        testing::AllOf(StartsWith("HTTP/1.1 200"),
                       HasSubstr(absl::StrCat("/dvcs|application/dvcs|", body,
                                              "|whole|127.0.0.1|"
                                              "0$"))));
  }
  EXPECT_EQ(budget.held(), 0);
}

TEST_F(PostServerTest, ContinuesWhenItIsAskedTo) {
  Client client(StartEcho());
  client.Send(
      "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
      "Content-Length: 4\r\n\r\n");
  EXPECT_THAT(client.ReadTo("\r\n\r\n"), StartsWith("HTTP/1.1 100"));
  client.Send("body");
  EXPECT_THAT(client.ReadTo("$"), HasSubstr("|body|whole|"));
}

TEST_F(PostServerTest, TheHandlerHearsOfABodyOverTheLimit) {
  Client client(StartEcho());
  client.Send(Post(std::string(501, 'x')));
  EXPECT_THAT(client.ReadTo("$"), HasSubstr("||over|"));
  EXPECT_EQ(client.ReadTo("more"), "");  // Closed.
  EXPECT_EQ(budget.held(), 0);
}

TEST_F(PostServerTest, RefusesWhatIsNoPostOfKnownLength) {
  const int port = StartEcho();
  Client get(port);
  get.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(get.ReadTo("only"), StartsWith("HTTP/1.1 405"));
  Client chunked(port);
  chunked.Send(
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_THAT(chunked.ReadTo("required"), StartsWith("HTTP/1.1 411"));
  Client garbage(port);
  garbage.Send("\x16\x03\x01 no HTTP\r\n\r\n");
  EXPECT_EQ(garbage.ReadTo("x"), "");
}

TEST_F(PostServerTest, BodiesAreHeldInTheBudget) {
  ASSERT_THAT(budget.Take(kBudget - 3), IsOk());
  const int port = StartEcho();
  Client big(port);
  big.Send(Post("four"));
  EXPECT_THAT(big.ReadTo("overloaded"), StartsWith("HTTP/1.1 503"));
  Client small(port);
  small.Send(Post("abc"));
  EXPECT_THAT(small.ReadTo("$"), HasSubstr("|abc|"));
}

TEST_F(PostServerTest, AnswersFromAnotherThreadAndWaitsForThem) {
  std::thread later;
  const int port =
      Start([&later](PostRequest request, PostServer::Responder respond) {
        later = std::thread(
            [request = std::move(request), respond = std::move(respond)] {
              respond(Echo(request));
            });
      });
  Client client(port);
  client.Send(Post("late"));
  EXPECT_THAT(client.ReadTo("$"), HasSubstr("|late|"));
  server.reset();
  later.join();
}

TEST_F(PostServerTest, RefusesAnAddressInUseAndAPairThatIsNone) {
  const int port = StartEcho();
  PostServer::Options options;
  options.port = port;
  const auto handler = [](PostRequest, PostServer::Responder respond) {
    respond({});
  };
  EXPECT_THAT(PostServer::Start(options, {}, budget, handler),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  EXPECT_THAT(
      PostServer::Start({}, {"no certificate", "no key"}, budget, handler),
      HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  EXPECT_THAT(server->UseTls({"no certificate", "no key"}),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

}  // namespace
}  // namespace kepil
