#include "trustlist/admission_check.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/string_view.h"
#include "trustlist/admission_certificates.h"
#include "trustlist/admission_status.h"
#include "trustlist/admission_terms.h"

namespace kepil {

v1::AdmissionReport JudgeAdmission(const AdmissionInput& input) {
  AdmissionFindings findings;
  for (AdmissionFindings (*judge)(const AdmissionInput&) :
       {JudgeAdmissionTerms, JudgeAdmissionCertificates,
        JudgeAdmissionPossession, JudgeAdmissionStatus,
        JudgeAdmissionTimestamps}) {
    AdmissionFindings more = judge(input);
    findings.insert(findings.end(), std::make_move_iterator(more.begin()),
                    std::make_move_iterator(more.end()));
  }
  std::set<int> seen;
  for (const v1::AdmissionFinding& finding : findings) {
    seen.insert(finding.check());
  }
  for (int check = 1; check <= v1::AdmissionCheck_MAX; ++check) {
    if (seen.count(check) == 0) {
      findings.push_back(
          AdmissionNotApplicable(static_cast<v1::AdmissionCheck>(check), "",
                                 "nothing in the application calls for it"));
    }
  }
  std::stable_sort(
      findings.begin(), findings.end(),
      [](const v1::AdmissionFinding& a, const v1::AdmissionFinding& b) {
        return a.check() < b.check();
      });
  v1::AdmissionReport report;
  report.mutable_at()->set_seconds(absl::ToUnixSeconds(input.now));
  report.set_registry_version(input.image.version());
  report.set_admissible(std::none_of(findings.begin(), findings.end(),
                                     [](const v1::AdmissionFinding& finding) {
                                       return finding.outcome() ==
                                              v1::ADMISSION_OUTCOME_FAILED;
                                     }));
  for (v1::AdmissionFinding& finding : findings) {
    *report.add_findings() = std::move(finding);
  }
  return report;
}

}  // namespace kepil
