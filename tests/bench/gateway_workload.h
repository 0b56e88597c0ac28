#ifndef KEPIL_TESTS_BENCH_GATEWAY_WORKLOAD_H_
#define KEPIL_TESTS_BENCH_GATEWAY_WORKLOAD_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "kepil/v1/registrar.pb.h"
#include "kepil/v1/validation.pb.h"
#include "services/rpc/http_server.h"
#include "tests/support/national_signer.h"
#include "tests/support/pki_builder.h"

namespace kepil {

enum class BenchKey { kRsa2048, kP256, kKzGost512 };
absl::string_view NameOf(BenchKey key);

// What a request carries: the content, or its SHA-256 alone.
enum class BenchContent { kWhole, kDigestOnly };

// GatewayWorkload is a foreign CA made for a measurement: it issues signers of
// each kind, serves a CRL of 10,000 entries over HTTP on loopback, and makes
// the requests. Misuse ends the process.
class GatewayWorkload {
 public:
  static constexpr int kCrlEntries = 10'000;

  explicit GatewayWorkload(absl::Time now);

  // The change that registers the CA of `key`.
  v1::ChangeDraft Draft(BenchKey key) const;
  // A certificate of its own under the CA of `key`, valid and not revoked.
  TestIdentity NewSigner(BenchKey key);
  // Detached CMS over `size` octets.
  v1::ValidateRequest Request(const TestIdentity& signer, size_t size,
                              BenchContent content) const;

 private:
  struct Authority {
    BenchKey key;
    TestIdentity ca;
    std::string crl;
  };
  TestCertificateSpec Spec(const std::string& subject, TestKey key,
                           std::vector<TestExtension> extensions);
  const Authority& Of(BenchKey key) const;

  const absl::Time now_;
  int next_serial_ = 1'000'000;
  std::vector<Authority> authorities_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_BENCH_GATEWAY_WORKLOAD_H_
