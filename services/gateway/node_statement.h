#ifndef KEPIL_SERVICES_GATEWAY_NODE_STATEMENT_H_
#define KEPIL_SERVICES_GATEWAY_NODE_STATEMENT_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "kepil/v1/receipt.pb.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// What becomes of requests when the conformity of the module has expired.
enum class ExpiredModule { kWarn, kRefuse };

// NodeStatement is what a node says of itself in each receipt, and on what
// terms it serves.
struct NodeStatement {
  std::optional<v1::SystemOwner> owner;           // RCP-01.
  std::optional<v1::CryptographicModule> module;  // VER-08.
  ExpiredModule when_expired = ExpiredModule::kWarn;
  std::string terms_version;  // Of the terms of use; "": there are none.
};

// Whether the certificate of conformity held until before `now`.
bool IsConformityExpired(const NodeStatement& statement, absl::Time now);

// Whether `caller` is served at `now`: PERMISSION_DENIED/TERMS_NOT_ACCEPTED if
// its registration does not name the version of the terms (DEF-19);
// FAILED_PRECONDITION/CONFORMITY_EXPIRED if the module is no longer certified
// and the node is to refuse then (VER-08).
absl::Status CheckService(const NodeStatement& statement,
                          const v1::PrincipalRecord& caller, absl::Time now);

// Owner and module, in `body`.
void AddStatement(const NodeStatement& statement, v1::ReceiptBody& body);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_NODE_STATEMENT_H_
