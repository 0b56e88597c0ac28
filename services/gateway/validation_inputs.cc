#include "services/gateway/validation_inputs.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/digest.h"
#include "engine/signature/dvcs_request_information.h"
#include "services/gateway/validate_request.h"

namespace kepil {

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
    const absl::StatusOr<std::string> value = HashOf(algorithm, *content);
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

v1::ValidateRequest WithoutContent(const v1::ValidateRequest& request,
                                   const SignatureDocument& document) {
  if (!request.has_content()) {
    return request;
  }
  v1::ValidateRequest without = request;
  for (v1::ContentDigest& digest : ContentDigestsOf(request, document)) {
    // Takes the place of the content: they are one of two.
    *without.mutable_digests()->add_digests() = std::move(digest);
  }
  return without;
}

std::optional<IdempotencyRow> RowOf(const v1::ValidateRequest& request,
                                    const v1::PrincipalRecord& caller,
                                    absl::string_view information) {
  if (request.idempotency_key().empty()) {
    return std::nullopt;
  }
  return IdempotencyRow{caller.tls_sha256(),
                        std::string(Sha256(request.idempotency_key()).bytes()),
                        RequestDigest(request, information)};
}

std::string DvcsRequestKey(const v1::DvcsExchange& exchange) {
  DerReader reader(exchange.request_information());
  const absl::StatusOr<DvcsRequestInformation> information =
      ReadDvcsRequestInformation(reader);
  if (!information.ok() || !information->nonce.has_value()) {
    return "";
  }
  return std::string(Sha256(absl::StrCat("dvcs", exchange.request_information(),
                                         exchange.message_imprint()))
                         .bytes());
}

std::optional<IdempotencyRow> LaterRow(const storage::v1::PeerWork& work) {
  if (work.request_key().empty()) {
    return std::nullopt;
  }
  return IdempotencyRow{work.caller().tls_sha256(), work.request_key(),
                        RequestDigest(work.request())};
}

}  // namespace kepil
