#include "engine/signature/dvcs_request.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::SizeIs;

constexpr DvcsEncoding kEncodings[] = {
    DvcsEncoding::kRfc3029, DvcsEncoding::kBouncyCastle, DvcsEncoding::kStb};

DvcsRequest Vsd() {
  DvcsRequest request;
  request.data.message = "a signed document";
  return request;
}

DvcsRequest Cpkc(DvcsToken::Kind kind, std::string der) {
  DvcsRequest request;
  request.information.service = DvcsService::kCpkc;
  request.data.kind = DvcsData::Kind::kCertificates;
  DvcsTarget target;
  target.target = {kind, std::move(der)};
  request.data.certificates = {target, target};
  return request;
}

DvcsRequest Ccpd() {
  DvcsRequest request;
  request.information.service = DvcsService::kCcpd;
  request.data.kind = DvcsData::Kind::kImprint;
  request.data.imprint.hash = HashAlgorithm::kSha256;
  request.data.imprint.value = std::string(32, '\x07');
  return request;
}

TEST(DvcsRequestTest, ReadsAMessage) {
  DvcsRequest request = Vsd();
  request.transaction_identifier = DerWrap(DerContext(6), "urn:x:1");
  const auto read =
      ParseDvcsRequest(WriteDvcsRequest(request, DvcsEncoding::kRfc3029));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->data.kind, DvcsData::Kind::kMessage);
  EXPECT_EQ(read->data.message, request.data.message);
  EXPECT_EQ(read->transaction_identifier, request.transaction_identifier);
  EXPECT_TRUE(FitsService(*read));
}

// The hazard of standards: an imprint and certificates both begin with 0x30.
TEST(DvcsRequestTest, TellsAnImprintFromCertificates) {
  const auto imprint =
      ParseDvcsRequest(WriteDvcsRequest(Ccpd(), DvcsEncoding::kRfc3029));
  ASSERT_THAT(imprint, IsOk());
  EXPECT_EQ(imprint->data.kind, DvcsData::Kind::kImprint);
  EXPECT_EQ(imprint->data.imprint.hash, HashAlgorithm::kSha256);
  for (const DvcsEncoding encoding : kEncodings) {
    const auto certificates = ParseDvcsRequest(WriteDvcsRequest(
        Cpkc(DvcsToken::Kind::kCertificate, DerSequence({DerNull()})),
        encoding));
    ASSERT_THAT(certificates, IsOk());
    EXPECT_EQ(certificates->data.kind, DvcsData::Kind::kCertificates);
    EXPECT_THAT(certificates->data.certificates, SizeIs(2));
    EXPECT_TRUE(FitsService(*certificates));
  }
}

TEST(DvcsRequestTest, TellsAnExtensionTargetFromAnImprint) {
  const auto read = ParseDvcsRequest(WriteDvcsRequest(
      Cpkc(DvcsToken::Kind::kExtension,
           DerSequence({DerOidFromText("1.2.3"), DerOctetString("x")})),
      DvcsEncoding::kRfc3029));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->data.kind, DvcsData::Kind::kCertificates);
}

TEST(DvcsRequestTest, KeepsTheOctetsOfCertificates) {
  for (const DvcsEncoding encoding : kEncodings) {
    const std::string der = WriteDvcsRequest(
        Cpkc(DvcsToken::Kind::kCertificate, DerSequence({DerNull()})),
        encoding);
    const auto read = ParseDvcsRequest(der);
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(WriteDvcsRequest(*read, DvcsEncoding::kRfc3029), der);
    const auto imprint = ImprintOf(read->data, HashAlgorithm::kSha256);
    ASSERT_THAT(imprint, IsOk());
    EXPECT_EQ(imprint->value, Sha256(read->data.certificates_der).bytes());
  }
}

TEST(DvcsRequestTest, ServiceAndDataMustFit) {
  DvcsRequest request = Vsd();
  request.information.service = DvcsService::kCcpd;
  EXPECT_FALSE(FitsService(request));
  request.information.service = DvcsService::kCpkc;
  EXPECT_FALSE(FitsService(request));
  request = Ccpd();
  request.information.service = DvcsService::kCpd;
  EXPECT_FALSE(FitsService(request));
}

TEST(DvcsRequestTest, RefusesWhatIsNoRequest) {
  const std::string good = WriteDvcsRequest(Vsd(), DvcsEncoding::kRfc3029);
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(ParseDvcsRequest(good.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(ParseDvcsRequest(good + '\0').ok());
  const std::string information =
      WriteDvcsRequestInformation(DvcsRequestInformation());
  for (const std::string& rest :
       {std::string(), DerNull(), DerInt64(1), DerWrap(kDerSequence, ""),
        DerOctetString("m") + DerNull(),
        DerOctetString("m") + DerOctetString("m")}) {
    EXPECT_FALSE(
        ParseDvcsRequest(DerWrap(kDerSequence, information + rest)).ok())
        << absl::BytesToHexString(rest);
  }
}

TEST(DvcsImprintTest, IsOverTheValueOctetsOfAMessage) {
  const auto imprint = ImprintOf(Vsd().data, HashAlgorithm::kSha256);
  ASSERT_THAT(imprint, IsOk());
  EXPECT_EQ(imprint->value, Sha256("a signed document").bytes());
}

TEST(DvcsImprintTest, OfAnImprintIsThatImprint) {
  const auto imprint = ImprintOf(Ccpd().data, HashAlgorithm::kSha512);
  ASSERT_THAT(imprint, IsOk());
  EXPECT_EQ(imprint->hash, HashAlgorithm::kSha256);
  EXPECT_EQ(imprint->value, Ccpd().data.imprint.value);
}

TEST(DvcsImprintTest, KeepsAnUnknownAlgorithmAndRefusesAWrongLength) {
  const std::string unknown = DerSequence(
      {DerSequence({DerOidFromText("1.2.3.4")}), DerOctetString("some")});
  DerReader reader(unknown);
  const auto imprint = ReadDvcsImprint(reader);
  ASSERT_THAT(imprint, IsOk());
  EXPECT_EQ(imprint->hash, HashAlgorithm::kUnknown);
  EXPECT_EQ(WriteDvcsImprint(*imprint), unknown);
  const std::string wrong = DerSequence(
      {DerSequence({DerOidFromText(HashOidText(HashAlgorithm::kSha256))}),
       DerOctetString(std::string(20, 'x'))});
  DerReader wrong_reader(wrong);
  EXPECT_FALSE(ReadDvcsImprint(wrong_reader).ok());
}

}  // namespace
}  // namespace kepil
