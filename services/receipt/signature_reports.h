#ifndef KEPIL_SERVICES_RECEIPT_SIGNATURE_REPORTS_H_
#define KEPIL_SERVICES_RECEIPT_SIGNATURE_REPORTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/legal/legal_rules.h"
#include "engine/signature/signature_document.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/evidence_set.h"
#include "engine/validation/signature_validation.h"
#include "engine/validation/validation_policy.h"
#include "kepil/v1/receipt.pb.h"

namespace kepil {

// The closed inputs of one judgement of a whole document.
struct DocumentJudgement {
  const SignatureDocument& document;
  const EvidenceSet& evidence;
  const TrustSnapshot& trust;
  const ValidationPolicy& policy;
  absl::Time control_time;
  // nullptr: no legal rules, every effect is UNDETERMINED.
  const LegalRules* legal_rules = nullptr;
  v1::UsageContext usage = {};  // After defaults.
  JudgeMemo* memo = nullptr;    // Changes nothing in the result.
  // The file judged, as received: what a foreign TTP may have been asked about.
  absl::string_view file = {};
};

struct JudgedDocument {
  std::vector<v1::SignatureReport> reports;  // In document order.
  std::vector<Conclusion> conclusions;       // The same, of the engine.
  // The TTP of a signer's state was asked in vain.
  bool is_peer_silent = false;
};

// Judges every signature and says what the result means in law, with what a
// foreign TTP said of it (peer_answer.h): our own conclusion stays ours, but
// for TRY_LATER where no path was found and that TTP was silent. Pure; the
// gateway and `kepilctl replay` both call it, so a replay cannot differ in
// code.
JudgedDocument JudgeDocument(const DocumentJudgement& input);

// Writes what a verdict names into `body`: reports, snapshot, policy, algorithm
// table, legal rules, algorithm version, evidence digest.
v1::ReceiptBody VerdictOf(const DocumentJudgement& input,
                          std::vector<v1::SignatureReport> reports);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_SIGNATURE_REPORTS_H_
