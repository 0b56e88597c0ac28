#ifndef KEPIL_SERVICES_EVIDENCE_OWN_QUERY_H_
#define KEPIL_SERVICES_EVIDENCE_OWN_QUERY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "engine/pki/certificate_pool.h"
#include "engine/pki/certificate_reader.h"
#include "engine/pki/crl.h"
#include "engine/pki/trust_anchor.h"
#include "engine/trust/trust_service.h"
#include "engine/validation/revocation_freshness.h"
#include "engine/validation/validation_policy.h"
#include "services/evidence/fetch_gate.h"
#include "services/evidence/inquiry_record.h"
#include "services/evidence/revocation_cache.h"
#include "services/net/fetcher.h"

namespace kepil {

// Whose status is asked, and where.
struct StatusQuestion {
  CertificateRef certificate;
  CertificateRef issuer;  // By whose key `certificate` verifies.
  const RevocationSources* sources = nullptr;  // Registered; nullptr: none.
  const ValidationPolicy& policy;              // Freshness and clock skew.
  v1::RevocationMode mode = v1::REVOCATION_MODE_CRL_OR_OCSP;
  absl::Time deadline;  // Exchanges end before it.
  // Registered certificates, CRL issuers among them; outlives the question.
  const CertificatePool* crl_issuers = nullptr;
  // Of the paths on which the question came up: who else signs CRLs stands
  // below one of them.
  std::vector<TrustAnchor> anchors = {};
  // Told before a question about this one certificate leaves; nullptr: nobody.
  InquiryRecord* record = nullptr;
};

// OwnQuery gets verified answers to one question from single addresses, through
// the cache. Not thread-safe; blocks the caller for exchanges.
class OwnQuery {
 public:
  static constexpr size_t kNonceOctets = 32;  // RFC 9654, 2.1.

  // Borrowed; outlive the query.
  struct Rooms {
    const Clock& clock;
    Fetcher& fetcher;
    FetchGate& gate;
    RevocationCache& cache;
    CertificateReader& certificates;
    // Unpredictable octets, as many as asked for. Thread-safe.
    std::function<std::string(size_t)> random;
  };
  struct Options {
    absl::Duration timeout = absl::Seconds(5);   // Of one exchange.
    int64_t max_crl_bytes = int64_t{256} << 20;  // Of one CRL.
    int64_t max_ocsp_bytes = int64_t{64} << 10;  // Of one OCSP answer.
    // An address that gave a current CRL is not asked for another one sooner.
    absl::Duration renew_after = absl::Minutes(1);
  };

  // A CRL of one address.
  struct Item {
    HeldRevocation held;
    bool is_given = false;  // Now, or it is current; else held from before.
    const Crl& crl() const { return static_cast<const Crl&>(*held.data); }
  };
  // A delta CRL, and one of another key than the issuer's, is held beside the
  // issuer's complete CRL and never takes its place.
  struct CrlResult {
    std::optional<Item> complete, beside;
    absl::Status status;  // An error: the address gave nothing usable.
  };
  // kIfNotJustObtained: though what is held is current, but not sooner than
  // Options::renew_after.
  enum class Renewal { kIfNotCurrent, kIfNotJustObtained };

  // All borrowed.
  OwnQuery(const Rooms& rooms, const Options& options,
           const StatusQuestion& question)
      : rooms_(rooms), options_(options), question_(question) {}

  RevocationResult AskOcsp(const std::string& url);
  CrlResult AskCrl(const std::string& url, Renewal renewal);
  // What is held from earlier, whatever its age; nobody is asked.
  CrlResult HeldCrls(const std::string& url) const;
  std::optional<HeldRevocation> HeldOcsp(const std::string& url) const;

  CertificateId Id() const {
    return {*question_.certificate, *question_.issuer};
  }
  bool IsFresh(const RevocationTimes& times) const;
  // A complete CRL before its nextUpdate that announces delta CRLs, itself or
  // in the certificate: a fresh one may keep it up to date (RFC 5280, 6.3.3
  // (a)(1)(i)), however old the policy finds it alone.
  bool IsBaseInForce(const Item& item) const;

 private:
  enum class Slot { kComplete, kBeside };

  RevocationLookup LookupOf(RevocationKind kind, const std::string& url,
                            Slot slot) const;
  std::optional<Item> ItemAt(const std::string& url, Slot slot) const;
  bool NeedsExchange(const CrlResult& held, Renewal renewal) const;
  bool IsCurrent(const HeldRevocation& held) const;
  bool IsBeside(const HeldRevocation& crl) const;
  absl::Status CheckNotFuture(const RevocationData& data) const;
  absl::StatusOr<HeldRevocation> Decode(RevocationKind kind,
                                        StoredRevocation stored) const;
  absl::StatusOr<HeldRevocation> FetchCrl(
      const std::string& url, const std::optional<HeldRevocation>& held) const;
  absl::Status KeepBeside(const std::string& url,
                          const HeldRevocation& fetched) const;
  absl::StatusOr<HeldRevocation> FetchOcsp(
      const std::string& url, const std::optional<HeldRevocation>& held) const;
  enum class About { kOneCertificate, kNobody };
  absl::StatusOr<std::string> Exchange(FetchRequest request, About about) const;

  const Rooms& rooms_;
  const Options& options_;
  const StatusQuestion& question_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_OWN_QUERY_H_
