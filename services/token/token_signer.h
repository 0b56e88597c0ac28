#ifndef KEPIL_SERVICES_TOKEN_TOKEN_SIGNER_H_
#define KEPIL_SERVICES_TOKEN_TOKEN_SIGNER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "engine/crypto/signer.h"
#include "services/token/token_module.h"
#include "services/token/token_sessions.h"

namespace kepil {

// How RSA keys sign.
enum class RsaPadding { kPkcs1, kPss };

// A Signer over a private key in a PKCS#11 token, beside whose public key it
// stands under the same label. Keys, hashes and formats are those of
// CreateEvpSigner, or RSASSA-PSS (PssSigningSuite). As many signatures at once
// as sessions; a lost session is opened again, once per signature. A key that
// wants its PIN for each signature is refused by the token.
//
// INVALID_ARGUMENT/CONFIG_INVALID for a key of another kind or whose halves do
// not fit; UNAVAILABLE/SIGNER_DOWN if the token does not answer, knows no such
// key or refuses the PIN.
absl::StatusOr<std::shared_ptr<const Signer>> CreateTokenSigner(
    std::shared_ptr<const TokenModule> module, TokenSessions::Spec spec,
    RsaPadding padding);

}  // namespace kepil

#endif  // KEPIL_SERVICES_TOKEN_TOKEN_SIGNER_H_
