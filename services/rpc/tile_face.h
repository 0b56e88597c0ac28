#ifndef KEPIL_SERVICES_RPC_TILE_FACE_H_
#define KEPIL_SERVICES_RPC_TILE_FACE_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/rpc/http_server.h"
#include "translog/log_source.h"

namespace kepil {

// A log as any C2SP client reads it, under its `name` ("receipts", "acts"): GET
// /<name>/checkpoint, /<name>/tile/<L>/<N>[.p/<W>],
// /<name>/tile/entries/<N>[.p/<W>]. Tiles and bundles never change and say so;
// a checkpoint may not be cached.
struct NamedLog {
  absl::string_view name;
  const LogSource& source;
};

// 404 for a path of none of `logs`.
HttpResponse AnswerTile(absl::Span<const NamedLog> logs,
                        absl::string_view path);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_TILE_FACE_H_
