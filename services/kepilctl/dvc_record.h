#ifndef KEPIL_SERVICES_KEPILCTL_DVC_RECORD_H_
#define KEPIL_SERVICES_KEPILCTL_DVC_RECORD_H_

#include <string>

#include "absl/strings/string_view.h"
#include "engine/signature/dvcs_answer.h"
#include "engine/signature/dvcs_request.h"
#include "services/kepilctl/output.h"
#include "services/receipt/dvc_verifier.h"

namespace kepil {

// "vsd", "cpkc", "cpd", "ccpd".
absl::string_view DvcsServiceName(DvcsService service);
// "granted", "granted with modifications", "rejected", "waiting".
absl::string_view DvcWordName(DvcWord word);

// What a request, a DVC or an error notice says, in words.
void AddDvcsRequest(const DvcsRequest& request, Record& record);
void AddDvc(const DvcsCertificateInfo& info, Record& record);
void AddErrorNotice(const DvcsErrorNotice& notice, Record& record);

// All of it about one verified answer: `genuine`, problems (those of nested
// DVCs with "nested[i]." before them), the answer.
Record DvcRecord(absl::string_view file, const DvcVerification& verification);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_DVC_RECORD_H_
