#ifndef KEPIL_SERVICES_KEPILD_BOOTSTRAP_FILES_H_
#define KEPIL_SERVICES_KEPILD_BOOTSTRAP_FILES_H_

#include "absl/status/statusor.h"
#include "services/kepild/config.h"
#include "trustlist/registry.h"

namespace kepil {

// What version 1 of the registry is made of: the two officers, the policy files
// and, if they are named, the rule pack and legal calendar of the
// configuration. Read only while the registry is at version 0; from then on all
// of it changes by two officers.
absl::StatusOr<Registry::Bootstrap> ReadBootstrap(const Config& config);

// How the registry works, whatever its version.
Registry::Options RegistryOptionsOf(const Config& config);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_BOOTSTRAP_FILES_H_
