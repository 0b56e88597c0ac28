#ifndef KEPIL_ENGINE_PKI_NAME_H_
#define KEPIL_ENGINE_PKI_NAME_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kepil {

// Name is one distinguished name (RFC 5280, 4.1.2.4). It owns its DER and the
// form in which names are compared (RFC 5280, 7.1: case folded, white space
// collapsed, string types unified; values that cannot be read compare by
// octets). Value type.
class Name {
 public:
  static constexpr size_t kMaxRdns = 64;
  static constexpr size_t kMaxAttributesPerRdn = 16;
  static constexpr size_t kMaxTextOctets = 2048;  // Of ToText, "..." apart.

  Name() = default;  // The empty name.
  // Parses a complete Name value. INVALID_ARGUMENT: FORMAT_UNKNOWN if it is
  // none, CONTAINER_LIMIT over one of the limits above.
  static absl::StatusOr<Name> FromDer(absl::string_view der);

  const std::string& der() const { return der_; }
  // Equal keys if and only if the names match.
  const std::string& comparison_key() const { return key_; }
  bool empty() const;  // No RDN at all.
  // RFC 5280, 7.1: whether this name lies within the subtree of `base`.
  bool IsWithin(const Name& base) const;
  // RFC 4514-like text for people, most specific RDN first; bounded, controls
  // escaped. Not for comparison.
  std::string ToText() const;
  // First commonName as UTF-8, or "".
  std::string CommonName() const;
  // First countryName, or "".
  std::string Country() const;
  // Every value of an attribute type (OID content octets) that is text, as
  // UTF-8, in order.
  std::vector<std::string> TextsOf(absl::string_view type) const;

  friend bool operator==(const Name& a, const Name& b) {
    return a.key_ == b.key_;
  }
  friend bool operator!=(const Name& a, const Name& b) { return !(a == b); }

 private:
  std::string der_;
  std::string key_;  // Length-prefixed RDNs: a prefix means a subtree.
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_NAME_H_
