#include "services/kepilctl/explain_command.h"

#include <memory>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepilctl/client.h"
#include "services/kepilctl/file_octets.h"
#include "services/kepilctl/receipt_files.h"
#include "services/receipt/explanation.h"
#include "services/receipt/receipt_verifier.h"

namespace kepil {
namespace {

constexpr int64_t kMaxReceiptOctets = 16 << 20;

absl::StatusOr<v1::ReceiptBody> BodyFromServer(const std::string& id,
                                               const Settings& settings) {
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(settings));
  v1::GetReceiptRequest request;
  request.set_receipt_id(id);
  KEPIL_ASSIGN_OR_RETURN(
      const v1::GetReceiptResponse response,
      client->Call(&v1::ValidationService::Stub::GetReceipt, request));
  v1::ReceiptBody body;
  if (!body.ParseFromString(response.receipt().body())) {
    return FormatUnknownError("the receipt's body cannot be read");
  }
  return body;
}

absl::StatusOr<v1::ReceiptBody> BodyFromFile(const std::string& path) {
  KEPIL_ASSIGN_OR_RETURN(const std::string dvc,
                         ReadFileOctets(path, kMaxReceiptOctets));
  KEPIL_ASSIGN_OR_RETURN(const std::optional<v1::GroupMember> member,
                         ReadMemberOf(path));
  ReceiptVerifyInput input = {dvc, "", std::nullopt, std::nullopt};
  input.member = member.has_value() ? &*member : nullptr;
  ReceiptVerification read = VerifyReceipt(input, ReceiptTrust());
  if (!read.body.has_value()) {
    return FormatUnknownError("the file is no receipt");
  }
  return *std::move(read.body);
}

void PrintFactor(const ExplanationFactor& factor, Console& console) {
  if (console.format == OutputFormat::kJson) {
    PrintRecord(Record()
                    .AddText("kind", factor.kind)
                    .AddText("value", factor.value)
                    .AddText("text", factor.text)
                    .AddList("details", factor.details),
                console);
    return;
  }
  console.out << PrintableText(factor.text) << "\n";
  for (const std::string& detail : factor.details) {
    console.out << "  " << PrintableText(detail) << "\n";
  }
}

absl::StatusOr<ExitCode> ExplainReceipts(const CommandContext& context) {
  KEPIL_ASSIGN_OR_RETURN(const std::string operand,
                         context.arguments.OneOperand("receipt file or id"));
  KEPIL_ASSIGN_OR_RETURN(const std::string name,
                         context.arguments.Require("lang"));
  const std::optional<Language> language = LanguageFromName(name);
  if (!language.has_value()) {
    return MalformedError("--lang is kk, ru or en");
  }
  KEPIL_ASSIGN_OR_RETURN(const v1::ReceiptBody body,
                         IsReceiptId(operand)
                             ? BodyFromServer(operand, context.settings)
                             : BodyFromFile(operand));
  for (const ExplanationFactor& factor : ExplainReceipt(body, *language)) {
    PrintFactor(factor, context.console);
  }
  return ExitCode::kYes;
}

}  // namespace

Command ExplainCommand() {
  return {"receipt explain",
          "FILE|ID",
          "say in words what a receipt says and why; verifies nothing",
          {{"lang", "kk|ru|en", "language of the explanation"}},
          ExplainReceipts};
}

}  // namespace kepil
