#include "services/receipt/dvcs_receipt.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "engine/signature/cms_writer.h"
#include "engine/validation/conclusion.h"
#include "services/receipt/receipt_body.h"

namespace kepil {

const char kReceiptBodyOid[] = "2.25.140473748375849794583919697175305664098.1";

namespace {

constexpr char kSignedData[] = "1.2.840.113549.1.7.2";

absl::StatusOr<v1::ReceiptBody> ParseBody(absl::string_view body) {
  v1::ReceiptBody parsed;
  if (!parsed.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_STORE_CORRUPT,
                     "a stored receipt cannot be read");
  }
  return parsed;
}

// EN 319 102-1, 5.1.3: the sub-indication, or the indication without one.
std::string UrnOf(const v1::Conclusion& conclusion) {
  const absl::string_view sub = SubIndicationName(conclusion.sub_indication());
  return sub.empty() ? absl::StrCat("urn:etsi:019102:mainindication:",
                                    absl::AsciiStrToLower(IndicationName(
                                        conclusion.indication())))
                     : absl::StrCat("urn:etsi:019102:subindication:", sub);
}

template <typename T>
void AddMissing(const std::vector<T>& more, std::vector<T>& values) {
  for (const T& value : more) {
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      values.push_back(value);
    }
  }
}

// A foreign TTP was silent, and nothing else decides.
bool IsWaiting(const v1::ReceiptBody& body) {
  return body.has_dvcs() && OutcomeOf(body) == Outcome::kNoVerdict &&
         std::find(body.limitations().begin(), body.limitations().end(),
                   v1::LIMITATION_PEER_SILENT) != body.limitations().end();
}

DvcStatusInfo VouchedStatus(const v1::SignatureReport& report) {
  DvcStatusInfo info;
  info.status = DvcStatus::kGrantedWithMods;
  info.text.push_back(
      absl::StrCat("vouched for by ", report.peer().authority_id()));
  return info;
}

// cpd and ccpd: there is nothing to judge.
bool CertifiesPossession(const v1::ReceiptBody& body) {
  return body.dvcs().service() == static_cast<int>(DvcsService::kCpd) ||
         body.dvcs().service() == static_cast<int>(DvcsService::kCcpd);
}

DvcStatusInfo WholeStatus(const v1::ReceiptBody& body) {
  DvcStatusInfo whole;
  if (OutcomeOf(body) == Outcome::kValid || CertifiesPossession(body)) {
    for (const v1::SignatureReport& signature : body.signatures()) {
      if (IsVouchedFor(signature)) {
        const DvcStatusInfo status = VouchedStatus(signature);
        whole.status = status.status;
        AddMissing(status.text, whole.text);
      }
    }
    return whole;
  }
  whole.status = IsWaiting(body) ? DvcStatus::kWaiting : DvcStatus::kRejection;
  for (const v1::SignatureReport& signature : body.signatures()) {
    if (IsVouchedFor(signature)) {
      continue;
    }
    const DvcStatusInfo status = DvcStatusOf(signature.conclusion());
    AddMissing(status.text, whole.text);
    AddMissing(status.fail_info, whole.fail_info);
  }
  return whole;
}

std::string ResponseOf(const v1::ReceiptBody& parsed, absl::string_view body) {
  return WriteDvcsCertificateInfo(DvcCertInfoOf(parsed, body),
                                  DvcsEncoding::kRfc3029);
}

DvcsToken CertificateToken(const Certificate& certificate) {
  return {DvcsToken::Kind::kCertificate, std::string(certificate.der())};
}

DvcsToken StatusToken(const DvcStatusInfo& status) {
  return {DvcsToken::Kind::kPkiStatus,
          WriteDvcStatusInfo(kDerSequence, status)};
}

DvcsTarget TargetOf(const Conclusion& conclusion, const DvcStatusInfo& status) {
  DvcsTarget target;
  if (conclusion.signing_certificate == nullptr) {
    target.target = StatusToken(status);
    return target;
  }
  target.target = CertificateToken(*conclusion.signing_certificate);
  target.chain.push_back(StatusToken(status));
  if (conclusion.path.has_value()) {
    const CertificatePath& path = *conclusion.path;
    for (size_t i = 0; i < path.certificates.size(); ++i) {
      target.chain.push_back(CertificateToken(*path.IssuerOf(i)));
    }
  }
  return target;
}

// The answer of a foreign TTP that counts; "" if there is none.
absl::string_view AnswerBehind(const v1::SignatureReport& report,
                               const EvidenceSet& evidence) {
  if (report.has_peer() &&
      report.peer().reason() == v1::FINDING_REASON_UNSPECIFIED) {
    for (const PeerEvidence& peer : evidence.peers) {
      if (Sha256(peer.answer).bytes() == report.peer().receipt_sha256()) {
        return peer.answer;
      }
    }
  }
  return "";
}

// Whether a ContentInfo is one value in DER, so that it may stand in another.
bool IsDer(absl::string_view content_info) {
  DerReader reader(content_info);
  return reader.Read(kDerSequence).ok() && reader.empty();
}

