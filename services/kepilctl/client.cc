#include "services/kepilctl/client.h"

#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "grpcpp/channel.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "services/kepilctl/file_octets.h"
#include "services/net/ip_address.h"
#include "services/rpc/status_mapping.h"

namespace kepil {
namespace {

constexpr int64_t kMaxPemOctets = 1 << 20;
constexpr int kMaxAnswerOctets = 64 << 20;
constexpr size_t kMaxBundleOctets = size_t{256} << 20;

// The host, without the brackets of an IPv6 address.
absl::StatusOr<std::string> HostOf(absl::string_view server) {
  const absl::Status error =
      MalformedError("--server is HOST:PORT, an IPv6 address in brackets");
  const size_t colon = server.rfind(':');
  int port = 0;
  if (colon == absl::string_view::npos || colon == 0 ||
      !absl::SimpleAtoi(server.substr(colon + 1), &port) || port < 1 ||
      port > 65535) {
    return error;
  }
  absl::string_view host = server.substr(0, colon);
  if (host.front() == '[') {
    if (!absl::ConsumePrefix(&host, "[") || !absl::ConsumeSuffix(&host, "]") ||
        !IpAddress::Parse(host).has_value()) {
      return error;
    }
  } else if (host.find_first_of(":/@%[] ") != absl::string_view::npos) {
    return error;
  }
  return std::string(host);
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsOf(
    const Settings& settings, bool loopback) {
  if (settings.transport == Transport::kPlaintext) {
    if (!loopback) {
      return MalformedError("--plaintext is for a server on this machine only");
    }
    return grpc::InsecureChannelCredentials();
  }
  if (settings.ca_file.empty()) {
    return MalformedError(
        "--ca FILE (or KEPIL_CA) is required: who vouches for the server");
  }
  grpc::SslCredentialsOptions options;
  KEPIL_ASSIGN_OR_RETURN(options.pem_root_certs,
                         ReadFileOctets(settings.ca_file, kMaxPemOctets));
  if (!settings.cert_file.empty()) {
    KEPIL_ASSIGN_OR_RETURN(options.pem_cert_chain,
                           ReadFileOctets(settings.cert_file, kMaxPemOctets));
    KEPIL_ASSIGN_OR_RETURN(options.pem_private_key,
                           ReadFileOctets(settings.key_file, kMaxPemOctets));
  }
  std::shared_ptr<grpc::ChannelCredentials> credentials =
      grpc::SslCredentials(options);
  if (credentials == nullptr) {
    return MalformedError("the certificate or key files are not usable PEM");
  }
  return credentials;
}

bool IsOverloaded(const absl::Status& status) {
  return status.code() == absl::StatusCode::kResourceExhausted &&
         ReasonOf(status) == v1::ERROR_REASON_OVERLOADED;
}

}  // namespace

absl::StatusOr<bool> IsLoopbackServer(absl::string_view server) {
  KEPIL_ASSIGN_OR_RETURN(const std::string host, HostOf(server));
  const std::optional<IpAddress> address = IpAddress::Parse(host);
  if (!address.has_value()) {
    return host == "localhost";
  }
  KEPIL_ASSIGN_OR_RETURN(const IpRange v4, IpRange::Parse("127.0.0.0/8"));
  KEPIL_ASSIGN_OR_RETURN(const IpRange v6, IpRange::Parse("::1/128"));
  return v4.Contains(*address) || v6.Contains(*address);
}

Client::Client(std::shared_ptr<grpc::Channel> channel, absl::Duration timeout)
    : timeout_(timeout),
      stubs_(v1::ValidationService::NewStub(channel),
             v1::RegistrarService::NewStub(channel),
             v1::ApplicationService::NewStub(channel),
             v1::TrustListService::NewStub(channel),
             v1::TransparencyService::NewStub(channel),
             v1::OperationsService::NewStub(channel)) {}

absl::StatusOr<std::unique_ptr<Client>> Client::Create(
    const Settings& settings) {
  if (settings.server.empty()) {
    return MalformedError("--server HOST:PORT (or KEPIL_SERVER) is required");
  }
  KEPIL_ASSIGN_OR_RETURN(const bool loopback,
                         IsLoopbackServer(settings.server));
  KEPIL_ASSIGN_OR_RETURN(
      const std::shared_ptr<grpc::ChannelCredentials> credentials,
      CredentialsOf(settings, loopback));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxAnswerOctets);
  if (loopback) {
    // A proxy of the environment cannot reach this machine's own addresses.
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  }
  return std::unique_ptr<Client>(new Client(
      grpc::CreateCustomChannel(settings.server, credentials, arguments),
      settings.timeout));
}

absl::Status Client::Attempt(
    const std::function<grpc::Status(grpc::ClientContext&)>& call) {
  const absl::Time deadline = absl::Now() + timeout_;
  const absl::Duration pause = absl::Milliseconds(kRetryDelayMilliseconds);
  while (true) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(deadline));
    const absl::Status status = FromGrpc(call(context));
    if (!IsOverloaded(status) || absl::Now() + pause > deadline) {
      return status;
    }
    absl::SleepFor(pause);
  }
}

absl::Status Client::ValidateStream(
    const std::function<void(const AskStream& write)>& ask,
    const std::function<void(v1::ValidateStreamResponse response)>& answer) {
  grpc::ClientContext context;
  const auto stream = std::get<0>(stubs_)->ValidateStream(&context);
  std::thread writer([&] {
    ask([&](const v1::ValidateStreamRequest& message) {
      return stream->Write(message);
    });
    stream->WritesDone();
  });
  v1::ValidateStreamResponse response;
  while (stream->Read(&response)) {
    answer(std::exchange(response, {}));
  }
  writer.join();  // Its writes fail once the stream is over.
  return FromGrpc(stream->Finish());
}

absl::StatusOr<std::string> Client::ExportEvidence(
    const std::string& receipt_id) {
  std::string bundle;
  bool too_large = false;
  v1::ExportEvidenceRequest request;
  request.set_receipt_id(receipt_id);
  KEPIL_RETURN_IF_ERROR(Attempt([&](grpc::ClientContext& context) {
    bundle.clear();
    const auto reader = std::get<0>(stubs_)->ExportEvidence(&context, request);
    v1::ExportEvidenceResponse piece;
    while (reader->Read(&piece)) {
      if (bundle.size() + piece.chunk().size() > kMaxBundleOctets) {
        too_large = true;
        context.TryCancel();
        break;
      }
      bundle += piece.chunk();
    }
    return reader->Finish();
  }));
  if (too_large) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                     "the evidence bundle is over 256 MiB");
  }
  return bundle;
}

}  // namespace kepil
