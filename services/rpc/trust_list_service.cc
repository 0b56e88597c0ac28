#include "services/rpc/trust_list_service.h"

#include "base/error.h"
#include "base/status_macros.h"
#include "trustlist/authority_lifecycle.h"

namespace kepil {
namespace {

absl::Time TimeOr(const google::protobuf::Timestamp& message, bool given,
                  absl::Time otherwise) {
  return given ? absl::FromUnixSeconds(message.seconds()) : otherwise;
}

v1::AuthorityInfo InfoOf(const v1::Authority& authority, absl::Time at) {
  v1::AuthorityInfo info;
  *info.mutable_authority() = authority;
  if (authority.services_size() > 0) {
    info.set_status(StatusOf(authority.services(0), at));
  }
  return info;
}

absl::StatusOr<v1::GetAuthorityResponse> GetOne(
    const storage::v1::RegistryImage& image, const std::string& id,
    absl::Time at) {
  for (const v1::Authority& authority : image.authorities()) {
    if (authority.id() == id) {
      v1::GetAuthorityResponse response;
      *response.mutable_authority() = InfoOf(authority, at);
      response.set_version(image.version());
      return response;
    }
  }
  return MakeError(absl::StatusCode::kNotFound,
                   v1::ERROR_REASON_AUTHORITY_UNKNOWN,
                   "no such authority is registered");
}

}  // namespace

TrustListServiceFace::TrustListServiceFace(CallRunner& runner,
                                           const Registry& registry,
                                           const Clock& clock)
    : runner_(runner),
      list_([&registry, &clock](const CallContext&,
                                const v1::ListAuthoritiesRequest& request)
                -> absl::StatusOr<v1::ListAuthoritiesResponse> {
        const auto image = registry.image();
        const absl::Time at =
            TimeOr(request.at(), request.has_at(), clock.Now());
        v1::ListAuthoritiesResponse response;
        for (const v1::Authority& authority : image->authorities()) {
          *response.add_authorities() = InfoOf(authority, at);
        }
        response.set_version(image->version());
        return response;
      }),
      get_([&registry, &clock](const CallContext&,
                               const v1::GetAuthorityRequest& request) {
        return GetOne(*registry.image(), request.authority_id(),
                      TimeOr(request.at(), request.has_at(), clock.Now()));
      }),
      snapshot_(
          [&registry](const CallContext&, const v1::GetSnapshotRequest& request)
              -> absl::StatusOr<v1::GetSnapshotResponse> {
            v1::GetSnapshotResponse response;
            KEPIL_ASSIGN_OR_RETURN(*response.mutable_source(),
                                   registry.ReadSnapshot(request.version()));
            return response;
          }) {}

grpc::ServerUnaryReactor* TrustListServiceFace::ListAuthorities(
    grpc::CallbackServerContext* context,
    const v1::ListAuthoritiesRequest* request,
    v1::ListAuthoritiesResponse* response) {
  return runner_.Run(context, Method::kListAuthorities, request, response,
                     list_);
}

grpc::ServerUnaryReactor* TrustListServiceFace::GetAuthority(
    grpc::CallbackServerContext* context,
    const v1::GetAuthorityRequest* request,
    v1::GetAuthorityResponse* response) {
  return runner_.Run(context, Method::kGetAuthority, request, response, get_);
}

grpc::ServerUnaryReactor* TrustListServiceFace::GetSnapshot(
    grpc::CallbackServerContext* context, const v1::GetSnapshotRequest* request,
    v1::GetSnapshotResponse* response) {
  return runner_.Run(context, Method::kGetSnapshot, request, response,
                     snapshot_);
}

}  // namespace kepil
