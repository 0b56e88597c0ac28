#include "services/kepilctl/receipt_files.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepilctl/file_octets.h"

namespace kepil {
namespace {

constexpr size_t kIdLength = 32;
constexpr absl::string_view kDvcSuffix = ".dvc";
constexpr absl::string_view kProofSuffix = ".tlog-proof";
constexpr absl::string_view kMemberSuffix = ".member";
constexpr int64_t kMaxMemberOctets = 16 << 20;
constexpr absl::Duration kPollInterval = absl::Milliseconds(200);

}  // namespace

bool IsReceiptId(absl::string_view text) {
  return text.size() == kIdLength &&
         text.find_first_not_of("0123456789abcdef") == absl::string_view::npos;
}

absl::Status SaveReceipt(const v1::IssuedReceipt& receipt,
                         const std::string& directory) {
  if (!IsReceiptId(receipt.id())) {
    return MalformedError("the server named a receipt by what is no id");
  }
  const std::string base = absl::StrCat(directory, "/", receipt.id());
  KEPIL_RETURN_IF_ERROR(
      WriteFileOctets(absl::StrCat(base, kDvcSuffix), receipt.dvc()));
  if (receipt.has_group()) {
    v1::GroupMember member;
    member.set_body(receipt.body());
    *member.mutable_path() = receipt.group();
    KEPIL_RETURN_IF_ERROR(WriteFileOctets(absl::StrCat(base, kMemberSuffix),
                                          member.SerializeAsString()));
  }
  return receipt.tlog_proof().empty()
             ? absl::OkStatus()
             : WriteFileOctets(absl::StrCat(base, kProofSuffix),
                               receipt.tlog_proof());
}

std::string ProofPathOf(absl::string_view dvc_path) {
  return absl::ConsumeSuffix(&dvc_path, kDvcSuffix)
             ? absl::StrCat(dvc_path, kProofSuffix)
             : "";
}

absl::StatusOr<std::optional<v1::GroupMember>> ReadMemberOf(
    absl::string_view dvc_path) {
  std::error_code error;
  if (!absl::ConsumeSuffix(&dvc_path, kDvcSuffix) ||
      !std::filesystem::exists(absl::StrCat(dvc_path, kMemberSuffix), error)) {
    return std::optional<v1::GroupMember>();
  }
  KEPIL_ASSIGN_OR_RETURN(
      const std::string octets,
      ReadFileOctets(absl::StrCat(dvc_path, kMemberSuffix), kMaxMemberOctets));
  v1::GroupMember member;
  if (!member.ParseFromString(octets)) {
    return FormatUnknownError("the .member file is none");
  }
  return std::optional<v1::GroupMember>(std::move(member));
}

absl::StatusOr<v1::IssuedReceipt> GetReceiptWithProof(const std::string& id,
                                                      Client& client) {
  const absl::Time deadline = absl::Now() + client.timeout();
  v1::GetReceiptRequest request;
  request.set_receipt_id(id);
  while (true) {
    KEPIL_ASSIGN_OR_RETURN(
        v1::GetReceiptResponse response,
        client.Call(&v1::ValidationService::Stub::GetReceipt, request));
    if (!response.receipt().tlog_proof().empty()) {
      return std::move(*response.mutable_receipt());
    }
    if (absl::Now() + kPollInterval > deadline) {
      return MakeError(absl::StatusCode::kOutOfRange,
                       v1::ERROR_REASON_TREE_TOO_SMALL,
                       absl::StrCat("no log proof for receipt ", id, " within ",
                                    absl::FormatDuration(client.timeout())));
    }
    absl::SleepFor(kPollInterval);
  }
}

}  // namespace kepil
