#ifndef KEPIL_SERVICES_EVIDENCE_INQUIRY_RECORD_H_
#define KEPIL_SERVICES_EVIDENCE_INQUIRY_RECORD_H_

#include "absl/status/status.h"
#include "engine/pki/certificate.h"

namespace kepil {

// InquiryRecord is told of each question about one certificate before it leaves
// the node (PDP-14). A CRL is about nobody in particular and is not told of.
class InquiryRecord {
 public:
  virtual ~InquiryRecord() = default;
  // A question about `certificate` goes to an address that is registered for
  // certificates of `issuer`. On an error it does not go.
  virtual absl::Status BeforeInquiry(const Certificate& certificate,
                                     const Certificate& issuer) = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_INQUIRY_RECORD_H_
