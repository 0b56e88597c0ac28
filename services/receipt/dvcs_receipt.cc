#include "services/receipt/dvcs_receipt.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/signature/cms_writer.h"
#include "engine/validation/conclusion.h"
#include "services/receipt/receipt_body.h"

namespace kepil {

const char kReceiptBodyOid[] = "2.25.140473748375849794583919697175305664098.1";

namespace {

constexpr int kVsd = 2;
constexpr int kIncorrectData = 7;  // PKIFailureInfo: the signature is wrong.

absl::StatusOr<v1::ReceiptBody> ParseBody(absl::string_view body) {
  v1::ReceiptBody parsed;
  if (!parsed.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_STORE_CORRUPT,
                     "a stored receipt cannot be read");
  }
  return parsed;
}

// EN 319 102-1, 5.1.3: the sub-indication, or the indication without one.
std::string UrnOf(const v1::Conclusion& conclusion) {
  const absl::string_view sub = SubIndicationName(conclusion.sub_indication());
  return sub.empty() ? absl::StrCat("urn:etsi:019102:mainindication:",
                                    absl::AsciiStrToLower(IndicationName(
                                        conclusion.indication())))
                     : absl::StrCat("urn:etsi:019102:subindication:", sub);
}

DvcStatusInfo StatusOf(const v1::Conclusion& conclusion) {
  DvcStatusInfo info;
  switch (OutcomeOf(conclusion)) {
    case Outcome::kValid:
      return info;
    case Outcome::kNotValid:
      info.text.push_back(UrnOf(conclusion));
      break;
    case Outcome::kNoVerdict:
      info.text.push_back(absl::StrCat("indeterminate:", UrnOf(conclusion)));
      break;
  }
  info.status = DvcStatus::kRejection;
  if (conclusion.indication() == v1::INDICATION_TOTAL_FAILED) {
    info.fail_info.push_back(kIncorrectData);
  }
  return info;
}

template <typename T>
void AddMissing(const std::vector<T>& more, std::vector<T>& values) {
  for (const T& value : more) {
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      values.push_back(value);
    }
  }
}

DvcStatusInfo WholeStatus(const v1::ReceiptBody& body) {
  DvcStatusInfo whole;
  if (OutcomeOf(body) == Outcome::kValid) {
    return whole;
  }
  whole.status = DvcStatus::kRejection;
  for (const v1::SignatureReport& signature : body.signatures()) {
    const DvcStatusInfo status = StatusOf(signature.conclusion());
    AddMissing(status.text, whole.text);
    AddMissing(status.fail_info, whole.fail_info);
  }
  return whole;
}

std::string ResponseOf(const v1::ReceiptBody& parsed, absl::string_view body) {
  return WriteDvcCertInfo(DvcCertInfoOf(parsed, body));
}

}  // namespace

DvcCertInfo DvcCertInfoOf(const v1::ReceiptBody& parsed,
                          absl::string_view body) {
  DvcCertInfo info;
  info.service = kVsd;
  info.policy_oid = parsed.policy().oid();
  info.imprint_hash = HashAlgorithm::kSha256;
  info.imprint = parsed.signature_sha256();
  info.serial = parsed.serial();
  info.response_time = absl::FromUnixSeconds(parsed.issued_at().seconds());
  info.status = WholeStatus(parsed);
  info.extension_oid = kReceiptBodyOid;
  info.extension_value = std::string(body);
  return info;
}

absl::StatusOr<std::string> DvcsResponseOf(absl::string_view body) {
  KEPIL_ASSIGN_OR_RETURN(const v1::ReceiptBody parsed, ParseBody(body));
  return ResponseOf(parsed, body);
}

absl::StatusOr<std::string> SignDvc(absl::string_view body,
                                    const ReceiptIdentity& identity) {
  KEPIL_ASSIGN_OR_RETURN(const v1::ReceiptBody parsed, ParseBody(body));
  const std::string response = ResponseOf(parsed, body);
  SignedDataDraft draft;
  draft.content_type = kDvcsResponseContentType;
  draft.content = response;
  draft.signing_time = absl::FromUnixSeconds(parsed.issued_at().seconds());
  draft.signer_certificate = identity.certificate;
  for (const CertificateRef& issuer : identity.issuers) {
    if (!issuer->IsSelfIssued()) {
      draft.more_certificates.push_back(issuer);
    }
  }
  return WriteSignedData(draft, *identity.key.signer);
}

}  // namespace kepil
