#ifndef KEPIL_ENGINE_TRUST_FOREIGN_TTP_H_
#define KEPIL_ENGINE_TRUST_FOREIGN_TTP_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// kDvcs...: RFC 3029 over HTTP in the encoding of that name
// (engine/signature/dvcs_token.h); kKepilPeer: a gateway of our own kind.
enum class ForeignTtpProtocol {
  kDvcsRfc3029,
  kDvcsBouncyCastle,
  kDvcsStb,
  kKepilPeer,
};

struct ForeignTtpEndpoint {
  std::string url;
  ForeignTtpProtocol protocol = ForeignTtpProtocol::kDvcsRfc3029;
};

// ForeignTtp is what a registered foreign trusted third party is asked for and
// how (REG-03). Its receipt-signing certificates and its status are those of
// its services (trust_service.h), all of type kReceipt. Immutable.
struct ForeignTtp {
  std::string authority_id, authority_name;
  std::string country;                        // Where it is.
  std::vector<ForeignTtpEndpoint> endpoints;  // Asked in order; 1 to 8.
  absl::Duration max_receipt_age;             // Above zero.
  std::vector<std::string> countries;         // For whose certificates.
  std::vector<std::string> service_ids;       // Of its services.
  std::vector<std::string> policies;  // Dotted; receipts under others do not
                                      // count. Empty: any.
  bool may_see_documents = false;     // Else only certificates.

  bool AnswersFor(absl::string_view country) const;
};

// The terms of `authority`; nullopt if it has none, which only records of other
// kinds, and of TTPs that were registered without terms, may.
// INVALID_ARGUMENT/REQUEST_MALFORMED for terms of another kind of authority, a
// service that signs no receipts, and what foreign_ttp.proto does not allow.
absl::StatusOr<std::optional<ForeignTtp>> DecodeForeignTtp(
    const v1::Authority& authority);

}  // namespace kepil

#endif  // KEPIL_ENGINE_TRUST_FOREIGN_TTP_H_
