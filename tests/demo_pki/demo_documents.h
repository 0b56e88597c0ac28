#ifndef KEPIL_TESTS_DEMO_PKI_DEMO_DOCUMENTS_H_
#define KEPIL_TESTS_DEMO_PKI_DEMO_DOCUMENTS_H_

#include <string>
#include <vector>

#include "tests/demo_pki/demo_pki.h"

namespace kepil {

// One signed document of the demo with the verdict that kepild must give,
// provided that xa-issuing-1 or xa-root is registered, xc-ca is registered and
// suspended, and xb-ca is neither.
struct DemoDocument {
  std::string name;       // Of the content file; the signature is NAME.p7s.
  std::string content;    // Empty: it is inside the signature.
  std::string signature;  // CMS, DER.
  std::string indication, sub_indication, reason;  // Enum names; "-": none.
};

// Signing times lie half an hour before the PKI's time.
std::vector<DemoDocument> MakeDemoDocuments(const DemoPki& pki);

// The same, signed with national algorithms: of a Kazakh signer for a foreign
// party, of a Russian and a Belarusian one for a Kazakh party; provided that
// kz-ca, ru-ca and by-ca are registered. One is changed after signing.
std::vector<DemoDocument> MakeNationalDocuments(const DemoPki& pki);

}  // namespace kepil

#endif  // KEPIL_TESTS_DEMO_PKI_DEMO_DOCUMENTS_H_
