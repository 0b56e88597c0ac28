#ifndef KEPIL_ENGINE_CRYPTO_SUITE_TABLE_H_
#define KEPIL_ENGINE_CRYPTO_SUITE_TABLE_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/crypto/algorithm_scheme.h"
#include "engine/crypto/hash_algorithm.h"

namespace kepil {

// How a signature value is written.
enum class SignatureWire {
  kRsaOctets,    // Big-endian, as long as the modulus (RFC 8017, 8).
  kDerIntegers,  // DER SEQUENCE {r, s}.
  kPlainRs,      // r || s, big-endian, as long as the order (RFC 7518, 3.4).
  kEdOctets,     // RFC 8032.
  kGostBeSr,     // s || r, big-endian (RFC 9215).
  kGostLeRs,     // r || s, little-endian (KNCA RK).
  kBignS0S1,     // S0 || S1, little-endian (STB 34.101.45).
};

// What a suite is called where it has no OID. OIDs are in AlgorithmRow.
struct SuiteRow {
  SignatureScheme scheme;
  KeyFamily family;    // kRsa also for keys that are for PSS only.
  HashAlgorithm hash;  // kUnknown for EdDSA.
  // As OpenSSL 3.0 prints its OID; "": it has no name. RSASSA-PSS has one for
  // all hash functions.
  absl::string_view openssl_name;
  // "alg" of a JWS (RFC 7518, RFC 9864); ES256 and its like also bind the
  // curve, which is the caller's to check. "": none.
  absl::string_view jwa;
  // ds:SignatureMethod (RFC 6931, RFC 9231, national profiles). "": none.
  absl::string_view xml_uri;
};

// Every suite; one row each.
absl::Span<const SuiteRow> SuiteRows();

// Exact matches; nullptr if there is none, so also for "". Some suites have a
// second URI. The URI of RSASSA-PSS with parameters names no suite.
const SuiteRow* FindSuiteRow(SignatureScheme scheme, KeyFamily family,
                             HashAlgorithm hash);
const SuiteRow* FindSuiteByXmlUri(absl::string_view uri);
const SuiteRow* FindSuiteByJwa(absl::string_view alg);

// In X.509 and CMS. `scheme` is not kUnknown.
SignatureWire CmsWire(SignatureScheme scheme);
// In XML signatures and JWS. `scheme` is not kUnknown.
SignatureWire XmlWire(SignatureScheme scheme);

// Bits of security against the best published attacks, for reports; policies
// judge by dates. `key_bits` is PublicKey::size_bits. Keys: NIST SP 800-57
// part 1, table 2, an RSA or DSA size between two of its rows counts as the
// lower one and one below 1024 as 0; half the order of other groups. Hash
// functions: what a collision costs. 0 for no suite.
int StrengthBits(const SuiteRow& suite, int key_bits);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_SUITE_TABLE_H_
