#include "engine/pki/name.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

using test_der::Oid;
using test_der::Sequence;
using test_der::SetOf;
using test_der::Tlv;
using testing::AllOf;

std::string Attribute(absl::string_view type, int tag,
                      absl::string_view value) {
  return Sequence({Oid(type), Tlv(tag, value)});
}
std::string Rdn(absl::string_view type, int tag, absl::string_view value) {
  return SetOf({Attribute(type, tag, value)});
}
Name Parse(const std::vector<std::string>& rdns) {
  const auto name = Name::FromDer(Sequence(rdns));
  EXPECT_THAT(name, IsOk());
  return name.ok() ? *name : Name();
}
Name Common(int tag, absl::string_view value) {
  return Parse({Rdn("2.5.4.3", tag, value)});
}

TEST(NameTest, StringTypesCaseAndWhiteSpaceDoNotMatter) {
  const Name name = Common(kDerUtf8String, "Root CA");
  EXPECT_EQ(name, Common(kDerPrintableString, "Root CA"));
  EXPECT_EQ(name, Common(kDerIa5String, "ROOT ca"));
  EXPECT_EQ(name, Common(kDerTeletexString, " Root   CA "));
  EXPECT_EQ(name, Common(kDerBmpString,
                         absl::string_view("\0R\0o\0o\0t\0 \0C\0A", 14)));
  EXPECT_NE(name, Common(kDerUtf8String, "RootCA"));
  EXPECT_NE(name, Common(kDerUtf8String, "Root CB"));
}

TEST(NameTest, KazakhLettersFold) {
  EXPECT_EQ(Common(kDerUtf8String, "ҚАЗАҚСТАН ҰЛТТЫҚ"),
            Common(kDerUtf8String, "Қазақстан ұлттық"));
}

TEST(NameTest, UnreadableValuesCompareByTagAndOctets) {
  const Name broken = Common(kDerUtf8String,
                             "\xff"
                             "A");
  EXPECT_EQ(broken, Common(kDerUtf8String,
                           "\xff"
                           "A"));
  EXPECT_NE(broken, Common(kDerUtf8String,
                           "\xff"
                           "a"));
  EXPECT_NE(broken, Common(kDerPrintableString,
                           "\xff"
                           "A"));
  EXPECT_NE(Common(kDerOctetString, "A"), Common(kDerUtf8String, "A"));
  EXPECT_NE(Common(kDerOctetString, "a"), Common(kDerUtf8String, "a"));
}

TEST(NameTest, AttributesOfAnRdnAreASetButRdnsAreAnOrder) {
  const std::string cn = Attribute("2.5.4.3", kDerUtf8String, "x");
  const std::string o = Attribute("2.5.4.10", kDerUtf8String, "y");
  EXPECT_EQ(Parse({Tlv(kDerSet, cn + o)}), Parse({Tlv(kDerSet, o + cn)}));
  EXPECT_NE(Parse({Tlv(kDerSet, cn + o)}),
            Parse({Tlv(kDerSet, cn), Tlv(kDerSet, o)}));
  EXPECT_NE(Parse({Tlv(kDerSet, cn), Tlv(kDerSet, o)}),
            Parse({Tlv(kDerSet, o), Tlv(kDerSet, cn)}));
  EXPECT_NE(Parse({Tlv(kDerSet, cn + cn)}), Parse({Tlv(kDerSet, cn)}));
}

TEST(NameTest, AttributeTypeMatters) {
  EXPECT_NE(Parse({Rdn("2.5.4.3", kDerUtf8String, "x")}),
            Parse({Rdn("2.5.4.10", kDerUtf8String, "x")}));
}

TEST(NameTest, IsWithinAsksForWholeRdns) {
  const std::string c = Rdn("2.5.4.6", kDerPrintableString, "XA");
  const std::string o = Rdn("2.5.4.10", kDerUtf8String, "Trust");
  const Name base = Parse({c, o});
  EXPECT_TRUE(base.IsWithin(base));
  EXPECT_TRUE(
      Parse({c, o, Rdn("2.5.4.3", kDerUtf8String, "z")}).IsWithin(base));
  EXPECT_TRUE(base.IsWithin(Name()));
  EXPECT_FALSE(Parse({c}).IsWithin(base));
  EXPECT_FALSE(Parse({o, c}).IsWithin(base));
  EXPECT_FALSE(
      Parse({c, Rdn("2.5.4.10", kDerUtf8String, "Trust2")}).IsWithin(base));
  // An RDN of two attributes is not within the RDN of one of them.
  EXPECT_FALSE(Parse({c, SetOf({Attribute("2.5.4.10", kDerUtf8String, "Trust"),
                                Attribute("2.5.4.3", kDerUtf8String, "z")})})
                   .IsWithin(base));
}

