#include "services/net/curl_fetcher.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/mutex.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A server on the IPv4 loopback that takes one connection after another, reads
// one request from each and answers with the octets that it was given, or with
// silence until the client leaves.
class LoopbackServer {
 public:
  explicit LoopbackServer(std::optional<std::string> answer)
      : answer_(std::move(answer)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 8), 0);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~LoopbackServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }

  int port() const { return port_; }
  std::string Url(absl::string_view host = "127.0.0.1") const {
    return absl::StrCat("http://", host, ":", port_, "/path?query");
  }
  // Every request so far, with its body.
  std::vector<std::string> requests() {
    MutexLock lock(mutex_);
    return requests_;
  }

 private:
  void Serve() {
    int connection;
    while ((connection = accept(listener_, nullptr, nullptr)) >= 0) {
      std::string request = Read(connection);
      {
        MutexLock lock(mutex_);
        requests_.push_back(std::move(request));
      }
      if (answer_.has_value()) {
        Write(connection, *answer_);
        shutdown(connection, SHUT_WR);
      }
      char ignored[256];
      while (recv(connection, ignored, sizeof(ignored), 0) > 0) {
      }
      close(connection);
    }
  }

  static std::string Read(int connection) {
    std::string request;
    char octets[4096];
    ssize_t count;
    while (!IsWhole(request) &&
           (count = recv(connection, octets, sizeof(octets), 0)) > 0) {
      request.append(octets, count);
    }
    return request;
  }

  static bool IsWhole(const std::string& request) {
    if (absl::StartsWith(request, "\x16")) {
      return true;  // TLS, of which it understands nothing.
    }
    const size_t end = request.find("\r\n\r\n");
    if (end == std::string::npos) {
      return false;
    }
    static const std::string kLength = "Content-Length: ";
    const size_t at = request.find(kLength);
    const size_t length =
        at == std::string::npos || at > end
            ? 0
            : std::strtoul(request.c_str() + at + kLength.size(), nullptr, 10);
    return request.size() >= end + 4 + length;
  }

  static void Write(int connection, absl::string_view octets) {
    while (!octets.empty()) {
      const ssize_t count =
          send(connection, octets.data(), octets.size(), MSG_NOSIGNAL);
      if (count <= 0) {
        return;
      }
      octets.remove_prefix(count);
    }
  }

  const std::optional<std::string> answer_;
  int listener_ = -1;
  int port_ = 0;
  Mutex mutex_;
  std::vector<std::string> requests_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

std::string Ok(absl::string_view body, absl::string_view headers = "") {
  return absl::StrCat("HTTP/1.1 200 OK\r\nContent-Length: ", body.size(),
                      "\r\n", headers, "\r\n", body);
}

CurlFetcher::Options LoopbackAllowed() {
  CurlFetcher::Options options;
  options.allowed = {*IpRange::Parse("127.0.0.0/8"),
                     *IpRange::Parse("::1/128")};
  return options;
}

FetchRequest Get(std::string url) {
  FetchRequest request;
  request.url = std::move(url);
  request.timeout = absl::Seconds(30);
  return request;
}

std::string HttpStatusOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const std::optional<std::string> octets = ErrorInfoOf(status);
  if (!octets.has_value() || !info.ParseFromString(*octets)) {
    return "";
  }
  const auto it = info.metadata().find("http_status");
  return it == info.metadata().end() ? "" : it->second;
}

// What a fetch of `answer` gives, with the loopback allowed.
absl::StatusOr<FetchResponse> FetchAnswer(std::string answer,
                                          int64_t max_response_bytes = 1024) {
  LoopbackServer server(std::move(answer));
  FakeClock clock;
  CurlFetcher fetcher(clock, LoopbackAllowed());
  FetchRequest request = Get(server.Url());
  request.max_response_bytes = max_response_bytes;
  return fetcher.Fetch(request);
}

