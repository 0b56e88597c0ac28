#ifndef KEPIL_ENGINE_PKI_EXTENSION_OID_H_
#define KEPIL_ENGINE_PKI_EXTENSION_OID_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace kepil {
namespace extension_oid_internal {

// Octets of a literal that may contain zeros.
template <size_t N>
constexpr absl::string_view Octets(const char (&literal)[N]) {
  return absl::string_view(literal, N - 1);
}

}  // namespace extension_oid_internal

// OID content octets of extensions (RFC 5280, 4.2, 5.2, 5.3; RFC 6960,
// 4.2.2.2.1; RFC 3739, 3.2.6).
namespace extension_oid {

using extension_oid_internal::Octets;

inline constexpr absl::string_view kSubjectKeyId = Octets("\x55\x1d\x0e");
inline constexpr absl::string_view kKeyUsage = Octets("\x55\x1d\x0f");
inline constexpr absl::string_view kSubjectAltName = Octets("\x55\x1d\x11");
inline constexpr absl::string_view kIssuerAltName = Octets("\x55\x1d\x12");
inline constexpr absl::string_view kBasicConstraints = Octets("\x55\x1d\x13");
inline constexpr absl::string_view kCrlNumber = Octets("\x55\x1d\x14");
inline constexpr absl::string_view kReasonCode = Octets("\x55\x1d\x15");
inline constexpr absl::string_view kInvalidityDate = Octets("\x55\x1d\x18");
inline constexpr absl::string_view kDeltaCrlIndicator = Octets("\x55\x1d\x1b");
inline constexpr absl::string_view kIssuingDistributionPoint =
    Octets("\x55\x1d\x1c");
inline constexpr absl::string_view kCertificateIssuer = Octets("\x55\x1d\x1d");
inline constexpr absl::string_view kNameConstraints = Octets("\x55\x1d\x1e");
inline constexpr absl::string_view kCrlDistributionPoints =
    Octets("\x55\x1d\x1f");
inline constexpr absl::string_view kCertificatePolicies =
    Octets("\x55\x1d\x20");
inline constexpr absl::string_view kPolicyMappings = Octets("\x55\x1d\x21");
inline constexpr absl::string_view kAuthorityKeyId = Octets("\x55\x1d\x23");
inline constexpr absl::string_view kPolicyConstraints = Octets("\x55\x1d\x24");
inline constexpr absl::string_view kExtendedKeyUsage = Octets("\x55\x1d\x25");
inline constexpr absl::string_view kFreshestCrl = Octets("\x55\x1d\x2e");
inline constexpr absl::string_view kInhibitAnyPolicy = Octets("\x55\x1d\x36");
inline constexpr absl::string_view kAuthorityInfoAccess =
    Octets("\x2b\x06\x01\x05\x05\x07\x01\x01");
inline constexpr absl::string_view kQcStatements =
    Octets("\x2b\x06\x01\x05\x05\x07\x01\x03");
inline constexpr absl::string_view kSubjectInfoAccess =
    Octets("\x2b\x06\x01\x05\x05\x07\x01\x0b");
inline constexpr absl::string_view kOcspNoCheck =
    Octets("\x2b\x06\x01\x05\x05\x07\x30\x01\x05");

}  // namespace extension_oid

// OID content octets of key purposes (RFC 5280, 4.2.1.12; RFC 3029, 9).
namespace key_purpose_oid {

using extension_oid_internal::Octets;

inline constexpr absl::string_view kServerAuth =
    Octets("\x2b\x06\x01\x05\x05\x07\x03\x01");
inline constexpr absl::string_view kClientAuth =
    Octets("\x2b\x06\x01\x05\x05\x07\x03\x02");
inline constexpr absl::string_view kCodeSigning =
    Octets("\x2b\x06\x01\x05\x05\x07\x03\x03");
inline constexpr absl::string_view kEmailProtection =
    Octets("\x2b\x06\x01\x05\x05\x07\x03\x04");
inline constexpr absl::string_view kTimeStamping =
    Octets("\x2b\x06\x01\x05\x05\x07\x03\x08");
inline constexpr absl::string_view kOcspSigning =
    Octets("\x2b\x06\x01\x05\x05\x07\x03\x09");
inline constexpr absl::string_view kDvcs =
    Octets("\x2b\x06\x01\x05\x05\x07\x03\x0a");
inline constexpr absl::string_view kAny = Octets("\x55\x1d\x25\x00");

}  // namespace key_purpose_oid

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_EXTENSION_OID_H_
