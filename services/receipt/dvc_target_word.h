#ifndef KEPIL_SERVICES_RECEIPT_DVC_TARGET_WORD_H_
#define KEPIL_SERVICES_RECEIPT_DVC_TARGET_WORD_H_

#include "absl/strings/string_view.h"
#include "engine/signature/dvcs_answer.h"

namespace kepil {

enum class DvcTargetWord {
  kValid,
  kInvalid,    // Rejected with incorrectData.
  kUndecided,  // Rejected otherwise, or granted with modifications.
  kWaiting,    // Ask again.
};

// What a DVC says of one of its targets, the certificate whose DER that is (RFC
// 3029, 9.1): the statuses in its chain, of which one that is not granted is
// the word; without any, or without that target, dvStatus. A DVC that waits
// says nothing of anybody; of one target dvStatus and the target must both
// grant. Nothing is verified.
DvcTargetWord WordAbout(const DvcsCertificateInfo& info,
                        absl::string_view certificate);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_DVC_TARGET_WORD_H_
