#ifndef KEPIL_SERVICES_KEPILD_KEYS_H_
#define KEPIL_SERVICES_KEPILD_KEYS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/kepild/config.h"
#include "services/receipt/receipt_issuer.h"
#include "services/token/token_module.h"
#include "translog/signed_note.h"

namespace kepil {

// The receipt key with its certificate and what that chains to, from the files
// of the configuration, or the key from a token. Files of keys and PINs must be
// readable by their owner only. Whether they are usable now is
// CheckReceiptIdentity's business: a node whose certificate has expired starts,
// and refuses to answer; one without its token does not start.
absl::StatusOr<ReceiptIdentity> LoadReceiptIdentity(
    const config::v1::Keys& keys, TokenModules& modules);

// The receipts log's key under the name of its origin.
absl::StatusOr<NoteSigner> LoadLogSigner(const config::v1::Keys& keys,
                                         TokenModules& modules,
                                         const std::string& origin);

// The issuer over `rooms`, with a shelf for its DVCs; it signs in groups where
// the configuration lets it (receipt_groups).
std::unique_ptr<ReceiptIssuer> MakeIssuer(const Config& config,
                                          ReceiptIssuer::Rooms rooms);

// `size` octets from the system's generator; ends the process if it fails,
// which it does not on a system that has booted.
std::string RandomOctets(size_t size);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_KEYS_H_
