#include "tests/bench/gateway_floor.h"

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr int kBatches = 9;

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

// Of this thread.
double CpuMicroseconds() {
  timespec time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 +
         static_cast<double>(time.tv_nsec) / 1e3;
}

// The median of kBatches, so that what disturbed one of them is left out.
double MeasureEach(int runs, const std::function<void()>& step) {
  step();  // Warm.
  std::vector<double> each;
  for (int batch = 0; batch < kBatches; ++batch) {
    const double before = CpuMicroseconds();
    for (int i = 0; i < runs; ++i) {
      step();
    }
    each.push_back((CpuMicroseconds() - before) / runs);
  }
  std::sort(each.begin(), each.end());
  return each[kBatches / 2];
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

void VerifyOctets(const TestKey& key, absl::string_view value,
                  absl::string_view message) {
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  KEPIL_CHECK(EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(),
                                   nullptr, key.get()) == 1);
  KEPIL_CHECK(EVP_DigestVerify(context.get(), Octets(value), value.size(),
                               Octets(message), message.size()) == 1);
}

// Keeps all other cores busy with mathematics while it lives.
class BusyCores {
 public:
  BusyCores() {
    for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) {
      threads_.emplace_back([this] {
        const TestKey key = TestKey::Generate(TestKeyKind::kP256);
        const std::string message(160, 'a');
        while (!is_over_) {
          VerifyOctets(key, TestSign(key, TestSigning(), message), message);
        }
      });
    }
  }
  ~BusyCores() {
    is_over_ = true;
    for (std::thread& thread : threads_) {
      thread.join();
    }
  }

 private:
  std::atomic<bool> is_over_{false};
  std::vector<std::thread> threads_;
};

}  // namespace

GatewayFloor MeasureFloor(const v1::ValidateRequest& request,
                          const TestIdentity& signer, int runs) {
  // As many octets as signed attributes usually have.
  const std::string attributes(160, 'a');
  const std::string value = TestSign(signer.key, TestSigning(), attributes);
  const TestKey receipt = TestKey::Generate(TestKeyKind::kP256);
  const auto sign = [&] { TestSign(receipt, TestSigning(), attributes); };
  const auto verify = [&] {
    HashContent(request.content());
    VerifyOctets(signer.key, value, attributes);
  };
  GatewayFloor floor;
  const double sign_us = MeasureEach(runs, sign);
  floor.mathematics_us = MeasureEach(runs, verify) + sign_us;
  floor.parse_us = MeasureEach(runs, [&] { VerifyParsed(request); }) + sign_us;
  const BusyCores busy;
  floor.mathematics_busy_us =
      MeasureEach(runs, verify) + MeasureEach(runs, sign);
  return floor;
}

}  // namespace kepil
