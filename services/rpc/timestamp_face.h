#ifndef KEPIL_SERVICES_RPC_TIMESTAMP_FACE_H_
#define KEPIL_SERVICES_RPC_TIMESTAMP_FACE_H_

#include "absl/strings/string_view.h"
#include "services/receipt/checkpoint_timestamps.h"
#include "services/rpc/http_server.h"

namespace kepil {

// Prefix of the paths that AnswerTimestamp answers.
inline constexpr absl::string_view kTimestampPath = "/receipts/timestamp";

// Time-stamps over checkpoints of the receipts log for C2SP clients: GET
// /receipts/timestamp/<index> gives the token (DER) of the oldest one that
// covers that leaf, /receipts/timestamp/<index>/checkpoint the signed note that
// it is over; /receipts/timestamp[/checkpoint] those of the newest one.
HttpResponse AnswerTimestamp(const CheckpointTimestamps& timestamps,
                             absl::string_view path);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_TIMESTAMP_FACE_H_
