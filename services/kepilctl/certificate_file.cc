#include "services/kepilctl/certificate_file.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr absl::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr absl::string_view kEnd = "-----END CERTIFICATE-----";
constexpr size_t kMaxCertificates = 256;
constexpr size_t kPemLine = 64;

}  // namespace

absl::StatusOr<std::vector<CertificateRef>> ParseCertificates(
    absl::string_view octets) {
  std::vector<CertificateRef> certificates;
  for (size_t begin = octets.find(kBegin); begin != absl::string_view::npos;
       begin = octets.find(kBegin)) {
    octets.remove_prefix(begin + kBegin.size());
    const size_t end = octets.find(kEnd);
    std::string der;
    if (end == absl::string_view::npos ||
        !absl::Base64Unescape(octets.substr(0, end), &der)) {
      return FormatUnknownError("a PEM block is damaged");
    }
    if (certificates.size() == kMaxCertificates) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_CONTAINER_LIMIT,
                       "more than 256 certificates in one file");
    }
    KEPIL_ASSIGN_OR_RETURN(CertificateRef certificate,
                           Certificate::FromDer(der));
    certificates.push_back(std::move(certificate));
    octets.remove_prefix(end + kEnd.size());
  }
  if (certificates.empty()) {
    KEPIL_ASSIGN_OR_RETURN(CertificateRef certificate,
                           Certificate::FromDer(octets));
    certificates.push_back(std::move(certificate));
  }
  return certificates;
}

std::string CertificatePem(absl::string_view der) {
  const std::string text = absl::Base64Escape(der);
  std::string pem = absl::StrCat(kBegin, "\n");
  for (size_t i = 0; i < text.size(); i += kPemLine) {
    absl::StrAppend(&pem, text.substr(i, kPemLine), "\n");
  }
  absl::StrAppend(&pem, kEnd, "\n");
  return pem;
}

}  // namespace kepil
