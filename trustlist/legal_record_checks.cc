#include "trustlist/legal_record_checks.h"

#include <algorithm>
#include <string>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "engine/pki/name.h"
#include "engine/trust/legal_standing.h"
#include "engine/trust/proto_time.h"
#include "trustlist/record_checks.h"

namespace kepil {
namespace {

constexpr size_t kMaxText = 256;
constexpr int kMaxLines = 64;

absl::Status NotRatifiedError(const std::string& id) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_TREATY_NOT_RATIFIED,
                   "a treaty that is not ratified has no effect",
                   {{"treaty_id", id}});
}

absl::Status CheckReference(absl::string_view text) {
  if (text.empty() || text.size() > kMaxText) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_GROUND_MISSING,
                     "the act behind it, of 1 to 256 octets, is required");
  }
  return absl::OkStatus();
}

const v1::Authority* FindAuthority(const storage::v1::RegistryImage& image,
                                   const std::string& id) {
  for (const v1::Authority& authority : image.authorities()) {
    if (authority.id() == id) {
      return &authority;
    }
  }
  return nullptr;
}

// Whether anything rests on the treaty.
bool IsReliedOn(const v1::Treaty& treaty,
                const storage::v1::RegistryImage& image) {
  return treaty.has_in_force() || !treaty.authority_ids().empty() ||
         std::any_of(image.authorities().begin(), image.authorities().end(),
                     [&](const v1::Authority& authority) {
                       return authority.treaty_id() == treaty.id();
                     });
}

}  // namespace

absl::Status CheckTreaty(const v1::Treaty& treaty,
                         const storage::v1::RegistryImage& image) {
  if (!IsRecordId(treaty.id())) {
    return FieldError("id", "not [a-z0-9-]{1,64}");
  }
  if (treaty.title().empty()) {
    return FieldError("title", "missing");
  }
  if (treaty.parties().empty()) {
    return FieldError("parties", "missing");
  }
  for (const std::string& party : treaty.parties()) {
    if (party == "KZ") {
      return FieldError("parties", "KZ is a party without being named");
    }
  }
  KEPIL_RETURN_IF_ERROR(DecodeTreaty(treaty).status());
  for (const std::string& id : treaty.authority_ids()) {
    if (FindAuthority(image, id) == nullptr) {
      return MakeError(absl::StatusCode::kNotFound,
                       v1::ERROR_REASON_AUTHORITY_UNKNOWN,
                       "the treaty names an authority that is not registered");
    }
  }
  if (!treaty.has_ratified_on() && IsReliedOn(treaty, image)) {
    return NotRatifiedError(treaty.id());
  }
  return absl::OkStatus();
}

absl::Status CheckTreatyOf(const v1::Authority& authority,
                           const storage::v1::RegistryImage& image) {
  if (authority.treaty_id().empty()) {
    return absl::OkStatus();
  }
  for (const v1::Treaty& treaty : image.treaties()) {
    if (treaty.id() == authority.treaty_id()) {
      return treaty.has_ratified_on() ? absl::OkStatus()
                                      : NotRatifiedError(treaty.id());
    }
  }
  return MakeError(absl::StatusCode::kNotFound, v1::ERROR_REASON_TREATY_UNKNOWN,
                   "no such treaty on record",
                   {{"treaty_id", authority.treaty_id()}});
}

absl::Status CheckKeyMisuse(const v1::KeyMisuseReport& report) {
  if (report.spki_sha256().size() != Digest::kSize) {
    return FieldError("spki_sha256", "not 32 octets");
  }
  if (!report.has_from() || !TimeFromProto(report.from()).ok()) {
    return FieldError("from", "missing or no time");
  }
  if (report.reported_by().empty() || report.reported_by().size() > kMaxText) {
    return FieldError("reported_by", "not 1 to 256 octets");
  }
  return CheckReference(report.reference());
}

absl::Status CheckSpecialCa(const v1::SpecialCa& special) {
  if (!IsRecordId(special.id())) {
    return FieldError("id", "not [a-z0-9-]{1,64}");
  }
  KEPIL_RETURN_IF_ERROR(CheckReference(special.legal_basis()));
  if (special.subjects_size() + special.spki_sha256_size() == 0) {
    return FieldError("subjects", "neither a name nor a key");
  }
  if (special.subjects_size() > kMaxLines ||
      special.spki_sha256_size() > kMaxLines) {
    return FieldError("subjects", "over 64 names or keys");
  }
  for (const std::string& der : special.subjects()) {
    const absl::StatusOr<Name> name = Name::FromDer(der);
    if (!name.ok() || name->empty()) {
      return FieldError("subjects", "not a name, or an empty one");
    }
  }
  for (const std::string& key : special.spki_sha256()) {
    if (key.size() != Digest::kSize) {
      return FieldError("spki_sha256", "not 32 octets");
    }
  }
  return absl::OkStatus();
}

}  // namespace kepil
