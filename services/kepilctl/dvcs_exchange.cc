#include "services/kepilctl/dvcs_exchange.h"

#include <cstddef>
#include <fstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepilctl/certificate_file.h"
#include "services/kepilctl/file_octets.h"
#include "services/net/curl_fetcher.h"
#include "services/receipt/dvc_signature.h"

namespace kepil {
namespace {

constexpr char kMediaType[] = "application/dvcs";
constexpr size_t kNonceSize = 16;

class SystemTime : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace

absl::StatusOr<std::string> PostDvcs(const std::string& url,
                                     absl::string_view request,
                                     const Settings& settings) {
  SystemTime clock;
  CurlFetcher::Options options;
  // Whoever types an address means it, private or not.
  for (const char* everything : {"0.0.0.0/0", "::/0"}) {
    KEPIL_ASSIGN_OR_RETURN(const IpRange range, IpRange::Parse(everything));
    options.allowed.push_back(range);
  }
  options.ca_file = settings.ca_file;
  options.cert_file = settings.cert_file;
  options.key_file = settings.key_file;
  CurlFetcher fetcher(clock, std::move(options));
  FetchRequest fetch;
  fetch.url = url;
  fetch.method = FetchMethod::kPost;
  fetch.body = std::string(request);
  fetch.content_type = kMediaType;
  fetch.accept = kMediaType;
  fetch.timeout = settings.timeout;
  fetch.max_response_bytes = kMaxDvcBytes;
  KEPIL_ASSIGN_OR_RETURN(FetchResponse response, fetcher.Fetch(fetch));
  return std::move(response.body);
}

absl::StatusOr<std::string> MakeDvcsNonce() {
  std::string octets(kNonceSize, '\0');
  std::ifstream random("/dev/urandom", std::ios::binary);
  random.read(octets.data(), static_cast<std::streamsize>(octets.size()));
  if (!random) {
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_STORE_DOWN, "no random octets");
  }
  octets[0] = static_cast<char>((octets[0] & 0x3f) | 0x40);
  return octets;
}

absl::StatusOr<std::vector<CertificateRef>> AnchorsFrom(
    const Arguments& arguments) {
  KEPIL_ASSIGN_OR_RETURN(const std::string path, arguments.Require("anchors"));
  KEPIL_ASSIGN_OR_RETURN(const std::string octets, ReadFileOctets(path));
  return ParseCertificates(octets);
}

}  // namespace kepil
