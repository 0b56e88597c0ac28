#ifndef KEPIL_BASE_PRINCIPAL_H_
#define KEPIL_BASE_PRINCIPAL_H_

#include <algorithm>
#include <string>
#include <vector>

namespace kepil {

// What a registered caller may be; each method of a service names the roles it
// is open to. kNone opens nothing.
enum class Role {
  kNone,
  kRelyingParty,
  kRegistrar,
  kApprover,
  kAuditor,
  kOperator,
  kPeer,
};

// Principal is a registered caller: content of the registry, found by the
// certificate of its TLS connection. No CA and no name decides who may call.
struct Principal {
  std::string tls_sha256;    // 32 octets: SHA-256 of the certificate's DER.
  std::string person_id;     // Officers: the person, across certificates.
  std::string unit;          // Officers: the approver is of another unit.
  std::string country;       // ISO 3166-1 alpha-2.
  std::string lawful_basis;  // Why this party may ask, as registered.
  std::vector<Role> roles;
};

// True if `principal` was given `role`. Nobody has kNone.
inline bool HasRole(const Principal& principal, Role role) {
  return role != Role::kNone &&
         std::find(principal.roles.begin(), principal.roles.end(), role) !=
             principal.roles.end();
}

}  // namespace kepil

#endif  // KEPIL_BASE_PRINCIPAL_H_
