#ifndef KEPIL_TESTS_CONFORMANCE_NATIONAL_CASE_H_
#define KEPIL_TESTS_CONFORMANCE_NATIONAL_CASE_H_

#include "tests/conformance/case_result.h"
#include "tests/conformance/suite.h"

namespace kepil {

// Cases of the suite national: samples of national algorithms, with fields of
// their own.
CaseResult RunNationalCase(const Suite& suite, const TestCase& test_case);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONFORMANCE_NATIONAL_CASE_H_
