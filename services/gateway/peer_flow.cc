#include "services/gateway/peer_flow.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "engine/signature/dvcs_request.h"
#include "services/gateway/interstate_envelope.h"

namespace kepil {
namespace {

constexpr size_t kMinNonce = 16;
constexpr size_t kMaxNonce = 32;
constexpr int kMaxHops = 8;
constexpr size_t kMaxHop = 256;

absl::Status FieldError(absl::string_view field, absl::string_view problem) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_REQUEST_MALFORMED,
      absl::StrCat(field, ": ", problem), {{"field", std::string(field)}});
}

absl::Status CheckHops(const v1::PeerValidateRequest& request,
                       const std::string& own) {
  if (request.hops_size() > kMaxHops) {
    return FieldError("hops", "over 8");
  }
  for (const std::string& hop : request.hops()) {
    if (hop.empty() || hop.size() > kMaxHop ||
        !std::all_of(hop.begin(), hop.end(), [](char c) {
          return absl::ascii_isgraph(static_cast<unsigned char>(c));
        })) {
      return FieldError("hops", "not 1 to 256 visible characters");
    }
    if (hop == own) {
      return MakeError(absl::StatusCode::kFailedPrecondition,
                       v1::ERROR_REASON_FORWARD_LOOP,
                       "the request came through this gateway already");
    }
  }
  return absl::OkStatus();
}

// INTEGER content octets of a magnitude.
absl::StatusOr<std::string> IntegerOctets(absl::string_view magnitude) {
  const std::string der = DerUnsigned(magnitude);
  DerReader reader(der);
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view octets,
                         reader.ReadIntegerBytes());
  return std::string(octets);
}

// The request as RFC 3029 would have it, for the receipt's DVC to repeat.
absl::StatusOr<v1::DvcsExchange> ExchangeOf(
    const v1::PeerValidateRequest& request) {
  if (request.nonce().size() < kMinNonce ||
      request.nonce().size() > kMaxNonce) {
    return FieldError("nonce", "not 16 to 32 octets");
  }
  DvcsRequestInformation information;
  information.service = DvcsService::kVsd;
  KEPIL_ASSIGN_OR_RETURN(information.nonce, IntegerOctets(request.nonce()));
  DvcsImprint imprint;
  imprint.hash = HashAlgorithm::kSha256;
  imprint.value = std::string(Sha256(request.request().signature()).bytes());
  v1::DvcsExchange exchange;
  exchange.set_service(static_cast<int>(DvcsService::kVsd));
  exchange.set_request_information(WriteDvcsRequestInformation(information));
  exchange.set_message_imprint(WriteDvcsImprint(imprint));
  return exchange;
}

}  // namespace

absl::StatusOr<v1::IssuedReceipt> PeerFlow::Validate(
    const v1::PeerValidateRequest& request, Caller caller) {
  KEPIL_RETURN_IF_ERROR(CheckHops(request, options_.origin));
  KEPIL_ASSIGN_OR_RETURN(const v1::DvcsExchange exchange, ExchangeOf(request));
  caller.ingress.hops = {request.hops().begin(), request.hops().end()};
  return rooms_.validation.RunExchange(request.request(), exchange, caller);
}

absl::StatusOr<v1::IssuedReceipt> PeerFlow::Forward(
    const v1::InterstateEnvelope& envelope, const Caller& forwarder) {
  const TrustSnapshotRef trust = rooms_.trust.Current();
  const std::shared_ptr<const PrincipalDirectory> principals =
      rooms_.principals();
  const std::shared_ptr<const RuleLibrary> rules = rooms_.rules();
  if (trust == nullptr || principals == nullptr || rules == nullptr) {
    return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_NOT_READY,
                     "no registry yet");
  }
  KEPIL_ASSIGN_OR_RETURN(const ValidationPolicyRef policy,
                         rules->Find(options_.officer_policy));
  KEPIL_ASSIGN_OR_RETURN(
      const OpenedEnvelope opened,
      OpenEnvelope({envelope, options_.origin, *trust, *principals, *policy,
                    rooms_.clock.Now(), options_.parse},
                   rooms_.certificates, rooms_.seen));
  Caller origin;
  origin.principal = opened.origin;
  origin.ingress = forwarder.ingress;
  origin.ingress.message_id = opened.request.message_id();
  origin.ingress.sent_at = opened.sent_at;
  origin.deadline = forwarder.deadline;
  return rooms_.validation.Run(opened.request, origin);
}

}  // namespace kepil
