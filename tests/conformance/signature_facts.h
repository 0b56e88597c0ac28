#ifndef KEPIL_TESTS_CONFORMANCE_SIGNATURE_FACTS_H_
#define KEPIL_TESTS_CONFORMANCE_SIGNATURE_FACTS_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/pki/certificate.h"
#include "engine/signature/parsed_signature.h"
#include "tests/conformance/suite.h"

namespace kepil {

// The mathematics and structure of one signature, trust apart. nullopt: no
// answer, for an algorithm that is not offered or content that is not at hand.
struct SignatureFacts {
  CertificateRef certificate;  // nullptr if none is named.
  std::string reference;       // As `signing_certificate_reference`.
  std::optional<bool> is_intact, is_content_intact, is_valid;
};

// A counter-signature has no content-type (RFC 5652, 11.4).
enum class SignatureRole { kSignature, kCounterSignature };

SignatureFacts ExamineSignature(const ParsedSignature& signature,
                                SignatureRole role);

// Which of `found` each of `expected` speaks of, by index; -1: none is left.
// The one in the same place if its signer_serial and signing_time agree, else
// the first that agrees, else the first that nobody wants.
std::vector<int> MatchSignatures(
    const std::vector<TestCase>& expected,
    const std::vector<const ParsedSignature*>& found);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONFORMANCE_SIGNATURE_FACTS_H_
