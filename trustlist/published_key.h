#ifndef KEPIL_TRUSTLIST_PUBLISHED_KEY_H_
#define KEPIL_TRUSTLIST_PUBLISHED_KEY_H_

#include "absl/status/status.h"
#include "engine/pki/certificate_reader.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// Whether a key of receipts or logs may be published beside those of `image`:
// id, purpose, readable certificates, a key that no other record publishes;
// INVALID_ARGUMENT/REQUEST_MALFORMED names the field in its metadata. Whether
// the certificate may sign receipts is checked above this room. A record that
// stands already stays for good and may only become compromised, or from an
// earlier time on: else FAILED_PRECONDITION/TRANSITION_FORBIDDEN.
absl::Status CheckPublishedKey(const v1::PublishedKey& key,
                               const storage::v1::RegistryImage& image,
                               CertificateReader& certificates);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_PUBLISHED_KEY_H_
