#include "services/kepilctl/verdict_rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "services/kepilctl/time_text.h"
#include "services/receipt/receipt_body.h"

namespace kepil {
namespace {

// A number that this program has no name for comes from a newer server.
std::string NameOr(absl::string_view name, int number) {
  return name.empty() ? absl::StrCat("UNKNOWN_", number) : std::string(name);
}

std::vector<std::string> ReasonNames(
    const google::protobuf::RepeatedField<int>& reasons) {
  std::vector<std::string> names;
  for (const int reason : reasons) {
    names.push_back(NameOr(
        FindingReasonName(static_cast<v1::FindingReason>(reason)), reason));
  }
  return names;
}

std::vector<std::string> LegalReasonNames(
    const google::protobuf::RepeatedField<int>& reasons) {
  std::vector<std::string> names;
  for (const int reason : reasons) {
    names.push_back(
        NameOr(absl::StripPrefix(v1::LegalReason_Name(reason), "LEGAL_REASON_"),
               reason));
  }
  return names;
}

// "1 MET", "2 PRESUMED", "4 NOT_MET (NOT_ACCREDITED_AT_ISSUE)".
std::vector<std::string> ConditionTexts(const v1::LegalConclusion& legal) {
  std::vector<std::string> texts;
  for (const v1::LegalCondition& condition : legal.conditions()) {
    std::string text = absl::StrCat(
        condition.number(), " ",
        NameOr(absl::StripPrefix(v1::ConditionState_Name(condition.state()),
                                 "CONDITION_STATE_"),
               condition.state()));
    if (condition.reasons_size() > 0) {
      absl::StrAppend(
          &text, " (",
          absl::StrJoin(LegalReasonNames(condition.reasons()), ", "), ")");
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

std::string RegimeName(v1::LegalRegime regime) {
  return regime == v1::LEGAL_REGIME_UNSPECIFIED
             ? ""
             : NameOr(absl::StripPrefix(v1::LegalRegime_Name(regime),
                                        "LEGAL_REGIME_"),
                      regime);
}

std::string GroundName(v1::RecognitionGround ground) {
  return NameOr(absl::StripPrefix(v1::RecognitionGround_Name(ground),
                                  "RECOGNITION_GROUND_"),
                ground);
}

std::string EffectName(v1::LegalEffect effect) {
  return NameOr(
      absl::StripPrefix(v1::LegalEffect_Name(effect), "LEGAL_EFFECT_"), effect);
}

std::vector<std::string> SubjectKindNames(const v1::SignatureReport& report) {
  std::vector<std::string> names;
  for (const int kind : report.subject_kinds()) {
    names.push_back(NameOr(
        absl::StripPrefix(v1::SubjectKind_Name(kind), "SUBJECT_KIND_"), kind));
  }
  return names;
}

SignerName NameOf(const v1::SignatureReport& report, const SignerNames& names) {
  const auto found = names.find(report.signing_certificate_sha256());
  return found == names.end() ? SignerName() : found->second;
}

std::string SubIndicationText(v1::SubIndication sub_indication) {
  return sub_indication == v1::SUB_INDICATION_NONE
             ? ""
             : NameOr(SubIndicationName(sub_indication), sub_indication);
}

Record RecordOf(absl::string_view file, const v1::ReceiptBody& body,
                const v1::SignatureReport& report, const SignerName& name) {
  const v1::Conclusion& conclusion = report.conclusion();
  Record record;
  record.AddText("file", file)
      .AddNumber("signature_index", report.index())
      .AddText("outcome", OutcomeName(OutcomeOf(report)))
      .AddText("indication", NameOr(IndicationName(conclusion.indication()),
                                    conclusion.indication()))
      .AddText("sub_indication", SubIndicationText(conclusion.sub_indication()))
      .AddList("reasons", ReasonNames(conclusion.reasons()))
      .AddText("recognition_ground", GroundName(report.legal().ground()))
      .AddText("legal_effect", EffectName(report.legal().effect()))
      .AddList("legal_reasons", LegalReasonNames(report.legal().reasons()))
      .AddText("legal_regime", RegimeName(report.legal().regime()))
      .AddList("legal_conditions", ConditionTexts(report.legal()))
      .AddList("legal_notes", LegalReasonNames(report.legal().notes()))
      .AddText("signer", name.subject)
      .AddText("issuer", name.issuer)
      .AddText("signer_sha256",
               absl::BytesToHexString(report.signing_certificate_sha256()))
      .AddText("signer_country", report.signer_country())
      .AddList("subject_kinds", SubjectKindNames(report))
      .AddText("claimed_signing_time",
               report.has_claimed_signing_time()
                   ? TimeText(report.claimed_signing_time())
                   : "")
      .AddText("receipt_id", absl::BytesToHexString(body.id()))
      .AddNumber("serial", body.serial());
  if (IsVouchedFor(report)) {
    record.AddText("vouched_by", report.peer().authority_id());
  }
  return record;
}

std::string Padded(Outcome outcome) {
  std::string word = outcome == Outcome::kValid      ? "VALID"
                     : outcome == Outcome::kNotValid ? "NOT VALID"
                                                     : "NO VERDICT";
  word.resize(12, ' ');
  return word;
}

std::string LineOf(absl::string_view file, const v1::ReceiptBody& body,
                   const v1::SignatureReport& report, const SignerName& name) {
  const v1::Conclusion& conclusion = report.conclusion();
  std::string line = absl::StrCat(Padded(OutcomeOf(report)), file);
  if (body.signatures_size() > 1) {
    absl::StrAppend(&line, "#", report.index());
  }
  absl::StrAppend(
      &line, "  ",
      NameOr(IndicationName(conclusion.indication()), conclusion.indication()));
  const std::string sub = SubIndicationText(conclusion.sub_indication());
  if (!sub.empty()) {
    absl::StrAppend(&line, "/", sub);
  }
  if (conclusion.reasons_size() > 0) {
    absl::StrAppend(&line, " (",
                    absl::StrJoin(ReasonNames(conclusion.reasons()), ", "),
                    ")");
  }
  if (!name.subject.empty()) {
    absl::StrAppend(&line, "  signer \"", name.subject, "\" issuer \"",
                    name.issuer, "\"");
  }
  if (report.subject_kinds_size() > 0) {
    absl::StrAppend(&line, "  for ",
                    absl::StrJoin(SubjectKindNames(report), ", "));
  }
  absl::StrAppend(&line, "  ground ", GroundName(report.legal().ground()),
                  "  effect ", EffectName(report.legal().effect()));
  if (report.legal().reasons_size() > 0) {
    absl::StrAppend(
        &line, " (",
        absl::StrJoin(LegalReasonNames(report.legal().reasons()), ", "), ")");
  }
  if (report.legal().conditions_size() > 0) {
    absl::StrAppend(&line, "  regime ", RegimeName(report.legal().regime()),
                    "  conditions ",
                    absl::StrJoin(ConditionTexts(report.legal()), ", "));
  }
  if (IsVouchedFor(report)) {
    absl::StrAppend(&line, "  vouched for by ", report.peer().authority_id());
  }
  if (!body.id().empty()) {
    absl::StrAppend(&line, "  receipt ", absl::BytesToHexString(body.id()));
  }
  return PrintableText(line);
}

}  // namespace

std::vector<VerdictRow> VerdictRows(absl::string_view file,
                                    const v1::ReceiptBody& body,
                                    const SignerNames& names) {
  std::vector<VerdictRow> rows;
  for (const v1::SignatureReport& report : body.signatures()) {
    const SignerName name = NameOf(report, names);
    rows.push_back({OutcomeOf(report), RecordOf(file, body, report, name),
                    LineOf(file, body, report, name)});
  }
  if (rows.empty()) {
    rows.push_back(
        ErrorRow(file, MakeError(absl::StatusCode::kInvalidArgument,
                                 v1::ERROR_REASON_NO_SIGNATURE,
                                 "the receipt speaks of no signature")));
  }
  return rows;
}

VerdictRow ErrorRow(absl::string_view file, const absl::Status& status) {
  VerdictRow row;
  row.record.AddText("file", file)
      .AddText("outcome", OutcomeName(row.outcome))
      .AddText("error", status.message())
      .AddText("error_reason", ErrorWord(status));
  row.line = absl::StrCat(Padded(row.outcome), PrintableText(file), "  ",
                          ErrorText(status));
  return row;
}

absl::string_view OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kValid:
      return "VALID";
    case Outcome::kNotValid:
      return "NOT_VALID";
    case Outcome::kNoVerdict:
      return "NO_VERDICT";
  }
  return "NO_VERDICT";
}

ExitCode ExitCodeOf(absl::Span<const Outcome> outcomes) {
  const auto any = [outcomes](Outcome outcome) {
    return std::find(outcomes.begin(), outcomes.end(), outcome) !=
           outcomes.end();
  };
  if (any(Outcome::kNotValid)) {
    return ExitCode::kNo;
  }
  return outcomes.empty() || any(Outcome::kNoVerdict) ? ExitCode::kNoAnswer
                                                      : ExitCode::kYes;
}

void PrintRow(const VerdictRow& row, Console& console) {
  console.out << (console.format == OutputFormat::kJson ? JsonLine(row.record)
                                                        : row.line + "\n")
              << std::flush;
}

}  // namespace kepil
