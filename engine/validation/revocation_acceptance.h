#ifndef KEPIL_ENGINE_VALIDATION_REVOCATION_ACCEPTANCE_H_
#define KEPIL_ENGINE_VALIDATION_REVOCATION_ACCEPTANCE_H_

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "absl/time/time.h"
#include "engine/pki/certificate_path.h"
#include "engine/pki/certificate_pool.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "engine/validation/evidence_set.h"
#include "engine/validation/judge_memo.h"
#include "engine/validation/revocation_status.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

// Revocation acceptance (EN 319 102-1, 5.2.6; RFC 5280, 6.3.3; RFC 6960, 3.2
// and 4.2.2.2) of a closed evidence set at one time. Remembers what it has
// verified, so one object costs one signature check per key, whatever the
// number of paths. Not thread-safe.
//
// A CRL counts if it covers the certificate and verifies under the issuer's key
// on the path; or under another key of the CRL issuer's name, which is the
// certificate issuer's or, for an indirect CRL, that of cRLIssuer in the
// certificate. The certificate of such a key has cRLSign and a valid path of
// its own to the same anchor, on which the certificate asked about does not
// stand; and it is itself shown good: by the key that issued it, or, if its
// issuer names it as its own cRLIssuer, by the CRL in question. Delta CRLs are
// combined with complete ones as revocation_delta.h says. An OCSP answer
// counts from the issuer itself or from a delegated responder that was valid
// when it answered and has id-pkix-ocsp-nocheck or is itself shown good by a
// CRL under the issuer's key.
//
// thisUpdate may lie ahead of the time judged by the policy's clock skew: an
// answer made on request is younger than the request. One of origin kArchive
// may be younger still: it counts for what it says of that time (StatusThen).
// An answer older than the certificate's notBefore says nothing about it.
class RevocationAcceptance {
 public:
  static constexpr int kMaxCrlIssuers = 8;  // Other keys tried for one CRL.
  static constexpr int kMaxCrlIssuerSteps = 50;  // Of the search for their
  static constexpr int kMaxCrlIssuerPaths = 4;   // paths, and paths judged.
  // Tried besides the issuer and what is in the response.
  static constexpr int kMaxRespondersFromPool = 8;

  struct Inputs {  // Borrowed; outlive the object.
    const EvidenceSet& evidence;
    const CertificatePool& pool;  // Possible CRL issuers and responders.
    const ValidationPolicy& policy;
    absl::Time time;
    JudgeMemo* memo = nullptr;
  };
  explicit RevocationAcceptance(const Inputs& inputs);

  // Everything in the evidence that speaks of path.certificates[i].
  std::vector<RevocationAnswer> AnswersFor(const CertificatePath& path,
                                           size_t i);

 private:
  // kIssuerOnly: nothing that needs a status of its own, so no recursion.
  enum class Vouching { kFull, kIssuerOnly };
  struct Subject {  // Whose status is asked.
    const CertificatePath& path;
    size_t index;
    const Certificate& certificate() const { return *path.certificates[index]; }
    const CertificateRef& issuer() const { return path.IssuerOf(index); }
  };

  std::vector<RevocationAnswer> Answers(const Subject& subject, Vouching who);
  std::optional<RevocationAnswer> AnswerOf(const RevocationEvidence& evidence,
                                           const Subject& subject,
                                           Vouching who);
  std::optional<RevocationAnswer> JudgeCrl(const Crl& crl,
                                           const Subject& subject,
                                           Vouching who);
  void FindCrlIssuer(const Crl& crl, const Subject& subject,
                     RevocationAnswer& answer);
  bool TryCrlIssuer(const Crl& crl, const CertificateRef& candidate,
                    const Subject& subject, RevocationAnswer& answer);
  // Of a certificate on the way from `subject`'s anchor to a CRL issuer.
  bool IsCrlIssuerGood(const Crl& crl, const CertificatePath& path, size_t i,
                       const Subject& subject);
  const std::vector<CertificatePath>& PathsOf(const CertificateRef& candidate,
                                              const TrustAnchor& anchor);
  std::optional<RevocationAnswer> JudgeOcsp(const OcspResponse& response,
                                            const Subject& subject,
                                            Vouching who);
  void FindResponder(const OcspResponse& response, const Subject& subject,
                     Vouching who, RevocationAnswer& answer);
  bool IsResponderAcceptable(const OcspResponse& response,
                             const CertificateRef& responder,
                             const Subject& subject);
  std::vector<CertificateRef> RespondersOf(const OcspResponse& response,
                                           const Subject& subject) const;
  // Whether it is from before `time`; and not from before the certificate.
  void CheckNotFuture(const Certificate& certificate,
                      RevocationAnswer& answer) const;
  void CheckNotOlder(const Subject& subject, RevocationAnswer& answer) const;
  // What the issuer's own key says of path.certificates[i].
  RevocationVerdict StatusByIssuer(const CertificatePath& path, size_t i);
  // Why `object`, a Crl or an OcspResponse, does not verify; UNSPECIFIED if it
  // does.
  v1::FindingReason Verify(const RevocationData& object, const PublicKey& key);

  const Inputs inputs_;
  std::vector<const RevocationEvidence*> evidence_;  // In one order.
  // By object and SubjectPublicKeyInfo.
  absl::flat_hash_map<std::pair<Digest, Digest>, v1::FindingReason> verified_;
  // By CRL issuer and anchor: valid at any time, see ValidatePath. Nodes,
  // because what is found here is held while more is added.
  absl::node_hash_map<std::pair<Digest, Digest>, std::vector<CertificatePath>>
      paths_;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_REVOCATION_ACCEPTANCE_H_
