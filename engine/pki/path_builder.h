#ifndef KEPIL_ENGINE_PKI_PATH_BUILDER_H_
#define KEPIL_ENGINE_PKI_PATH_BUILDER_H_

#include <vector>

#include "engine/pki/certificate_path.h"
#include "engine/pki/certificate_pool.h"

namespace kepil {

// PathBuilder enumerates prospective paths, best candidate first. The issuer
// pool and anchors are closed sets, so equal inputs give equal output, whatever
// the order in which the sets were filled. Each step costs at most one look at
// every certificate of one name in the pool; no entity (name and key) stands on
// a path twice.
class PathBuilder {
 public:
  struct Limits {
    int max_depth = 8;    // Certificates on a path, target included.
    int max_steps = 200;  // Candidate issuers and anchors tried.
    int max_paths = 16;   // Paths returned.
  };
  struct Result {
    std::vector<CertificatePath> paths;
    bool limit_reached = false;  // Becomes a finding, never a silent cut.
    int steps = 0;               // Taken, of max_steps.
  };
  static Result Build(const CertificateRef& target, const CertificatePool& pool,
                      const AnchorSource& anchors, const Limits& limits);
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_PATH_BUILDER_H_
