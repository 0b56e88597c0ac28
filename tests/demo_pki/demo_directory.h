#ifndef KEPIL_TESTS_DEMO_PKI_DEMO_DIRECTORY_H_
#define KEPIL_TESTS_DEMO_PKI_DEMO_DIRECTORY_H_

#include <string>

#include "absl/status/status.h"
#include "tests/demo_pki/demo_pki.h"

namespace kepil {

// Writes `pki` and the documents of demo_documents.h under `directory`, which
// is made if need be; README.md describes the layout. Files that stand there
// are replaced. Keys get mode 0600.
absl::Status WriteDemoDirectory(const DemoPki& pki,
                                const std::string& directory);

}  // namespace kepil

#endif  // KEPIL_TESTS_DEMO_PKI_DEMO_DIRECTORY_H_
