#include "services/net/curl_fetcher.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr size_t kMaxHeaderValueOctets = 256;
constexpr absl::Duration kMaxTimeout = absl::Hours(1);

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using EasyPtr = std::unique_ptr<CURL, EasyDeleter>;
using ListPtr = std::unique_ptr<curl_slist, ListDeleter>;

// One exchange, as the callbacks of libcurl see it.
struct Exchange {
  CURL* easy;
  const std::vector<IpAddress>&
      addresses;  // Checked; no other is connected to.
  const int64_t max_body_octets;
  std::string body = {};
  size_t header_octets = 0;
  enum class Stop {
    kNone,
    kAddress,
    kStatus,
    kHeaders,
    kBody
  } stop = Stop::kNone;
};

long StatusOf(CURL* easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

bool IsSuccess(long status) { return status >= 200 && status <= 299; }

// The last line of defence: whatever libcurl made of the URL, it gets a socket
// for a checked address only.
curl_socket_t OpenSocket(void* context, curlsocktype purpose,
                         curl_sockaddr* address) {
  auto& exchange = *static_cast<Exchange*>(context);
  const std::optional<IpAddress> target =
      IpAddress::FromSockaddr(&address->addr);
  if (purpose != CURLSOCKTYPE_IPCXN || !target.has_value() ||
      std::find(exchange.addresses.begin(), exchange.addresses.end(),
                *target) == exchange.addresses.end()) {
    exchange.stop = Exchange::Stop::kAddress;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC,
                address->protocol);
}

// Both return less than they were given to end the exchange.
size_t TakeHeader(char*, size_t size, size_t count, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  exchange.header_octets += size * count;
  if (exchange.header_octets > CurlFetcher::kMaxHeaderOctets) {
    exchange.stop = Exchange::Stop::kHeaders;
    return 0;
  }
  return size * count;
}

size_t TakeBody(char* data, size_t size, size_t count, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  const size_t octets = size * count;
  if (!IsSuccess(StatusOf(exchange.easy))) {
    exchange.stop = Exchange::Stop::kStatus;  // Its body interests nobody.
    return 0;
  }
  if (octets >
      static_cast<size_t>(exchange.max_body_octets) - exchange.body.size()) {
    exchange.stop = Exchange::Stop::kBody;
    return 0;
  }
  exchange.body.append(data, octets);
  return octets;
}

template <typename Value>
void Set(CURL* easy, CURLoption option, Value value) {
  // Fails only for options that this libcurl lacks, or without memory.
  KEPIL_CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

bool IsHeaderValue(absl::string_view value) {
  return value.size() <= kMaxHeaderValueOctets &&
         std::all_of(value.begin(), value.end(), [](char c) {
           return absl::ascii_isprint(static_cast<unsigned char>(c));
         });
}

absl::Status CheckRequest(const FetchRequest& request) {
  if (!IsHeaderValue(request.content_type) || !IsHeaderValue(request.accept)) {
    return MalformedError("a header value is malformed");
  }
  if (request.method == FetchMethod::kGet && !request.body.empty()) {
    return MalformedError("a GET has no body");
  }
  if (request.max_response_bytes < 0) {
    return MalformedError("the bound of the answer is negative");
  }
  return absl::OkStatus();
}

// An empty value keeps libcurl from sending the header at all.
ListPtr MakeHeaders(const FetchRequest& request) {
  const std::string lines[] = {
      "Expect:",
      absl::StrCat("Content-Type:", request.content_type.empty() ? "" : " ",
                   request.content_type),
      absl::StrCat("Accept: ", request.accept.empty() ? "*/*" : request.accept),
  };
  ListPtr list;
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    KEPIL_CHECK(longer != nullptr);
    list.release();
    list.reset(longer);
  }
  return list;
}

// "host:port:address,address": what libcurl takes in place of a resolution.
ListPtr MakeResolution(const ParsedUrl& url,
                       const std::vector<IpAddress>& addresses) {
  if (url.address.has_value()) {
    return nullptr;
  }
  const std::string entry = absl::StrCat(
      url.host, ":", url.port, ":",
      absl::StrJoin(
          addresses, ",", [](std::string* out, const IpAddress& address) {
            absl::StrAppend(out, address.IsV4() ? "" : "[", address.ToString(),
                            address.IsV4() ? "" : "]");
          }));
  ListPtr list(curl_slist_append(nullptr, entry.c_str()));
  KEPIL_CHECK(list != nullptr);
  return list;
}

void SetLimits(CURL* easy, Exchange& exchange) {
  Set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  Set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  Set(easy, CURLOPT_PROXY, "");  // Also keeps the environment's away.
  Set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  Set(easy, CURLOPT_NOSIGNAL, 1L);
  Set(easy, CURLOPT_PATH_AS_IS, 1L);
  Set(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
  Set(easy, CURLOPT_HTTP09_ALLOWED, 0L);
  Set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  Set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  Set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  Set(easy, CURLOPT_FORBID_REUSE, 1L);
  Set(easy, CURLOPT_OPENSOCKETFUNCTION, &OpenSocket);
  Set(easy, CURLOPT_OPENSOCKETDATA, &exchange);
  Set(easy, CURLOPT_HEADERFUNCTION, &TakeHeader);
  Set(easy, CURLOPT_HEADERDATA, &exchange);
  Set(easy, CURLOPT_WRITEFUNCTION, &TakeBody);
  Set(easy, CURLOPT_WRITEDATA, &exchange);
}

absl::Status FetchFailed(absl::string_view message,
                         ErrorMetadata metadata = {}) {
  return MakeError(absl::StatusCode::kUnavailable,
                   v1::ERROR_REASON_FETCH_FAILED, message, std::move(metadata));
}

absl::Status DeadlineError() {
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_DEADLINE, "the server took too long");
}

absl::Status Judge(const Exchange& exchange, CURLcode code) {
  switch (exchange.stop) {
    case Exchange::Stop::kNone:
    case Exchange::Stop::kStatus:
      break;
    case Exchange::Stop::kAddress:
      return MakeError(absl::StatusCode::kFailedPrecondition,
                       v1::ERROR_REASON_ADDRESS_FORBIDDEN,
                       "the connection led to an unchecked address");
    case Exchange::Stop::kHeaders:
      return FetchFailed("the headers of the answer are over their bound");
    case Exchange::Stop::kBody:
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                       "the answer is over its bound");
  }
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return DeadlineError();
  }
  const long status = StatusOf(exchange.easy);
  if (exchange.stop == Exchange::Stop::kStatus ||
      (code == CURLE_OK && !IsSuccess(status))) {
    return FetchFailed(absl::StrCat("the server answered with ", status),
                       {{"http_status", absl::StrCat(status)}});
  }
  if (code != CURLE_OK) {
    return FetchFailed(curl_easy_strerror(code));
  }
  return absl::OkStatus();
}

