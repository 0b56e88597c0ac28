#ifndef KEPIL_TRUSTLIST_APPLICATION_H_
#define KEPIL_TRUSTLIST_APPLICATION_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "kepil/v1/application.pb.h"

namespace kepil {

// The life of an application (law.md 1.17): SUBMITTED -> UNDER_REVIEW ->
// CHECKED -> PROPOSED -> APPROVED, or REFUSED from CHECKED. Each function gives
// the application as it stands after one step, its revision raised by one.
// Steps out of a final state: FAILED_PRECONDITION/APPLICATION_DECIDED; while a
// change waits: APPLICATION_PROPOSED. `application` has its state as it is,
// APPROVED included.

inline constexpr size_t kMaxApplicationDocument = size_t{4} << 20;
inline constexpr int kMaxApplicationDocuments = 64;

// Who takes a step, and when (record time).
struct ApplicationStep {
  std::string principal;
  absl::Time now;
};

// `id` is 16 octets. INVALID_ARGUMENT/REQUEST_MALFORMED for content over its
// limits, a decision or a history in it; faults that an admission check finds
// are not looked for here, so that an applicant gets all of them at once.
absl::StatusOr<v1::Application> EnterApplication(
    const v1::ApplicationContent& content, absl::string_view id,
    const ApplicationStep& step);

// The state goes back to SUBMITTED and the report goes: it was of other
// documents. INVALID_ARGUMENT: REQUEST_MALFORMED, DOCUMENT_TOO_LARGE,
// CONTAINER_LIMIT.
absl::StatusOr<v1::Application> AddDocument(
    const v1::Application& application, const v1::AddDocumentRequest& request,
    const ApplicationStep& step);

// Every address that the application would have us ask, each once: of CRLs,
// OCSP and time-stamps.
std::vector<std::string> AddressesOf(const v1::ApplicationContent& content);

// `approved` are those that a registrar lets be asked.
// INVALID_ARGUMENT/REQUEST_MALFORMED for one that is not the application's.
absl::StatusOr<v1::Application> BeginReview(
    const v1::Application& application,
    const std::vector<std::string>& approved);

absl::StatusOr<v1::Application> TakeReport(const v1::Application& application,
                                           const v1::AdmissionReport& report);

// The record that the application asks for, with its decision. An application
// without a report, or with one older than `max_report_age`:
// FAILED_PRECONDITION/APPLICATION_NOT_CHECKED; not admissible:
// ADMISSION_CHECK_FAILED; no decision: DECISION_MISSING (REG-06).
absl::StatusOr<v1::Authority> RecordToAdmit(const v1::Application& application,
                                            absl::string_view decision,
                                            absl::Time now,
                                            absl::Duration max_report_age);
absl::StatusOr<v1::Application> ProposedAs(const v1::Application& application,
                                           absl::string_view change_id_hex);

// What a refusal says besides its grounds.
struct RefusalTerms {
  std::string other_ground;  // The officer's own; at most 2048 octets.
  std::string appeal_info, rule_pack;
  std::string rule_pack_sha256;
};
// Makes the ApplicationRefusal with every failed check of the report. Not
// checked: FAILED_PRECONDITION/APPLICATION_NOT_CHECKED; no ground at all:
// REFUSAL_WITHOUT_GROUNDS; no appeal information: APPEAL_INFO_MISSING (REG-15).
absl::StatusOr<v1::Application> MakeRefusal(const v1::Application& application,
                                            const RefusalTerms& terms,
                                            const ApplicationStep& step);
// `signature` has passed the engine: the officer's, over
// application.refusal(). FAILED_PRECONDITION/REFUSAL_NOT_PROPOSED without one;
// PERMISSION_DENIED/SIGNER_MISMATCH if another officer made it.
absl::StatusOr<v1::Application> Refuse(const v1::Application& application,
                                       absl::string_view signature,
                                       const ApplicationStep& step);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_APPLICATION_H_
