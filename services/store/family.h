#ifndef KEPIL_SERVICES_STORE_FAMILY_H_
#define KEPIL_SERVICES_STORE_FAMILY_H_

namespace kepil {

// One column family per lifetime and access pattern (house.md section 11).
// Under storage keys every family is hidden but those of the logs, which are
// public, and registry_history, receipt_index and evidence_index, whose values
// bear an HMAC.
enum class Family {
  kDefault,            // format_version, storage_keys
  kRegistry,           // v, a/<id>, p/<tls_sha256>, r/<id>, k/<id>, t/<id>,
                       // m/<spki>, s/<id>
  kRegistryHistory,    // <version:8>
  kChanges,            // <change_id:16>; o/<sequence:8>
  kSnapshots,          // <version:8>
  kEvidence,           // <sha256:32>
  kEvidenceSets,       // <sha256:32>
  kEvidenceCache,      // <kind:1><issuer_key:32><detail:32>
  kReceipts,           // <index:8>; with d, g or m behind it: what signs it
  kReceiptIndex,       // i/<receipt_id:16>; k/<principal:32><key:32>
  kLogPending,         // <log:1><index:8>
  kLogTiles,           // <log:1><level:1><index:8>
  kLogBundles,         // <log:1><index:8>
  kLogState,           // <log:1> then next, tree or checkpoint
  kAudit,              // <sequence:8>
  kApplications,       // a/<application_id:16>; o/<sequence:8>; f/<sha256:32>
  kLogTimestamps,      // <tree_size:8>
  kEvidenceStandings,  // <receipt_id:16>
  kEvidenceIndex,      // as kEvidenceCache, then <obtained_at:8>
  kPeerWork,           // <receipt_id:16>
  kDigitalUse,         // k; e/<unix_micros:8><event_id:16>
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_FAMILY_H_
