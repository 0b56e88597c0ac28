#include "services/rpc/post_server.h"

#include <openssl/ssl.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core.hpp>
#include <chrono>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "services/rpc/post_connection.h"

namespace kepil {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;

absl::Status ConfigError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONFIG_INVALID, message);
}

// nullptr: no TLS.
absl::StatusOr<TlsContext> MakeTls(const PostServer::Tls& tls) {
  if (tls.cert_pem.empty()) {
    return TlsContext();
  }
  auto context =
      std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX* raw = context->native_handle();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  // A resumed session would carry a certificate that nobody proved again.
  SSL_CTX_set_options(raw, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(raw, 0);
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(
      raw, [](X509_STORE_CTX*, void*) { return 1; }, nullptr);
  beast::error_code error;
  context->use_certificate_chain(asio::buffer(tls.cert_pem), error);
  if (!error) {
    context->use_private_key(asio::buffer(tls.key_pem), asio::ssl::context::pem,
                             error);
  }
  if (error || SSL_CTX_check_private_key(raw) != 1) {
    return ConfigError("TLS certificate and key are no pair");
  }
  return context;
}

class BeastPostServer : public PostServer {
 public:
  BeastPostServer(Options options, InflightBudget& budget, Handler handler)
      : options_(std::move(options)),
        handler_(std::move(handler)),
        shared_{options_,
                handler_,
                budget,
                owed_,
                open_,
                std::chrono::milliseconds(
                    absl::ToInt64Milliseconds(options_.timeout))},
        acceptor_(context_) {}

  absl::Status Open(const Tls& tls) {
    KEPIL_RETURN_IF_ERROR(UseTls(tls));
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
      return ConfigError(absl::StrCat("cannot listen on ", options_.host, ":",
                                      options_.port, ": ", error.message()));
    }
    port_ = acceptor_.local_endpoint().port();
    Accept();
    thread_ = std::thread([this] { context_.run(); });
    return absl::OkStatus();
  }

  ~BeastPostServer() override {
    if (!thread_.joinable()) {
      return;
    }
    asio::post(context_, [this] {
      beast::error_code ignored;
      acceptor_.close(ignored);
    });
    owed_.WaitForNone();
    context_.stop();
    thread_.join();
  }

  int port() const override { return port_; }

  absl::Status UseTls(const Tls& tls) override {
    KEPIL_ASSIGN_OR_RETURN(TlsContext made, MakeTls(tls));
    MutexLock lock(mutex_);
    tls_ = std::move(made);
    return absl::OkStatus();
  }

 private:
  void Accept() {
    acceptor_.async_accept([this](beast::error_code error, tcp::socket socket) {
      if (!error && open_.load() < options_.max_connections) {
        Serve(std::move(socket));
      }
      if (acceptor_.is_open()) {
        Accept();
      }
    });
  }

  void Serve(tcp::socket socket) {
    TlsContext tls;
    {
      MutexLock lock(mutex_);
      tls = tls_;
    }
    if (tls == nullptr) {
      std::make_shared<PostConnection<beast::tcp_stream>>(shared_, nullptr,
                                                          std::move(socket))
          ->Begin();
      return;
    }
    asio::ssl::context& context = *tls;
    std::make_shared<PostConnection<beast::ssl_stream<beast::tcp_stream>>>(
        shared_, std::move(tls), std::move(socket), context)
        ->Begin();
  }

  const Options options_;
  const Handler handler_;
  OwedAnswers owed_;
  std::atomic<int> open_{0};
  const PostShared shared_;
  Mutex mutex_;
  TlsContext tls_ ABSL_GUARDED_BY(mutex_);
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<PostServer>> PostServer::Start(
    Options options, const Tls& tls, InflightBudget& budget, Handler handler) {
  auto server = std::make_unique<BeastPostServer>(std::move(options), budget,
                                                  std::move(handler));
  KEPIL_RETURN_IF_ERROR(server->Open(tls));
  return std::unique_ptr<PostServer>(std::move(server));
}

}  // namespace kepil
