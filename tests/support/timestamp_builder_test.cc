#include "tests/support/timestamp_builder.h"

#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "gtest/gtest.h"

namespace kepil {
namespace {

constexpr absl::Time kTime = absl::FromUnixSeconds(1767225600);

TestIdentity MakeTsa(const std::vector<TestExtension>& extensions) {
  TestCertificateSpec spec;
  spec.subject = "C=XA,CN=TSA";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kTime - absl::Hours(24);
  spec.not_after = kTime + absl::Hours(24 * 365 * 50);
  spec.extensions = extensions;
  return SelfSignTestCertificate(spec);
}

// Whether OpenSSL takes `token` for a time-stamp over `octets` by `tsa`.
bool OpensslVerifies(const std::string& token, const std::string& octets,
                     const TestIdentity& tsa) {
  const auto* der = reinterpret_cast<const unsigned char*>(token.data());
  const std::unique_ptr<PKCS7, decltype(&PKCS7_free)> pkcs7(
      d2i_PKCS7(nullptr, &der, static_cast<long>(token.size())), PKCS7_free);
  der = reinterpret_cast<const unsigned char*>(tsa.certificate.data());
  const std::unique_ptr<X509, decltype(&X509_free)> anchor(
      d2i_X509(nullptr, &der, static_cast<long>(tsa.certificate.size())),
      X509_free);
  if (pkcs7 == nullptr || anchor == nullptr) {
    return false;
  }
  X509_STORE* store = X509_STORE_new();  // The context owns it.
  X509_STORE_add_cert(store, anchor.get());
  const std::unique_ptr<TS_VERIFY_CTX, decltype(&TS_VERIFY_CTX_free)> context(
      TS_VERIFY_CTX_new(), TS_VERIFY_CTX_free);
  TS_VERIFY_CTX_set_flags(context.get(),
                          TS_VFY_SIGNATURE | TS_VFY_VERSION | TS_VFY_DATA);
  TS_VERIFY_CTX_set_store(context.get(), store);
  TS_VERIFY_CTX_set_data(
      context.get(),
      BIO_new_mem_buf(octets.data(), static_cast<int>(octets.size())));
  return TS_RESP_verify_token(context.get(), pkcs7.get()) == 1;
}

TEST(TimestampBuilderTest, OpensslVerifiesAToken) {
  const TestIdentity tsa = MakeTsa(TestTsaExtensions());
  TestTimestampSpec spec;
  spec.stamped = "value";
  spec.gen_time = kTime + absl::Milliseconds(250);
  spec.nonce_hex = "7f";
  const std::string token = MakeTestTimestamp(spec, tsa);
  EXPECT_TRUE(OpensslVerifies(token, "value", tsa));
  EXPECT_FALSE(OpensslVerifies(token, "other", tsa));
  EXPECT_FALSE(OpensslVerifies(token, "value", MakeTsa(TestTsaExtensions())));
}

TEST(TimestampBuilderTest, OpensslMissesTheUsageOfASigner) {
  const TestIdentity signer = MakeTsa(TestSignerExtensions());
  TestTimestampSpec spec;
  spec.stamped = "value";
  spec.gen_time = kTime;
  EXPECT_FALSE(
      OpensslVerifies(MakeTestTimestamp(spec, signer), "value", signer));
}

}  // namespace
}  // namespace kepil
