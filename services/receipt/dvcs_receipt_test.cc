#include "services/receipt/dvcs_receipt.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string BodyOf(v1::ReceiptBody body) {
  body.set_id(std::string(16, 'i'));
  body.set_serial(41);
  body.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(TestReceiptTime()));
  return body.SerializeAsString();
}

DvcsCertificateInfo InfoOf(const std::string& body) {
  const auto response = DvcsResponseOf(body);
  EXPECT_THAT(response, IsOk());
  const auto answer = ParseDvcsAnswer(response.value_or(""));
  EXPECT_THAT(answer, IsOk());
  return answer->info.value_or(DvcsCertificateInfo());
}

// What `openssl cms -verify -purpose any -CAfile` does; "" if it refuses.
std::string OpensslVerify(const std::string& dvc, const std::string& root) {
  const auto* in = reinterpret_cast<const unsigned char*>(dvc.data());
  std::unique_ptr<CMS_ContentInfo, decltype(&CMS_ContentInfo_free)> cms(
      d2i_CMS_ContentInfo(nullptr, &in, static_cast<long>(dvc.size())),
      CMS_ContentInfo_free);
  const auto* der = reinterpret_cast<const unsigned char*>(root.data());
  std::unique_ptr<X509, decltype(&X509_free)> anchor(
      d2i_X509(nullptr, &der, static_cast<long>(root.size())), X509_free);
  std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(
      X509_STORE_new(), X509_STORE_free);
  X509_STORE_add_cert(store.get(), anchor.get());
  X509_STORE_set_purpose(store.get(), X509_PURPOSE_ANY);
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()),
                             absl::ToUnixSeconds(TestReceiptTime()));
  std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
  const int ok = CMS_verify(cms.get(), nullptr, store.get(), nullptr, out.get(),
                            CMS_BINARY);
  ERR_clear_error();
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return ok == 1 ? std::string(data, static_cast<size_t>(size)) : "";
}

TEST(DvcsReceiptTest, SaysWhatTheBodySays) {
  const std::string body = BodyOf(MakeTestReceiptDraft());
  const DvcsCertificateInfo info = InfoOf(body);
  EXPECT_EQ(info.information.service, DvcsService::kVsd);
  EXPECT_EQ(info.serial, "\x29");
  EXPECT_EQ(info.response_time.time, TestReceiptTime());
  EXPECT_EQ(info.policy_oid,
            "2.25.140473748375849794583919697175305664098.3.1");
  EXPECT_EQ(info.information.policy_oid, info.policy_oid);
  EXPECT_EQ(info.imprint.hash, HashAlgorithm::kSha256);
  EXPECT_EQ(info.imprint.value, Sha256("signature file").bytes());
  ASSERT_EQ(info.extensions.size(), 1u);
  EXPECT_EQ(info.extensions[0].oid, kReceiptBodyOid);
  EXPECT_FALSE(info.extensions[0].is_critical);
  EXPECT_EQ(info.extensions[0].value, body);
  ASSERT_TRUE(info.status.has_value());
  EXPECT_EQ(info.status->status, DvcStatus::kGranted);
  EXPECT_THAT(info.status->text, IsEmpty());
  EXPECT_THAT(info.targets, IsEmpty());  // `certs` is left out.
}

TEST(DvcsReceiptTest, RejectsAFailedSignatureByItsUrn) {
  const DvcsCertificateInfo info = InfoOf(BodyOf(MakeTestReceiptDraft(
      v1::INDICATION_TOTAL_FAILED, v1::SUB_INDICATION_HASH_FAILURE)));
  EXPECT_EQ(info.status->status, DvcStatus::kRejection);
  EXPECT_THAT(info.status->text,
              ElementsAre("urn:etsi:019102:subindication:HASH_FAILURE"));
  EXPECT_THAT(info.status->fail_info, ElementsAre(7));
}

TEST(DvcsReceiptTest, SaysIndeterminateWhereThereIsNoVerdict) {
  const DvcsCertificateInfo info = InfoOf(BodyOf(MakeTestReceiptDraft(
      v1::INDICATION_INDETERMINATE, v1::SUB_INDICATION_TRY_LATER)));
  EXPECT_EQ(info.status->status, DvcStatus::kRejection);
  EXPECT_THAT(
      info.status->text,
      ElementsAre("indeterminate:urn:etsi:019102:subindication:TRY_LATER"));
  EXPECT_THAT(info.status->fail_info, IsEmpty());
}

TEST(DvcsReceiptTest, GrantsOnlyIfEverySignaturePassed) {
  v1::ReceiptBody body = MakeTestReceiptDraft();
  v1::Conclusion& second = *body.add_signatures()->mutable_conclusion();
  second.set_indication(v1::INDICATION_INDETERMINATE);
  second.set_sub_indication(v1::SUB_INDICATION_REVOKED_NO_POE);
  const DvcsCertificateInfo info = InfoOf(BodyOf(body));
  EXPECT_EQ(info.status->status, DvcStatus::kRejection);
  EXPECT_THAT(info.status->text,
              ElementsAre("urn:etsi:019102:subindication:REVOKED_NO_POE"));
}

TEST(DvcsReceiptTest, NeverGrantsWithoutASignature) {
  v1::ReceiptBody body = MakeTestReceiptDraft();
  body.clear_signatures();
  EXPECT_EQ(InfoOf(BodyOf(body)).status->status, DvcStatus::kRejection);
}

TEST(DvcsReceiptTest, ResponseIsAFunctionOfTheBody) {
  const std::string body = BodyOf(MakeTestReceiptDraft());
  EXPECT_EQ(*DvcsResponseOf(body), *DvcsResponseOf(body));
}

TEST(DvcsReceiptTest, RefusesOctetsThatAreNoBody) {
  EXPECT_THAT(DvcsResponseOf("\xff\xff"),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  EXPECT_THAT(SignDvc("\xff\xff", MakeTestReceiptAuthority().identity),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST(DvcsReceiptTest, OpensslVerifiesTheDvc) {
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  const std::string body = BodyOf(MakeTestReceiptDraft());
  const auto dvc = SignDvc(body, authority.identity);
  ASSERT_THAT(dvc, IsOk());
  EXPECT_EQ(OpensslVerify(*dvc, authority.root.certificate),
            *DvcsResponseOf(body));
  EXPECT_EQ(OpensslVerify(*dvc, MakeTestReceiptAuthority().root.certificate),
            "");
}

TEST(DvcsReceiptTest, NeedsTheKeyOfTheCertificate) {
  ReceiptIdentity identity = MakeTestReceiptAuthority().identity;
  identity.key = MakeTestReceiptSigner(TestKey::Generate(TestKeyKind::kP256));
  EXPECT_THAT(SignDvc(BodyOf(MakeTestReceiptDraft()), identity),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
}

}  // namespace
}  // namespace kepil
