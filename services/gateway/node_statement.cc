#include "services/gateway/node_statement.h"

#include "base/error.h"

namespace kepil {

bool IsConformityExpired(const NodeStatement& statement, absl::Time now) {
  return statement.module.has_value() &&
         statement.module->has_conformity_until() &&
         now >= absl::FromUnixSeconds(
                    statement.module->conformity_until().seconds());
}

absl::Status CheckService(const NodeStatement& statement,
                          const v1::PrincipalRecord& caller, absl::Time now) {
  if (!statement.terms_version.empty() &&
      caller.accepted_terms() != statement.terms_version) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     v1::ERROR_REASON_TERMS_NOT_ACCEPTED,
                     "the caller has not accepted the terms of use",
                     {{"terms_version", statement.terms_version}});
  }
  if (statement.when_expired == ExpiredModule::kRefuse &&
      IsConformityExpired(statement, now)) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_CONFORMITY_EXPIRED,
                     "the certificate of conformity of the cryptographic "
                     "module has expired");
  }
  return absl::OkStatus();
}

void AddStatement(const NodeStatement& statement, v1::ReceiptBody& body) {
  if (statement.owner.has_value()) {
    *body.mutable_owner() = *statement.owner;
  }
  if (statement.module.has_value()) {
    *body.mutable_module() = *statement.module;
  }
}

}  // namespace kepil
