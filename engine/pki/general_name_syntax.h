#ifndef KEPIL_ENGINE_PKI_GENERAL_NAME_SYNTAX_H_
#define KEPIL_ENGINE_PKI_GENERAL_NAME_SYNTAX_H_

#include <optional>

#include "absl/strings/string_view.h"

namespace kepil {

// What a dNSName, rfc822Name or uniformResourceIdentifier must look like before
// it may be compared (RFC 5280, 4.2.1.6 and 4.2.1.10). Stricter than the
// grammars where a lenient reading would let two readers see different hosts:
// whoever compares names refuses what is not of this form.

// 1 to 253 octets of labels of letters, digits, hyphen and underscore; the last
// label is not all digits (an address); no final dot.
bool IsHostName(absl::string_view text);
// A host name, or "*." before one.
bool IsHostNameOrWildcard(absl::string_view text);
// Whether `host` is `domain` or has more labels to its left; both host names.
bool IsHostWithin(absl::string_view host, absl::string_view domain);

struct Mailbox {
  absl::string_view local, host;
};
// local@host with exactly one "@" and a host name; nullopt otherwise.
std::optional<Mailbox> ParseMailbox(absl::string_view text);

// The host name of a URI with an authority component; nullopt if there is none,
// or if it is an address.
std::optional<absl::string_view> UriHost(absl::string_view uri);
// Whether `text` begins with a scheme (an absolute URI, RFC 3986, 4.3).
bool HasUriScheme(absl::string_view text);

// An address and a mask of as many octets (4 or 16), the mask a run of ones
// and then zeros.
bool IsAddressRange(absl::string_view octets);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_GENERAL_NAME_SYNTAX_H_
