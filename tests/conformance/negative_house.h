#ifndef KEPIL_TESTS_CONFORMANCE_NEGATIVE_HOUSE_H_
#define KEPIL_TESTS_CONFORMANCE_NEGATIVE_HOUSE_H_

#include <string>
#include <vector>

#include "engine/signature/signature_document.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/signature_validation.h"
#include "tests/support/cms_builder.h"
#include "tests/support/pki_builder.h"

namespace kepil {

// What the engine gets besides the signature. Made by GoodHouse, then spoilt by
// a test in one place.
struct NegativeHouse {
  TestIdentity root, signer;
  TrustSnapshotRef trust;  // Knows `root`, and nothing else.
  std::vector<RevocationEvidence> revocation;  // A fresh CRL of `root`.
};

// A registered root and a signer under it with `key`; nobody is revoked.
NegativeHouse MakeNegativeHouse(const TestKey& key);

inline constexpr char kNegativeContent[] = "the signed document";
// What `signer` makes of kNegativeContent, detached.
std::string SignInHouse(const TestCmsSigner& signer);
// The usual CMS signer of the house.
TestCmsSigner SignerOf(const NegativeHouse& house);

// The conclusion about the only signature of `cms` over kNegativeContent, under
// `policy`, through the engine's entry.
Conclusion JudgeInHouse(const NegativeHouse& house, const std::string& cms,
                        const ValidationPolicy& policy);
// Under the default policy for signatures of foreign origin.
Conclusion JudgeInHouse(const NegativeHouse& house, const std::string& cms);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONFORMANCE_NEGATIVE_HOUSE_H_
