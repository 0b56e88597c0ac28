#ifndef KEPIL_TESTS_SUPPORT_NATIONAL_SIGNER_H_
#define KEPIL_TESTS_SUPPORT_NATIONAL_SIGNER_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "engine/crypto/signer.h"
#include "tests/support/pki_builder.h"

namespace kepil {

// Private keys of national algorithms, for tests and the demo only: the product
// verifies and never signs with them. Timing gives the key away.

enum class NationalKeyKind {
  kKzGost2004,      // Kazakhstan: GOST 34.310-2004.
  kKzGost2015_512,  // GOST 34.10-2015.
  kRuGost2012_256,  // Russia: GOST R 34.10-2012, tc26-256-A.
  kRuGost2012_512,  // tc26-512-A.
  kByBign256,       // Belarus: bign-curve256v1 with belt-hash.
  kByBign384,       // bign-curve384v1 with bash384.
  kByBign512,       // bign-curve512v1 with bash512.
};

// The key that follows from `seed`: the same for the same kind and seed. Its
// signatures are deterministic: the nonce is derived from key and hash value in
// the manner of RFC 6979.
std::shared_ptr<const Signer> MakeNationalSigner(NationalKeyKind kind,
                                                 absl::string_view seed);

// The same as a key of the builders.
TestKey MakeNationalKey(NationalKeyKind kind, absl::string_view seed);

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_NATIONAL_SIGNER_H_
