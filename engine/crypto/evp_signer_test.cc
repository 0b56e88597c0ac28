#include "engine/crypto/evp_signer.h"

#include <memory>
#include <optional>
#include <string>

#include "engine/crypto/algorithm.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/public_key.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// Test keys, made with the openssl command line; used nowhere else.
constexpr char kRsaPem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7N9fsMMdayJPe\n"
    "SLAMfx9/E03Y/o0khFTKwT8sIcOO1FCXV19qznz/2GojzzW4/aDjf1CWVxsDQrli\n"
    "sd9dN0Mf5eQYjU1xy7eUPsWKQxZNPK2nVnXbjzrB9/kb1fcy7rD6RIcjQRWkVenE\n"
    "USEfHlteM1O10s0AQYjeKqTBn6JW6EFNivg5N2Wb5h/z9Ggb7VzA2DfIH/lDGdi5\n"
    "8izLE1KaYjgOpxQ3DI59GJORGofKYZH0gkmeVYTnUrUeM5RkjfujTXl5Jr84uMSa\n"
    "QNayJVG5rl1BJLpq4qRk0r52IVbeVxiuO/e7oUcvHO8U6SDcJr/xvhN7ZmUTGJjr\n"
    "6V+4HOSpAgMBAAECggEAAs6x0XQizSj0VLE82JcgawioUnBwv+MvHVI8BwajltT2\n"
    "t2pDP0gE5lZBszNEgDdnbfnnBLYeLNSXkJQPwCdXvZb2LmsSBfqS0GmHj0z1vOdD\n"
    "yF5aypXRgP6dsO3qtMwRAdO8vgnYD/yM0pmP2FZdcuJspy2XzuDssz4q9c9VwR1Y\n"
    "Zomno+2If8JCaXUjEZ1Dr6uWkOy6ATIMgDACH8eB7d24WT/Kn0dGGNRAioF5i8qp\n"
    "/CYCcLKw8BBfbYal/YCv2UGP1vd7md4r3rXynONsnPoznPrrvzdSkujYXV18ScV1\n"
    "2ismD71V2g6HkyPXV9FFwro0ZAYzRB6jpcfk7kPdYQKBgQDqe+Vg8MPpzt1qPhtO\n"
    "L+LVMM5utYqcfFPQoGwJPIOw6KI26zXy9UDR6IXRRkvxGMQLjO5ULf83W1o0i8UX\n"
    "oHqtTgsE2CBbIwiUVuQUQe+tJO2MwKAv8AB7/4jP5VZeByHamHi64kqqnNComBTB\n"
    "0FfKginzvlPqcMgnQALPJYSfcQKBgQDMZaho9XBPxD16+kesg7EaG3YGJ6wb3mY/\n"
    "yKNtqFDMYhCzlaG+1l6OpD4AjFElw/2TN7a2JmNKz2w6ho8s0fc2HzsBrcUvTv2w\n"
    "QuOLtlZ29Ihk3vAQyzpCYnHH9S/fki117WLLkDtNFXzCDDAicKeJ6s0TgDkm3f3t\n"
    "n0F8qyJsuQKBgQDKTQZDMrX0HJOOu/KW7F2JjUgs39es1t8BGcbb2SfNE4gQVbH/\n"
    "4XSBJVl+imWupq1NQdPFMMIGInya5ROwJLZymuiKz2Rq/LjEMosopxJ/kWKZkv8h\n"
    "HLFuSbLhmn1/NiwRCobuxZmhxRWIv1z5MiTsBIzpTAXeOFuW8XT6/uWDIQKBgG1I\n"
    "bSKxF7uOUNDPwEKcprQuuovP6lV8M28m9zpKI+kjBYr/FdvTAfuCFSR14W0vvQRZ\n"
    "ZXc+TxhQjq08BJESMfrd986N+j+xHDKBkOfCNbikRcio6fIQtrWHrQ4cKdx/a48B\n"
    "vTDZjNtKAco+ef3v/aPfxoYGqIf/aSUDYSAm3+EBAoGAQmPE03jzupl+suC5PUsI\n"
    "nN0bklikfLr0J1UK3iKKvTLg7csM3pIuKZ2dR4BvUooyx3MHOGc4klSG/P/CYD0j\n"
    "RnPFXlLPf7pbkErqjdWAyiNKrKc0OE8L5PEu1BtpSXb2U+zgcyU5YdXKWa1OxYxs\n"
    "oAOFV6ZoVelwXBNgObMrSnA=\n"
    "-----END PRIVATE KEY-----\n";
