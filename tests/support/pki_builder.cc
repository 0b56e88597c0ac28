#include "tests/support/pki_builder.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/object_identifier.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;

template <typename T, void (*F)(T*)>
struct Freer {
  void operator()(T* object) const { F(object); }
};
void FreeBio(BIO* bio) { BIO_free_all(bio); }
using BioPtr = std::unique_ptr<BIO, Freer<BIO, FreeBio>>;
using X509Ptr = std::unique_ptr<X509, Freer<X509, X509_free>>;
using NamePtr = std::unique_ptr<X509_NAME, Freer<X509_NAME, X509_NAME_free>>;
using MdCtxPtr =
    std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX, EVP_MD_CTX_free>>;

// The octets that an i2d function gives.
template <typename T, typename I2d>
std::string Encode(const T* object, I2d i2d) {
  unsigned char* out = nullptr;
  const int length = i2d(object, &out);
  KEPIL_CHECK(length > 0);
  std::string octets(reinterpret_cast<char*>(out), length);
  OPENSSL_free(out);
  return octets;
}

std::string BioText(BIO* bio) {
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio, &data);  // NOLINT: OpenSSL's type.
  return std::string(data, length);
}

X509Ptr ReadCertificate(const std::string& certificate) {
  const auto* data = reinterpret_cast<const unsigned char*>(certificate.data());
  X509Ptr x509(d2i_X509(nullptr, &data, static_cast<long>(certificate.size())));
  KEPIL_CHECK(x509 != nullptr);
  return x509;
}

bool IsEdwards(const TestKey& key) {
  if (key.signer() != nullptr) {
    return false;
  }
  return EVP_PKEY_is_a(key.get(), "ED25519") == 1 ||
         EVP_PKEY_is_a(key.get(), "ED448") == 1;
}

std::string PssParameters(const std::string& hash) {
  if (hash == "sha1") {
    return der::Sequence({});  // All defaults of RFC 4055.
  }
  const std::string hash_id = der::Sequence({der::Oid(hash), der::Null()});
  return der::Sequence(
      {der::Explicit(0, hash_id),
       der::Explicit(1, der::Sequence({der::Oid("mgf1"), hash_id})),
       der::Explicit(2, der::Integer(EVP_MD_get_size(
                            EVP_get_digestbyname(hash.c_str()))))});
}

std::string Tbs(const TestCertificateSpec& spec, const TestKey& issuer_key,
                absl::string_view issuer_name) {
  std::vector<TestExtension> extensions = spec.extensions;
  if (spec.key_identifiers) {
    extensions.push_back(
        {"2.5.29.14", false, der::OctetString(spec.key.KeyId())});
    extensions.push_back({"2.5.29.35", false,
                          der::Sequence({der::Tlv(0x80, issuer_key.KeyId())})});
  }
  std::vector<std::string> fields = {
      der::Explicit(0, der::Integer(2)),
      der::IntegerFromHex(spec.serial_hex),
      TestSignatureAlgorithm(issuer_key, spec.signing),
      std::string(issuer_name),
      der::Sequence(
          {der::X509Time(spec.not_before), der::X509Time(spec.not_after)}),
      TestName(spec.subject),
      spec.key.Spki()};
  if (!extensions.empty()) {
    fields.push_back(der::Explicit(3, TestExtensions(extensions)));
  }
  return der::Sequence(fields);
}

}  // namespace

TestKey TestKey::Generate(TestKeyKind kind) {
  EVP_PKEY* key = nullptr;
  switch (kind) {
    case TestKeyKind::kRsa2048:
      key = EVP_RSA_gen(2048);
      break;
    case TestKeyKind::kP256:
      key = EVP_EC_gen("P-256");
      break;
    case TestKeyKind::kP384:
      key = EVP_EC_gen("P-384");
      break;
    case TestKeyKind::kP521:
      key = EVP_EC_gen("P-521");
      break;
    case TestKeyKind::kBrainpoolP256:
      key = EVP_EC_gen("brainpoolP256r1");
      break;
    case TestKeyKind::kEd25519:
      key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
      break;
    case TestKeyKind::kEd448:
      key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448");
      break;
  }
  KEPIL_CHECK(key != nullptr);
  TestKey result;
  result.key_.reset(key, EVP_PKEY_free);
  return result;
}

TestKey TestKey::FromPem(absl::string_view pem) {
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  TestKey result;
  result.key_.reset(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr),
      EVP_PKEY_free);
  KEPIL_CHECK(result.key_ != nullptr);
  return result;
}

