#ifndef KEPIL_SERVICES_KEPILD_NODE_KEYS_H_
#define KEPIL_SERVICES_KEPILD_NODE_KEYS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/trust.pb.h"
#include "services/kepild/config.h"
#include "services/receipt/receipt_identity.h"
#include "services/receipt/receipt_verifier.h"
#include "translog/signed_note.h"

namespace kepil {

// All keys that a node holds; the first of each kind is the one that a new
// registry publishes.
struct NodeKeys {
  std::vector<ReceiptIdentity> receipts;
  std::vector<NoteSigner> logs;
};

// From the files of the configuration; errors as LoadReceiptIdentity and
// LoadLogSigner.
absl::StatusOr<NodeKeys> LoadNodeKeys(const config::v1::Keys& keys,
                                      const std::string& log_origin);

// Records of the first receipt key and the first log key, in use from `now`.
std::vector<v1::PublishedKey> FirstPublishedKeys(const NodeKeys& keys,
                                                 absl::Time now);

// The log key to sign with from `now` on: of the published ones held, neither
// compromised nor yet to come, the one whose use began last; the first one held
// while the registry publishes none for this log's origin.
// INVALID_ARGUMENT/CONFIG_INVALID if there is none.
absl::StatusOr<NoteSigner> LogSignerInUse(
    const NodeKeys& keys, const storage::v1::RegistryImage& image,
    absl::Time now);

// What verifies receipts of this node: all that the registry publishes, and
// what it holds and signs its log with in any case.
ReceiptTrust TrustInNode(const NodeKeys& keys,
                         const storage::v1::RegistryImage& image,
                         const std::string& log_vkey,
                         std::vector<CertificateRef> tsa_anchors);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_NODE_KEYS_H_
