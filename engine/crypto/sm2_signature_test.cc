#include "engine/crypto/sm2_signature.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/openssl_ptr.h"
#include "engine/crypto/sm2_known_answer.h"
#include "engine/crypto/sm2_user.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

std::string Number(absl::string_view hex) {
  return DerUnsigned(absl::HexStringToBytes(hex));
}

TEST(Sm2SignatureTest, TheSignerIsPartOfWhatIsSigned) {
  const Sm2KnownAnswer& answer = kSm2KnownAnswer;
  const std::string spki =
      DerSequence({DerSequence({DerOidFromText("1.2.840.10045.2.1"),
                                DerOidFromText("1.2.156.10197.1.301")}),
                   DerBitString(absl::HexStringToBytes(
                       absl::StrCat("04", answer.x, answer.y)))});
  const auto* next = reinterpret_cast<const unsigned char*>(spki.data());
  const EvpPkeyPtr key(
      d2i_PUBKEY(nullptr, &next, static_cast<long>(spki.size())));  // NOLINT
  ASSERT_NE(key, nullptr);
  const std::string signature =
      DerSequence({Number(answer.r), Number(answer.s)});
  const std::string user = *Sm2UserDigest(key.get(), kSm2DefaultIdentifier);
  EXPECT_THAT(IsSm2Signature(key.get(), user, answer.message, signature),
              IsOkAndHolds(true));
  EXPECT_THAT(IsSm2Signature(key.get(), user, "another", signature),
              IsOkAndHolds(false));
  EXPECT_THAT(IsSm2Signature(key.get(), *Sm2UserDigest(key.get(), "ALICE"),
                             answer.message, signature),
              IsOkAndHolds(false));
  EXPECT_THAT(IsSm2Signature(key.get(), user, answer.message,
                             DerSequence({Number(answer.s), Number(answer.r)})),
              IsOkAndHolds(false));
}

}  // namespace
}  // namespace kepil
