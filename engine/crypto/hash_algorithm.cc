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

int HashSize(HashAlgorithm algorithm) { return RowOf(algorithm).size; }

}  // namespace kepil
