#ifndef KEPIL_TESTS_CONFORMANCE_FAULTY_KEY_H_
#define KEPIL_TESTS_CONFORMANCE_FAULTY_KEY_H_

#include <string>
#include <vector>

#include "kepil/v1/conclusion.pb.h"
#include "tests/support/pki_builder.h"

namespace kepil {

// Keys of every kind with one thing wrong, in what they publish or in what they
// sign: for tests of what the engine says of them.

// One algorithm of one country with a private key that works.
struct NamedKey {
  std::string name;
  TestKey key;
};
// Kazakhstan, Russia, Belarus and P-256.
std::vector<NamedKey> KeysOfEveryKind();
// Also SM2, whose private key cannot sign here.
NamedKey Sm2Key();

// A key that has something wrong, and what the engine is to say.
struct FaultyKey {
  std::string name;  // For the trace of a test.
  TestKey key;
  v1::FindingReason reason;
};
// `key` with every fault that a SubjectPublicKeyInfo of its kind can have.
std::vector<FaultyKey> WithFaultyPublicKeys(const NamedKey& key);
// `key`, whose public half is right, with signature values that are none.
std::vector<FaultyKey> WithFaultyValues(const NamedKey& key);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONFORMANCE_FAULTY_KEY_H_
