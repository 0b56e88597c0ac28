#include "services/evidence/revocation_source.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/evidence/acquisition_failure.h"
#include "services/evidence/crl_standing.h"
#include "services/evidence/own_answer.h"

namespace kepil {
namespace {

using State = RevocationStatus::State;

bool IsAsked(RevocationKind kind, v1::RevocationMode mode) {
  return kind == RevocationKind::kCrl ? mode != v1::REVOCATION_MODE_OCSP
                                      : mode != v1::REVOCATION_MODE_CRL;
}

// One question under way.
class Inquiry {
 public:
  Inquiry(const RevocationSource::Rooms& rooms,
          const RevocationSource::Options& options,
          const StatusQuestion& question)
      : clock_(rooms.clock),
        question_(question),
        query_(rooms, options, question) {}

  StatusAnswer Run();

 private:
  enum class Given { kFetchedOrCurrent, kHeldOnly };
  // A registered address of CRLs and what is here of it.
  struct CrlAddress {
    std::string url;
    OwnQuery::CrlResult crls;
    bool is_used = false;  // Its CRLs belong to the answer.
  };

  void AskOcspAt(const std::string& url);
  void AskCrls();
  void UseHeldCrls();
  void AskCrlAddresses();
  void AskCrlAt(CrlAddress& address, OwnQuery::Renewal renewal);
  void RenewCrls();
  void RecallOcsp(const std::string& url);
  // Take what is here into the answer, if it speaks of the certificate.
  void Consider(const HeldRevocation& held, Given given);
  void AddCrls(const CrlAddress& address);
  void AddCrl(const OwnQuery::Item& item);
  void AddIfListed(const OwnQuery::Item& item);

  enum class Which { kAll, kInForce };
  std::vector<SignedCrl> CrlsInUse(Which which) const;
  CrlStanding Standing(Which which) const;
  bool IsInForce(const OwnQuery::Item& item) const {
    return item.is_given || query_.IsBaseInForce(item);
  }
  bool IsSettled() const;
  void Add(const HeldRevocation& held);
  void Fail(v1::FindingReason reason);

