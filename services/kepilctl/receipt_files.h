#ifndef KEPIL_SERVICES_KEPILCTL_RECEIPT_FILES_H_
#define KEPIL_SERVICES_KEPILCTL_RECEIPT_FILES_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kepil/v1/receipt.pb.h"
#include "services/kepilctl/client.h"

namespace kepil {

// Whether `text` is a receipt id: 32 lower-case hex characters.
bool IsReceiptId(absl::string_view text);

// Writes DIR/ID.dvc and, where the receipt has one, DIR/ID.tlog-proof; of a
// group's member DIR/ID.member too, a v1.GroupMember.
// INVALID_ARGUMENT/REQUEST_MALFORMED for an id that is none: it becomes part of
// a path.
absl::Status SaveReceipt(const v1::IssuedReceipt& receipt,
                         const std::string& directory);
// "DIR/ID.tlog-proof" for "DIR/ID.dvc"; "" for other names.
std::string ProofPathOf(absl::string_view dvc_path);
// What stands in "DIR/ID.member" beside "DIR/ID.dvc"; nullopt if there is no
// such file. INVALID_ARGUMENT/FORMAT_UNKNOWN if it is no v1.GroupMember.
absl::StatusOr<std::optional<v1::GroupMember>> ReadMemberOf(
    absl::string_view dvc_path);

// The receipt with its log proof: asks until it is there, for at most
// client.timeout(). The log publishes about once a second. OUT_OF_RANGE/
// TREE_TOO_SMALL if it does not in that time.
absl::StatusOr<v1::IssuedReceipt> GetReceiptWithProof(const std::string& id,
                                                      Client& client);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_RECEIPT_FILES_H_