TEST(CurlFetcherTest, GetsABody) {
  LoopbackServer server(Ok(absl::string_view("\x30\x00\xff", 3),
                           "Content-Type: application/pkix-crl\r\n"));
  FakeClock clock;
  CurlFetcher fetcher(clock, LoopbackAllowed());
  const auto response = fetcher.Fetch(Get(server.Url()));
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->content_type, "application/pkix-crl");
  EXPECT_EQ(response->body, absl::string_view("\x30\x00\xff", 3));
  ASSERT_EQ(server.requests().size(), 1u);
  const std::string request = server.requests()[0];
  EXPECT_THAT(request, StartsWith("GET /path?query HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr(absl::StrCat(
                           "\r\nHost: 127.0.0.1:", server.port(), "\r\n")));
  EXPECT_THAT(request, HasSubstr("\r\nAccept: */*\r\n"));
  EXPECT_THAT(request, Not(HasSubstr("Accept-Encoding")));
}

TEST(CurlFetcherTest, PostsABody) {
  LoopbackServer server(Ok("answer"));
  FakeClock clock;
  CurlFetcher fetcher(clock, LoopbackAllowed());
  FetchRequest request = Get(server.Url());
  request.method = FetchMethod::kPost;
  request.content_type = "application/ocsp-request";
  request.accept = "application/ocsp-response";
  for (const size_t size : {size_t{0}, size_t{5}, size_t{100000}}) {
    request.body = std::string(size, '\0');
    EXPECT_THAT(fetcher.Fetch(request), IsOk()) << size;
    const std::string seen = server.requests().back();
    EXPECT_THAT(seen, StartsWith("POST /path?query HTTP/1.1\r\n"));
    EXPECT_THAT(seen,
                HasSubstr("\r\nContent-Type: application/ocsp-request\r\n"));
    EXPECT_THAT(seen, HasSubstr("\r\nAccept: application/ocsp-response\r\n"));
    EXPECT_THAT(seen, Not(HasSubstr("Expect")));
    EXPECT_TRUE(absl::EndsWith(seen, absl::StrCat("\r\n\r\n", request.body)));
    EXPECT_EQ(seen.size(), seen.find("\r\n\r\n") + 4 + size);
  }
}

TEST(CurlFetcherTest, RefusesLoopbackUnlessAllowed) {
  LoopbackServer server(Ok("secret"));
  FakeClock clock;
  CurlFetcher fetcher(clock, {});
  for (const char* host :
       {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1",
        "169.254.169.254", "0.0.0.0"}) {
    const auto response = fetcher.Fetch(Get(server.Url(host)));
    EXPECT_THAT(response, StatusIs(absl::StatusCode::kFailedPrecondition))
        << host;
    EXPECT_THAT(response, HasReason(v1::ERROR_REASON_ADDRESS_FORBIDDEN))
        << host;
  }
  EXPECT_TRUE(server.requests().empty());
}

TEST(CurlFetcherTest, FetchesFromLocalhostWhenAllowed) {
  LoopbackServer server(Ok("answer"));
  FakeClock clock;
  CurlFetcher fetcher(clock, LoopbackAllowed());
  EXPECT_THAT(fetcher.Fetch(Get(server.Url("localhost"))), IsOk());
  EXPECT_THAT(fetcher.Fetch(Get(server.Url("[::ffff:127.0.0.1]"))), IsOk());
}

TEST(CurlFetcherTest, ResolvesOnceAndConnectsByAddress) {
  LoopbackServer server(Ok("answer"));
  FakeClock clock;
  std::vector<std::string> names;
  CurlFetcher::Options options = LoopbackAllowed();
  options.lookup = [&names](const std::string& name) {
    names.push_back(name);
    return std::vector<IpAddress>{*IpAddress::Parse("127.0.0.1")};
  };
  CurlFetcher fetcher(clock, std::move(options));
  EXPECT_THAT(fetcher.Fetch(Get(server.Url("OCSP.nowhere.invalid"))), IsOk());
  EXPECT_THAT(names, testing::ElementsAre("ocsp.nowhere.invalid"));
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_THAT(server.requests()[0],
              HasSubstr(absl::StrCat(
                  "\r\nHost: ocsp.nowhere.invalid:", server.port(), "\r\n")));
}

TEST(CurlFetcherTest, TriesTheNextAddressOfAName) {
  LoopbackServer server(Ok("answer"));
  FakeClock clock;
  CurlFetcher::Options options = LoopbackAllowed();
  options.lookup = [](const std::string&) {
    return std::vector<IpAddress>{*IpAddress::Parse("127.0.0.9"),
                                  *IpAddress::Parse("127.0.0.1")};
  };
  CurlFetcher fetcher(clock, std::move(options));
  EXPECT_THAT(fetcher.Fetch(Get(server.Url("a.kz"))), IsOk());
}