TestKey TestKey::FromSigner(std::shared_ptr<const Signer> signer,
                            std::string digest_oid) {
  TestKey result;
  result.signer_ = std::move(signer);
  result.digest_oid_ = std::move(digest_oid);
  return result;
}

std::string TestKey::Pem() const {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  KEPIL_CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), get(), nullptr, nullptr,
                                            0, nullptr, nullptr) == 1);
  return BioText(bio.get());
}

std::string TestKey::Spki() const {
  return signer_ != nullptr ? signer_->spki() : Encode(get(), i2d_PUBKEY);
}

std::string TestKey::KeyOctets() const {
  const std::string spki = Spki();
  const auto* data = reinterpret_cast<const unsigned char*>(spki.data());
  const std::unique_ptr<X509_PUBKEY, Freer<X509_PUBKEY, X509_PUBKEY_free>>
      parsed(d2i_X509_PUBKEY(nullptr, &data, static_cast<long>(spki.size())));
  const unsigned char* octets = nullptr;
  int length = 0;
  KEPIL_CHECK(X509_PUBKEY_get0_param(nullptr, &octets, &length, nullptr,
                                     parsed.get()) == 1);
  return std::string(reinterpret_cast<const char*>(octets), length);
}

std::string TestKey::KeyId() const { return TestHash("sha1", KeyOctets()); }

std::string TestSign(const TestKey& key, const TestSigning& signing,
                     absl::string_view message) {
  if (key.signer() != nullptr) {
    const absl::StatusOr<std::string> value = key.signer()->Sign(message);
    KEPIL_CHECK(value.ok());
    return *value;
  }
  const MdCtxPtr context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* parameters = nullptr;
  const char* hash = IsEdwards(key) ? nullptr : signing.hash.c_str();
  KEPIL_CHECK(EVP_DigestSignInit_ex(context.get(), &parameters, hash, nullptr,
                                    nullptr, key.get(), nullptr) == 1);
  if (signing.pss) {
    KEPIL_CHECK(
        EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1 &&
        EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) ==
            1);
  }
  const auto* data = reinterpret_cast<const unsigned char*>(message.data());
  size_t length = 0;
  KEPIL_CHECK(EVP_DigestSign(context.get(), nullptr, &length, data,
                             message.size()) == 1);
  std::string signature(length, '\0');
  KEPIL_CHECK(EVP_DigestSign(context.get(),
                             reinterpret_cast<unsigned char*>(&signature[0]),
                             &length, data, message.size()) == 1);
  signature.resize(length);
  return signature;
}

std::string TestSignatureAlgorithm(const TestKey& key,
                                   const TestSigning& signing) {
  if (key.signer() != nullptr) {
    return key.signer()->algorithm_identifier();
  }
  if (signing.pss) {
    return der::Sequence({der::Oid("rsassaPss"), PssParameters(signing.hash)});
  }
  if (IsEdwards(key)) {
    return der::Sequence({der::Oid(
        EVP_PKEY_is_a(key.get(), "ED448") == 1 ? "ED448" : "ED25519")});
  }
  const EVP_MD* hash = EVP_get_digestbyname(signing.hash.c_str());
  int nid = 0;
  KEPIL_CHECK(hash != nullptr &&
              OBJ_find_sigid_by_algs(&nid, EVP_MD_get_type(hash),
                                     EVP_PKEY_get_base_id(key.get())) == 1);
  const std::string oid = der::Oid(OBJ_nid2sn(nid));
  return EVP_PKEY_is_a(key.get(), "RSA") == 1
             ? der::Sequence({oid, der::Null()})
             : der::Sequence({oid});
}

std::string TestSignedObject(absl::string_view tbs, const TestKey& key,
                             const TestSigning& signing) {
  return der::Sequence({std::string(tbs), TestSignatureAlgorithm(key, signing),
                        der::BitString(TestSign(key, signing, tbs))});
}

std::string TestHash(absl::string_view hash, absl::string_view octets) {
  const bool xof = hash == "shake256";
  const MdCtxPtr context(EVP_MD_CTX_new());
  const EVP_MD* md = EVP_get_digestbyname(std::string(hash).c_str());
  if (md == nullptr) {
    const absl::StatusOr<std::string> own =
        HashOf(HashFromOid(OidFromText(hash)), octets);
    KEPIL_CHECK(own.ok());
    return *own;
  }
  KEPIL_CHECK(
      md != nullptr && EVP_DigestInit_ex(context.get(), md, nullptr) == 1 &&
      EVP_DigestUpdate(context.get(), octets.data(), octets.size()) == 1);
  std::string value(xof ? 64 : EVP_MD_get_size(md), '\0');
  auto* out = reinterpret_cast<unsigned char*>(&value[0]);
  KEPIL_CHECK((xof ? EVP_DigestFinalXOF(context.get(), out, value.size())
                   : EVP_DigestFinal_ex(context.get(), out, nullptr)) == 1);
  return value;
}

