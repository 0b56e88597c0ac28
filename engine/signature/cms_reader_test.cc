#include "engine/signature/cms_reader.h"

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/crypto/der_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/cms_builder.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kSignedDataOid[] = "1.2.840.113549.1.7.2";
constexpr char kDataOid[] = "1.2.840.113549.1.7.1";
constexpr char kSha256Oid[] = "2.16.840.1.101.3.4.2.1";

TestIdentity MakeSigner() {
  TestCertificateSpec spec;
  spec.subject = "C=XA,CN=Signer";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = absl::FromUnixSeconds(1700000000);
  spec.not_after = absl::FromUnixSeconds(1800000000);
  spec.serial_hex = "4d";
  spec.extensions = TestSignerExtensions();
  return SelfSignTestCertificate(spec);
}

// Fields of a SignedData, to be bent.
struct Fields {
  std::string version = DerInt64(1);
  std::string digest_algorithms =
      DerSetOf({DerSequence({DerOidFromText(kSha256Oid)})});
  std::string content = DerSequence(
      {DerOidFromText(kDataOid), DerExplicit(0, DerOctetString("hello"))});
  std::string certificates, crls;
  std::string signer_infos = DerSetOf({DerSequence({DerInt64(1)})});
  std::string rest;
};
std::string Wrap(const std::string& signed_data) {
  return DerSequence(
      {DerOidFromText(kSignedDataOid), DerExplicit(0, signed_data)});
}
std::string Build(const Fields& fields) {
  return Wrap(
      DerWrap(kDerSequence,
              absl::StrCat(fields.version, fields.digest_algorithms,
                           fields.content, fields.certificates, fields.crls,
                           fields.signer_infos, fields.rest)));
}

TEST(CmsReaderTest, SlicesSignedData) {
  Fields fields;
  fields.certificates =
      DerWrap(DerContextConstructed(0), DerSequence({DerInt64(7)}));
  fields.crls = DerWrap(DerContextConstructed(1), DerSequence({DerInt64(8)}));
  const std::string der = Build(fields);
  const auto data = ReadCmsSignedData(der, ParseLimits());
  ASSERT_THAT(data, IsOk());
  EXPECT_EQ(data->version, 1);
  EXPECT_THAT(data->digest_algorithms, ElementsAre(OidFromText(kSha256Oid)));
  EXPECT_EQ(OidToText(data->content_type), kDataOid);
  EXPECT_EQ(data->content, "hello");
  EXPECT_THAT(data->certificates, ElementsAre(DerSequence({DerInt64(7)})));
  EXPECT_THAT(data->revocation.crls, ElementsAre(DerSequence({DerInt64(8)})));
  EXPECT_THAT(data->signer_infos, ElementsAre(DerSequence({DerInt64(1)})));
  EXPECT_THAT(data->deviations, IsEmpty());
}

TEST(CmsReaderTest, DetachedContentIsAbsentAndEmptyContentIsNot) {
  Fields fields;
  fields.content = DerSequence({DerOidFromText(kDataOid)});
  const std::string detached = Build(fields);
  const auto data = ReadCmsSignedData(detached, ParseLimits());
  ASSERT_THAT(data, IsOk());
  EXPECT_FALSE(data->content.has_value());

  fields.content = DerSequence(
      {DerOidFromText(kDataOid), DerExplicit(0, DerOctetString(""))});
  const std::string empty = Build(fields);
  const auto with_content = ReadCmsSignedData(empty, ParseLimits());
  ASSERT_THAT(with_content, IsOk());
  EXPECT_EQ(with_content->content, "");
}

TEST(CmsReaderTest, Pkcs7ContentOfAnotherTypeIsItsContentOctets) {
  Fields fields;
  fields.content = DerSequence(
      {DerOidFromText("1.2.3"), DerExplicit(0, DerSequence({DerInt64(5)}))});
  const std::string der = Build(fields);
  const auto data = ReadCmsSignedData(der, ParseLimits());
  ASSERT_THAT(data, IsOk());
  EXPECT_EQ(data->content, DerInt64(5));
  EXPECT_THAT(data->deviations, ElementsAre(FormatDeviation::kVersionMismatch));
}

TEST(CmsReaderTest, PassesOverOtherCertificateChoices) {
  Fields fields;
  fields.version = DerInt64(4);
  fields.certificates =
      DerWrap(DerContextConstructed(0), DerExplicit(0, DerNull()) +
                                            DerExplicit(2, DerNull()) +
                                            DerSequence({DerInt64(7)}));
  const std::string der = Build(fields);
  const auto data = ReadCmsSignedData(der, ParseLimits());
  ASSERT_THAT(data, IsOk());
  EXPECT_EQ(data->certificates.size(), 1u);
  EXPECT_THAT(data->deviations, IsEmpty());
}

