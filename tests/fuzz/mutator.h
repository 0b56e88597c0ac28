#ifndef KEPIL_TESTS_FUZZ_MUTATOR_H_
#define KEPIL_TESTS_FUZZ_MUTATOR_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/fuzz/fuzz_target.h"

namespace kepil {

// Mutator changes octets in the ways that find most in parsers: flipped bits,
// octets inserted, dropped, repeated; in DER whole values dropped, repeated,
// exchanged, retagged, with the lengths around them put right again; in text
// the same with lines. What it does follows from its seed alone.
class Mutator {
 public:
  Mutator(FuzzGrammar grammar, uint64_t seed);

  // `octets` with one to three changes; parts are taken from `donor`.
  std::string Mutate(absl::string_view octets, absl::string_view donor);

 private:
  size_t Below(size_t bound);  // 0 if bound is 0.
  std::string ChangeOctets(std::string octets, absl::string_view donor);
  std::string ChangeDer(absl::string_view octets, absl::string_view donor);
  std::string ChangeLines(absl::string_view octets, absl::string_view donor);

  const FuzzGrammar grammar_;
  std::mt19937_64 random_;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_FUZZ_MUTATOR_H_
