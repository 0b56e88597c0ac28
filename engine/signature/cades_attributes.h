#ifndef KEPIL_ENGINE_SIGNATURE_CADES_ATTRIBUTES_H_
#define KEPIL_ENGINE_SIGNATURE_CADES_ATTRIBUTES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/signature/parse_limits.h"
#include "engine/signature/parsed_signature.h"

namespace kepil {

// Both attribute sets of one signer, read (RFC 5652, 5.3 and 11; ETSI EN 319
// 122-1). Nothing is verified.
struct CadesAttributes {
  SignatureAttributes attributes;
  // Of certificate-values, not decoded; views into the input.
  std::vector<absl::string_view> certificates;
  // What the signature value covers (RFC 5652, 5.4): the signed attributes as
  // a SET OF in DER, sorted if they were not. "" without signed attributes.
  std::string signed_octets;
  std::vector<FormatDeviation> deviations;
};

// Reads the contents of SignerInfo's [0] and [1]; nullopt if absent.
// INVALID_ARGUMENT: FORMAT_UNKNOWN if one of the sets is no SET OF Attribute,
// CONTAINER_LIMIT over one of `limits`. A known attribute that cannot be read
// is a deviation: kMalformedAttribute if it is signed, else
// kEmbeddedObjectUnreadable.
absl::StatusOr<CadesAttributes> ParseCadesAttributes(
    std::optional<absl::string_view> signed_contents,
    std::optional<absl::string_view> unsigned_contents,
    const ParseLimits& limits);

// Whether `octets` are a SET OF Attribute with a message-digest among them (or
// over a thousand attributes): signed attributes passed off as content.
bool LookLikeSignedAttributes(absl::string_view octets);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_CADES_ATTRIBUTES_H_
