#include "tests/support/revocation_builder.h"

#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;

constexpr char kReasonCode[] = "2.5.29.21";
constexpr char kCrlNumber[] = "2.5.29.20";
constexpr char kAuthorityKeyId[] = "2.5.29.35";
constexpr char kOcspNonce[] = "1.3.6.1.5.5.7.48.1.2";

std::string Enumerated(int value) {
  return der::Tlv(0x0a, std::string(1, static_cast<char>(value)));
}

std::string RevokedEntry(const TestRevoked& revoked) {
  std::vector<std::string> fields = {der::IntegerFromHex(revoked.serial_hex),
                                     der::X509Time(revoked.revoked_at)};
  std::vector<TestExtension> extensions;
  if (revoked.reason.has_value()) {
    extensions.push_back({kReasonCode, false, Enumerated(*revoked.reason)});
  }
  extensions.insert(extensions.end(), revoked.extensions.begin(),
                    revoked.extensions.end());
  if (!extensions.empty()) {
    fields.push_back(TestExtensions(extensions));
  }
  return der::Sequence(fields);
}

std::string SingleResponse(const TestOcspAnswer& answer) {
  const std::string cert_id = der::Sequence(
      {der::Sequence({der::Oid(answer.hash), der::Null()}),
       der::OctetString(TestHash(answer.hash, answer.issuer_name)),
       der::OctetString(TestHash(answer.hash, answer.issuer_key)),
       der::IntegerFromHex(answer.serial_hex)});
  std::string status;
  switch (answer.status) {
    case TestOcspStatus::kGood:
      status = der::Tlv(0x80, "");
      break;
    case TestOcspStatus::kRevoked:
      status =
          der::Tlv(0xa1, der::GeneralizedTime(answer.revoked_at) +
                             (answer.reason.has_value()
                                  ? der::Explicit(0, Enumerated(*answer.reason))
                                  : ""));
      break;
    case TestOcspStatus::kUnknown:
      status = der::Tlv(0x82, "");
      break;
  }
  std::vector<std::string> fields = {cert_id, status,
                                     der::GeneralizedTime(answer.this_update)};
  if (answer.next_update.has_value()) {
    fields.push_back(
        der::Explicit(0, der::GeneralizedTime(*answer.next_update)));
  }
  if (!answer.extensions.empty()) {
    fields.push_back(der::Explicit(1, TestExtensions(answer.extensions)));
  }
  return der::Sequence(fields);
}

}  // namespace

std::string MakeTestCrl(const TestCrlSpec& spec, const TestIdentity& issuer) {
  std::vector<std::string> fields;
  if (spec.version == 2) {
    fields.push_back(der::Integer(1));
  }
  fields.push_back(TestSignatureAlgorithm(issuer.key, spec.signing));
  fields.push_back(issuer.SubjectName());
  fields.push_back(der::X509Time(spec.this_update));
  if (spec.next_update.has_value()) {
    fields.push_back(der::X509Time(*spec.next_update));
  }
  if (!spec.revoked.empty()) {
    std::vector<std::string> entries;
    for (const TestRevoked& revoked : spec.revoked) {
      entries.push_back(RevokedEntry(revoked));
    }
    fields.push_back(der::Sequence(entries));
  }
  if (spec.version == 2) {
    std::vector<TestExtension> extensions = {
        {kAuthorityKeyId, false,
         der::Sequence({der::Tlv(0x80, issuer.key.KeyId())})},
        {kCrlNumber, false, der::Integer(spec.number)}};
    extensions.insert(extensions.end(), spec.extensions.begin(),
                      spec.extensions.end());
    fields.push_back(der::Explicit(0, TestExtensions(extensions)));
  }
  return TestSignedObject(der::Sequence(fields), issuer.key, spec.signing);
}

TestOcspAnswer MakeTestOcspAnswer(const TestIdentity& issuer,
                                  const std::string& serial_hex,
                                  TestOcspStatus status,
                                  absl::Time this_update) {
  TestOcspAnswer answer;
  answer.issuer_name = issuer.SubjectName();
  answer.issuer_key = issuer.key.KeyOctets();
  answer.serial_hex = serial_hex;
  answer.status = status;
  answer.this_update = this_update;
  answer.revoked_at = this_update;
  return answer;
}

std::string MakeTestOcspResponse(const TestOcspSpec& spec,
                                 const TestIdentity& responder) {
  std::vector<std::string> answers;
  for (const TestOcspAnswer& answer : spec.answers) {
    answers.push_back(SingleResponse(answer));
  }
  std::vector<std::string> fields = {
      spec.by_key ? der::Explicit(2, der::OctetString(responder.key.KeyId()))
                  : der::Explicit(1, responder.SubjectName()),
      der::GeneralizedTime(spec.produced_at), der::Sequence(answers)};
  std::vector<TestExtension> extensions;
  if (spec.nonce.has_value()) {
    extensions.push_back({kOcspNonce, false, der::OctetString(*spec.nonce)});
  }
  extensions.insert(extensions.end(), spec.extensions.begin(),
                    spec.extensions.end());
  if (!extensions.empty()) {
    fields.push_back(der::Explicit(1, TestExtensions(extensions)));
  }
  const std::string tbs = der::Sequence(fields);
  std::vector<std::string> basic = {
      tbs, TestSignatureAlgorithm(responder.key, spec.signing),
      der::BitString(TestSign(responder.key, spec.signing, tbs))};
  if (!spec.certificates.empty()) {
    basic.push_back(der::Explicit(0, der::Sequence(spec.certificates)));
  }
  return der::Sequence(
      {Enumerated(0),
       der::Explicit(0,
                     der::Sequence({der::Oid("basicOCSPResponse"),
                                    der::OctetString(der::Sequence(basic))}))});
}

std::string MakeTestOcspError(int status) {
  return der::Sequence({Enumerated(status)});
}

}  // namespace kepil
