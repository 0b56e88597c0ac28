#include "services/kepilctl/dvcs_selftest.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "services/kepilctl/output.h"
#include "services/receipt/dvc_verifier.h"

namespace kepil {
namespace {

constexpr absl::Duration kMaxSkew = absl::Minutes(5);
constexpr absl::Duration kFarAhead = absl::Hours(24 * 3650);

DvcsRequest Asking(DvcsService service, const SelfTestMaterial& material) {
  DvcsRequest request;
  request.information.service = service;
  request.information.nonce = material.nonce;
  request.transaction_identifier = DerWrap(DerContext(6), "urn:kepil:selftest");
  return request;
}

DvcsRequest AskingAbout(DvcsService service, const std::string& message,
                        const SelfTestMaterial& material) {
  DvcsRequest request = Asking(service, material);
  request.data.message = message;
  return request;
}

constexpr char kSha256[] = "2.16.840.1.101.3.4.2.1";
constexpr char kEcdsaWithSha256[] = "1.2.840.10045.4.3.2";

std::string Attribute(const char* type, const std::string& value) {
  return DerSequence({DerOidFromText(type), DerSetOf({value})});
}

// `request` in a SignedData whose signature does not verify under `signer`.
std::string WithBadSignature(const std::string& request,
                             const Certificate& signer) {
  const std::string sha256 = DerSequence({DerOidFromText(kSha256)});
  const std::string attributes =
      Attribute("1.2.840.113549.1.9.3",
                DerOidFromText(kDvcsRequestContentType)) +
      Attribute("1.2.840.113549.1.9.4",
                DerOctetString(Sha256(request).bytes()));
  const std::string signer_info =
      DerSequence({DerInt64(1),
                   DerSequence({std::string(signer.issuer().der()),
                                DerWrap(kDerInteger, signer.serial())}),
                   sha256, DerWrap(DerContextConstructed(0), attributes),
                   DerSequence({DerOidFromText(kEcdsaWithSha256)}),
                   DerOctetString(DerSequence({DerInt64(1), DerInt64(1)}))});
  const std::string data =
      DerSequence({DerInt64(3), DerSetOf({sha256}),
                   DerSequence({DerOidFromText(kDvcsRequestContentType),
                                DerExplicit(0, DerOctetString(request))}),
                   DerWrap(DerContextConstructed(0), signer.der()),
                   DerSetOf({signer_info})});
  return DerSequence(
      {DerOidFromText("1.2.840.113549.1.7.2"), DerExplicit(0, data)});
}

class Questions {
 public:
  void AddDvc(std::string name, const DvcsRequest& request,
              DvcsEncoding encoding = DvcsEncoding::kRfc3029) {
    SelfTestQuestion question;
    question.name = std::move(name);
    question.octets = WriteDvcsRequest(request, encoding);
    // As the server reads it: the imprint is over the octets that were sent.
    const absl::StatusOr<DvcsRequest> sent = ParseDvcsRequest(question.octets);
    question.request = sent.ok() ? *sent : request;
    list_.push_back(std::move(question));
  }
  void AddNotice(std::string name, std::string octets, DvcFailure failure) {
    SelfTestQuestion question;
    question.name = std::move(name);
    question.octets = std::move(octets);
    question.failure = failure;
    list_.push_back(std::move(question));
  }
  std::vector<SelfTestQuestion> Take() { return std::move(list_); }

