#include "tests/support/cms_builder.h"

#include <openssl/evp.h>

#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;

constexpr char kData[] = "1.2.840.113549.1.7.1";
constexpr char kContentType[] = "1.2.840.113549.1.9.3";
constexpr char kMessageDigest[] = "1.2.840.113549.1.9.4";
constexpr char kSigningTime[] = "1.2.840.113549.1.9.5";
constexpr char kSigningCertificate[] = "1.2.840.113549.1.9.16.2.12";
constexpr char kSigningCertificateV2[] = "1.2.840.113549.1.9.16.2.47";

std::string DigestName(const TestCmsSigner& signer) {
  if (!signer.digest.empty()) {
    return signer.digest;
  }
  if (signer.identity.key.signer() != nullptr) {
    return signer.identity.key.digest_oid();
  }
  if (EVP_PKEY_is_a(signer.identity.key.get(), "ED25519") == 1) {
    return "sha512";
  }
  if (EVP_PKEY_is_a(signer.identity.key.get(), "ED448") == 1) {
    return "shake256";
  }
  return signer.signing.hash;
}

std::string DigestAlgorithm(const TestCmsSigner& signer) {
  const std::string name = DigestName(signer);
  if (name == "shake256") {  // id-shake256-len, 512 bits (RFC 8419, 3.1).
    return der::Sequence(
        {der::Oid("2.16.840.1.101.3.4.2.18"), der::Integer(512)});
  }
  return der::Sequence({der::Oid(name)});
}

std::string Attribute(const TestAttribute& attribute) {
  return der::Sequence({der::Oid(attribute.oid), der::SetOf(attribute.values)});
}

std::string EssValue(const TestCmsSigner& signer) {
  const bool v1 = signer.ess == TestEss::kV1;
  const std::string hash = der::OctetString(
      TestHash(v1 ? "sha1" : "sha256", signer.identity.certificate));
  // SigningCertificate(V2) {SEQUENCE OF ESSCertID(v2)}; SHA-256 is v2's
  // default and so stays away.
  return der::Sequence({der::Sequence({der::Sequence({hash})})});
}

// Contents of SignedAttributes, sorted.
std::string SignedAttributes(const TestCmsSigner& signer,
                             const TestCmsSpec& spec) {
  const std::string digest = signer.message_digest.has_value()
                                 ? *signer.message_digest
                                 : TestHash(DigestName(signer), spec.content);
  std::vector<std::string> attributes = {
      Attribute({kMessageDigest, {der::OctetString(digest)}})};
  if (!spec.content_type.empty()) {
    attributes.push_back(
        Attribute({kContentType, {der::Oid(spec.content_type)}}));
  }
  if (signer.signing_time.has_value()) {
    attributes.push_back(
        Attribute({kSigningTime, {der::X509Time(*signer.signing_time)}}));
  }
  if (signer.ess != TestEss::kNone) {
    attributes.push_back(
        Attribute({signer.ess == TestEss::kV1 ? kSigningCertificate
                                              : kSigningCertificateV2,
                   {EssValue(signer)}}));
  }
  for (const TestAttribute& attribute : signer.more_signed) {
    attributes.push_back(Attribute(attribute));
  }
  return der::SetOf(attributes);
}

std::string SignerInfo(const TestCmsSigner& signer, const TestCmsSpec& spec) {
  const TestIdentity& identity = signer.identity;
  std::vector<std::string> fields = {
      der::Integer(signer.by_key_id ? 3 : 1),
      signer.by_key_id
          ? der::Tlv(0x80, identity.key.KeyId())
          : der::Sequence({identity.IssuerName(),
                           der::IntegerFromHex(identity.SerialHex())}),
      DigestAlgorithm(signer)};
  std::string message = spec.content;
  if (signer.signed_attributes) {
    message = SignedAttributes(signer, spec);
    std::string implicit = message;
    implicit[0] = '\xa0';
    fields.push_back(implicit);
  }
  fields.push_back(signer.signature_algorithm.empty()
                       ? TestSignatureAlgorithm(identity.key, signer.signing)
                       : signer.signature_algorithm);
  const std::string value = TestSign(identity.key, signer.signing, message);
  fields.push_back(der::OctetString(value));
  std::vector<std::string> attributes;
  for (const TestAttribute& attribute : signer.more_unsigned) {
    attributes.push_back(Attribute(attribute));
  }
  if (signer.over_value) {
    for (const TestAttribute& attribute : signer.over_value(value)) {
      attributes.push_back(Attribute(attribute));
    }
  }
  if (!attributes.empty()) {
    std::string set = der::SetOf(attributes);
    set[0] = '\xa1';
    fields.push_back(set);
  }
  return der::Sequence(fields);
}

}  // namespace

std::string MakeTestCms(const TestCmsSpec& spec) {
  std::vector<std::string> digests, infos, certificates = spec.certificates;
  bool version3 = spec.content_type != kData;
  for (const TestCmsSigner& signer : spec.signers) {
    digests.push_back(DigestAlgorithm(signer));
    infos.push_back(SignerInfo(signer, spec));
    version3 = version3 || signer.by_key_id;
    if (spec.embed_signers && spec.certificates.empty()) {
      certificates.push_back(signer.identity.certificate);
    }
  }
  std::vector<std::string> encapsulated = {der::Oid(spec.content_type)};
  if (!spec.detached) {
    encapsulated.push_back(der::Explicit(0, der::OctetString(spec.content)));
  }
  std::vector<std::string> fields = {der::Integer(version3 ? 3 : 1),
                                     der::SetOf(digests),
                                     der::Sequence(encapsulated)};
  if (!certificates.empty()) {
    std::string set = der::SetOf(certificates);
    set[0] = '\xa0';
    fields.push_back(set);
  }
  if (!spec.crls.empty()) {
    std::string set = der::SetOf(spec.crls);
    set[0] = '\xa1';
    fields.push_back(set);
  }
  fields.push_back(der::SetOf(infos));
  return der::Sequence({der::Oid("1.2.840.113549.1.7.2"),
                        der::Explicit(0, der::Sequence(fields))});
}

std::string MakeTestCounterSignature(const TestCmsSigner& signer,
                                     absl::string_view value) {
  TestCmsSpec spec;
  spec.content = std::string(value);
  spec.content_type = "";
  return SignerInfo(signer, spec);
}

std::string MakeDetachedTestCms(const TestIdentity& signer,
                                absl::string_view content,
                                absl::Time signing_time) {
  TestCmsSpec spec;
  spec.content = std::string(content);
  spec.signers.resize(1);
  spec.signers[0].identity = signer;
  spec.signers[0].signing_time = signing_time;
  return MakeTestCms(spec);
}

}  // namespace kepil
