#include "engine/pki/general_name.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

using test_der::FromHex;
using test_der::Oid;
using test_der::Sequence;
using test_der::SetOf;
using test_der::Tlv;
using testing::AllOf;
using Type = GeneralName::Type;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

std::string SomeName() {
  return Sequence(
      {SetOf({Sequence({Oid("2.5.4.3"), Tlv(kDerUtf8String, "x")})})});
}

TEST(GeneralNameTest, ReadsEveryForm) {
  const std::string other = Oid("1.2.3") + Tlv(0xa0, Tlv(kDerUtf8String, "u"));
  struct {
    int tag;
    std::string content;
    Type type;
  } const forms[] = {
      {0xa0, other, Type::kOtherName},
      {0x81, "a@b.kz", Type::kEmail},
      {0x82, "b.kz", Type::kDns},
      {0xa3, "", Type::kX400},
      {0xa4, SomeName(), Type::kDirectory},
      {0xa5, "", Type::kEdiParty},
      {0x86, "http://b.kz/", Type::kUri},
      {0x87, FromHex("0a000001"), Type::kIpAddress},
      {0x88, FromHex("2a03"), Type::kRegisteredId},
  };
  for (const auto& form : forms) {
    const auto name = ParseGeneralName(Tlv(form.tag, form.content));
    ASSERT_THAT(name, IsOk());
    EXPECT_EQ(name->type, form.type);
    EXPECT_EQ(name->value, form.content);
    EXPECT_EQ(name->directory.CommonName(),
              form.type == Type::kDirectory ? "x" : "");
  }
}

TEST(GeneralNameTest, RefusesMalformedForms) {
  const std::string malformed[] = {
      "",
      Tlv(0xa0, Oid("1.2.3")),
      Tlv(0xa0, Oid("1.2.3") + Tlv(0xa0, "")),
      Tlv(0x80, "x"),
      Tlv(0x81, "\xc3\xa4@b.kz"),
      Tlv(0x82, "\x80"),
      Tlv(0xa2, "b.kz"),
      Tlv(0xa4, "x"),
      Tlv(0xa4, SomeName() + SomeName()),
      Tlv(0x86, "http://\xff/"),
      Tlv(0x88, ""),
      Tlv(0x88, FromHex("80")),
      Tlv(0x89, ""),
      Tlv(kDerIa5String, "b.kz"),
      Tlv(0x82, "b.kz") + Tlv(0x82, "b.kz"),
  };
  for (const std::string& der : malformed) {
    EXPECT_THAT(ParseGeneralName(der), StatusIs(kInvalid));
  }
}

TEST(GeneralNameTest, ReadsListsOfAtLeastOne) {
  EXPECT_THAT(ParseGeneralNames(Tlv(0x82, "a") + Tlv(0x82, "b")),
              IsOkAndHolds(testing::SizeIs(2)));
  EXPECT_THAT(ParseGeneralNames(""), StatusIs(kInvalid));
}

TEST(GeneralNameTest, LimitsTheirNumber) {
  std::string names;
  for (int i = 0; i < kMaxGeneralNames; ++i) {
    names += Tlv(0x82, "");
  }
  EXPECT_THAT(ParseGeneralNames(names), IsOk());
  EXPECT_THAT(
      ParseGeneralNames(names + Tlv(0x82, "")),
      AllOf(StatusIs(kInvalid), HasReason(v1::ERROR_REASON_CONTAINER_LIMIT)));
}

}  // namespace
}  // namespace kepil
