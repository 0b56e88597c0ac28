#include "translog/signed_note.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"

namespace kepil {
namespace {

constexpr size_t kKeyIdOctets = 4;
constexpr size_t kKeyIdHexDigits = 8;
constexpr char kEd25519Type = '\x01';
constexpr absl::string_view kSignaturePrefix = "\xe2\x80\x94 ";  // U+2014
// SubjectPublicKeyInfo of an Ed25519 key up to the key itself (RFC 8410, 4).
constexpr absl::string_view kSpkiPrefix(
    "\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12);

// Takes one code point off `rest`; nullopt unless it is well-formed UTF-8 (RFC
// 3629: shortest form, no surrogates, at most U+10FFFF).
std::optional<uint32_t> TakeCodePoint(absl::string_view& rest) {
  const auto octet = [&rest](size_t i) {
    return static_cast<uint8_t>(rest[i]);
  };
  const uint8_t lead = octet(0);
  size_t length = 1;
  uint32_t point = lead;
  uint32_t least = 0;
  if (lead >= 0xf0 && lead <= 0xf4) {
    length = 4, point = lead & 0x07, least = 0x10000;
  } else if (lead >= 0xe0 && lead < 0xf0) {
    length = 3, point = lead & 0x0f, least = 0x800;
  } else if (lead >= 0xc2 && lead < 0xe0) {
    length = 2, point = lead & 0x1f, least = 0x80;
  } else if (lead >= 0x80) {
    return std::nullopt;
  }
  if (rest.size() < length) {
    return std::nullopt;
  }
  for (size_t i = 1; i < length; ++i) {
    if ((octet(i) & 0xc0) != 0x80) {
      return std::nullopt;
    }
    point = point << 6 | (octet(i) & 0x3f);
  }
  if (point < least || point > 0x10ffff ||
      (point >= 0xd800 && point <= 0xdfff)) {
    return std::nullopt;
  }
  rest.remove_prefix(length);
  return point;
}

// Unicode property White_Space.
bool IsSpace(uint32_t point) {
  return (point >= 0x09 && point <= 0x0d) || point == 0x20 || point == 0x85 ||
         point == 0xa0 || point == 0x1680 ||
         (point >= 0x2000 && point <= 0x200a) || point == 0x2028 ||
         point == 0x2029 || point == 0x202f || point == 0x205f ||
         point == 0x3000;
}

bool IsNoteText(absl::string_view octets) {
  while (!octets.empty()) {
    const std::optional<uint32_t> point = TakeCodePoint(octets);
    if (!point.has_value() || (*point < 0x20 && *point != '\n')) {
      return false;
    }
  }
  return true;
}

bool IsKeyName(absl::string_view name) {
  if (name.empty()) {
    return false;
  }
  while (!name.empty()) {
    const std::optional<uint32_t> point = TakeCodePoint(name);
    if (!point.has_value() || *point < 0x20 || *point == '+' ||
        IsSpace(*point)) {
      return false;
    }
  }
  return true;
}

uint32_t ReadKeyId(absl::string_view octets) {
  uint32_t id = 0;
  for (size_t i = 0; i < kKeyIdOctets; ++i) {
    id = id << 8 | static_cast<uint8_t>(octets[i]);
  }
  return id;
}

uint32_t KeyIdOf(absl::string_view name, absl::string_view key) {
  const Digest digest = Sha256(
      absl::StrCat(name, "\n", absl::string_view(&kEd25519Type, 1), key));
  return ReadKeyId(digest.bytes());
}

absl::StatusOr<NoteSignature> ParseSignatureLine(absl::string_view line) {
  const size_t space = absl::ConsumePrefix(&line, kSignaturePrefix)
                           ? line.find(' ')
                           : absl::string_view::npos;
  if (space == absl::string_view::npos) {
    return FormatUnknownError("note: not a signature line");
  }
  NoteSignature signature;
  signature.name = std::string(line.substr(0, space));
  if (!IsKeyName(signature.name)) {
    return FormatUnknownError("note: not a key name");
  }
  KEPIL_ASSIGN_OR_RETURN(const std::string octets,
                         DecodeStrictBase64(line.substr(space + 1)));
  if (octets.size() <= kKeyIdOctets) {
    return FormatUnknownError("note: signature is too short");
  }
  signature.key_id = ReadKeyId(octets);
  signature.value = octets.substr(kKeyIdOctets);
  return signature;
}

}  // namespace

absl::StatusOr<SignedNote> ParseSignedNote(absl::string_view octets,
                                           const NoteLimits& limits) {
  if (octets.size() > static_cast<size_t>(limits.max_octets)) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_DOCUMENT_TOO_LARGE, "note is too large");
  }
  if (!IsNoteText(octets)) {
    return FormatUnknownError("note: not plain text in UTF-8");
  }
  const size_t blank = octets.rfind("\n\n");
  if (blank == absl::string_view::npos || !absl::EndsWith(octets, "\n")) {
    return FormatUnknownError("note: no signatures behind a blank line");
  }
  SignedNote note;
  note.octets = std::string(octets);
  note.text = std::string(octets.substr(0, blank + 1));
  absl::string_view rest = octets.substr(blank + 2);
  if (rest.empty()) {
    return FormatUnknownError("note: no signatures");
  }
  while (!rest.empty()) {
    if (note.signatures.size() >= static_cast<size_t>(limits.max_signatures)) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_CONTAINER_LIMIT,
                       "note has too many signatures");
    }
    const size_t end = rest.find('\n');
    KEPIL_ASSIGN_OR_RETURN(NoteSignature signature,
                           ParseSignatureLine(rest.substr(0, end)));
    note.signatures.push_back(std::move(signature));
    rest.remove_prefix(end + 1);
  }
  return note;
}

