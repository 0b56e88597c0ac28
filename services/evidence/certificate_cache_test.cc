#include "services/evidence/certificate_cache.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

std::string MakeDer() {
  TestCertificateSpec spec;
  spec.subject = "CN=A";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  return SelfSignTestCertificate(spec).certificate;
}

TEST(CertificateCacheTest, DecodesOnceWhatItWasToldToKeep) {
  CertificateCache cache({});
  const std::string der = MakeDer();
  const auto first = cache.Read(der);
  ASSERT_THAT(first, IsOk());
  const auto second = cache.Read(der);
  ASSERT_THAT(second, IsOk());
  EXPECT_NE(*first, *second);  // Nobody said that it will come again.
  cache.Keep(*first);
  const auto third = cache.Read(der);
  ASSERT_THAT(third, IsOk());
  EXPECT_EQ(*third, *first);
  EXPECT_EQ(cache.counts().hits, 1);
}

TEST(CertificateCacheTest, OneChangedOctetIsAnotherCertificate) {
  CertificateCache cache({});
  const std::string der = MakeDer();
  const auto certificate = cache.Read(der);
  ASSERT_THAT(certificate, IsOk());
  cache.Keep(*certificate);
  std::string changed = der;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  const auto other = cache.Read(changed);
  ASSERT_THAT(other, IsOk());
  EXPECT_NE((*other)->fingerprint(), (*certificate)->fingerprint());
  EXPECT_EQ((*other)->der(), changed);
}

TEST(CertificateCacheTest, StaysWithinItsBound) {
  CertificateCache::Options options;
  options.max_bytes = 16 * (10 << 10);
  CertificateCache cache(options);
  for (int i = 0; i < 200; ++i) {
    const auto certificate = cache.Read(MakeDer());
    ASSERT_THAT(certificate, IsOk());
    cache.Keep(*certificate);
  }
  EXPECT_LE(cache.counts().bytes, options.max_bytes);
  EXPECT_GT(cache.counts().entries, 0);
  EXPECT_LT(cache.counts().entries, 60);
}

TEST(CertificateCacheTest, RefusesWhatIsNoCertificate) {
  CertificateCache cache({});
  EXPECT_FALSE(cache.Read("nonsense").ok());
}

}  // namespace
}  // namespace kepil
