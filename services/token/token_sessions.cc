#include "services/token/token_sessions.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/token/token_error.h"

namespace kepil {
namespace {

absl::Status Down(absl::string_view why) {
  return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_SIGNER_DOWN,
                   absl::StrCat("token: ", why));
}

// Labels stand in 32 octets, filled with blanks.
absl::string_view LabelOf(const CK_TOKEN_INFO& info) {
  const absl::string_view label(reinterpret_cast<const char*>(info.label),
                                sizeof(info.label));
  return label.substr(0, label.find_last_not_of(' ') + 1);
}

bool MeansThatThePinIsWrong(CK_RV code) {
  return code == CKR_PIN_INCORRECT || code == CKR_PIN_LOCKED ||
         code == CKR_PIN_EXPIRED || code == CKR_PIN_INVALID ||
         code == CKR_PIN_LEN_RANGE;
}

CK_UTF8CHAR* Octets(const std::string& text) {
  return reinterpret_cast<CK_UTF8CHAR*>(const_cast<char*>(text.data()));
}

}  // namespace

TokenSessions::TokenSessions(std::shared_ptr<const TokenModule> module,
                             Spec spec)
    : module_(std::move(module)), spec_(std::move(spec)) {
  KEPIL_CHECK(spec_.max_sessions > 0);
}

TokenSessions::~TokenSessions() {
  for (const Session& session : idle_) {
    Close(session.handle);
  }
}

absl::StatusOr<TokenSessions::Session> TokenSessions::Take() {
  int64_t era = 0;
  {
    MutexLock lock(mutex_);
    while (taken_ >= spec_.max_sessions) {
      freed_.Wait(mutex_);
    }
    ++taken_;
    if (!idle_.empty()) {
      const Session session = idle_.back();
      idle_.pop_back();
      return session;
    }
    era = era_;
  }
  absl::StatusOr<Session> opened = Open(era);
  if (!opened.ok()) {
    MutexLock lock(mutex_);
    --taken_;
    freed_.NotifyOne();
  }
  return opened;
}

void TokenSessions::Give(const Session& session) {
  MutexLock lock(mutex_);
  --taken_;
  freed_.NotifyOne();
  if (session.era == era_) {
    idle_.push_back(session);
  } else {
    Close(session.handle);
  }
}

void TokenSessions::Drop(const Session& session, CK_RV code) {
  MutexLock lock(mutex_);
  --taken_;
  freed_.NotifyOne();
  if (code != CKR_SESSION_HANDLE_INVALID && code != CKR_SESSION_CLOSED) {
    Close(session.handle);
  }
  if (IsSessionLost(code) && session.era == era_) {
    ++era_;
    for (const Session& other : idle_) {
      Close(other.handle);
    }
    idle_.clear();
  }
}

absl::StatusOr<TokenSessions::Session> TokenSessions::Open(int64_t era) {
  KEPIL_ASSIGN_OR_RETURN(const CK_SLOT_ID slot, FindSlot());
  Session session;
  session.era = era;
  const CK_RV code = functions().C_OpenSession(
      slot, CKF_SERIAL_SESSION, nullptr, nullptr, &session.handle);
  if (code != CKR_OK) {
    return TokenError("C_OpenSession", code);
  }
  absl::Status status = Login(session.handle);
  if (status.ok()) {
    absl::StatusOr<CK_OBJECT_HANDLE> key =
        FindObject(session.handle, CKO_PRIVATE_KEY);
    if (key.ok()) {
      session.key = *key;
      return session;
    }
    status = key.status();
  }
  Close(session.handle);
  return status;
}

absl::StatusOr<CK_SLOT_ID> TokenSessions::FindSlot() const {
  CK_ULONG count = 0;
  CK_RV code = functions().C_GetSlotList(CK_TRUE, nullptr, &count);
  std::vector<CK_SLOT_ID> slots(count);
  if (code == CKR_OK && count > 0) {
    code = functions().C_GetSlotList(CK_TRUE, slots.data(), &count);
  }
  if (code != CKR_OK) {
    return TokenError("C_GetSlotList", code);
  }
  slots.resize(count);
  for (const CK_SLOT_ID slot : slots) {
    CK_TOKEN_INFO info;
    if (functions().C_GetTokenInfo(slot, &info) == CKR_OK &&
        LabelOf(info) == spec_.token_label) {
      return slot;
    }
  }
  return Down(absl::StrCat("no token is called ", spec_.token_label));
}

// All sessions with a token are logged in or out together.
absl::Status TokenSessions::Login(CK_SESSION_HANDLE session) {
  MutexLock lock(login_mutex_);
  if (pin_refused_ != CKR_OK) {
    return TokenError("the PIN was refused before", pin_refused_);
  }
  const CK_RV code = functions().C_Login(session, CKU_USER, Octets(spec_.pin),
                                         spec_.pin.size());
  if (code == CKR_OK || code == CKR_USER_ALREADY_LOGGED_IN) {
    return absl::OkStatus();
  }
  if (MeansThatThePinIsWrong(code)) {
    pin_refused_ = code;
  }
  return TokenError("C_Login", code);
}

absl::StatusOr<CK_OBJECT_HANDLE> TokenSessions::FindObject(
    CK_SESSION_HANDLE session, CK_OBJECT_CLASS kind) const {
  CK_ATTRIBUTE wanted[] = {
      {CKA_CLASS, &kind, sizeof(kind)},
      {CKA_LABEL, Octets(spec_.key_label), spec_.key_label.size()}};
  CK_RV code = functions().C_FindObjectsInit(session, wanted, 2);
  if (code != CKR_OK) {
    return TokenError("C_FindObjectsInit", code);
  }
  CK_OBJECT_HANDLE found[2] = {};
  CK_ULONG count = 0;
  code = functions().C_FindObjects(session, found, 2, &count);
  functions().C_FindObjectsFinal(session);
  if (code != CKR_OK) {
    return TokenError("C_FindObjects", code);
  }
  if (count != 1) {
    return Down(absl::StrCat(count == 0 ? "no" : "more than one",
                             kind == CKO_PRIVATE_KEY ? " private" : " public",
                             " key is called ", spec_.key_label));
  }
  return found[0];
}

void TokenSessions::Close(CK_SESSION_HANDLE session) const {
  functions().C_CloseSession(session);
}

}  // namespace kepil
