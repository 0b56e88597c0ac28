#ifndef KEPIL_TESTS_SUPPORT_TEST_TTP_H_
#define KEPIL_TESTS_SUPPORT_TEST_TTP_H_

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "engine/signature/cms_writer.h"
#include "engine/signature/dvcs_answer.h"
#include "engine/signature/dvcs_envelope.h"
#include "kepil/v1/trust.pb.h"
#include "tests/support/receipt_fixture.h"

namespace kepil {

// TestTtp is a foreign trusted third party in small: a DVCS with a real key
// that grants whatever it is asked, unless `fault` changes what it says before
// it is signed. Valid from 2026-01-01 on (TestReceiptTime).
struct TestTtp {
  static constexpr char kPolicy[] = "1.2.398.7.7";

  explicit TestTtp(std::string the_id = "xb-ttp") : id(std::move(the_id)) {}

  std::string id;
  TestReceiptAuthority authority = MakeTestReceiptAuthority();
  absl::Duration skew;  // Of its clock.
  std::function<void(DvcsCertificateInfo&)> fault = nullptr;
  int asked = 0;
  std::string last_request;

  // As it is registered: its receipt certificate is the anchor.
  v1::Authority Record(const std::string& country,
                       const std::string& url) const {
    v1::Authority record;
    record.set_id(id);
    record.set_kind(v1::AUTHORITY_KIND_FOREIGN_TTP);
    record.set_country(country);
    v1::ForeignTtp& terms = *record.mutable_foreign_ttp();
    v1::ForeignTtpEndpoint& endpoint = *terms.add_endpoints();
    endpoint.set_url(url);
    endpoint.set_protocol(v1::FOREIGN_TTP_PROTOCOL_DVCS_RFC3029);
    terms.mutable_max_receipt_age()->set_seconds(3600);
    terms.add_countries(country);
    v1::TrustService& service = *record.add_services();
    service.set_id(id + "-receipts");
    service.set_type(v1::SERVICE_TYPE_RECEIPT);
    service.add_anchors(std::string(authority.identity.certificate->der()));
    v1::StatusEntry& active = *service.add_history();
    active.set_status(v1::SERVICE_STATUS_ACTIVE);
    active.mutable_legal_from()->set_seconds(0);
    return record;
  }

  std::string Answer(absl::string_view request, absl::Time now) {
    ++asked;
    last_request = std::string(request);
    const auto envelope = ReadDvcsEnvelope(request, ParseLimits());
    KEPIL_CHECK(envelope.ok());
    DvcsCertificateInfo info;
    info.information = envelope->request.information;
    const auto imprint =
        ImprintOf(envelope->request.data, HashAlgorithm::kSha256);
    KEPIL_CHECK(imprint.ok());
    info.imprint = *imprint;
    info.serial = std::string(1, static_cast<char>(asked));
    info.response_time.time =
        absl::FromUnixSeconds(absl::ToUnixSeconds(now + skew));
    info.status = DvcStatusInfo{DvcStatus::kGranted, {}, {}};
    info.policy_oid = kPolicy;
    for (const DvcsTarget& target : envelope->request.data.certificates) {
      info.targets.push_back(
          {target.target, {Status(DvcStatus::kGranted)}, ""});
    }
    if (fault != nullptr) {
      fault(info);
    }
    return Sign(WriteDvcsCertificateInfo(info, DvcsEncoding::kRfc3029));
  }

  std::string Sign(absl::string_view response) const {
    SignedDataDraft draft;
    draft.content_type = kDvcsResponseContentType;
    draft.content = response;
    draft.signing_time = TestReceiptTime();
    draft.signer_certificate = authority.identity.certificate;
    draft.more_certificates = authority.identity.issuers;
    const auto made = WriteSignedData(draft, *authority.identity.key.signer);
    KEPIL_CHECK(made.ok());
    return *made;
  }

  static DvcsToken Status(DvcStatus status) {
    return {DvcsToken::Kind::kPkiStatus,
            WriteDvcStatusInfo(kDerSequence, DvcStatusInfo{status, {}, {}})};
  }
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_TEST_TTP_H_
