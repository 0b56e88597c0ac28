#ifndef KEPIL_TESTS_NATIONAL_GOST_ENGINE_H_
#define KEPIL_TESTS_NATIONAL_GOST_ENGINE_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "engine/crypto/openssl_ptr.h"

namespace kepil {

// GostEngine is OpenSSL's gost engine (Debian: libengine-gost-openssl): another
// implementation of the Russian algorithms, for tests and benchmarks only.
class GostEngine {
 public:
  // nullptr where the engine is not installed. Makes it OpenSSL's default for
  // its algorithms in this process, for good.
  static std::unique_ptr<GostEngine> Load();

  // `algorithm` is "gost2001", "gost2012_256" or "gost2012_512", `set` as the
  // engine names it ("A", "XB", "TCA").
  EvpPkeyPtr Generate(const char* algorithm, const char* set) const;
  std::string Spki(EVP_PKEY* key) const;
  // nullptr for a key that the engine does not take.
  EvpPkeyPtr FromSpki(absl::string_view spki) const;
  // s || r, big-endian.
  std::string Sign(EVP_PKEY* key, absl::string_view hash) const;
  bool Verify(EVP_PKEY* key, absl::string_view hash,
              absl::string_view signature) const;
  // `name` is "md_gost94", "md_gost12_256" or "md_gost12_512".
  std::string Hash(const char* name, absl::string_view message) const;

 private:
  GostEngine() = default;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_NATIONAL_GOST_ENGINE_H_
