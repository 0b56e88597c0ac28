#include "engine/signature/dvcs_request_information.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_backward_writer.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/object_identifier.h"
#include "engine/pki/general_name.h"
#include "engine/signature/dvcs_status.h"

namespace kepil {
namespace {

// Context tags of DVCSRequestInformation, all IMPLICIT.
constexpr int kRequester = 0;
constexpr int kPolicy = 1;
constexpr int kDvcs = 2;
constexpr int kDataLocations = 3;
constexpr int kExtensions = 4;

// Octets of an extension besides its value.
constexpr size_t kUsualFrame = 40;

// GeneralNames under [tag]; "" if absent.
absl::StatusOr<std::string> ReadNames(int tag, DerReader& reader) {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> names,
                         reader.ReadOptional(DerContextConstructed(tag)));
  if (!names.has_value()) {
    return std::string();
  }
  KEPIL_RETURN_IF_ERROR(ParseGeneralNames(names->content).status());
  return std::string(names->content);
}

std::string WriteNames(int tag, absl::string_view contents) {
  return contents.empty() ? std::string()
                          : DerWrap(DerContextConstructed(tag), contents);
}

absl::StatusOr<DvcsExtension> ReadExtension(DerReader& list) {
  KEPIL_ASSIGN_OR_RETURN(DerReader fields, list.ReadSequence());
  DvcsExtension extension;
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view oid, fields.ReadOid());
  extension.oid = OidToText(oid);
  KEPIL_ASSIGN_OR_RETURN(extension.is_critical,
                         fields.ReadBooleanDefaultFalse());
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view value,
                         fields.ReadOctetString());
  extension.value = std::string(value);
  KEPIL_RETURN_IF_ERROR(fields.Finish());
  return extension;
}

// The fields after service and nonce.
absl::Status ReadTaggedFields(DerReader& fields, DvcsRequestInformation& info) {
  KEPIL_ASSIGN_OR_RETURN(info.requester, ReadNames(kRequester, fields));
  KEPIL_ASSIGN_OR_RETURN(info.policy_oid, ReadDvcsPolicy(kPolicy, fields));
  KEPIL_ASSIGN_OR_RETURN(info.dvcs, ReadNames(kDvcs, fields));
  KEPIL_ASSIGN_OR_RETURN(info.data_locations,
                         ReadNames(kDataLocations, fields));
  KEPIL_ASSIGN_OR_RETURN(
      const std::optional<DerValue> extensions,
      fields.ReadOptional(DerContextConstructed(kExtensions)));
  if (extensions.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(info.extensions,
                           ParseDvcsExtensions(extensions->content));
  }
  return fields.Finish();
}

bool IsSameTime(const std::optional<DvcsTime>& a,
                const std::optional<DvcsTime>& b) {
  if (a.has_value() != b.has_value()) {
    return false;
  }
  return !a.has_value() || (a->token == b->token && a->time == b->time);
}

}  // namespace

std::string WriteDvcsTime(const DvcsTime& time) {
  if (!time.token.empty()) {
    return time.token;
  }
  return time.text.empty() ? DerGeneralizedTime(time.time)
                           : DerWrap(kDerGeneralizedTime, time.text);
}

absl::StatusOr<DvcsTime> ReadDvcsTime(DerReader& reader) {
  DvcsTime time;
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, reader.ReadAny());
  if (value.tag == kDerSequence) {
    time.token = std::string(value.full);
    return time;
  }
  if (value.tag != kDerGeneralizedTime) {
    return FormatUnknownError("no DVCSTime");
  }
  KEPIL_ASSIGN_OR_RETURN(time.time,
                         ParseGeneralizedTimeWithFraction(value.content));
  time.text = std::string(value.content);
  return time;
}

std::string WriteDvcsExtensions(DerTag tag,
                                const std::vector<DvcsExtension>& extensions) {
  size_t expected = kUsualFrame;
  for (const DvcsExtension& extension : extensions) {
    expected += kUsualFrame + extension.value.size();
  }
  DerBackwardWriter out(expected);
  for (auto extension = extensions.rbegin(); extension != extensions.rend();
       ++extension) {
    const size_t end = out.size();
    out.PrependValue(kDerOctetString, extension->value);
    if (extension->is_critical) {
      out.Prepend(DerBoolean(true));
    }
    out.Prepend(DerOidFromText(extension->oid));
    out.Wrap(kDerSequence, end);
  }
  out.Wrap(tag, 0);
  return std::move(out).Take();
}

