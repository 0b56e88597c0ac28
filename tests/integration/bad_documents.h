#ifndef KEPIL_TESTS_INTEGRATION_BAD_DOCUMENTS_H_
#define KEPIL_TESTS_INTEGRATION_BAD_DOCUMENTS_H_

#include <string>
#include <vector>

#include "tests/demo_pki/demo_pki.h"

namespace kepil {

// What a hostile or broken client sends.
struct BadDocument {
  std::string name;
  std::string signature;
  std::string content;  // Detached; "": none is sent.
  // The reason of the error ("FORMAT_UNKNOWN") or the verdict, by words.
  std::string expected;
};

std::vector<BadDocument> MakeBadDocuments(const DemoPki& pki);

}  // namespace kepil

#endif  // KEPIL_TESTS_INTEGRATION_BAD_DOCUMENTS_H_
