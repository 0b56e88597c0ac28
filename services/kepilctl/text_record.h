#ifndef KEPIL_SERVICES_KEPILCTL_TEXT_RECORD_H_
#define KEPIL_SERVICES_KEPILCTL_TEXT_RECORD_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "google/protobuf/message.h"

namespace kepil {
namespace text_record_internal {
absl::Status Fill(const std::string& path, google::protobuf::Message* message);
}  // namespace text_record_internal

// Reads a record as officers write it, a textproto. In fields of octets,
// "file:PATH" stands for the certificate in that file, PEM or DER; PATH is
// relative to the textproto. The field gets the certificate's DER or, if its
// name ends in "sha256", the SHA-256 of it. A repeated field takes every
// certificate of the file, another one exactly one. INVALID_ARGUMENT/
// REQUEST_MALFORMED names line or file; unknown fields are errors.
template <typename Message>
absl::StatusOr<Message> ReadTextRecord(const std::string& path) {
  Message message;
  KEPIL_RETURN_IF_ERROR(text_record_internal::Fill(path, &message));
  return message;
}

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_TEXT_RECORD_H_