absl::StatusOr<std::vector<DvcsExtension>> ParseDvcsExtensions(
    absl::string_view contents) {
  std::vector<DvcsExtension> extensions;
  DerReader list(contents);
  while (!list.empty()) {
    KEPIL_ASSIGN_OR_RETURN(DvcsExtension extension, ReadExtension(list));
    const bool is_known = std::any_of(extensions.begin(), extensions.end(),
                                      [&](const DvcsExtension& earlier) {
                                        return earlier.oid == extension.oid;
                                      });
    if (is_known || extension.oid.empty() ||
        extensions.size() == kMaxDvcsElements) {
      return FormatUnknownError("an extension twice, or too many");
    }
    extensions.push_back(std::move(extension));
  }
  if (extensions.empty()) {
    return FormatUnknownError("empty Extensions");
  }
  return extensions;
}

std::string WriteDvcsPolicy(int tag, absl::string_view dotted) {
  return dotted.empty()
             ? std::string()
             : DerWrap(DerContextConstructed(tag), DerOidFromText(dotted));
}

absl::StatusOr<std::string> ReadDvcsPolicy(int tag, DerReader& reader) {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> policy,
                         reader.ReadOptional(DerContextConstructed(tag)));
  if (!policy.has_value()) {
    return std::string();
  }
  DerReader fields(policy->content);
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view oid, fields.ReadOid());
  return OidToText(oid);
}

std::string WriteDvcsRequestInformation(const DvcsRequestInformation& info) {
  if (!info.der.empty()) {
    return info.der;
  }
  std::string content;
  if (info.version != 1) {
    content += DerInt64(info.version);
  }
  content +=
      DerWrap(kDerEnumerated, std::string(1, static_cast<char>(info.service)));
  if (info.nonce.has_value()) {
    content += DerWrap(kDerInteger, *info.nonce);
  }
  if (info.request_time.has_value()) {
    content += WriteDvcsTime(*info.request_time);
  }
  content += WriteNames(kRequester, info.requester);
  content += WriteDvcsPolicy(kPolicy, info.policy_oid);
  content += WriteNames(kDvcs, info.dvcs);
  content += WriteNames(kDataLocations, info.data_locations);
  if (!info.extensions.empty()) {
    content += WriteDvcsExtensions(DerContextConstructed(kExtensions),
                                   info.extensions);
  }
  return DerWrap(kDerSequence, content);
}

absl::StatusOr<DvcsRequestInformation> ReadDvcsRequestInformation(
    DerReader& reader) {
  DvcsRequestInformation info;
  KEPIL_ASSIGN_OR_RETURN(const DerValue whole, reader.Read(kDerSequence));
  info.der = std::string(whole.full);
  DerReader fields(whole.content);
  if (fields.PeekTag() == kDerInteger) {
    KEPIL_ASSIGN_OR_RETURN(info.version, fields.ReadInt64());
  }
  KEPIL_ASSIGN_OR_RETURN(const int64_t service,
                         fields.ReadInt64(kDerEnumerated));
  if (service < static_cast<int64_t>(DvcsService::kCpd) ||
      service > static_cast<int64_t>(DvcsService::kCcpd)) {
    return FormatUnknownError("no service of RFC 3029");
  }
  info.service = static_cast<DvcsService>(service);
  if (fields.PeekTag() == kDerInteger) {
    KEPIL_ASSIGN_OR_RETURN(const absl::string_view nonce,
                           fields.ReadIntegerBytes());
    if (nonce.size() > kMaxDvcsNonce) {
      return FormatUnknownError("nonce too long");
    }
    info.nonce = std::string(nonce);
  }
  if (fields.PeekTag() == kDerGeneralizedTime ||
      fields.PeekTag() == kDerSequence) {
    KEPIL_ASSIGN_OR_RETURN(info.request_time, ReadDvcsTime(fields));
  }
  KEPIL_RETURN_IF_ERROR(ReadTaggedFields(fields, info));
  return info;
}

bool IsPermittedNonce(const std::optional<std::string>& asked,
                      const std::optional<std::string>& answered) {
  if (!asked.has_value()) {
    return true;
  }
  return answered.has_value() && absl::StartsWith(*answered, *asked);
}

bool IsPermittedCopy(const DvcsRequestInformation& asked,
                     const DvcsRequestInformation& answered) {
  const auto extensions = [](const DvcsRequestInformation& info) {
    return info.extensions.empty()
               ? std::string()
               : WriteDvcsExtensions(kDerSequence, info.extensions);
  };
  return asked.version == answered.version &&
         asked.service == answered.service &&
         asked.policy_oid == answered.policy_oid &&
         IsPermittedNonce(asked.nonce, answered.nonce) &&
         IsSameTime(asked.request_time, answered.request_time) &&
         extensions(asked) == extensions(answered);
}

}  // namespace kepil
