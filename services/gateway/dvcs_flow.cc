#include "services/gateway/dvcs_flow.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/signature/dvcs_answer.h"
#include "engine/signature/dvcs_envelope.h"
#include "services/receipt/dvcs_receipt.h"

namespace kepil {
namespace {

constexpr char kCannotSign[] = "the server cannot sign at the moment";

// Context tags of GeneralName.
constexpr int kDns = 2;
constexpr int kDirectoryName = 4;
constexpr int kUri = 6;

bool NamesOneOf(absl::string_view general_names,
                const std::vector<std::string>& names) {
  DerReader reader(general_names);
  while (!reader.empty()) {
    const absl::StatusOr<DerValue> name = reader.ReadAny();
    if (!name.ok()) {
      return false;
    }
    if (std::find(names.begin(), names.end(), name->full) != names.end()) {
      return true;
    }
  }
  return false;
}

bool HasCriticalExtension(const DvcsRequestInformation& information) {
  return std::any_of(
      information.extensions.begin(), information.extensions.end(),
      [](const DvcsExtension& extension) { return extension.is_critical; });
}

bool HasPathInput(const DvcsData& data) {
  return std::any_of(data.certificates.begin(), data.certificates.end(),
                     [](const DvcsTarget& target) {
                       return !target.path_processing_input.empty();
                     });
}

// Services whose answer depends on the time that is asked about.
bool DependsOnTime(DvcsService service) {
  return service == DvcsService::kVsd || service == DvcsService::kCpkc;
}

// What an error notice says of a status; nullopt: the server's own trouble.
std::optional<DvcFailure> FailureOf(const absl::Status& status) {
  const std::optional<v1::ErrorReason> reason = ReasonOf(status);
  if (reason == v1::ERROR_REASON_FORMAT_UNKNOWN ||
      reason == v1::ERROR_REASON_NO_SIGNATURE) {
    return DvcFailure::kBadDataFormat;
  }
  if (absl::IsPermissionDenied(status)) {
    return DvcFailure::kWrongAuthority;
  }
  if (absl::IsInvalidArgument(status) || absl::IsNotFound(status) ||
      absl::IsFailedPrecondition(status) || absl::IsUnimplemented(status)) {
    return DvcFailure::kBadRequest;
  }
  return std::nullopt;
}

absl::StatusOr<v1::DvcsExchange> ExchangeOf(const DvcsEnvelope& envelope,
                                            const DvcsSender& sender) {
  const DvcsRequest& request = envelope.request;
  v1::DvcsExchange exchange;
  exchange.set_service(static_cast<int>(request.information.service));
  exchange.set_request_information(request.information.der);
  KEPIL_ASSIGN_OR_RETURN(const DvcsImprint imprint,
                         ImprintOf(request.data, HashAlgorithm::kSha256));
  exchange.set_message_imprint(WriteDvcsImprint(imprint));
  exchange.set_request_signature(envelope.signer_infos);
  exchange.set_request_signer_sha256(sender.request_signer_sha256);
  return exchange;
}

std::string TextOf(const absl::Status& status) {
  return std::string(status.message());
}

}  // namespace

std::optional<DvcsRefusal> DvcsFlow::CheckTerms(const DvcsRequest& request,
                                                absl::Time now) const {
  const DvcsRequestInformation& information = request.information;
  if (!information.dvcs.empty() &&
      !NamesOneOf(information.dvcs, options_.names)) {
    return DvcsRefusal{DvcFailure::kWrongAuthority,
                       "the request is addressed to another server"};
  }
  if (HoldsHop(information.dvcs, options_.origin)) {
    return DvcsRefusal{DvcFailure::kBadRequest,
                       "FORWARD_LOOP: the request has been here before"};
  }
  if (information.version != 1) {
    return DvcsRefusal{DvcFailure::kBadRequest, "unknown version"};
  }
  if (!FitsService(request)) {
    return DvcsRefusal{DvcFailure::kBadDataFormat,
                       "the data do not fit the service"};
  }
  if (information.request_time.has_value() &&
      DependsOnTime(information.service)) {
    const DvcsTime& asked = *information.request_time;
    if (!asked.token.empty() || asked.time > now + options_.max_skew ||
        asked.time < absl::UnixEpoch()) {
      return DvcsRefusal{DvcFailure::kBadTime,
                         "requestTime is in the future, or is a token"};
    }
  }
  if (HasCriticalExtension(information) || HasPathInput(request.data)) {
    return DvcsRefusal{DvcFailure::kBadRequest,
                       "a critical extension or pathProcInput: the policy "
                       "alone decides"};
  }
  if (information.der.size() > kMaxDvcsRepeated) {
    return DvcsRefusal{DvcFailure::kBadRequest, "requestInformation too long"};
  }
  if (request.data.kind == DvcsData::Kind::kImprint &&
      !IsAcceptedDvcsHash(request.data.imprint.hash)) {
    return DvcsRefusal{DvcFailure::kBadRequest,
                       "the hash of the imprint proves nothing"};
  }
  return std::nullopt;
}

std::optional<absl::Time> DvcsFlow::AskedTimeOf(const DvcsRequest& request,
                                                absl::Time now) const {
  const DvcsRequestInformation& information = request.information;
  if (!information.request_time.has_value() ||
      !DependsOnTime(information.service) ||
      information.request_time->time >= now - options_.max_skew) {
    return std::nullopt;
  }
  return absl::FromUnixSeconds(
      absl::ToUnixSeconds(information.request_time->time));
}

absl::StatusOr<DvcsReply> DvcsFlow::Run(absl::string_view octets,
                                        const DvcsCall& call) const {
  const absl::Time now = rooms_.clock.Now();
  const absl::StatusOr<DvcsEnvelope> envelope =
      ReadDvcsEnvelope(octets, options_.parse);
  if (!envelope.ok()) {
    return Refuse(
        {FailureOf(envelope.status()).value_or(DvcFailure::kBadDataFormat),
         TextOf(envelope.status())});
  }
  const std::string& transaction = envelope->request.transaction_identifier;
  const std::shared_ptr<const PrincipalDirectory> principals =
      rooms_.principals();
  if (principals == nullptr) {
    return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_NOT_READY,
                     "no registry yet");
  }
  const DvcsSenderResult identified = IdentifyDvcsSender(
      {*envelope, call.caller.has_value() ? &*call.caller : nullptr,
       *principals, now, options_.parse},
      rooms_.certificates);
  if (!identified.sender.has_value()) {
    return Refuse(*identified.refusal, transaction);
  }
  DvcsReply reply;
  reply.caller = identified.sender->principal.id();
  const absl::StatusOr<Ingress> ingress = IngressOf(
      call.ingress, Method::kPeerValidate, &identified.sender->principal);
  std::optional<DvcsRefusal> refusal =
      ingress.ok()
          ? CheckTerms(envelope->request, now)
          : DvcsRefusal{DvcFailure::kWrongAuthority, TextOf(ingress.status())};
  if (!refusal.has_value() &&
      envelope->signer_infos.size() > kMaxDvcsRepeated) {
    refusal = DvcsRefusal{DvcFailure::kBadRequest,
                          "the request signature is too long"};
  }
  if (!refusal.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(v1::DvcsExchange exchange,
                           ExchangeOf(*envelope, *identified.sender));
    Caller caller;
    caller.principal = identified.sender->principal;
    caller.ingress = *ingress;
    caller.deadline = call.deadline;
    absl::StatusOr<v1::IssuedReceipt> receipt =
        rooms_.validation.RunDvcs({envelope->request, std::move(exchange),
                                   AskedTimeOf(envelope->request, now)},
                                  caller);
    if (receipt.ok()) {
      reply.der = std::move(*receipt->mutable_dvc());
      return reply;
    }
    const std::optional<DvcFailure> failure = FailureOf(receipt.status());
    if (!failure.has_value() &&
        ReasonOf(receipt.status()) != v1::ERROR_REASON_SIGNER_DOWN) {
      return receipt.status();
    }
    refusal = DvcsRefusal{failure.value_or(DvcFailure::kBadRequest),
                          TextOf(receipt.status())};
  }
  const std::string sender = std::move(reply.caller);
  reply = Refuse(*refusal, transaction);
  reply.caller = sender;
  return reply;
}

