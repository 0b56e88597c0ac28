#include "services/rpc/http_server.h"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace kepil {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

constexpr uint32_t kMaxHeader = 8 * 1024;

HttpResponse NotAllowed() {
  return {405, "text/plain; charset=utf-8", "no-store", "GET only\n"};
}

// One connection; kept alive by its pending operation. All of it runs on the
// server's one thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, const HttpServer::Handler& handler,
             std::chrono::milliseconds idle, std::atomic<int>& open)
      : stream_(std::move(socket)),
        handler_(handler),
        idle_(idle),
        open_(open) {
    ++open_;
  }
  ~Connection() { --open_; }

  void Read() {
    parser_.emplace();
    parser_->header_limit(kMaxHeader);
    parser_->body_limit(std::uint64_t{0});
    stream_.expires_after(idle_);
    http::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code error, std::size_t) {
          if (!error) {
            self->Answer();
          }
        });
  }

 private:
  void Answer() {
    const auto& request = parser_->get();
    absl::string_view path(request.target().data(), request.target().size());
    path = path.substr(0, path.find('?'));
    const bool allowed = request.method() == http::verb::get;
    const HttpResponse answer = allowed ? handler_(path) : NotAllowed();
    response_ = {};
    response_.version(11);
    response_.result(static_cast<unsigned>(answer.status));
    response_.set(http::field::content_type, answer.content_type);
    response_.set(http::field::cache_control, answer.cache_control);
    response_.set("X-Content-Type-Options", "nosniff");
    // An answer to HEAD would be taken for the next one's beginning.
    response_.keep_alive(allowed && request.keep_alive());
    response_.body() = answer.body;
    response_.prepare_payload();
    stream_.expires_after(idle_);
    http::async_write(
        stream_, response_,
        [self = shared_from_this()](beast::error_code error, std::size_t) {
          if (!error && self->response_.keep_alive()) {
            self->Read();
          }
        });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_{kMaxHeader * 2};
  std::optional<http::request_parser<http::empty_body>> parser_;
  http::response<http::string_body> response_;
  const HttpServer::Handler& handler_;
  const std::chrono::milliseconds idle_;
  std::atomic<int>& open_;
};

class BeastServer : public HttpServer {
 public:
  BeastServer(Options options, Handler handler)
      : options_(std::move(options)),
        handler_(std::move(handler)),
        acceptor_(context_) {}

  absl::Status Open() {
    beast::error_code error;
    const auto address = asio::ip::make_address(options_.host, error);
    if (!error) {
      const tcp::endpoint endpoint(address,
                                   static_cast<unsigned short>(options_.port));
      acceptor_.open(endpoint.protocol(), error);
      if (!error) {
        acceptor_.set_option(asio::socket_base::reuse_address(true), error);
      }
      if (!error) {
        acceptor_.bind(endpoint, error);
      }
      if (!error) {
        acceptor_.listen(asio::socket_base::max_listen_connections, error);
      }
    }
    if (error) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_CONFIG_INVALID,
                       absl::StrCat("cannot listen on ", options_.host, ":",
                                    options_.port, ": ", error.message()));
    }
    port_ = acceptor_.local_endpoint().port();
    Accept();
    thread_ = std::thread([this] { context_.run(); });
    return absl::OkStatus();
  }

  ~BeastServer() override {
    context_.stop();
    if (thread_.joinable()) {
      thread_.join();
    }
  }

  int port() const override { return port_; }

 private:
  void Accept() {
    acceptor_.async_accept([this](beast::error_code error, tcp::socket socket) {
      if (!error && open_.load() < options_.max_connections) {
        std::make_shared<Connection>(
            std::move(socket), handler_,
            std::chrono::milliseconds(
                absl::ToInt64Milliseconds(options_.idle_timeout)),
            open_)
            ->Read();
      }
      if (acceptor_.is_open()) {
        Accept();
      }
    });
  }

  const Options options_;
  const Handler handler_;
  std::atomic<int> open_{0};
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(Options options,
                                                              Handler handler) {
  auto server =
      std::make_unique<BeastServer>(std::move(options), std::move(handler));
  const absl::Status opened = server->Open();
  if (!opened.ok()) {
    return opened;
  }
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace kepil
