#include "services/token/token_signer.h"

#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/public_key.h"
#include "engine/crypto/signing_suite.h"
#include "services/token/token_error.h"
#include "services/token/token_public_key.h"

namespace kepil {
namespace {

constexpr size_t kMaxSignature = 2048;  // Octets: RSA with 16384 bits.

CK_BYTE* Octets(std::string& octets) {
  return reinterpret_cast<CK_BYTE*>(octets.data());
}

// One of SigningSuiteFor or PssSigningSuite; nothing else comes here.
CK_MECHANISM_TYPE MechanismOf(SignatureScheme scheme) {
  if (scheme == SignatureScheme::kRsaPkcs1) {
    return CKM_RSA_PKCS;
  }
  if (scheme == SignatureScheme::kRsaPss) {
    return CKM_RSA_PKCS_PSS;
  }
  return scheme == SignatureScheme::kEcdsa ? CKM_ECDSA : CKM_EDDSA;
}

// ECDSA-Sig-Value of r || s (RFC 3279, 2.2.3).
std::string EcdsaValue(absl::string_view pair) {
  const size_t half = pair.size() / 2;
  return DerSequence(
      {DerUnsigned(pair.substr(0, half)), DerUnsigned(pair.substr(half))});
}

class TokenSigner : public Signer {
 public:
  TokenSigner(std::unique_ptr<TokenSessions> sessions, std::string spki,
              SigningSuite suite)
      : sessions_(std::move(sessions)),
        spki_(std::move(spki)),
        suite_(std::move(suite)) {}

  const std::string& spki() const override { return spki_; }
  const SignatureAlgorithm& algorithm() const override {
    return suite_.algorithm;
  }
  const std::string& algorithm_identifier() const override {
    return suite_.identifier;
  }
  absl::StatusOr<std::string> Sign(absl::string_view message) const override;

 private:
  // What the mechanism takes: the message, its digest or a DigestInfo.
  absl::StatusOr<std::string> InputOf(absl::string_view message) const;
  CK_RV SignIn(const TokenSessions::Session& session, std::string& input,
               std::string& value) const;
  absl::StatusOr<std::string> ValueOf(std::string raw) const;

  const std::unique_ptr<TokenSessions> sessions_;
  const std::string spki_;
  const SigningSuite suite_;
};

absl::StatusOr<std::string> TokenSigner::Sign(absl::string_view message) const {
  KEPIL_ASSIGN_OR_RETURN(std::string input, InputOf(message));
  for (int attempt = 1;; ++attempt) {
    KEPIL_ASSIGN_OR_RETURN(const TokenSessions::Session session,
                           sessions_->Take());
    std::string raw;
    const CK_RV code = SignIn(session, input, raw);
    if (code == CKR_OK) {
      sessions_->Give(session);
      return ValueOf(std::move(raw));
    }
    sessions_->Drop(session, code);
    if (!IsSessionLost(code) || attempt > 1) {
      return TokenError("cannot sign", code);
    }
  }
}

absl::StatusOr<std::string> TokenSigner::InputOf(
    absl::string_view message) const {
  if (suite_.algorithm.scheme == SignatureScheme::kEddsa) {
    return std::string(message);
  }
  KEPIL_ASSIGN_OR_RETURN(std::string digest,
                         HashOf(suite_.algorithm.hash, message));
  if (suite_.algorithm.scheme != SignatureScheme::kRsaPkcs1) {
    return digest;
  }
  return DerSequence(
      {DerSequence(
           {DerOidFromText(HashOidText(suite_.algorithm.hash)), DerNull()}),
       DerOctetString(digest)});
}

CK_RV TokenSigner::SignIn(const TokenSessions::Session& session,
                          std::string& input, std::string& value) const {
  CK_RSA_PKCS_PSS_PARAMS pss = {
      CKM_SHA256, CKG_MGF1_SHA256,
      static_cast<CK_ULONG>(suite_.algorithm.salt_length)};
  CK_MECHANISM mechanism = {MechanismOf(suite_.algorithm.scheme), nullptr, 0};
  if (mechanism.mechanism == CKM_RSA_PKCS_PSS) {
    mechanism.pParameter = &pss;
    mechanism.ulParameterLen = sizeof(pss);
  }
  const CK_FUNCTION_LIST& functions = sessions_->functions();
  CK_RV code = functions.C_SignInit(session.handle, &mechanism, session.key);
  if (code != CKR_OK) {
    return code;
  }
  value.resize(kMaxSignature);
  CK_ULONG size = value.size();
  code = functions.C_Sign(session.handle, Octets(input), input.size(),
                          Octets(value), &size);
  value.resize(code == CKR_OK && size <= value.size() ? size : 0);
  return code;
}

absl::StatusOr<std::string> TokenSigner::ValueOf(std::string raw) const {
  if (raw.empty() || (suite_.algorithm.scheme == SignatureScheme::kEcdsa &&
                      raw.size() % 2 != 0)) {
    return TokenError("gave a signature of an odd size", CKR_GENERAL_ERROR);
  }
  return suite_.algorithm.scheme == SignatureScheme::kEcdsa ? EcdsaValue(raw)
                                                            : std::move(raw);
}

absl::StatusOr<std::string> ReadSpki(TokenSessions& sessions) {
  KEPIL_ASSIGN_OR_RETURN(const TokenSessions::Session session, sessions.Take());
  const auto read = [&]() -> absl::StatusOr<std::string> {
    KEPIL_ASSIGN_OR_RETURN(const CK_OBJECT_HANDLE key,
                           sessions.FindObject(session.handle, CKO_PUBLIC_KEY));
    return ReadTokenPublicKey({sessions.functions(), session.handle, key});
  };
  absl::StatusOr<std::string> spki = read();
  sessions.Give(session);
  return spki;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Signer>> CreateTokenSigner(
    std::shared_ptr<const TokenModule> module, TokenSessions::Spec spec,
    RsaPadding padding) {
  auto sessions =
      std::make_unique<TokenSessions>(std::move(module), std::move(spec));
  KEPIL_ASSIGN_OR_RETURN(std::string spki, ReadSpki(*sessions));
  KEPIL_ASSIGN_OR_RETURN(const PublicKeyRef key, PublicKey::FromSpki(spki));
  KEPIL_ASSIGN_OR_RETURN(SigningSuite suite, SigningSuiteFor(*key));
  if (padding == RsaPadding::kPss && key->family() == KeyFamily::kRsa) {
    suite = PssSigningSuite();
  }
  const auto signer = std::make_shared<const TokenSigner>(
      std::move(sessions), std::move(spki), std::move(suite));
  // A key that does not sign what its public half verifies is of no use.
  KEPIL_ASSIGN_OR_RETURN(const std::string signature, signer->Sign("kepil"));
  const absl::StatusOr<bool> verified =
      key->Verify(signer->algorithm(), "kepil", signature);
  if (!verified.ok() || !*verified) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_CONFIG_INVALID,
                     "token: private and public half do not fit");
  }
  return std::shared_ptr<const Signer>(signer);
}

}  // namespace kepil
