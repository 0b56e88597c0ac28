#include "engine/crypto/hash_algorithm.h"

#include "absl/strings/string_view.h"

namespace kepil {
namespace {

struct Row {
  HashAlgorithm algorithm;
  absl::string_view name;
  absl::string_view oid_text;
  absl::string_view oid;  // Content octets.
  int size;
};

// OIDs: RFC 1321, RFC 8017 appendix C, NIST CSOR (2.16.840.1.101.3.4.2),
// RFC 8702 (id-shake256: 512 bits of output), TeleTrusT, RFC 9215, RFC 4357,
// KNCA RK, STB 34.101.31 and .77, GM/T 0006.
#define KEPIL_STB "\x2a\x70\x00\x02\x00\x22\x65"  // 1.2.112.0.2.0.34.101
constexpr Row kRows[] = {
    {HashAlgorithm::kMd5, "md5", "1.2.840.113549.2.5",
     "\x2a\x86\x48\x86\xf7\x0d\x02\x05", 16},
    {HashAlgorithm::kSha1, "sha1", "1.3.14.3.2.26", "\x2b\x0e\x03\x02\x1a", 20},
    {HashAlgorithm::kSha224, "sha224", "2.16.840.1.101.3.4.2.4",
     "\x60\x86\x48\x01\x65\x03\x04\x02\x04", 28},
    {HashAlgorithm::kSha256, "sha256", "2.16.840.1.101.3.4.2.1",
     "\x60\x86\x48\x01\x65\x03\x04\x02\x01", 32},
    {HashAlgorithm::kSha384, "sha384", "2.16.840.1.101.3.4.2.2",
     "\x60\x86\x48\x01\x65\x03\x04\x02\x02", 48},
    {HashAlgorithm::kSha512, "sha512", "2.16.840.1.101.3.4.2.3",
     "\x60\x86\x48\x01\x65\x03\x04\x02\x03", 64},
    {HashAlgorithm::kSha512_224, "sha512-224", "2.16.840.1.101.3.4.2.5",
     "\x60\x86\x48\x01\x65\x03\x04\x02\x05", 28},
    {HashAlgorithm::kSha512_256, "sha512-256", "2.16.840.1.101.3.4.2.6",
     "\x60\x86\x48\x01\x65\x03\x04\x02\x06", 32},
    {HashAlgorithm::kSha3_224, "sha3-224", "2.16.840.1.101.3.4.2.7",
     "\x60\x86\x48\x01\x65\x03\x04\x02\x07", 28},
    {HashAlgorithm::kSha3_256, "sha3-256", "2.16.840.1.101.3.4.2.8",
     "\x60\x86\x48\x01\x65\x03\x04\x02\x08", 32},
    {HashAlgorithm::kSha3_384, "sha3-384", "2.16.840.1.101.3.4.2.9",
     "\x60\x86\x48\x01\x65\x03\x04\x02\x09", 48},
    {HashAlgorithm::kSha3_512, "sha3-512", "2.16.840.1.101.3.4.2.10",
     "\x60\x86\x48\x01\x65\x03\x04\x02\x0a", 64},
    {HashAlgorithm::kShake256_512, "shake256-512", "2.16.840.1.101.3.4.2.12",
     "\x60\x86\x48\x01\x65\x03\x04\x02\x0c", 64},
    {HashAlgorithm::kRipemd160, "ripemd160", "1.3.36.3.2.1",
     "\x2b\x24\x03\x02\x01", 20},
    {HashAlgorithm::kStreebog256, "streebog256", "1.2.643.7.1.1.2.2",
     "\x2a\x85\x03\x07\x01\x01\x02\x02", 32},
    {HashAlgorithm::kStreebog512, "streebog512", "1.2.643.7.1.1.2.3",
     "\x2a\x85\x03\x07\x01\x01\x02\x03", 64},
    {HashAlgorithm::kGost94CryptoPro, "gost94-cryptopro", "1.2.643.2.2.9",
     "\x2a\x85\x03\x02\x02\x09", 32},
    {HashAlgorithm::kGost94Test, "gost94-test", "1.2.398.3.10.1.3.1",
     "\x2a\x83\x0e\x03\x0a\x01\x03\x01", 32},
    {HashAlgorithm::kBeltHash,
     "belt-hash",
     "1.2.112.0.2.0.34.101.31.81",
     {KEPIL_STB "\x1f\x51", 9},
     32},
    {HashAlgorithm::kBash256,
     "bash256",
     "1.2.112.0.2.0.34.101.77.11",
     {KEPIL_STB "\x4d\x0b", 9},
     32},
    {HashAlgorithm::kBash384,
     "bash384",
     "1.2.112.0.2.0.34.101.77.12",
     {KEPIL_STB "\x4d\x0c", 9},
     48},
    {HashAlgorithm::kBash512,
     "bash512",
     "1.2.112.0.2.0.34.101.77.13",
     {KEPIL_STB "\x4d\x0d", 9},
     64},
    {HashAlgorithm::kSm3, "sm3", "1.2.156.10197.1.401",
     "\x2a\x81\x1c\xcf\x55\x01\x83\x11", 32},
};

#undef KEPIL_STB

// The same functions under other OIDs: KNCA RK, O'z DSt 1106, GM/T 0006.
struct Alias {
  absl::string_view oid;  // Content octets.
  HashAlgorithm algorithm;
};

constexpr Alias kAliases[] = {
    {"\x2a\x83\x0e\x03\x0a\x01\x03\x02",
     HashAlgorithm::kStreebog256},  // 1.2.398.3.10.1.3.2
    {"\x2a\x83\x0e\x03\x0a\x01\x03\x03",
     HashAlgorithm::kStreebog512},  // 1.2.398.3.10.1.3.3
    {"\x2a\x86\x5c\x03\x0f\x01\x03\x02\x01\x01",
     HashAlgorithm::kGost94CryptoPro},  // 1.2.860.3.15.1.3.2.1.1
    {"\x2a\x81\x1c\xcf\x55\x01\x83\x11\x01",
     HashAlgorithm::kSm3},  // 1.2.156.10197.1.401.1: without a key.
};

// ds:DigestMethod: RFC 9231, 2.1, the profiles of CryptoPro and of KNCA RK, STB
// 34.101.50, annex E. The first of a function is its own country's.
#define KEPIL_MORE "http://www.w3.org/2001/04/xmldsig-more#"
#define KEPIL_ENC "http://www.w3.org/2001/04/xmlenc#"
#define KEPIL_MORE07 "http://www.w3.org/2007/05/xmldsig-more#"
#define KEPIL_DSIG11 "http://www.w3.org/2009/xmldsig11#"
#define KEPIL_CRYPTOPRO "urn:ietf:params:xml:ns:cpxmlsec:algorithms:"
#define KEPIL_KZ "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:"
constexpr struct {
  HashAlgorithm algorithm;
  absl::string_view uri;
} kXmlUris[] = {
    {HashAlgorithm::kMd5, KEPIL_MORE "md5"},
    {HashAlgorithm::kSha1, "http://www.w3.org/2000/09/xmldsig#sha1"},
    {HashAlgorithm::kSha224, KEPIL_MORE "sha224"},
    {HashAlgorithm::kSha256, KEPIL_ENC "sha256"},
    {HashAlgorithm::kSha384, KEPIL_MORE "sha384"},
    {HashAlgorithm::kSha512, KEPIL_ENC "sha512"},
    {HashAlgorithm::kSha3_224, KEPIL_MORE07 "sha3-224"},
    {HashAlgorithm::kSha3_256, KEPIL_MORE07 "sha3-256"},
    {HashAlgorithm::kSha3_384, KEPIL_MORE07 "sha3-384"},
    {HashAlgorithm::kSha3_512, KEPIL_MORE07 "sha3-512"},
    {HashAlgorithm::kRipemd160, KEPIL_ENC "ripemd160"},
    {HashAlgorithm::kStreebog256, KEPIL_CRYPTOPRO "gostr34112012-256"},
    {HashAlgorithm::kStreebog512, KEPIL_CRYPTOPRO "gostr34112012-512"},
    {HashAlgorithm::kStreebog256, KEPIL_KZ "gostr34112015-256"},
    {HashAlgorithm::kStreebog512, KEPIL_KZ "gostr34112015-512"},
    {HashAlgorithm::kGost94CryptoPro, KEPIL_MORE "gostr3411"},
    {HashAlgorithm::kGost94CryptoPro, KEPIL_CRYPTOPRO "gostr3411"},
    {HashAlgorithm::kGost94Test, KEPIL_MORE "gost34311"},
    {HashAlgorithm::kBeltHash, KEPIL_DSIG11 "belt-hash256"},
    {HashAlgorithm::kBash256, KEPIL_DSIG11 "bash256"},
    {HashAlgorithm::kBash384, KEPIL_DSIG11 "bash384"},
    {HashAlgorithm::kBash512, KEPIL_DSIG11 "bash512"},
};
#undef KEPIL_MORE
#undef KEPIL_ENC
#undef KEPIL_MORE07
#undef KEPIL_DSIG11
#undef KEPIL_CRYPTOPRO
#undef KEPIL_KZ

constexpr Row kUnknownRow = {HashAlgorithm::kUnknown, "unknown", "", "", 0};

const Row& RowOf(HashAlgorithm algorithm) {
  for (const Row& row : kRows) {
    if (row.algorithm == algorithm) {
      return row;
    }
  }
  return kUnknownRow;
}

}  // namespace

absl::string_view HashName(HashAlgorithm algorithm) {
  return RowOf(algorithm).name;
}

HashAlgorithm HashFromName(absl::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) {
      return row.algorithm;
    }
  }
  return HashAlgorithm::kUnknown;
}

HashAlgorithm HashFromOid(absl::string_view oid_content) {
  for (const Row& row : kRows) {
    if (row.oid == oid_content) {
      return row.algorithm;
    }
  }
  for (const Alias& alias : kAliases) {
    if (alias.oid == oid_content) {
      return alias.algorithm;
    }
  }
  return HashAlgorithm::kUnknown;
}

absl::string_view HashOidText(HashAlgorithm algorithm) {
  return RowOf(algorithm).oid_text;
}

absl::string_view HashXmlUri(HashAlgorithm algorithm) {
  for (const auto& row : kXmlUris) {
    if (row.algorithm == algorithm) {
      return row.uri;
    }
  }
  return "";
}

HashAlgorithm HashFromXmlUri(absl::string_view uri) {
  for (const auto& row : kXmlUris) {
    if (row.uri == uri) {
      return row.algorithm;
    }
  }
  return HashAlgorithm::kUnknown;
}

int HashSize(HashAlgorithm algorithm) { return RowOf(algorithm).size; }

}  // namespace kepil
