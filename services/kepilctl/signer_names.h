#ifndef KEPIL_SERVICES_KEPILCTL_SIGNER_NAMES_H_
#define KEPIL_SERVICES_KEPILCTL_SIGNER_NAMES_H_

#include <map>
#include <string>

#include "absl/strings/string_view.h"

namespace kepil {

struct SignerName {
  std::string subject;
  std::string issuer;
};
// By SHA-256 of the certificate's DER, 32 octets.
using SignerNames = std::map<std::string, SignerName>;

// Names in the certificates inside a signature file, for people: receipts name
// signers by digest only. Empty if the file cannot be read.
SignerNames SignerNamesOf(absl::string_view signature_file);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_SIGNER_NAMES_H_
