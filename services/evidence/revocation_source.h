#ifndef KEPIL_SERVICES_EVIDENCE_REVOCATION_SOURCE_H_
#define KEPIL_SERVICES_EVIDENCE_REVOCATION_SOURCE_H_

#include <cstddef>
#include <utility>

#include "services/evidence/own_query.h"
#include "services/evidence/status_source.h"

namespace kepil {

// RevocationSource obtains one answer of our own about one certificate from the
// registered addresses and no others: OCSP first, then CRLs, each in the order
// registered, until one gives a fresh answer, or CRLs of some reasons, indirect
// and delta CRLs do so together: asking goes on while reasons are open or a
// delta that is announced has not come (crl_standing.h). A complete CRL that
// announces deltas is asked for again only if they do not keep it fresh. Lists
// that are current but do not tell the status, or that a delta shows to be
// overtaken, are asked for once more. So one question costs at most one
// exchange per responder and two per CRL address. What the cache holds and the
// policy calls fresh, alone or together, is not asked for again (VER-07). An
// answer enters the cache only when it has been verified (own_answer.h).
// Whatever verified answer is held for these sources and says revoked is given
// along (CRT-20). No source gives a verdict: what is given may be stale or
// "unknown". Thread-safe; blocks the caller for exchanges.
class RevocationSource : public StatusSource {
 public:
  static constexpr size_t kNonceOctets = OwnQuery::kNonceOctets;
  using Rooms = OwnQuery::Rooms;
  using Options = OwnQuery::Options;

  RevocationSource(Rooms rooms, Options options)
      : rooms_(std::move(rooms)), options_(options) {}

  StatusAnswer Ask(const StatusQuestion& question) override;

 private:
  const Rooms rooms_;
  const Options options_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_REVOCATION_SOURCE_H_
