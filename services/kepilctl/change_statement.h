#ifndef KEPIL_SERVICES_KEPILCTL_CHANGE_STATEMENT_H_
#define KEPIL_SERVICES_KEPILCTL_CHANGE_STATEMENT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kepil/v1/registrar.pb.h"
#include "kepil/v1/trust.pb.h"
#include "services/kepilctl/command.h"
#include "services/kepilctl/output.h"

namespace kepil {

// A statement that an officer is to sign.
struct StatementToSign {
  std::string change_id;  // Hex.
  std::string statement;  // ChangeStatement bytes: exactly these are signed.
  std::string path;       // File that they are written to.
};
// Writes the file; prints the change, the statement's digest and how to sign.
absl::Status HandOverStatement(const StatementToSign& to_sign,
                               Console& console);

// Proposes `request` to the server and hands over its statement at `path`.
absl::StatusOr<ExitCode> SendProposal(const v1::ProposeChangeRequest& request,
                                      absl::string_view path,
                                      const CommandContext& context);

// One line about a change: id, state, act, on what, by whom, until when.
Record ChangeRecord(const v1::ChangeInfo& change);
// What a statement is about: "authority xa", "principal p", "policy urn:...".
std::string SubjectOf(const v1::ChangeStatement& statement);

// "policy", "rule pack" or "calendar".
std::string RuleKindName(v1::RuleKind kind);

// Names without their prefixes: "APPROVE", "PROPOSED", "ACTIVE", "FOREIGN_CA".
std::string ActName(v1::Act act);
std::string ChangeStateName(v1::ChangeState state);
std::string ServiceStatusName(v1::ServiceStatus status);
std::string AuthorityKindName(v1::AuthorityKind kind);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_CHANGE_STATEMENT_H_
