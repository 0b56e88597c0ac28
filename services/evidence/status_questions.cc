#include "services/evidence/status_questions.h"

#include <algorithm>
#include <memory>

#include "engine/pki/path_builder.h"
#include "engine/signature/timestamp_token.h"
#include "engine/validation/signing_certificate.h"
#include "services/evidence/acquisition_failure.h"

namespace kepil {
namespace {

// The same certificate and key on another path.
void Join(const StatusQuestion& other, StatusQuestion& known) {
  // Under another certificate of the issuer, perhaps one that is registered.
  if (known.sources == nullptr && other.sources != nullptr) {
    known.issuer = other.issuer;
    known.sources = other.sources;
  }
  for (const TrustAnchor& anchor : other.anchors) {
    const auto is_same = [&](const TrustAnchor& one) {
      return one.certificate->fingerprint() ==
             anchor.certificate->fingerprint();
    };
    if (std::none_of(known.anchors.begin(), known.anchors.end(), is_same)) {
      known.anchors.push_back(anchor);
    }
  }
}

}  // namespace

void StatusQuestions::AddPaths(const std::vector<CertificateRef>& embedded) {
  if (input_.policy.revocation_mode() == v1::REVOCATION_MODE_NONE) {
    return;
  }
  CertificatePool pool(&input_.trust.intermediates());
  for (const CertificateRef& certificate : embedded) {
    pool.Add(certificate);
  }
  const Search signers = {embedded, pool,
                          input_.trust.AnchorsAt(input_.control_time),
                          v1::SIGNATURE_CONTEXT_SIGNATURE};
  const Search tsas = {
      embedded, pool,
      input_.trust.AnchorsAt(input_.control_time, ServiceType::kTsa),
      v1::SIGNATURE_CONTEXT_TIMESTAMP};
  for (const auto& signature : input_.document.signatures) {
    AddPathsOf(*signature, signers);
  }
  for (const auto& signature : input_.document.signatures) {
    for (const EmbeddedTimestamp& timestamp : signature->timestamps()) {
      if (timestamp.token != nullptr) {
        AddPathsOf(timestamp.token->signature(), tsas);
      }
    }
  }
}

void StatusQuestions::AddPathsOf(const ParsedSignature& signature,
                                 const Search& search) {
  const CertificateRef target =
      RunSigningCertificate(
          {signature, search.embedded, input_.policy, search.context})
          .certificate;
  if (target == nullptr ||
      !targets_.insert({target->fingerprint(), search.context}).second) {
    return;
  }
  // That the search met its limits is for the judge to say.
  for (const CertificatePath& path :
       PathBuilder::Build(target, search.pool, *search.anchors,
                          input_.policy.path_limits())
           .paths) {
    AddPath(path);
  }
}

void StatusQuestions::AddPath(const CertificatePath& path) {
  for (size_t i = path.certificates.size(); i-- > 0;) {
    if (!Verifies(path.certificates[i], path.IssuerOf(i))) {
      return;
    }
  }
  crl_issuers_.Add(path.anchor.certificate);
  for (size_t i = 0; i < path.certificates.size(); ++i) {
    Add(QuestionAbout(path.certificates[i], path.IssuerOf(i), {path.anchor}));
  }
}

void StatusQuestions::AddResponder(const CertificateRef& responder,
                                   const StatusQuestion& answered) {
  StatusQuestion question =
      QuestionAbout(responder, answered.issuer, answered.anchors);
  question.mode = v1::REVOCATION_MODE_CRL;
  Add(std::move(question));
}

void StatusQuestions::AddCrlIssuer(const CertificateRef& crl_issuer,
                                   const StatusQuestion& answered) {
  for (const CertificatePath& path :
       PathBuilder::Build(crl_issuer, input_.trust.intermediates(),
                          AnchorList(answered.anchors),
                          input_.policy.path_limits())
           .paths) {
    AddPath(path);
  }
}

StatusQuestion StatusQuestions::QuestionAbout(
    const CertificateRef& certificate, const CertificateRef& issuer,
    std::vector<TrustAnchor> anchors) const {
  return {certificate,
          issuer,
          input_.trust.SourcesFor(*issuer),
          input_.policy,
          input_.policy.revocation_mode(),
          input_.deadline,
          &crl_issuers_,
          std::move(anchors),
          input_.record};
}

void StatusQuestions::Add(StatusQuestion question) {
  const Key key = {question.certificate->fingerprint(),
                   question.issuer->spki_digest()};
  const auto found = index_.find(key);
  if (found != index_.end()) {
    Join(question, questions_[found->second]);
    return;
  }
  if (static_cast<int>(questions_.size()) >= limits_.max_questions) {
    ReportLimit(question.certificate->fingerprint());
    return;
  }
  index_.emplace(key, questions_.size());
  questions_.push_back(std::move(question));
}

bool StatusQuestions::Verifies(const CertificateRef& certificate,
                               const CertificateRef& issuer) {
  const Key key = {certificate->fingerprint(), issuer->spki_digest()};
  const auto known = links_.find(key);
  if (known != links_.end()) {
    return known->second;
  }
  if (static_cast<int>(links_.size()) >= limits_.max_link_checks) {
    ReportLimit(certificate->fingerprint());
    return false;
  }
  const bool verifies = IsIssuedUnder(*certificate, *issuer, input_.memo);
  links_.emplace(key, verifies);
  return verifies;
}

void StatusQuestions::ReportLimit(const Digest& subject) {
  if (limited_.insert(subject).second) {
    failures_.push_back(
        MakeAcquisitionFailure(subject, v1::FINDING_REASON_LIMIT_REACHED));
  }
}

std::vector<StatusQuestion> StatusQuestions::TakeNew() {
  std::vector<StatusQuestion> fresh(questions_.begin() + taken_,
                                    questions_.end());
  taken_ = questions_.size();
  return fresh;
}

}  // namespace kepil
