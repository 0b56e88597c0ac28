#include "trustlist/peer_principal.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"

namespace kepil {
namespace {

constexpr char kHome[] = "KZ";

absl::Status Problem(absl::string_view field, absl::string_view problem) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_REQUEST_MALFORMED,
      absl::StrCat(field, ": ", problem), {{"field", std::string(field)}});
}

bool HasRole(const v1::PrincipalRecord& principal, v1::PrincipalRole role) {
  return std::any_of(principal.roles().begin(), principal.roles().end(),
                     [role](int given) { return given == role; });
}

}  // namespace

absl::Status CheckPeerPrincipal(const v1::PrincipalRecord& principal,
                                const storage::v1::RegistryImage& image) {
  if (principal.requests_per_minute() < 0 ||
      principal.requests_in_flight() < 0) {
    return Problem("requests_per_minute", "a share is not negative");
  }
  const bool is_ttp = HasRole(principal, v1::PRINCIPAL_ROLE_FOREIGN_TTP);
  if ((is_ttp || HasRole(principal, v1::PRINCIPAL_ROLE_NATIONAL_GATEWAY)) &&
      principal.roles_size() != 1) {
    return Problem("roles",
                   "a foreign TTP or a national gateway is nothing else");
  }
  if (!is_ttp) {
    return principal.authority_id().empty()
               ? absl::OkStatus()
               : Problem("authority_id", "of a foreign TTP only");
  }
  if (principal.country().empty() || principal.country() == kHome) {
    return Problem("country", "a foreign TTP is of another state");
  }
  for (const v1::Authority& authority : image.authorities()) {
    if (authority.id() == principal.authority_id() &&
        authority.kind() == v1::AUTHORITY_KIND_FOREIGN_TTP) {
      return authority.country() == principal.country()
                 ? absl::OkStatus()
                 : Problem("country", "not that of its authority");
    }
  }
  return Problem("authority_id", "names no registered foreign TTP");
}

}  // namespace kepil
