#include "engine/pki/timestamp_info.h"

#include <utility>

#include "absl/status/status.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/algorithm_identifier.h"
#include "engine/crypto/der_reader.h"

namespace kepil {
namespace {

constexpr int kMaxExtensions = 32;

absl::Status ReadImprint(DerReader& reader, TimestampInfo& info) {
  KEPIL_ASSIGN_OR_RETURN(DerReader imprint, reader.ReadSequence());
  KEPIL_ASSIGN_OR_RETURN(const DerValue hash, imprint.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(const AlgorithmIdentifier algorithm,
                         ParseAlgorithmIdentifier(hash.full));
  info.hash = HashFromIdentifier(algorithm);
  info.hash_oid = std::string(algorithm.oid);
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view value,
                         imprint.ReadOctetString());
  info.imprint = std::string(value);
  return imprint.Finish();
}

// The next value if it is there, an INTEGER of 0 (or 1) to 999 in `unit`.
absl::StatusOr<absl::Duration> ReadPart(DerReader& reader, DerTag tag,
                                        absl::Duration unit) {
  if (reader.PeekTag() != tag) {
    return absl::ZeroDuration();
  }
  KEPIL_ASSIGN_OR_RETURN(const int64_t value, reader.ReadInt64(tag));
  if (value < 0 || value > 999) {
    return FormatUnknownError("accuracy out of range");
  }
  return value * unit;
}

// Accuracy ::= SEQUENCE { seconds, millis [0], micros [1], all OPTIONAL }
absl::StatusOr<absl::Duration> ParseAccuracy(absl::string_view contents) {
  DerReader reader(contents);
  absl::Duration seconds;
  if (reader.PeekTag() == kDerInteger) {
    constexpr int64_t kMaxSeconds = 1'000'000'000;
    KEPIL_ASSIGN_OR_RETURN(const int64_t value, reader.ReadInt64());
    if (value < 0 || value > kMaxSeconds) {
      return FormatUnknownError("accuracy out of range");
    }
    seconds = absl::Seconds(value);
  }
  KEPIL_ASSIGN_OR_RETURN(
      const absl::Duration millis,
      ReadPart(reader, DerContext(0), absl::Milliseconds(1)));
  KEPIL_ASSIGN_OR_RETURN(
      const absl::Duration micros,
      ReadPart(reader, DerContext(1), absl::Microseconds(1)));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return seconds + millis + micros;
}

absl::Status ReadExtensions(absl::string_view contents, TimestampInfo& info) {
  DerReader reader(contents);
  for (int count = 0; !reader.empty(); ++count) {
    if (count == kMaxExtensions) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_CONTAINER_LIMIT,
                       "too many extensions in a time-stamp");
    }
    KEPIL_ASSIGN_OR_RETURN(DerReader extension, reader.ReadSequence());
    KEPIL_RETURN_IF_ERROR(extension.ReadOid().status());
    KEPIL_ASSIGN_OR_RETURN(const bool critical,
                           extension.ReadBooleanDefaultFalse());
    KEPIL_RETURN_IF_ERROR(extension.ReadOctetString().status());
    KEPIL_RETURN_IF_ERROR(extension.Finish());
    info.has_critical_extension |= critical;
  }
  return absl::OkStatus();
}

// What may follow genTime.
absl::Status ReadOptionalFields(DerReader& reader, TimestampInfo& info) {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> accuracy,
                         reader.ReadOptional(kDerSequence));
  if (accuracy.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(info.accuracy, ParseAccuracy(accuracy->content));
  }
  KEPIL_ASSIGN_OR_RETURN(info.ordering, reader.ReadBooleanDefaultFalse());
  if (reader.PeekTag() == kDerInteger) {
    KEPIL_ASSIGN_OR_RETURN(const absl::string_view nonce,
                           reader.ReadIntegerBytes());
    info.nonce = std::string(nonce);
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> tsa,
                         reader.ReadOptional(DerContextConstructed(0)));
  if (tsa.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(info.tsa, ParseGeneralName(tsa->content));
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> extensions,
                         reader.ReadOptional(DerContextConstructed(1)));
  if (extensions.has_value()) {
    KEPIL_RETURN_IF_ERROR(ReadExtensions(extensions->content, info));
  }
  return reader.Finish();
}

}  // namespace

absl::StatusOr<TimestampInfo> ParseTimestampInfo(absl::string_view der) {
  TimestampInfo info;
  DerReader outer(der);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(const int64_t version, reader.ReadInt64());
  if (version != 1) {
    return FormatUnknownError("TSTInfo of another version than 1");
  }
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view policy, reader.ReadOid());
  info.policy = std::string(policy);
  KEPIL_RETURN_IF_ERROR(ReadImprint(reader, info));
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view serial,
                         reader.ReadIntegerBytes());
  info.serial = std::string(serial);
  KEPIL_ASSIGN_OR_RETURN(const DerValue time, reader.Read(kDerGeneralizedTime));
  KEPIL_ASSIGN_OR_RETURN(info.gen_time,
                         ParseGeneralizedTimeWithFraction(time.content));
  KEPIL_RETURN_IF_ERROR(ReadOptionalFields(reader, info));
  return info;
}

absl::StatusOr<TimestampResponse> ParseTimestampResponse(
    absl::string_view der) {
  TimestampResponse response;
  DerReader outer(der);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(DerReader status, reader.ReadSequence());
  KEPIL_ASSIGN_OR_RETURN(response.status, status.ReadInt64());
  if (!reader.empty()) {
    KEPIL_ASSIGN_OR_RETURN(const DerValue token, reader.Read(kDerSequence));
    response.token = token.full;
  }
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return response;
}

}  // namespace kepil
