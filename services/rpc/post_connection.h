#ifndef KEPIL_SERVICES_RPC_POST_CONNECTION_H_
#define KEPIL_SERVICES_RPC_POST_CONNECTION_H_

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "base/mutex.h"
#include "engine/crypto/digest.h"
#include "services/rpc/post_server.h"

namespace kepil {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

inline constexpr uint32_t kMaxPostHeader = 8 * 1024;
inline constexpr char kPlainText[] = "text/plain; charset=utf-8";

// SHA-256 of the client's certificate; "" without one.
inline std::string PeerLeafSha256(SSL* tls) {
  X509* leaf = SSL_get1_peer_certificate(tls);
  if (leaf == nullptr) {
    return "";
  }
  unsigned char* der = nullptr;
  const int size = i2d_X509(leaf, &der);
  X509_free(leaf);
  if (size <= 0) {
    return "";
  }
  const Digest digest = Sha256(absl::string_view(
      reinterpret_cast<const char*>(der), static_cast<size_t>(size)));
  OPENSSL_free(der);
  return std::string(digest.bytes());
}

// Lower case, without parameters.
inline std::string MediaType(absl::string_view header) {
  return absl::AsciiStrToLower(
      absl::StripAsciiWhitespace(header.substr(0, header.find(';'))));
}

// Answers that are owed. The server waits for none.
class OwedAnswers {
 public:
  void Add() {
    MutexLock lock(mutex_);
    ++count_;
  }
  void Remove() {
    MutexLock lock(mutex_);
    if (--count_ == 0) {
      none_.NotifyAll();
    }
  }
  void WaitForNone() {
    MutexLock lock(mutex_);
    while (count_ > 0) {
      none_.Wait(mutex_);
    }
  }

