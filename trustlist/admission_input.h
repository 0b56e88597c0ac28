#ifndef KEPIL_TRUSTLIST_ADMISSION_INPUT_H_
#define KEPIL_TRUSTLIST_ADMISSION_INPUT_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/public_key.h"
#include "engine/pki/certificate_reader.h"
#include "engine/trust/legal_standing.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/application.pb.h"
#include "kepil/v1/law.pb.h"
#include "trustlist/list_reference.h"

namespace kepil {

// What an address of the application answered, or why it gave nothing. Fetched
// only after a registrar approved the address.
struct FetchedCrl {
  Digest issuer;  // Fingerprint of the issuing certificate.
  std::string url;
  absl::StatusOr<std::string> der;
};
struct FetchedOcsp {
  Digest issuer, certificate;  // Fingerprints; whose status was asked for.
  std::string url;
  std::string nonce;  // Sent.
  absl::StatusOr<std::string> der;
};
struct FetchedTimestamp {
  std::string service_id;
  std::string url;
  std::string stamped;                   // What the imprint was the SHA-256 of.
  std::string nonce;                     // INTEGER content octets, sent.
  absl::StatusOr<std::string> response;  // TimeStampResp.
};

// Everything that an admission is judged on. Gathered by services/gateway; the
// judge has neither clock nor network.
struct AdmissionInput {
  const v1::Application& application;
  const storage::v1::RegistryImage& image;
  absl::Span<const TreatyRecord> treaties;
  const v1::RegistrationRules* rules = nullptr;  // None in force.
  absl::Time now;                                // Control time.
  absl::CivilDay today;  // The same in the civil time of Almaty.
  absl::Duration clock_skew = absl::Minutes(1);
  // Octets of the documents that prove possession.
  std::vector<std::string> requests, possession_crls;
  std::vector<FetchedCrl> crls;
  std::vector<FetchedOcsp> ocsp;
  std::vector<FetchedTimestamp> timestamps;
  // Until when a signature under the key counts as reliable: the algorithm
  // windows of a policy (ValidationPolicy::ReliableUntil).
  std::function<absl::Time(const SignatureAlgorithm&, const PublicKey&)>
      reliable_until;
  CertificateReader& certificates;
  ListReference list_reference = ListReference::kOptional;
};

using AdmissionFindings = std::vector<v1::AdmissionFinding>;

// `detail` is cut at 512 octets; what is no printable ASCII becomes '?'.
v1::AdmissionFinding AdmissionPassed(v1::AdmissionCheck check,
                                     absl::string_view subject);
v1::AdmissionFinding AdmissionFailed(v1::AdmissionCheck check,
                                     absl::string_view subject,
                                     absl::string_view detail);
v1::AdmissionFinding AdmissionNotApplicable(v1::AdmissionCheck check,
                                            absl::string_view subject,
                                            absl::string_view detail);

// One certificate of the record applied for.
struct ListedCertificate {
  std::string subject;  // "services/xa-ca/anchors/0": where it stands.
  const v1::TrustService* service = nullptr;
  bool is_anchor = false;
  // Why it cannot be read.
  absl::StatusOr<CertificateRef> certificate;
};
// Anchors, then intermediates, service by service. Points into `authority`.
std::vector<ListedCertificate> ListCertificates(const v1::Authority& authority,
                                                CertificateReader& reader);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_ADMISSION_INPUT_H_
