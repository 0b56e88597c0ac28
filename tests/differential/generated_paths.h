#ifndef KEPIL_TESTS_DIFFERENTIAL_GENERATED_PATHS_H_
#define KEPIL_TESTS_DIFFERENTIAL_GENERATED_PATHS_H_

#include <string>
#include <vector>

#include "tests/differential/path_question.h"

namespace kepil {

// A question made here, and the answer that RFC 5280 gives.
struct GeneratedQuestion {
  std::string name;  // generated/NAME
  PathQuestion question;
  // Target first, anchor last: the way to go.
  std::vector<std::string> path;
  bool valid = false;
};

// Paths of the project's own, so that a clone without test data compares
// something for every rule of RFC 5280, 6.
std::vector<GeneratedQuestion> GeneratedPaths();

}  // namespace kepil

#endif  // KEPIL_TESTS_DIFFERENTIAL_GENERATED_PATHS_H_
