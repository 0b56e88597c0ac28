#ifndef KEPIL_TRUSTLIST_RECORD_CHECKS_H_
#define KEPIL_TRUSTLIST_RECORD_CHECKS_H_

#include "absl/status/status.h"
#include "engine/pki/certificate_reader.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// Whether a record may stand in the registry beside the others of `image` (its
// own former version excepted). INVALID_ARGUMENT/REQUEST_MALFORMED names the
// field in its metadata.

// Ids, countries, bounds, readable certificates, addresses of registered
// issuers only; ALREADY_EXISTS/ANCHOR_REGISTERED if another authority has an
// anchor with the same key (REG-17).
absl::Status CheckAuthority(const v1::Authority& authority,
                            const storage::v1::RegistryImage& image,
                            CertificateReader& certificates);
// Ids, roles, bounds; for officers a unit and a readable signing certificate
// whose key is no other principal's. One TLS certificate belongs to one
// principal.
absl::Status CheckPrincipal(const v1::PrincipalRecord& principal,
                            const storage::v1::RegistryImage& image,
                            CertificateReader& certificates);
// Id and size; whether the content compiles is checked above this room.
absl::Status CheckRule(const v1::RuleFile& rule);

// Whether a registrar and an approver of different persons and units stand in
// `image`: without them nothing could ever be changed again.
bool HasTwoOfficers(const storage::v1::RegistryImage& image);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_RECORD_CHECKS_H_
