#include "engine/crypto/algorithm_table.h"

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace kepil {
namespace {

// 1.2.840.113549.1.1
#define KEPIL_PKCS1 "\x2a\x86\x48\x86\xf7\x0d\x01\x01"
// 2.16.840.1.101.3.4.3
#define KEPIL_NIST "\x60\x86\x48\x01\x65\x03\x04\x03"
// 1.2.840.10045 and 1.2.840.10040
#define KEPIL_X962 "\x2a\x86\x48\xce\x3d"
#define KEPIL_X957 "\x2a\x86\x48\xce\x38"
// 1.2.643, 1.2.398.3.10.1.1, 1.2.860.3.15.1.1 and 1.2.112.0.2.0.34.101.45
#define KEPIL_RU "\x2a\x85\x03"
#define KEPIL_KZ "\x2a\x83\x0e\x03\x0a\x01\x01"
#define KEPIL_UZ "\x2a\x86\x5c\x03\x0f\x01\x01"
#define KEPIL_BIGN "\x2a\x70\x00\x02\x00\x22\x65\x2d"

// RFC 8017 appendix C, RFC 5758, RFC 3279, RFC 8410, NIST CSOR, TeleTrusT and
// the two OIW forms that old certificates have. Keys' OIDs come last.
constexpr AlgorithmRow kRows[] = {
    {KEPIL_PKCS1 "\x0b", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha256,
     KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x0c", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha384,
     KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x0d", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha512,
     KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x0e", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha224,
     KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x0f", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha512_224,
     KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x10", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha512_256,
     KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x05", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha1,
     KeyFamily::kUnknown},
    {"\x2b\x0e\x03\x02\x1d", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha1,
     KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x04", SignatureScheme::kRsaPkcs1, HashAlgorithm::kMd5,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x0d", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha3_224,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x0e", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha3_256,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x0f", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha3_384,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x10", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha3_512,
     KeyFamily::kUnknown},
    {"\x2b\x24\x03\x03\x01\x02", SignatureScheme::kRsaPkcs1,
     HashAlgorithm::kRipemd160, KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x0a", SignatureScheme::kRsaPss, HashAlgorithm::kUnknown,
     KeyFamily::kUnknown},
    {KEPIL_X962 "\x04\x03\x02", SignatureScheme::kEcdsa, HashAlgorithm::kSha256,
     KeyFamily::kUnknown},
    {KEPIL_X962 "\x04\x03\x03", SignatureScheme::kEcdsa, HashAlgorithm::kSha384,
     KeyFamily::kUnknown},
    {KEPIL_X962 "\x04\x03\x04", SignatureScheme::kEcdsa, HashAlgorithm::kSha512,
     KeyFamily::kUnknown},
    {KEPIL_X962 "\x04\x03\x01", SignatureScheme::kEcdsa, HashAlgorithm::kSha224,
     KeyFamily::kUnknown},
    {KEPIL_X962 "\x04\x01", SignatureScheme::kEcdsa, HashAlgorithm::kSha1,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x09", SignatureScheme::kEcdsa, HashAlgorithm::kSha3_224,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x0a", SignatureScheme::kEcdsa, HashAlgorithm::kSha3_256,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x0b", SignatureScheme::kEcdsa, HashAlgorithm::kSha3_384,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x0c", SignatureScheme::kEcdsa, HashAlgorithm::kSha3_512,
     KeyFamily::kUnknown},
    {KEPIL_X957 "\x04\x03", SignatureScheme::kDsa, HashAlgorithm::kSha1,
     KeyFamily::kUnknown},
    {"\x2b\x0e\x03\x02\x1b", SignatureScheme::kDsa, HashAlgorithm::kSha1,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x01", SignatureScheme::kDsa, HashAlgorithm::kSha224,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x02", SignatureScheme::kDsa, HashAlgorithm::kSha256,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x03", SignatureScheme::kDsa, HashAlgorithm::kSha384,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x04", SignatureScheme::kDsa, HashAlgorithm::kSha512,
     KeyFamily::kUnknown},
    {"\x2b\x65\x70", SignatureScheme::kEddsa, HashAlgorithm::kUnknown,
     KeyFamily::kEd25519},
    {"\x2b\x65\x71", SignatureScheme::kEddsa, HashAlgorithm::kUnknown,
     KeyFamily::kEd448},
    // GOST R 34.10 (RFC 4491, RFC 9215), KNCA RK, O'z DSt 1092, STB 34.101.45,
    // GM/T 0006.
    {KEPIL_RU "\x02\x02\x03", SignatureScheme::kGostBeSr,
     HashAlgorithm::kGost94CryptoPro, KeyFamily::kGost2001},
    {KEPIL_RU "\x07\x01\x01\x03\x02", SignatureScheme::kGostBeSr,
     HashAlgorithm::kStreebog256, KeyFamily::kGost2012_256},
    {KEPIL_RU "\x07\x01\x01\x03\x03", SignatureScheme::kGostBeSr,
     HashAlgorithm::kStreebog512, KeyFamily::kGost2012_512},
    {KEPIL_KZ "\x01\x02", SignatureScheme::kGostLeRs,
     HashAlgorithm::kGost94Test, KeyFamily::kKzGost2004},
    {KEPIL_KZ "\x02\x03\x01", SignatureScheme::kGostLeRs,
     HashAlgorithm::kStreebog256, KeyFamily::kKzGost2015_256},
    {KEPIL_KZ "\x02\x03\x02", SignatureScheme::kGostLeRs,
     HashAlgorithm::kStreebog512, KeyFamily::kKzGost2015_512},
    {KEPIL_UZ "\x02\x02\x02\x02", SignatureScheme::kGostBeSr,
     HashAlgorithm::kGost94CryptoPro, KeyFamily::kUzDst1092},
    {{KEPIL_BIGN "\x0c", 9},
     SignatureScheme::kBign,
     HashAlgorithm::kBeltHash,
     KeyFamily::kBign},
    {{KEPIL_BIGN "\x0d", 9},
     SignatureScheme::kBign,
     HashAlgorithm::kBash256,
     KeyFamily::kBign},
    {{KEPIL_BIGN "\x0e", 9},
     SignatureScheme::kBign,
     HashAlgorithm::kBash384,
     KeyFamily::kBign},
    {{KEPIL_BIGN "\x0f", 9},
     SignatureScheme::kBign,
     HashAlgorithm::kBash512,
     KeyFamily::kBign},
    {"\x2a\x81\x1c\xcf\x55\x01\x83\x75", SignatureScheme::kSm2,
     HashAlgorithm::kSm3, KeyFamily::kSm2},
    {KEPIL_PKCS1 "\x01", SignatureScheme::kRsaPkcs1, HashAlgorithm::kUnknown,
     KeyFamily::kUnknown},
    {KEPIL_X962 "\x02\x01", SignatureScheme::kEcdsa, HashAlgorithm::kUnknown,
     KeyFamily::kUnknown},
    {KEPIL_X957 "\x04\x01", SignatureScheme::kDsa, HashAlgorithm::kUnknown,
     KeyFamily::kUnknown},
    {KEPIL_RU "\x02\x02\x13", SignatureScheme::kGostBeSr,
     HashAlgorithm::kUnknown, KeyFamily::kGost2001},
    {KEPIL_RU "\x07\x01\x01\x01\x01", SignatureScheme::kGostBeSr,
     HashAlgorithm::kUnknown, KeyFamily::kGost2012_256},
    {KEPIL_RU "\x07\x01\x01\x01\x02", SignatureScheme::kGostBeSr,
     HashAlgorithm::kUnknown, KeyFamily::kGost2012_512},
    {KEPIL_KZ "\x01\x01", SignatureScheme::kGostLeRs, HashAlgorithm::kUnknown,
     KeyFamily::kKzGost2004},
    {KEPIL_KZ "\x02\x01", SignatureScheme::kGostLeRs, HashAlgorithm::kUnknown,
     KeyFamily::kKzGost2015_256},
    {KEPIL_KZ "\x02\x02", SignatureScheme::kGostLeRs, HashAlgorithm::kUnknown,
     KeyFamily::kKzGost2015_512},
    {KEPIL_UZ "\x02\x01", SignatureScheme::kGostBeSr, HashAlgorithm::kUnknown,
     KeyFamily::kUzDst1092},
    {{KEPIL_BIGN "\x02\x01", 10},
     SignatureScheme::kBign,
     HashAlgorithm::kUnknown,
     KeyFamily::kBign},
    {"\x2a\x81\x1c\xcf\x55\x01\x82\x2d\x01", SignatureScheme::kSm2,
     HashAlgorithm::kUnknown, KeyFamily::kSm2},
};

#undef KEPIL_PKCS1
#undef KEPIL_NIST
#undef KEPIL_X962
#undef KEPIL_X957
#undef KEPIL_RU
#undef KEPIL_KZ
#undef KEPIL_UZ
#undef KEPIL_BIGN

}  // namespace

absl::Span<const AlgorithmRow> AlgorithmRows() { return kRows; }

const AlgorithmRow* FindAlgorithmRow(absl::string_view oid_content) {
  for (const AlgorithmRow& row : kRows) {
    if (row.oid == oid_content) {
      return &row;
    }
  }
  return nullptr;
}

}  // namespace kepil
