#include "services/kepilctl/ttp_command.h"

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepilctl/certificate_file.h"
#include "services/kepilctl/dvcs_exchange.h"
#include "services/kepilctl/dvcs_selftest.h"
#include "services/kepilctl/file_octets.h"

namespace kepil {
namespace {

absl::StatusOr<SelfTestMaterial> MaterialFrom(const Arguments& arguments) {
  SelfTestMaterial material;
  KEPIL_ASSIGN_OR_RETURN(const std::string document,
                         arguments.Require("document"));
  KEPIL_ASSIGN_OR_RETURN(material.document, ReadFileOctets(document));
  KEPIL_ASSIGN_OR_RETURN(const std::string certificate,
                         arguments.Require("certificate"));
  KEPIL_ASSIGN_OR_RETURN(const std::string octets, ReadFileOctets(certificate));
  KEPIL_ASSIGN_OR_RETURN(const std::vector<CertificateRef> certificates,
                         ParseCertificates(octets));
  material.certificate = std::string(certificates.front()->der());
  KEPIL_ASSIGN_OR_RETURN(material.nonce, MakeDvcsNonce());
  material.now = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  return material;
}

absl::StatusOr<ExitCode> SelfTest(const CommandContext& context) {
  const Arguments& arguments = context.arguments;
  KEPIL_ASSIGN_OR_RETURN(const std::string url, arguments.OneOperand("URL"));
  KEPIL_ASSIGN_OR_RETURN(const std::vector<CertificateRef> anchors,
                         AnchorsFrom(arguments));
  KEPIL_ASSIGN_OR_RETURN(const SelfTestMaterial material,
                         MaterialFrom(arguments));
  std::vector<Record> rows;
  bool wrong = false, answered = false;
  for (const SelfTestQuestion& question : SelfTestQuestions(material)) {
    const SelfTestResult result = JudgeSelfTest(
        question, PostDvcs(url, question.octets, context.settings), anchors,
        absl::Now());
    wrong = wrong || result.outcome == SelfTestOutcome::kWrong;
    answered = answered || result.outcome != SelfTestOutcome::kNoAnswer;
    rows.push_back(Record()
                       .AddText("question", question.name)
                       .AddText("outcome", SelfTestOutcomeName(result.outcome))
                       .AddText("detail", result.detail));
  }
  PrintRecords(rows, context.console);
  return wrong      ? ExitCode::kNo
         : answered ? ExitCode::kYes
                    : ExitCode::kNoAnswer;
}

}  // namespace

Command TtpSelfTestCommand() {
  return {"ttp selftest",
          "URL",
          "ask a server of RFC 3029 the published list of questions",
          {{"anchors", "FILE", "certificates its answers chain to, PEM or DER"},
           {"document", "FILE", "a CMS signature with its content inside"},
           {"certificate", "FILE", "a certificate to ask about"}},
          SelfTest};
}

}  // namespace kepil
