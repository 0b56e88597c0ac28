#include "tests/support/timestamp_builder.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;

constexpr char kTstInfo[] = "1.2.840.113549.1.9.16.1.4";

// Fractions of a second where there are any, as RFC 3161 writes them.
std::string GeneralizedTime(absl::Time time) {
  std::string text =
      absl::FormatTime("%Y%m%d%H%M%S", time, absl::UTCTimeZone());
  const int64_t millis = absl::ToInt64Milliseconds(
      time - absl::FromUnixSeconds(absl::ToUnixSeconds(time)));
  if (millis != 0) {
    std::string fraction = absl::StrCat(1000 + millis).substr(1);
    while (fraction.back() == '0') {
      fraction.pop_back();
    }
    absl::StrAppend(&text, ".", fraction);
  }
  return der::Tlv(0x18, absl::StrCat(text, "Z"));
}

}  // namespace

std::string MakeTestTimestampInfo(const TestTimestampSpec& spec) {
  std::vector<std::string> fields = {
      der::Integer(1), der::Oid(spec.policy),
      der::Sequence({der::Sequence({der::Oid(spec.hash), der::Null()}),
                     der::OctetString(TestHash(spec.hash, spec.stamped))}),
      der::IntegerFromHex(spec.serial_hex), GeneralizedTime(spec.gen_time)};
  if (spec.nonce_hex.has_value()) {
    fields.push_back(der::IntegerFromHex(*spec.nonce_hex));
  }
  if (spec.critical_extension) {
    fields.push_back(
        der::Tlv(0xa1, der::Sequence({der::Oid("1.2.3.4"), der::Boolean(255),
                                      der::OctetString("")})));
  }
  return der::Sequence(fields);
}

std::string MakeTestTimestamp(const TestTimestampSpec& spec,
                              const TestIdentity& tsa) {
  TestCmsSpec cms;
  cms.content = MakeTestTimestampInfo(spec);
  cms.detached = false;
  cms.content_type = kTstInfo;
  cms.signers.resize(1);
  cms.signers[0].identity = tsa;
  cms.signers[0].ess = spec.ess;
  cms.signers[0].more_unsigned = spec.more_unsigned;
  cms.signers[0].message_digest = spec.message_digest;
  cms.embed_signers = false;
  if (spec.embed_tsa) {
    cms.certificates = spec.more_certificates;
    cms.certificates.push_back(tsa.certificate);
  }
  cms.crls = spec.crls;
  return MakeTestCms(cms);
}

TestAttribute SignatureTimestampAttribute(std::vector<std::string> tokens) {
  return {"1.2.840.113549.1.9.16.2.14", std::move(tokens)};
}

TestAttribute ContentTimestampAttribute(std::vector<std::string> tokens) {
  return {"1.2.840.113549.1.9.16.2.20", std::move(tokens)};
}

void AddSignatureTimestamp(const TestTimestampSpec& spec,
                           const TestIdentity& tsa, TestCmsSigner& signer) {
  signer.over_value = [spec, tsa, before = std::move(signer.over_value)](
                          const std::string& value) {
    std::vector<TestAttribute> attributes;
    if (before) {
      attributes = before(value);
    }
    TestTimestampSpec over = spec;
    over.stamped = value;
    attributes.push_back(
        SignatureTimestampAttribute({MakeTestTimestamp(over, tsa)}));
    return attributes;
  };
}

std::vector<TestExtension> TestTsaExtensions() {
  return {MakeTestExtension("keyUsage", "critical,digitalSignature"),
          MakeTestExtension("extendedKeyUsage", "critical,timeStamping")};
}

}  // namespace kepil
