#include "services/token/token_module.h"

#include <dlfcn.h>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/token/token_error.h"

namespace kepil {
namespace {

absl::Status NoModule(const std::string& path, absl::string_view why) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONFIG_INVALID,
                   absl::StrCat(path, ": no PKCS#11 module: ", why));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const TokenModule>> TokenModule::Load(
    const std::string& path) {
  // Vendors' libraries do not all survive being unmapped.
  void* const library =
      dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) {
    return NoModule(path, dlerror());
  }
  const auto get_list = reinterpret_cast<CK_C_GetFunctionList>(
      dlsym(library, "C_GetFunctionList"));
  CK_FUNCTION_LIST* functions = nullptr;
  if (get_list == nullptr || get_list(&functions) != CKR_OK ||
      functions == nullptr) {
    return NoModule(path, "no C_GetFunctionList");
  }
  CK_C_INITIALIZE_ARGS arguments = {};
  arguments.flags = CKF_OS_LOCKING_OK;
  const CK_RV code = functions->C_Initialize(&arguments);
  if (code != CKR_OK && code != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
    return TokenError("C_Initialize", code);
  }
  auto module = std::make_shared<TokenModule>(*functions);
  module->is_ours_ = code == CKR_OK;
  return std::shared_ptr<const TokenModule>(std::move(module));
}

TokenModule::~TokenModule() {
  if (is_ours_) {
    functions_.C_Finalize(nullptr);
  }
}

absl::StatusOr<std::shared_ptr<const TokenModule>> TokenModules::Get(
    const std::string& path) {
  std::shared_ptr<const TokenModule>& module = loaded_[path];
  if (module == nullptr) {
    KEPIL_ASSIGN_OR_RETURN(module, TokenModule::Load(path));
  }
  return module;
}

}  // namespace kepil
