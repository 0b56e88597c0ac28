#ifndef KEPIL_SERVICES_RPC_TILE_FACE_H_
#define KEPIL_SERVICES_RPC_TILE_FACE_H_

#include "absl/strings/string_view.h"
#include "services/rpc/http_server.h"
#include "translog/log_source.h"

namespace kepil {

// The receipts log as any C2SP client reads it: GET /receipts/checkpoint,
// /receipts/tile/<L>/<N>[.p/<W>], /receipts/tile/entries/<N>[.p/<W>]. Tiles and
// bundles never change and say so; a checkpoint may not be cached.
HttpResponse AnswerTile(const LogSource& receipts, absl::string_view path);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_TILE_FACE_H_
