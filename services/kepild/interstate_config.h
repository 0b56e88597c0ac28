#ifndef KEPIL_SERVICES_KEPILD_INTERSTATE_CONFIG_H_
#define KEPIL_SERVICES_KEPILD_INTERSTATE_CONFIG_H_

#include <string>
#include <vector>

#include "kepil/config/v1/config.pb.h"

namespace kepil {

// Defaults of quotas and streams.
void SetInterstateDefaults(config::v1::Config& config);

// Adds what is wrong with RELAY listeners, the names of the DVCS, the cited
// exception, quotas and limits of streams.
void CheckInterstate(const config::v1::Config& config,
                     std::vector<std::string>& problems);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_INTERSTATE_CONFIG_H_
