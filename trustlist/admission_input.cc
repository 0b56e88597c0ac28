#include "trustlist/admission_input.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace kepil {
namespace {

constexpr size_t kMaxDetail = 512;

// What others wrote may be no text at all.
std::string Printable(absl::string_view text) {
  std::string printable(text.substr(0, kMaxDetail));
  for (char& c : printable) {
    c = absl::ascii_isprint(static_cast<unsigned char>(c)) ? c : '?';
  }
  return printable;
}

v1::AdmissionFinding Finding(v1::AdmissionCheck check,
                             v1::AdmissionOutcome outcome,
                             absl::string_view subject,
                             absl::string_view detail) {
  v1::AdmissionFinding finding;
  finding.set_check(check);
  finding.set_outcome(outcome);
  finding.set_subject(std::string(subject));
  finding.set_detail(Printable(detail));
  return finding;
}

}  // namespace

v1::AdmissionFinding AdmissionPassed(v1::AdmissionCheck check,
                                     absl::string_view subject) {
  return Finding(check, v1::ADMISSION_OUTCOME_PASSED, subject, "");
}

v1::AdmissionFinding AdmissionFailed(v1::AdmissionCheck check,
                                     absl::string_view subject,
                                     absl::string_view detail) {
  return Finding(check, v1::ADMISSION_OUTCOME_FAILED, subject, detail);
}

v1::AdmissionFinding AdmissionNotApplicable(v1::AdmissionCheck check,
                                            absl::string_view subject,
                                            absl::string_view detail) {
  return Finding(check, v1::ADMISSION_OUTCOME_NOT_APPLICABLE, subject, detail);
}

std::vector<ListedCertificate> ListCertificates(const v1::Authority& authority,
                                                CertificateReader& reader) {
  std::vector<ListedCertificate> listed;
  for (const v1::TrustService& service : authority.services()) {
    for (int i = 0; i < service.anchors_size(); ++i) {
      listed.push_back({absl::StrCat("services/", service.id(), "/anchors/", i),
                        &service, true, reader.Read(service.anchors(i))});
    }
    for (int i = 0; i < service.intermediates_size(); ++i) {
      listed.push_back(
          {absl::StrCat("services/", service.id(), "/intermediates/", i),
           &service, false, reader.Read(service.intermediates(i))});
    }
  }
  return listed;
}

}  // namespace kepil
