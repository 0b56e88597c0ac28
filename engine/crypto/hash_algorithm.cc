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
// RFC 8702 (id-shake256: 512 bits of output), TeleTrusT.
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
  return HashAlgorithm::kUnknown;
}

absl::string_view HashOidText(HashAlgorithm algorithm) {
  return RowOf(algorithm).oid_text;
}

int HashSize(HashAlgorithm algorithm) { return RowOf(algorithm).size; }

}  // namespace kepil
