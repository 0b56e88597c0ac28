#ifndef KEPIL_TESTS_DEMO_PKI_DEMO_RESPONDER_H_
#define KEPIL_TESTS_DEMO_PKI_DEMO_RESPONDER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace kepil {

struct DemoHttpAnswer {
  int status = 404;
  std::string content_type;
  std::string body;
};

// DemoResponder answers for the CAs of a directory that `issue` wrote:
//   GET  /crl/<ca>.crl  the file crl/<ca>.crl
//   POST /ocsp/<ca>     an OCSP answer signed now, from ocsp/<ca>/index.tsv
// Files are read anew for every request, so that a certificate can be revoked
// by editing the index. Answers are valid for one hour.
class DemoResponder {
 public:
  explicit DemoResponder(std::string directory)
      : directory_(std::move(directory)) {}

  DemoHttpAnswer Handle(absl::string_view method, absl::string_view path,
                        absl::string_view body, absl::Time now) const;

 private:
  DemoHttpAnswer Ocsp(const std::string& ca, absl::string_view request,
                      absl::Time now) const;

  const std::string directory_;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_DEMO_PKI_DEMO_RESPONDER_H_
