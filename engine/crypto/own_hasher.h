#ifndef KEPIL_ENGINE_CRYPTO_OWN_HASHER_H_
#define KEPIL_ENGINE_CRYPTO_OWN_HASHER_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/crypto/hasher.h"

namespace kepil {

// The hash functions that this room computes itself, whether or not they work;
// nullptr for any other.
std::unique_ptr<Hasher> MakeOwnHasher(HashAlgorithm algorithm);

// Whether `hash` is what our own `algorithm` makes of `message`, given in two
// pieces; `message` is not empty.
bool IsHashRight(HashAlgorithm algorithm, absl::string_view message,
                 absl::string_view hash);

// Whether it is one of ours and gives its known answer; tested once a process.
bool IsOwnHashWorking(HashAlgorithm algorithm);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_OWN_HASHER_H_
