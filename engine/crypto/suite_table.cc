#include "engine/crypto/suite_table.h"

#include <algorithm>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace kepil {
namespace {

#define KEPIL_DSIG "http://www.w3.org/2000/09/xmldsig#"
#define KEPIL_DSIG11 "http://www.w3.org/2009/xmldsig11#"
#define KEPIL_MORE01 "http://www.w3.org/2001/04/xmldsig-more#"
#define KEPIL_MORE07 "http://www.w3.org/2007/05/xmldsig-more#"
#define KEPIL_MORE21 "http://www.w3.org/2021/04/xmldsig-more#"
#define KEPIL_CRYPTOPRO "urn:ietf:params:xml:ns:cpxmlsec:algorithms:"
#define KEPIL_KZ "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:"

// URIs: RFC 9231, 2.3; the profiles of CryptoPro and of KNCA RK; STB 34.101.50,
// annex E.
constexpr SuiteRow kRows[] = {
    {SignatureScheme::kRsaPkcs1, KeyFamily::kRsa, HashAlgorithm::kMd5,
     "RSA-MD5", "", KEPIL_MORE01 "rsa-md5"},
    {SignatureScheme::kRsaPkcs1, KeyFamily::kRsa, HashAlgorithm::kSha1,
     "RSA-SHA1", "", KEPIL_DSIG "rsa-sha1"},
    {SignatureScheme::kRsaPkcs1, KeyFamily::kRsa, HashAlgorithm::kSha224,
     "RSA-SHA224", "", KEPIL_MORE01 "rsa-sha224"},
    {SignatureScheme::kRsaPkcs1, KeyFamily::kRsa, HashAlgorithm::kSha256,
     "RSA-SHA256", "RS256", KEPIL_MORE01 "rsa-sha256"},
    {SignatureScheme::kRsaPkcs1, KeyFamily::kRsa, HashAlgorithm::kSha384,
     "RSA-SHA384", "RS384", KEPIL_MORE01 "rsa-sha384"},
    {SignatureScheme::kRsaPkcs1, KeyFamily::kRsa, HashAlgorithm::kSha512,
     "RSA-SHA512", "RS512", KEPIL_MORE01 "rsa-sha512"},
    {SignatureScheme::kRsaPkcs1, KeyFamily::kRsa, HashAlgorithm::kSha512_224,
     "RSA-SHA512/224", "", ""},
    {SignatureScheme::kRsaPkcs1, KeyFamily::kRsa, HashAlgorithm::kSha512_256,
     "RSA-SHA512/256", "", ""},
    {SignatureScheme::kRsaPkcs1, KeyFamily::kRsa, HashAlgorithm::kSha3_224,
     "RSA-SHA3-224", "", ""},
    {SignatureScheme::kRsaPkcs1, KeyFamily::kRsa, HashAlgorithm::kSha3_256,
     "RSA-SHA3-256", "", ""},
    {SignatureScheme::kRsaPkcs1, KeyFamily::kRsa, HashAlgorithm::kSha3_384,
     "RSA-SHA3-384", "", ""},
    {SignatureScheme::kRsaPkcs1, KeyFamily::kRsa, HashAlgorithm::kSha3_512,
     "RSA-SHA3-512", "", ""},
    {SignatureScheme::kRsaPkcs1, KeyFamily::kRsa, HashAlgorithm::kRipemd160,
     "RSA-RIPEMD160", "", KEPIL_MORE01 "rsa-ripemd160"},
    {SignatureScheme::kRsaPss, KeyFamily::kRsa, HashAlgorithm::kMd5,
     "RSASSA-PSS", "", KEPIL_MORE07 "md5-rsa-MGF1"},
    {SignatureScheme::kRsaPss, KeyFamily::kRsa, HashAlgorithm::kSha1,
     "RSASSA-PSS", "", KEPIL_MORE07 "sha1-rsa-MGF1"},
    {SignatureScheme::kRsaPss, KeyFamily::kRsa, HashAlgorithm::kSha224,
     "RSASSA-PSS", "", KEPIL_MORE07 "sha224-rsa-MGF1"},
    {SignatureScheme::kRsaPss, KeyFamily::kRsa, HashAlgorithm::kSha256,
     "RSASSA-PSS", "PS256", KEPIL_MORE07 "sha256-rsa-MGF1"},
    {SignatureScheme::kRsaPss, KeyFamily::kRsa, HashAlgorithm::kSha384,
     "RSASSA-PSS", "PS384", KEPIL_MORE07 "sha384-rsa-MGF1"},
    {SignatureScheme::kRsaPss, KeyFamily::kRsa, HashAlgorithm::kSha512,
     "RSASSA-PSS", "PS512", KEPIL_MORE07 "sha512-rsa-MGF1"},
    {SignatureScheme::kRsaPss, KeyFamily::kRsa, HashAlgorithm::kSha512_224,
     "RSASSA-PSS", "", ""},
    {SignatureScheme::kRsaPss, KeyFamily::kRsa, HashAlgorithm::kSha512_256,
     "RSASSA-PSS", "", ""},
    {SignatureScheme::kRsaPss, KeyFamily::kRsa, HashAlgorithm::kSha3_224,
     "RSASSA-PSS", "", KEPIL_MORE07 "sha3-224-rsa-MGF1"},
    {SignatureScheme::kRsaPss, KeyFamily::kRsa, HashAlgorithm::kSha3_256,
     "RSASSA-PSS", "", KEPIL_MORE07 "sha3-256-rsa-MGF1"},
    {SignatureScheme::kRsaPss, KeyFamily::kRsa, HashAlgorithm::kSha3_384,
     "RSASSA-PSS", "", KEPIL_MORE07 "sha3-384-rsa-MGF1"},
    {SignatureScheme::kRsaPss, KeyFamily::kRsa, HashAlgorithm::kSha3_512,
     "RSASSA-PSS", "", KEPIL_MORE07 "sha3-512-rsa-MGF1"},
    {SignatureScheme::kRsaPss, KeyFamily::kRsa, HashAlgorithm::kRipemd160,
     "RSASSA-PSS", "", KEPIL_MORE07 "ripemd160-rsa-MGF1"},
    {SignatureScheme::kEcdsa, KeyFamily::kEc, HashAlgorithm::kSha1,
     "ecdsa-with-SHA1", "", KEPIL_MORE01 "ecdsa-sha1"},
    {SignatureScheme::kEcdsa, KeyFamily::kEc, HashAlgorithm::kSha224,
     "ecdsa-with-SHA224", "", KEPIL_MORE01 "ecdsa-sha224"},
    {SignatureScheme::kEcdsa, KeyFamily::kEc, HashAlgorithm::kSha256,
     "ecdsa-with-SHA256", "ES256", KEPIL_MORE01 "ecdsa-sha256"},
    {SignatureScheme::kEcdsa, KeyFamily::kEc, HashAlgorithm::kSha384,
     "ecdsa-with-SHA384", "ES384", KEPIL_MORE01 "ecdsa-sha384"},
    {SignatureScheme::kEcdsa, KeyFamily::kEc, HashAlgorithm::kSha512,
     "ecdsa-with-SHA512", "ES512", KEPIL_MORE01 "ecdsa-sha512"},
    {SignatureScheme::kEcdsa, KeyFamily::kEc, HashAlgorithm::kSha3_224,
     "id-ecdsa-with-sha3-224", "", KEPIL_MORE21 "ecdsa-sha3-224"},
    {SignatureScheme::kEcdsa, KeyFamily::kEc, HashAlgorithm::kSha3_256,
     "id-ecdsa-with-sha3-256", "", KEPIL_MORE21 "ecdsa-sha3-256"},
    {SignatureScheme::kEcdsa, KeyFamily::kEc, HashAlgorithm::kSha3_384,
     "id-ecdsa-with-sha3-384", "", KEPIL_MORE21 "ecdsa-sha3-384"},
    {SignatureScheme::kEcdsa, KeyFamily::kEc, HashAlgorithm::kSha3_512,
     "id-ecdsa-with-sha3-512", "", KEPIL_MORE21 "ecdsa-sha3-512"},
    {SignatureScheme::kDsa, KeyFamily::kDsa, HashAlgorithm::kSha1, "DSA-SHA1",
     "", KEPIL_DSIG "dsa-sha1"},
    {SignatureScheme::kDsa, KeyFamily::kDsa, HashAlgorithm::kSha224,
     "dsa_with_SHA224", "", ""},
    {SignatureScheme::kDsa, KeyFamily::kDsa, HashAlgorithm::kSha256,
     "dsa_with_SHA256", "", KEPIL_DSIG11 "dsa-sha256"},
    {SignatureScheme::kDsa, KeyFamily::kDsa, HashAlgorithm::kSha384,
     "id-dsa-with-sha384", "", ""},
    {SignatureScheme::kDsa, KeyFamily::kDsa, HashAlgorithm::kSha512,
     "id-dsa-with-sha512", "", ""},
    {SignatureScheme::kEddsa, KeyFamily::kEd25519, HashAlgorithm::kUnknown,
     "ED25519", "Ed25519", KEPIL_MORE21 "eddsa-ed25519"},
    {SignatureScheme::kEddsa, KeyFamily::kEd448, HashAlgorithm::kUnknown,
     "ED448", "Ed448", KEPIL_MORE21 "eddsa-ed448"},
    {SignatureScheme::kGostBeSr, KeyFamily::kGost2001,
     HashAlgorithm::kGost94CryptoPro, "id-GostR3411-94-with-GostR3410-2001", "",
     KEPIL_MORE01 "gostr34102001-gostr3411"},
    {SignatureScheme::kGostBeSr, KeyFamily::kGost2012_256,
     HashAlgorithm::kStreebog256, "id-tc26-signwithdigest-gost3410-2012-256",
     "", KEPIL_CRYPTOPRO "gostr34102012-gostr34112012-256"},
    {SignatureScheme::kGostBeSr, KeyFamily::kGost2012_512,
     HashAlgorithm::kStreebog512, "id-tc26-signwithdigest-gost3410-2012-512",
     "", KEPIL_CRYPTOPRO "gostr34102012-gostr34112012-512"},
    {SignatureScheme::kGostBeSr, KeyFamily::kUzDst1092,
     HashAlgorithm::kGost94CryptoPro, "", "", ""},
    {SignatureScheme::kGostLeRs, KeyFamily::kKzGost2004,
     HashAlgorithm::kGost94Test, "", "", KEPIL_MORE01 "gost34310-gost34311"},
    {SignatureScheme::kGostLeRs, KeyFamily::kKzGost2015_256,
     HashAlgorithm::kStreebog256, "", "",
     KEPIL_KZ "gostr34102015-gostr34112015-256"},
    {SignatureScheme::kGostLeRs, KeyFamily::kKzGost2015_512,
     HashAlgorithm::kStreebog512, "", "",
     KEPIL_KZ "gostr34102015-gostr34112015-512"},
    {SignatureScheme::kBign, KeyFamily::kBign, HashAlgorithm::kBeltHash, "", "",
     KEPIL_DSIG11 "bign-with-hbelt"},
    {SignatureScheme::kBign, KeyFamily::kBign, HashAlgorithm::kBash256, "", "",
     KEPIL_DSIG11 "bign-with-bash256"},
    {SignatureScheme::kBign, KeyFamily::kBign, HashAlgorithm::kBash384, "", "",
     KEPIL_DSIG11 "bign-with-bash384"},
    {SignatureScheme::kBign, KeyFamily::kBign, HashAlgorithm::kBash512, "", "",
     KEPIL_DSIG11 "bign-with-bash512"},
    {SignatureScheme::kSm2, KeyFamily::kSm2, HashAlgorithm::kSm3, "SM2-SM3", "",
     ""},
};

// Of GOST R 34.10-2001 under the prefix that the later suites have.
constexpr absl::string_view kSecondGost2001Uri =
    KEPIL_CRYPTOPRO "gostr34102001-gostr3411";

#undef KEPIL_DSIG
#undef KEPIL_DSIG11
#undef KEPIL_MORE01
#undef KEPIL_MORE07
#undef KEPIL_MORE21
#undef KEPIL_CRYPTOPRO
#undef KEPIL_KZ

// NIST SP 800-57 part 1, table 2.
int FactoringStrength(int bits) {
  constexpr struct {
    int bits, strength;
  } kSteps[] = {
      {15360, 256}, {7680, 192}, {3072, 128}, {2048, 112}, {1024, 80}};
  for (const auto& step : kSteps) {
    if (bits >= step.bits) {
      return step.strength;
    }
  }
  return 0;
}

int KeyStrength(KeyFamily family, int bits) {
  switch (family) {
    case KeyFamily::kUnknown:
      return 0;
    case KeyFamily::kRsa:
    case KeyFamily::kRsaPss:
    case KeyFamily::kDsa:
      return FactoringStrength(bits);
    case KeyFamily::kEd25519:
      return 128;
    case KeyFamily::kEd448:
      return 224;
    case KeyFamily::kEc:
    case KeyFamily::kGost2001:
    case KeyFamily::kGost2012_256:
    case KeyFamily::kGost2012_512:
    case KeyFamily::kKzGost2004:
    case KeyFamily::kKzGost2015_256:
    case KeyFamily::kKzGost2015_512:
    case KeyFamily::kUzDst1092:
    case KeyFamily::kBign:
    case KeyFamily::kSm2:
      return bits / 2;
  }
  return 0;
}

// Half the length but for what is broken: MD5 (Stevens, 2007: 2^16), SHA-1
// (Leurent and Peyrin, 2020: 2^61) and GOST R 34.11-94 (Mendel and others,
// 2008: 2^105).
int CollisionStrength(HashAlgorithm hash) {
  if (hash == HashAlgorithm::kMd5) {
    return 16;
  }
  if (hash == HashAlgorithm::kSha1) {
    return 61;
  }
  if (hash == HashAlgorithm::kGost94CryptoPro ||
      hash == HashAlgorithm::kGost94Test) {
    return 105;
  }
  return 4 * HashSize(hash);
}

}  // namespace

