#ifndef KEPIL_SERVICES_NET_CURL_FETCHER_H_
#define KEPIL_SERVICES_NET_CURL_FETCHER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "services/net/fetcher.h"
#include "services/net/ip_address.h"
#include "services/net/name_resolver.h"
#include "services/net/url_policy.h"

namespace kepil {

// CurlFetcher is the Fetcher over libcurl. One exchange is one connection of
// HTTP/1.1, over TLS 1.2 or better for https, with the server's certificate and
// name verified. It takes no proxy, credential or cookie from its surroundings,
// follows no redirect and undoes no content coding. Headers of an answer are
// bounded to kMaxHeaderOctets.
class CurlFetcher : public Fetcher {
 public:
  static constexpr size_t kMaxHeaderOctets = 64 << 10;

  struct Options {
    // Addresses to which it connects besides public ones (fetch.allow_cidr).
    std::vector<IpRange> allowed;
    // PEM file of CA certificates for https; empty: the system's.
    std::string ca_file;
    // PEM files of a certificate chain and its key, shown to a server that
    // asks; both or neither.
    std::string cert_file, key_file;
    NameLookup lookup = LookUpInSystem;
    NameResolver::Options resolver;
  };

  // `clock` outlives the fetcher.
  CurlFetcher(const Clock& clock, Options options);
  ~CurlFetcher() override;
  CurlFetcher(const CurlFetcher&) = delete;
  CurlFetcher& operator=(const CurlFetcher&) = delete;

  absl::StatusOr<FetchResponse> Fetch(const FetchRequest& request) override;

 private:
  const AddressPolicy policy_;
  const std::string ca_file_, cert_file_, key_file_;
  NameResolver resolver_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_NET_CURL_FETCHER_H_