constexpr char kP256Pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgM5POKkZiYvHp6x8i\n"
    "kpP5es+hpWdm++IH5WUVhKb91uuhRANCAAQIdQztWjp5WCEkGj7v4+me4W10e2BH\n"
    "QrqfCmvexmbl/lqTDxw1s2uK85QohtL4SCj0SsVDXOBh45Hh6xzsOx18\n"
    "-----END PRIVATE KEY-----\n";
constexpr char kP384Pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDC5EXouNQIONAtkSg29\n"
    "qH0rDWK7PWmaw3Hh9I6Ut20TbrHiiH7NOQFzqJVhNIrsAlChZANiAARPksHoGcSC\n"
    "JwwUtn+oKOK/YEm42Qd+5EM6xt/DvYHRRe6mEGEF0+w0ZnKQ4x6np3JvLdsqU09d\n"
    "reqACn3jVUJ52xJFyD8lssyHljLGIFH0Xzm5N/h2Iay6GtivVjebzJw=\n"
    "-----END PRIVATE KEY-----\n";
constexpr char kP521Pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIA1nCczGRhQCZFlfVO\n"
    "W+EyWNh7BsbCxG6UtZPlkc0epYbUk+qzHz0pLDZDn3+zmPm3xTKcpQT7EBhlWHxk\n"
    "/a1rEsahgYkDgYYABAHIr8Hk2tEjxQOzTz9jBsf1YoXmQqvNw28ReBCoEmphitQ6\n"
    "2pANTHNGSpNt62yIjz4nWuX2NEpxrY3SC8CViqvvDwGcBd01u/LH3XodKNYgnTkR\n"
    "Z+XTF5cWF4nwiNV/LfAvJSdWE/tiJ0EdSkvjGl3unSxym2uQpd+atOghERW4wuHc\n"
    "zg==\n"
    "-----END PRIVATE KEY-----\n";
constexpr char kEd25519Pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIAHxHie/mXQaAgUQdDgsCV0BornMjz4ydPGz8PFwLZWT\n"
    "-----END PRIVATE KEY-----\n";
constexpr char kEd448Pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MEcCAQAwBQYDK2VxBDsEOZD7MMtP97OfDpzKrr5MrbZ1mNDbRrr0llU/qaxV8UWW\n"
    "9AR3iKoL4t+JxiepbdyI8hH8dUf6GY0r4Q==\n"
    "-----END PRIVATE KEY-----\n";
constexpr char kX25519Pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VuBCIEIHDe4S5uKspe9RwWk2ISA7Owha2uY/VqsXkThHQcJmJK\n"
    "-----END PRIVATE KEY-----\n";
constexpr char kDsaPem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIBWwIBADCCATMGByqGSM44BAEwggEmAoGBANL6V/+uXaLyW1suEEfl3I4Za2EY\n"
    "XX6SSaotlXN2a3dHHGhhYN72sJ7Ia5HTehwTI5PaXJWH3RZMeN5Gj+DJ863gI8W7\n"
    "XHRYwR0riW84YePKx7pB0SoNkAqeLPnQbvQoKTETZEv1SzMAhhR2xB9FGQz4Xoya\n"
    "1BfcFhxlMHc0t203Ah0AwKnkHtK+beOSOJPRI87clcbG7SkSB9RohFqTLQKBgCP3\n"
    "p9dcUIEQ19LcoHcq584kVMnUY8ggx+SqDPNQXqfJBT/5bV+jGeHXoWwE91TBxnCy\n"
    "cy8dGV2xrrHbRzMRKN6NDS60PtfmPK10UyxV0dGLiZ9JbdKzK9jQy0AX49AlDKPj\n"
    "4b1iWLGGKn/d5l76nNvkbQJZMZfReyMNu25X990yBB8CHQCkCwkqH/f5OU2BsAnZ\n"
    "x4DYOu/X1bjAYlOn38NK\n"
    "-----END PRIVATE KEY-----\n";
