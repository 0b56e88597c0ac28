#include "services/gateway/dvcs_peer_client.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr char kMediaType[] = "application/dvcs";

// Parameters after the type say nothing here.
bool IsDvcs(absl::string_view content_type) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(content_type, absl::MaxSplits(';', 1));
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts.first),
                                kMediaType);
}

}  // namespace

absl::StatusOr<std::string> DvcsPeerClient::Exchange(
    const PeerQuestion& question) {
  FetchRequest fetch;
  fetch.url = question.url;
  fetch.method = FetchMethod::kPost;
  fetch.body = question.request;
  fetch.content_type = kMediaType;
  fetch.accept = kMediaType;
  fetch.timeout = question.timeout;
  fetch.max_response_bytes = question.max_answer_bytes;
  KEPIL_ASSIGN_OR_RETURN(FetchResponse response, fetcher_.Fetch(fetch));
  if (!response.content_type.empty() && !IsDvcs(response.content_type)) {
    return FormatUnknownError("the peer's answer is not application/dvcs");
  }
  return std::move(response.body);
}

}  // namespace kepil