  const Clock& clock_;
  const StatusQuestion& question_;
  OwnQuery query_;
  StatusAnswer answer_;
  // By OCSP: a fresh good or revoked answer; ask no further.
  bool is_settled_ = false;
  bool has_fresh_ = false;
  std::vector<CrlAddress> addresses_;  // In the order registered.
};

StatusAnswer Inquiry::Run() {
  const RevocationSources none;
  const RevocationSources& sources =
      question_.sources == nullptr ? none : *question_.sources;
  const bool asks_ocsp = IsAsked(RevocationKind::kOcsp, question_.mode) &&
                         !sources.ocsp_urls.empty();
  const bool asks_crls = IsAsked(RevocationKind::kCrl, question_.mode) &&
                         !sources.crl_urls.empty();
  if (!asks_ocsp && !asks_crls) {
    Fail(v1::FINDING_REASON_SOURCE_NOT_REGISTERED);
  }
  for (const std::string& url : sources.ocsp_urls) {
    if (asks_ocsp && !is_settled_) {
      AskOcspAt(url);
    } else {
      RecallOcsp(url);
    }
  }
  for (const std::string& url : sources.crl_urls) {
    addresses_.push_back({url, query_.HeldCrls(url)});
  }
  if (asks_crls && !is_settled_) {
    AskCrls();
  }
  has_fresh_ = has_fresh_ || Standing(Which::kAll).is_decided;
  for (const CrlAddress& address : addresses_) {
    AddCrls(address);
  }
  for (Finding& failure : answer_.failures) {
    failure.level = has_fresh_ ? v1::LEVEL_INFORM : v1::LEVEL_WARN;
  }
  return std::move(answer_);
}

void Inquiry::AskOcspAt(const std::string& url) {
  const RevocationResult result = query_.AskOcsp(url);
  if (!result.fetch_status.ok()) {
    Fail(AcquisitionReasonOf(result.fetch_status));
  }
  if (result.held.has_value()) {
    Consider(*result.held, result.fetch_status.ok() ? Given::kFetchedOrCurrent
                                                    : Given::kHeldOnly);
  }
}

// What is held from an earlier question to a responder that is not asked now.
void Inquiry::RecallOcsp(const std::string& url) {
  const std::optional<HeldRevocation> held = query_.HeldOcsp(url);
  if (held.has_value() &&
      held->data->StatusOf(query_.Id()).state == State::kRevoked) {
    Add(*held);
  }
}

void Inquiry::AskCrls() {
  UseHeldCrls();
  if (!IsSettled()) {
    AskCrlAddresses();
    RenewCrls();
  }
}

// A list that the policy finds too old alone needs no exchange while a delta
// keeps it up to date.
void Inquiry::UseHeldCrls() {
  for (CrlAddress& address : addresses_) {
    if (IsSettled()) {
      return;
    }
    for (const auto* item : {&address.crls.complete, &address.crls.beside}) {
      address.is_used |= item->has_value() && IsInForce(**item);
    }
  }
}

void Inquiry::AskCrlAddresses() {
  std::vector<CrlAddress*> order;
  for (CrlAddress& address : addresses_) {
    order.push_back(&address);
  }
  // Lists that wait only for their delta come last.
  std::stable_partition(order.begin(), order.end(), [this](const auto* a) {
    const std::optional<OwnQuery::Item>& complete = a->crls.complete;
    return !complete.has_value() || complete->is_given ||
           !query_.IsBaseInForce(*complete);
  });
  for (CrlAddress* address : order) {
    if (IsSettled()) {
      return;
    }
    AskCrlAt(*address, OwnQuery::Renewal::kIfNotCurrent);
  }
}

void Inquiry::AskCrlAt(CrlAddress& address, OwnQuery::Renewal renewal) {
  address.crls = query_.AskCrl(address.url, renewal);
  address.is_used = true;
  if (!address.crls.status.ok()) {
    Fail(AcquisitionReasonOf(address.crls.status));
  }
}

// Lists that are current and yet do not tell the status, or that a delta shows
// to be overtaken, are asked for once more. What comes of it is for the judge
// to say.
void Inquiry::RenewCrls() {
  for (CrlAddress& address : addresses_) {
    const CrlStanding standing = Standing(Which::kInForce);
    if (standing.is_decided && !standing.is_overtaken) {
      return;
    }
    if (address.crls.status.ok()) {
      AskCrlAt(address, OwnQuery::Renewal::kIfNotJustObtained);
    }
  }
}

void Inquiry::Consider(const HeldRevocation& held, Given given) {
  const RevocationStatus status = held.data->StatusOf(query_.Id());
  const std::optional<RevocationTimes> times = TimesOf(*held.data, query_.Id());
  if (status.state == State::kOutOfScope || !times.has_value()) {
    if (given == Given::kFetchedOrCurrent) {
      Fail(v1::FINDING_REASON_RESPONSE_UNUSABLE);
    }
    return;
  }
  const bool is_fresh = query_.IsFresh(*times);
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

void Inquiry::AddCrls(const CrlAddress& address) {
  for (const auto* item : {&address.crls.complete, &address.crls.beside}) {
    if (!item->has_value()) {
      continue;
    }
    if (address.is_used) {
      AddCrl(**item);
    } else {
      AddIfListed(**item);
    }
  }
}

void Inquiry::AddCrl(const OwnQuery::Item& item) {
  if (item.crl().StatementOf(*question_.certificate).reasons == 0) {
    if (item.is_given) {
      Fail(v1::FINDING_REASON_RESPONSE_UNUSABLE);
    }
    return;
  }
  const bool is_fresh =
      query_.IsFresh({item.crl().this_update(), item.crl().next_update()});
  if (!is_fresh && !IsInForce(item)) {
    return AddIfListed(item);  // Too old to stand for an answer of now.
  }
  Add(item.held);
  if (!is_fresh && !(has_fresh_ && query_.IsBaseInForce(item))) {
    Fail(v1::FINDING_REASON_REVOCATION_STALE);
  }
}

// Whatever says revoked counts at any age, and what lifts a hold with it.
void Inquiry::AddIfListed(const OwnQuery::Item& item) {
  if (item.crl().StatementOf(*question_.certificate).entry.has_value()) {
    Add(item.held);
  }
}

std::vector<SignedCrl> Inquiry::CrlsInUse(Which which) const {
  std::vector<SignedCrl> crls;
  for (const CrlAddress& address : addresses_) {
    for (const auto* item : {&address.crls.complete, &address.crls.beside}) {
      if (address.is_used && item->has_value() &&
          (which == Which::kAll || IsInForce(**item))) {
        crls.push_back({std::static_pointer_cast<const Crl>((*item)->held.data),
                        (*item)->held.signer});
      }
    }
  }
  return crls;
}

CrlStanding Inquiry::Standing(Which which) const {
  return StandingOf({CrlsInUse(which), *question_.certificate, question_.policy,
                     clock_.Now()});
}

bool Inquiry::IsSettled() const {
  const CrlStanding standing = Standing(Which::kInForce);
  return standing.is_decided && !standing.lacks_delta && !standing.is_overtaken;
}

void Inquiry::Add(const HeldRevocation& held) {
  for (const RevocationEvidence& evidence : answer_.evidence) {
    if (evidence.data->digest() == held.data->digest()) {
      return;
    }
  }
  answer_.evidence.push_back(
      {held.data, EvidenceOrigin::kQuery, held.obtained_at});
  if (held.data->kind() == RevocationKind::kCrl) {
    if (held.signer->spki_digest() != question_.issuer->spki_digest()) {
      answer_.crl_issuers.push_back(held.signer);
    }
  } else if (held.signer->fingerprint() != question_.issuer->fingerprint() &&
             !held.signer->extensions().ocsp_no_check) {
    answer_.responders.push_back(held.signer);
  }
}

void Inquiry::Fail(v1::FindingReason reason) {
  answer_.failures.push_back(
      MakeAcquisitionFailure(question_.certificate->fingerprint(), reason));
}

}  // namespace

StatusAnswer RevocationSource::Ask(const StatusQuestion& question) {
  if (question.mode == v1::REVOCATION_MODE_NONE) {
    return {};
  }
  return Inquiry(rooms_, options_, question).Run();
}

}  // namespace kepil
