#include "services/kepilctl/verdict_rows.h"

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using testing::HasSubstr;

v1::ReceiptBody MakeBody() {
  v1::ReceiptBody body;
  body.set_id("\x01\xab");
  body.set_serial(7);
  v1::SignatureReport& good = *body.add_signatures();
  good.set_index(0);
  good.set_signing_certificate_sha256("S");
  good.mutable_claimed_signing_time()->set_seconds(60);
  good.mutable_conclusion()->set_indication(v1::INDICATION_TOTAL_PASSED);
  good.add_subject_kinds(v1::SUBJECT_KIND_LEGAL_ENTITY);
  good.add_subject_kinds(v1::SUBJECT_KIND_HEAD);
  good.mutable_legal()->set_ground(
      v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED);
  good.mutable_legal()->set_effect(v1::LEGAL_EFFECT_UNDETERMINED);
  good.mutable_legal()->add_reasons(v1::LEGAL_REASON_LEGAL_RULES_NOT_LOADED);
  v1::SignatureReport& bad = *body.add_signatures();
  bad.set_index(1);
  bad.mutable_conclusion()->set_indication(v1::INDICATION_INDETERMINATE);
  bad.mutable_conclusion()->set_sub_indication(
      v1::SUB_INDICATION_REVOKED_NO_POE);
  bad.mutable_conclusion()->add_reasons(v1::FINDING_REASON_CERTIFICATE_REVOKED);
  return body;
}

TEST(VerdictRowsTest, JsonHasEveryPromisedField) {
  const auto rows =
      VerdictRows("a.p7s", MakeBody(), {{"S", {"CN=Signer", "CN=CA"}}});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(JsonLine(rows[0].record),
            "{\"file\":\"a.p7s\",\"signature_index\":0,\"outcome\":\"VALID\","
            "\"indication\":\"TOTAL_PASSED\",\"sub_indication\":\"\","
            "\"reasons\":[],\"recognition_ground\":\"FOREIGN_CA_REGISTERED\","
            "\"legal_effect\":\"UNDETERMINED\","
            "\"legal_reasons\":[\"LEGAL_RULES_NOT_LOADED\"],"
            "\"legal_regime\":\"\",\"legal_conditions\":[],"
            "\"legal_notes\":[],"
            "\"signer\":\"CN=Signer\",\"issuer\":\"CN=CA\","
            "\"signer_sha256\":\"53\",\"signer_country\":\"\","
            "\"subject_kinds\":[\"LEGAL_ENTITY\",\"HEAD\"],"
            "\"claimed_signing_time\":\"1970-01-01T00:01:00Z\","
            "\"receipt_id\":\"01ab\",\"serial\":7}\n");
  const std::string second = JsonLine(rows[1].record);
  EXPECT_THAT(second, HasSubstr("\"outcome\":\"NOT_VALID\""));
  EXPECT_THAT(second, HasSubstr("\"sub_indication\":\"REVOKED_NO_POE\""));
  EXPECT_THAT(second, HasSubstr("\"reasons\":[\"CERTIFICATE_REVOKED\"]"));
  EXPECT_THAT(second, HasSubstr("\"claimed_signing_time\":\"\""));
}

TEST(VerdictRowsTest, LineSaysTheSameAndCannotBeForged) {
  const auto rows =
      VerdictRows("a.p7s", MakeBody(), {{"S", {"CN=x\nVALID", "CN=CA"}}});
  EXPECT_EQ(rows[0].line,
            "VALID       a.p7s#0  TOTAL_PASSED  signer \"CN=x\\u000aVALID\" "
            "issuer \"CN=CA\"  for LEGAL_ENTITY, HEAD  ground "
            "FOREIGN_CA_REGISTERED  effect UNDETERMINED "
            "(LEGAL_RULES_NOT_LOADED)  receipt 01ab");
  EXPECT_THAT(rows[1].line,
              HasSubstr("NOT VALID   a.p7s#1  INDETERMINATE/REVOKED_NO_POE "
                        "(CERTIFICATE_REVOKED)"));
}

