#include "services/kepilctl/text_record.h"

#include <filesystem>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "services/kepilctl/certificate_file.h"
#include "services/kepilctl/file_octets.h"

namespace kepil {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr absl::string_view kFilePrefix = "file:";
constexpr int64_t kMaxRecordOctets = 16 << 20;
constexpr int64_t kMaxCertificateOctets = 4 << 20;

class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    if (text_.empty()) {
      text_ = absl::StrCat(line + 1, ":", column + 1, ": ", message);
    }
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// What "file:PATH" stands for in a field of that name.
absl::StatusOr<std::vector<std::string>> Resolve(
    absl::string_view value, const FieldDescriptor& field,
    const std::filesystem::path& directory) {
  const std::string name(absl::StripPrefix(value, kFilePrefix));
  const std::string path = (directory / name).string();
  KEPIL_ASSIGN_OR_RETURN(const std::string octets,
                         ReadFileOctets(path, kMaxCertificateOctets));
  const absl::StatusOr<std::vector<CertificateRef>> certificates =
      ParseCertificates(octets);
  if (!certificates.ok()) {
    return MalformedError(
        absl::StrCat(path, ": ", certificates.status().message()));
  }
  std::vector<std::string> values;
  for (const CertificateRef& certificate : *certificates) {
    values.emplace_back(absl::EndsWith(field.name(), "sha256")
                            ? certificate->fingerprint().bytes()
                            : certificate->der());
  }
  if (!field.is_repeated() && values.size() != 1) {
    return MalformedError(absl::StrCat(path, ": ", field.name(),
                                       " takes exactly one certificate"));
  }
  return values;
}

absl::Status ResolveBytes(const FieldDescriptor* field,
                          const std::filesystem::path& directory,
                          Message* message) {
  const Reflection* reflection = message->GetReflection();
  if (!field->is_repeated()) {
    const std::string value = reflection->GetString(*message, field);
    if (absl::StartsWith(value, kFilePrefix)) {
      KEPIL_ASSIGN_OR_RETURN(const std::vector<std::string> values,
                             Resolve(value, *field, directory));
      reflection->SetString(message, field, values.front());
    }
    return absl::OkStatus();
  }
  std::vector<std::string> resolved;
  for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
    const std::string value = reflection->GetRepeatedString(*message, field, i);
    if (!absl::StartsWith(value, kFilePrefix)) {
      resolved.push_back(value);
      continue;
    }
    KEPIL_ASSIGN_OR_RETURN(const std::vector<std::string> values,
                           Resolve(value, *field, directory));
    resolved.insert(resolved.end(), values.begin(), values.end());
  }
  reflection->ClearField(message, field);
  for (const std::string& value : resolved) {
    reflection->AddString(message, field, value);
  }
  return absl::OkStatus();
}

// Schemas of records do not contain themselves: the depth is theirs.
absl::Status ResolveFiles(const std::filesystem::path& directory,
                          Message* message) {
  const Reflection* reflection = message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->type() == FieldDescriptor::TYPE_BYTES) {
      KEPIL_RETURN_IF_ERROR(ResolveBytes(field, directory, message));
    } else if (field->type() != FieldDescriptor::TYPE_MESSAGE) {
      continue;
    } else if (!field->is_repeated()) {
      KEPIL_RETURN_IF_ERROR(
          ResolveFiles(directory, reflection->MutableMessage(message, field)));
    } else {
      for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
        KEPIL_RETURN_IF_ERROR(ResolveFiles(
            directory, reflection->MutableRepeatedMessage(message, field, i)));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status text_record_internal::Fill(const std::string& path,
                                        Message* message) {
  KEPIL_ASSIGN_OR_RETURN(const std::string text,
                         ReadFileOctets(path, kMaxRecordOctets));
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(text, message)) {
    return MalformedError(absl::StrCat(path, ":", error.text()));
  }
  return ResolveFiles(std::filesystem::path(path).parent_path(), message);
}

}  // namespace kepil
