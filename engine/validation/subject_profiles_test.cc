#include "engine/validation/subject_profiles.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/crypto/object_identifier.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

absl::StatusOr<std::vector<SubjectProfile>> Compile(const std::string& text) {
  v1::ValidationPolicy policy;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "subject_profiles { " + text + " }", &policy))
      << text;
  return CompileSubjectProfiles(policy);
}

constexpr char kNamed[] = R"(name: "xa" issuer_country: "XA" )";

TEST(SubjectProfilesTest, NoneByDefault) {
  const auto profiles = CompileSubjectProfiles(v1::ValidationPolicy());
  ASSERT_THAT(profiles, IsOk());
  EXPECT_TRUE(profiles->empty());
}

TEST(SubjectProfilesTest, CompilesEveryField) {
  const auto profiles = Compile(std::string(kNamed) + R"(
      subject_kinds { kind: SUBJECT_KIND_HEAD oids: "1.2.3" or_below: true }
      identifiers { name: "IIN" attribute: "2.5.4.5" prefix: "IIN"
                    check: IDENTIFIER_CHECK_KAZAKH }
      authentication_purposes: "1.2.4"
      signing_purposes: "1.2.5"
      patronymic_attribute: "2.5.4.42")");
  ASSERT_THAT(profiles, IsOk());
  ASSERT_EQ(profiles->size(), 1u);
  const SubjectProfile& profile = (*profiles)[0];
  EXPECT_EQ(profile.issuer_country, "XA");
  ASSERT_EQ(profile.kinds.size(), 1u);
  EXPECT_EQ(profile.kinds[0].kind, SubjectKind::kHead);
  EXPECT_EQ(profile.kinds[0].oids[0], OidFromText("1.2.3"));
  EXPECT_TRUE(profile.kinds[0].or_below);
  ASSERT_EQ(profile.identifiers.size(), 1u);
  EXPECT_EQ(profile.identifiers[0].check, IdentifierCheck::kKazakh);
  EXPECT_EQ(profile.authentication_purposes[0], OidFromText("1.2.4"));
  EXPECT_EQ(profile.signing_purposes[0], OidFromText("1.2.5"));
  EXPECT_EQ(profile.patronymic_attribute, OidFromText("2.5.4.42"));
}

TEST(SubjectProfilesTest, EveryKindIsTheSameInAReport) {
  const auto* kinds = v1::SubjectKind_descriptor();
  for (int i = 1; i < kinds->value_count(); ++i) {
    const std::string& name = kinds->value(i)->name();
    const auto profiles = Compile(absl::StrCat(
        kNamed, "subject_kinds { kind: ", name, " oids: \"1.2.3\" }"));
    ASSERT_THAT(profiles, IsOk()) << name;
    EXPECT_EQ(SubjectKindToMessage((*profiles)[0].kinds[0].kind),
              kinds->value(i)->number())
        << name;
  }
}

TEST(SubjectProfilesTest, RefusesWhatCannotBeMeant) {
  for (const std::string& text :
       {std::string(R"(name: "xa")"), std::string(R"(issuer_country: "XA")"),
        kNamed + std::string(R"(subject_kinds { oids: "1.2.3" })"),
        kNamed + std::string(
                     R"(subject_kinds { kind: SUBJECT_KIND_HEAD oids: "x" })"),
        kNamed + std::string(R"(identifiers { name: "IIN" attribute: "" })"),
        kNamed + std::string(R"(identifiers { attribute: "2.5.4.5" })"),

        kNamed + std::string(R"(authentication_purposes: "1")"),
        kNamed + std::string(R"(signing_purposes: "..")"),
        kNamed + std::string(R"(patronymic_attribute: "name")")}) {
    EXPECT_THAT(Compile(text), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
        << text;
  }
}

TEST(SubjectProfilesTest, ListsAreBounded) {
  std::string text = kNamed;
  for (int i = 0; i < 65; ++i) {
    text += R"( signing_purposes: "1.2.3" )";
  }
  EXPECT_THAT(Compile(text), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

}  // namespace
}  // namespace kepil
