#ifndef KEPIL_TESTS_DIFFERENTIAL_PATH_QUESTION_H_
#define KEPIL_TESTS_DIFFERENTIAL_PATH_QUESTION_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/pki/policy_graph.h"

namespace kepil {

// PathQuestion asks whether `target` has a valid path (RFC 5280, 6) to one of
// `anchors`. Octets as found, so that each side reads them by itself.
struct PathQuestion {
  std::string target;
  std::vector<std::string> intermediates, anchors;
  std::vector<std::string> crls;
  bool with_crls = false;  // Every certificate needs a good status from them.
  absl::Time time;
  InitialPolicies policies;
};

// PathAnswer is what one side says to it.
struct PathAnswer {
  enum class Verdict {
    kAccepted,
    kRefused,
    kNotAsked,  // The side does not know the algorithm of a key or signature.
  };
  Verdict verdict = Verdict::kRefused;
  std::string reason;  // Of a refusal: words joined by '-', no spaces.
};

// X509_verify_cert as the house uses it for second opinions: CRLs given by
// X509_STORE_CTX_set0_crls; CRL_CHECK, CRL_CHECK_ALL (with CRLs only),
// EXTENDED_CRL_SUPPORT, USE_DELTAS, POLICY_CHECK; any purpose; no auth_level,
// no X509_STRICT. It stops at its first error.
PathAnswer AskOpenSsl(const PathQuestion& question);

// The engine: PathBuilder, ValidatePath under profile PATH, and the judge's
// acceptance of revocation data. The reason is the first path's first finding.
PathAnswer AskEngine(const PathQuestion& question);

// What X509_check_issued has against the first link of a path, target first and
// anchor last, that it does not like; of the anchor with itself as
// "anchor:PROBLEM". "unreadable": one of the two is; "none": nothing.
std::string OpenSslLinkProblem(const std::vector<std::string>& path);

}  // namespace kepil

#endif  // KEPIL_TESTS_DIFFERENTIAL_PATH_QUESTION_H_
