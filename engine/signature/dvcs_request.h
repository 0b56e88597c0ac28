#ifndef KEPIL_ENGINE_SIGNATURE_DVCS_REQUEST_H_
#define KEPIL_ENGINE_SIGNATURE_DVCS_REQUEST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm_identifier.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/signature/dvcs_request_information.h"
#include "engine/signature/dvcs_token.h"

namespace kepil {

inline constexpr char kDvcsRequestContentType[] = "1.2.840.113549.1.9.16.1.7";

// DigestInfo of a messageImprint. `hash` is kUnknown for an algorithm in no
// table: whether that is refused is the reader's rule.
struct DvcsImprint {
  HashAlgorithm hash = HashAlgorithm::kUnknown;
  std::string value;
  std::string der;  // As read, complete; "" if made here.
};

// Data (RFC 3029, 7.2): exactly one of the three.
struct DvcsData {
  enum class Kind { kMessage, kImprint, kCertificates };
  Kind kind = Kind::kMessage;
  std::string message;  // Value octets: a document, or a CMS SignedData.
  DvcsImprint imprint;
  std::vector<DvcsTarget> certificates;
  // kCertificates, as read: the octets that messageImprint of the answer is
  // computed over (RFC 3029, 9.1: the DER of the Data value).
  std::string certificates_der;
};

// DVCSRequest (RFC 3029, 7).
struct DvcsRequest {
  DvcsRequestInformation information;
  DvcsData data;
  std::string transaction_identifier;  // Complete GeneralName, or "".
};

// DER of `request` as a peer of that encoding reads it.
std::string WriteDvcsRequest(const DvcsRequest& request, DvcsEncoding encoding);

// Reads the DER of a DVCSRequest in whichever encoding: certificates untagged
// or under [0]; where an untagged SEQUENCE could be an imprint or certificates,
// its first inner tag decides. INVALID_ARGUMENT/FORMAT_UNKNOWN for anything
// else; CONTAINER_LIMIT over the limits of its parts. Whether the data fit the
// service is not looked at: see FitsService.
absl::StatusOr<DvcsRequest> ParseDvcsRequest(absl::string_view der);

// vsd and cpd go with a message, cpkc with certificates, ccpd with an imprint.
bool FitsService(const DvcsRequest& request);

// DigestInfo: the next value of `reader`; and out.
absl::StatusOr<DvcsImprint> ReadDvcsImprint(DerReader& reader);
std::string WriteDvcsImprint(const DvcsImprint& imprint);

// messageImprint of an answer to `data` (RFC 3029, 9.1): over the value octets
// of a message; over the DER of certificates; the imprint itself, as it stands.
// UNIMPLEMENTED/ALGORITHM_UNKNOWN if `hash` is not offered.
absl::StatusOr<DvcsImprint> ImprintOf(const DvcsData& data, HashAlgorithm hash);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_DVCS_REQUEST_H_
