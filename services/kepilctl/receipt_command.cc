#include "services/kepilctl/receipt_command.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/validation/conclusion.h"
#include "services/kepilctl/certificate_file.h"
#include "services/kepilctl/client.h"
#include "services/kepilctl/dvc_record.h"
#include "services/kepilctl/explain_command.h"
#include "services/kepilctl/file_octets.h"
#include "services/kepilctl/published_keys.h"
#include "services/kepilctl/receipt_files.h"
#include "services/kepilctl/time_text.h"
#include "services/receipt/dvc_verifier.h"
#include "services/receipt/receipt_verifier.h"

namespace kepil {
namespace {

constexpr int64_t kMaxReceiptOctets = 16 << 20;

absl::StatusOr<ExitCode> GetReceipt(const CommandContext& context) {
  const Arguments& arguments = context.arguments;
  KEPIL_ASSIGN_OR_RETURN(const std::string id,
                         arguments.OneOperand("receipt id"));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(const v1::IssuedReceipt receipt,
                         GetReceiptWithProof(id, *client));
  if (arguments.Has("out") || !arguments.Has("body")) {
    const std::string directory = arguments.Find("out").value_or(".");
    KEPIL_RETURN_IF_ERROR(SaveReceipt(receipt, directory));
  }
  if (arguments.Has("body")) {
    v1::ReceiptBody body;
    if (!body.ParseFromString(receipt.body())) {
      return FormatUnknownError("the receipt's body cannot be read");
    }
    if (context.console.format == OutputFormat::kText) {
      context.console.out << body.DebugString();
      return ExitCode::kYes;
    }
    PrintRecord(Record()
                    .AddText("receipt_id", receipt.id())
                    .AddNumber("serial", receipt.serial())
                    .AddText("body", body.ShortDebugString()),
                context.console);
    return ExitCode::kYes;
  }
  PrintRecord(Record()
                  .AddText("receipt_id", receipt.id())
                  .AddNumber("serial", receipt.serial())
                  .AddText("directory", arguments.Find("out").value_or(".")),
              context.console);
  return ExitCode::kYes;
}

// keys.txt of `status --keys`, or the directory it is in.
absl::StatusOr<ReceiptTrust> TrustFrom(const Arguments& arguments) {
  if (arguments.Has("trust") == arguments.Has("anchors")) {
    return MalformedError("either --trust or --anchors is required");
  }
  if (arguments.Has("trust")) {
    std::string path = arguments.Get("trust");
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
      path += "/keys.txt";
    }
    if (arguments.Has("log-key")) {
      return MalformedError("--log-key goes with --anchors");
    }
    KEPIL_ASSIGN_OR_RETURN(const std::string octets, ReadFileOctets(path));
    return ParsePublishedKeys(octets);
  }
  ReceiptTrust trust;
  KEPIL_ASSIGN_OR_RETURN(const std::string anchors,
                         ReadFileOctets(arguments.Get("anchors")));
  KEPIL_ASSIGN_OR_RETURN(trust.anchors, ParseCertificates(anchors));
  if (arguments.Has("log-key")) {
    KEPIL_ASSIGN_OR_RETURN(const std::string octets,
                           ReadFileOctets(arguments.Get("log-key")));
    KEPIL_ASSIGN_OR_RETURN(std::string vkey, ParseLogKey(octets));
    trust.log_vkeys.push_back(std::move(vkey));
  }
  return trust;
}

// What a receipt is compared with, if it was given.
struct Compared {
  std::optional<std::string> content, signature;
};

absl::StatusOr<std::optional<std::string>> OptionalFile(
    const Arguments& arguments, absl::string_view option) {
  if (!arguments.Has(option)) {
    return std::optional<std::string>();
  }
  KEPIL_ASSIGN_OR_RETURN(std::string octets,
                         ReadFileOctets(arguments.Get(option)));
  return std::optional<std::string>(std::move(octets));
}

Record VerificationRecord(const std::string& path,
                          const ReceiptVerification& verification,
                          absl::string_view proof) {
  std::vector<std::string> problems;
  for (const ReceiptProblem problem : verification.problems) {
    problems.emplace_back(ReceiptProblemName(problem));
  }
  std::vector<std::string> verdicts;
  Record record;
  record.AddText("file", path)
      .AddFlag("genuine", problems.empty())
      .AddList("problems", problems)
      .AddText("log_proof", verification.proof_checked
                                ? absl::string_view("checked")
                                : proof)
      .AddText("dated_at",
               verification.dated_at.has_value()
                   ? absl::FormatTime(absl::RFC3339_sec, *verification.dated_at,
                                      absl::UTCTimeZone())
                   : "");
  if (verification.body.has_value()) {
    const v1::ReceiptBody& body = *verification.body;
    for (const v1::SignatureReport& report : body.signatures()) {
      const v1::Conclusion& conclusion = report.conclusion();
      const absl::string_view sub =
          SubIndicationName(conclusion.sub_indication());
      verdicts.push_back(absl::StrCat(IndicationName(conclusion.indication()),
                                      sub.empty() ? "" : "/", sub));
    }
    record.AddText("receipt_id", absl::BytesToHexString(body.id()))
        .AddNumber("serial", body.serial())
        .AddText("issued_at", TimeText(body.issued_at()))
        .AddText("policy", body.policy().id())
        .AddList("verdicts", verdicts);
  }
  return record;
}

// Whether it is a group's DVC without its member.
bool IsGroup(const std::vector<ReceiptProblem>& problems) {
  return std::find(problems.begin(), problems.end(),
                   ReceiptProblem::kGroupMemberMissing) != problems.end();
}

// The receipt of another trusted third party: no log, no body of ours.
DvcVerification VerifyForeign(absl::string_view dvc, const Compared& compared,
                              const ReceiptTrust& trust) {
  DvcVerifyInput input;
  input.dvc = dvc;
  input.anchors = trust.anchors;
  if (compared.signature.has_value()) {
    input.message = *compared.signature;
  }
  return VerifyDvc(input);
}

ExitCode ReportForeign(const std::string& path,
                       const DvcVerification& verification, Console& console) {
  const bool genuine = verification.problems.empty();
  if (console.format == OutputFormat::kText) {
    console.out << (genuine ? "GENUINE" : "NOT GENUINE")
                << " (not a receipt of Kepil)\n";
  }
  PrintRecord(DvcRecord(path, verification), console);
  return genuine ? ExitCode::kYes : ExitCode::kNo;
}

absl::StatusOr<ExitCode> VerifyOne(const std::string& path,
                                   const Compared& compared,
                                   const ReceiptTrust& trust,
                                   Console& console) {
  KEPIL_ASSIGN_OR_RETURN(const std::string dvc,
                         ReadFileOctets(path, kMaxReceiptOctets));
  std::string proof;
  absl::string_view unchecked = "absent";
  const std::string proof_path = ProofPathOf(path);
  std::error_code error;
  if (!proof_path.empty() && std::filesystem::exists(proof_path, error)) {
    KEPIL_ASSIGN_OR_RETURN(proof,
                           ReadFileOctets(proof_path, kMaxReceiptOctets));
    unchecked = "not checked";
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<v1::GroupMember> member,
                         ReadMemberOf(path));
  ReceiptVerifyInput input{dvc, proof, std::nullopt, std::nullopt, absl::Now()};
  input.member = member.has_value() ? &*member : nullptr;
  if (compared.content.has_value()) {
    input.content = *compared.content;
  }
  if (compared.signature.has_value()) {
    input.signature_file = *compared.signature;
  }
  const ReceiptVerification verification = VerifyReceipt(input, trust);
  const bool is_ours =
      verification.body.has_value() || IsGroup(verification.problems);
  if (!is_ours) {
    const DvcVerification foreign = VerifyForeign(dvc, compared, trust);
    if (foreign.info.has_value() || foreign.error.has_value()) {
      return ReportForeign(path, foreign, console);
    }
  }
  Record record = VerificationRecord(path, verification, unchecked);
  if (member.has_value()) {
    record.AddNumber("group_size", member->path().size());
  }
  if (console.format == OutputFormat::kText) {
    console.out << (verification.problems.empty() ? "GENUINE" : "NOT GENUINE")
                << "\n";
  }
  PrintRecord(record, console);
  return verification.problems.empty() ? ExitCode::kYes : ExitCode::kNo;
}

absl::StatusOr<ExitCode> VerifyReceipts(const CommandContext& context) {
  const Arguments& arguments = context.arguments;
  const std::vector<std::string>& paths = arguments.operands();
  if (paths.empty()) {
    return MalformedError("a receipt file is expected");
  }
  if (paths.size() > 1 &&
      (arguments.Has("content") || arguments.Has("signature"))) {
    return MalformedError(
        "--content and --signature go with exactly one receipt");
  }
  KEPIL_ASSIGN_OR_RETURN(const ReceiptTrust trust, TrustFrom(arguments));
  Compared compared;
  KEPIL_ASSIGN_OR_RETURN(compared.content, OptionalFile(arguments, "content"));
  KEPIL_ASSIGN_OR_RETURN(compared.signature,
                         OptionalFile(arguments, "signature"));
  bool unread = false;
  bool wrong = false;
  for (const std::string& path : paths) {
    const absl::StatusOr<ExitCode> code =
        VerifyOne(path, compared, trust, context.console);
    if (!code.ok()) {
      Complain(ErrorText(code.status()), context.console);
      unread = true;
    } else if (*code == ExitCode::kNo) {
      wrong = true;
    }
  }
  return wrong ? ExitCode::kNo : unread ? ExitCode::kNoAnswer : ExitCode::kYes;
}

}  // namespace

std::vector<Command> ReceiptCommands() {
  return {
      {"receipt get",
       "ID",
       "write ID.dvc, ID.tlog-proof, of a group ID.member; or print what the "
       "receipt says",
       {{"body", "", "print the body as text"},
        {"out", "DIR", "where to write; default: here"}},
       GetReceipt},
      {"receipt verify",
       "FILE...",
       "check receipts offline, foreign DVCs with --anchors too; "
       "ID.tlog-proof and ID.member beside ID.dvc are checked too",
       {{"trust", "FILE|DIR", "keys saved by status --keys"},
        {"anchors", "FILE", "instead: certificates receipts chain to, PEM"},
        {"log-key", "FILE", "with --anchors: verifier key of the log"},
        {"content", "FILE", "compare with this content"},
        {"signature", "FILE", "compare with this signature file"}},
       VerifyReceipts},
      ExplainCommand(),
  };
}

}  // namespace kepil
