// The libFuzzer side of a target: its seeds and those of ${KEPIL_CORPORA} go
// into a folder of their own, which is read beside the folders given; inputs
// are mutated by libFuzzer and by our Mutator in turn.

#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz_run.h"
#include "tests/fuzz/mutator.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace {

std::vector<std::string>& Donors() {
  static auto& donors = *new std::vector<std::string>();
  return donors;
}

// Inputs given one by one are to be run as they are, without any other.
bool IsReplay(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    struct stat status;
    if (argv[i][0] != '-' && stat(argv[i], &status) == 0 &&
        S_ISREG(status.st_mode)) {
      return true;
    }
  }
  return false;
}

std::string WriteSeeds() {
  const char* const base = std::getenv("TMPDIR");
  std::string folder =
      std::string(base == nullptr ? "/tmp" : base) + "/kepil-fuzz-seeds.XXXXXX";
  if (mkdtemp(&folder[0]) == nullptr) {
    std::perror("mkdtemp");
    std::exit(1);
  }
  for (size_t i = 0; i < Donors().size(); ++i) {
    std::ofstream(folder + "/" + std::to_string(i), std::ios::binary)
        << Donors()[i];
  }
  return folder;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  const kepil::FuzzTarget& target = kepil::ThisFuzzTarget();
  for (kepil::FuzzSeed& seed : target.seeds()) {
    Donors().push_back(std::move(seed.octets));
  }
  for (auto* read : {kepil::ReadFuzzCorpus, kepil::ReadFuzzCorpora}) {
    for (std::string& input : read(target)) {
      Donors().push_back(std::move(input));
    }
  }
  if (IsReplay(*argc, *argv)) {
    return 0;
  }
  // For the life of the process: libFuzzer keeps pointers to them.
  static auto& folder = *new std::string(WriteSeeds());
  static auto& arguments = *new std::vector<char*>(*argv, *argv + *argc);
  arguments.push_back(&folder[0]);
  *argc = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  *argv = arguments.data();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  kepil::RunFuzzTarget(
      kepil::ThisFuzzTarget(),
      absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size,
                                          size_t max_size, unsigned int seed) {
  if (seed % 2 == 0) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  const std::string& donor = Donors()[seed / 2 % Donors().size()];
  const std::string mutated =
      kepil::Mutator(kepil::ThisFuzzTarget().grammar, seed)
          .Mutate(absl::string_view(reinterpret_cast<char*>(data), size),
                  donor);
  const size_t kept = mutated.size() < max_size ? mutated.size() : max_size;
  std::memcpy(data, mutated.data(), kept);
  return kept;
}
