#ifndef KEPIL_SERVICES_GATEWAY_VALIDATION_INPUTS_H_
#define KEPIL_SERVICES_GATEWAY_VALIDATION_INPUTS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/signature/signature_document.h"
#include "kepil/storage/v1/peer_work.pb.h"
#include "kepil/v1/receipt.pb.h"
#include "kepil/v1/trust.pb.h"
#include "kepil/v1/validation.pb.h"
#include "services/receipt/receipt_record.h"

namespace kepil {

// What a request gives to be judged; views into it.
SignatureInput SignatureInputOf(const v1::ValidateRequest& request);

// Digests that stand in the receipt: the caller's, or SHA-256 and every other
// algorithm that a signer used over the content at hand.
std::vector<v1::ContentDigest> ContentDigestsOf(
    const v1::ValidateRequest& request, const SignatureDocument& document);

// Whether the octets that came hold the content, which is never stored.
bool HoldsContent(const SignatureDocument& document,
                  const v1::DvcsExchange* dvcs);

// What the reader of the receipt must know of the request.
std::vector<v1::Limitation> LimitationsOf(const v1::ValidateRequest& request,
                                          const SignatureDocument& document,
                                          const v1::DvcsExchange* dvcs,
                                          const v1::UsageContext& usage);

// Of a foreign TTP's question: holds its nonce. "" without one.
absl::string_view InformationOf(const v1::DvcsExchange* dvcs);

// A request whose foreign TTP was silent.
struct WaitingRequest {
  const v1::ValidateRequest& request;
  const SignatureDocument& document;
  const v1::PrincipalRecord& caller;
  v1::IngressMode mode = v1::INGRESS_MODE_UNSPECIFIED;
  const v1::DvcsExchange* dvcs = nullptr;  // nullptr: not by RFC 3029.
};
// What is kept of it until its later receipt, ids and times apart: digests
// instead of detached content; of a file with its content inside the detached
// form with digests, if that comes to the same verdict. nullopt if it may not:
// a file in BER, a signature without signed attributes, a time-stamp over the
// content, content given beside the file too.
std::optional<storage::v1::PeerWork> WorkFor(const WaitingRequest& waiting);
// Whether `work` holds the detached form of another file.
bool IsDetachedForm(const storage::v1::PeerWork& work);
// Makes the body of its later receipt name the request and the file as they
// were received.
void NameOriginal(const storage::v1::PeerWork& work, v1::ReceiptBody& body);

// By which a request is known again, `digest` being its RequestDigest; nullopt
// without an idempotency key.
std::optional<IdempotencyRow> RowOf(const v1::ValidateRequest& request,
                                    const v1::PrincipalRecord& caller,
                                    const Digest& digest);

// By which a DVCS request that had to wait is known again: SHA-256 over its
// request information and imprint.
std::string DvcsRequestKey(const v1::DvcsExchange& exchange);
// Whether it has a nonce; without one, another request may look the same.
bool HasNonce(const v1::DvcsExchange& exchange);
// The row of its later receipt, by which that is found for good; nullopt if
// `work` has no request_key or no nonce.
std::optional<IdempotencyRow> LaterRow(const storage::v1::PeerWork& work);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_VALIDATION_INPUTS_H_
