#include "services/kepilctl/dvcs_command.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/object_identifier.h"
#include "engine/signature/dvcs_envelope.h"
#include "services/kepilctl/certificate_file.h"
#include "services/kepilctl/dvc_record.h"
#include "services/kepilctl/dvcs_exchange.h"
#include "services/kepilctl/file_octets.h"
#include "services/kepilctl/time_text.h"
#include "services/receipt/dvc_verifier.h"

namespace kepil {
namespace {

// A server's clock may be off by this much.
constexpr absl::Duration kMaxSkew = absl::Minutes(5);

absl::StatusOr<DvcsService> ServiceFrom(const Arguments& arguments) {
  KEPIL_ASSIGN_OR_RETURN(const std::string name, arguments.Require("service"));
  for (const DvcsService service : {DvcsService::kCpd, DvcsService::kVsd,
                                    DvcsService::kCpkc, DvcsService::kCcpd}) {
    if (DvcsServiceName(service) == name) {
      return service;
    }
  }
  return MalformedError("--service is vsd, cpkc, cpd or ccpd");
}

absl::StatusOr<DvcsEncoding> EncodingFrom(const Arguments& arguments) {
  const std::string name = arguments.Find("encoding").value_or("rfc3029");
  if (name == "rfc3029") {
    return DvcsEncoding::kRfc3029;
  }
  if (name == "bouncycastle") {
    return DvcsEncoding::kBouncyCastle;
  }
  if (name == "stb") {
    return DvcsEncoding::kStb;
  }
  return MalformedError("--encoding is rfc3029, bouncycastle or stb");
}

absl::StatusOr<DvcsData> DataFrom(DvcsService service, std::string octets) {
  DvcsData data;
  switch (service) {
    case DvcsService::kCpd:
    case DvcsService::kVsd:
      data.message = std::move(octets);
      break;
    case DvcsService::kCpkc: {
      data.kind = DvcsData::Kind::kCertificates;
      KEPIL_ASSIGN_OR_RETURN(const std::vector<CertificateRef> certificates,
                             ParseCertificates(octets));
      for (const CertificateRef& one : certificates) {
        data.certificates.push_back(
            {{DvcsToken::Kind::kCertificate, std::string(one->der())}, {}, ""});
      }
      break;
    }
    case DvcsService::kCcpd:
      data.kind = DvcsData::Kind::kImprint;
      data.imprint.hash = HashAlgorithm::kSha256;
      data.imprint.value = std::string(Sha256(octets).bytes());
      break;
  }
  return data;
}

absl::StatusOr<std::string> RequestFrom(const Arguments& arguments) {
  KEPIL_ASSIGN_OR_RETURN(const std::string path, arguments.OneOperand("file"));
  KEPIL_ASSIGN_OR_RETURN(const DvcsEncoding encoding, EncodingFrom(arguments));
  DvcsRequest request;
  DvcsRequestInformation& information = request.information;
  KEPIL_ASSIGN_OR_RETURN(information.service, ServiceFrom(arguments));
  KEPIL_ASSIGN_OR_RETURN(information.nonce, MakeDvcsNonce());
  information.policy_oid = arguments.Get("policy");
  if (!information.policy_oid.empty() &&
      OidFromText(information.policy_oid).empty()) {
    return MalformedError("--policy is a dotted OID");
  }
  if (arguments.Has("dvcs")) {
    information.dvcs = DerWrap(DerContext(6), arguments.Get("dvcs"));
  }
  if (arguments.Has("at")) {
    KEPIL_ASSIGN_OR_RETURN(const google::protobuf::Timestamp at,
                           ParseTimeText(arguments.Get("at")));
    information.request_time =
        DvcsTime{absl::FromUnixSeconds(at.seconds()), "", ""};
  }
  KEPIL_ASSIGN_OR_RETURN(std::string octets, ReadFileOctets(path));
  KEPIL_ASSIGN_OR_RETURN(request.data,
                         DataFrom(information.service, std::move(octets)));
  return WriteDvcsRequest(request, encoding);
}

// Prints; yes for a genuine DVC that grants.
ExitCode Report(absl::string_view file, const DvcVerification& verification,
                Console& console) {
  const bool genuine = verification.problems.empty();
  if (console.format == OutputFormat::kText) {
    console.out << (genuine ? "GENUINE" : "NOT GENUINE OR NO DVC") << "\n";
  }
  PrintRecord(DvcRecord(file, verification), console);
  return genuine && verification.word == DvcWord::kGranted ? ExitCode::kYes
                                                           : ExitCode::kNo;
}

absl::StatusOr<ExitCode> AskDvcs(const CommandContext& context) {
  const Arguments& arguments = context.arguments;
  KEPIL_ASSIGN_OR_RETURN(const std::string octets, RequestFrom(arguments));
  if (arguments.Has("save")) {
    KEPIL_RETURN_IF_ERROR(WriteFileOctets(arguments.Get("save"), octets));
  }
  KEPIL_ASSIGN_OR_RETURN(const DvcsRequest request, ParseDvcsRequest(octets));
  if (!arguments.Has("url")) {
    if (!arguments.Has("save")) {
      return MalformedError("--url or --save is required");
    }
    Record record;
    record.AddText("file", arguments.Get("save"));
    AddDvcsRequest(request, record);
    PrintRecord(record, context.console);
    return ExitCode::kYes;
  }
  DvcVerifyInput input;
  KEPIL_ASSIGN_OR_RETURN(input.anchors, AnchorsFrom(arguments));
  const absl::Time asked = absl::Now();
  KEPIL_ASSIGN_OR_RETURN(
      const std::string answer,
      PostDvcs(arguments.Get("url"), octets, context.settings));
  if (arguments.Has("out")) {
    KEPIL_RETURN_IF_ERROR(WriteFileOctets(arguments.Get("out"), answer));
  }
  input.dvc = answer;
  input.request = &request;
  input.earliest = asked - kMaxSkew;
  input.latest = absl::Now() + kMaxSkew;
  return Report(arguments.Find("out").value_or(arguments.Get("url")),
                VerifyDvc(input), context.console);
}

absl::StatusOr<ExitCode> ShowDvcs(const CommandContext& context) {
  KEPIL_ASSIGN_OR_RETURN(const std::string path,
                         context.arguments.OneOperand("file"));
  KEPIL_ASSIGN_OR_RETURN(const std::string octets, ReadFileOctets(path));
  Record record;
  record.AddText("file", path);
  const absl::StatusOr<DvcsEnvelope> request =
      ReadDvcsEnvelope(octets, ParseLimits());
  if (request.ok()) {
    AddDvcsRequest(request->request, record);
    record.AddNumber("signers", request->signers);
    PrintRecord(record, context.console);
    return ExitCode::kYes;
  }
  KEPIL_ASSIGN_OR_RETURN(
      const DvcSignature signature,
      ReadDvcSignature(octets, {}, DvcKeyUsageRule::kPresent));
  KEPIL_ASSIGN_OR_RETURN(const DvcsAnswer answer,
                         ParseDvcsAnswer(signature.response));
  if (answer.info.has_value()) {
    AddDvc(*answer.info, record);
  } else {
    AddErrorNotice(*answer.error, record);
  }
  if (signature.signer != nullptr) {
    record.AddText("signer", signature.signer->subject().ToText());
  }
  record.AddText("verified", "no: dvcs verify does");
  PrintRecord(record, context.console);
  return ExitCode::kYes;
}

absl::StatusOr<ExitCode> CheckDvc(const CommandContext& context) {
  const Arguments& arguments = context.arguments;
  KEPIL_ASSIGN_OR_RETURN(const std::string path, arguments.OneOperand("DVC"));
  KEPIL_ASSIGN_OR_RETURN(const std::string dvc, ReadFileOctets(path));
  DvcVerifyInput input;
  input.dvc = dvc;
  KEPIL_ASSIGN_OR_RETURN(input.anchors, AnchorsFrom(arguments));
  if (arguments.Has("lenient")) {
    input.rule = DvcKeyUsageRule::kPresent;
  }
  std::optional<DvcsEnvelope> asked;
  std::string message;
  if (arguments.Has("request")) {
    KEPIL_ASSIGN_OR_RETURN(const std::string octets,
                           ReadFileOctets(arguments.Get("request")));
    KEPIL_ASSIGN_OR_RETURN(asked, ReadDvcsEnvelope(octets, ParseLimits()));
    input.request = &asked->request;
  } else if (arguments.Has("message")) {
    KEPIL_ASSIGN_OR_RETURN(message, ReadFileOctets(arguments.Get("message")));
    input.message = message;
  }
  return Report(path, VerifyDvc(input), context.console);
}

}  // namespace

std::vector<Command> DvcsCommands() {
  return {
      {"dvcs request",
       "FILE",
       "ask a server of RFC 3029 about FILE and verify its answer",
       {{"service", "NAME", "vsd, cpkc (certificates), cpd or ccpd"},
        {"url", "URL", "where to POST; --cert, --key and --ca are used"},
        {"anchors", "FILE", "certificates its answers chain to, PEM or DER"},
        {"out", "FILE", "keep the answer"},
        {"save", "FILE", "keep the request; enough without --url"},
        {"policy", "OID", "policy to ask for"},
        {"dvcs", "URI", "name of the server that is meant"},
        {"at", "TIME", "requestTime: a time to speak of; default: now"},
        {"encoding", "NAME", "rfc3029 (default), bouncycastle or stb"}},
       AskDvcs},
      {"dvcs show",
       "FILE",
       "say what a DVCS request, a DVC or an error notice holds",
       {},
       ShowDvcs},
      {"dvcs verify",
       "FILE",
       "check a DVC of any server offline, those inside it too",
       {{"anchors", "FILE", "certificates it chains to, PEM or DER"},
        {"request", "FILE", "compare with this request"},
        {"message", "FILE", "compare with these octets"},
        {"lenient", "", "extendedKeyUsage need not be critical"}},
       CheckDvc},
  };
}

}  // namespace kepil
