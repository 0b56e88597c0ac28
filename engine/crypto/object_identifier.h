#ifndef KEPIL_ENGINE_CRYPTO_OBJECT_IDENTIFIER_H_
#define KEPIL_ENGINE_CRYPTO_OBJECT_IDENTIFIER_H_

#include <string>

#include "absl/strings/string_view.h"

namespace kepil {

// Whether `content` is well-formed as content octets of an OBJECT IDENTIFIER
// (X.690, 8.19): minimal subidentifiers, the last one complete. Their size is
// not bounded.
bool IsOidContent(absl::string_view content);

// Dotted text of OID content octets ("1.2.840.113549.1.7.2"); "" if malformed
// or an arc is 2^128 or more.
std::string OidToText(absl::string_view content);
// Content octets of dotted text; "" if malformed or an arc is 2^128 - 80 or
// more. Not for the hot path.
std::string OidFromText(absl::string_view dotted);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_OBJECT_IDENTIFIER_H_