TEST(CurlFetcherTest, RefusesANameWithOneForbiddenAddress) {
  LoopbackServer server(Ok("answer"));
  FakeClock clock;
  CurlFetcher::Options options = LoopbackAllowed();
  options.lookup = [](const std::string&) {
    return std::vector<IpAddress>{*IpAddress::Parse("127.0.0.1"),
                                  *IpAddress::Parse("192.168.0.1")};
  };
  CurlFetcher fetcher(clock, std::move(options));
  EXPECT_THAT(fetcher.Fetch(Get(server.Url("a.kz"))),
              HasReason(v1::ERROR_REASON_ADDRESS_FORBIDDEN));
  EXPECT_TRUE(server.requests().empty());
}

TEST(CurlFetcherTest, TreatsARedirectAsAFailure) {
  LoopbackServer target(Ok("secret"));
  LoopbackServer server(
      absl::StrCat("HTTP/1.1 302 Found\r\nLocation: ", target.Url(),
                   "\r\nContent-Length: 0\r\n\r\n"));
  FakeClock clock;
  CurlFetcher fetcher(clock, LoopbackAllowed());
  const auto response = fetcher.Fetch(Get(server.Url()));
  EXPECT_THAT(response, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(response, HasReason(v1::ERROR_REASON_FETCH_FAILED));
  EXPECT_EQ(HttpStatusOf(response.status()), "302");
  EXPECT_TRUE(target.requests().empty());
}

TEST(CurlFetcherTest, ReportsTheStatusOfAFailureWhateverItsBody) {
  for (const char* status : {"404", "500", "304", "100"}) {
    const auto response = FetchAnswer(
        absl::StrCat("HTTP/1.1 ", status, " X\r\nContent-Length: 5000\r\n\r\n",
                     std::string(5000, 'x')),
        10);
    EXPECT_THAT(response, HasReason(v1::ERROR_REASON_FETCH_FAILED)) << status;
    if (std::string(status) != "100") {
      EXPECT_EQ(HttpStatusOf(response.status()), status);
    }
  }
}

TEST(CurlFetcherTest, BoundsTheBody) {
  const std::string body(1000, 'x');
  const std::string endless = absl::StrCat("HTTP/1.0 200 OK\r\n\r\n", body);
  const std::string chunked = absl::StrCat(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n", body,
      "\r\n0\r\n\r\n");
  for (const std::string& answer : {Ok(body), endless, chunked}) {
    const auto exact = FetchAnswer(answer, 1000);
    ASSERT_THAT(exact, IsOk());
    EXPECT_EQ(exact->body, body);
    const auto over = FetchAnswer(answer, 999);
    EXPECT_THAT(over, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(over, HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
  }
  EXPECT_THAT(FetchAnswer(Ok(""), 0), IsOk());
}

TEST(CurlFetcherTest, BoundsTheHeaders) {
  std::string headers;
  while (headers.size() < CurlFetcher::kMaxHeaderOctets) {
    absl::StrAppend(&headers, "X: ", std::string(1000, 'x'), "\r\n");
  }
  EXPECT_THAT(FetchAnswer(Ok("answer", headers)),
              HasReason(v1::ERROR_REASON_FETCH_FAILED));
  EXPECT_THAT(FetchAnswer(Ok("answer", headers.substr(0, 1005 * 20))), IsOk());
}

TEST(CurlFetcherTest, GivesUpOnAServerThatNeverAnswers) {
  LoopbackServer server(std::nullopt);
  FakeClock clock;
  CurlFetcher fetcher(clock, LoopbackAllowed());
  FetchRequest request = Get(server.Url());
  request.timeout = absl::Milliseconds(50);
  const auto response = fetcher.Fetch(request);
  EXPECT_THAT(response, StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(response, HasReason(v1::ERROR_REASON_DEADLINE));
  request.timeout = absl::ZeroDuration();
  EXPECT_THAT(fetcher.Fetch(request), HasReason(v1::ERROR_REASON_DEADLINE));
}

TEST(CurlFetcherTest, GivesUpOnANameThatNeverResolves) {
  FakeClock clock;
  std::promise<void> open;
  const std::shared_future<void> opened = open.get_future().share();
  CurlFetcher::Options options = LoopbackAllowed();
  options.lookup = [opened](const std::string&) {
    opened.wait();
    return std::vector<IpAddress>{};
  };
  CurlFetcher fetcher(clock, std::move(options));
  FetchRequest request = Get("http://a.kz/");
  request.timeout = absl::Milliseconds(20);
  EXPECT_THAT(fetcher.Fetch(request), HasReason(v1::ERROR_REASON_DEADLINE));
  open.set_value();
}

TEST(CurlFetcherTest, FailsOnWhatIsNotHttp) {
  EXPECT_THAT(FetchAnswer(""), HasReason(v1::ERROR_REASON_FETCH_FAILED));
  EXPECT_THAT(FetchAnswer("hello"), HasReason(v1::ERROR_REASON_FETCH_FAILED));
  // Cut short: 5 of 9 octets.
  EXPECT_THAT(FetchAnswer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabcde"),
              HasReason(v1::ERROR_REASON_FETCH_FAILED));
  LoopbackServer server(Ok("answer"));
  FakeClock clock;
  CurlFetcher fetcher(clock, LoopbackAllowed());
  EXPECT_THAT(
      fetcher.Fetch(Get(absl::StrCat("https://127.0.0.1:", server.port()))),
      HasReason(v1::ERROR_REASON_FETCH_FAILED));
}

TEST(CurlFetcherTest, FailsWhenNobodyListens) {
  const int port = LoopbackServer(std::nullopt).port();
  FakeClock clock;
  CurlFetcher fetcher(clock, LoopbackAllowed());
  const auto response =
      fetcher.Fetch(Get(absl::StrCat("http://127.0.0.1:", port, "/")));
  EXPECT_THAT(response, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(response, HasReason(v1::ERROR_REASON_FETCH_FAILED));
}

TEST(CurlFetcherTest, UndoesNoContentCodingAndKeepsNoCookie) {
  LoopbackServer server(
      Ok("abc", "Content-Encoding: gzip\r\nSet-Cookie: a=b\r\n"));
  FakeClock clock;
  CurlFetcher fetcher(clock, LoopbackAllowed());
  for (int i = 0; i < 2; ++i) {
    const auto response = fetcher.Fetch(Get(server.Url()));
    ASSERT_THAT(response, IsOk());
    EXPECT_EQ(response->body, "abc");
  }
  EXPECT_THAT(server.requests().back(), Not(HasSubstr("Cookie")));
}

TEST(CurlFetcherTest, IgnoresAProxyInTheEnvironment) {
  LoopbackServer proxy(Ok("proxied"));
  LoopbackServer server(Ok("direct"));
  const std::string url = absl::StrCat("http://127.0.0.1:", proxy.port());
  setenv("http_proxy", url.c_str(), 1);
  setenv("ALL_PROXY", url.c_str(), 1);
  FakeClock clock;
  CurlFetcher fetcher(clock, LoopbackAllowed());
  const auto response = fetcher.Fetch(Get(server.Url()));
  unsetenv("http_proxy");
  unsetenv("ALL_PROXY");
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->body, "direct");
  EXPECT_TRUE(proxy.requests().empty());
}

TEST(CurlFetcherTest, RefusesAMalformedRequest) {
  LoopbackServer server(Ok("answer"));
  FakeClock clock;
  CurlFetcher fetcher(clock, LoopbackAllowed());
  FetchRequest injected = Get(server.Url());
  injected.accept = "a\r\nX-Y: z";
  FetchRequest with_body = Get(server.Url());
  with_body.body = "x";
  FetchRequest negative = Get(server.Url());
  negative.max_response_bytes = -1;
  for (const FetchRequest& request :
       {injected, with_body, negative, Get("ftp://127.0.0.1/"),
        Get("http://127.1/"), Get("http://u@127.0.0.1/"), Get("")}) {
    EXPECT_THAT(fetcher.Fetch(request),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
        << request.url;
  }
  EXPECT_TRUE(server.requests().empty());
}

}  // namespace
}  // namespace kepil
