#include "engine/crypto/algorithm_identifier.h"

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/hash_algorithm.h"

namespace kepil {
namespace {

// 2.16.840.1.101.3.4.2.18, id-shake256-len.
constexpr absl::string_view kShake256LenOid =
    "\x60\x86\x48\x01\x65\x03\x04\x02\x12";
constexpr absl::string_view kDerNullValue("\x05\x00", 2);

}  // namespace

absl::StatusOr<AlgorithmIdentifier> ParseAlgorithmIdentifier(
    absl::string_view der) {
  DerReader outer(der);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  AlgorithmIdentifier identifier;
  identifier.full = der;
  KEPIL_ASSIGN_OR_RETURN(identifier.oid, reader.ReadOid());
  if (!reader.empty()) {
    KEPIL_ASSIGN_OR_RETURN(const DerValue parameters, reader.ReadAny());
    identifier.parameters = parameters.full;
  }
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return identifier;
}

bool HasNoParameters(const AlgorithmIdentifier& identifier) {
  return identifier.parameters.empty() ||
         identifier.parameters == kDerNullValue;
}

HashAlgorithm HashFromIdentifier(const AlgorithmIdentifier& identifier) {
  if (identifier.oid == kShake256LenOid) {
    DerReader reader(identifier.parameters);
    const absl::StatusOr<int64_t> bits = reader.ReadInt64();
    return bits.ok() && *bits == 512 && reader.empty()
               ? HashAlgorithm::kShake256_512
               : HashAlgorithm::kUnknown;
  }
  return HasNoParameters(identifier) ? HashFromOid(identifier.oid)
                                     : HashAlgorithm::kUnknown;
}

}  // namespace kepil
