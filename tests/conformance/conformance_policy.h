#ifndef KEPIL_TESTS_CONFORMANCE_CONFORMANCE_POLICY_H_
#define KEPIL_TESTS_CONFORMANCE_CONFORMANCE_POLICY_H_

#include "engine/validation/validation_policy.h"

namespace kepil {

// The policy of deploy/policy that asks for the bare standards: no table of
// algorithms, no rule of usage, freshness by the data's own interval. Compiled
// once; dies if it does not compile.
const ValidationPolicy& ConformancePolicy();

// The default policy for signatures of foreign origin, for what it says of
// algorithms. As above.
const ValidationPolicy& CrossBorderPolicy();

}  // namespace kepil

#endif  // KEPIL_TESTS_CONFORMANCE_CONFORMANCE_POLICY_H_
