#ifndef KEPIL_SERVICES_KEPILD_PEER_CONFIG_H_
#define KEPIL_SERVICES_KEPILD_PEER_CONFIG_H_

#include <string>
#include <vector>

#include "kepil/config/v1/config.pb.h"

namespace kepil {

// `config` with the defaults of its Peers, if it has any, their paths relative
// to `folder` made absolute.
config::v1::Config WithPeerDefaults(config::v1::Config config,
                                    const std::string& folder);

// What is wrong with its Peers after that, one line each.
std::vector<std::string> PeerProblemsOf(const config::v1::Config& config);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_PEER_CONFIG_H_
