#ifndef KEPIL_ENGINE_SIGNATURE_DVCS_ANSWER_H_
#define KEPIL_ENGINE_SIGNATURE_DVCS_ANSWER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/signature/dvcs_request.h"
#include "engine/signature/dvcs_request_information.h"
#include "engine/signature/dvcs_status.h"
#include "engine/signature/dvcs_token.h"

namespace kepil {

inline constexpr char kDvcsResponseContentType[] = "1.2.840.113549.1.9.16.1.8";

// DVCSCertInfo (RFC 3029, 9.1), whole: what any server may say.
struct DvcsCertificateInfo {
  DvcsRequestInformation information;
  DvcsImprint imprint;
  std::string serial;  // INTEGER content octets.
  DvcsTime response_time;
  std::optional<DvcStatusInfo> status;
  std::string policy_oid;  // Dotted, or "".
  // Contents of reqSignature (SignerInfos), or "".
  std::string request_signature;
  std::vector<DvcsTarget> targets;
  // Contents of certs as read, and written so; "": written from `targets`.
  std::string targets_der;
  std::vector<DvcsExtension> extensions;
};

// DVCSErrorNotice (RFC 3029, 9.2).
struct DvcsErrorNotice {
  DvcStatusInfo status;
  std::string transaction_identifier;  // Complete GeneralName, or "".
};

// DVCSResponse: exactly one of the two.
struct DvcsAnswer {
  std::optional<DvcsCertificateInfo> info;
  std::optional<DvcsErrorNotice> error;
};

std::string WriteDvcsCertificateInfo(const DvcsCertificateInfo& info,
                                     DvcsEncoding encoding);
std::string WriteDvcsErrorNotice(const DvcsErrorNotice& notice);

// Reads a DVCSResponse in whichever encoding; strict DER.
// INVALID_ARGUMENT/FORMAT_UNKNOWN if it is none, CONTAINER_LIMIT over the
// limits of its parts. Nothing is verified.
absl::StatusOr<DvcsAnswer> ParseDvcsAnswer(absl::string_view der);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_DVCS_ANSWER_H_
