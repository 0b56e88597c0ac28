#include "tests/fuzz/fuzz_run.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "tests/fuzz/memory_meter.h"

namespace kepil {
namespace {

constexpr uintmax_t kMaxFile = 256 << 10;
constexpr size_t kMaxPrinted = 16 << 10;
constexpr char kArmour[] = "-----BEGIN ";

absl::string_view current_input;

std::string ReadFileOctets(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file),
          std::istreambuf_iterator<char>()};
}

// The first PEM object, or the octets as they are.
std::string WithoutArmour(std::string octets) {
  const size_t begin = octets.find(kArmour);
  if (begin == std::string::npos) {
    return octets;
  }
  const size_t body = octets.find('\n', begin);
  const size_t end = octets.find("-----END ", begin);
  std::string decoded;
  if (body == std::string::npos || end == std::string::npos || end < body ||
      !absl::Base64Unescape(octets.substr(body, end - body), &decoded)) {
    return octets;
  }
  return decoded;
}

std::vector<std::filesystem::path> FilesBelow(
    const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator it(folder, error), end;
       !error && it != end; it.increment(error)) {
    if (it->is_regular_file() && it->file_size() <= kMaxFile) {
      files.push_back(it->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool HasSuffix(const std::filesystem::path& path, const FuzzCorpus& corpus) {
  for (const std::string& suffix : corpus.suffixes) {
    if (absl::EndsWith(path.string(), suffix)) {
      return true;
    }
  }
  return false;
}

}  // namespace

void FuzzPropertyBroken(const char* file, int line, const char* condition) {
  std::fprintf(stderr, "%s:%d: broken for %zu octets: %s\n", file, line,
               current_input.size(), condition);
  if (current_input.size() <= kMaxPrinted) {
    std::fprintf(stderr, "input in base64: %s\n",
                 absl::Base64Escape(current_input).c_str());
  }
  std::abort();
}

bool RunFuzzTarget(const FuzzTarget& target, absl::string_view input) {
  // On the heap and without a terminating zero, so that a sanitizer sees a read
  // past the end.
  const std::unique_ptr<char[]> copy(new char[input.size()]);
  std::copy(input.begin(), input.end(), copy.get());
  current_input = absl::string_view(copy.get(), input.size());
  MemoryMeter meter;
  const bool accepted = target.run(current_input);
  const int64_t bound =
      target.memory_base +
      target.memory_factor * static_cast<int64_t>(input.size());
  if (meter.peak() > bound) {
    std::fprintf(stderr, "%lld octets of memory, bound %lld\n",
                 static_cast<long long>(meter.peak()),
                 static_cast<long long>(bound));
  }
  KEPIL_FUZZ_CHECK(meter.peak() <= bound);
  current_input = absl::string_view();
  return accepted;
}

std::vector<std::string> ReadFuzzCorpus(const FuzzTarget& target) {
  std::vector<std::string> inputs;
  for (const auto& path : FilesBelow("tests/fuzz/corpus/" + target.name)) {
    inputs.push_back(ReadFileOctets(path));
  }
  return inputs;
}

std::vector<std::string> ReadFuzzCorpora(const FuzzTarget& target) {
  std::vector<std::string> inputs;
  const char* const root = std::getenv("KEPIL_CORPORA");
  if (root == nullptr) {
    return inputs;
  }
  for (const FuzzCorpus& corpus : target.corpora) {
    for (const auto& path :
         FilesBelow(std::filesystem::path(root) / corpus.folder)) {
      if (HasSuffix(path, corpus)) {
        inputs.push_back(WithoutArmour(ReadFileOctets(path)));
      }
    }
  }
  return inputs;
}

}  // namespace kepil
