#include "engine/crypto/evp_key.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/openssl_ptr.h"
#include "engine/crypto/pss_parameters.h"
#include "engine/crypto/sm2_user.h"

namespace kepil {
namespace {

// OpenSSL refuses to use larger keys: a verification would cost too much.
constexpr int kMaxRsaBits = 16384;
constexpr int kMaxRsaBitsWithAnyExponent = 3072;
constexpr int kMaxRsaExponentBits = 64;
constexpr int kMaxDsaBits = 10000;

// Content octets of the key types' OIDs.
constexpr absl::string_view kRsaOid =
    "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";  // rsaEncryption
constexpr absl::string_view kRsaPssOid =
    "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";  // id-RSASSA-PSS
constexpr absl::string_view kEcOid =
    "\x2a\x86\x48\xce\x3d\x02\x01";  // id-ecPublicKey
constexpr absl::string_view kDsaOid = "\x2a\x86\x48\xce\x38\x04\x01";  // id-dsa
constexpr absl::string_view kEd25519Oid = "\x2b\x65\x70";
constexpr absl::string_view kEd448Oid = "\x2b\x65\x71";

struct Curve {
  absl::string_view oid;  // Content octets.
  KeyFamily family;
  absl::string_view name;  // Also OpenSSL's.
  int order_bits;
  size_t field_size;  // Octets of a coordinate.
};

// RFC 5480, 2.1.1.1, RFC 5639 and GM/T 0006. Others, such as secp256k1, which
// OpenSSL would take, are not for signatures here.
constexpr Curve kCurves[] = {
    {"\x2a\x86\x48\xce\x3d\x03\x01\x07", KeyFamily::kEc, "P-256", 256, 32},
    {absl::string_view("\x2b\x81\x04\x00\x22", 5), KeyFamily::kEc, "P-384", 384,
     48},
    {absl::string_view("\x2b\x81\x04\x00\x23", 5), KeyFamily::kEc, "P-521", 521,
     66},
    {"\x2b\x24\x03\x03\x02\x08\x01\x01\x07", KeyFamily::kEc, "brainpoolP256r1",
     256, 32},
    {"\x2b\x24\x03\x03\x02\x08\x01\x01\x0b", KeyFamily::kEc, "brainpoolP384r1",
     384, 48},
    {"\x2b\x24\x03\x03\x02\x08\x01\x01\x0d", KeyFamily::kEc, "brainpoolP512r1",
     512, 64},
    {"\x2a\x81\x1c\xcf\x55\x01\x82\x2d", KeyFamily::kSm2, "SM2", 256, 32},
};

absl::Status UnknownKey(absl::string_view what) {
  return MakeError(absl::StatusCode::kUnimplemented,
                   v1::ERROR_REASON_ALGORITHM_UNKNOWN, what);
}

const unsigned char* Octets(absl::string_view octets) {
  return reinterpret_cast<const unsigned char*>(octets.data());
}

absl::StatusOr<BignumPtr> ReadPositive(DerReader& reader) {
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view content,
                         reader.ReadIntegerBytes());
  BignumPtr number(
      BN_bin2bn(Octets(content), static_cast<int>(content.size()), nullptr));
  if ((static_cast<uint8_t>(content[0]) & 0x80) != 0 || number == nullptr ||
      BN_is_zero(number.get())) {
    return FormatUnknownError("key with a number that is not positive");
  }
  return number;
}

// `builder` holds the parameters of a public key of OpenSSL's type `type`.
absl::StatusOr<EvpPkeyPtr> FromData(const char* type, OSSL_PARAM_BLD* builder) {
  const ParamsPtr params(OSSL_PARAM_BLD_to_param(builder));
  const EvpPkeyCtxPtr context(
      EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* pkey = nullptr;
  if (params == nullptr || context == nullptr ||
      EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &pkey, EVP_PKEY_PUBLIC_KEY,
                        params.get()) != 1) {
    return FormatUnknownError(
        absl::StrCat("malformed public key: ", DrainOpensslErrors()));
  }
  return EvpPkeyPtr(pkey);
}

absl::Status BuildRsa(absl::string_view key, EvpKey& out) {
  DerReader outer(key);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(const BignumPtr n, ReadPositive(reader));
  KEPIL_ASSIGN_OR_RETURN(const BignumPtr e, ReadPositive(reader));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  out.size_bits = BN_num_bits(n.get());
  if (out.size_bits > kMaxRsaBits || !BN_is_odd(n.get()) ||
      !BN_is_odd(e.get()) || BN_is_one(e.get()) ||
      BN_cmp(e.get(), n.get()) >= 0) {
    return FormatUnknownError("RSA modulus or exponent out of range");
  }
  if (out.size_bits > kMaxRsaBitsWithAnyExponent &&
      BN_num_bits(e.get()) > kMaxRsaExponentBits) {
    return UnknownKey("RSA exponent too large to be computed with");
  }
  const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  KEPIL_ASSIGN_OR_RETURN(out.pkey, FromData("RSA", builder.get()));
  return absl::OkStatus();
}

absl::Status BuildRsaPss(const AlgorithmIdentifier& algorithm,
                         absl::string_view key, EvpKey& out) {
  if (!algorithm.parameters.empty()) {
    absl::StatusOr<PssParameters> restriction =
        ParsePssParameters(algorithm.parameters);
    if (absl::IsInvalidArgument(restriction.status())) {
      return FormatUnknownError("malformed parameters of an RSASSA-PSS key");
    }
    KEPIL_RETURN_IF_ERROR(restriction.status());
    out.pss_restriction = *restriction;
  }
  // To OpenSSL a plain RSA key: the verifier sees to the restriction.
  return BuildRsa(key, out);
}

absl::StatusOr<const Curve*> ReadCurve(absl::string_view parameters) {
  DerReader reader(parameters);
  // Nothing but a named curve: parameters of another form are refused here.
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view oid, reader.ReadOid());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  for (const Curve& curve : kCurves) {
    if (curve.oid == oid) {
      return &curve;
    }
  }
  return WithDefect(
      UnknownKey(absl::StrCat("curve ", OidToText(oid), " is unknown")),
      CryptoDefect::kParameterSetUnknown);
}

