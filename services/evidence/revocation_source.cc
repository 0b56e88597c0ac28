#include "services/evidence/revocation_source.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "base/status_macros.h"
#include "services/evidence/acquisition_failure.h"
#include "services/evidence/own_answer.h"
#include "services/net/url_policy.h"

namespace kepil {
namespace {

using State = RevocationStatus::State;

struct Address {
  RevocationKind kind;
  std::string url;
};

bool IsAsked(RevocationKind kind, v1::RevocationMode mode) {
  return kind == RevocationKind::kCrl ? mode != v1::REVOCATION_MODE_OCSP
                                      : mode != v1::REVOCATION_MODE_CRL;
}

std::vector<Address> AddressesOf(const StatusQuestion& question) {
  std::vector<Address> addresses;
  if (question.sources != nullptr) {
    for (const std::string& url : question.sources->ocsp_urls) {
      addresses.push_back({RevocationKind::kOcsp, url});
    }
    for (const std::string& url : question.sources->crl_urls) {
      addresses.push_back({RevocationKind::kCrl, url});
    }
  }
  return addresses;
}

// One question under way.
class Inquiry {
 public:
  Inquiry(const RevocationSource::Rooms& rooms,
          const RevocationSource::Options& options,
          const StatusQuestion& question)
      : rooms_(rooms), options_(options), question_(question) {}

  StatusAnswer Run();

 private:
  enum class Given { kFetchedOrCurrent, kHeldOnly };

  CertificateId Id() const {
    return {*question_.certificate, *question_.issuer};
  }
  RevocationLookup LookupOf(const Address& address) const;
  void AskAt(const Address& address);
  void Recall(const Address& address);
  // Takes an answer into the set, if it speaks of the certificate and counts.
  void Consider(const HeldRevocation& held, Given given);
  void Add(const HeldRevocation& held);
  void Fail(v1::FindingReason reason);
  bool IsFresh(const RevocationTimes& times) const;
  bool IsCurrent(const HeldRevocation& held) const;
  absl::Status CheckNotFuture(const RevocationData& data) const;

  absl::StatusOr<HeldRevocation> Decode(RevocationKind kind,
                                        StoredRevocation stored) const;
  absl::StatusOr<HeldRevocation> FetchCrl(
      const std::string& url, const std::optional<HeldRevocation>& held) const;
  absl::StatusOr<HeldRevocation> FetchOcsp(
      const std::string& url, const std::optional<HeldRevocation>& held) const;
  absl::StatusOr<std::string> Exchange(FetchRequest request) const;

