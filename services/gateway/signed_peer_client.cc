#include "services/gateway/signed_peer_client.h"

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/signature/cms_writer.h"
#include "engine/signature/dvcs_request.h"

namespace kepil {

absl::StatusOr<std::string> SignedPeerClient::Exchange(
    const PeerQuestion& question) {
  const absl::Time now =
      absl::FromUnixSeconds(absl::ToUnixSeconds(rooms_.clock.Now()));
  if (now < signer_.certificate->not_before() ||
      now > signer_.certificate->not_after()) {
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_SIGNER_DOWN,
                     "the certificate that signs requests is not valid now");
  }
  SignedDataDraft draft;
  draft.content_type = kDvcsRequestContentType;
  draft.content = question.request;
  draft.signing_time = now;
  draft.signer_certificate = signer_.certificate;
  draft.more_certificates = signer_.issuers;
  PeerQuestion signed_question = question;
  KEPIL_ASSIGN_OR_RETURN(signed_question.request,
                         WriteSignedData(draft, *signer_.key));
  return rooms_.client.Exchange(signed_question);
}

}  // namespace kepil
