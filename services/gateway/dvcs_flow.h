#ifndef KEPIL_SERVICES_GATEWAY_DVCS_FLOW_H_
#define KEPIL_SERVICES_GATEWAY_DVCS_FLOW_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/dvcs_status.h"
#include "engine/signature/parse_limits.h"
#include "kepil/v1/trust.pb.h"
#include "services/gateway/dvcs_sender.h"
#include "services/gateway/ingress_mode.h"
#include "services/gateway/validation_flow.h"
#include "services/receipt/receipt_identity.h"
#include "trustlist/principal_directory.h"

namespace kepil {

struct DvcsCall {
  // By the TLS certificate; absent: a stranger, or no TLS.
  std::optional<v1::PrincipalRecord> caller;
  absl::Time deadline = absl::InfiniteFuture();
  IngressRules ingress;  // Of the listener.
};

struct DvcsReply {
  std::string der;                    // ContentInfo.
  std::optional<DvcFailure> failure;  // Of an error notice.
  bool is_signed = true;              // Not if the receipt key is not usable.
  std::string caller;                 // Principal id; "" for a stranger.
};

// Contents of the fields of a request that its answer repeats, in octets.
inline constexpr size_t kMaxDvcsRepeated = 65536;

// DvcsFlow is a server of RFC 3029: octets in, signed DVC or signed error
// notice out. A DVC is the receipt of the validation, logged like any other.
//
// An error notice says rejection and
// - badDataFormat: no DVCSRequest, data that do not fit the service, a vsd
//   message that is no signed document;
// - badRequest (FORWARD_LOOP) if the request has been here before;
// - wrongAuthority: addressed to another server, from who is not registered, or
//   from a foreign TTP that must come through the national gateway;
// - incorrectData: the signature of the request does not verify;
// - badTime: requestTime of vsd or cpkc later than max_skew from now, or a
//   token. Earlier than that it is answered as of then, from our own archive;
// - badRequest: everything else that is not permitted: an unknown policy, a
//   critical extension, pathProcInput, a hash that proves nothing, a limit.
// If the receipt key is not usable the notice has no signature (RFC 3029, 9).
// Thread-safe.
class DvcsFlow {
 public:
  struct Rooms {  // Borrowed; outlive the flow.
    const Clock& clock;
    ValidationFlow& validation;
    // As ReceiptIssuer::Rooms::identity.
    std::function<absl::StatusOr<ReceiptIdentity>(absl::Time)> identity;
    std::function<std::shared_ptr<const PrincipalDirectory>()> principals;
    CertificateReader& certificates;
  };
  struct Options {
    std::vector<std::string> names;  // GeneralNames (DER) of this server.
    std::string origin;              // As hops name it (forwarding_flow.h).
    ParseLimits parse;
    absl::Duration max_skew = absl::Minutes(5);
  };
  DvcsFlow(Rooms rooms, Options options)
      : rooms_(std::move(rooms)), options_(std::move(options)) {}

  // Errors: RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, DATA_LOSS and UNAVAILABLE
  // (but SIGNER_DOWN) of the rooms, as they are.
  absl::StatusOr<DvcsReply> Run(absl::string_view octets,
                                const DvcsCall& call) const;
  // The notice for a request that was not read to its end: over the limit.
  DvcsReply Refuse(const DvcsRefusal& refusal,
                   absl::string_view transaction_identifier = "") const;

 private:
  std::optional<DvcsRefusal> CheckTerms(const DvcsRequest& request,
                                        absl::Time now) const;
  // A requestTime that is past, if the service depends on it.
  std::optional<absl::Time> AskedTimeOf(const DvcsRequest& request,
                                        absl::Time now) const;

  const Rooms rooms_;
  const Options options_;
};

// GeneralNames (DER) under which a server with these identities may be
// addressed: the subjects of their certificates, the URIs and DNS names among
// their subjectAltNames, `uris`.
std::vector<std::string> DvcsNamesOf(
    const std::vector<ReceiptIdentity>& identities,
    const std::vector<std::string>& uris);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_DVCS_FLOW_H_
