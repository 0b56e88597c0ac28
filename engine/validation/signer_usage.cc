#include "engine/validation/signer_usage.h"

#include <algorithm>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/pki/extension_oid.h"
#include "engine/validation/signer_subject.h"

namespace kepil {
namespace {

// id-kp-timeStamping, 1.3.6.1.5.5.7.3.8
constexpr absl::string_view kTimestamping = "\x2b\x06\x01\x05\x05\x07\x03\x08";

bool IsForTimestampingOnly(const Certificate& certificate) {
  const CertificateExtensions& extensions = certificate.extensions();
  const auto& purposes = extensions.extended_key_usage;
  return purposes.has_value() && purposes->size() == 1 &&
         purposes->front() == kTimestamping &&
         extensions.IsCritical(extension_oid::kExtendedKeyUsage);
}

// Whether keyUsage is absent, no rule is given, or one of `usages` stands
// there.
bool HasOneOf(const std::vector<KeyUsageBit>& usages,
              const Certificate& certificate) {
  const auto& usage = certificate.extensions().key_usage;
  return usages.empty() || !usage.has_value() ||
         std::any_of(usages.begin(), usages.end(),
                     [&](KeyUsageBit bit) { return usage->Has(bit); });
}

bool HasListedPurpose(const std::vector<std::string>& listed,
                      const Certificate& certificate) {
  const auto& purposes = certificate.extensions().extended_key_usage;
  return listed.empty() || !purposes.has_value() ||
         std::find_first_of(purposes->begin(), purposes->end(), listed.begin(),
                            listed.end()) != purposes->end();
}

}  // namespace

void CheckSignerUsage(const SignerUsageInput& input, BlockRun& run) {
  const bool is_timestamp = input.context == v1::SIGNATURE_CONTEXT_TIMESTAMP;
  const std::vector<KeyUsageBit> for_signatures = {
      KeyUsageBit::kDigitalSignature, KeyUsageBit::kContentCommitment};
  const bool usage_fits =
      HasOneOf(is_timestamp ? for_signatures : input.policy.signer_key_usages(),
               input.signer);
  const bool purpose_fits =
      is_timestamp
          ? IsForTimestampingOnly(input.signer)
          : HasListedPurpose(input.policy.signer_key_purposes(), input.signer);
  const v1::FindingReason reason =
      is_timestamp ? v1::FINDING_REASON_NO_TIMESTAMPING_USAGE
                   : v1::FINDING_REASON_NO_SIGNING_USAGE;
  const auto apply = [&](v1::Constraint constraint, bool fits) {
    run.Apply(constraint, {PassedIf(fits),
                           v1::SUB_INDICATION_CHAIN_CONSTRAINTS_FAILURE,
                           {input.signer.fingerprint(),
                            fits ? v1::FINDING_REASON_UNSPECIFIED : reason,
                            {}}});
  };
  apply(v1::CONSTRAINT_KEY_USAGE, usage_fits);
  apply(v1::CONSTRAINT_EXTENDED_KEY_USAGE, purpose_fits);
  if (!is_timestamp) {
    CheckSignerSubject(input.signer, input.policy, run);
  }
}

}  // namespace kepil
