#ifndef KEPIL_TESTS_BENCH_MANY_AUTHORITIES_H_
#define KEPIL_TESTS_BENCH_MANY_AUTHORITIES_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "kepil/v1/registrar.pb.h"
#include "services/rpc/http_server.h"
#include "tests/support/pki_builder.h"

namespace kepil {

// ManyAuthorities are foreign CAs, each with a P-256 key and a CRL of its own
// at an address of its own on loopback. Misuse ends the process.
class ManyAuthorities {
 public:
  static constexpr int kCrlEntries = 16;

  ManyAuthorities(int count, absl::Time now);

  int size() const { return static_cast<int>(authorities_.size()); }
  // The change that registers it.
  v1::ChangeDraft Draft(int authority) const;
  // Another certificate each time, for `key`; valid and not revoked.
  TestIdentity NewSigner(int authority, const TestKey& key);
  // CRLs served so far.
  int served() const { return served_; }

 private:
  struct Authority {
    TestIdentity ca;
    std::string crl;
  };

  const absl::Time now_;
  int next_serial_ = 1'000'000;
  std::vector<Authority> authorities_;
  std::atomic<int> served_{0};
  std::unique_ptr<HttpServer> server_;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_BENCH_MANY_AUTHORITIES_H_
