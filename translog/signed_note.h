#ifndef KEPIL_TRANSLOG_SIGNED_NOTE_H_
#define KEPIL_TRANSLOG_SIGNED_NOTE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/public_key.h"
#include "engine/crypto/signer.h"

namespace kepil {

// Signed notes of c2sp.org/signed-note: a text, a blank line, and one line per
// signature. Keys here are Ed25519 (signature type 0x01).

struct NoteLimits {
  int max_octets = 128 * 1024;  // Room for 16 post-quantum signatures.
  int max_signatures = 64;
};

// One signature line: "— <name> base64(key id || value)".
struct NoteSignature {
  std::string name;
  uint32_t key_id = 0;
  std::string value;
};

// SignedNote is a note as read; nothing in it has been verified.
struct SignedNote {
  std::string octets;  // The whole note, as it was given.
  std::string text;    // What is signed: ends with a newline.
  std::vector<NoteSignature> signatures;
};

// Strict. INVALID_ARGUMENT/DOCUMENT_TOO_LARGE or CONTAINER_LIMIT over `limits`,
// INVALID_ARGUMENT/FORMAT_UNKNOWN for anything that is not a signed note: other
// UTF-8 or control characters than allowed, a line out of place, base64 that is
// not in its one canonical form. Signatures of any type are kept.
absl::StatusOr<SignedNote> ParseSignedNote(absl::string_view octets,
                                           const NoteLimits& limits = {});

// Base64 with padding, in its one canonical form (RFC 4648, section 4).
// INVALID_ARGUMENT/FORMAT_UNKNOWN otherwise.
absl::StatusOr<std::string> DecodeStrictBase64(absl::string_view text);

// NoteVerifier is a named public key that signs notes. Immutable; thread-safe.
class NoteVerifier {
 public:
  static constexpr size_t kKeyOctets = 32;

  // INVALID_ARGUMENT/REQUEST_MALFORMED for a name that no signature line can
  // carry (empty, with a space, "+" or control character) or a `key` that is
  // not an Ed25519 public key of 32 octets.
  static absl::StatusOr<NoteVerifier> Create(absl::string_view name,
                                             absl::string_view key);
  // Reads the textual form "<name>+<key id, 8 hex>+<base64(0x01 || key)>".
  // Errors as above; also where the key id is not the one of name and key.
  static absl::StatusOr<NoteVerifier> FromVkey(absl::string_view vkey);

  const std::string& name() const { return name_; }
  uint32_t key_id() const { return key_id_; }
  const std::string& key() const { return key_; }
  std::string vkey() const;

  // Checks a bare Ed25519 signature over `text`. OK(false): does not verify.
  absl::StatusOr<bool> VerifyText(absl::string_view text,
                                  absl::string_view signature) const;

 private:
  NoteVerifier(std::string name, std::string key, PublicKeyRef public_key);

  std::string name_;
  std::string key_;
  uint32_t key_id_;
  PublicKeyRef public_key_;
};

enum class NoteVerdict {
  kVerified,
  kUnknownKey,        // No signature names this key: nothing is known.
  kSignatureInvalid,  // One names this key and does not verify.
};

// Checks every signature of `note` that names the key of `verifier`; the others
// are passed over. An error means that it could not be decided.
absl::StatusOr<NoteVerdict> VerifyNote(const SignedNote& note,
                                       const NoteVerifier& verifier);

// NoteSigner signs notes under a name. Immutable; thread-safe.
class NoteSigner {
 public:
  // INVALID_ARGUMENT/CONFIG_INVALID unless the key is Ed25519 and `name` fits.
  static absl::StatusOr<NoteSigner> Create(absl::string_view name,
                                           LogSigner signer);
  const NoteVerifier& verifier() const { return verifier_; }
  // The same key under another name, for another log. Errors as Create.
  absl::StatusOr<NoteSigner> Under(absl::string_view name) const;
  // The signed note over `text`, which must end with a newline
  // (INVALID_ARGUMENT/REQUEST_MALFORMED). UNAVAILABLE/SIGNER_DOWN from the key.
  absl::StatusOr<std::string> Sign(absl::string_view text) const;

 private:
  NoteSigner(NoteVerifier verifier, LogSigner signer);

  NoteVerifier verifier_;
  LogSigner signer_;
};

}  // namespace kepil

#endif  // KEPIL_TRANSLOG_SIGNED_NOTE_H_
