#ifndef KEPIL_TRUSTLIST_RECORD_CHECKS_H_
#define KEPIL_TRUSTLIST_RECORD_CHECKS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "engine/pki/certificate_reader.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// Whether a record may stand in the registry beside the others of `image` (its
// own former version excepted). INVALID_ARGUMENT/REQUEST_MALFORMED names the
// field in its metadata.

// INVALID_ARGUMENT/REQUEST_MALFORMED with the field's name.
absl::Status FieldError(absl::string_view field, absl::string_view problem);
// [a-z0-9-]{1,64}.
bool IsRecordId(absl::string_view id);

// Ids, countries (a domestic CA is of KZ, DOM-04), bounds, readable
// certificates, addresses of registered issuers only;
// ALREADY_EXISTS/ANCHOR_REGISTERED if another authority has an anchor with the
// same key (REG-17), unless this one continues its registration. Also
// ACCREDITATION_TOO_LONG.
absl::Status CheckAuthority(const v1::Authority& authority,
                            const storage::v1::RegistryImage& image,
                            CertificateReader& certificates);
// Ids, roles, bounds; for officers a unit and a readable signing certificate
// whose key is no other principal's. One TLS certificate belongs to one
// principal.
absl::Status CheckPrincipal(const v1::PrincipalRecord& principal,
                            const storage::v1::RegistryImage& image,
                            CertificateReader& certificates);
// Id, kind and size. Whether a policy compiles is checked above this room; for
// rule packs and calendars see CheckLegalRule.
absl::Status CheckRule(const v1::RuleFile& rule);

// Whether a registrar and an approver of different persons and units stand in
// `image`: without them nothing could ever be changed again.
bool HasTwoOfficers(const storage::v1::RegistryImage& image);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_RECORD_CHECKS_H_
