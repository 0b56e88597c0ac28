#include "services/kepilctl/dvc_record.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"

namespace kepil {
namespace {

std::string TimeOf(const DvcsTime& time) {
  return time.token.empty() ? absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time.time,
                                               absl::UTCTimeZone())
                            : std::string("a token");
}

std::string StatusOf(const DvcStatusInfo& status) {
  switch (status.status) {
    case DvcStatus::kGranted:
      return "granted";
    case DvcStatus::kGrantedWithMods:
      return "grantedWithMods";
    case DvcStatus::kRejection:
      return "rejection";
    case DvcStatus::kWaiting:
      return "waiting";
  }
  return "";
}

std::string FailureOf(int bit) {
  switch (static_cast<DvcFailure>(bit)) {
    case DvcFailure::kBadRequest:
      return "badRequest";
    case DvcFailure::kBadTime:
      return "badTime";
    case DvcFailure::kBadDataFormat:
      return "badDataFormat";
    case DvcFailure::kWrongAuthority:
      return "wrongAuthority";
    case DvcFailure::kIncorrectData:
      return "incorrectData";
  }
  return absl::StrCat("bit ", bit);
}

void AddStatus(const DvcStatusInfo& status, Record& record) {
  std::vector<std::string> failures;
  for (const int bit : status.fail_info) {
    failures.push_back(FailureOf(bit));
  }
  record.AddText("status", StatusOf(status))
      .AddList("status_text", status.text)
      .AddList("failures", failures);
}

void AddInformation(const DvcsRequestInformation& information, Record& record) {
  record.AddText("service", DvcsServiceName(information.service))
      .AddText("nonce", information.nonce.has_value()
                            ? absl::BytesToHexString(*information.nonce)
                            : "")
      .AddText("request_time", information.request_time.has_value()
                                   ? TimeOf(*information.request_time)
                                   : "")
      .AddText("request_policy", information.policy_oid);
}

void AddProblems(absl::string_view prefix, const DvcVerification& verification,
                 std::vector<std::string>& problems) {
  for (const DvcProblem problem : verification.problems) {
    problems.push_back(absl::StrCat(prefix, DvcProblemName(problem)));
  }
  for (size_t i = 0; i < verification.nested.size(); ++i) {
    AddProblems(absl::StrCat(prefix, "nested[", i, "]."),
                verification.nested[i], problems);
  }
}

}  // namespace

absl::string_view DvcsServiceName(DvcsService service) {
  switch (service) {
    case DvcsService::kCpd:
      return "cpd";
    case DvcsService::kVsd:
      return "vsd";
    case DvcsService::kCpkc:
      return "cpkc";
    case DvcsService::kCcpd:
      return "ccpd";
  }
  return "";
}

absl::string_view DvcWordName(DvcWord word) {
  switch (word) {
    case DvcWord::kGranted:
      return "granted";
    case DvcWord::kGrantedWithMods:
      return "granted with modifications";
    case DvcWord::kRejected:
      return "rejected";
    case DvcWord::kWaiting:
      return "waiting";
  }
  return "";
}

void AddDvcsRequest(const DvcsRequest& request, Record& record) {
  AddInformation(request.information, record);
  switch (request.data.kind) {
    case DvcsData::Kind::kMessage:
      record.AddNumber("message_octets",
                       static_cast<int64_t>(request.data.message.size()));
      break;
    case DvcsData::Kind::kImprint:
      record.AddText("imprint",
                     absl::BytesToHexString(request.data.imprint.value));
      break;
    case DvcsData::Kind::kCertificates:
      record.AddNumber("certificates",
                       static_cast<int64_t>(request.data.certificates.size()));
      break;
  }
}

void AddDvc(const DvcsCertificateInfo& info, Record& record) {
  AddInformation(info.information, record);
  AddStatus(info.status.value_or(DvcStatusInfo()), record);
  record.AddText("serial", absl::BytesToHexString(info.serial))
      .AddText("response_time", TimeOf(info.response_time))
      .AddText("policy", info.policy_oid)
      .AddText("imprint_hash", HashName(info.imprint.hash))
      .AddText("imprint", absl::BytesToHexString(info.imprint.value))
      .AddNumber("targets", static_cast<int64_t>(info.targets.size()));
}

void AddErrorNotice(const DvcsErrorNotice& notice, Record& record) {
  record.AddFlag("error_notice", true);
  AddStatus(notice.status, record);
}

Record DvcRecord(absl::string_view file, const DvcVerification& verification) {
  std::vector<std::string> problems;
  AddProblems("", verification, problems);
  Record record;
  record.AddText("file", file)
      .AddFlag("genuine", problems.empty())
      .AddList("problems", std::move(problems));
  if (verification.info.has_value()) {
    record.AddText("word", DvcWordName(verification.word));
    AddDvc(*verification.info, record);
    record.AddNumber("nested",
                     static_cast<int64_t>(verification.nested.size()));
  }
  if (verification.error.has_value()) {
    AddErrorNotice(*verification.error, record);
  }
  if (verification.signer != nullptr) {
    record.AddText("signer", verification.signer->subject().ToText());
  }
  return record;
}

}  // namespace kepil