DvcsReply DvcsFlow::Refuse(const DvcsRefusal& refusal,
                           absl::string_view transaction_identifier) const {
  DvcsErrorNotice notice;
  notice.status.status = DvcStatus::kRejection;
  notice.status.text.push_back(refusal.text);
  notice.status.fail_info.push_back(static_cast<int>(refusal.failure));
  if (transaction_identifier.size() <= kMaxDvcsRepeated) {
    notice.transaction_identifier = std::string(transaction_identifier);
  }
  DvcsReply reply;
  reply.failure = refusal.failure;
  const absl::Time now = rooms_.clock.Now();
  const absl::StatusOr<ReceiptIdentity> identity = rooms_.identity(now);
  absl::StatusOr<std::string> made =
      identity.ok() ? SignDvcsErrorNotice(notice, now, *identity)
                    : absl::StatusOr<std::string>(identity.status());
  if (made.ok()) {
    reply.der = *std::move(made);
    return reply;
  }
  reply.is_signed = false;
  notice.status.text = {kCannotSign};
  notice.status.fail_info.clear();
  reply.der = WriteUnsignedErrorNotice(notice);
  return reply;
}

std::vector<std::string> DvcsNamesOf(
    const std::vector<ReceiptIdentity>& identities,
    const std::vector<std::string>& uris) {
  std::vector<std::string> names;
  for (const ReceiptIdentity& identity : identities) {
    const Certificate& certificate = *identity.certificate;
    names.push_back(DerExplicit(kDirectoryName, certificate.subject().der()));
    const auto& alternatives = certificate.extensions().subject_alt_names;
    for (const GeneralName& name :
         alternatives.value_or(std::vector<GeneralName>())) {
      if (name.type == GeneralName::Type::kUri ||
          name.type == GeneralName::Type::kDns) {
        const int tag = name.type == GeneralName::Type::kUri ? kUri : kDns;
        names.push_back(DerWrap(DerContext(tag), name.value));
      }
    }
  }
  for (const std::string& uri : uris) {
    names.push_back(DerWrap(DerContext(kUri), uri));
  }
  return names;
}

}  // namespace kepil
