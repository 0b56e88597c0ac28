#ifndef KEPIL_SERVICES_KEPILD_KEY_CONFIG_H_
#define KEPIL_SERVICES_KEPILD_KEY_CONFIG_H_

#include <string>
#include <vector>

#include "kepil/config/v1/config.pb.h"

namespace kepil {

// `config` with the defaults of its keys in tokens and of its groups of
// receipts; paths of the former relative to `folder` made absolute.
config::v1::Config WithKeyDefaults(config::v1::Config config,
                                   const std::string& folder);

// What is wrong after that with the keys that sign, in files or in tokens, and
// with the groups of receipts, one line each.
std::vector<std::string> KeyProblemsOf(const config::v1::Config& config);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_KEY_CONFIG_H_
