#include "services/evidence/registered_collector.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "services/evidence/acquisition_failure.h"
#include "services/evidence/archived_source.h"
#include "services/evidence/embedded_evidence.h"

namespace kepil {
namespace {

template <typename T>
void Append(std::vector<T> from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()),
            std::make_move_iterator(from.end()));
}

auto OrderOf(const RevocationEvidence& evidence) {
  return std::make_tuple(evidence.data->digest(), evidence.origin,
                         evidence.obtained_at);
}

auto OrderOf(const Finding& finding) {
  return std::make_tuple(finding.subject, finding.reason, finding.level);
}

// Sorts, and drops what stands in the set twice: one CRL answers for many
// certificates.
void Close(EvidenceSet& evidence) {
  std::sort(evidence.certificates.begin(), evidence.certificates.end(),
            [](const CertificateRef& a, const CertificateRef& b) {
              return a->fingerprint() < b->fingerprint();
            });
  std::vector<RevocationEvidence>& revocation = evidence.revocation;
  std::sort(
      revocation.begin(), revocation.end(),
      [](const auto& a, const auto& b) { return OrderOf(a) < OrderOf(b); });
  revocation.erase(std::unique(revocation.begin(), revocation.end(),
                               [](const auto& a, const auto& b) {
                                 return a.data->digest() == b.data->digest() &&
                                        a.origin == b.origin;
                               }),
                   revocation.end());
  std::vector<Finding>& failures = evidence.acquisition_failures;
  std::sort(failures.begin(), failures.end(), [](const auto& a, const auto& b) {
    return OrderOf(a) < OrderOf(b);
  });
  failures.erase(std::unique(failures.begin(), failures.end(),
                             [](const auto& a, const auto& b) {
                               return OrderOf(a) == OrderOf(b);
                             }),
                 failures.end());
}

}  // namespace

absl::StatusOr<EvidenceSet> RegisteredEvidenceCollector::Collect(
    const CollectInput& input) {
  EvidenceSet evidence = GatherEmbeddedEvidence(
      input.document, rooms_.certificates, input.control_time,
      options_.max_embedded_revocation);
  switch (input.moment) {
    case EvidenceMoment::kNow:
      AskInRounds(input, rooms_.source, evidence);
      break;
    case EvidenceMoment::kPast:
      AskArchive(input, evidence);
      break;
  }
  Close(evidence);
  KEPIL_RETURN_IF_ERROR(archive_.Write(evidence));
  return evidence;
}

void RegisteredEvidenceCollector::AskArchive(const CollectInput& input,
                                             EvidenceSet& evidence) const {
  if (rooms_.archive == nullptr) {
    return;
  }
  ArchivedSource source({rooms_.store, *rooms_.archive, rooms_.certificates},
                        input.control_time);
  AskInRounds(input, source, evidence);
}

void RegisteredEvidenceCollector::AskInRounds(const CollectInput& input,
                                              StatusSource& source,
                                              EvidenceSet& evidence) const {
  StatusQuestions questions(input, options_.questions);
  questions.AddPaths(evidence.certificates);
  std::vector<StatusQuestion> pending = questions.TakeNew();
  for (int round = 0; round < options_.max_collect_rounds && !pending.empty();
       ++round) {
    for (const StatusQuestion& question : pending) {
      StatusAnswer answer = source.Ask(question);
      for (const CertificateRef& responder : answer.responders) {
        questions.AddResponder(responder, question);
      }
      for (const CertificateRef& crl_issuer : answer.crl_issuers) {
        questions.AddCrlIssuer(crl_issuer, question);
      }
      Append(std::move(answer.evidence), evidence.revocation);
      Append(std::move(answer.failures), evidence.acquisition_failures);
    }
    pending = questions.TakeNew();
  }
  for (const StatusQuestion& question : pending) {
    evidence.acquisition_failures.push_back(MakeAcquisitionFailure(
        question.certificate->fingerprint(), v1::FINDING_REASON_LIMIT_REACHED));
  }
  Append(questions.TakeFailures(), evidence.acquisition_failures);
}

}  // namespace kepil
