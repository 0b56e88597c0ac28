#include "engine/pki/ocsp.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"

namespace kepil {
namespace {

constexpr size_t kSha1Size = 20;

constexpr char kBasicResponse[] = "1.3.6.1.5.5.7.48.1.1";
constexpr char kNonce[] = "1.3.6.1.5.5.7.48.1.2";
constexpr char kSha1[] = "1.3.14.3.2.26";
// OID contents.
constexpr absl::string_view kNonceOid = "\x2b\x06\x01\x05\x05\x07\x30\x01\x02";
// RFC 6960, 4.4.8.
constexpr absl::string_view kExtendedRevoke =
    "\x2b\x06\x01\x05\x05\x07\x30\x01\x09";

absl::Status LimitError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONTAINER_LIMIT, message);
}

bool IsCertIdHash(HashAlgorithm hash) {
  return hash == HashAlgorithm::kSha1 || hash == HashAlgorithm::kSha256 ||
         hash == HashAlgorithm::kSha384 || hash == HashAlgorithm::kSha512;
}

// Whether `hash` of the name is one that a CertID for `id` may carry. The
// encodings of the issuer's name in the two certificates may differ.
bool HasIssuerHashes(const OcspAnswer& answer, const CertificateId& id) {
  const auto key_hash = HashOf(answer.hash, id.issuer.key_octets());
  if (!key_hash.ok() || *key_hash != answer.issuer_key_hash) {
    return false;
  }
  for (const Name* name : {&id.certificate.issuer(), &id.issuer.subject()}) {
    const auto name_hash = HashOf(answer.hash, name->der());
    if (name_hash.ok() && *name_hash == answer.issuer_name_hash) {
      return true;
    }
  }
  return false;
}

}  // namespace

// Fills an OcspResponse whose octets are in place already.
class OcspParser {
 public:
  OcspParser(OcspResponse& response, CertificateReader& certificates)
      : response_(response), certificates_(certificates) {}
  absl::Status Parse();

 private:
  absl::Status ParseBasicResponse(absl::string_view der);
  absl::Status ParseCertificates(absl::string_view contents);
  absl::Status ParseResponseData(absl::string_view contents);
  absl::Status ParseResponderId(DerReader& reader);
  absl::Status ParseAnswers(DerReader reader);
  absl::Status ParseResponseExtensions(absl::string_view contents);

  OcspResponse& response_;
  CertificateReader& certificates_;
};

absl::Status OcspParser::Parse() {
  DerReader outer(response_.der_);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(const int64_t status,
                         reader.ReadInt64(kDerEnumerated));
  if (status != 0) {
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_FETCH_FAILED,
                     "the OCSP responder gave no answer",
                     {{"ocsp_status", absl::StrCat(status)}});
  }
  KEPIL_ASSIGN_OR_RETURN(DerReader body,
                         reader.ReadConstructed(DerContextConstructed(0)));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  KEPIL_ASSIGN_OR_RETURN(DerReader bytes, body.ReadSequence());
  KEPIL_RETURN_IF_ERROR(body.Finish());
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view type, bytes.ReadOid());
  if (type != OidFromText(kBasicResponse)) {
    return FormatUnknownError("an OCSP response of another type than basic");
  }
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view basic,
                         bytes.ReadOctetString());
  KEPIL_RETURN_IF_ERROR(bytes.Finish());
  return ParseBasicResponse(basic);
}