// RFC 5480, 2.2: uncompressed or compressed, not hybrid, not infinity.
absl::Status CheckPointForm(const Curve& curve, absl::string_view key) {
  if (key == absl::string_view("\0", 1)) {
    return WithDefect(FormatUnknownError("EC key is the point at infinity"),
                      CryptoDefect::kKeyAtInfinity);
  }
  const char form = key.empty() ? '\0' : key[0];
  if (form < 2 || form > 4) {
    return FormatUnknownError("malformed point of an EC key");
  }
  return key.size() == 1 + (form == 4 ? 2 : 1) * curve.field_size
             ? absl::OkStatus()
             : WithDefect(
                   FormatUnknownError("EC key of another length than its "
                                      "curve's"),
                   CryptoDefect::kKeyLength);
}

absl::Status BuildEc(const AlgorithmIdentifier& algorithm,
                     absl::string_view key, EvpKey& out) {
  KEPIL_ASSIGN_OR_RETURN(const Curve* curve, ReadCurve(algorithm.parameters));
  KEPIL_RETURN_IF_ERROR(CheckPointForm(*curve, key));
  out.size_bits = curve->order_bits;
  out.curve = curve->name;
  out.family = curve->family;
  // Either checks that the point is on the curve; the cofactor of all is 1.
  if (out.family != KeyFamily::kSm2) {
    out.point = std::string(key);
    out.ready.reset();
    return OpensslKeyOf(out).pkey != nullptr
               ? absl::OkStatus()
               : WithDefect(FormatUnknownError("malformed public key"),
                            CryptoDefect::kKeyNotOnCurve);
  }
  const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                  curve->name.data(), curve->name.size());
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                   key.data(), key.size());
  absl::StatusOr<EvpPkeyPtr> pkey = FromData("SM2", builder.get());
  if (!pkey.ok()) {
    return WithDefect(pkey.status(), CryptoDefect::kKeyNotOnCurve);
  }
  out.pkey = *std::move(pkey);
  KEPIL_ASSIGN_OR_RETURN(out.sm2_user_digest,
                         Sm2UserDigest(out.pkey.get(), kSm2DefaultIdentifier));
  return absl::OkStatus();
}

absl::Status BuildEd(const AlgorithmIdentifier& algorithm,
                     absl::string_view key, EvpKey& out) {
  const bool is_ed25519 = out.family == KeyFamily::kEd25519;
  out.size_bits = is_ed25519 ? 256 : 456;
  // RFC 8410, 3 and 4.
  if (!algorithm.parameters.empty()) {
    return FormatUnknownError("EdDSA key with parameters");
  }
  if (key.size() != (is_ed25519 ? 32 : 57)) {
    return WithDefect(FormatUnknownError("malformed EdDSA key"),
                      CryptoDefect::kKeyLength);
  }
  out.pkey.reset(
      EVP_PKEY_new_raw_public_key_ex(nullptr, is_ed25519 ? "ED25519" : "ED448",
                                     nullptr, Octets(key), key.size()));
  if (out.pkey == nullptr) {
    return FormatUnknownError(
        absl::StrCat("malformed EdDSA key: ", DrainOpensslErrors()));
  }
  return absl::OkStatus();
}

