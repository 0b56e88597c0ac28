#ifndef KEPIL_SERVICES_RECEIPT_EXPLANATION_H_
#define KEPIL_SERVICES_RECEIPT_EXPLANATION_H_

#include <string>
#include <vector>

#include "kepil/v1/receipt.pb.h"
#include "services/receipt/explanation_texts.h"

namespace kepil {

// One factor of a decision, for people and for programs.
struct ExplanationFactor {
  // Of what it speaks: the name of its Frame, "RESULT", "CONDITION".
  std::string kind;
  // The enumerator that it is about without its prefix, "NOT_MET"; a number if
  // it is of a newer version; "" where there is none.
  std::string value;
  std::string text;  // A sentence.
  // Sentences that belong to it: reasons, provisions, evidence by digest.
  std::vector<std::string> details;
};

// What a receipt says, in order (DEC-05): that it was decided by a machine;
// of what time in the past it speaks, if of one; for each signature its result,
// for whom its certificate stands, what the TTP of its state said, its effect
// in law with reasons, act and ground, each condition with the provisions that
// hold for its date, each check that was not passed with its evidence, of the
// signature and then of its time-stamps, and notes; last the limitations.
// Checks at level IGNORE are left out. No internals; nothing of the subject
// that the receipt does not say. Numbers of newer versions are said to have no
// text.
std::vector<ExplanationFactor> ExplainReceipt(const v1::ReceiptBody& body,
                                              Language language);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_EXPLANATION_H_
