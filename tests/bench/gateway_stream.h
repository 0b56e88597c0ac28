#ifndef KEPIL_TESTS_BENCH_GATEWAY_STREAM_H_
#define KEPIL_TESTS_BENCH_GATEWAY_STREAM_H_

#include <functional>
#include <vector>

#include "kepil/v1/validation.pb.h"
#include "tests/integration/demo_calls.h"

namespace kepil {

// Asks what `next` gives, until nullptr, on one ValidateStream; every signature
// must be TOTAL_PASSED. From question to answer, in milliseconds.
std::vector<double> AskOnStream(
    const ChannelRef& channel,
    const std::function<const v1::ValidateRequest*()>& next);

}  // namespace kepil

#endif  // KEPIL_TESTS_BENCH_GATEWAY_STREAM_H_
