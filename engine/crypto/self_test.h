#ifndef KEPIL_ENGINE_CRYPTO_SELF_TEST_H_
#define KEPIL_ENGINE_CRYPTO_SELF_TEST_H_

#include <string>
#include <vector>

#include "engine/crypto/algorithm_scheme.h"
#include "engine/crypto/bign_known_answers.h"
#include "engine/crypto/gost_known_answers.h"
#include "engine/crypto/sm2_known_answer.h"

namespace kepil {

// Known-answer tests of the signatures that this room checks itself, and of
// SM2, of which it does a part. What fails is not offered (IsSuiteOffered),
// never guessed.

// Whether the signature of `answer` is accepted in both forms that it may be
// written in and refused over another hash value.
bool IsAnswerRight(const GostKnownAnswer& answer);
// Whether the signature is accepted and refused over another hash value.
bool IsAnswerRight(const BignKnownAnswer& answer);
// Whether the signature is accepted and refused over another message.
bool IsAnswerRight(const Sm2KnownAnswer& answer);

// Whether keys of `family` pass on each of their curves; tested once a process
// and curve, at the first call. True for families that are not tested here, as
// OpenSSL tests itself; false for one of ours without any curve.
bool PassesSelfTest(KeyFamily family);

// Runs every test, those of hash functions too. What fails: HashName and
// SchemeName.
std::vector<std::string> FailedSelfTests();

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_SELF_TEST_H_
