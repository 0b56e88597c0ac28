#ifndef KEPIL_TESTS_INTEGRATION_PERSONAL_TRACES_H_
#define KEPIL_TESTS_INTEGRATION_PERSONAL_TRACES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace kepil {

// PersonalTraces finds personal data in what a program wrote, whatever the form
// they took: as they are, in hex, in base64 at any alignment, escaped for JSON,
// URLs or C, as UTF-16, or as a plain hash, which whoever can count to a
// trillion undoes for an identifier of twelve digits.
class PersonalTraces {
 public:
  // Words of at least four octets, UTF-8.
  explicit PersonalTraces(const std::vector<std::string>& words);

  // "WORD as FORM" for each that is in `text`; letters in either case.
  std::vector<std::string> In(absl::string_view text) const;

 private:
  struct Form {
    std::string name;
    std::string needle;     // Lower case.
    bool is_exact = false;  // Case matters: base64 and raw octets.
  };
  std::vector<Form> forms_;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_INTEGRATION_PERSONAL_TRACES_H_
