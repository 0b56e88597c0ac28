#include "engine/signature/dvcs_answer.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_backward_writer.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/pki/general_name.h"

namespace kepil {
namespace {

// Context tags of DVCSCertInfo, all IMPLICIT.
constexpr int kStatus = 0;
constexpr int kPolicy = 1;
constexpr int kRequestSignature = 2;
constexpr int kTargets = 3;
// DVCSResponse.dvErrorNote.
constexpr int kErrorNotice = 0;

// Octets of a DVCSCertInfo besides its larger parts.
constexpr size_t kUsualFrame = 256;

// The fields after responseTime, all OPTIONAL.
absl::Status ReadOptionalFields(DerReader& fields, DvcsCertificateInfo& info) {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> status,
                         fields.ReadOptional(DerContextConstructed(kStatus)));
  if (status.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(info.status, ParseDvcStatusInfo(status->content));
  }
  KEPIL_ASSIGN_OR_RETURN(info.policy_oid, ReadDvcsPolicy(kPolicy, fields));
  KEPIL_ASSIGN_OR_RETURN(
      const std::optional<DerValue> signature,
      fields.ReadOptional(DerContextConstructed(kRequestSignature)));
  if (signature.has_value()) {
    info.request_signature = std::string(signature->content);
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> targets,
                         fields.ReadOptional(DerContextConstructed(kTargets)));
  if (targets.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(info.targets, ParseDvcsTargets(targets->content));
    info.targets_der = std::string(targets->content);
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> extensions,
                         fields.ReadOptional(kDerSequence));
  if (extensions.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(info.extensions,
                           ParseDvcsExtensions(extensions->content));
  }
  return fields.Finish();
}

absl::StatusOr<DvcsCertificateInfo> ParseCertificateInfo(
    absl::string_view contents) {
  DvcsCertificateInfo info;
  DerReader fields(contents);
  if (fields.PeekTag() == kDerInteger) {  // version
    KEPIL_RETURN_IF_ERROR(fields.ReadInt64().status());
  }
  KEPIL_ASSIGN_OR_RETURN(info.information, ReadDvcsRequestInformation(fields));
  KEPIL_ASSIGN_OR_RETURN(info.imprint, ReadDvcsImprint(fields));
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view serial,
                         fields.ReadIntegerBytes());
  info.serial = std::string(serial);
  KEPIL_ASSIGN_OR_RETURN(info.response_time, ReadDvcsTime(fields));
  KEPIL_RETURN_IF_ERROR(ReadOptionalFields(fields, info));
  return info;
}

absl::StatusOr<DvcsErrorNotice> ParseErrorNotice(absl::string_view contents) {
  DvcsErrorNotice notice;
  DerReader fields(contents);
  KEPIL_ASSIGN_OR_RETURN(const DerValue status, fields.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(notice.status, ParseDvcStatusInfo(status.content));
  if (!fields.empty()) {
    KEPIL_ASSIGN_OR_RETURN(const DerValue name, fields.ReadAny());
    KEPIL_RETURN_IF_ERROR(ParseGeneralName(name.full).status());
    notice.transaction_identifier = std::string(name.full);
  }
  KEPIL_RETURN_IF_ERROR(fields.Finish());
  return notice;
}

}  // namespace

std::string WriteDvcsCertificateInfo(const DvcsCertificateInfo& info,
                                     DvcsEncoding encoding) {
  const std::string extensions =
      info.extensions.empty()
          ? std::string()
          : WriteDvcsExtensions(kDerSequence, info.extensions);
  std::string targets = info.targets_der;
  if (targets.empty()) {
    for (const DvcsTarget& target : info.targets) {
      targets += WriteDvcsTarget(target, encoding);
    }
  }
  DerBackwardWriter out(kUsualFrame + extensions.size() + targets.size() +
                        info.request_signature.size() +
                        info.information.der.size());
  out.Prepend(extensions);
  if (!targets.empty()) {
    out.PrependValue(DerContextConstructed(kTargets), targets);
  }
  if (!info.request_signature.empty()) {
    out.PrependValue(DerContextConstructed(kRequestSignature),
                     info.request_signature);
  }
  out.Prepend(WriteDvcsPolicy(kPolicy, info.policy_oid));
  if (info.status.has_value()) {
    out.Prepend(
        WriteDvcStatusInfo(DerContextConstructed(kStatus), *info.status));
  }
  out.Prepend(WriteDvcsTime(info.response_time));
  out.PrependValue(kDerInteger, info.serial);
  out.Prepend(WriteDvcsImprint(info.imprint));
  out.Prepend(WriteDvcsRequestInformation(info.information));
  out.Wrap(kDerSequence, 0);
  return std::move(out).Take();
}

std::string WriteDvcsErrorNotice(const DvcsErrorNotice& notice) {
  return DerWrap(DerContextConstructed(kErrorNotice),
                 WriteDvcStatusInfo(kDerSequence, notice.status) +
                     notice.transaction_identifier);
}

absl::StatusOr<DvcsAnswer> ParseDvcsAnswer(absl::string_view der) {
  KEPIL_RETURN_IF_ERROR(CheckDerFraming(der, DerLimits()));
  DerReader outer(der);
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, outer.ReadAny());
  DvcsAnswer answer;
  if (value.tag == DerContextConstructed(kErrorNotice)) {
    KEPIL_ASSIGN_OR_RETURN(answer.error, ParseErrorNotice(value.content));
    return answer;
  }
  if (value.tag != kDerSequence) {
    return FormatUnknownError("no DVCSResponse");
  }
  KEPIL_ASSIGN_OR_RETURN(answer.info, ParseCertificateInfo(value.content));
  return answer;
}

}  // namespace kepil
