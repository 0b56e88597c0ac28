#include "services/rpc/grpc_peer_client.h"

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "grpc/grpc.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/support/channel_arguments.h"
#include "kepil/v1/peer.grpc.pb.h"

namespace kepil {
namespace {

// Of a message around the answer.
constexpr int64_t kMargin = 4096;

std::shared_ptr<grpc::ChannelCredentials> CredentialsOf(
    const GrpcPeerClient::Tls& tls) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = tls.roots;
  options.pem_cert_chain = tls.cert_chain;
  options.pem_private_key = tls.key;
  return grpc::SslCredentials(options);
}

gpr_timespec DeadlineIn(absl::Duration timeout) {
  return gpr_time_add(
      gpr_now(GPR_CLOCK_MONOTONIC),
      gpr_time_from_micros(absl::ToInt64Microseconds(timeout), GPR_TIMESPAN));
}

absl::Status StatusOf(const grpc::Status& status) {
  if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) {
    return MakeError(absl::StatusCode::kDeadlineExceeded,
                     v1::ERROR_REASON_DEADLINE, "the peer took too long");
  }
  return MakeError(absl::StatusCode::kUnavailable,
                   v1::ERROR_REASON_FETCH_FAILED, "the peer did not answer",
                   {{"grpc_code", absl::StrCat(status.error_code())}});
}

}  // namespace

GrpcPeerClient::GrpcPeerClient(const Tls& tls, Resolve resolve,
                               int64_t max_answer_bytes)
    : resolve_(std::move(resolve)),
      max_answer_bytes_(max_answer_bytes),
      credentials_(CredentialsOf(tls)) {}

GrpcPeerClient::~GrpcPeerClient() = default;

std::shared_ptr<grpc::Channel> GrpcPeerClient::ChannelTo(const Target& target) {
  const std::string key = absl::StrCat(target.address, " ", target.host);
  MutexLock lock(mutex_);
  const auto found = channels_.find(key);
  if (found != channels_.end()) {
    return found->second;
  }
  if (channels_.size() == kMaxChannels) {
    channels_.clear();  // Those in use live on.
  }
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(
      static_cast<int>(max_answer_bytes_ + kMargin));
  // The address was checked; the certificate is the name's.
  arguments.SetSslTargetNameOverride(target.host);
  arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, target.host);
  std::shared_ptr<grpc::Channel> channel =
      grpc::CreateCustomChannel(target.address, credentials_, arguments);
  channels_[key] = channel;
  return channel;
}

absl::StatusOr<std::string> GrpcPeerClient::Exchange(
    const PeerQuestion& question) {
  KEPIL_ASSIGN_OR_RETURN(const Target target,
                         resolve_(question.url, question.timeout));
  const std::unique_ptr<v1::PeerService::Stub> stub =
      v1::PeerService::NewStub(ChannelTo(target));
  grpc::ClientContext context;
  context.set_deadline(DeadlineIn(question.timeout));
  v1::ExchangeDvcsRequest request;
  request.set_request(question.request);
  v1::ExchangeDvcsResponse response;
  const grpc::Status status = stub->ExchangeDvcs(&context, request, &response);
  if (!status.ok()) {
    return StatusOf(status);
  }
  if (static_cast<int64_t>(response.answer().size()) >
      question.max_answer_bytes) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                     "the peer's answer is over its bound");
  }
  return std::move(*response.mutable_answer());
}

}  // namespace kepil
