#include "services/net/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr absl::string_view kMappedPrefix("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);

// A prefix as constants: `length` bits of `octets`, which are zero beyond.
struct Prefix {
  uint8_t octets[16];
  int length;
};

bool HasPrefix(absl::string_view address, absl::string_view prefix,
               int length) {
  const int whole = length / 8;
  const int rest = length % 8;
  if (address.substr(0, whole) != prefix.substr(0, whole)) {
    return false;
  }
  const int mask = (0xff00 >> rest) & 0xff;
  return rest == 0 || ((address[whole] ^ prefix[whole]) & mask) == 0;
}

template <size_t N>
bool IsInAny(absl::string_view address, const Prefix (&prefixes)[N]) {
  return std::any_of(
      std::begin(prefixes), std::end(prefixes), [&](const Prefix& prefix) {
        return HasPrefix(
            address,
            absl::string_view(reinterpret_cast<const char*>(prefix.octets),
                              sizeof(prefix.octets)),
            prefix.length);
      });
}

// IANA IPv4 Special-Purpose Address Registry, and multicast.
constexpr Prefix kSpecialV4[] = {
    {{0}, 8},              // "This network"
    {{10}, 8},             // Private
    {{100, 64}, 10},       // Shared (CGNAT)
    {{127}, 8},            // Loopback
    {{169, 254}, 16},      // Link-local
    {{172, 16}, 12},       // Private
    {{192, 0, 0}, 24},     // IETF protocol assignments
    {{192, 0, 2}, 24},     // Documentation
    {{192, 88, 99}, 24},   // 6to4 relay anycast, withdrawn
    {{192, 168}, 16},      // Private
    {{198, 18}, 15},       // Benchmarking
    {{198, 51, 100}, 24},  // Documentation
    {{203, 0, 113}, 24},   // Documentation
    {{224}, 4},            // Multicast
    {{240}, 4},            // Reserved, broadcast
};

// Within 2000::/3; IANA IPv6 Special-Purpose Address Registry.
constexpr Prefix kSpecialV6[] = {
    {{0x20, 0x01}, 23},              // IETF protocol assignments, Teredo
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // Documentation
    {{0x3f, 0xff}, 20},              // Documentation
};
constexpr Prefix kGlobalUnicast[] = {{{0x20}, 3}};
constexpr Prefix kSixToFour[] = {{{0x20, 0x02}, 16}};          // RFC 3056
constexpr Prefix kNat64[] = {{{0x00, 0x64, 0xff, 0x9b}, 96}};  // RFC 6052, 2.1

bool IsPublicV4(absl::string_view octets) {
  return !IsInAny(octets, kSpecialV4);
}

}  // namespace

IpAddress::IpAddress(absl::string_view octets) {
  if (octets.size() == 16 &&
      octets.substr(0, kMappedPrefix.size()) == kMappedPrefix) {
    octets.remove_prefix(kMappedPrefix.size());
  }
  size_ = static_cast<uint8_t>(octets.size());
  std::copy(octets.begin(), octets.end(), octets_.begin());
}

std::optional<IpAddress> IpAddress::Parse(absl::string_view text) {
  // inet_pton reads to a NUL, so none may hide inside.
  if (text.size() >= INET6_ADDRSTRLEN ||
      text.find('\0') != absl::string_view::npos) {
    return std::nullopt;
  }
  const std::string terminated(text);
  char octets[16];
  if (inet_pton(AF_INET, terminated.c_str(), octets) == 1) {
    return IpAddress(absl::string_view(octets, 4));
  }
  if (inet_pton(AF_INET6, terminated.c_str(), octets) == 1) {
    return IpAddress(absl::string_view(octets, 16));
  }
  return std::nullopt;
}

std::optional<IpAddress> IpAddress::FromSockaddr(const sockaddr* address) {
  if (address == nullptr) {
    return std::nullopt;
  }
  if (address->sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, address, sizeof(v4));
    return IpAddress(
        absl::string_view(reinterpret_cast<const char*>(&v4.sin_addr), 4));
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, address, sizeof(v6));
    return IpAddress(
        absl::string_view(reinterpret_cast<const char*>(&v6.sin6_addr), 16));
  }
  return std::nullopt;
}

std::string IpAddress::ToString() const {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(IsV4() ? AF_INET : AF_INET6, octets_.data(), text, sizeof(text));
  return text;
}

absl::StatusOr<IpRange> IpRange::Parse(absl::string_view text) {
  const size_t slash = text.find('/');
  if (slash == absl::string_view::npos) {
    return MalformedError("an address range lacks its length");
  }
  const absl::string_view digits = text.substr(slash + 1);
  const std::optional<IpAddress> base = IpAddress::Parse(text.substr(0, slash));
  int length = 0;
  if (!base.has_value() || digits.empty() || digits.size() > 3 ||
      !std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(digits, &length)) {
    return MalformedError("an address range is not in CIDR notation");
  }
  const bool written_as_v6 = text.find(':') != absl::string_view::npos;
  if (base->IsV4() && written_as_v6) {
    return MalformedError("write a range of IPv4-mapped addresses as IPv4");
  }
  if (length > (base->IsV4() ? 32 : 128)) {
    return MalformedError("an address range is longer than its address");
  }
  const absl::string_view octets = base->octets();
  for (size_t bit = length; bit < octets.size() * 8; ++bit) {
    if ((octets[bit / 8] & (0x80 >> (bit % 8))) != 0) {
      return MalformedError("an address range has host bits set");
    }
  }
  return IpRange(*base, length);
}

bool IpRange::Contains(const IpAddress& address) const {
  return address.IsV4() == base_.IsV4() &&
         HasPrefix(address.octets(), base_.octets(), length_);
}

bool IsPublic(const IpAddress& address) {
  const absl::string_view octets = address.octets();
  if (address.IsV4()) {
    return IsPublicV4(octets);
  }
  if (IsInAny(octets, kNat64)) {
    return IsPublicV4(octets.substr(12));
  }
  if (IsInAny(octets, kSixToFour)) {
    return IsPublicV4(octets.substr(2, 4));
  }
  return IsInAny(octets, kGlobalUnicast) && !IsInAny(octets, kSpecialV6);
}

}  // namespace kepil
