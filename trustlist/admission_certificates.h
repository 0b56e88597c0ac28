#ifndef KEPIL_TRUSTLIST_ADMISSION_CERTIFICATES_H_
#define KEPIL_TRUSTLIST_ADMISSION_CERTIFICATES_H_

#include "trustlist/admission_input.h"

namespace kepil {

// What is asked of each certificate of the record: X509_V3,
// CERTIFICATE_PROFILE (RFC 5280, section 4; an anchor may have the serial
// zero), CERTIFICATE_VALIDITY, PATH (by section 6 and the profile STRICT),
// KEY_STRENGTH, KEY_UNIQUE and NAME_UNIQUE among the registered ones (REG-17).
// One finding a certificate and check; a certificate that cannot be read fails
// all of them.
AdmissionFindings JudgeAdmissionCertificates(const AdmissionInput& input);

// POSSESSION, for each anchor: a PKCS#10 of its key and name, signed by that
// key, with the application id as challengePassword; or, of a CA, a CRL signed
// by that key whose thisUpdate follows the entry of the application. Other
// requests and CRLs count for nothing.
AdmissionFindings JudgeAdmissionPossession(const AdmissionInput& input);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_ADMISSION_CERTIFICATES_H_
