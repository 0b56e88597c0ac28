#include "services/kepilctl/policy_command.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "kepil/v1/policy.pb.h"
#include "services/kepilctl/client.h"

namespace kepil {
namespace {

absl::StatusOr<ExitCode> ListPolicies(const CommandContext& context) {
  KEPIL_RETURN_IF_ERROR(context.arguments.NoOperands());
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::ListPoliciesResponse response,
      client->Call(&v1::ValidationService::Stub::ListPolicies,
                   v1::ListPoliciesRequest()));
  std::vector<Record> records;
  for (const v1::PolicyInfo& policy : response.policies()) {
    records.push_back(
        Record()
            .AddText("urn", policy.urn())
            .AddText("oid", policy.oid())
            .AddText("sha256", absl::BytesToHexString(policy.sha256()))
            .AddText("title", policy.title()));
  }
  PrintRecords(records, context.console);
  return ExitCode::kYes;
}

absl::StatusOr<ExitCode> ShowPolicy(const CommandContext& context) {
  v1::GetPolicyRequest request;
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_policy_id(),
                         context.arguments.OneOperand("policy id"));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::GetPolicyResponse response,
      client->Call(&v1::ValidationService::Stub::GetPolicy, request));
  v1::ValidationPolicy policy;
  if (!policy.ParseFromString(response.source())) {
    return FormatUnknownError("the policy cannot be read");
  }
  const std::string sha256 = Sha256(response.source()).hex();
  if (context.console.format == OutputFormat::kText) {
    context.console.out << "# sha256: " << sha256 << "\n"
                        << policy.DebugString();
    return ExitCode::kYes;
  }
  PrintRecord(Record()
                  .AddText("urn", policy.urn())
                  .AddText("oid", policy.oid())
                  .AddText("title", policy.title())
                  .AddText("sha256", sha256)
                  .AddText("textproto", policy.ShortDebugString()),
              context.console);
  return ExitCode::kYes;
}

}  // namespace

std::vector<Command> PolicyCommands() {
  return {
      {"policy list", "", "policies in force", {}, ListPolicies},
      {"policy show", "ID", "a policy's constraints", {}, ShowPolicy},
  };
}

}  // namespace kepil