TestExtension MakeTestExtension(const std::string& name,
                                const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, nullptr, nullptr, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION,
                        Freer<X509_EXTENSION, X509_EXTENSION_free>>
      extension(
          X509V3_EXT_nconf(nullptr, &context, name.c_str(), value.c_str()));
  KEPIL_CHECK(extension != nullptr);
  char oid[128];
  OBJ_obj2txt(oid, sizeof(oid), X509_EXTENSION_get_object(extension.get()), 1);
  const ASN1_OCTET_STRING* octets = X509_EXTENSION_get_data(extension.get());
  return {
      oid, X509_EXTENSION_get_critical(extension.get()) != 0,
      std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(octets)),
                  ASN1_STRING_length(octets))};
}

std::string TestExtensions(const std::vector<TestExtension>& extensions) {
  std::vector<std::string> values;
  for (const TestExtension& extension : extensions) {
    std::vector<std::string> fields = {der::Oid(extension.oid)};
    if (extension.critical) {
      fields.push_back(der::Boolean(1));
    }
    fields.push_back(der::OctetString(extension.value));
    values.push_back(der::Sequence(fields));
  }
  return der::Sequence(values);
}

std::string TestName(absl::string_view text) {
  const NamePtr name(X509_NAME_new());
  for (absl::string_view part : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    const std::vector<std::string> pair =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    KEPIL_CHECK(pair.size() == 2);
    KEPIL_CHECK(X509_NAME_add_entry_by_txt(
                    name.get(), pair[0].c_str(), MBSTRING_UTF8,
                    reinterpret_cast<const unsigned char*>(pair[1].data()),
                    static_cast<int>(pair[1].size()), -1, 0) == 1);
  }
  return Encode(name.get(), i2d_X509_NAME);
}

std::string TestIdentity::CertificatePem() const {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  KEPIL_CHECK(
      PEM_write_bio_X509(bio.get(), ReadCertificate(certificate).get()) == 1);
  return BioText(bio.get());
}

std::string TestIdentity::SubjectName() const {
  return Encode(X509_get_subject_name(ReadCertificate(certificate).get()),
                i2d_X509_NAME);
}

std::string TestIdentity::IssuerName() const {
  return Encode(X509_get_issuer_name(ReadCertificate(certificate).get()),
                i2d_X509_NAME);
}

std::string TestIdentity::SerialHex() const {
  const std::string integer =
      Encode(X509_get0_serialNumber(ReadCertificate(certificate).get()),
             i2d_ASN1_INTEGER);
  return absl::BytesToHexString(integer.substr(2));  // Shorter than 128 octets.
}

TestIdentity IssueTestCertificate(const TestCertificateSpec& spec,
                                  const TestIdentity& issuer) {
  return {spec.key,
          TestSignedObject(Tbs(spec, issuer.key, issuer.SubjectName()),
                           issuer.key, spec.signing)};
}

TestIdentity SelfSignTestCertificate(const TestCertificateSpec& spec) {
  return {spec.key,
          TestSignedObject(Tbs(spec, spec.key, TestName(spec.subject)),
                           spec.key, spec.signing)};
}

std::vector<TestExtension> TestCaExtensions() {
  return {MakeTestExtension("basicConstraints", "critical,CA:TRUE"),
          MakeTestExtension("keyUsage", "critical,keyCertSign,cRLSign")};
}

std::vector<TestExtension> TestSignerExtensions() {
  return {
      MakeTestExtension("keyUsage", "critical,digitalSignature,nonRepudiation"),
      MakeTestExtension("extendedKeyUsage", "emailProtection")};
}

std::vector<TestExtension> TestOcspResponderExtensions() {
  return {MakeTestExtension("keyUsage", "critical,digitalSignature"),
          MakeTestExtension("extendedKeyUsage", "OCSPSigning"),
          MakeTestExtension("noCheck", "ignored")};
}

std::vector<TestExtension> TestTlsServerExtensions() {
  return {MakeTestExtension("keyUsage", "critical,digitalSignature"),
          MakeTestExtension("extendedKeyUsage", "serverAuth"),
          MakeTestExtension("subjectAltName", "DNS:localhost,IP:127.0.0.1")};
}

std::vector<TestExtension> TestTlsClientExtensions() {
  return {MakeTestExtension("keyUsage", "critical,digitalSignature"),
          MakeTestExtension("extendedKeyUsage", "clientAuth")};
}

}  // namespace kepil
