#include "tests/conformance/national_case.h"

namespace kepil {

CaseResult RunNationalCase(const Suite&, const TestCase&) {
  return UnsupportedResult("suite national");
}

}  // namespace kepil
