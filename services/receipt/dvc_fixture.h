#ifndef KEPIL_SERVICES_RECEIPT_DVC_FIXTURE_H_
#define KEPIL_SERVICES_RECEIPT_DVC_FIXTURE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "engine/signature/cms_writer.h"
#include "engine/signature/dvcs_answer.h"
#include "tests/support/receipt_fixture.h"

namespace kepil {

// Signs `response`, DER of a DVCSResponse, as a DVCS does.
inline std::string SignTestResponse(
    const TestReceiptAuthority& authority, absl::string_view response,
    absl::string_view content_type = kDvcsResponseContentType) {
  SignedDataDraft draft;
  draft.content_type = std::string(content_type);
  draft.content = response;
  draft.signing_time = TestReceiptTime();
  draft.signer_certificate = authority.identity.certificate;
  draft.more_certificates = authority.identity.issuers;
  const auto made = WriteSignedData(draft, *authority.identity.key.signer);
  KEPIL_CHECK(made.ok());
  return *made;
}

// A vsd request about "a signed document", and an answer that grants it.
inline DvcsRequest MakeTestDvcsRequest() {
  DvcsRequest request;
  request.information.nonce = std::string("\x01\x02", 2);
  request.information.policy_oid = "1.2.3";
  request.data.message = "a signed document";
  return request;
}
inline DvcsCertificateInfo MakeTestDvcsAnswer(const DvcsRequest& request) {
  DvcsCertificateInfo info;
  info.information = request.information;
  const auto imprint = ImprintOf(request.data, HashAlgorithm::kSha256);
  KEPIL_CHECK(imprint.ok());
  info.imprint = *imprint;
  info.serial = std::string("\x07", 1);
  info.response_time.time = TestReceiptTime();
  info.status = DvcStatusInfo{DvcStatus::kGranted, {}, {}};
  info.policy_oid = "1.2.3";
  return info;
}
inline std::string SignTestAnswer(const TestReceiptAuthority& authority,
                                  const DvcsCertificateInfo& info) {
  return SignTestResponse(
      authority, WriteDvcsCertificateInfo(info, DvcsEncoding::kRfc3029));
}

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_DVC_FIXTURE_H_
