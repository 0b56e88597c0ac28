#ifndef KEPIL_SERVICES_TOKEN_TOKEN_PUBLIC_KEY_H_
#define KEPIL_SERVICES_TOKEN_TOKEN_PUBLIC_KEY_H_

#include <string>

#include "absl/status/statusor.h"
#include "p11-kit/pkcs11.h"

namespace kepil {

// A public key object of a token.
struct TokenObject {
  const CK_FUNCTION_LIST& functions;
  CK_SESSION_HANDLE session = 0;
  CK_OBJECT_HANDLE handle = 0;
};

// Its SubjectPublicKeyInfo (DER): RSA, EC on a named curve, Ed25519, Ed448.
// INVALID_ARGUMENT/CONFIG_INVALID for another key, UNAVAILABLE/SIGNER_DOWN if
// the token does not answer.
absl::StatusOr<std::string> ReadTokenPublicKey(const TokenObject& object);

}  // namespace kepil

#endif  // KEPIL_SERVICES_TOKEN_TOKEN_PUBLIC_KEY_H_
