#ifndef KEPIL_ENGINE_CRYPTO_SM2_KNOWN_ANSWER_H_
#define KEPIL_ENGINE_CRYPTO_SM2_KNOWN_ANSWER_H_

#include "absl/strings/string_view.h"

namespace kepil {

// A signature of the default signer that is right: big-endian hexadecimal
// numbers. GM/T 0003.5, annex A.2.
struct Sm2KnownAnswer {
  absl::string_view x, y;  // The public key.
  absl::string_view message;
  absl::string_view r, s;
};

constexpr Sm2KnownAnswer kSm2KnownAnswer = {
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020",
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13",
    "message digest",
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3",
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA",
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_SM2_KNOWN_ANSWER_H_
