#ifndef KEPIL_SERVICES_EVIDENCE_STATUS_QUESTIONS_H_
#define KEPIL_SERVICES_EVIDENCE_STATUS_QUESTIONS_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "engine/crypto/digest.h"
#include "engine/pki/certificate_path.h"
#include "engine/pki/certificate_pool.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/evidence_set.h"
#include "services/evidence/evidence_collector.h"
#include "services/evidence/revocation_source.h"

namespace kepil {

struct StatusQuestionLimits {
  int max_questions = 128;    // Of one request.
  int max_link_checks = 512;  // Signatures of certificates verified for it.
};

// StatusQuestions is the list of certificates whose status one request needs,
// each with its issuer once. Not thread-safe.
class StatusQuestions {
 public:
  // `input` outlives the object.
  StatusQuestions(const CollectInput& input, StatusQuestionLimits limits)
      : input_(input),
        limits_(limits),
        crl_issuers_(input.trust.intermediates()) {}

  // Asks for the certificates of each prospective path of each signature, then
  // of each time-stamp that can be read: the signing certificate as the judge
  // finds it, embedded and registered issuers, the anchors in force at the
  // control time: of CA services, of TSA services for time-stamps. A path on
  // which a certificate does not verify under the next one's key leads nowhere,
  // and nobody is asked about it.
  void AddPaths(const std::vector<CertificateRef>& embedded);
  // Asks for an OCSP responder that the issuer of `answered` authorised. Only
  // CRLs can tell: its own answer about itself would prove nothing.
  void AddResponder(const CertificateRef& responder,
                    const StatusQuestion& answered);
  // Asks for the certificates of the paths on which a registered CRL issuer
  // stands below an anchor of `answered`.
  void AddCrlIssuer(const CertificateRef& crl_issuer,
                    const StatusQuestion& answered);

  // Valid while this object is. Those added since the last call, in the order
  // added.
  std::vector<StatusQuestion> TakeNew();
  // LIMIT_REACHED, subject: the certificate that was not asked about.
  std::vector<Finding> TakeFailures() { return std::move(failures_); }

 private:
  // A certificate and the issuer's key.
  using Key = std::pair<Digest, Digest>;

  // Where paths are looked for.
  struct Search {
    const std::vector<CertificateRef>& embedded;
    const CertificatePool& pool;
    std::unique_ptr<const AnchorSource> anchors;
    v1::SignatureContext context;
  };

  void AddPathsOf(const ParsedSignature& signature, const Search& search);
  void AddPath(const CertificatePath& path);
  void Add(StatusQuestion question);
  StatusQuestion QuestionAbout(const CertificateRef& certificate,
                               const CertificateRef& issuer,
                               std::vector<TrustAnchor> anchors) const;
  bool Verifies(const CertificateRef& certificate,
                const CertificateRef& issuer);
  void ReportLimit(const Digest& subject);

  const CollectInput& input_;
  const StatusQuestionLimits limits_;
  CertificatePool crl_issuers_;  // Registered, the anchors of paths included.
  std::vector<StatusQuestion> questions_;
  size_t taken_ = 0;
  absl::flat_hash_map<Key, size_t> index_;  // Into questions_.
  absl::flat_hash_map<Key, bool> links_;
  absl::flat_hash_set<Digest> limited_;
  absl::flat_hash_set<std::pair<Digest, v1::SignatureContext>> targets_;
  std::vector<Finding> failures_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_STATUS_QUESTIONS_H_
