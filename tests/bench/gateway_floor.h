#ifndef KEPIL_TESTS_BENCH_GATEWAY_FLOOR_H_
#define KEPIL_TESTS_BENCH_GATEWAY_FLOOR_H_

#include "kepil/v1/validation.pb.h"
#include "tests/support/pki_builder.h"

namespace kepil {

// What OpenSSL alone takes for one signature; microseconds of CPU.
struct GatewayFloor {
  // Digest of the content, verification under a decoded key, one ECDSA
  // signature with P-256: nobody can do it below.
  double mathematics_us = 0;
  // The same while all other cores do such mathematics too, as they do under
  // load: cores share caches, and those of virtual machines more than that.
  double mathematics_busy_us = 0;
  // The same with CMS and certificate decoded from octets by OpenSSL.
  double parse_us = 0;
};

// Over `request`, a detached CMS with its content by `signer`, nine batches of
// `runs`, of which the median counts.
GatewayFloor MeasureFloor(const v1::ValidateRequest& request,
                          const TestIdentity& signer, int runs);

}  // namespace kepil

#endif  // KEPIL_TESTS_BENCH_GATEWAY_FLOOR_H_