TEST(CmsReaderTest, WithoutSignersThereIsNoSignature) {
  Fields fields;
  fields.signer_infos = DerSetOf({});
  for (const std::string& der :
       {Build(fields), Wrap(DerSequence({})),
        DerSequence({DerOidFromText(kSignedDataOid)})}) {
    EXPECT_THAT(ReadCmsSignedData(der, ParseLimits()),
                HasReason(v1::ERROR_REASON_NO_SIGNATURE));
  }
}

TEST(CmsReaderTest, RefusesWhatIsNoSignedData) {
  Fields trailing;
  trailing.rest = DerNull();
  Fields no_set;
  no_set.signer_infos = DerSequence({});
  Fields two_contents;
  two_contents.content =
      DerSequence({DerOidFromText(kDataOid),
                   DerExplicit(0, DerOctetString("a") + DerOctetString("b"))});
  for (const std::string& der :
       {std::string(), std::string("hello"), DerNull(), DerSequence({}),
        DerSequence({DerOidFromText(kDataOid),
                     DerExplicit(0, DerOctetString("hello"))}),
        Build(trailing), Build(no_set), Build(two_contents),
        Build(Fields()) + DerNull()}) {
    EXPECT_THAT(ReadCmsSignedData(der, ParseLimits()),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

TEST(CmsReaderTest, EveryTruncationIsRefused) {
  const std::string der =
      MakeDetachedTestCms(MakeSigner(), "hello", absl::UnixEpoch());
  for (size_t size = 0; size < der.size(); ++size) {
    const absl::string_view cut = absl::string_view(der).substr(0, size);
    EXPECT_THAT(ReadCmsEnvelope(cut, DerLimits()),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
    EXPECT_THAT(ReadCmsSignedData(cut, ParseLimits()),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

TEST(CmsReaderTest, BoundsSignersAndCertificates) {
  ParseLimits limits;
  limits.max_signatures = 2;
  limits.max_certificates = 1;
  Fields fields;
  const std::string signer = DerSequence({DerInt64(1)});
  fields.signer_infos = DerSetOf({signer, signer});
  EXPECT_THAT(ReadCmsSignedData(Build(fields), limits), IsOk());
  fields.signer_infos = DerSetOf({signer, signer, signer});
  EXPECT_THAT(ReadCmsSignedData(Build(fields), limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
  fields.signer_infos = DerSetOf({signer});
  fields.certificates =
      DerWrap(DerContextConstructed(0),
              DerSequence({DerInt64(1)}) + DerSequence({DerInt64(2)}));
  EXPECT_THAT(ReadCmsSignedData(Build(fields), limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
  fields.certificates.clear();
  const std::string algorithm = DerSequence({DerOidFromText(kSha256Oid)});
  fields.digest_algorithms = DerSetOf({algorithm, algorithm, algorithm});
  EXPECT_THAT(ReadCmsSignedData(Build(fields), limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST(CmsReaderTest, DerEnvelopeIsTheFileItself) {
  const std::string der = Build(Fields());
  const auto envelope = ReadCmsEnvelope(der, DerLimits());
  ASSERT_THAT(envelope, IsOk());
  EXPECT_EQ(envelope->der.data(), der.data());
  EXPECT_EQ(envelope->owned, nullptr);
  EXPECT_THAT(envelope->deviations, IsEmpty());
}

TEST(CmsReaderTest, BerEnvelopeBecomesDer) {
  const std::string der = Build(Fields());
  // The outer SEQUENCE with indefinite length, ended by two zero octets.
  DerReader reader(der);
  const std::string content(reader.ReadAny()->content);
  const std::string ber = "\x30\x80" + content + std::string(2, '\0');
  const auto envelope = ReadCmsEnvelope(ber, DerLimits());
  ASSERT_THAT(envelope, IsOk());
  EXPECT_EQ(envelope->der, der);
  ASSERT_NE(envelope->owned, nullptr);
  EXPECT_THAT(envelope->deviations, ElementsAre(FormatDeviation::kBerEncoding));
}

TEST(CmsReaderTest, OnlyZerosMayFollowTheValue) {
  const std::string der = Build(Fields());
  const std::string padded = der + std::string(100, '\0');
  const auto envelope = ReadCmsEnvelope(padded, DerLimits());
  ASSERT_THAT(envelope, IsOk());
  EXPECT_EQ(envelope->der, der);
  EXPECT_THAT(envelope->deviations,
              ElementsAre(FormatDeviation::kTrailingZeros));
  for (const std::string& file :
       {der + "x", der + der, der + std::string("\0x", 2)}) {
    EXPECT_THAT(ReadCmsEnvelope(file, DerLimits()),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

TEST(CmsReaderTest, EnvelopeIsBoundedInSizeAndDepth) {
  const std::string der = Build(Fields());
  DerLimits limits;
  limits.max_bytes = static_cast<int64_t>(der.size()) - 1;
  EXPECT_THAT(ReadCmsEnvelope(der, limits),
              HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
  std::string deep;
  for (int i = 0; i < 10000; ++i) {
    deep += "\x30\x80";
  }
  EXPECT_THAT(ReadCmsEnvelope(deep, DerLimits()),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
  deep += std::string(20000, '\0');
  EXPECT_THAT(ReadCmsEnvelope(deep, DerLimits()),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST(CmsReaderTest, ReadsSignerInfos) {
  const TestIdentity identity = MakeSigner();
  TestCmsSpec spec;
  spec.content = "hello";
  spec.signers.resize(2);
  spec.signers[0].identity = identity;
  spec.signers[1].identity = identity;
  spec.signers[1].by_key_id = true;
  spec.signers[1].signed_attributes = false;
  const std::string der = MakeTestCms(spec);
  const auto data = ReadCmsSignedData(der, ParseLimits());
  ASSERT_THAT(data, IsOk());
  ASSERT_EQ(data->signer_infos.size(), 2u);
  int by_serial = 0, by_key = 0;
  for (const absl::string_view signer_info : data->signer_infos) {
    const auto info = ReadCmsSignerInfo(signer_info);
    ASSERT_THAT(info, IsOk());
    EXPECT_FALSE(info->unsigned_attributes.has_value());
    EXPECT_FALSE(info->signature.empty());
    if (info->signer.issuer.has_value()) {
      ++by_serial;
      EXPECT_EQ(info->version, 1);
      EXPECT_EQ(info->signer.issuer->CommonName(), "Signer");
      EXPECT_EQ(info->signer.serial, "\x4d");
      EXPECT_TRUE(info->signed_attributes.has_value());
    } else {
      ++by_key;
      EXPECT_EQ(info->version, 3);
      EXPECT_EQ(info->signer.subject_key_id, identity.key.KeyId());
      EXPECT_FALSE(info->signed_attributes.has_value());
    }
  }
  EXPECT_EQ(by_serial, 1);
  EXPECT_EQ(by_key, 1);
}

// BER: an implicit tag over a constructed OCTET STRING.
TEST(CmsReaderTest, KeyIdentifierMayStandInPieces) {
  const std::string algorithm = DerSequence({DerOidFromText(kSha256Oid)});
  const auto with_id = [&](const std::string& id) {
    return DerSequence(
        {DerInt64(3), id, algorithm, algorithm, DerOctetString("value")});
  };
  const auto info = ReadCmsSignerInfo(
      with_id(DerWrap(DerContextConstructed(0),
                      DerOctetString("key ") + DerOctetString("id"))));
  ASSERT_THAT(info, IsOk());
  EXPECT_EQ(info->signer.subject_key_id, "key id");
  for (const std::string& id :
       {DerWrap(DerContextConstructed(0), ""),
        DerWrap(DerContextConstructed(0), DerOctetString("")),
        DerWrap(DerContextConstructed(0), DerNull())}) {
    EXPECT_THAT(ReadCmsSignerInfo(with_id(id)),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

TEST(CmsReaderTest, RefusesMalformedSignerInfos) {
  const std::string algorithm = DerSequence({DerOidFromText(kSha256Oid)});
  const std::string id = DerSequence({TestName("CN=CA"), DerInt64(1)});
  const std::string value = DerOctetString("value");
  ASSERT_THAT(ReadCmsSignerInfo(
                  DerSequence({DerInt64(1), id, algorithm, algorithm, value})),
              IsOk());
  for (const std::string& bad :
       {DerNull(), DerSequence({}), DerSequence({DerInt64(1), id}),
        DerSequence({DerInt64(1), DerNull(), algorithm, algorithm, value}),
        DerSequence({DerInt64(3), DerWrap(DerContext(0), ""), algorithm,
                     algorithm, value}),
        DerSequence({DerInt64(1), id, algorithm, algorithm}),
        DerSequence({DerInt64(1), id, algorithm, algorithm, value, value}),
        DerSequence({DerInt64(1), id, algorithm, algorithm, DerNull()})}) {
    EXPECT_THAT(ReadCmsSignerInfo(bad),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

}  // namespace
}  // namespace kepil
