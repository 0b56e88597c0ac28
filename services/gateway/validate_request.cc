#include "services/gateway/validate_request.h"

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/proto_time.h"

namespace kepil {
namespace {

constexpr size_t kMaxDigests = 8;
constexpr size_t kMaxKey = 128;
constexpr size_t kMaxBasis = 256;
constexpr size_t kMaxText = 64;

absl::Status FieldError(absl::string_view field, absl::string_view problem) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_REQUEST_MALFORMED,
      absl::StrCat(field, ": ", problem), {{"field", std::string(field)}});
}

bool IsCountry(absl::string_view text) {
  return text.size() == 2 && absl::ascii_isupper(text[0]) &&
         absl::ascii_isupper(text[1]);
}

// DEF-14: recorded, and only what was agreed.
absl::Status CheckGoverningLaw(const v1::UsageContext& usage) {
  const std::string& law = usage.exchange_governing_law();
  if (!law.empty() && !IsCountry(law)) {
    return FieldError("usage.exchange_governing_law",
                      "not two capital letters");
  }
  if (usage.agreement_reference().size() > kMaxBasis) {
    return FieldError("usage.agreement_reference", "over 256 octets");
  }
  if (!law.empty() && law != kLawOfHome &&
      usage.agreement_reference().empty()) {
    return FieldError("usage.agreement_reference",
                      "another law needs a reference to the agreement");
  }
  return absl::OkStatus();
}

// GWY-01: what the signing system found, and who says so.
absl::Status CheckAuthority(const v1::AuthorityAnswer& answer) {
  if (answer.source().size() > kMaxBasis) {
    return FieldError("usage.signing_authority.source", "over 256 octets");
  }
  if (!v1::SigningAuthority_IsValid(answer.result()) ||
      answer.result() == v1::SIGNING_AUTHORITY_UNSPECIFIED) {
    return FieldError("usage.signing_authority.result", "missing or unknown");
  }
  if ((answer.result() == v1::SIGNING_AUTHORITY_CONFIRMED ||
       answer.result() == v1::SIGNING_AUTHORITY_REFUTED) &&
      answer.source().empty()) {
    return FieldError("usage.signing_authority.source",
                      "missing: who confirms or refutes");
  }
  if (answer.has_as_of() && !TimeFromProto(answer.as_of()).ok()) {
    return FieldError("usage.signing_authority.as_of", "no time");
  }
  return absl::OkStatus();
}

absl::Status CheckUsage(const v1::UsageContext& usage) {
  if (!usage.relying_party_country().empty() &&
      !IsCountry(usage.relying_party_country())) {
    return FieldError("usage.relying_party_country", "not two capital letters");
  }
  if (usage.lawful_basis().size() > kMaxBasis) {
    return FieldError("usage.lawful_basis", "over 256 octets");
  }
  if (usage.document_class().size() > kMaxText) {
    return FieldError("usage.document_class", "over 64 octets");
  }
  if (usage.amount().size() > kMaxText) {
    return FieldError("usage.amount", "over 64 octets");
  }
  KEPIL_RETURN_IF_ERROR(CheckGoverningLaw(usage));
  return usage.has_signing_authority()
             ? CheckAuthority(usage.signing_authority())
             : absl::OkStatus();
}

absl::Status CheckDigests(const v1::ContentDigests& digests) {
  if (digests.digests_size() == 0 ||
      static_cast<size_t>(digests.digests_size()) > kMaxDigests) {
    return FieldError("digests", "not 1 to 8 digests");
  }
  std::string seen;
  for (const v1::ContentDigest& digest : digests.digests()) {
    const HashAlgorithm hash = HashFromName(digest.hash());
    if (hash == HashAlgorithm::kUnknown) {
      return FieldError("digests.hash", "unknown hash algorithm");
    }
    if (static_cast<int>(digest.value().size()) != HashSize(hash)) {
      return FieldError("digests.value", "not the length of its algorithm");
    }
    const std::string mark = absl::StrCat(" ", digest.hash(), " ");
    if (seen.find(mark) != std::string::npos) {
      return FieldError("digests.hash", "the same algorithm twice");
    }
    seen += mark;
  }
  return absl::OkStatus();
}

