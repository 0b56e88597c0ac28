#ifndef KEPIL_SERVICES_TOKEN_TOKEN_SESSIONS_H_
#define KEPIL_SERVICES_TOKEN_TOKEN_SESSIONS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/mutex.h"
#include "p11-kit/pkcs11.h"
#include "services/token/token_module.h"

namespace kepil {

// TokenSessions are the sessions of one key with its token: logged in, the
// private key found. They are opened as needed, at most so many, and each is
// used by one thread at a time. A token that was away is found again by its
// label. Thread-safe.
class TokenSessions {
 public:
  struct Spec {
    std::string token_label;
    std::string key_label;  // Of the private and of the public key.
    std::string pin;        // Of the user.
    int max_sessions = 4;
  };
  struct Session {
    CK_SESSION_HANDLE handle = 0;
    CK_OBJECT_HANDLE key = 0;  // Private.
    int64_t era = 0;           // Counts how often all sessions were given up.
  };

  TokenSessions(std::shared_ptr<const TokenModule> module, Spec spec);
  // Nobody uses a session any more.
  ~TokenSessions();
  TokenSessions(const TokenSessions&) = delete;
  TokenSessions& operator=(const TokenSessions&) = delete;

  // Blocks while all are in use. UNAVAILABLE/SIGNER_DOWN if the token, the key
  // or the login fails. A PIN that was refused is never tried again: the token
  // would lock.
  absl::StatusOr<Session> Take();
  void Give(const Session& session);
  // Instead of Give, after `code`. A lost one takes those of its era with it:
  // the next Take opens anew.
  void Drop(const Session& session, CK_RV code);

  // One object of that class under the key's label.
  absl::StatusOr<CK_OBJECT_HANDLE> FindObject(CK_SESSION_HANDLE session,
                                              CK_OBJECT_CLASS kind) const;
  const CK_FUNCTION_LIST& functions() const { return module_->functions(); }

 private:
  absl::StatusOr<Session> Open(int64_t era);
  absl::StatusOr<CK_SLOT_ID> FindSlot() const;
  absl::Status Login(CK_SESSION_HANDLE session);
  void Close(CK_SESSION_HANDLE session) const;

  const std::shared_ptr<const TokenModule> module_;
  const Spec spec_;
  Mutex login_mutex_;
  CK_RV pin_refused_ ABSL_GUARDED_BY(login_mutex_) = CKR_OK;
  Mutex mutex_;
  CondVar freed_;
  std::vector<Session> idle_ ABSL_GUARDED_BY(mutex_);
  int taken_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t era_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_TOKEN_TOKEN_SESSIONS_H_