 private:
  std::vector<SelfTestQuestion> list_;
};

std::string ProblemsOf(const DvcVerification& verification) {
  std::vector<std::string> names;
  for (const DvcProblem problem : verification.problems) {
    if (problem != DvcProblem::kErrorNotice) {
      names.emplace_back(DvcProblemName(problem));
    }
  }
  return absl::StrJoin(names, " ");
}

// Genuine but for being a notice.
bool IsGenuineNotice(const DvcVerification& verification) {
  return verification.error.has_value() &&
         std::all_of(verification.problems.begin(), verification.problems.end(),
                     [](DvcProblem problem) {
                       return problem == DvcProblem::kErrorNotice;
                     });
}

std::string NoticeText(const DvcsErrorNotice& notice) {
  return absl::StrCat("failInfo ",
                      notice.status.fail_info.empty()
                          ? "-"
                          : absl::StrJoin(notice.status.fail_info, ","),
                      notice.status.text.empty() ? "" : ": ",
                      absl::StrJoin(notice.status.text, "; "));
}

SelfTestResult JudgeNotice(DvcFailure wanted,
                           const DvcVerification& verification) {
  if (!IsGenuineNotice(verification)) {
    return {SelfTestOutcome::kWrong,
            verification.info.has_value()
                ? std::string("a DVC instead of an error notice")
                : ProblemsOf(verification)};
  }
  const std::vector<int>& failures = verification.error->status.fail_info;
  const bool right =
      verification.error->status.status == DvcStatus::kRejection &&
      std::find(failures.begin(), failures.end(), static_cast<int>(wanted)) !=
          failures.end();
  return {right ? SelfTestOutcome::kSupported : SelfTestOutcome::kWrong,
          NoticeText(*verification.error)};
}

}  // namespace

std::vector<SelfTestQuestion> SelfTestQuestions(
    const SelfTestMaterial& material) {
  Questions questions;
  DvcsRequest vsd = AskingAbout(DvcsService::kVsd, material.document, material);
  questions.AddDvc("vsd", vsd);
  vsd.information.request_time = DvcsTime{material.now, "", ""};
  questions.AddDvc("vsd.requestTime", vsd);
  questions.AddDvc("cpd",
                   AskingAbout(DvcsService::kCpd, material.document, material));
  DvcsRequest ccpd = Asking(DvcsService::kCcpd, material);
  ccpd.data.kind = DvcsData::Kind::kImprint;
  ccpd.data.imprint.hash = HashAlgorithm::kSha256;
  ccpd.data.imprint.value = std::string(Sha256(material.document).bytes());
  questions.AddDvc("ccpd", ccpd);
  DvcsRequest cpkc = Asking(DvcsService::kCpkc, material);
  cpkc.data.kind = DvcsData::Kind::kCertificates;
  cpkc.data.certificates = {
      {{DvcsToken::Kind::kCertificate, material.certificate}, {}, ""}};
  questions.AddDvc("cpkc", cpkc);
  questions.AddDvc("cpkc.bouncycastle", cpkc, DvcsEncoding::kBouncyCastle);
  cpkc.information.request_time =
      DvcsTime{material.now - absl::Hours(1), "", ""};
  questions.AddDvc("cpkc.pastTime", cpkc);

  questions.AddNotice("error.badDataFormat", "no request",
                      DvcFailure::kBadDataFormat);
  DvcsRequest elsewhere =
      AskingAbout(DvcsService::kCpd, material.document, material);
  elsewhere.information.dvcs =
      DerWrap(DerContext(6), "urn:kepil:selftest:another-server");
  questions.AddNotice("error.wrongAuthority",
                      WriteDvcsRequest(elsewhere, DvcsEncoding::kRfc3029),
                      DvcFailure::kWrongAuthority);
  DvcsRequest policy =
      AskingAbout(DvcsService::kCpd, material.document, material);
  policy.information.policy_oid = "2.25.1";
  questions.AddNotice("error.badRequest",
                      WriteDvcsRequest(policy, DvcsEncoding::kRfc3029),
                      DvcFailure::kBadRequest);
  const auto certificate = Certificate::FromDer(material.certificate);
  if (certificate.ok()) {
    const DvcsRequest possession =
        AskingAbout(DvcsService::kCpd, material.document, material);
    questions.AddNotice(
        "error.incorrectData",
        WithBadSignature(WriteDvcsRequest(possession, DvcsEncoding::kRfc3029),
                         **certificate),
        DvcFailure::kIncorrectData);
  }
  vsd.information.request_time = DvcsTime{material.now + kFarAhead, "", ""};
  questions.AddNotice("error.badTime",
                      WriteDvcsRequest(vsd, DvcsEncoding::kRfc3029),
                      DvcFailure::kBadTime);
  return questions.Take();
}

absl::string_view SelfTestOutcomeName(SelfTestOutcome outcome) {
  switch (outcome) {
    case SelfTestOutcome::kSupported:
      return "supported";
    case SelfTestOutcome::kNotSupported:
      return "not supported";
    case SelfTestOutcome::kWrong:
      return "wrong";
    case SelfTestOutcome::kNoAnswer:
      return "no answer";
  }
  return "";
}

SelfTestResult JudgeSelfTest(const SelfTestQuestion& question,
                             const absl::StatusOr<std::string>& answer,
                             const std::vector<CertificateRef>& anchors,
                             absl::Time now) {
  if (!answer.ok()) {
    return {SelfTestOutcome::kNoAnswer, ErrorWord(answer.status())};
  }
  DvcVerifyInput input;
  input.dvc = *answer;
  input.anchors = anchors;
  input.request = question.request.has_value() ? &*question.request : nullptr;
  input.earliest = now - kMaxSkew;
  input.latest = now + kMaxSkew;
  const DvcVerification verification = VerifyDvc(input);
  if (question.failure.has_value()) {
    return JudgeNotice(*question.failure, verification);
  }
  if (IsGenuineNotice(verification)) {
    return {SelfTestOutcome::kNotSupported, NoticeText(*verification.error)};
  }
  if (!verification.problems.empty()) {
    return {SelfTestOutcome::kWrong, ProblemsOf(verification)};
  }
  return {SelfTestOutcome::kSupported,
          verification.info->policy_oid.empty()
              ? ""
              : absl::StrCat("policy ", verification.info->policy_oid)};
}

}  // namespace kepil
