#ifndef KEPIL_SERVICES_GATEWAY_ADMISSION_GATHERER_H_
#define KEPIL_SERVICES_GATEWAY_ADMISSION_GATHERER_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "engine/pki/certificate_reader.h"
#include "kepil/v1/application.pb.h"
#include "services/evidence/fetch_gate.h"
#include "services/net/fetcher.h"
#include "trustlist/admission_input.h"

namespace kepil {

// What the addresses of an application answered.
struct AdmissionEvidence {
  std::vector<FetchedCrl> crls;
  std::vector<FetchedOcsp> ocsp;
  std::vector<FetchedTimestamp> timestamps;

  // Every object that was had.
  std::vector<std::string> Octets() const;
};

// AdmissionGatherer asks the addresses of an application that a registrar has
// approved with it, and no others: an applicant's address is never asked on the
// applicant's word. One after the other, on the caller's thread; what fails is
// kept as the reason. Thread-safe.
class AdmissionGatherer {
 public:
  struct Rooms {  // Borrowed; outlive the gatherer.
    const Clock& clock;
    Fetcher& fetcher;
    FetchGate& gate;
    CertificateReader& certificates;
    std::function<std::string(size_t)> random;  // Unpredictable octets.
  };
  struct Options {
    absl::Duration timeout = absl::Seconds(5);  // Of one exchange.
    int64_t max_crl_bytes = int64_t{256} << 20;
    int64_t max_answer_bytes = int64_t{64} << 10;  // OCSP, time-stamp.
  };
  AdmissionGatherer(Rooms rooms, Options options)
      : rooms_(std::move(rooms)), options_(options) {}

  // Exchanges end before `deadline`; what is left then fails with DEADLINE.
  AdmissionEvidence Gather(const v1::Application& application,
                           absl::Time deadline);

 private:
  absl::StatusOr<std::string> Exchange(const v1::Application& application,
                                       FetchRequest request,
                                       absl::Time deadline);
  FetchedOcsp AskOcsp(const v1::Application& application,
                      const std::string& url, const CertificateRef& issuer,
                      absl::Time deadline);
  FetchedTimestamp AskTimestamp(const v1::Application& application,
                                const v1::TrustService& service,
                                absl::Time deadline);
  CertificateRef SampleOf(const v1::Application& application,
                          const Certificate& issuer) const;

  const Rooms rooms_;
  const Options options_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_ADMISSION_GATHERER_H_
