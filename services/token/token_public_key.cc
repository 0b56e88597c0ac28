#include "services/token/token_public_key.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "services/token/token_error.h"

namespace kepil {
namespace {

constexpr CK_ULONG kMaxAttribute = 8192;  // Octets.
constexpr size_t kEd25519Size = 32;
constexpr size_t kEd448Size = 57;

absl::Status Unusable(absl::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONFIG_INVALID,
                   absl::StrCat("public key of the token: ", what));
}

absl::StatusOr<std::string> Read(const TokenObject& object,
                                 CK_ATTRIBUTE_TYPE type) {
  CK_ATTRIBUTE attribute = {type, nullptr, 0};
  CK_RV code = object.functions.C_GetAttributeValue(
      object.session, object.handle, &attribute, 1);
  if (code == CKR_OK && attribute.ulValueLen > kMaxAttribute) {
    return Unusable("an attribute is too long");
  }
  std::string value(code == CKR_OK ? attribute.ulValueLen : 0, '\0');
  if (code == CKR_OK) {
    attribute.pValue = value.data();
    code = object.functions.C_GetAttributeValue(object.session, object.handle,
                                                &attribute, 1);
  }
  if (code != CKR_OK) {
    return TokenError("C_GetAttributeValue", code);
  }
  value.resize(attribute.ulValueLen);
  return value;
}

// CKA_EC_POINT is the point in a DER OCTET STRING; some tokens leave that out.
std::string PointIn(const std::string& value) {
  DerReader reader(value);
  const absl::StatusOr<absl::string_view> inner = reader.ReadOctetString();
  return inner.ok() && reader.empty() ? std::string(*inner) : value;
}

std::string Spki(const std::string& algorithm, absl::string_view key) {
  return DerSequence({algorithm, DerBitString(key)});
}

absl::StatusOr<std::string> RsaSpki(const TokenObject& object) {
  KEPIL_ASSIGN_OR_RETURN(const std::string modulus, Read(object, CKA_MODULUS));
  KEPIL_ASSIGN_OR_RETURN(const std::string exponent,
                         Read(object, CKA_PUBLIC_EXPONENT));
  return Spki(DerSequence({DerOidFromText("1.2.840.113549.1.1.1"), DerNull()}),
              DerSequence({DerUnsigned(modulus), DerUnsigned(exponent)}));
}

absl::StatusOr<std::string> EcSpki(const TokenObject& object) {
  KEPIL_ASSIGN_OR_RETURN(const std::string curve, Read(object, CKA_EC_PARAMS));
  KEPIL_ASSIGN_OR_RETURN(const std::string point, Read(object, CKA_EC_POINT));
  return Spki(DerSequence({DerOidFromText("1.2.840.10045.2.1"), curve}),
              PointIn(point));
}

absl::StatusOr<std::string> EdwardsSpki(const TokenObject& object) {
  KEPIL_ASSIGN_OR_RETURN(const std::string value, Read(object, CKA_EC_POINT));
  const std::string point = PointIn(value);
  if (point.size() != kEd25519Size && point.size() != kEd448Size) {
    return Unusable("neither Ed25519 nor Ed448");
  }
  return Spki(
      DerSequence({DerOidFromText(
          point.size() == kEd25519Size ? "1.3.101.112" : "1.3.101.113")}),
      point);
}

}  // namespace

absl::StatusOr<std::string> ReadTokenPublicKey(const TokenObject& object) {
  CK_KEY_TYPE type = 0;
  CK_ATTRIBUTE attribute = {CKA_KEY_TYPE, &type, sizeof(type)};
  const CK_RV code = object.functions.C_GetAttributeValue(
      object.session, object.handle, &attribute, 1);
  if (code != CKR_OK) {
    return TokenError("C_GetAttributeValue", code);
  }
  switch (type) {
    case CKK_RSA:
      return RsaSpki(object);
    case CKK_EC:
      return EcSpki(object);
    case CKK_EC_EDWARDS:
      return EdwardsSpki(object);
    default:
      return Unusable("not RSA, EC, Ed25519 or Ed448");
  }
}

}  // namespace kepil
