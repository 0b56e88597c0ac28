#include "engine/crypto/algorithm_quirk.h"

#include <cstddef>

#include "absl/types/span.h"

namespace kepil {
namespace {

constexpr AlgorithmQuirkRow kRows[] = {
    {AlgorithmQuirk::kKeyOidAsSignatureOid, "key-oid-as-signature-oid",
     "signatureAlgorithm of a CMS SignerInfo under EC, DSA, Kazakh, Belarusian "
     "and SM2 keys",
     QuirkSeverity::kWarning,
     "The signature algorithm names the type of the key; the hash function is "
     "that of the digest algorithm."},
    {AlgorithmQuirk::kPssParametersAbsent, "pss-parameters-absent",
     "RSASSA-PSS wherever an algorithm identifier stands",
     QuirkSeverity::kWarning,
     "RSASSA-PSS without parameters stands for SHA-1, MGF1 with SHA-1 and a "
     "salt of 20 octets."},
};

}  // namespace

absl::Span<const AlgorithmQuirkRow> AlgorithmQuirkRows() { return kRows; }

const AlgorithmQuirkRow& DescribeQuirk(AlgorithmQuirk quirk) {
  switch (quirk) {
    case AlgorithmQuirk::kKeyOidAsSignatureOid:
    case AlgorithmQuirk::kPssParametersAbsent:
      return kRows[static_cast<size_t>(quirk)];
  }
  return kRows[0];
}

}  // namespace kepil
