#include "engine/signature/dvcs_envelope.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/der_writer.h"
#include "gtest/gtest.h"
#include "tests/support/cms_builder.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr char kSignedData[] = "1.2.840.113549.1.7.2";

std::string Request() {
  DvcsRequest request;
  request.information.service = DvcsService::kCpd;
  request.information.nonce = "\x05";
  request.data.message = "data";
  return WriteDvcsRequest(request, DvcsEncoding::kRfc3029);
}

std::string ContentInfo(absl::string_view type, const std::string& content) {
  return DerSequence({DerOidFromText(type), DerExplicit(0, content)});
}

// `content` is the OCTET STRING or what stands for it.
std::string Signed(const std::string& content, absl::string_view type) {
  return ContentInfo(
      kSignedData,
      DerSequence({DerInt64(3), DerSetOf({}),
                   DerSequence({DerOidFromText(type), DerExplicit(0, content)}),
                   DerSetOf({})}));
}

void ExpectTheRequest(const std::string& octets) {
  const auto envelope = ReadDvcsEnvelope(octets, ParseLimits());
  ASSERT_THAT(envelope, IsOk());
  EXPECT_EQ(envelope->request.information.nonce, "\x05");
  EXPECT_EQ(envelope->request.data.message, "data");
  EXPECT_EQ(envelope->signers, 0);
  EXPECT_EQ(envelope->signer_infos, "");
}

TEST(DvcsEnvelopeTest, ReadsEveryFormWithoutASignature) {
  ExpectTheRequest(Request());
  ExpectTheRequest(ContentInfo(kDvcsRequestContentType, Request()));
  ExpectTheRequest(
      ContentInfo(kDvcsRequestContentType, DerOctetString(Request())));
  ExpectTheRequest(Signed(DerOctetString(Request()), kDvcsRequestContentType));
}

TEST(DvcsEnvelopeTest, KeepsTheSignersOfASignedRequest) {
  TestCertificateSpec certificate;
  certificate.subject = "CN=Requester";
  certificate.key = TestKey::Generate(TestKeyKind::kP256);
  certificate.not_before = absl::FromUnixSeconds(1700000000);
  certificate.not_after = certificate.not_before + absl::Hours(24);
  TestCmsSigner signer;
  signer.identity = SelfSignTestCertificate(certificate);
  TestCmsSpec spec;
  spec.content = Request();
  spec.detached = false;
  spec.content_type = kDvcsRequestContentType;
  spec.signers = {signer, signer};
  const std::string cms = MakeTestCms(spec);
  const auto envelope = ReadDvcsEnvelope(cms, ParseLimits());
  ASSERT_THAT(envelope, IsOk());
  EXPECT_EQ(envelope->signers, 2);
  EXPECT_EQ(envelope->content_info, cms);
  // Contents of the last SET.
  ASSERT_FALSE(envelope->signer_infos.empty());
  EXPECT_EQ(cms.substr(cms.size() - envelope->signer_infos.size()),
            envelope->signer_infos);
  ParseLimits limits;
  limits.max_signatures = 1;
  EXPECT_THAT(ReadDvcsEnvelope(cms, limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST(DvcsEnvelopeTest, ReadsAnEnvelopeInBer) {
  // ContentInfo and [0] of indefinite length.
  std::string ber = "\x30" + std::string("\x80", 1);
  ber += DerOidFromText(kDvcsRequestContentType);
  ber += std::string("\xa0\x80", 2) + Request() + std::string(4, '\0');
  ExpectTheRequest(ber);
}

TEST(DvcsEnvelopeTest, RefusesEverythingElse) {
  const std::string request = Request();
  for (const std::string& octets : std::vector<std::string>{
           "", "x", DerSequence({}), DerSequence({DerInt64(1)}),
           ContentInfo("1.2.3", request),
           Signed(DerOctetString(request), "1.2.840.113549.1.7.1"),
           Signed(DerOctetString("x"), kDvcsRequestContentType),
           ContentInfo(kSignedData, request),
           request.substr(0, request.size() - 1)}) {
    EXPECT_THAT(ReadDvcsEnvelope(octets, ParseLimits()),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN))
        << absl::BytesToHexString(octets);
  }
}

}  // namespace
}  // namespace kepil