absl::Status OcspParser::ParseBasicResponse(absl::string_view der) {
  DerReader outer(der);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(const DerValue tbs, reader.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(const DerValue algorithm, reader.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(response_.algorithm_,
                         ParseAlgorithmIdentifier(algorithm.full));
  KEPIL_ASSIGN_OR_RETURN(response_.signature_, reader.ReadBitStringOctets());
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> certificates,
                         reader.ReadOptional(DerContextConstructed(0)));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  response_.tbs_ = tbs.full;
  KEPIL_RETURN_IF_ERROR(ParseResponseData(tbs.content));
  return certificates.has_value() ? ParseCertificates(certificates->content)
                                  : absl::OkStatus();
}

absl::Status OcspParser::ParseCertificates(absl::string_view contents) {
  DerReader outer(contents);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  while (!reader.empty()) {
    if (response_.certificates_.size() >= OcspResponse::kMaxCertificates) {
      return LimitError("the OCSP response carries too many certificates");
    }
    KEPIL_ASSIGN_OR_RETURN(const DerValue value, reader.Read(kDerSequence));
    KEPIL_ASSIGN_OR_RETURN(CertificateRef certificate,
                           certificates_.Read(value.full));
    response_.certificates_.push_back(std::move(certificate));
  }
  return absl::OkStatus();
}

absl::Status OcspParser::ParseResponseData(absl::string_view contents) {
  DerReader reader(contents);
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> version,
                         reader.ReadOptional(DerContextConstructed(0)));
  if (version.has_value()) {
    DerReader inner(version->content);
    KEPIL_ASSIGN_OR_RETURN(const int64_t number, inner.ReadInt64());
    KEPIL_RETURN_IF_ERROR(inner.Finish());
    if (number != 0) {
      return FormatUnknownError("an OCSP response of an unknown version");
    }
  }
  KEPIL_RETURN_IF_ERROR(ParseResponderId(reader));
  KEPIL_ASSIGN_OR_RETURN(response_.produced_at_, ReadOcspTime(reader));
  KEPIL_ASSIGN_OR_RETURN(const DerReader answers, reader.ReadSequence());
  KEPIL_RETURN_IF_ERROR(ParseAnswers(answers));
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> extensions,
                         reader.ReadOptional(DerContextConstructed(1)));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return extensions.has_value() ? ParseResponseExtensions(extensions->content)
                                : absl::OkStatus();
}

absl::Status OcspParser::ParseResponderId(DerReader& reader) {
  KEPIL_ASSIGN_OR_RETURN(const DerValue id, reader.ReadAny());
  if (id.tag == DerContextConstructed(1)) {
    KEPIL_ASSIGN_OR_RETURN(response_.responder_name_,
                           Name::FromDer(id.content));
    return absl::OkStatus();
  }
  if (id.tag != DerContextConstructed(2)) {
    return FormatUnknownError("no responderID");
  }
  DerReader inner(id.content);
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view hash, inner.ReadOctetString());
  if (hash.size() != kSha1Size) {
    return FormatUnknownError("a responder key hash of another size than 20");
  }
  response_.responder_key_hash_ = std::string(hash);
  return inner.Finish();
}

absl::Status OcspParser::ParseAnswers(DerReader reader) {
  while (!reader.empty()) {
    if (response_.answers_.size() >= OcspResponse::kMaxAnswers) {
      return LimitError("the OCSP response carries too many answers");
    }
    KEPIL_ASSIGN_OR_RETURN(const DerValue single, reader.Read(kDerSequence));
    KEPIL_ASSIGN_OR_RETURN(OcspAnswer answer, ParseOcspAnswer(single.content));
    response_.answers_.push_back(std::move(answer));
  }
  return response_.answers_.empty()
             ? FormatUnknownError("an OCSP response without an answer")
             : absl::OkStatus();
}

