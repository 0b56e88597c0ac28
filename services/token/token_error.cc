#include "services/token/token_error.h"

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace kepil {
namespace {

struct NamedCode {
  CK_RV code;
  const char* name;
};

// Those that a signing client meets.
constexpr NamedCode kNames[] = {
    {CKR_HOST_MEMORY, "CKR_HOST_MEMORY"},
    {CKR_SLOT_ID_INVALID, "CKR_SLOT_ID_INVALID"},
    {CKR_GENERAL_ERROR, "CKR_GENERAL_ERROR"},
    {CKR_FUNCTION_FAILED, "CKR_FUNCTION_FAILED"},
    {CKR_ARGUMENTS_BAD, "CKR_ARGUMENTS_BAD"},
    {CKR_DATA_LEN_RANGE, "CKR_DATA_LEN_RANGE"},
    {CKR_DEVICE_ERROR, "CKR_DEVICE_ERROR"},
    {CKR_DEVICE_MEMORY, "CKR_DEVICE_MEMORY"},
    {CKR_DEVICE_REMOVED, "CKR_DEVICE_REMOVED"},
    {CKR_FUNCTION_NOT_SUPPORTED, "CKR_FUNCTION_NOT_SUPPORTED"},
    {CKR_KEY_HANDLE_INVALID, "CKR_KEY_HANDLE_INVALID"},
    {CKR_KEY_TYPE_INCONSISTENT, "CKR_KEY_TYPE_INCONSISTENT"},
    {CKR_KEY_FUNCTION_NOT_PERMITTED, "CKR_KEY_FUNCTION_NOT_PERMITTED"},
    {CKR_MECHANISM_INVALID, "CKR_MECHANISM_INVALID"},
    {CKR_MECHANISM_PARAM_INVALID, "CKR_MECHANISM_PARAM_INVALID"},
    {CKR_OBJECT_HANDLE_INVALID, "CKR_OBJECT_HANDLE_INVALID"},
    {CKR_OPERATION_ACTIVE, "CKR_OPERATION_ACTIVE"},
    {CKR_PIN_INCORRECT, "CKR_PIN_INCORRECT"},
    {CKR_PIN_EXPIRED, "CKR_PIN_EXPIRED"},
    {CKR_PIN_LOCKED, "CKR_PIN_LOCKED"},
    {CKR_SESSION_CLOSED, "CKR_SESSION_CLOSED"},
    {CKR_SESSION_COUNT, "CKR_SESSION_COUNT"},
    {CKR_SESSION_HANDLE_INVALID, "CKR_SESSION_HANDLE_INVALID"},
    {CKR_TOKEN_NOT_PRESENT, "CKR_TOKEN_NOT_PRESENT"},
    {CKR_TOKEN_NOT_RECOGNIZED, "CKR_TOKEN_NOT_RECOGNIZED"},
    {CKR_USER_NOT_LOGGED_IN, "CKR_USER_NOT_LOGGED_IN"},
    {CKR_USER_PIN_NOT_INITIALIZED, "CKR_USER_PIN_NOT_INITIALIZED"},
    {CKR_BUFFER_TOO_SMALL, "CKR_BUFFER_TOO_SMALL"},
    {CKR_CRYPTOKI_NOT_INITIALIZED, "CKR_CRYPTOKI_NOT_INITIALIZED"},
};

constexpr CK_RV kLost[] = {
    CKR_SESSION_HANDLE_INVALID, CKR_SESSION_CLOSED,
    CKR_DEVICE_REMOVED,         CKR_DEVICE_ERROR,
    CKR_TOKEN_NOT_PRESENT,      CKR_USER_NOT_LOGGED_IN,
    CKR_KEY_HANDLE_INVALID,     CKR_OBJECT_HANDLE_INVALID,
};

}  // namespace

std::string TokenCodeName(CK_RV code) {
  for (const NamedCode& named : kNames) {
    if (named.code == code) {
      return named.name;
    }
  }
  return absl::StrCat("CKR 0x", absl::Hex(code));
}

absl::Status TokenError(absl::string_view what, CK_RV code) {
  return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_SIGNER_DOWN,
                   absl::StrCat("token: ", what, ": ", TokenCodeName(code)));
}

bool IsSessionLost(CK_RV code) {
  for (const CK_RV lost : kLost) {
    if (code == lost) {
      return true;
    }
  }
  return false;
}

}  // namespace kepil
