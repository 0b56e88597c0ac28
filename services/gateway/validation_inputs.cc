#include "services/gateway/validation_inputs.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/digest.h"
#include "engine/signature/detached_form.h"
#include "engine/signature/dvcs_request_information.h"
#include "services/gateway/validate_request.h"

namespace kepil {
namespace {

// Whether digests of the content inside the file come to the same verdict.
bool IsJudgedByDigests(const WaitingRequest& waiting) {
  const auto& signatures = waiting.document.signatures;
  return !waiting.document.ber && !waiting.request.has_content() &&
         !waiting.request.has_digests() &&
         std::all_of(
             signatures.begin(), signatures.end(), [](const auto& signature) {
               const SignatureAttributes& attributes = signature->attributes();
               return attributes.has_signed_attributes &&
                      attributes.content_timestamps.empty();
             });
}

}  // namespace

SignatureInput SignatureInputOf(const v1::ValidateRequest& request) {
  SignatureInput input;
  input.signature = request.signature();
  if (request.has_content()) {
    input.content = request.content();
  }
  for (const v1::ContentDigest& digest : request.digests().digests()) {
    input.digests.push_back({HashFromName(digest.hash()), digest.value()});
  }
  return input;
}

std::vector<v1::ContentDigest> ContentDigestsOf(
    const v1::ValidateRequest& request, const SignatureDocument& document) {
  if (request.has_digests()) {
    return {request.digests().digests().begin(),
            request.digests().digests().end()};
  }
  std::optional<absl::string_view> content = document.attached_content;
  if (request.has_content()) {
    content = request.content();
  }
  std::vector<v1::ContentDigest> digests;
  if (!content.has_value()) {
    return digests;
  }
  std::vector<HashAlgorithm> algorithms = {HashAlgorithm::kSha256};
  for (const auto& signature : document.signatures) {
    const HashAlgorithm used = signature->digest_algorithm();
    if (used != HashAlgorithm::kUnknown &&
        std::find(algorithms.begin(), algorithms.end(), used) ==
            algorithms.end()) {
      algorithms.push_back(used);
    }
  }
  for (const HashAlgorithm algorithm : algorithms) {
    // A signature knows what its own algorithm made of the same octets.
    const absl::StatusOr<std::string> value =
        document.signatures.empty()
            ? HashOf(algorithm, *content)
            : document.signatures.front()->HashContent(algorithm);
    if (value.ok()) {
      v1::ContentDigest digest;
      digest.set_hash(std::string(HashName(algorithm)));
      digest.set_value(*value);
      digests.push_back(std::move(digest));
    }
  }
  return digests;
}

bool HoldsContent(const SignatureDocument& document,
                  const v1::DvcsExchange* dvcs) {
  return document.attached_content.has_value() ||
         (dvcs != nullptr &&
          dvcs->service() == static_cast<int>(DvcsService::kCpd));
}

std::vector<v1::Limitation> LimitationsOf(const v1::ValidateRequest& request,
                                          const SignatureDocument& document,
                                          const v1::DvcsExchange* dvcs,
                                          const v1::UsageContext& usage) {
  std::vector<v1::Limitation> limitations;
  if (request.has_digests()) {
    limitations.push_back(v1::LIMITATION_CONTENT_BY_DIGEST_ONLY);
  }
  if (HoldsContent(document, dvcs)) {
    limitations.push_back(v1::LIMITATION_CONTENT_NOT_KEPT);
  }
  if (!document.signatures.empty()) {  // Else there is no signer.
    limitations.push_back(v1::LIMITATION_AGE_OF_SIGNER_NOT_CHECKED);
  }
  if (usage.exchange_governing_law() != kLawOfHome) {
    limitations.push_back(v1::LIMITATION_GOVERNING_LAW_NOT_EVALUATED);
  }
  return limitations;
}

absl::string_view InformationOf(const v1::DvcsExchange* dvcs) {
  return dvcs != nullptr ? absl::string_view(dvcs->request_information())
                         : absl::string_view();
}

std::optional<storage::v1::PeerWork> WorkFor(const WaitingRequest& waiting) {
  storage::v1::PeerWork work;
  v1::ValidateRequest& request = *work.mutable_request();
  request = waiting.request;
  if (waiting.document.attached_content.has_value()) {
    const absl::StatusOr<std::string> detached =
        IsJudgedByDigests(waiting) ? DetachedForm(request.signature())
                                   : absl::NotFoundError("");
    if (!detached.ok()) {
      return std::nullopt;
    }
    work.set_request_sha256(std::string(
        RequestDigest(request, InformationOf(waiting.dvcs)).bytes()));
    work.set_signature_sha256(std::string(Sha256(request.signature()).bytes()));
    request.set_signature(*detached);
  }
  if (request.has_content() || IsDetachedForm(work)) {
    for (v1::ContentDigest& digest :
         ContentDigestsOf(waiting.request, waiting.document)) {
      // Takes the place of the content: they are one of two.
      *request.mutable_digests()->add_digests() = std::move(digest);
    }
  }
  *work.mutable_caller() = waiting.caller;
  work.set_mode(waiting.mode);
  if (waiting.dvcs != nullptr) {
    *work.mutable_dvcs() = *waiting.dvcs;
    work.set_request_key(DvcsRequestKey(*waiting.dvcs));
    work.set_has_nonce(HasNonce(*waiting.dvcs));
  }
  return work;
}

bool IsDetachedForm(const storage::v1::PeerWork& work) {
  return !work.signature_sha256().empty();
}

void NameOriginal(const storage::v1::PeerWork& work, v1::ReceiptBody& body) {
  if (!IsDetachedForm(work)) {
    return;
  }
  body.set_request_sha256(work.request_sha256());
  body.set_signature_sha256(work.signature_sha256());
  std::replace(body.mutable_limitations()->begin(),
               body.mutable_limitations()->end(),
               static_cast<int>(v1::LIMITATION_CONTENT_BY_DIGEST_ONLY),
               static_cast<int>(v1::LIMITATION_CONTENT_NOT_KEPT));
}

std::optional<IdempotencyRow> RowOf(const v1::ValidateRequest& request,
                                    const v1::PrincipalRecord& caller,
                                    const Digest& digest) {
  if (request.idempotency_key().empty()) {
    return std::nullopt;
  }
  return IdempotencyRow{caller.tls_sha256(),
                        std::string(Sha256(request.idempotency_key()).bytes()),
                        digest};
}

std::string DvcsRequestKey(const v1::DvcsExchange& exchange) {
  return std::string(Sha256(absl::StrCat("dvcs", exchange.request_information(),
                                         exchange.message_imprint()))
                         .bytes());
}

bool HasNonce(const v1::DvcsExchange& exchange) {
  DerReader reader(exchange.request_information());
  const absl::StatusOr<DvcsRequestInformation> information =
      ReadDvcsRequestInformation(reader);
  return information.ok() && information->nonce.has_value();
}

std::optional<IdempotencyRow> LaterRow(const storage::v1::PeerWork& work) {
  const absl::StatusOr<Digest> request = Digest::FromBytes(work.request_key());
  if (!work.has_nonce() || !request.ok()) {
    return std::nullopt;
  }
  return IdempotencyRow{work.caller().tls_sha256(), work.request_key(),
                        *request};
}

}  // namespace kepil
