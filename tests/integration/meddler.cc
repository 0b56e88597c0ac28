#include "tests/integration/meddler.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/signature/dvcs_answer.h"
#include "engine/signature/dvcs_envelope.h"
#include "engine/signature/dvcs_request.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "services/net/curl_fetcher.h"
#include "services/rpc/status_mapping.h"
#include "tests/integration/demo_calls.h"
#include "tests/support/fake_clock.h"

namespace kepil {
namespace {

// From the type of the signed content to somewhere inside it.
constexpr size_t kInsideContent = 70;

}  // namespace

class Meddler::Face : public v1::PeerService::Service {
 public:
  explicit Face(Meddler& meddler) : meddler_(meddler) {}

  grpc::Status ExchangeDvcs(grpc::ServerContext*,
                            const v1::ExchangeDvcsRequest* request,
                            v1::ExchangeDvcsResponse* response) override {
    absl::StatusOr<std::string> answer = meddler_.Answer(request->request());
    if (!answer.ok()) {
      return grpc::Status(grpc::StatusCode::UNAVAILABLE, "no answer");
    }
    response->set_answer(*std::move(answer));
    return grpc::Status::OK;
  }

 private:
  Meddler& meddler_;
};

Meddler::Meddler(Ask ttp, Ask asker, DvcsEncoding encoding)
    : ttp_(std::move(ttp)), asker_(std::move(asker)), encoding_(encoding) {}

Meddler::~Meddler() {
  Set(Fault::kNone);  // Lets go of who waits.
  if (grpc_ != nullptr) {
    grpc_->Shutdown();
  }
  std::vector<std::thread> threads;
  {
    const MutexLock lock(mutex_);
    threads.swap(threads_);
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  http_.reset();
}

std::string Meddler::ServeHttp() {
  auto started = PostServer::Start(
      {}, {}, budget_,
      [this](PostRequest request, PostServer::Responder respond) {
        AnswerHttp(std::move(request), std::move(respond));
      });
  KEPIL_CHECK(started.ok());
  http_ = *std::move(started);
  return absl::StrCat("http://127.0.0.1:", http_->port(), "/");
}

// The server's own thread must not wait.
void Meddler::AnswerHttp(PostRequest request, PostServer::Responder respond) {
  const MutexLock lock(mutex_);
  threads_.emplace_back([this, request = std::move(request),
                         respond = std::move(respond)]() mutable {
    absl::StatusOr<std::string> answer = Answer(request.body);
    HttpResponse response;
    response.status = answer.ok() ? 200 : 503;
    response.content_type = "application/dvcs";
    response.body = std::move(answer).value_or("");
    respond(std::move(response));
  });
}

std::string Meddler::ServePeerService(const DemoHouse& house) {
  face_ = std::make_unique<Face>(*this);
  grpc::SslServerCredentialsOptions tls;
  tls.pem_key_cert_pairs.push_back(
      {house.Read("tls/server.key"), house.Read("tls/server.pem")});
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls),
                           &port);
  builder.RegisterService(face_.get());
  grpc_ = builder.BuildAndStart();
  KEPIL_CHECK(grpc_ != nullptr);
  return absl::StrCat("https://127.0.0.1:", port, "/");
}

void Meddler::Set(Fault fault) {
  const MutexLock lock(mutex_);
  fault_ = fault;
  changed_.NotifyAll();
}

int Meddler::asked() const {
  const MutexLock lock(mutex_);
  return asked_;
}

std::string Meddler::last_answer() const {
  const MutexLock lock(mutex_);
  return last_;
}

// The request as the TTP sees it.
std::string Meddler::Changed(const std::string& octets, Fault fault) const {
  const auto envelope = ReadDvcsEnvelope(octets, ParseLimits());
  KEPIL_CHECK(envelope.ok());
  DvcsRequest request = envelope->request;
  if (fault == Fault::kWrongNonce) {
    request.information.der.clear();
    request.information.nonce = std::string(16, 'N');
  } else if (fault == Fault::kWrongDigest) {
    request.data.certificates.push_back(request.data.certificates.front());
    request.data.certificates_der.clear();
  } else if (fault == Fault::kLoop) {  // As one that asks on, hops and all.
    request.information.der.clear();
    request.information.dvcs =
        absl::StrCat(DerWrap(DerContext(6), "https://dvcs.kz.example/"),
                     request.information.dvcs);
  }
  return WriteDvcsRequest(request, encoding_);
}

absl::StatusOr<std::string> Meddler::Answer(const std::string& octets) {
  Fault fault = Fault::kNone;
  {
    const MutexLock lock(mutex_);
    ++asked_;
    fault = fault_;
    if (fault == Fault::kReplay) {
      return last_;
    }
    while (fault_ == Fault::kSlow) {
      changed_.Wait(mutex_);
    }
  }
  const bool is_changed = fault == Fault::kWrongNonce ||
                          fault == Fault::kWrongDigest || fault == Fault::kLoop;
  const Ask& ask = fault == Fault::kLoop ? asker_ : ttp_;
  KEPIL_ASSIGN_OR_RETURN(std::string answer,
                         ask(is_changed ? Changed(octets, fault) : octets));
  if (fault == Fault::kTamper) {
    // Certificates beside the content may be others: we have our own.
    const size_t content =
        answer.find(DerOidFromText(kDvcsResponseContentType));
    KEPIL_CHECK(content != std::string::npos &&
                content + kInsideContent < answer.size());
    answer[content + kInsideContent] ^= 1;
  }
  const MutexLock lock(mutex_);
  last_ = answer;
  return answer;
}

Meddler::Ask AskByHttps(const DemoHouse& house, const std::string& id,
                        const std::string& url) {
  CurlFetcher::Options options;
  options.allowed = {*IpRange::Parse("127.0.0.1/32")};
  options.ca_file = house.PathOf("tls/ca.pem");
  options.cert_file = house.PathOf(absl::StrCat("tls/", id, ".pem"));
  options.key_file = house.PathOf(absl::StrCat("tls/", id, ".key"));
  const auto clock = std::make_shared<FakeClock>();  // Of nothing here.
  const auto fetcher =
      std::make_shared<CurlFetcher>(*clock, std::move(options));
  return [clock, fetcher,
          url](const std::string& octets) -> absl::StatusOr<std::string> {
    FetchRequest fetch;
    fetch.url = url;
    fetch.method = FetchMethod::kPost;
    fetch.body = octets;
    fetch.content_type = "application/dvcs";
    fetch.timeout = absl::Seconds(30);
    KEPIL_ASSIGN_OR_RETURN(FetchResponse response, fetcher->Fetch(fetch));
    return std::move(response.body);
  };
}

Meddler::Ask AskByPeerService(const DemoHouse& house, const std::string& id,
                              const std::string& address) {
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = house.Read("tls/ca.pem");
  tls.pem_cert_chain = house.Read(absl::StrCat("tls/", id, ".pem"));
  tls.pem_private_key = house.Read(absl::StrCat("tls/", id, ".key"));
  const ChannelRef channel =
      grpc::CreateChannel(address, grpc::SslCredentials(tls));
  return [channel](const std::string& octets) -> absl::StatusOr<std::string> {
    v1::ExchangeDvcsRequest request;
    request.set_request(octets);
    v1::ExchangeDvcsResponse response;
    CallDeadline call;
    KEPIL_RETURN_IF_ERROR(
        FromGrpc(v1::PeerService::NewStub(channel)->ExchangeDvcs(
            call.context(), request, &response)));
    return std::move(*response.mutable_answer());
  };
}

}  // namespace kepil
