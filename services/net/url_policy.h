#ifndef KEPIL_SERVICES_NET_URL_POLICY_H_
#define KEPIL_SERVICES_NET_URL_POLICY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/net/ip_address.h"

namespace kepil {

inline constexpr size_t kMaxUrlOctets = 2048;

enum class UrlScheme { kHttp, kHttps };

// ParsedUrl is an absolute http or https URL that every reader takes apart in
// the same way.
struct ParsedUrl {
  UrlScheme scheme = UrlScheme::kHttp;
  // A DNS name in lower case, or the text of `address` without brackets.
  std::string host;
  std::optional<IpAddress> address;  // Where the host is a literal.
  uint16_t port = 0;                 // 80 or 443 where the URL names none.
  std::string target;                // Path and query, from '/'.

  // scheme://host:port/target, the port always written.
  std::string ToString() const;
};

// Parses RFC 3986 syntax strictly: scheme, "//", host, [":" port], path, query,
// of the characters that RFC 3986 allows. Refused, because readers differ over
// them: user information, fragments, zone identifiers, backslashes, empty or
// zero ports, names whose last label is a number (old forms of IPv4 such as
// 127.1 or 0x7f000001), names that end in a dot or are not of letters, digits
// and hyphens, URLs over kMaxUrlOctets.
// Error: INVALID_ARGUMENT/REQUEST_MALFORMED.
absl::StatusOr<ParsedUrl> ParseUrl(absl::string_view url);

// AddressPolicy says which addresses may be connected to: the public ones and
// those that `allowed` lists. Immutable.
class AddressPolicy {
 public:
  explicit AddressPolicy(std::vector<IpRange> allowed)
      : allowed_(std::move(allowed)) {}

  // FAILED_PRECONDITION/ADDRESS_FORBIDDEN if `address` may not be connected to.
  absl::Status Check(const IpAddress& address) const;
  // The same, unless every address of a name is allowed and there is one.
  absl::Status CheckAll(const std::vector<IpAddress>& addresses) const;

 private:
  const std::vector<IpRange> allowed_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_NET_URL_POLICY_H_
