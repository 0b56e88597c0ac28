#ifndef KEPIL_SERVICES_KEPILD_SERVICE_CONFIG_H_
#define KEPIL_SERVICES_KEPILD_SERVICE_CONFIG_H_

#include <string>
#include <vector>

#include "kepil/config/v1/config.pb.h"
#include "kepil/v1/validation.pb.h"
#include "services/gateway/node_statement.h"

namespace kepil {

// What is wrong with Config.service, one problem a line; what is absent is not.
std::vector<std::string> ServiceProblems(const config::v1::Service& service);

// Of a service without problems: what its receipts say (RCP-01, VER-08) and on
// what terms it is to be had (DEF-19).
NodeStatement NodeStatementOf(const config::v1::Service& service);

// The same, and the terms in full (REG-22), where anybody may read them.
void AddService(const config::v1::Service& service,
                v1::GetServiceInfoResponse& info);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_SERVICE_CONFIG_H_