absl::StatusOr<FetchResponse> TakeResponse(Exchange exchange) {
  const char* content_type = nullptr;
  curl_easy_getinfo(exchange.easy, CURLINFO_CONTENT_TYPE, &content_type);
  FetchResponse response;
  response.status = static_cast<int>(StatusOf(exchange.easy));
  response.content_type = content_type == nullptr ? "" : content_type;
  if (response.content_type.size() > kMaxHeaderValueOctets) {
    return FetchFailed("the content type of the answer is over its bound");
  }
  response.body = std::move(exchange.body);
  return response;
}

}  // namespace

CurlFetcher::CurlFetcher(const Clock& clock, Options options)
    : policy_(std::move(options.allowed)),
      ca_file_(std::move(options.ca_file)),
      cert_file_(std::move(options.cert_file)),
      key_file_(std::move(options.key_file)),
      resolver_(clock, std::move(options.lookup), options.resolver) {
  // Counted by libcurl, and thread-safe there since 7.84.
  KEPIL_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

CurlFetcher::~CurlFetcher() { curl_global_cleanup(); }

absl::StatusOr<FetchResponse> CurlFetcher::Fetch(const FetchRequest& request) {
  const absl::Duration timeout = std::min(request.timeout, kMaxTimeout);
  const SteadyClock::time_point start = SteadyClock::now();
  KEPIL_RETURN_IF_ERROR(CheckRequest(request));
  KEPIL_ASSIGN_OR_RETURN(const ParsedUrl url, ParseUrl(request.url));
  std::vector<IpAddress> addresses;
  if (url.address.has_value()) {
    addresses.push_back(*url.address);
  } else {
    KEPIL_ASSIGN_OR_RETURN(addresses, resolver_.Resolve(url.host, timeout));
  }
  KEPIL_RETURN_IF_ERROR(policy_.CheckAll(addresses));
  const absl::Duration left =
      timeout - absl::FromChrono(SteadyClock::now() - start);
  if (left <= absl::ZeroDuration()) {
    return DeadlineError();
  }

  const EasyPtr easy(curl_easy_init());
  KEPIL_CHECK(easy != nullptr);
  Exchange exchange{easy.get(), addresses, request.max_response_bytes};
  const ListPtr headers = MakeHeaders(request);
  const ListPtr resolution = MakeResolution(url, addresses);
  SetLimits(easy.get(), exchange);
  Set(easy.get(), CURLOPT_URL, url.ToString().c_str());
  Set(easy.get(), CURLOPT_RESOLVE, resolution.get());
  Set(easy.get(), CURLOPT_HTTPHEADER, headers.get());
  Set(easy.get(), CURLOPT_USERAGENT, "kepil");
  Set(easy.get(), CURLOPT_TIMEOUT_MS,
      static_cast<long>(
          absl::ToInt64Milliseconds(absl::Ceil(left, absl::Milliseconds(1)))));
  if (!ca_file_.empty()) {
    Set(easy.get(), CURLOPT_CAINFO, ca_file_.c_str());
  }
  if (!cert_file_.empty()) {
    Set(easy.get(), CURLOPT_SSLCERT, cert_file_.c_str());
    Set(easy.get(), CURLOPT_SSLKEY, key_file_.c_str());
  }
  if (request.method == FetchMethod::kPost) {
    Set(easy.get(), CURLOPT_POST, 1L);
    Set(easy.get(), CURLOPT_POSTFIELDS, request.body.data());
    Set(easy.get(), CURLOPT_POSTFIELDSIZE_LARGE,
        static_cast<curl_off_t>(request.body.size()));
  }
  KEPIL_RETURN_IF_ERROR(Judge(exchange, curl_easy_perform(easy.get())));
  return TakeResponse(std::move(exchange));
}

}  // namespace kepil