TEST(NameTest, EmptyNameIsEmpty) {
  EXPECT_TRUE(Name().empty());
  EXPECT_TRUE(Parse({}).empty());
  EXPECT_EQ(Parse({}), Name());
  EXPECT_EQ(Name().ToText(), "");
  EXPECT_EQ(Name().CommonName(), "");
  EXPECT_FALSE(Common(kDerUtf8String, "").empty());
}

TEST(NameTest, KeepsItsDer) {
  const std::string der = Sequence({Rdn("2.5.4.3", kDerPrintableString, "A")});
  EXPECT_EQ(Name::FromDer(der)->der(), der);
}

TEST(NameTest, RefusesMalformedNames) {
  const std::string good = Rdn("2.5.4.3", kDerUtf8String, "x");
  const std::string not_names[] = {
      "",
      good,
      Sequence({good}) + "0",
      Sequence({Tlv(kDerSet, "")}),
      Sequence({Tlv(kDerSequence, "")}),
      Sequence({SetOf({Sequence({Oid("2.5.4.3")})})}),
      Sequence({SetOf({Sequence({Tlv(kDerUtf8String, "x"), Oid("1.2.3")})})}),
      Sequence({SetOf({Sequence(
          {Oid("2.5.4.3"), Tlv(kDerUtf8String, "x"), test_der::Null()})})}),
      Sequence({good}).substr(0, 9),
  };
  for (const std::string& der : not_names) {
    EXPECT_THAT(Name::FromDer(der),
                AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                      HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN)));
  }
}

TEST(NameTest, LimitsCountsOfRdnsAndAttributes) {
  const std::string rdn = Rdn("2.5.4.3", kDerUtf8String, "x");
  const std::string attribute = Attribute("2.5.4.3", kDerUtf8String, "x");
  EXPECT_THAT(Name::FromDer(Sequence(std::vector<std::string>(64, rdn))),
              IsOk());
  EXPECT_THAT(Name::FromDer(Sequence(std::vector<std::string>(65, rdn))),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                    HasReason(v1::ERROR_REASON_CONTAINER_LIMIT)));
  EXPECT_THAT(
      Name::FromDer(Sequence({SetOf(std::vector<std::string>(16, attribute))})),
      IsOk());
  EXPECT_THAT(
      Name::FromDer(Sequence({SetOf(std::vector<std::string>(17, attribute))})),
      AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
            HasReason(v1::ERROR_REASON_CONTAINER_LIMIT)));
}

TEST(NameTest, TextStartsWithTheMostSpecificRdn) {
  const Name name =
      Parse({Rdn("2.5.4.6", kDerPrintableString, "KZ"),
             SetOf({Attribute("2.5.4.5", kDerPrintableString, "IIN1"),
                    Attribute("2.5.4.3", kDerUtf8String, "Айгүл")}),
             Rdn("1.2.398.3", kDerOctetString, "\x01\xff")});
  EXPECT_EQ(name.ToText(), "1.2.398.3=#01ff,serialNumber=IIN1+CN=Айгүл,C=KZ");
}

TEST(NameTest, TextEscapesWhatCouldMislead) {
  EXPECT_EQ(Common(kDerUtf8String, " a,b\\c#\"d ").ToText(),
            "CN=\\ a\\,b\\\\c#\\\"d\\ ");
  EXPECT_EQ(Common(kDerUtf8String, "#a").ToText(), "CN=\\#a");
  EXPECT_EQ(Common(kDerUtf8String, "a\nb\x7f").ToText(), "CN=a\\0ab\\7f");
  // RIGHT-TO-LEFT OVERRIDE and a C1 control.
  EXPECT_EQ(Common(kDerUtf8String, "a\xe2\x80\xae\xc2\x85").ToText(),
            "CN=a\\e2\\80\\ae\\c2\\85");
}

TEST(NameTest, TextIsBounded) {
  EXPECT_LT(Common(kDerUtf8String, std::string(100'000, 'x')).ToText().size(),
            300u);
  const Name wide = Parse(std::vector<std::string>(
      64, Rdn("2.5.4.3", kDerUtf8String, std::string(200, 'x'))));
  EXPECT_LT(wide.ToText().size(), Name::kMaxTextOctets + 10);
  EXPECT_TRUE(absl::EndsWith(wide.ToText(), "..."));
}

TEST(NameTest, FindsFirstCommonNameAndCountry) {
  const Name name = Parse({Rdn("2.5.4.6", kDerPrintableString, "XA"),
                           Rdn("2.5.4.3", kDerBmpString, "\x04\x9a"),
                           Rdn("2.5.4.3", kDerUtf8String, "second")});
  EXPECT_EQ(name.CommonName(), "Қ");
  EXPECT_EQ(name.Country(), "XA");
  EXPECT_EQ(Common(kDerUtf8String, "x").Country(), "");
}

}  // namespace
}  // namespace kepil
