#include "services/rpc/tile_face.h"

#include <string>
#include <utility>

#include "absl/strings/strip.h"
#include "translog/tile_layout.h"

namespace kepil {
namespace {

constexpr char kText[] = "text/plain; charset=utf-8";
constexpr char kOctets[] = "application/octet-stream";
constexpr char kForEver[] = "public, max-age=31536000, immutable";

HttpResponse ErrorOf(const absl::Status& status) {
  if (status.code() == absl::StatusCode::kNotFound) {
    return {404, kText, "no-store", "not found\n"};
  }
  return {503, kText, "no-store", "not available\n"};
}

HttpResponse AnswerOf(absl::StatusOr<std::string> octets, const char* type,
                      const char* cache) {
  if (!octets.ok()) {
    return ErrorOf(octets.status());
  }
  return {200, type, cache, *std::move(octets)};
}

HttpResponse AnswerWithin(const LogSource& log, absl::string_view path) {
  if (path == "checkpoint") {
    return AnswerOf(log.ReadCheckpoint(), kText, "no-store");
  }
  const absl::StatusOr<TileId> bundle = ParseEntryBundlePath(path);
  if (bundle.ok()) {
    return AnswerOf(log.ReadEntryBundle(*bundle), kOctets, kForEver);
  }
  const absl::StatusOr<TileId> tile = ParseTilePath(path);
  if (tile.ok()) {
    return AnswerOf(log.ReadTile(*tile), kOctets, kForEver);
  }
  return ErrorOf(absl::NotFoundError(""));
}

}  // namespace

HttpResponse AnswerTile(absl::Span<const NamedLog> logs,
                        absl::string_view path) {
  for (const NamedLog& log : logs) {
    absl::string_view within = path;
    if (absl::ConsumePrefix(&within, "/") &&
        absl::ConsumePrefix(&within, log.name) &&
        absl::ConsumePrefix(&within, "/")) {
      return AnswerWithin(log.source, within);
    }
  }
  return ErrorOf(absl::NotFoundError(""));
}

}  // namespace kepil
