#ifndef KEPIL_ENGINE_PKI_EXTENSION_VALUE_H_
#define KEPIL_ENGINE_PKI_EXTENSION_VALUE_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"

namespace kepil {

// Steps that parsers of extension values share. Every error is
// INVALID_ARGUMENT/FORMAT_UNKNOWN.

// `value` must be exactly one SEQUENCE; a reader of its contents.
absl::StatusOr<DerReader> OpenSequence(absl::string_view value);
// As OpenSequence, for SIZE (1..MAX).
absl::StatusOr<DerReader> OpenNonEmptySequence(absl::string_view value);

// An INTEGER (0..MAX), implicitly tagged `tag`; nullopt if absent.
absl::StatusOr<std::optional<int64_t>> ReadOptionalCount(DerReader& reader,
                                                         DerTag tag);

// Contents of a BIT STRING with named bits (ReasonFlags, KeyUsage) as
// 1 << bit. Trailing zero bits, which DER forbids and CAs write, are accepted;
// bits above 15 are in no table and dropped.
absl::StatusOr<uint16_t> ParseNamedBits(absl::string_view contents);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_EXTENSION_VALUE_H_