TEST(VerdictRowsTest, EffectComesWithItsConditions) {
  v1::ReceiptBody body = MakeBody();
  v1::LegalConclusion& legal = *body.mutable_signatures(0)->mutable_legal();
  legal.set_effect(v1::LEGAL_EFFECT_AUTHENTIC_NOT_EQUIVALENT);
  legal.clear_reasons();
  legal.add_reasons(v1::LEGAL_REASON_BEFORE_REGISTRATION);
  legal.set_regime(v1::LEGAL_REGIME_CODE);
  legal.add_notes(v1::LEGAL_REASON_KEY_KEPT_BY_CA);
  v1::LegalCondition& second = *legal.add_conditions();
  second.set_number(2);
  second.set_state(v1::CONDITION_STATE_PRESUMED);
  v1::LegalCondition& fourth = *legal.add_conditions();
  fourth.set_number(4);
  fourth.set_state(v1::CONDITION_STATE_NOT_MET);
  fourth.add_reasons(v1::LEGAL_REASON_BEFORE_REGISTRATION);
  const auto rows = VerdictRows("a.p7s", body, {});
  EXPECT_THAT(
      rows[0].line,
      HasSubstr(
          "effect AUTHENTIC_NOT_EQUIVALENT (BEFORE_REGISTRATION)  regime "
          "CODE  conditions 2 PRESUMED, 4 NOT_MET (BEFORE_REGISTRATION)"));
  EXPECT_THAT(JsonLine(rows[0].record),
              HasSubstr("\"legal_regime\":\"CODE\",\"legal_conditions\":[\"2 "
                        "PRESUMED\",\"4 NOT_MET (BEFORE_REGISTRATION)\"],"
                        "\"legal_notes\":[\"KEY_KEPT_BY_CA\"]"));
}

TEST(VerdictRowsTest, OutcomeFollowsTheSplitOfTheReceipt) {
  v1::ReceiptBody body;
  v1::Conclusion& conclusion = *body.add_signatures()->mutable_conclusion();
  conclusion.set_indication(v1::INDICATION_INDETERMINATE);
  conclusion.set_sub_indication(v1::SUB_INDICATION_TRY_LATER);
  EXPECT_EQ(VerdictRows("f", body, {})[0].outcome, Outcome::kNoVerdict);
  conclusion.set_sub_indication(v1::SUB_INDICATION_NO_POE);
  EXPECT_EQ(VerdictRows("f", body, {})[0].outcome, Outcome::kNotValid);
  conclusion.set_indication(v1::INDICATION_UNSPECIFIED);
  EXPECT_EQ(VerdictRows("f", body, {})[0].outcome, Outcome::kNotValid);
}

TEST(VerdictRowsTest, NoSignatureIsNoVerdict) {
  const auto rows = VerdictRows("f", v1::ReceiptBody(), {});
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].outcome, Outcome::kNoVerdict);
  EXPECT_EQ(JsonLine(rows[0].record),
            "{\"file\":\"f\",\"outcome\":\"NO_VERDICT\",\"error\":\"the "
            "receipt speaks of no signature\",\"error_reason\":"
            "\"NO_SIGNATURE\"}\n");
}

TEST(VerdictRowsTest, NamesFromANewerServerAreNumbers) {
  v1::ReceiptBody body;
  v1::Conclusion& conclusion = *body.add_signatures()->mutable_conclusion();
  conclusion.set_indication(v1::INDICATION_TOTAL_FAILED);
  conclusion.set_sub_indication(static_cast<v1::SubIndication>(999));
  conclusion.add_reasons(static_cast<v1::FindingReason>(998));
  const std::string json = JsonLine(VerdictRows("f", body, {})[0].record);
  EXPECT_THAT(json, HasSubstr("UNKNOWN_999"));
  EXPECT_THAT(json, HasSubstr("UNKNOWN_998"));
}

TEST(ExitCodeOfTest, NotValidBeatsNoVerdictBeatsValid) {
  const Outcome valid = Outcome::kValid;
  const Outcome not_valid = Outcome::kNotValid;
  const Outcome none = Outcome::kNoVerdict;
  EXPECT_EQ(ExitCodeOf({valid, valid}), ExitCode::kYes);
  EXPECT_EQ(ExitCodeOf({valid, none}), ExitCode::kNoAnswer);
  EXPECT_EQ(ExitCodeOf({none, not_valid, valid}), ExitCode::kNo);
  EXPECT_EQ(ExitCodeOf({}), ExitCode::kNoAnswer);
  EXPECT_EQ(static_cast<int>(ExitCode::kYes), 0);
  EXPECT_EQ(static_cast<int>(ExitCode::kNo), 1);
  EXPECT_EQ(static_cast<int>(ExitCode::kNoAnswer), 2);
}

}  // namespace
}  // namespace kepil
