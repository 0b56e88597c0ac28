#ifndef KEPIL_TESTS_DIFFERENTIAL_CORPUS_PATHS_H_
#define KEPIL_TESTS_DIFFERENTIAL_CORPUS_PATHS_H_

#include <optional>
#include <string>
#include <vector>

#include "tests/differential/path_question.h"

namespace kepil {

struct NamedQuestion {
  std::string name;  // SUITE/CASE
  PathQuestion question;
};

// The path cases of ${KEPIL_CORPORA}/`suite`; nullopt if it is not there. Cases
// that bring OCSP answers are asked without revocation, and neither names nor
// usages nor the length that a case allows are asked for: OpenSSL is asked for
// a path and no more.
std::optional<std::vector<NamedQuestion>> CorpusPaths(const std::string& suite);

}  // namespace kepil

#endif  // KEPIL_TESTS_DIFFERENTIAL_CORPUS_PATHS_H_
