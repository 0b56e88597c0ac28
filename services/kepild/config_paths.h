#ifndef KEPIL_SERVICES_KEPILD_CONFIG_PATHS_H_
#define KEPIL_SERVICES_KEPILD_CONFIG_PATHS_H_

#include <string>

#include "kepil/config/v1/config.pb.h"

namespace kepil {

// `config` with every path that is relative made one below `folder`.
config::v1::Config WithResolvedPaths(config::v1::Config config,
                                     const std::string& folder);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_CONFIG_PATHS_H_
