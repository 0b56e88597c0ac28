#ifndef KEPIL_SERVICES_KEPILD_DIGITAL_SPACE_CONFIG_H_
#define KEPIL_SERVICES_KEPILD_DIGITAL_SPACE_CONFIG_H_

#include <string>
#include <vector>

#include "kepil/config/v1/config.pb.h"

namespace kepil {

// `config` with the defaults of its DigitalSpace, which it then has, the paths
// relative to `folder` made absolute.
config::v1::Config WithDigitalSpaceDefaults(config::v1::Config config,
                                            const std::string& folder);

// What is wrong with its DigitalSpace after that, one line each.
std::vector<std::string> DigitalSpaceProblemsOf(
    const config::v1::Config& config);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_DIGITAL_SPACE_CONFIG_H_