constexpr char kEncryptedPem[] =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAidxUaQk/U9IgICCAAw\n"
    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEMnQ0aT/vAFIj3n/SXav7doEgZC+\n"
    "q1d/V6qPEcGVp3GmXWP5K4CWFgbpVyhhmAyTAOgKRWJZ3wrcDXyhQ8nQfpIlP8iL\n"
    "WfVA0XJjYg7rEgQCY0RaA6sW/J6y++WUWl9h9fHiJ39p6EuEbnikJdZpG2m6xUfp\n"
    "g8bfrCSJYT3WNnA8qoM8uZbsmlltnZDgnoHQs+RQ11p80mhPVGQz3vEgSaG5HQI=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

auto IsConfigInvalid() { return HasReason(v1::ERROR_REASON_CONFIG_INVALID); }

TEST(EvpSignerTest, SignsWhatItsPublicKeyVerifies) {
  const struct {
    const char* pem;
    const char* suite;
  } kCases[] = {
      {kRsaPem, "rsa-pkcs1-sha256"}, {kP256Pem, "ecdsa-sha256"},
      {kP384Pem, "ecdsa-sha384"},    {kP521Pem, "ecdsa-sha512"},
      {kEd25519Pem, "ed25519"},      {kEd448Pem, "ed448"},
  };
  for (const auto& c : kCases) {
    const auto signer = CreateEvpSigner(c.pem);
    ASSERT_THAT(signer, IsOk()) << c.suite;
    const auto key = PublicKey::FromSpki((*signer)->spki());
    ASSERT_THAT(key, IsOk());
    EXPECT_EQ(SuiteName((*signer)->algorithm(), (*key)->family()), c.suite);
    const auto signature = (*signer)->Sign("message");
    ASSERT_THAT(signature, IsOk());
    EXPECT_THAT((*key)->Verify((*signer)->algorithm(), "message", *signature),
                IsOkAndHolds(true));
    EXPECT_THAT((*key)->Verify((*signer)->algorithm(), "other", *signature),
                IsOkAndHolds(false));
    // The identifier says the same to those who have nothing else.
    const auto identifier =
        ParseAlgorithmIdentifier((*signer)->algorithm_identifier());
    ASSERT_THAT(identifier, IsOk());
    const auto resolved =
        ResolveSignatureAlgorithm((*key)->family(), *identifier, std::nullopt);
    ASSERT_THAT(resolved, IsOk());
    EXPECT_EQ(SuiteName(resolved->algorithm, (*key)->family()), c.suite);
    EXPECT_THAT(resolved->quirks, testing::IsEmpty());
  }
}

TEST(EvpSignerTest, RefusesOtherKeys) {
  EXPECT_THAT(CreateEvpSigner(kX25519Pem), IsConfigInvalid());
  EXPECT_THAT(CreateEvpSigner(kDsaPem), IsConfigInvalid());
}

TEST(EvpSignerTest, RefusesWhatIsNoPlainPrivateKey) {
  EXPECT_THAT(CreateEvpSigner(""), IsConfigInvalid());
  EXPECT_THAT(CreateEvpSigner("no PEM"), IsConfigInvalid());
  EXPECT_THAT(CreateEvpSigner(kEncryptedPem), IsConfigInvalid());
  const std::string pem(kP256Pem);
  EXPECT_THAT(CreateEvpSigner(pem.substr(0, pem.size() / 2)),
              IsConfigInvalid());
}

TEST(EvpSignerTest, MessagesOfRefusalHoldNoKey) {
  const absl::Status status = CreateEvpSigner(kX25519Pem).status();
  const std::string body = std::string(kX25519Pem).substr(28, 40);
  EXPECT_THAT(std::string(status.message()),
              testing::Not(testing::HasSubstr(body)));
}

}  // namespace
}  // namespace kepil
