#ifndef KEPIL_TRUSTLIST_PEER_PRINCIPAL_H_
#define KEPIL_TRUSTLIST_PEER_PRINCIPAL_H_

#include "absl/status/status.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// Whether the roles of exchange between states fit the rest of the record
// (GWY-03, GWY-04). A foreign TTP is nothing else, of another state than KZ,
// and names an authority of its kind and state in `image`; who forwards for
// others is nothing else either; a share is not negative. INVALID_ARGUMENT/
// REQUEST_MALFORMED names the field in its metadata.
absl::Status CheckPeerPrincipal(const v1::PrincipalRecord& principal,
                                const storage::v1::RegistryImage& image);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_PEER_PRINCIPAL_H_
