#ifndef KEPIL_ENGINE_CRYPTO_ALGORITHM_QUIRK_H_
#define KEPIL_ENGINE_CRYPTO_ALGORITHM_QUIRK_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace kepil {

// A tolerated deviation of an algorithm identifier, reported as a finding. What
// is not listed here is refused.
enum class AlgorithmQuirk {
  // signatureAlgorithm names the key type, though the format has OIDs for
  // signatures; the hash is taken from digestAlgorithm. Not raised for RSA
  // (RFC 3370, 3.2) and Russian keys (RFC 4490, 3.2).
  kKeyOidAsSignatureOid,
  kPssParametersAbsent,  // Defaults of RFC 4055 (SHA-1, MGF1-SHA-1, 20).
};

enum class QuirkSeverity {
  kNotice,   // Another spelling of the same.
  kWarning,  // What is meant had to be taken from elsewhere.
};

struct AlgorithmQuirkRow {
  AlgorithmQuirk quirk;
  absl::string_view id;       // Stable, for reports.
  absl::string_view applies;  // Where it is tolerated.
  QuirkSeverity severity;
  absl::string_view text;  // One sentence, English.
};

// Every quirk; one row each, in the order of the enumeration.
absl::Span<const AlgorithmQuirkRow> AlgorithmQuirkRows();

const AlgorithmQuirkRow& DescribeQuirk(AlgorithmQuirk quirk);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_ALGORITHM_QUIRK_H_
