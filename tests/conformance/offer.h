#ifndef KEPIL_TESTS_CONFORMANCE_OFFER_H_
#define KEPIL_TESTS_CONFORMANCE_OFFER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/public_key.h"
#include "engine/pki/certificate_path.h"

namespace kepil {

// What the product offers, from the very lists that GetServiceInfo gives. What
// it does not offer makes a case unsupported; nothing else here does.

// `format` as in cases.json, in lower case.
bool IsFormatOffered(absl::string_view format);
// False only if the key's type or curve is in no table of the product.
bool IsKeyOffered(const absl::StatusOr<PublicKeyRef>& key);
bool IsAlgorithmOffered(const SignatureAlgorithm& algorithm, KeyFamily family);
// The same for identifiers resolved under a key of `family`: those in no table
// are not offered; those that contradict each other are an error of the
// signature, not a gap of the product.
bool IsAlgorithmOffered(const absl::StatusOr<ResolvedAlgorithm>& resolved,
                        KeyFamily family);
// Whether every key and signature algorithm that `path` is verified by is
// offered; the target's own key is not among them.
bool ArePathAlgorithmsOffered(const CertificatePath& path);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONFORMANCE_OFFER_H_
