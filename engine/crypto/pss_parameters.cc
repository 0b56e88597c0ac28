#include "engine/crypto/pss_parameters.h"

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/algorithm_identifier.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/hash_algorithm.h"

namespace kepil {
namespace {

// 1.2.840.113549.1.1.8, id-mgf1.
constexpr absl::string_view kMgf1Oid = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08";

absl::StatusOr<HashAlgorithm> ReadHash(absl::string_view der) {
  KEPIL_ASSIGN_OR_RETURN(const AlgorithmIdentifier identifier,
                         ParseAlgorithmIdentifier(der));
  const HashAlgorithm hash = HashFromIdentifier(identifier);
  if (hash == HashAlgorithm::kUnknown) {
    return MakeError(absl::StatusCode::kUnimplemented,
                     v1::ERROR_REASON_ALGORITHM_UNKNOWN,
                     "RSASSA-PSS with an unknown hash function");
  }
  return hash;
}

absl::StatusOr<HashAlgorithm> ReadMgf1Hash(absl::string_view der) {
  KEPIL_ASSIGN_OR_RETURN(const AlgorithmIdentifier identifier,
                         ParseAlgorithmIdentifier(der));
  if (identifier.oid != kMgf1Oid) {
    return MakeError(absl::StatusCode::kUnimplemented,
                     v1::ERROR_REASON_ALGORITHM_UNKNOWN,
                     "RSASSA-PSS with an unknown mask generation function");
  }
  return ReadHash(identifier.parameters);
}

// Fails with FORMAT_UNKNOWN where the caller's contract has another reason.
absl::StatusOr<PssParameters> Parse(absl::string_view der) {
  PssParameters parameters;
  DerReader outer(der);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> hash,
                         reader.ReadOptional(DerContextConstructed(0)));
  if (hash.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(parameters.hash, ReadHash(hash->content));
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> mgf,
                         reader.ReadOptional(DerContextConstructed(1)));
  if (mgf.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(parameters.mgf1_hash, ReadMgf1Hash(mgf->content));
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> salt,
                         reader.ReadOptional(DerContextConstructed(2)));
  if (salt.has_value()) {
    DerReader salt_reader(salt->content);
    KEPIL_ASSIGN_OR_RETURN(const int64_t length, salt_reader.ReadInt64());
    KEPIL_RETURN_IF_ERROR(salt_reader.Finish());
    if (length < 0 || length > PssParameters::kMaxSaltLength) {
      return MalformedError("RSASSA-PSS salt length out of range");
    }
    parameters.salt_length = static_cast<int>(length);
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> trailer,
                         reader.ReadOptional(DerContextConstructed(3)));
  if (trailer.has_value()) {
    DerReader trailer_reader(trailer->content);
    KEPIL_ASSIGN_OR_RETURN(const int64_t field, trailer_reader.ReadInt64());
    KEPIL_RETURN_IF_ERROR(trailer_reader.Finish());
    if (field != 1) {
      return MalformedError("RSASSA-PSS trailer field is not 1");
    }
  }
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return parameters;
}

}  // namespace

absl::StatusOr<PssParameters> ParsePssParameters(absl::string_view der) {
  absl::StatusOr<PssParameters> parameters = Parse(der);
  if (ReasonOf(parameters.status()) == v1::ERROR_REASON_FORMAT_UNKNOWN) {
    return MalformedError("malformed RSASSA-PSS parameters");
  }
  return parameters;
}

}  // namespace kepil