absl::Status OcspParser::ParseResponseExtensions(absl::string_view contents) {
  KEPIL_ASSIGN_OR_RETURN(const CertificateExtensions extensions,
                         ParseOcspExtensions(contents));
  for (const CertificateExtensions::Present& extension : extensions.all) {
    if (extension.oid == kNonceOid) {
      DerReader inner(extension.value);
      const absl::StatusOr<absl::string_view> wrapped = inner.ReadOctetString();
      // Before RFC 8954 the octets stood there without a wrapping.
      response_.nonce_ = wrapped.ok() && inner.empty() ? std::string(*wrapped)
                                                       : extension.value;
    } else if (extension.oid == kExtendedRevoke) {
      for (OcspAnswer& answer : response_.answers_) {
        if (SaysNeverIssued(answer)) {
          answer.status = RevocationStatus();
          answer.status.state = RevocationStatus::State::kUnknown;
        }
      }
    } else if (extension.critical) {
      response_.unrecognised_critical_ = true;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const OcspResponse>> OcspResponse::FromDer(
    std::string der, CertificateReader& certificates, const DerLimits& limits) {
  if (static_cast<int64_t>(der.size()) > limits.max_bytes) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                     "the OCSP response is over its limit");
  }
  // Views point into der_, so it is moved to its place before it is read.
  const std::shared_ptr<OcspResponse> response(new OcspResponse());
  response->der_ = std::move(der);
  response->digest_ = Sha256(response->der_);
  KEPIL_RETURN_IF_ERROR(OcspParser(*response, certificates).Parse());
  return std::shared_ptr<const OcspResponse>(response);
}

absl::Time OcspResponse::this_update() const {
  return answers_.front().this_update;
}

std::optional<absl::Time> OcspResponse::next_update() const {
  return answers_.front().next_update;
}

RevocationStatus OcspResponse::StatusOf(const CertificateId& id) const {
  const OcspAnswer* answer = AnswerFor(id);
  if (answer == nullptr || unrecognised_critical_ ||
      answer->unrecognised_critical_extension) {
    return RevocationStatus();
  }
  return answer->status;
}

const OcspAnswer* OcspResponse::AnswerFor(const CertificateId& id) const {
  const OcspAnswer* newest = nullptr;
  for (const OcspAnswer& answer : answers_) {
    if (!IsCertIdHash(answer.hash) ||
        answer.serial != id.certificate.serial() ||
        !HasIssuerHashes(answer, id)) {
      continue;
    }
    const bool revokes_as_late =
        newest != nullptr && answer.this_update == newest->this_update &&
        answer.status.state == RevocationStatus::State::kRevoked;
    if (newest == nullptr || answer.this_update > newest->this_update ||
        revokes_as_late) {
      newest = &answer;
    }
  }
  return newest;
}

bool OcspResponse::NamesResponder(const Certificate& certificate) const {
  return responder_key_hash_.empty()
             ? certificate.subject() == responder_name_
             : certificate.key_sha1() == responder_key_hash_;
}

std::vector<CertificateRef> OcspResponse::RespondersIn(
    const CertificatePool& pool) const {
  return responder_key_hash_.empty() ? pool.FindBySubject(responder_name_)
                                     : pool.FindByKeySha1(responder_key_hash_);
}

absl::StatusOr<bool> VerifyOcspSignature(const OcspResponse& response,
                                         const PublicKey& key) {
  return VerifySignedObject(key, response.signature_algorithm(), response.tbs(),
                            response.signature());
}

OcspResponderRight ResponderRightOf(const Certificate& responder,
                                    const Certificate& issuer) {
  if (responder.spki() == issuer.spki() &&
      responder.subject() == issuer.subject()) {
    return OcspResponderRight::kIssuerItself;
  }
  const auto& purposes = responder.extensions().extended_key_usage;
  if (responder.issuer() != issuer.subject() || !purposes.has_value() ||
      std::find(purposes->begin(), purposes->end(),
                key_purpose_oid::kOcspSigning) == purposes->end() ||
      !responder.SignatureAlgorithmsMatch() || !issuer.public_key().ok()) {
    return OcspResponderRight::kNone;
  }
  const absl::StatusOr<bool> issued =
      VerifySignedObject(**issuer.public_key(), responder.signature_algorithm(),
                         responder.tbs(), responder.signature());
  return issued.ok() && *issued ? OcspResponderRight::kDelegated
                                : OcspResponderRight::kNone;
}

std::string BuildOcspRequest(const CertificateId& id, absl::string_view nonce) {
  const absl::StatusOr<std::string> name_hash =
      HashOf(HashAlgorithm::kSha1, id.certificate.issuer().der());
  KEPIL_CHECK(name_hash.ok());
  const std::string cert_id = DerSequence(
      {DerSequence({DerOidFromText(kSha1), DerNull()}),
       DerOctetString(*name_hash), DerOctetString(id.issuer.key_sha1()),
       DerWrap(kDerInteger, id.certificate.serial())});
  std::vector<std::string> tbs = {DerSequence({DerSequence({cert_id})})};
  if (!nonce.empty()) {
    // extnValue wraps Nonce, which is an OCTET STRING itself (RFC 9654, 2.1).
    tbs.push_back(DerExplicit(
        2,
        DerSequence({DerSequence({DerOidFromText(kNonce),
                                  DerOctetString(DerOctetString(nonce))})})));
  }
  return DerSequence({DerSequence(tbs)});
}

}  // namespace kepil
