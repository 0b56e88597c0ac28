#ifndef KEPIL_TESTS_CONFORMANCE_CASE_ADAPTER_H_
#define KEPIL_TESTS_CONFORMANCE_CASE_ADAPTER_H_

#include "tests/conformance/case_result.h"
#include "tests/conformance/suite.h"

namespace kepil {

// Runs `test_case` of `suite` through the adapter of its kind, found in the
// table of case_adapter.cc. Whatever stands in the folder: a result, no crash.
// Unsupported follows from nothing but a format, kind or algorithm that
// GetServiceInfo does not list, a namespace of the CA/Browser Forum, or a
// signature encoding that no X.509 or CMS object has.
CaseResult RunCase(const Suite& suite, const TestCase& test_case);

// Adapters, one a kind. They fill everything but id and contested.
CaseResult RunPathCase(const Suite& suite, const TestCase& test_case);
CaseResult RunCrlCase(const Suite& suite, const TestCase& test_case);
CaseResult RunCrlStatusCase(const Suite& suite, const TestCase& test_case);
CaseResult RunOcspStatusCase(const Suite& suite, const TestCase& test_case);
CaseResult RunTspCase(const Suite& suite, const TestCase& test_case);
CaseResult RunCertificateCase(const Suite& suite, const TestCase& test_case);
CaseResult RunPrimitiveCase(const Suite& suite, const TestCase& test_case);
CaseResult RunSignatureCase(const Suite& suite, const TestCase& test_case);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONFORMANCE_CASE_ADAPTER_H_
