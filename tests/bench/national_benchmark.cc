// Verifications per CPU-second and hash speed of the national suites, beside
// the gost engine and OpenSSL's own curves. One thread; CPU time, so that a
// busy machine distorts less. Run with -c opt.
#include <openssl/ec.h>
#include <openssl/evp.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "engine/crypto/bign_curve.h"
#include "engine/crypto/bign_known_answers.h"
#include "engine/crypto/bign_signature.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/gost_known_answers.h"
#include "engine/crypto/gost_signature.h"
#include "engine/crypto/openssl_ptr.h"
#include "engine/crypto/wide_number.h"
#include "tests/national/gost_engine.h"

namespace kepil {
namespace {

constexpr double kSeconds = 1;

// How often `work` can be done in a second of CPU time.
template <typename Work>
double PerSecond(const Work& work) {
  work();  // Makes the tables.
  int done = 0;
  const std::clock_t start = std::clock();
  double spent = 0;
  while (spent < kSeconds) {
    work();
    ++done;
    spent = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  }
  return done / spent;
}

void Print(const char* what, const std::string& which, double rate,
           const char* unit) {
  std::printf("%-10s %-18s %10.0f %s\n", what, which.c_str(), rate, unit);
}

WideNumber FromHex(absl::string_view hex) {
  return WideFromBigEndian(absl::HexStringToBytes(hex));
}

void MeasureOurs() {
  for (const GostKnownAnswer& answer : kGostKnownAnswers) {
    const PrimeCurve& group = GostGroup(answer.curve);
    const CurvePoint key = {FromHex(answer.x), FromHex(answer.y)};
    const std::string hash = GostKnownHash(group.size());
    const std::string signature =
        absl::HexStringToBytes(answer.s) + absl::HexStringToBytes(answer.r);
    Print("ours", std::string(GostCurveName(answer.curve)), PerSecond([&] {
            if (!IsGostSignature(group, key, SignatureScheme::kGostBeSr, hash,
                                 signature)) {
              std::abort();
            }
          }),
          "verifications/s");
  }
}

void MeasureBign() {
  for (const BignKnownAnswer& answer : kBignKnownAnswers) {
    const PrimeCurve& group = BignGroup(answer.level);
    const std::string octets = absl::HexStringToBytes(answer.key);
    const CurvePoint key = {
        WideFromLittleEndian(octets.substr(0, group.size())),
        WideFromLittleEndian(octets.substr(group.size()))};
    const std::string hash = absl::HexStringToBytes(answer.hash);
    const std::string signature = absl::HexStringToBytes(answer.signature);
    Print(
        "ours", "bign-" + std::to_string(answer.level), PerSecond([&] {
          if (!IsBignSignature(group, key, answer.algorithm, hash, signature)) {
            std::abort();
          }
        }),
        "verifications/s");
  }
}

void MeasureEngine() {
  const std::unique_ptr<GostEngine> engine = GostEngine::Load();
  if (engine == nullptr) {
    std::printf("gost engine: not installed\n");
    return;
  }
  const struct {
    const char* algorithm;
    const char* set;
    size_t size;
  } kKinds[] = {{"gost2012_256", "A", 32},   {"gost2012_256", "C", 32},
                {"gost2012_256", "TCA", 32}, {"gost2012_512", "A", 64},
                {"gost2012_512", "B", 64},   {"gost2012_512", "C", 64}};
  for (const auto& kind : kKinds) {
    const EvpPkeyPtr key = engine->Generate(kind.algorithm, kind.set);
    const std::string hash = GostKnownHash(kind.size);
    const std::string signature = engine->Sign(key.get(), hash);
    Print("engine", std::string(kind.algorithm) + " " + kind.set,
          PerSecond([&] { engine->Verify(key.get(), hash, signature); }),
          "verifications/s");
  }
  const std::string megabyte(1'000'000, 'x');
  for (const char* name : {"md_gost94", "md_gost12_256", "md_gost12_512"}) {
    Print("engine", name, PerSecond([&] { engine->Hash(name, megabyte); }),
          "MB/s");
  }
}

void MeasureOpenssl() {
  for (const char* curve :
       {"P-256", "P-384", "brainpoolP256r1", "brainpoolP512r1"}) {
    const EvpPkeyPtr key(EVP_EC_gen(curve));
    const std::string hash = GostKnownHash(32);
    const auto* octets = reinterpret_cast<const unsigned char*>(hash.data());
    EvpPkeyCtxPtr context(EVP_PKEY_CTX_new(key.get(), nullptr));
    unsigned char signature[256];
    size_t size = sizeof(signature);
    EVP_PKEY_sign_init(context.get());
    EVP_PKEY_sign(context.get(), signature, &size, octets, hash.size());
    EVP_PKEY_verify_init(context.get());
    Print("OpenSSL", curve, PerSecond([&] {
            EVP_PKEY_verify(context.get(), signature, size, octets,
                            hash.size());
          }),
          "verifications/s");
  }
}

void MeasureHashes() {
  const std::string megabyte(1'000'000, 'x');
  for (const HashAlgorithm hash :
       {HashAlgorithm::kGost94Test, HashAlgorithm::kStreebog256,
        HashAlgorithm::kStreebog512, HashAlgorithm::kBeltHash,
        HashAlgorithm::kBash256, HashAlgorithm::kBash512, HashAlgorithm::kSm3,
        HashAlgorithm::kSha256}) {
    Print("hash", std::string(HashName(hash)),
          PerSecond([&] { HashOf(hash, megabyte).status().IgnoreError(); }),
          "MB/s");
  }
}

}  // namespace
}  // namespace kepil

int main() {
  kepil::MeasureOpenssl();
  kepil::MeasureOurs();
  kepil::MeasureBign();
  kepil::MeasureHashes();
  kepil::MeasureEngine();
}
