#include "engine/pki/general_name.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/name.h"

namespace kepil {
namespace {

absl::Status CheckIa5(absl::string_view text) {
  for (const char c : text) {
    if (static_cast<uint8_t>(c) >= 0x80) {
      return FormatUnknownError("IA5String with octets above 7F");
    }
  }
  return absl::OkStatus();
}

// AnotherName: a type and one explicitly tagged value.
absl::Status CheckOtherName(absl::string_view content) {
  DerReader reader(content);
  KEPIL_RETURN_IF_ERROR(reader.ReadOid().status());
  KEPIL_ASSIGN_OR_RETURN(DerReader value,
                         reader.ReadConstructed(DerContextConstructed(0)));
  KEPIL_RETURN_IF_ERROR(value.ReadAny().status());
  KEPIL_RETURN_IF_ERROR(value.Finish());
  return reader.Finish();
}

// An implicitly tagged OBJECT IDENTIFIER: its usual tag is put before it.
absl::Status CheckRegisteredId(absl::string_view full) {
  std::string oid(full);
  oid[0] = static_cast<char>(kDerOid);
  return DerReader(oid).ReadOid().status();
}

}  // namespace

absl::StatusOr<GeneralName> ReadGeneralName(DerReader& reader) {
  KEPIL_ASSIGN_OR_RETURN(const DerValue der, reader.ReadAny());
  GeneralName name;
  name.value = std::string(der.content);
  switch (der.tag) {
    case DerContextConstructed(0):
      name.type = GeneralName::Type::kOtherName;
      KEPIL_RETURN_IF_ERROR(CheckOtherName(der.content));
      return name;
    case DerContext(1):
      name.type = GeneralName::Type::kEmail;
      KEPIL_RETURN_IF_ERROR(CheckIa5(der.content));
      return name;
    case DerContext(2):
      name.type = GeneralName::Type::kDns;
      KEPIL_RETURN_IF_ERROR(CheckIa5(der.content));
      return name;
    case DerContextConstructed(3):
      name.type = GeneralName::Type::kX400;
      return name;
    case DerContextConstructed(4): {
      name.type = GeneralName::Type::kDirectory;
      KEPIL_ASSIGN_OR_RETURN(name.directory, Name::FromDer(der.content));
      return name;
    }
    case DerContextConstructed(5):
      name.type = GeneralName::Type::kEdiParty;
      return name;
    case DerContext(6):
      name.type = GeneralName::Type::kUri;
      KEPIL_RETURN_IF_ERROR(CheckIa5(der.content));
      return name;
    case DerContext(7):
      name.type = GeneralName::Type::kIpAddress;
      return name;
    case DerContext(8):
      name.type = GeneralName::Type::kRegisteredId;
      KEPIL_RETURN_IF_ERROR(CheckRegisteredId(der.full));
      return name;
    default:
      return FormatUnknownError("no GeneralName");
  }
}

absl::StatusOr<std::vector<GeneralName>> ParseGeneralNames(
    absl::string_view contents) {
  DerReader reader(contents);
  std::vector<GeneralName> names;
  do {  // SEQUENCE SIZE (1..MAX)
    if (names.size() == kMaxGeneralNames) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_CONTAINER_LIMIT,
                       "too many general names");
    }
    KEPIL_ASSIGN_OR_RETURN(GeneralName name, ReadGeneralName(reader));
    names.push_back(std::move(name));
  } while (!reader.empty());
  return names;
}

absl::StatusOr<GeneralName> ParseGeneralName(absl::string_view der) {
  DerReader reader(der);
  KEPIL_ASSIGN_OR_RETURN(GeneralName name, ReadGeneralName(reader));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return name;
}

}  // namespace kepil
