#ifndef KEPIL_TESTS_FUZZ_FUZZ_TARGET_H_
#define KEPIL_TESTS_FUZZ_FUZZ_TARGET_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace kepil {

// Octets to start from. `genuine`: the target must accept them, so that its
// property is not empty.
struct FuzzSeed {
  std::string octets;
  bool genuine = false;
};

// Files of ${KEPIL_CORPORA} to start from as well: those of `folder`, with what
// is below it, whose names end in one of `suffixes`. PEM armour is taken off.
struct FuzzCorpus {
  std::string folder;
  std::vector<std::string> suffixes;
};

enum class FuzzGrammar { kDer, kLines };  // How inputs are mutated.

// FuzzTarget is one entry of hostile octets with the property that is to hold
// for each of them. cc_fuzz_target links it twice: into a libFuzzer program and
// into a test that replays the corpus with mutations, in every build.
struct FuzzTarget {
  std::string name;  // Its checked-in corpus: tests/fuzz/corpus/<name>.
  FuzzGrammar grammar = FuzzGrammar::kDer;
  // Made at run time, with keys that never change: equal on every run. Signed
  // with deterministic schemes, hence.
  std::vector<FuzzSeed> (*seeds)() = nullptr;
  // Ends the process by KEPIL_FUZZ_CHECK if the property does not hold for
  // `input`. Returns whether the input was accepted (parsed, verified).
  bool (*run)(absl::string_view input) = nullptr;
  std::vector<FuzzCorpus> corpora;
  // Bound of the memory that `run` may hold at a time: memory_base octets and
  // memory_factor octets for each octet of the input.
  int64_t memory_base = int64_t{1} << 20;
  int64_t memory_factor = 128;
  // Mutations of each seed in the replaying test; of those from the corpora,
  // which are many, a two-hundredth.
  int mutations = 1000;
};

// Defined by each target, once.
const FuzzTarget& ThisFuzzTarget();

[[noreturn]] void FuzzPropertyBroken(const char* file, int line,
                                     const char* condition);

// Ends the process: the property `condition` does not hold.
#define KEPIL_FUZZ_CHECK(condition)                                \
  do {                                                             \
    if (!(condition)) {                                            \
      ::kepil::FuzzPropertyBroken(__FILE__, __LINE__, #condition); \
    }                                                              \
  } while (false)

}  // namespace kepil

#endif  // KEPIL_TESTS_FUZZ_FUZZ_TARGET_H_
