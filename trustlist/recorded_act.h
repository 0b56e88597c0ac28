#ifndef KEPIL_TRUSTLIST_RECORDED_ACT_H_
#define KEPIL_TRUSTLIST_RECORDED_ACT_H_

#include <cstdint>
#include <string>

#include "kepil/storage/v1/registry.pb.h"

namespace kepil {

// An act on record and the change that it is about.
struct RecordedAct {
  int64_t sequence = 0;
  std::string event;  // Serialized AuditEvent, as stored.
  storage::v1::StoredChange change;
};

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_RECORDED_ACT_H_
