// Strict DER: what CheckDerFraming accepts is the one encoding of its values,
// and what BerToDer makes is such an encoding.

#include <string>

#include "engine/crypto/ber_to_der.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/object_identifier.h"
#include "tests/fuzz/fuzz_pki.h"
#include "tests/fuzz/fuzz_target.h"

namespace kepil {
namespace {

// Each typed reader that accepts `full` reads what the writer writes back.
void CheckInteger(absl::string_view full) {
  DerReader octets(full), number(full);
  const auto bytes = octets.ReadIntegerBytes();
  if (!bytes.ok()) {
    KEPIL_FUZZ_CHECK(!number.ReadInt64().ok());
    return;
  }
  KEPIL_FUZZ_CHECK(DerWrap(kDerInteger, *bytes) == full);
  const bool is_negative = (static_cast<uint8_t>(bytes->front()) & 0x80) != 0;
  KEPIL_FUZZ_CHECK(is_negative || DerUnsigned(*bytes) == full);
  const auto value = number.ReadInt64();
  KEPIL_FUZZ_CHECK(value.ok() == (bytes->size() <= 8));
  KEPIL_FUZZ_CHECK(!value.ok() || DerInt64(*value) == full);
}

void CheckTime(absl::string_view full, DerTag tag) {
  DerReader reader(full);
  const auto time = reader.ReadTime();
  if (!time.ok()) {
    return;
  }
  KEPIL_FUZZ_CHECK((tag == kDerUtcTime ? DerX509Time(*time)
                                       : DerGeneralizedTime(*time)) == full);
}

void CheckPrimitive(const DerValue& value) {
  DerReader reader(value.full);
  switch (value.tag) {
    case kDerBoolean: {
      const auto read = reader.ReadBoolean();
      KEPIL_FUZZ_CHECK(!read.ok() || DerBoolean(*read) == value.full);
      break;
    }
    case kDerInteger:
      CheckInteger(value.full);
      break;
    case kDerBitString: {
      const auto read = reader.ReadBitStringOctets();
      KEPIL_FUZZ_CHECK(!read.ok() || DerBitString(*read) == value.full);
      break;
    }
    case kDerOctetString: {
      const auto read = reader.ReadOctetString();
      KEPIL_FUZZ_CHECK(read.ok() && DerOctetString(*read) == value.full);
      break;
    }
    case kDerOid: {
      const auto read = reader.ReadOid();
      if (read.ok()) {
        KEPIL_FUZZ_CHECK(DerOidFromContent(*read) == value.full);
        const std::string text = OidToText(*read);
        const std::string back = OidFromText(text);
        KEPIL_FUZZ_CHECK(back.empty() || back == *read);
      }
      break;
    }
    case kDerUtcTime:
    case kDerGeneralizedTime:
      CheckTime(value.full, value.tag);
      break;
    default:
      break;
  }
}

// The values of `content` written again.
std::string Rewrite(absl::string_view content) {
  std::string written;
  DerReader reader(content);
  while (!reader.empty()) {
    const auto value = reader.ReadAny();
    KEPIL_FUZZ_CHECK(value.ok());
    CheckPrimitive(*value);
    const bool is_constructed = (value->tag & 0x20) != 0;
    written += is_constructed ? DerWrap(value->tag, Rewrite(value->content))
                              : DerWrap(value->tag, value->content);
  }
  return written;
}

bool Run(absl::string_view input) {
  const DerLimits limits;
  const bool is_der = CheckDerFraming(input, limits).ok();
  const auto converted = BerToDer(input, limits);
  if (is_der) {
    KEPIL_FUZZ_CHECK(Rewrite(input) == input);
    KEPIL_FUZZ_CHECK(converted.ok() && *converted == input);
    const absl::string_view cut = input.substr(0, input.size() - 1);
    KEPIL_FUZZ_CHECK(!CheckDerFraming(cut, limits).ok());
  }
  if (converted.ok()) {
    KEPIL_FUZZ_CHECK(CheckDerFraming(*converted, limits).ok());
    const auto again = BerToDer(*converted, limits);
    KEPIL_FUZZ_CHECK(again.ok() && *again == *converted);
  }
  return converted.ok();
}

std::vector<FuzzSeed> Seeds() {
  const std::string indefinite(
      "\x30\x80\x24\x80\x04\x01"
      "a\x04\x01"
      "b\0\0\x02\x01\x05\0\0",
      17);
  return {{std::string(GetFuzzPki().signer.certificate), true},
          {DerSequence({DerInt64(-129), DerInt64(1 << 20), DerBoolean(true),
                        DerOidFromText("2.25.140473748375849794583919697"),
                        DerX509Time(FuzzNow()), DerGeneralizedTime(FuzzNow()),
                        DerBitString("bits"), DerOctetString("octets"),
                        DerExplicit(3, DerSetOf({DerNull()}))}),
           true},
          {indefinite, true}};
}

}  // namespace

const FuzzTarget& ThisFuzzTarget() {
  static const auto& target = *new FuzzTarget{
      "der",
      FuzzGrammar::kDer,
      Seeds,
      Run,
      {{"kz/files", {".cer", ".crl", ".p7"}}, {"cms/files", {".p7m", ".p7s"}}}};
  return target;
}

}  // namespace kepil
