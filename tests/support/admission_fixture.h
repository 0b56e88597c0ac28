#ifndef KEPIL_TESTS_SUPPORT_ADMISSION_FIXTURE_H_
#define KEPIL_TESTS_SUPPORT_ADMISSION_FIXTURE_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/pki/certificate_reader.h"
#include "tests/support/pki_builder.h"
#include "trustlist/admission_input.h"

namespace kepil {

// A good application of the foreign CA "xa" with everything that its addresses
// answer, at `now`: a root with an intermediate below it, a TSA, a certificate
// issued by the intermediate. Tests break one part. Value type.
struct AdmissionCase {
  AdmissionCase();

  TestIdentity root, issuing, tsa, signer;
  v1::Application application;
  storage::v1::RegistryImage image;
  std::vector<TreatyRecord> treaties;
  std::optional<v1::RegistrationRules> rules;
  absl::Time now;
  std::vector<std::string> requests, possession_crls;
  std::vector<FetchedCrl> crls;  // Root, then intermediate.
  std::vector<FetchedOcsp> ocsp;
  std::vector<FetchedTimestamp> timestamps;
  // Everything but SHA-1 is reliable for ever.
  std::function<absl::Time(const SignatureAlgorithm&, const PublicKey&)>
      reliable_until;
  PlainCertificateReader reader;

  // Refers to this object.
  AdmissionInput Input();
  v1::Authority& authority() {
    return *application.mutable_content()->mutable_authority();
  }
};

// A CRL of `issuer` from `this_update` on, valid for `validity`.
std::string AdmissionCrl(const TestIdentity& issuer, absl::Time this_update,
                         absl::Duration validity);
// TimeStampResp of status granted around a token of `tsa` over what was sent.
std::string AdmissionTimestamp(const FetchedTimestamp& sent,
                               const TestIdentity& tsa, absl::Time time);
// "CRL_VALIDITY http://xa.example/root.crl" of each failed finding, in order.
std::vector<std::string> FailuresOf(const AdmissionFindings& findings);

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_ADMISSION_FIXTURE_H_