 private:
  Mutex mutex_;
  CondVar none_;
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
};

// What connections have of their server.
struct PostShared {
  const PostServer::Options& options;
  const PostServer::Handler& handler;
  InflightBudget& budget;
  OwedAnswers& owed;
  std::atomic<int>& open;
  std::chrono::milliseconds timeout;
};

// One connection over Stream; kept alive by its pending operation or by the
// responder. All of it runs on the server's one thread.
template <typename Stream>
class PostConnection
    : public std::enable_shared_from_this<PostConnection<Stream>> {
 public:
  template <typename... Arguments>
  PostConnection(const PostShared& shared, TlsContext tls,
                 Arguments&&... arguments)
      : shared_(shared),
        tls_(std::move(tls)),
        stream_(std::forward<Arguments>(arguments)...) {
    ++shared_.open;
  }
  ~PostConnection() {
    Release();
    --shared_.open;
  }

  void Begin() {
    Expire();
    if constexpr (kIsTls) {
      stream_.async_handshake(
          boost::asio::ssl::stream_base::server,
          [self = this->shared_from_this()](boost::beast::error_code error) {
            if (!error) {
              self->leaf_ = PeerLeafSha256(self->stream_.native_handle());
              self->ReadHeader();
            }
          });
    } else {
      ReadHeader();
    }
  }

 private:
  static constexpr bool kIsTls =
      !std::is_same_v<Stream, boost::beast::tcp_stream>;

  boost::beast::tcp_stream& Lowest() {
    return boost::beast::get_lowest_layer(stream_);
  }
  void Expire() { Lowest().expires_after(shared_.timeout); }
  void Release() {
    shared_.budget.Give(held_);
    held_ = 0;
  }

  void ReadHeader() {
    parser_.emplace();
    parser_->header_limit(kMaxPostHeader);
    // Else the parser would stop inside the header; OnHeader bounds the body.
    parser_->body_limit(std::numeric_limits<uint64_t>::max());
    Expire();
    boost::beast::http::async_read_header(
        stream_, buffer_, *parser_,
        [self = this->shared_from_this()](boost::beast::error_code error,
                                          std::size_t) {
          if (!error) {
            self->OnHeader();
          }
        });
  }

  void OnHeader() {
    const auto& request = parser_->get();
    if (request.method() != boost::beast::http::verb::post) {
      return Write({405, kPlainText, "no-store", "POST only\n"}, kClose);
    }
    const auto length = parser_->content_length();
    if (!length.has_value()) {
      return Write({411, kPlainText, "no-store", "a length is required\n"},
                   kClose);
    }
    if (*length > static_cast<uint64_t>(shared_.options.max_body_bytes)) {
      return Dispatch(BodyRead::kOverLimit);
    }
    if (!shared_.budget.Take(static_cast<int64_t>(*length)).ok()) {
      return Write({503, kPlainText, "no-store", "overloaded\n"}, kClose);
    }
    held_ = static_cast<int64_t>(*length);
    if (boost::beast::iequals(request[boost::beast::http::field::expect],
                              "100-continue")) {
      return Continue();
    }
    ReadBody();
  }

  void Continue() {
    response_ = {};
    response_.version(11);
    response_.result(boost::beast::http::status::continue_);
    boost::beast::http::async_write(
        stream_, response_,
        [self = this->shared_from_this()](boost::beast::error_code error,
                                          std::size_t) {
          if (!error) {
            self->ReadBody();
          }
        });
  }

  void ReadBody() {
    Expire();
    boost::beast::http::async_read(
        stream_, buffer_, *parser_,
        [self = this->shared_from_this()](boost::beast::error_code error,
                                          std::size_t) {
          if (!error) {
            self->Dispatch(BodyRead::kWhole);
          }
        });
  }

  enum class BodyRead { kWhole, kOverLimit };

  void Dispatch(BodyRead read) {
    auto& message = parser_->get();
    PostRequest request;
    const absl::string_view target(message.target().data(),
                                   message.target().size());
    request.path = std::string(target.substr(0, target.find('?')));
    const auto type = message[boost::beast::http::field::content_type];
    request.content_type =
        MediaType(absl::string_view(type.data(), type.size()));
    request.body = std::move(message.body());
    request.is_over_limit = read == BodyRead::kOverLimit;
    request.tls_leaf_sha256 = leaf_;
    boost::beast::error_code error;
    const auto peer = Lowest().socket().remote_endpoint(error);
    if (!error) {
      request.address = peer.address().to_string();
    }
    Lowest().expires_never();
    const Ending ending =
        request.is_over_limit || !message.keep_alive() ? kClose : kKeep;
    shared_.owed.Add();
    shared_.handler(std::move(request), [self = this->shared_from_this(),
                                         ending](HttpResponse answer) {
      boost::asio::post(self->stream_.get_executor(),
                        [self, ending, answer = std::move(answer)]() mutable {
                          self->is_owed_ = true;
                          self->Write(std::move(answer), ending);
                        });
    });
  }

  enum Ending { kClose, kKeep };

  void Write(HttpResponse answer, Ending ending) {
    Release();
    response_ = {};
    response_.version(11);
    response_.result(static_cast<unsigned>(answer.status));
    response_.set(boost::beast::http::field::content_type, answer.content_type);
    response_.set(boost::beast::http::field::cache_control,
                  answer.cache_control);
    response_.set("X-Content-Type-Options", "nosniff");
    response_.keep_alive(ending == kKeep);
    response_.body() = std::move(answer.body);
    response_.prepare_payload();
    Expire();
    boost::beast::http::async_write(
        stream_, response_,
        [self = this->shared_from_this(), ending](
            boost::beast::error_code error, std::size_t) {
          self->response_ = {};
          if (std::exchange(self->is_owed_, false)) {
            self->shared_.owed.Remove();
          }
          if (error) {
            return;
          }
          if (ending == kKeep) {
            self->ReadHeader();
          } else {
            self->Linger();
          }
        });
  }

  // What is still being sent would reset the connection before the answer is
  // read: it is thrown away, for as long as one step may take.
  void Linger() {
    boost::beast::error_code error;
    Lowest().socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send,
                               error);
    if (error) {
      return;
    }
    Expire();
    Discard();
  }
  void Discard() {
    Lowest().async_read_some(boost::asio::buffer(discarded_),
                             [self = this->shared_from_this()](
                                 boost::beast::error_code error, std::size_t) {
                               if (!error) {
                                 self->Discard();
                               }
                             });
  }

  const PostShared& shared_;
  const TlsContext tls_;  // Outlives the stream.
  Stream stream_;
  boost::beast::flat_buffer buffer_{kMaxPostHeader * 2};
  std::optional<
      boost::beast::http::request_parser<boost::beast::http::string_body>>
      parser_;
  boost::beast::http::response<boost::beast::http::string_body> response_;
  std::string leaf_;
  int64_t held_ = 0;  // Of the budget.
  bool is_owed_ = false;
  char discarded_[4096];
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_POST_CONNECTION_H_
