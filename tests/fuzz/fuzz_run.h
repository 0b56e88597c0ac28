#ifndef KEPIL_TESTS_FUZZ_FUZZ_RUN_H_
#define KEPIL_TESTS_FUZZ_FUZZ_RUN_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/fuzz/fuzz_target.h"

namespace kepil {

// Runs `target` on a copy of `input` of exactly its size and checks its memory.
// Of a broken property the input is printed in base64.
bool RunFuzzTarget(const FuzzTarget& target, absl::string_view input);

// The checked-in corpus, below the working directory: files by name.
std::vector<std::string> ReadFuzzCorpus(const FuzzTarget& target);
// Those of ${KEPIL_CORPORA}; empty without it. Files over 256 KiB are left out.
std::vector<std::string> ReadFuzzCorpora(const FuzzTarget& target);

}  // namespace kepil

#endif  // KEPIL_TESTS_FUZZ_FUZZ_RUN_H_