absl::Span<const SuiteRow> SuiteRows() { return kRows; }

const SuiteRow* FindSuiteRow(SignatureScheme scheme, KeyFamily family,
                             HashAlgorithm hash) {
  const KeyFamily table =
      scheme == SignatureScheme::kRsaPss && family == KeyFamily::kRsaPss
          ? KeyFamily::kRsa
          : family;
  for (const SuiteRow& row : kRows) {
    if (row.scheme == scheme && row.family == table && row.hash == hash) {
      return &row;
    }
  }
  return nullptr;
}

const SuiteRow* FindSuiteByXmlUri(absl::string_view uri) {
  if (uri == kSecondGost2001Uri) {
    return FindSuiteRow(SignatureScheme::kGostBeSr, KeyFamily::kGost2001,
                        HashAlgorithm::kGost94CryptoPro);
  }
  for (const SuiteRow& row : kRows) {
    if (!uri.empty() && row.xml_uri == uri) {
      return &row;
    }
  }
  return nullptr;
}

const SuiteRow* FindSuiteByJwa(absl::string_view alg) {
  for (const SuiteRow& row : kRows) {
    if (!alg.empty() && row.jwa == alg) {
      return &row;
    }
  }
  return nullptr;
}

SignatureWire CmsWire(SignatureScheme scheme) {
  switch (scheme) {
    case SignatureScheme::kUnknown:
    case SignatureScheme::kRsaPkcs1:
    case SignatureScheme::kRsaPss:
      return SignatureWire::kRsaOctets;
    case SignatureScheme::kEcdsa:
    case SignatureScheme::kDsa:
    case SignatureScheme::kSm2:
      return SignatureWire::kDerIntegers;
    case SignatureScheme::kEddsa:
      return SignatureWire::kEdOctets;
    case SignatureScheme::kGostBeSr:
      return SignatureWire::kGostBeSr;
    case SignatureScheme::kGostLeRs:
      return SignatureWire::kGostLeRs;
    case SignatureScheme::kBign:
      return SignatureWire::kBignS0S1;
  }
  return SignatureWire::kRsaOctets;
}

SignatureWire XmlWire(SignatureScheme scheme) {
  return CmsWire(scheme) == SignatureWire::kDerIntegers
             ? SignatureWire::kPlainRs
             : CmsWire(scheme);
}

int StrengthBits(const SuiteRow& suite, int key_bits) {
  const int key = KeyStrength(suite.family, key_bits);
  return suite.hash == HashAlgorithm::kUnknown
             ? key
             : std::min(key, CollisionStrength(suite.hash));
}

}  // namespace kepil
