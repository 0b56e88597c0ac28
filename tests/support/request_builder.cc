#include "tests/support/request_builder.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

#include "base/status_macros.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

std::string ByHand(const TestRequestSpec& spec) {
  using namespace test_der;  // NOLINT
  std::string attributes;
  if (spec.challenge.has_value()) {
    attributes = Sequence(
        {Oid("1.2.840.113549.1.9.7"), SetOf({Tlv(0x0c, *spec.challenge)})});
  }
  const std::string info = Sequence(
      {Integer(0), spec.subject, spec.key.Spki(), Tlv(0xa0, attributes)});
  return TestSignedObject(info, spec.key, spec.signing);
}

std::string ByOpenSsl(const TestRequestSpec& spec) {
  const std::unique_ptr<X509_REQ, decltype(&X509_REQ_free)> request(
      X509_REQ_new(), X509_REQ_free);
  const auto* octets =
      reinterpret_cast<const unsigned char*>(spec.subject.data());
  const std::unique_ptr<X509_NAME, decltype(&X509_NAME_free)> name(
      d2i_X509_NAME(nullptr, &octets, static_cast<long>(spec.subject.size())),
      X509_NAME_free);
  KEPIL_CHECK(name != nullptr);
  KEPIL_CHECK(X509_REQ_set_version(request.get(), 0) == 1);
  KEPIL_CHECK(X509_REQ_set_subject_name(request.get(), name.get()) == 1);
  KEPIL_CHECK(X509_REQ_set_pubkey(request.get(), spec.key.get()) == 1);
  if (spec.challenge.has_value()) {
    KEPIL_CHECK(
        X509_REQ_add1_attr_by_NID(
            request.get(), NID_pkcs9_challengePassword, MBSTRING_UTF8,
            reinterpret_cast<const unsigned char*>(spec.challenge->data()),
            static_cast<int>(spec.challenge->size())) == 1);
  }
  const int type = EVP_PKEY_get_base_id(spec.key.get());
  const bool hashes_itself = type == EVP_PKEY_ED25519 || type == EVP_PKEY_ED448;
  KEPIL_CHECK(
      X509_REQ_sign(request.get(), spec.key.get(),
                    hashes_itself
                        ? nullptr
                        : EVP_get_digestbyname(spec.signing.hash.c_str())) > 0);
  unsigned char* der = nullptr;
  const int size = i2d_X509_REQ(request.get(), &der);
  KEPIL_CHECK(size > 0);
  std::string result(reinterpret_cast<const char*>(der),
                     static_cast<size_t>(size));
  OPENSSL_free(der);
  return result;
}

}  // namespace

std::string MakeTestRequest(const TestRequestSpec& spec) {
  return spec.key.signer() != nullptr ? ByHand(spec) : ByOpenSsl(spec);
}

std::string MakeTestRequestFor(const TestIdentity& identity,
                               const std::string& challenge) {
  TestRequestSpec spec;
  spec.subject = identity.SubjectName();
  spec.key = identity.key;
  spec.challenge = challenge;
  return MakeTestRequest(spec);
}

}  // namespace kepil
