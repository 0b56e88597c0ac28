#include "services/evidence/own_query.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/evidence/own_answer.h"
#include "services/net/url_policy.h"

namespace kepil {
namespace {

using State = RevocationStatus::State;

// Of two CRLs.
bool AreOfOneKind(const HeldRevocation& a, const HeldRevocation& b) {
  const auto& crl_a = static_cast<const Crl&>(*a.data);
  const auto& crl_b = static_cast<const Crl&>(*b.data);
  return crl_a.issuer() == crl_b.issuer() &&
         crl_a.delta_base().has_value() == crl_b.delta_base().has_value() &&
         a.signer->spki_digest() == b.signer->spki_digest();
}

// Whether `held` came after `before` was looked at, or at `began` or later.
bool IsNews(const HeldRevocation& held,
            const std::optional<OwnQuery::Item>& before, absl::Time began) {
  return !before.has_value() || held.obtained_at > before->held.obtained_at ||
         held.obtained_at >= began;
}

}  // namespace

RevocationLookup OwnQuery::LookupOf(RevocationKind kind, const std::string& url,
                                    Slot slot) const {
  RevocationLookup lookup;
  lookup.scope.kind = kind;
  lookup.scope.issuer_key = question_.issuer->spki_digest();
  lookup.scope.detail =
      kind == RevocationKind::kOcsp
          ? Sha256(question_.certificate->serial())
          : Sha256(slot == Slot::kComplete ? url : absl::StrCat(url, "\n"));
  lookup.deadline = question_.deadline;
  lookup.decode = [this, kind](StoredRevocation stored) {
    return Decode(kind, std::move(stored));
  };
  return lookup;
}

RevocationResult OwnQuery::AskOcsp(const std::string& url) {
  RevocationLookup lookup =
      LookupOf(RevocationKind::kOcsp, url, Slot::kComplete);
  lookup.is_current = [this](const HeldRevocation& held) {
    return IsCurrent(held);
  };
  lookup.fetch = [this, &url](const std::optional<HeldRevocation>& held) {
    return FetchOcsp(url, held);
  };
  return rooms_.cache.Get(lookup);
}

OwnQuery::CrlResult OwnQuery::AskCrl(const std::string& url, Renewal renewal) {
  CrlResult before = HeldCrls(url);
  if (!NeedsExchange(before, renewal)) {
    return before;
  }
  const absl::Time began = rooms_.clock.Now();
  RevocationLookup lookup =
      LookupOf(RevocationKind::kCrl, url, Slot::kComplete);
  lookup.is_current = [&before](const HeldRevocation& held) {
    return IsNews(held, before.complete, absl::InfiniteFuture());
  };
  lookup.fetch = [this, &url](const std::optional<HeldRevocation>& held) {
    return FetchCrl(url, held);
  };
  RevocationResult asked = rooms_.cache.Get(lookup);
  CrlResult result;
  result.status = asked.fetch_status;
  if (asked.held.has_value()) {
    const bool is_given =
        IsNews(*asked.held, before.complete, began) || IsCurrent(*asked.held);
    result.complete = {*std::move(asked.held), is_given};
  }
  result.beside = ItemAt(url, Slot::kBeside);
  if (result.beside.has_value() &&
      IsNews(result.beside->held, before.beside, began)) {
    result.beside->is_given = true;
    result.status = absl::OkStatus();  // It came here instead.
  }
  return result;
}

// An address that gave two kinds, once each, is asked again for the one that
// is not current, but not for every question.
bool OwnQuery::NeedsExchange(const CrlResult& held, Renewal renewal) const {
  bool has_current = false;
  bool has_other = false;
  absl::Time newest = absl::InfinitePast();
  for (const std::optional<Item>* item : {&held.complete, &held.beside}) {
    if (item->has_value()) {
      ((*item)->is_given ? has_current : has_other) = true;
      newest = std::max(newest, (*item)->held.obtained_at);
    }
  }
  const bool is_due = rooms_.clock.Now() >= newest + options_.renew_after;
  switch (renewal) {
    case Renewal::kIfNotCurrent:
      return !has_current || (has_other && is_due);
    case Renewal::kIfNotJustObtained:
      return is_due;
  }
  return true;
}

OwnQuery::CrlResult OwnQuery::HeldCrls(const std::string& url) const {
  CrlResult result;
  result.complete = ItemAt(url, Slot::kComplete);
  result.beside = ItemAt(url, Slot::kBeside);
  return result;
}

std::optional<OwnQuery::Item> OwnQuery::ItemAt(const std::string& url,
                                               Slot slot) const {
  std::optional<HeldRevocation> held =
      rooms_.cache.Get(LookupOf(RevocationKind::kCrl, url, slot)).held;
  if (!held.has_value()) {
    return std::nullopt;
  }
  const bool is_current = IsCurrent(*held);
  return Item{*std::move(held), is_current};
}

std::optional<HeldRevocation> OwnQuery::HeldOcsp(const std::string& url) const {
  return rooms_.cache.Get(LookupOf(RevocationKind::kOcsp, url, Slot::kComplete))
      .held;
}

bool OwnQuery::IsBaseInForce(const Item& item) const {
  const Crl& crl = item.crl();
  return !crl.delta_base().has_value() &&
         (crl.HasFreshestCrl() ||
          question_.certificate->extensions().freshest_crl.has_value()) &&
         crl.next_update().has_value() &&
         rooms_.clock.Now() < *crl.next_update() &&
         crl.this_update() >= question_.certificate->not_before();
}

bool OwnQuery::IsFresh(const RevocationTimes& times) const {
  return rooms_.clock.Now() <
         FreshUntil(times, RevocationSubjectOf(*question_.certificate),
                    question_.policy);
}

bool OwnQuery::IsCurrent(const HeldRevocation& held) const {
  const std::optional<RevocationTimes> times = TimesOf(*held.data, Id());
  // What was said before the certificate existed says nothing about it.
  return times.has_value() && IsFresh(*times) &&
         (!times->next_update.has_value() ||
          rooms_.clock.Now() < *times->next_update) &&
         times->this_update >= question_.certificate->not_before();
}

absl::Status OwnQuery::CheckNotFuture(const RevocationData& data) const {
  const std::optional<RevocationTimes> times = TimesOf(data, Id());
  if (!times.has_value()) {
    return FormatUnknownError("the answer is about another certificate");
  }
  return times->this_update > rooms_.clock.Now() + question_.policy.clock_skew()
             ? FormatUnknownError("the answer is from the future")
             : absl::OkStatus();
}

absl::StatusOr<HeldRevocation> OwnQuery::Decode(RevocationKind kind,
                                                StoredRevocation stored) const {
  HeldRevocation held;
  held.obtained_at = stored.obtained_at;
  if (kind == RevocationKind::kCrl) {
    KEPIL_ASSIGN_OR_RETURN(CrlRef crl, Crl::FromDer(std::move(stored.der)));
    const CertificatePool none;
    KEPIL_ASSIGN_OR_RETURN(
        held.signer,
        FindCrlSigner(
            {*crl, question_.certificate, question_.issuer,
             question_.crl_issuers == nullptr ? none : *question_.crl_issuers,
             question_.anchors}));
    held.data = std::move(crl);
  } else {
    KEPIL_ASSIGN_OR_RETURN(
        OcspResponseRef response,
        OcspResponse::FromDer(std::move(stored.der), rooms_.certificates));
    KEPIL_ASSIGN_OR_RETURN(held.signer,
                           FindOcspResponder(*response, question_.issuer));
    held.data = std::move(response);
  }
  KEPIL_RETURN_IF_ERROR(CheckNotFuture(*held.data));
  return held;
}

absl::StatusOr<HeldRevocation> OwnQuery::FetchCrl(
    const std::string& url, const std::optional<HeldRevocation>& held) const {
  FetchRequest request;
  request.url = url;
  request.accept = "application/pkix-crl";
  request.max_response_bytes = options_.max_crl_bytes;
  KEPIL_ASSIGN_OR_RETURN(std::string body,
                         Exchange(std::move(request), About::kNobody));
  const absl::Time now = rooms_.clock.Now();
  if (held.has_value() && held->data->der() == body) {
    return HeldRevocation{held->data, now, held->signer};
  }
  KEPIL_ASSIGN_OR_RETURN(HeldRevocation fetched,
                         Decode(RevocationKind::kCrl, {std::move(body), now}));
  if (IsBeside(fetched)) {
    KEPIL_RETURN_IF_ERROR(KeepBeside(url, fetched));
    return FormatUnknownError("no complete CRL of the issuer's key");
  }
  if (held.has_value()) {
    KEPIL_RETURN_IF_ERROR(CheckReplaces(*fetched.data, *held->data, Id()));
  }
  return fetched;
}

// A list of another issuer, key or kind takes the place only of one that has
// reached its nextUpdate.
absl::Status OwnQuery::KeepBeside(const std::string& url,
                                  const HeldRevocation& fetched) const {
  RevocationLookup lookup = LookupOf(RevocationKind::kCrl, url, Slot::kBeside);
  lookup.is_current = [](const HeldRevocation&) { return false; };
  lookup.fetch = [&](const std::optional<HeldRevocation>& held)
      -> absl::StatusOr<HeldRevocation> {
    if (!held.has_value()) {
      return fetched;
    }
    if (AreOfOneKind(fetched, *held)) {
      KEPIL_RETURN_IF_ERROR(CheckReplaces(*fetched.data, *held->data, Id()));
    } else if (rooms_.clock.Now() <
               held->data->next_update().value_or(absl::InfinitePast())) {
      return FormatUnknownError("the CRL is not of the kind held");
    }
    return fetched;
  };
  return rooms_.cache.Get(lookup).fetch_status;
}

bool OwnQuery::IsBeside(const HeldRevocation& crl) const {
  return crl.data->kind() == RevocationKind::kCrl &&
         (static_cast<const Crl&>(*crl.data).delta_base().has_value() ||
          crl.signer->spki_digest() != question_.issuer->spki_digest());
}

absl::StatusOr<HeldRevocation> OwnQuery::FetchOcsp(
    const std::string& url, const std::optional<HeldRevocation>& held) const {
  const std::string nonce = rooms_.random(kNonceOctets);
  FetchRequest request;
  request.url = url;
  request.method = FetchMethod::kPost;
  request.body = BuildOcspRequest(Id(), nonce);
  request.content_type = "application/ocsp-request";
  request.accept = "application/ocsp-response";
  request.max_response_bytes = options_.max_ocsp_bytes;
  KEPIL_ASSIGN_OR_RETURN(std::string body,
                         Exchange(std::move(request), About::kOneCertificate));
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

absl::StatusOr<std::string> OwnQuery::Exchange(FetchRequest request,
                                               About about) const {
  KEPIL_ASSIGN_OR_RETURN(const ParsedUrl url, ParseUrl(request.url));
  KEPIL_ASSIGN_OR_RETURN(const FetchGate::Permit permit,
                         rooms_.gate.Enter(url.host));
  const absl::Duration left = question_.deadline - rooms_.clock.Now();
  if (left <= absl::ZeroDuration()) {
    return MakeError(absl::StatusCode::kDeadlineExceeded,
                     v1::ERROR_REASON_DEADLINE, "no time is left to ask");
  }
  request.timeout = std::min(options_.timeout, left);
  if (about == About::kOneCertificate && question_.record != nullptr) {
    KEPIL_RETURN_IF_ERROR(question_.record->BeforeInquiry(
        *question_.certificate, *question_.issuer));
  }
  KEPIL_ASSIGN_OR_RETURN(FetchResponse response, rooms_.fetcher.Fetch(request));
  return std::move(response.body);
}

}  // namespace kepil
