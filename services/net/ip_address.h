#ifndef KEPIL_SERVICES_NET_IP_ADDRESS_H_
#define KEPIL_SERVICES_NET_IP_ADDRESS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct sockaddr;

namespace kepil {

// IpAddress is an IPv4 or IPv6 address. An IPv4-mapped IPv6 address
// (RFC 4291, 2.5.5.2) becomes the IPv4 address it stands for, since packets to
// it go there.
class IpAddress {
 public:
  // Dotted quad without leading zeros, or RFC 4291, 2.2 text without brackets
  // or zone; nullopt for anything else.
  static std::optional<IpAddress> Parse(absl::string_view text);
  // AF_INET or AF_INET6; nullopt for another family or a null pointer.
  static std::optional<IpAddress> FromSockaddr(const sockaddr* address);

  // 4 or 16 octets, network order.
  absl::string_view octets() const {
    return absl::string_view(octets_.data(), size_);
  }
  bool IsV4() const { return size_ == 4; }
  // Canonical text (RFC 5952), without brackets.
  std::string ToString() const;

  friend bool operator==(const IpAddress& a, const IpAddress& b) {
    return a.octets() == b.octets();
  }
  friend bool operator!=(const IpAddress& a, const IpAddress& b) {
    return !(a == b);
  }

 private:
  // 4 or 16 octets.
  explicit IpAddress(absl::string_view octets);

  std::array<char, 16> octets_ = {};
  uint8_t size_ = 0;
};

// IpRange is a prefix in CIDR notation.
class IpRange {
 public:
  // "10.0.0.0/8", "fd00::/8". The length must be there and the host bits zero;
  // ranges of IPv4-mapped addresses are written as IPv4.
  // Error: INVALID_ARGUMENT/REQUEST_MALFORMED.
  static absl::StatusOr<IpRange> Parse(absl::string_view text);

  bool Contains(const IpAddress& address) const;

 private:
  IpRange(IpAddress base, int length) : base_(base), length_(length) {}

  IpAddress base_;
  int length_;
};

// True if packets to `address` leave for one host of the public internet:
// false for unspecified, private, shared (CGNAT), loopback, link-local,
// documentation, benchmarking, multicast, broadcast, unique-local and reserved
// addresses (IANA special-purpose registries, RFC 6890), and for 6to4 and NAT64
// addresses that lead to such an IPv4 address. An IPv6 address outside
// 2000::/3 and NAT64 is never public.
bool IsPublic(const IpAddress& address);

}  // namespace kepil

#endif  // KEPIL_SERVICES_NET_IP_ADDRESS_H_
