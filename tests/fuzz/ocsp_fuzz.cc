// OCSP responses: the answer chosen is the one that a scan of all of them
// chooses; nothing verifies under our keys but what they signed.

#include <string>
#include <vector>

#include "engine/crypto/der_reader.h"
#include "engine/crypto/digest.h"
#include "engine/pki/certificate_reader.h"
#include "engine/pki/ocsp.h"
#include "tests/fuzz/fuzz_pki.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/revocation_builder.h"

namespace kepil {
namespace {

// Contents of ResponseData's responses (RFC 6960, 4.2.1), which has parsed.
std::vector<OcspAnswer> Scan(absl::string_view tbs) {
  std::vector<OcspAnswer> answers;
  DerReader outer(tbs);
  DerReader fields = *outer.ReadSequence();
  if (fields.PeekTag() == DerContextConstructed(0)) {
    KEPIL_FUZZ_CHECK(fields.ReadAny().ok());  // version
  }
  KEPIL_FUZZ_CHECK(fields.ReadAny().ok());  // responderID
  KEPIL_FUZZ_CHECK(fields.ReadAny().ok());  // producedAt
  DerReader responses = *fields.ReadSequence();
  while (!responses.empty()) {
    const auto single = responses.Read(kDerSequence);
    KEPIL_FUZZ_CHECK(single.ok());
    const auto answer = ParseOcspAnswer(single->content);
    KEPIL_FUZZ_CHECK(answer.ok());
    answers.push_back(*answer);
  }
  return answers;
}

bool Speaks(const OcspAnswer& answer, const CertificateId& id) {
  bool is_offered = false;
  for (const HashAlgorithm hash :
       {HashAlgorithm::kSha1, HashAlgorithm::kSha256, HashAlgorithm::kSha384,
        HashAlgorithm::kSha512}) {
    is_offered = is_offered || answer.hash == hash;
  }
  return is_offered && answer.serial == id.certificate.serial() &&
         *HashOf(answer.hash, id.issuer.subject().der()) ==
             answer.issuer_name_hash &&
         *HashOf(answer.hash, id.issuer.key_octets()) == answer.issuer_key_hash;
}

// Newest first; of equally new ones, any that revokes.
void CompareWithScan(const OcspResponse& response, const CertificateId& id) {
  const OcspAnswer* const chosen = response.AnswerFor(id);
  bool some_speaks = false;
  for (const OcspAnswer& answer : Scan(response.tbs())) {
    if (!Speaks(answer, id)) {
      continue;
    }
    some_speaks = true;
    KEPIL_FUZZ_CHECK(chosen != nullptr);
    KEPIL_FUZZ_CHECK(chosen->this_update >= answer.this_update);
    KEPIL_FUZZ_CHECK(chosen->this_update > answer.this_update ||
                     answer.status.state != RevocationStatus::State::kRevoked ||
                     chosen->status.state ==
                         RevocationStatus::State::kRevoked ||
                     chosen->status.state == RevocationStatus::State::kUnknown);
  }
  KEPIL_FUZZ_CHECK(some_speaks == (chosen != nullptr));
}

std::string MakeResponse(const TestIdentity& responder, bool is_rich) {
  const FuzzPki& pki = GetFuzzPki();
  TestOcspSpec spec;
  spec.produced_at = FuzzNow() - absl::Minutes(1);
  spec.answers.push_back(MakeTestOcspAnswer(
      pki.root, "05", TestOcspStatus::kGood, FuzzNow() - absl::Minutes(1)));
  if (is_rich) {
    TestOcspAnswer answer = spec.answers.front();
    answer.next_update = FuzzNow() + absl::Hours(1);
    answer.hash = "sha256";
    spec.answers.push_back(answer);
    answer.status = TestOcspStatus::kRevoked;
    answer.revoked_at = FuzzNow() - absl::Hours(2);
    answer.reason = 1;
    spec.answers.push_back(answer);
    answer.serial_hex = "06";
    answer.status = TestOcspStatus::kUnknown;
    spec.answers.push_back(answer);
    spec.nonce = "0123456789abcdef";
    spec.by_key = true;
    spec.certificates = {pki.responder.certificate};
  }
  return MakeTestOcspResponse(spec, responder);
}

const std::vector<FuzzSeed>& AllSeeds() {
  static const auto& seeds = *new std::vector<FuzzSeed>(
      {{MakeResponse(GetFuzzPki().root, false), true},
       {MakeResponse(GetFuzzPki().responder, true), true},
       {MakeTestOcspError(3), false}});
  return seeds;
}
std::vector<FuzzSeed> Seeds() { return AllSeeds(); }

bool IsOurs(const OcspResponse& response) {
  PlainCertificateReader reader;
  for (const FuzzSeed& seed : AllSeeds()) {
    const auto ours = OcspResponse::FromDer(seed.octets, reader);
    if (ours.ok() && (*ours)->tbs() == response.tbs()) {
      return true;
    }
  }
  return false;
}

bool Run(absl::string_view input) {
  static const auto& root =
      *new CertificateRef(ReadFuzzCertificate(GetFuzzPki().root));
  static const auto& signer =
      *new CertificateRef(ReadFuzzCertificate(GetFuzzPki().signer));
  static const auto& responder =
      *new CertificateRef(ReadFuzzCertificate(GetFuzzPki().responder));
  PlainCertificateReader reader;
  const auto response = OcspResponse::FromDer(std::string(input), reader);
  if (!response.ok()) {
    return false;
  }
  KEPIL_FUZZ_CHECK((*response)->der() == input);
  CompareWithScan(**response, {*signer, *root});
  (*response)->StatusOf({*signer, *root});
  for (const CertificateRef& key : {root, responder}) {
    const auto verified = VerifyOcspSignature(**response, **key->public_key());
    KEPIL_FUZZ_CHECK(!verified.ok() || !*verified || IsOurs(**response));
  }
  for (const CertificateRef& certificate : (*response)->certificates()) {
    KEPIL_FUZZ_CHECK(ResponderRightOf(*certificate, *root) !=
                         OcspResponderRight::kDelegated ||
                     certificate->tbs() == responder->tbs());
  }
  return true;
}

}  // namespace

const FuzzTarget& ThisFuzzTarget() {
  static const auto& target =
      *new FuzzTarget{"ocsp",
                      FuzzGrammar::kDer,
                      Seeds,
                      Run,
                      {{"crl-ocsp/files", {".der"}}, {"kz/files", {".der"}}}};
  return target;
}

}  // namespace kepil
