#include "engine/validation/conclusion.h"

#include <algorithm>

#include "absl/strings/strip.h"

namespace kepil {
namespace {

// Whether `sub_indication` says that the question could not be answered now,
// rather than that the signature is not valid.
bool IsNoVerdict(v1::SubIndication sub_indication, bool unsupported) {
  return sub_indication == v1::SUB_INDICATION_TRY_LATER ||
         sub_indication == v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND ||
         sub_indication == v1::SUB_INDICATION_SIGNATURE_POLICY_NOT_AVAILABLE ||
         (sub_indication == v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE &&
          unsupported);
}

Outcome OutcomeFor(v1::Indication indication, v1::SubIndication sub_indication,
                   bool unsupported) {
  if (indication == v1::INDICATION_TOTAL_PASSED) {
    return Outcome::kValid;
  }
  return indication == v1::INDICATION_INDETERMINATE &&
                 IsNoVerdict(sub_indication, unsupported)
             ? Outcome::kNoVerdict
             : Outcome::kNotValid;
}

template <typename Reasons>
bool IsUnsupported(const Reasons& reasons) {
  return std::any_of(reasons.begin(), reasons.end(), [](int reason) {
    return reason == v1::FINDING_REASON_ALGORITHM_UNSUPPORTED ||
           reason == v1::FINDING_REASON_PARAMETER_SET_UNKNOWN;
  });
}

// `name` lives as long as the descriptors: for ever.
absl::string_view WithoutPrefix(const std::string& name,
                                absl::string_view prefix) {
  return absl::StripPrefix(absl::string_view(name), prefix);
}

}  // namespace

std::vector<v1::FindingReason> Conclusion::Reasons() const {
  std::vector<v1::FindingReason> reasons;
  for (const Finding& finding : findings) {
    if (finding.level == v1::LEVEL_FAIL &&
        finding.outcome == v1::CHECK_OUTCOME_FAILED &&
        finding.reason != v1::FINDING_REASON_UNSPECIFIED &&
        std::find(reasons.begin(), reasons.end(), finding.reason) ==
            reasons.end()) {
      reasons.push_back(finding.reason);
    }
  }
  return reasons;
}

Outcome OutcomeOf(const Conclusion& conclusion) {
  return OutcomeFor(conclusion.indication, conclusion.sub_indication,
                    IsUnsupported(conclusion.Reasons()));
}

Outcome OutcomeOf(const v1::Conclusion& conclusion) {
  return OutcomeFor(conclusion.indication(), conclusion.sub_indication(),
                    IsUnsupported(conclusion.reasons()));
}

absl::string_view IndicationName(v1::Indication indication) {
  return WithoutPrefix(v1::Indication_Name(indication), "INDICATION_");
}

absl::string_view SubIndicationName(v1::SubIndication sub_indication) {
  return sub_indication == v1::SUB_INDICATION_NONE
             ? absl::string_view()
             : WithoutPrefix(v1::SubIndication_Name(sub_indication),
                             "SUB_INDICATION_");
}

absl::string_view FindingReasonName(v1::FindingReason reason) {
  return WithoutPrefix(v1::FindingReason_Name(reason), "FINDING_REASON_");
}

}  // namespace kepil
