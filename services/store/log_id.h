#ifndef KEPIL_SERVICES_STORE_LOG_ID_H_
#define KEPIL_SERVICES_STORE_LOG_ID_H_

namespace kepil {

// First octet of the keys of one log.
enum class LogId : char {
  kReceipts = 1,
  kActs = 2,  // Acts of officers and operators.
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_LOG_ID_H_
