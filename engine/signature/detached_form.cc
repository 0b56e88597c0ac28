#include "engine/signature/detached_form.h"

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"

namespace kepil {
namespace {

constexpr char kSignedData[] = "1.2.840.113549.1.7.2";

// EncapsulatedContentInfo with its type alone.
absl::StatusOr<std::string> TypeAlone(const DerValue& encapsulated) {
  DerReader reader(encapsulated.content);
  KEPIL_ASSIGN_OR_RETURN(const DerValue type, reader.Read(kDerOid));
  KEPIL_RETURN_IF_ERROR(reader.ReadOptional(DerContextConstructed(0)).status());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return DerWrap(kDerSequence, type.full);
}

}  // namespace

absl::StatusOr<std::string> DetachedForm(absl::string_view content_info) {
  DerReader file(content_info);
  KEPIL_ASSIGN_OR_RETURN(DerReader outer, file.ReadSequence());
  KEPIL_RETURN_IF_ERROR(file.Finish());
  KEPIL_ASSIGN_OR_RETURN(const DerValue type, outer.Read(kDerOid));
  if (type.full != DerOidFromText(kSignedData)) {
    return FormatUnknownError("no SignedData");
  }
  KEPIL_ASSIGN_OR_RETURN(DerReader wrapped,
                         outer.ReadConstructed(DerContextConstructed(0)));
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(DerReader data, wrapped.ReadSequence());
  KEPIL_RETURN_IF_ERROR(wrapped.Finish());
  KEPIL_ASSIGN_OR_RETURN(const DerValue version, data.Read(kDerInteger));
  KEPIL_ASSIGN_OR_RETURN(const DerValue algorithms, data.Read(kDerSet));
  KEPIL_ASSIGN_OR_RETURN(const DerValue encapsulated, data.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(const std::string alone, TypeAlone(encapsulated));
  const std::string detached =
      DerWrap(kDerSequence,
              absl::StrCat(version.full, algorithms.full, alone, data.rest()));
  return DerWrap(kDerSequence,
                 absl::StrCat(type.full, DerExplicit(0, detached)));
}

}  // namespace kepil
