#ifndef KEPIL_SERVICES_TOKEN_TOKEN_MODULE_H_
#define KEPIL_SERVICES_TOKEN_TOKEN_MODULE_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "p11-kit/pkcs11.h"

namespace kepil {

// TokenModule is one PKCS#11 library, initialised for calls from any thread
// (CKF_OS_LOCKING_OK). It ends with the object; the library stays mapped.
class TokenModule {
 public:
  // INVALID_ARGUMENT/CONFIG_INVALID if `path` is no such library, UNAVAILABLE/
  // SIGNER_DOWN if it does not start.
  static absl::StatusOr<std::shared_ptr<const TokenModule>> Load(
      const std::string& path);
  // Over functions that somebody else initialises and ends.
  explicit TokenModule(const CK_FUNCTION_LIST& functions)
      : functions_(functions) {}
  ~TokenModule();
  TokenModule(const TokenModule&) = delete;
  TokenModule& operator=(const TokenModule&) = delete;

  const CK_FUNCTION_LIST& functions() const { return functions_; }

 private:
  const CK_FUNCTION_LIST& functions_;
  bool is_ours_ = false;  // To end.
};

// TokenModules loads each library once, since it has one state in a process.
// Not thread-safe.
class TokenModules {
 public:
  // Errors as TokenModule::Load.
  absl::StatusOr<std::shared_ptr<const TokenModule>> Get(
      const std::string& path);

 private:
  std::map<std::string, std::shared_ptr<const TokenModule>> loaded_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_TOKEN_TOKEN_MODULE_H_
