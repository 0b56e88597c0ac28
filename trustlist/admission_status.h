#ifndef KEPIL_TRUSTLIST_ADMISSION_STATUS_H_
#define KEPIL_TRUSTLIST_ADMISSION_STATUS_H_

#include "trustlist/admission_input.h"

namespace kepil {

// What the addresses of the application answered. CRL_REACHABLE, CRL_SIGNATURE,
// CRL_VALIDITY, CRL_CURRENT and CRL_ISSUE_INTERVAL for each CRL address of each
// issuing certificate, which has one at least; OCSP_ANSWER for each OCSP
// address: a verified answer, not "unknown", about a certificate of that
// issuer. The bounds are the rule pack's; without one they fail. Daily issue
// shows in the age of the CRL at the control time: later CRLs are watched, not
// awaited.
AdmissionFindings JudgeAdmissionStatus(const AdmissionInput& input);

// TIMESTAMP_ANSWER for each TSA service: a token over what was sent, with the
// nonce, of now, that verifies under a certificate for time-stamping which the
// service's anchor is or issued.
AdmissionFindings JudgeAdmissionTimestamps(const AdmissionInput& input);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_ADMISSION_STATUS_H_
