#include "services/receipt/dvc_target_word.h"

#include <algorithm>
#include <optional>

#include "absl/status/statusor.h"
#include "engine/crypto/der_reader.h"
#include "engine/signature/dvcs_status.h"
#include "engine/signature/dvcs_token.h"

namespace kepil {
namespace {

DvcTargetWord WordOfStatus(const DvcStatusInfo& status) {
  switch (status.status) {
    case DvcStatus::kGranted:
      return DvcTargetWord::kValid;
    case DvcStatus::kWaiting:
      return DvcTargetWord::kWaiting;
    case DvcStatus::kGrantedWithMods:
      return DvcTargetWord::kUndecided;
    case DvcStatus::kRejection:
      break;
  }
  const auto& info = status.fail_info;
  return std::find(info.begin(), info.end(),
                   static_cast<int>(DvcFailure::kIncorrectData)) == info.end()
             ? DvcTargetWord::kUndecided
             : DvcTargetWord::kInvalid;
}

// What the statuses in a target's chain come to; nullopt if there is none: then
// all of it is trustworthy if the whole is (RFC 3029, 9.1).
std::optional<DvcTargetWord> WordOfChain(const DvcsTarget& target) {
  std::optional<DvcTargetWord> word;
  for (const DvcsToken& token : target.chain) {
    if (token.kind != DvcsToken::Kind::kPkiStatus) {
      continue;
    }
    DerReader reader(token.der);
    const absl::StatusOr<DerValue> value = reader.Read(kDerSequence);
    const absl::StatusOr<DvcStatusInfo> status =
        value.ok() ? ParseDvcStatusInfo(value->content) : value.status();
    const DvcTargetWord one =
        status.ok() ? WordOfStatus(*status) : DvcTargetWord::kUndecided;
    if (one != DvcTargetWord::kValid) {
      return one;
    }
    word = DvcTargetWord::kValid;
  }
  return word;
}

}  // namespace

DvcTargetWord WordAbout(const DvcsCertificateInfo& info,
                        absl::string_view certificate) {
  const DvcTargetWord whole = info.status.has_value()
                                  ? WordOfStatus(*info.status)
                                  : DvcTargetWord::kValid;
  if (whole == DvcTargetWord::kWaiting) {
    return whole;
  }
  if (whole != DvcTargetWord::kValid && info.targets.size() == 1) {
    return whole;  // Nobody else can be meant.
  }
  for (const DvcsTarget& target : info.targets) {
    if (target.target.kind == DvcsToken::Kind::kCertificate &&
        target.target.der == certificate) {
      return WordOfChain(target).value_or(whole);
    }
  }
  return whole;
}

}  // namespace kepil
