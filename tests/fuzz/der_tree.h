#ifndef KEPIL_TESTS_FUZZ_DER_TREE_H_
#define KEPIL_TESTS_FUZZ_DER_TREE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace kepil {

// DerTree is one DER value taken apart, to be changed and put together again.
// A string whose octets are DER themselves (extension values, OCSP's response,
// a SignedData's content) is taken apart too.
struct DerTree {
  uint8_t tag = 0;
  std::string prefix;   // Octets before the children: of a BIT STRING.
  std::string content;  // If it has no children.
  std::vector<DerTree> children;

  // nullopt if `octets` is not one DER value, or over 40 levels.
  static std::optional<DerTree> FromDer(absl::string_view octets);
  std::string ToDer() const;
  // This value and all below it, level by level.
  std::vector<DerTree*> All();
};

}  // namespace kepil

#endif  // KEPIL_TESTS_FUZZ_DER_TREE_H_
