#ifndef KEPIL_TESTS_DEMO_PKI_DEMO_PKI_H_
#define KEPIL_TESTS_DEMO_PKI_DEMO_PKI_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/support/pki_builder.h"
#include "tests/support/revocation_builder.h"

namespace kepil {

struct DemoPkiOptions {
  absl::Time time;  // Of issuing, whole seconds.
  // Where the responder listens ("http://127.0.0.1:8080"); put into CRL
  // distribution points and AIA. Empty: neither stands in a certificate.
  std::string base_url;
};

// One certificate that a demo CA has issued, as its OCSP responder knows it.
struct DemoIssued {
  std::string id;
  std::string serial_hex;
  std::optional<absl::Time> revoked_at;
  int reason = 0;  // CRLReason.
};

// DemoPki is the PKI of three fictional states, of three fictional CAs with the
// algorithms of Kazakhstan, Russia and Belarus and of a demo kepild, made anew
// from the committed keys; README.md lists who is in it. Certificates are
// valid from 30 days (CAs: one year) before `time` for a year after it.
class DemoPki {
 public:
  static DemoPki Build(const DemoPkiOptions& options);

  const DemoPkiOptions& options() const { return options_; }
  // By the name of its key file, e.g. "xa-signer-rsa". Ends the process for an
  // id that is not there.
  const TestIdentity& Get(absl::string_view id) const;
  // The issuer's id; "" for a self-signed certificate.
  const std::string& IssuerOf(absl::string_view id) const;
  // Ids of all certificates, sorted.
  std::vector<std::string> Ids() const;
  // The CAs that answer for their certificates by CRL and OCSP.
  static const std::vector<std::string>& RevokingCas();
  std::vector<DemoIssued> IssuedBy(absl::string_view ca) const;
  // The CA's CRL: this update at `time`, next update 25 h later.
  std::string Crl(absl::string_view ca) const;

 private:
  struct Entry {
    TestIdentity identity;
    std::string issuer;
    DemoIssued issued;
  };
  const Entry& Find(absl::string_view id) const;

  DemoPkiOptions options_;
  std::map<std::string, Entry, std::less<>> entries_;
};

// The Ed25519 key of the demo's log; it has no certificate.
TestKey DemoLogKey();

}  // namespace kepil

#endif  // KEPIL_TESTS_DEMO_PKI_DEMO_PKI_H_