absl::StatusOr<std::string> DecodeStrictBase64(absl::string_view text) {
  std::string octets;
  // Absl accepts white space, missing padding and stray bits.
  if (!absl::Base64Unescape(text, &octets) ||
      absl::Base64Escape(octets) != text) {
    return FormatUnknownError("not canonical base64");
  }
  return octets;
}

NoteVerifier::NoteVerifier(std::string name, std::string key,
                           PublicKeyRef public_key)
    : name_(std::move(name)),
      key_(std::move(key)),
      key_id_(KeyIdOf(name_, key_)),
      public_key_(std::move(public_key)) {}

absl::StatusOr<NoteVerifier> NoteVerifier::Create(absl::string_view name,
                                                  absl::string_view key) {
  if (!IsKeyName(name)) {
    return MalformedError("not the name of a note key");
  }
  if (key.size() != kKeyOctets) {
    return MalformedError("not an Ed25519 public key");
  }
  absl::StatusOr<PublicKeyRef> public_key =
      PublicKey::FromSpki(absl::StrCat(kSpkiPrefix, key));
  if (!public_key.ok()) {
    return MalformedError("not an Ed25519 public key");
  }
  return NoteVerifier(std::string(name), std::string(key),
                      *std::move(public_key));
}

absl::StatusOr<NoteVerifier> NoteVerifier::FromVkey(absl::string_view vkey) {
  const size_t id_at = vkey.find('+');
  if (id_at == absl::string_view::npos ||
      vkey.size() < id_at + kKeyIdHexDigits + 2 ||
      vkey[id_at + kKeyIdHexDigits + 1] != '+') {
    return MalformedError("vkey: not <name>+<key id>+<key>");
  }
  absl::StatusOr<std::string> key =
      DecodeStrictBase64(vkey.substr(id_at + kKeyIdHexDigits + 2));
  if (!key.ok() || key->empty() || (*key)[0] != kEd25519Type) {
    return MalformedError("vkey: not an Ed25519 key in base64");
  }
  KEPIL_ASSIGN_OR_RETURN(NoteVerifier verifier,
                         Create(vkey.substr(0, id_at), key->substr(1)));
  if (verifier.vkey() != vkey) {
    return MalformedError("vkey: key id is not that of the key");
  }
  return verifier;
}

std::string NoteVerifier::vkey() const {
  return absl::StrFormat("%s+%08x+%s", name_, key_id_,
                         absl::Base64Escape(absl::StrCat(
                             absl::string_view(&kEd25519Type, 1), key_)));
}

absl::StatusOr<bool> NoteVerifier::VerifyText(
    absl::string_view text, absl::string_view signature) const {
  SignatureAlgorithm algorithm;
  algorithm.scheme = SignatureScheme::kEddsa;
  return public_key_->Verify(algorithm, text, signature);
}

absl::StatusOr<NoteVerdict> VerifyNote(const SignedNote& note,
                                       const NoteVerifier& verifier) {
  NoteVerdict verdict = NoteVerdict::kUnknownKey;
  for (const NoteSignature& signature : note.signatures) {
    if (signature.name != verifier.name() ||
        signature.key_id != verifier.key_id()) {
      continue;
    }
    KEPIL_ASSIGN_OR_RETURN(const bool verified,
                           verifier.VerifyText(note.text, signature.value));
    if (!verified) {
      return NoteVerdict::kSignatureInvalid;
    }
    verdict = NoteVerdict::kVerified;
  }
  return verdict;
}

NoteSigner::NoteSigner(NoteVerifier verifier, LogSigner signer)
    : verifier_(std::move(verifier)), signer_(std::move(signer)) {}

absl::StatusOr<NoteSigner> NoteSigner::Create(absl::string_view name,
                                              LogSigner signer) {
  absl::string_view key = signer.signer->spki();
  absl::Status bad_key = MakeError(
      absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_CONFIG_INVALID,
      "a log needs an Ed25519 key and a name without spaces or plus");
  if (!absl::ConsumePrefix(&key, kSpkiPrefix)) {
    return bad_key;
  }
  absl::StatusOr<NoteVerifier> verifier = NoteVerifier::Create(name, key);
  if (!verifier.ok()) {
    return bad_key;
  }
  return NoteSigner(*std::move(verifier), std::move(signer));
}

absl::StatusOr<NoteSigner> NoteSigner::Under(absl::string_view name) const {
  return Create(name, signer_);
}

absl::StatusOr<std::string> NoteSigner::Sign(absl::string_view text) const {
  if (!absl::EndsWith(text, "\n") || !IsNoteText(text)) {
    return MalformedError("note text is not lines of plain text");
  }
  KEPIL_ASSIGN_OR_RETURN(const std::string signature,
                         signer_.signer->Sign(text));
  std::string octets;
  for (int shift = 24; shift >= 0; shift -= 8) {
    octets.push_back(static_cast<char>(verifier_.key_id() >> shift & 0xff));
  }
  octets += signature;
  return absl::StrCat(text, "\n", kSignaturePrefix, verifier_.name(), " ",
                      absl::Base64Escape(octets), "\n");
}

}  // namespace kepil
