#include "tests/bench/gateway_floor.h"

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <ctime>
#include <functional>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

struct Deleter {
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(CMS_ContentInfo* p) const { CMS_ContentInfo_free(p); }
  void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
};
template <typename T>
using Owned = std::unique_ptr<T, Deleter>;

const unsigned char* Octets(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

double CpuMicroseconds() {
  timespec time = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 +
         static_cast<double>(time.tv_nsec) / 1e3;
}

double MeasureEach(int runs, const std::function<void()>& step) {
  step();  // Warm.
  const double before = CpuMicroseconds();
  for (int i = 0; i < runs; ++i) {
    step();
  }
  return (CpuMicroseconds() - before) / runs;
}

void HashContent(const std::string& content) {
  unsigned char value[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  KEPIL_CHECK(EVP_Digest(content.data(), content.size(), value, &size,
                         EVP_sha256(), nullptr) == 1);
}

// Decodes, and verifies the signature under the certificate inside.
void VerifyParsed(const v1::ValidateRequest& request) {
  const unsigned char* der = Octets(request.signature());
  const Owned<CMS_ContentInfo> cms(d2i_CMS_ContentInfo(
      nullptr, &der, static_cast<long>(request.signature().size())));
  const Owned<BIO> content(BIO_new_mem_buf(
      request.content().data(), static_cast<int>(request.content().size())));
  KEPIL_CHECK(CMS_verify(cms.get(), nullptr, nullptr, content.get(), nullptr,
                         CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1);
}

}  // namespace

GatewayFloor MeasureFloor(const v1::ValidateRequest& request,
                          const TestIdentity& signer, int runs) {
  // As many octets as signed attributes usually have.
  const std::string attributes(160, 'a');
  const std::string value = TestSign(signer.key, TestSigning(), attributes);
  const TestKey receipt = TestKey::Generate(TestKeyKind::kP256);
  const double sign_us =
      MeasureEach(runs, [&] { TestSign(receipt, TestSigning(), attributes); });
  const double verify_us = MeasureEach(runs, [&] {
    HashContent(request.content());
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    KEPIL_CHECK(EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(),
                                     nullptr, signer.key.get()) == 1);
    KEPIL_CHECK(EVP_DigestVerify(context.get(), Octets(value), value.size(),
                                 Octets(attributes), attributes.size()) == 1);
  });
  const double parse_us = MeasureEach(runs, [&] { VerifyParsed(request); });
  return {verify_us + sign_us, parse_us + sign_us};
}

}  // namespace kepil