// Parts is a hash over parts, each behind its length, so that no two lists of
// parts are hashed alike.
class Parts {
 public:
  void Add(absl::string_view part) {
    std::string length;
    for (int shift = 56; shift >= 0; shift -= 8) {
      length.push_back(static_cast<char>(uint64_t{part.size()} >> shift));
    }
    hasher_->Update(length);
    hasher_->Update(part);
  }
  Digest Finish() { return *Digest::FromBytes(hasher_->Finish()); }

 private:
  const std::unique_ptr<Hasher> hasher_ =
      *Hasher::Create(HashAlgorithm::kSha256);
};

}  // namespace

absl::Status CheckValidateRequest(const v1::ValidateRequest& request) {
  if (request.signature().empty()) {
    return FieldError("signature", "missing");
  }
  if (request.has_digests()) {
    KEPIL_RETURN_IF_ERROR(CheckDigests(request.digests()));
  }
  if (request.idempotency_key().size() > kMaxKey) {
    return FieldError("idempotency_key", "over 128 octets");
  }
  if (request.policy_id().size() > kMaxBasis) {
    return FieldError("policy_id", "over 256 octets");
  }
  return CheckUsage(request.usage());
}

absl::StatusOr<v1::UsageContext> CompleteUsage(
    const v1::UsageContext& usage, const v1::PrincipalRecord& caller) {
  v1::UsageContext complete = usage;
  if (complete.relying_party_country().empty()) {
    complete.set_relying_party_country(caller.country());
  }
  if (complete.lawful_basis().empty()) {
    complete.set_lawful_basis(caller.lawful_basis());
  }
  if (complete.document_class().empty()) {
    complete.set_document_class(caller.document_class());
  }
  if (complete.exchange_governing_law().empty()) {
    complete.set_exchange_governing_law(kLawOfHome);
  }
  if (complete.relying_party_country().empty()) {
    return FieldError("usage.relying_party_country",
                      "neither in the request nor in the registration");
  }
  if (complete.lawful_basis().empty()) {
    return FieldError("usage.lawful_basis",
                      "neither in the request nor in the registration");
  }
  return complete;
}

Digest RequestDigest(const v1::ValidateRequest& request,
                     absl::string_view information) {
  Parts parts;
  parts.Add("kepil.v1.ValidationService/Validate");
  parts.Add(request.policy_id());
  parts.Add(request.signature());
  if (request.has_content()) {
    parts.Add("content");
    parts.Add(Sha256(request.content()).bytes());
  }
  if (request.has_digests()) {
    parts.Add("digests");
    for (const v1::ContentDigest& digest : request.digests().digests()) {
      parts.Add(digest.hash());
      parts.Add(digest.value());
    }
  }
  parts.Add("usage");
  parts.Add(request.usage().relying_party_country());
  parts.Add(request.usage().lawful_basis());
  parts.Add(request.usage().document_class());
  parts.Add(request.usage().amount());
  if (!information.empty()) {
    parts.Add("information");
    parts.Add(information);
  }
  if (!request.usage().exchange_governing_law().empty() ||
      !request.usage().agreement_reference().empty()) {
    parts.Add("law");
    parts.Add(request.usage().exchange_governing_law());
    parts.Add(request.usage().agreement_reference());
  }
  if (request.usage().has_signing_authority()) {
    const v1::AuthorityAnswer& answer = request.usage().signing_authority();
    parts.Add("authority");
    parts.Add(absl::StrCat(answer.result()));
    parts.Add(answer.source());
    parts.Add(answer.has_as_of() ? absl::StrCat(answer.as_of().seconds(), ".",
                                                answer.as_of().nanos())
                                 : "");
  }
  return parts.Finish();
}

}  // namespace kepil
