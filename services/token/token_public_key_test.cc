#include "services/token/token_public_key.h"

#include <cstring>
#include <map>
#include <string>

#include "base/error.h"
#include "engine/crypto/der_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// Attributes of the only object; what is absent has no value.
std::map<CK_ATTRIBUTE_TYPE, std::string>* attributes = nullptr;

CK_RV GetAttribute(CK_SESSION_HANDLE, CK_OBJECT_HANDLE, CK_ATTRIBUTE* wanted,
                   CK_ULONG) {
  const auto found = attributes->find(wanted->type);
  if (found == attributes->end()) {
    return CKR_ATTRIBUTE_TYPE_INVALID;
  }
  if (wanted->pValue != nullptr) {
    if (wanted->ulValueLen < found->second.size()) {
      return CKR_BUFFER_TOO_SMALL;
    }
    std::memcpy(wanted->pValue, found->second.data(), found->second.size());
  }
  wanted->ulValueLen = found->second.size();
  return CKR_OK;
}

class TokenPublicKeyTest : public testing::Test {
 protected:
  TokenPublicKeyTest() {
    functions_.C_GetAttributeValue = GetAttribute;
    attributes = &attributes_;
  }
  void SetType(CK_KEY_TYPE type) {
    attributes_[CKA_KEY_TYPE] =
        std::string(reinterpret_cast<const char*>(&type), sizeof(type));
  }
  absl::StatusOr<std::string> Read() {
    return ReadTokenPublicKey({functions_, 1, 1});
  }

  std::map<CK_ATTRIBUTE_TYPE, std::string> attributes_;
  CK_FUNCTION_LIST functions_ = {};
};

TEST_F(TokenPublicKeyTest, ReadsPointsInAndOutOfAnOctetString) {
  const TestKey key = TestKey::Generate(TestKeyKind::kP256);
  SetType(CKK_EC);
  attributes_[CKA_EC_PARAMS] = DerOidFromText("1.2.840.10045.3.1.7");
  attributes_[CKA_EC_POINT] = DerOctetString(key.KeyOctets());
  EXPECT_THAT(Read(), IsOkAndHolds(key.Spki()));
  attributes_[CKA_EC_POINT] = key.KeyOctets();
  EXPECT_THAT(Read(), IsOkAndHolds(key.Spki()));
}

TEST_F(TokenPublicKeyTest, ReadsEdwardsKeysBySize) {
  SetType(CKK_EC_EDWARDS);
  for (const TestKeyKind kind : {TestKeyKind::kEd25519, TestKeyKind::kEd448}) {
    const TestKey key = TestKey::Generate(kind);
    attributes_[CKA_EC_POINT] = DerOctetString(key.KeyOctets());
    EXPECT_THAT(Read(), IsOkAndHolds(key.Spki()));
  }
  attributes_[CKA_EC_POINT] = std::string(31, 'p');
  EXPECT_THAT(Read(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

TEST_F(TokenPublicKeyTest, OtherKeysAndLongAttributesAreRefused) {
  SetType(CKK_DSA);
  EXPECT_THAT(Read(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  SetType(CKK_RSA);
  attributes_[CKA_MODULUS] = std::string(8193, 'm');
  EXPECT_THAT(Read(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

TEST_F(TokenPublicKeyTest, ATokenThatDoesNotAnswerIsDown) {
  EXPECT_THAT(Read(), HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  SetType(CKK_RSA);
  EXPECT_THAT(Read(), HasReason(v1::ERROR_REASON_SIGNER_DOWN));
}

}  // namespace
}  // namespace kepil
