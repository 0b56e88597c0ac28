#include "engine/validation/signer_subject.h"

#include "engine/pki/subject_profile.h"

namespace kepil {

void CheckSignerSubject(const Certificate& signer,
                        const ValidationPolicy& policy, BlockRun& run) {
  const SubjectProfile* profile = policy.SubjectProfileOf(signer);
  if (profile == nullptr) {
    return;
  }
  const SubjectDescription subject = DescribeSubject(signer, *profile);
  CheckDetail detail;
  detail.subject = signer.fingerprint();
  if (subject.is_for_authentication) {
    detail.reason = v1::FINDING_REASON_AUTHENTICATION_CERTIFICATE;
    run.Apply(v1::CONSTRAINT_EXTENDED_KEY_USAGE,
              {v1::CHECK_OUTCOME_FAILED,
               v1::SUB_INDICATION_CHAIN_CONSTRAINTS_FAILURE, detail});
  }
  for (const SubjectIdentifier& identifier : subject.identifiers) {
    if (!identifier.is_valid) {
      detail.reason = v1::FINDING_REASON_SUBJECT_IDENTIFIER_INVALID;
      run.Report(v1::CONSTRAINT_CERTIFICATE_PROFILE, detail);
    }
  }
}

}  // namespace kepil