  const RevocationSource::Rooms& rooms_;
  const RevocationSource::Options& options_;
  const StatusQuestion& question_;
  StatusAnswer answer_;
  bool is_settled_ = false;  // A fresh good or revoked answer: ask no further.
  bool has_fresh_ = false;
};

StatusAnswer Inquiry::Run() {
  const std::vector<Address> addresses = AddressesOf(question_);
  std::vector<Address> not_asked;
  bool has_asked = false;
  for (const Address& address : addresses) {
    if (is_settled_ || !IsAsked(address.kind, question_.mode)) {
      not_asked.push_back(address);
    } else {
      has_asked = true;
      AskAt(address);
    }
  }
  if (!has_asked) {
    Fail(v1::FINDING_REASON_SOURCE_NOT_REGISTERED);
  }
  for (const Address& address : not_asked) {
    Recall(address);
  }
  for (Finding& failure : answer_.failures) {
    failure.level = has_fresh_ ? v1::LEVEL_INFORM : v1::LEVEL_WARN;
  }
  return std::move(answer_);
}

RevocationLookup Inquiry::LookupOf(const Address& address) const {
  RevocationLookup lookup;
  lookup.scope.kind = address.kind;
  lookup.scope.issuer_key = question_.issuer->spki_digest();
  lookup.scope.detail = Sha256(address.kind == RevocationKind::kCrl
                                   ? absl::string_view(address.url)
                                   : question_.certificate->serial());
  lookup.deadline = question_.deadline;
  lookup.decode = [this, kind = address.kind](StoredRevocation stored) {
    return Decode(kind, std::move(stored));
  };
  return lookup;
}

void Inquiry::AskAt(const Address& address) {
  RevocationLookup lookup = LookupOf(address);
  lookup.is_current = [this](const HeldRevocation& held) {
    return IsCurrent(held);
  };
  lookup.fetch = [this, &address](const std::optional<HeldRevocation>& held) {
    return address.kind == RevocationKind::kCrl ? FetchCrl(address.url, held)
                                                : FetchOcsp(address.url, held);
  };
  const RevocationResult result = rooms_.cache.Get(lookup);
  if (!result.fetch_status.ok()) {
    Fail(AcquisitionReasonOf(result.fetch_status));
  }
  if (result.held.has_value()) {
    Consider(*result.held, result.fetch_status.ok() ? Given::kFetchedOrCurrent
                                                    : Given::kHeldOnly);
  }
}

// What is held from an earlier question to an address that is not asked now.
void Inquiry::Recall(const Address& address) {
  const RevocationResult result = rooms_.cache.Get(LookupOf(address));
  if (result.held.has_value() &&
      result.held->data->StatusOf(Id()).state == State::kRevoked) {
    Add(*result.held);
  }
}

void Inquiry::Consider(const HeldRevocation& held, Given given) {
  const RevocationStatus status = held.data->StatusOf(Id());
  const std::optional<RevocationTimes> times = TimesOf(*held.data, Id());
  if (status.state == State::kOutOfScope || !times.has_value()) {
    if (given == Given::kFetchedOrCurrent) {
      Fail(v1::FINDING_REASON_RESPONSE_UNUSABLE);
    }
    return;
  }
  const bool is_fresh = IsFresh(*times);
  if (given == Given::kHeldOnly && !is_fresh &&
      status.state != State::kRevoked) {
    return;  // Too old to stand for an answer of now.
  }
  Add(held);
  if (!is_fresh) {
    if (given == Given::kFetchedOrCurrent) {
      Fail(v1::FINDING_REASON_REVOCATION_STALE);
    }
    return;
  }
  has_fresh_ = true;
  is_settled_ =
      given == Given::kFetchedOrCurrent && status.state != State::kUnknown;
}

void Inquiry::Add(const HeldRevocation& held) {
  for (const RevocationEvidence& evidence : answer_.evidence) {
    if (evidence.data->digest() == held.data->digest()) {
      return;
    }
  }
  answer_.evidence.push_back(
      {held.data, EvidenceOrigin::kQuery, held.obtained_at});
  if (held.responder != nullptr &&
      held.responder->fingerprint() != question_.issuer->fingerprint() &&
      !held.responder->extensions().ocsp_no_check) {
    answer_.responders.push_back(held.responder);
  }
}

void Inquiry::Fail(v1::FindingReason reason) {
  answer_.failures.push_back(
      MakeAcquisitionFailure(question_.certificate->fingerprint(), reason));
}

bool Inquiry::IsFresh(const RevocationTimes& times) const {
  return rooms_.clock.Now() <
         FreshUntil(times, RevocationSubjectOf(*question_.certificate),
                    question_.policy);
}

bool Inquiry::IsCurrent(const HeldRevocation& held) const {
  const std::optional<RevocationTimes> times = TimesOf(*held.data, Id());
  // What was said before the certificate existed says nothing about it.
  return times.has_value() && IsFresh(*times) &&
         (!times->next_update.has_value() ||
          rooms_.clock.Now() < *times->next_update) &&
         times->this_update >= question_.certificate->not_before();
}

absl::Status Inquiry::CheckNotFuture(const RevocationData& data) const {
  const std::optional<RevocationTimes> times = TimesOf(data, Id());
  if (!times.has_value()) {
    return FormatUnknownError("the answer is about another certificate");
  }
  return times->this_update > rooms_.clock.Now() + question_.policy.clock_skew()
             ? FormatUnknownError("the answer is from the future")
             : absl::OkStatus();
}

absl::StatusOr<HeldRevocation> Inquiry::Decode(RevocationKind kind,
                                               StoredRevocation stored) const {
  HeldRevocation held;
  held.obtained_at = stored.obtained_at;
  if (kind == RevocationKind::kCrl) {
    KEPIL_ASSIGN_OR_RETURN(CrlRef crl, Crl::FromDer(std::move(stored.der)));
    KEPIL_RETURN_IF_ERROR(CheckOwnCrl(*crl, *question_.issuer));
    held.data = std::move(crl);
  } else {
    KEPIL_ASSIGN_OR_RETURN(
        OcspResponseRef response,
        OcspResponse::FromDer(std::move(stored.der), rooms_.certificates));
    KEPIL_ASSIGN_OR_RETURN(held.responder,
                           FindOcspResponder(*response, question_.issuer));
    held.data = std::move(response);
  }
  KEPIL_RETURN_IF_ERROR(CheckNotFuture(*held.data));
  return held;
}

absl::StatusOr<HeldRevocation> Inquiry::FetchCrl(
    const std::string& url, const std::optional<HeldRevocation>& held) const {
  FetchRequest request;
  request.url = url;
  request.accept = "application/pkix-crl";
  request.max_response_bytes = options_.max_crl_bytes;
  KEPIL_ASSIGN_OR_RETURN(std::string body, Exchange(std::move(request)));
  const absl::Time now = rooms_.clock.Now();
  if (held.has_value() && held->data->der() == body) {
    return HeldRevocation{held->data, now, nullptr};
  }
  KEPIL_ASSIGN_OR_RETURN(HeldRevocation fetched,
                         Decode(RevocationKind::kCrl, {std::move(body), now}));
  if (held.has_value()) {
    KEPIL_RETURN_IF_ERROR(CheckReplaces(*fetched.data, *held->data, Id()));
  }
  return fetched;
}

absl::StatusOr<HeldRevocation> Inquiry::FetchOcsp(
    const std::string& url, const std::optional<HeldRevocation>& held) const {
  const std::string nonce = rooms_.random(RevocationSource::kNonceOctets);
  FetchRequest request;
  request.url = url;
  request.method = FetchMethod::kPost;
  request.body = BuildOcspRequest(Id(), nonce);
  request.content_type = "application/ocsp-request";
  request.accept = "application/ocsp-response";
  request.max_response_bytes = options_.max_ocsp_bytes;
  KEPIL_ASSIGN_OR_RETURN(std::string body, Exchange(std::move(request)));
  KEPIL_ASSIGN_OR_RETURN(
      HeldRevocation fetched,
      Decode(RevocationKind::kOcsp, {std::move(body), rooms_.clock.Now()}));
  const auto& response = static_cast<const OcspResponse&>(*fetched.data);
  // Many responders sign in advance and leave the nonce out (RFC 9654, 4).
  if (response.nonce().has_value() && *response.nonce() != nonce) {
    return FormatUnknownError("the OCSP response is to another request");
  }
  if (response.StatusOf(Id()).state == State::kOutOfScope) {
    return FormatUnknownError("the OCSP response cannot be used");
  }
  if (held.has_value()) {
    KEPIL_RETURN_IF_ERROR(CheckReplaces(response, *held->data, Id()));
  }
  return fetched;
}

absl::StatusOr<std::string> Inquiry::Exchange(FetchRequest request) const {
  KEPIL_ASSIGN_OR_RETURN(const ParsedUrl url, ParseUrl(request.url));
  KEPIL_ASSIGN_OR_RETURN(const FetchGate::Permit permit,
                         rooms_.gate.Enter(url.host));
  const absl::Duration left = question_.deadline - rooms_.clock.Now();
  if (left <= absl::ZeroDuration()) {
    return MakeError(absl::StatusCode::kDeadlineExceeded,
                     v1::ERROR_REASON_DEADLINE, "no time is left to ask");
  }
  request.timeout = std::min(options_.timeout, left);
  KEPIL_ASSIGN_OR_RETURN(FetchResponse response, rooms_.fetcher.Fetch(request));
  return std::move(response.body);
}

}  // namespace

StatusAnswer RevocationSource::Ask(const StatusQuestion& question) {
  if (question.mode == v1::REVOCATION_MODE_NONE) {
    return {};
  }
  return Inquiry(rooms_, options_, question).Run();
}

}  // namespace kepil
