#ifndef KEPIL_ENGINE_SIGNATURE_DVCS_REQUEST_INFORMATION_H_
#define KEPIL_ENGINE_SIGNATURE_DVCS_REQUEST_INFORMATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/der_reader.h"

namespace kepil {

// ServiceType of RFC 3029, 7.
enum class DvcsService {
  kCpd = 1,   // Certification of possession of data.
  kVsd = 2,   // Validation of a signed document.
  kCpkc = 3,  // Validation of public key certificates (vpkc).
  kCcpd = 4,  // Certification of a claim of possession of data.
};

// DVCSTime: a time, or a token that proves one (a time-stamp token or a DVC).
struct DvcsTime {
  absl::Time time;    // Meaningful without a token.
  std::string token;  // Complete ContentInfo, or "".
  // GeneralizedTime as read: a copy keeps its fraction of a second. "": written
  // from `time`.
  std::string text;
};

struct DvcsExtension {
  std::string oid;  // Dotted.
  bool is_critical = false;
  std::string value;  // Of the OCTET STRING.
};

// DVCSRequestInformation (RFC 3029, 7.1).
struct DvcsRequestInformation {
  int64_t version = 1;
  DvcsService service = DvcsService::kVsd;
  std::optional<std::string> nonce;  // INTEGER content octets.
  std::optional<DvcsTime> request_time;
  // Contents of GeneralNames, each name well-formed; "" if absent.
  std::string requester, dvcs, data_locations;
  std::string policy_oid;  // Dotted requestPolicy; "" if absent.
  std::vector<DvcsExtension> extensions;
  // As read, complete, and written so: a copy keeps what has no field here.
  // "": written from the fields.
  std::string der;
};

// Largest nonce that is read, in octets.
inline constexpr size_t kMaxDvcsNonce = 64;

// `info.der` if there is one.
std::string WriteDvcsRequestInformation(const DvcsRequestInformation& info);
// The next value of `reader`. INVALID_ARGUMENT/FORMAT_UNKNOWN for an unknown
// service, malformed fields or fields out of order, over kMaxDvcsElements
// extensions or a nonce over kMaxDvcsNonce. Policy qualifiers are passed over.
absl::StatusOr<DvcsRequestInformation> ReadDvcsRequestInformation(
    DerReader& reader);

// DVCSTime as it stands next in `reader`; fractions of a second are kept.
absl::StatusOr<DvcsTime> ReadDvcsTime(DerReader& reader);
std::string WriteDvcsTime(const DvcsTime& time);

// Extensions under `tag`: at least one, no OID twice.
std::string WriteDvcsExtensions(DerTag tag,
                                const std::vector<DvcsExtension>& extensions);
absl::StatusOr<std::vector<DvcsExtension>> ParseDvcsExtensions(
    absl::string_view contents);

// PolicyInformation under [`tag`] IMPLICIT, both ways; "" if it is absent.
std::string WriteDvcsPolicy(int tag, absl::string_view dotted);
absl::StatusOr<std::string> ReadDvcsPolicy(int tag, DerReader& reader);

// Whether `answered` is the nonce `asked`, or begins with it; anything will do
// if none was asked for (RFC 3029, 9.1).
bool IsPermittedNonce(const std::optional<std::string>& asked,
                      const std::optional<std::string>& answered);

// Whether `answered` is `asked` but for what a server may change (RFC 3029,
// 9.1): requester, dvcs and dataLocations; a nonce may be added, or more octets
// to the right of ours.
bool IsPermittedCopy(const DvcsRequestInformation& asked,
                     const DvcsRequestInformation& answered);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_DVCS_REQUEST_INFORMATION_H_
