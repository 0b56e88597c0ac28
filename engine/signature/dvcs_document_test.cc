#include "engine/signature/dvcs_document.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/crypto/der_writer.h"
#include "engine/pki/certificate_reader.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

std::string MakeCertificate(const std::string& name) {
  static const TestKey& key =
      *new TestKey(TestKey::Generate(TestKeyKind::kP256));
  TestCertificateSpec spec;
  spec.subject = absl::StrCat("CN=", name);
  spec.key = key;
  spec.not_before = absl::FromUnixSeconds(1700000000);
  spec.not_after = spec.not_before + absl::Hours(24);
  return SelfSignTestCertificate(spec).certificate;
}

std::string OctetsOf(const std::vector<DvcsTarget>& targets) {
  DvcsRequest request;
  request.information.service = DvcsService::kCpkc;
  request.data.kind = DvcsData::Kind::kCertificates;
  request.data.certificates = targets;
  const auto read =
      ParseDvcsRequest(WriteDvcsRequest(request, DvcsEncoding::kRfc3029));
  return DvcsSubjectOctets(read->data);
}

absl::StatusOr<SignatureDocument> Read(const std::string& octets,
                                       const ParseLimits& limits = {}) {
  PlainCertificateReader reader;
  return DvcsDocumentOf(DvcsService::kCpkc, octets, reader, limits);
}

TEST(DvcsDocumentTest, TargetsAreJudgedOnWhatCameWithThem) {
  const std::string a = MakeCertificate("a"), b = MakeCertificate("b"),
                    ca = MakeCertificate("ca");
  const std::string crl = DerSequence({DerInt64(1)});
  const std::string ocsp = DerSequence({DerInt64(2)});
  const auto document =
      Read(OctetsOf({{{DvcsToken::Kind::kCertificate, a},
                      {{DvcsToken::Kind::kCertificate, ca},
                       {DvcsToken::Kind::kCrl, crl},
                       {DvcsToken::Kind::kPkiStatus, DerSequence({})}},
                      ""},
                     {{DvcsToken::Kind::kCertificate, b},
                      {{DvcsToken::Kind::kCertificate, ca},
                       {DvcsToken::Kind::kOcspResponse, ocsp}},
                      ""}}));
  ASSERT_THAT(document, IsOk());
  EXPECT_EQ(document->format, SignatureFormat::kCertificate);
  ASSERT_EQ(document->signatures.size(), 2u);
  EXPECT_EQ(document->signatures[0]->value_digest(), Sha256(a));
  EXPECT_EQ(document->signatures[1]->value_digest(), Sha256(b));
  // Each once, for all.
  EXPECT_EQ(document->signatures[0]->embedded_certificates().size(), 3u);
  EXPECT_EQ(document->crls, std::vector<std::string>{crl});
  EXPECT_EQ(document->ocsp_responses, std::vector<std::string>{ocsp});
}

TEST(DvcsDocumentTest, ATargetMustBeACertificateThatCanBeRead) {
  EXPECT_THAT(Read(OctetsOf(
                  {{{DvcsToken::Kind::kOcspCertId, DerSequence({})}, {}, ""}})),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(Read(OctetsOf(
                  {{{DvcsToken::Kind::kCertificate, DerSequence({DerInt64(1)})},
                    {},
                    ""}})),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(Read(""), HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST(DvcsDocumentTest, CertificatesAreCounted) {
  std::vector<DvcsTarget> targets(
      3, {{DvcsToken::Kind::kCertificate, MakeCertificate("a")}, {}, ""});
  ParseLimits limits;
  limits.max_certificates = 2;
  EXPECT_THAT(Read(OctetsOf(targets), limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
  targets.pop_back();
  EXPECT_THAT(Read(OctetsOf(targets), limits), IsOk());
  targets[0].chain = {{DvcsToken::Kind::kCertificate, MakeCertificate("b")},
                      {DvcsToken::Kind::kCertificate, MakeCertificate("c")}};
  EXPECT_THAT(Read(OctetsOf(targets), limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST(DvcsDocumentTest, PossessionIsNotJudged) {
  PlainCertificateReader reader;
  for (const DvcsService service : {DvcsService::kCpd, DvcsService::kCcpd}) {
    const auto document =
        DvcsDocumentOf(service, "anything", reader, ParseLimits());
    ASSERT_THAT(document, IsOk());
    EXPECT_TRUE(document->signatures.empty());
  }
  EXPECT_THAT(
      DvcsDocumentOf(DvcsService::kVsd, "anything", reader, ParseLimits()),
      HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

}  // namespace
}  // namespace kepil
