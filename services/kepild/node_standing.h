#ifndef KEPIL_SERVICES_KEPILD_NODE_STANDING_H_
#define KEPIL_SERVICES_KEPILD_NODE_STANDING_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/logging.h"
#include "base/mutex.h"
#include "engine/legal/legal_rules.h"
#include "engine/trust/trust_snapshot.h"
#include "kepil/config/v1/config.pb.h"
#include "services/gateway/node_statement.h"
#include "services/kepild/service_config.h"
#include "services/receipt/receipt_identity.h"
#include "trustlist/snapshot_publisher.h"

namespace kepil {

struct ReceiptIssuerInput {
  const ReceiptIdentity& identity;
  const TrustSnapshot& trust;
  const LegalRules* legal_rules;  // nullptr: none.
  absl::Time time;
};

// Whether the certificate that signs receipts meets the condition that it is to
// vouch for (RCP-03, K49(2)(4)): a valid path leads from it to a domestic CA of
// the registry in force at `time`, and the issuer is the root, the national CA
// or accredited. INVALID_ARGUMENT/CONFIG_INVALID says why not.
absl::Status CheckReceiptIssuer(const ReceiptIssuerInput& input);

// NodeStanding watches how the node itself stands: the issuer of its receipt
// certificate and the conformity of its module. It looks again each day, and
// when registry or key change, and then logs what is wrong. Thread-safe.
class NodeStanding {
 public:
  struct Rooms {  // Borrowed; outlive this.
    const Clock& clock;
    const Logger& log;
    const TrustSnapshotSource& trust;
    std::function<LegalRulesRef(absl::Time)> legal_rules;
    std::function<absl::StatusOr<ReceiptIdentity>(absl::Time)> identity;
  };
  NodeStanding(Rooms rooms, const config::v1::Service& service)
      : rooms_(std::move(rooms)),
        statement_(NodeStatementOf(service)),
        profile_(service.profile()) {}

  // What CheckReceiptIssuer says; under a test profile OK all the same.
  absl::Status CheckAtStart();
  // Whether the receipt key is a test key: it was not OK when last looked at.
  bool HasTestKey();

 private:
  // What a look holds for.
  struct Look {
    int64_t day = 0;  // Since 1970, UTC.
    int64_t snapshot = 0;
    Digest certificate;
    bool operator==(const Look& other) const {
      return day == other.day && snapshot == other.snapshot &&
             certificate == other.certificate;
    }
  };
  absl::Status CheckAt(const absl::StatusOr<ReceiptIdentity>& identity,
                       absl::Time now) const;

  const Rooms rooms_;
  const NodeStatement statement_;
  const config::v1::Service::Profile profile_;
  Mutex mutex_;
  std::optional<Look> last_ ABSL_GUARDED_BY(mutex_);
  bool has_test_key_ ABSL_GUARDED_BY(mutex_) = true;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_NODE_STANDING_H_
