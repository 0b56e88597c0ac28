#ifndef KEPIL_ENGINE_VALIDATION_STATUS_AT_BEST_TIME_H_
#define KEPIL_ENGINE_VALIDATION_STATUS_AT_BEST_TIME_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "engine/pki/certificate_path.h"
#include "engine/pki/certificate_pool.h"
#include "engine/validation/revocation_acceptance.h"
#include "engine/validation/signature_validation.h"

namespace kepil {

// StatusAtBestTime asks the closed evidence what the certificates of one path
// were at a best-signature-time in the past that a time-stamp proves (EN 319
// 102-1, 5.5.4, steps 4, 6 and 7). An embedded answer may stand alone here
// (house.md 4.1). Acceptance is that of the control time, freshness (5.2.5)
// that of the best-signature-time, so an answer from after it is fresh. Not
// thread-safe.
class StatusAtBestTime {
 public:
  // `input` and `path` outlive the object.
  StatusAtBestTime(const ValidationInput& input, const CertificatePath& path,
                   absl::Time best_time);

  // Whether path.certificates[i] was neither revoked nor on hold: an acceptable
  // and fresh answer calls it good, or everything that calls it revoked or on
  // hold says since when, and that was after the best-signature-time. What
  // makes it good is protected by algorithms that are reliable at the control
  // time, and from before the certificate expired: later lists need not name
  // it any more.
  bool IsGood(size_t i);

 private:
  bool Ask(size_t i);
  bool IsReliableNow(const RevocationVerdict& verdict) const;

  const ValidationInput& input_;
  const CertificatePath& path_;
  const absl::Time best_time_;
  const CertificatePool pool_;
  RevocationAcceptance acceptance_;
  std::vector<std::optional<bool>> known_;  // By index on the path.
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_STATUS_AT_BEST_TIME_H_