// FIPS 186-4, 4.1 and 4.2, as far as it can be told cheaply.
bool AreDsaNumbersInRange(const BIGNUM* p, const BIGNUM* q, const BIGNUM* g,
                          const BIGNUM* y) {
  const int q_bits = BN_num_bits(q);
  return BN_num_bits(p) <= kMaxDsaBits && BN_is_odd(p) && BN_is_odd(q) &&
         (q_bits == 160 || q_bits == 224 || q_bits == 256) &&
         BN_cmp(q, p) < 0 && !BN_is_one(g) && BN_cmp(g, p) < 0 &&
         !BN_is_one(y) && BN_cmp(y, p) < 0;
}

absl::Status BuildDsa(absl::string_view key, EvpKey& out) {
  if (out.parameters.empty()) {
    return UnknownKey("DSA key without parameters of its own");
  }
  DerReader outer(out.parameters);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(const BignumPtr p, ReadPositive(reader));
  KEPIL_ASSIGN_OR_RETURN(const BignumPtr q, ReadPositive(reader));
  KEPIL_ASSIGN_OR_RETURN(const BignumPtr g, ReadPositive(reader));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  DerReader key_reader(key);
  KEPIL_ASSIGN_OR_RETURN(const BignumPtr y, ReadPositive(key_reader));
  KEPIL_RETURN_IF_ERROR(key_reader.Finish());
  if (!AreDsaNumbersInRange(p.get(), q.get(), g.get(), y.get())) {
    return FormatUnknownError("DSA key out of range");
  }
  out.size_bits = BN_num_bits(p.get());
  const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_FFC_P, p.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_FFC_Q, q.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_FFC_G, g.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, y.get());
  KEPIL_ASSIGN_OR_RETURN(out.pkey, FromData("DSA", builder.get()));
  return absl::OkStatus();
}

KeyFamily FamilyOf(absl::string_view oid) {
  if (oid == kRsaOid) {
    return KeyFamily::kRsa;
  }
  if (oid == kEcOid) {
    return KeyFamily::kEc;
  }
  if (oid == kRsaPssOid) {
    return KeyFamily::kRsaPss;
  }
  if (oid == kEd25519Oid) {
    return KeyFamily::kEd25519;
  }
  if (oid == kEd448Oid) {
    return KeyFamily::kEd448;
  }
  return oid == kDsaOid ? KeyFamily::kDsa : KeyFamily::kUnknown;
}

absl::Status BuildByFamily(const AlgorithmIdentifier& algorithm,
                           absl::string_view key, EvpKey& out) {
  switch (out.family) {
    case KeyFamily::kUnknown:
      break;
    case KeyFamily::kRsa:
      return HasNoParameters(algorithm)
                 ? BuildRsa(key, out)
                 : FormatUnknownError("rsaEncryption key with parameters");
    case KeyFamily::kRsaPss:
      return BuildRsaPss(algorithm, key, out);
    case KeyFamily::kEc:
      return BuildEc(algorithm, key, out);
    case KeyFamily::kEd25519:
    case KeyFamily::kEd448:
      return BuildEd(algorithm, key, out);
    case KeyFamily::kDsa:
      return BuildDsa(key, out);
    case KeyFamily::kGost2001:
    case KeyFamily::kGost2012_256:
    case KeyFamily::kGost2012_512:
    case KeyFamily::kKzGost2004:
    case KeyFamily::kKzGost2015_256:
    case KeyFamily::kKzGost2015_512:
    case KeyFamily::kUzDst1092:
    case KeyFamily::kBign:
    case KeyFamily::kSm2:
      break;  // Not OpenSSL's.
  }
  return UnknownKey(
      absl::StrCat("key type ", OidToText(algorithm.oid), " is unknown"));
}

}  // namespace

OpensslKey OpensslKeyOf(const EvpKey& key) {
  return key.point.empty() ? OpensslKey{key.pkey.get(), key.ready.get()}
                           : EcKeyWithPoint(key.curve, key.point);
}

absl::StatusOr<EvpKey> BuildEvpKey(const AlgorithmIdentifier& algorithm,
                                   absl::string_view key,
                                   absl::string_view inherited_parameters) {
  const OpensslErrorGuard guard;
  EvpKey out;
  out.family = FamilyOf(algorithm.oid);
  // RFC 5280, 6.1.4 (e): absent and NULL are one.
  const bool inherits =
      out.family == KeyFamily::kDsa && HasNoParameters(algorithm);
  out.parameters =
      std::string(inherits ? inherited_parameters : algorithm.parameters);
  KEPIL_RETURN_IF_ERROR(BuildByFamily(algorithm, key, out));
  return out;
}

}  // namespace kepil
