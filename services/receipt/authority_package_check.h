#ifndef KEPIL_SERVICES_RECEIPT_AUTHORITY_PACKAGE_CHECK_H_
#define KEPIL_SERVICES_RECEIPT_AUTHORITY_PACKAGE_CHECK_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "kepil/v1/authority_package.pb.h"

namespace kepil {

enum class PackageProblem {
  kUnreadable,          // No AuthorityPackage, or a part of it cannot be read.
  kNotArchived,         // No proven decision archives this authority.
  kActNotInLog,         // The proof of an act does not lead to the log's key.
  kActsOutOfOrder,      // Or the same act twice.
  kStatementForeign,    // A statement is not that of its act, or not about it.
  kNotSigned,           // A decision without a valid signature of who decided.
  kRecordNotDecided,    // The record holds a key or a step that nobody decided.
  kCertificateMissing,  // Of the record, among the certificates.
  kCrlNotOfAuthority,   // A CRL verifies under none of the certificates.
};
absl::string_view PackageProblemName(PackageProblem problem);

struct AuthorityPackageReport {
  std::vector<PackageProblem> problems;  // Each once; empty: it holds together.
  v1::AuthorityPackage package;          // As far as it could be read.
};

// Examines the package of an archived authority, all checks to the end, on
// nothing but its octets and the C2SP verifier key of the log of acts that the
// examiner already had: the key in the package proves nothing. Signatures of
// officers are held against the certificates recorded for them; whether those
// were officers then is shown by their own acts, which other records hold.
AuthorityPackageReport CheckAuthorityPackage(absl::string_view octets,
                                             absl::string_view acts_log_vkey);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_AUTHORITY_PACKAGE_CHECK_H_
