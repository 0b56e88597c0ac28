#include "engine/pki/certificate_pool.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"

namespace kepil {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

CertificateRef Make(const std::string& subject, const TestKey& key) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = key;
  spec.not_before = absl::FromUnixSeconds(1'600'000'000);
  spec.not_after = absl::FromUnixSeconds(1'900'000'000);
  return *Certificate::FromDer(SelfSignTestCertificate(spec).certificate);
}

TEST(CertificatePoolTest, FindsByNameAndKeyIdInOrderOfFingerprints) {
  const TestKey key = TestKey::Generate(TestKeyKind::kEd25519);
  const TestKey other_key = TestKey::Generate(TestKeyKind::kEd25519);
  std::vector<CertificateRef> as = {Make("CN=A", key), Make("CN=a", other_key),
                                    Make("CN=A ", other_key)};
  const CertificateRef b = Make("CN=B", key);
  CertificatePool pool;
  pool.Add(b);
  for (const CertificateRef& a : as) {
    pool.Add(a);
    pool.Add(a);
  }
  EXPECT_EQ(pool.size(), 4);
  EXPECT_TRUE(pool.Contains(b->fingerprint()));
  EXPECT_FALSE(CertificatePool().Contains(b->fingerprint()));

  const auto by_fingerprint = [](const CertificateRef& x,
                                 const CertificateRef& y) {
    return x->fingerprint() < y->fingerprint();
  };
  std::sort(as.begin(), as.end(), by_fingerprint);
  EXPECT_EQ(pool.FindBySubject(as[0]->subject()), as);
  EXPECT_THAT(pool.FindBySubject(b->subject()), ElementsAre(b));
  EXPECT_THAT(pool.FindBySubject(Name()), IsEmpty());

  EXPECT_EQ(pool.FindByKeySha1(as[0]->key_sha1()).size(), 2u);
  EXPECT_THAT(pool.FindByKeySha1("none"), IsEmpty());

  std::vector<CertificateRef> all = as;
  all.push_back(b);
  std::sort(all.begin(), all.end(), by_fingerprint);
  EXPECT_EQ(pool.All(), all);
}

TEST(CertificatePoolTest, OneThatStandsOnAnotherAnswersAsOneFilledWithBoth) {
  const TestKey key = TestKey::Generate(TestKeyKind::kEd25519);
  std::vector<CertificateRef> certificates;
  for (const char* name : {"CN=A", "CN=B", "CN=a", "CN=b", "CN=A ", "CN=B "}) {
    certificates.push_back(Make(name, key));
  }
  CertificatePool base, both;
  for (int i = 0; i < 4; ++i) {
    base.Add(certificates[i]);
  }
  CertificatePool above(&base);
  for (int i = 3; i < 6; ++i) {
    above.Add(certificates[i]);  // The first one stands in `base`.
  }
  for (const CertificateRef& certificate : certificates) {
    both.Add(certificate);
    EXPECT_TRUE(above.Contains(certificate->fingerprint()));
  }
  EXPECT_EQ(base.size(), 4);
  EXPECT_EQ(above.size(), 6);
  EXPECT_EQ(above.All(), both.All());
  for (const int i : {0, 1}) {
    EXPECT_EQ(above.FindBySubject(certificates[i]->subject()),
              both.FindBySubject(certificates[i]->subject()));
  }
  EXPECT_EQ(above.FindByKeySha1(certificates[0]->key_sha1()),
            both.FindByKeySha1(certificates[0]->key_sha1()));
}

TEST(CertificatePoolTest, OrderOfFillingDoesNotShow) {
  std::vector<CertificateRef> certificates;
  for (int i = 0; i < 6; ++i) {
    certificates.push_back(
        Make("CN=A", TestKey::Generate(TestKeyKind::kEd25519)));
  }
  CertificatePool forward, backward;
  for (size_t i = 0; i < certificates.size(); ++i) {
    forward.Add(certificates[i]);
    backward.Add(certificates[certificates.size() - 1 - i]);
  }
  EXPECT_EQ(forward.FindBySubject(certificates[0]->subject()),
            backward.FindBySubject(certificates[0]->subject()));
  EXPECT_EQ(forward.All(), backward.All());
}

}  // namespace
}  // namespace kepil