// INTEGER content octets.
std::string SerialOctets(int64_t serial) {
  const std::string der = DerInt64(serial);
  DerReader reader(der);
  const absl::StatusOr<absl::string_view> octets = reader.ReadIntegerBytes();
  return octets.ok() ? std::string(*octets) : std::string();
}

}  // namespace

absl::StatusOr<std::string> SignDvcsResponse(absl::string_view response,
                                             absl::Time time,
                                             const ReceiptIdentity& identity) {
  SignedDataDraft draft;
  draft.content_type = kDvcsResponseContentType;
  draft.content = response;
  draft.signing_time = time;
  draft.signer_certificate = identity.certificate;
  for (const CertificateRef& issuer : identity.issuers) {
    if (!issuer->IsSelfIssued()) {
      draft.more_certificates.push_back(issuer);
    }
  }
  return WriteSignedData(draft, *identity.key.signer);
}

DvcStatusInfo DvcStatusOf(const v1::Conclusion& conclusion) {
  DvcStatusInfo info;
  switch (OutcomeOf(conclusion)) {
    case Outcome::kValid:
      return info;
    case Outcome::kNotValid:
      info.text.push_back(UrnOf(conclusion));
      break;
    case Outcome::kNoVerdict:
      info.text.push_back(absl::StrCat("indeterminate:", UrnOf(conclusion)));
      break;
  }
  info.status = DvcStatus::kRejection;
  if (conclusion.indication() == v1::INDICATION_TOTAL_FAILED) {
    info.fail_info.push_back(static_cast<int>(DvcFailure::kIncorrectData));
  }
  return info;
}

DvcsCertificateInfo DvcCertInfoOf(const v1::ReceiptBody& parsed,
                                  absl::string_view body) {
  DvcsCertificateInfo info;
  info.information.service = DvcsService::kVsd;
  info.information.policy_oid = parsed.policy().oid();
  info.imprint.hash = HashAlgorithm::kSha256;
  info.imprint.value = parsed.signature_sha256();
  if (parsed.has_dvcs()) {
    info.information.service =
        static_cast<DvcsService>(parsed.dvcs().service());
    info.information.der = parsed.dvcs().request_information();
    info.imprint.der = parsed.dvcs().message_imprint();
    info.request_signature = parsed.dvcs().request_signature();
    info.targets_der = absl::StrJoin(parsed.dvcs().targets(), "");
  }
  info.policy_oid = parsed.policy().oid();
  info.serial = SerialOctets(parsed.serial());
  info.response_time.time = absl::FromUnixSeconds(parsed.issued_at().seconds());
  info.status = WholeStatus(parsed);
  info.extensions.push_back({kReceiptBodyOid, false, std::string(body)});
  return info;
}

std::string DvcTargetOf(const Conclusion& conclusion,
                        const v1::SignatureReport& report,
                        const EvidenceSet& evidence) {
  const absl::string_view answer = AnswerBehind(report, evidence);
  DvcsTarget target = TargetOf(
      conclusion, IsVouchedFor(report) ? VouchedStatus(report)
                                       : DvcStatusOf(report.conclusion()));
  if (conclusion.signing_certificate != nullptr && IsDer(answer)) {
    target.chain.push_back({DvcsToken::Kind::kAssertion, std::string(answer)});
    target.chain.push_back(StatusToken(DvcStatusInfo()));
  }
  return WriteDvcsTarget(target, DvcsEncoding::kRfc3029);
}

absl::StatusOr<std::string> DvcsResponseOf(absl::string_view body) {
  KEPIL_ASSIGN_OR_RETURN(const v1::ReceiptBody parsed, ParseBody(body));
  return ResponseOf(parsed, body);
}

absl::StatusOr<std::string> SignDvc(absl::string_view body,
                                    const ReceiptIdentity& identity) {
  KEPIL_ASSIGN_OR_RETURN(const v1::ReceiptBody parsed, ParseBody(body));
  return SignDvc(parsed, body, identity);
}

absl::StatusOr<std::string> SignDvc(const v1::ReceiptBody& parsed,
                                    absl::string_view body,
                                    const ReceiptIdentity& identity) {
  return SignDvcsResponse(ResponseOf(parsed, body),
                          absl::FromUnixSeconds(parsed.issued_at().seconds()),
                          identity);
}

absl::StatusOr<std::string> SignDvcsErrorNotice(
    const DvcsErrorNotice& notice, absl::Time time,
    const ReceiptIdentity& identity) {
  KEPIL_RETURN_IF_ERROR(CheckReceiptIdentity(identity, time));
  return SignDvcsResponse(WriteDvcsErrorNotice(notice),
                          absl::FromUnixSeconds(absl::ToUnixSeconds(time)),
                          identity);
}

std::string WriteUnsignedErrorNotice(const DvcsErrorNotice& notice) {
  const std::string signed_data = DerSequence(
      {DerInt64(3), DerSetOf({}),
       DerSequence(
           {DerOidFromText(kDvcsResponseContentType),
            DerExplicit(0, DerOctetString(WriteDvcsErrorNotice(notice)))}),
       DerSetOf({})});
  return DerSequence(
      {DerOidFromText(kSignedData), DerExplicit(0, signed_data)});
}

}  // namespace kepil
