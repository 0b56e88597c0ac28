// CMS: whatever verifies under a key of ours, and whatever the judge passes, is
// what that key signed: same content, same signed attributes. Octets outside
// them (versions, algorithm lists, embedded certificates and CRLs, unsigned
// attributes, BER framing) may change: nothing signs them.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "engine/pki/crl.h"
#include "engine/signature/signature_document.h"
#include "engine/validation/signature_validation.h"
#include "google/protobuf/text_format.h"
#include "kepil/v1/policy.pb.h"
#include "tests/fuzz/fuzz_pki.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/cms_builder.h"
#include "tests/support/registry_fixture.h"
#include "tests/support/revocation_builder.h"

namespace kepil {
namespace {

constexpr absl::string_view kContent = "the signed document";
constexpr absl::string_view kOtherContent = "another signed document";

ValidationPolicyRef ReadPolicy() {
  std::ifstream file("deploy/policy/cross-border.textproto");
  const std::string text = {std::istreambuf_iterator<char>(file),
                            std::istreambuf_iterator<char>()};
  v1::ValidationPolicy message;
  KEPIL_CHECK(google::protobuf::TextFormat::ParseFromString(text, &message));
  auto policy = ValidationPolicy::Compile(message.SerializeAsString());
  KEPIL_CHECK(policy.ok());
  return *std::move(policy);
}

TrustSnapshotRef TrustInRoot() {
  v1::SnapshotSource source;
  source.set_version(7);
  source.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(FuzzNow()));
  v1::Authority& authority = *source.add_authorities();
  authority = MakeTestAuthority("xa-ca", GetFuzzPki().root);
  v1::StatusEntry& entry = *authority.mutable_services(0)->add_history();
  entry.set_status(v1::SERVICE_STATUS_ACTIVE);
  entry.mutable_legal_from()->set_seconds(0);
  PlainCertificateReader reader;
  auto trust = TrustSnapshot::FromSource(source.SerializeAsString(), reader);
  KEPIL_CHECK(trust.ok());
  return *std::move(trust);
}

// What one signature claims in its signed attributes, and the content it is
// about.
std::string ClaimsOf(const ParsedSignature& signature,
                     absl::string_view content) {
  const SignatureAttributes& attributes = signature.attributes();
  std::string references;
  for (const auto* list : {&attributes.signing_certificate_v1,
                           &attributes.signing_certificate_v2}) {
    for (const SigningCertificateReference& reference : *list) {
      absl::StrAppend(&references, reference.certificate_hash, "/");
    }
  }
  // Attributes out of DER order are hashed in order: the order means nothing.
  std::vector<std::string> oids = attributes.signed_oids;
  std::sort(oids.begin(), oids.end());
  return absl::StrCat(
      attributes.has_signed_attributes ? "attributes " : "bare ",
      absl::BytesToHexString(attributes.message_digest.value_or("-")), " ",
      absl::BytesToHexString(attributes.content_type.value_or("-")), " ",
      attributes.signing_time.has_value()
          ? absl::ToUnixSeconds(*attributes.signing_time)
          : 0,
      " ", absl::BytesToHexString(references), " ",
      absl::StrJoin(oids, ",",
                    [](std::string* out, const std::string& oid) {
                      absl::StrAppend(out, absl::BytesToHexString(oid));
                    }),
      " ", absl::BytesToHexString(content));
}

std::string MakeSeed(const TestIdentity& identity, bool detached,
                     bool signed_attributes, absl::string_view content) {
  TestCmsSigner signer;
  signer.identity = identity;
  signer.signed_attributes = signed_attributes;
  signer.signing_time = FuzzNow() - absl::Hours(2);
  TestCmsSpec spec;
  spec.content = std::string(content);
  spec.detached = detached;
  spec.signers = {signer};
  return MakeTestCms(spec);
}

// Signed attributes offered as the content of a signature without any (RFC
// 5652, 11: what the message-digest attribute is there to prevent).
std::string SignedAttributesAsContent() {
  const FuzzPki& pki = GetFuzzPki();
  const std::string set = DerSetOf(
      {DerSequence({DerOidFromText("1.2.840.113549.1.9.3"),
                    DerSetOf({DerOidFromText("1.2.840.113549.1.7.1")})}),
       DerSequence({DerOidFromText("1.2.840.113549.1.9.4"),
                    DerSetOf({DerOctetString(
                        *HashOf(HashAlgorithm::kSha512, kContent))})})});
  return MakeSeed(pki.signer, false, false, set);
}

std::string TwoSigners() {
  TestCmsSigner first, second;
  first.identity = GetFuzzPki().signer;
  second.identity = GetFuzzPki().rsa;
  first.signing_time = second.signing_time = FuzzNow() - absl::Hours(2);
  second.more_unsigned = {{"1.2.3.4", {DerNull()}}};
  TestCmsSpec spec;
  spec.content = std::string(kContent);
  spec.signers = {first, second};
  return MakeTestCms(spec);
}

std::vector<FuzzSeed> Seeds() {
  const FuzzPki& pki = GetFuzzPki();
  return {{MakeSeed(pki.signer, true, true, kContent), true},
          {MakeSeed(pki.signer, false, true, kOtherContent), true},
          {MakeSeed(pki.rsa, true, true, kContent), true},
          {MakeSeed(pki.rsa, false, false, kContent), false},
          {TwoSigners(), true},
          {SignedAttributesAsContent(), false}};
}

// A document parsed as the gateway would: the content beside it, if it holds
// none.
struct Parsed {
  SignatureDocument document;
  std::string content;
};
std::optional<Parsed> Parse(absl::string_view input) {
  PlainCertificateReader reader;
  ParseLimits limits;
  limits.max_signatures = 8;
  SignatureInput given;
  given.signature = input;
  auto document = ParseSignatureDocument(given, reader, limits);
  if (!document.ok()) {
    return std::nullopt;
  }
  if (document->attached_content.has_value()) {
    const std::string content(*document->attached_content);
    return Parsed{*std::move(document), content};
  }
  given.content = kContent;
  document = ParseSignatureDocument(given, reader, limits);
  if (!document.ok()) {
    return std::nullopt;
  }
  return Parsed{*std::move(document), std::string(kContent)};
}

// Everything that the keys of FuzzPki ever signed.
const std::set<std::string>& GenuineClaims() {
  static const auto& claims = *new std::set<std::string>([] {
    std::set<std::string> all;
    for (const FuzzSeed& seed : Seeds()) {
      const std::optional<Parsed> parsed = Parse(seed.octets);
      KEPIL_CHECK(parsed.has_value());
      for (const auto& signature : parsed->document.signatures) {
        all.insert(ClaimsOf(*signature, parsed->content));
      }
    }
    return all;
  }());
  return claims;
}

struct Judge {
  TrustSnapshotRef trust = TrustInRoot();
  ValidationPolicyRef policy = ReadPolicy();
  EvidenceSet evidence;
  std::vector<CertificateRef> signers;

  Judge() {
    const FuzzPki& pki = GetFuzzPki();
    TestCrlSpec spec;
    spec.this_update = FuzzNow() - absl::Minutes(10);
    spec.next_update = FuzzNow() + absl::Hours(24);
    auto crl = Crl::FromDer(MakeTestCrl(spec, pki.root));
    KEPIL_CHECK(crl.ok());
    evidence.revocation.push_back(
        {*std::move(crl), EvidenceOrigin::kQuery, FuzzNow()});
    signers = {ReadFuzzCertificate(pki.signer), ReadFuzzCertificate(pki.rsa)};
    evidence.certificates = signers;
    evidence.certificates.push_back(ReadFuzzCertificate(pki.root));
  }

  bool Passes(const ParsedSignature& signature) const {
    return ValidateSignature({signature, evidence, *trust, *policy, FuzzNow()})
               .indication == v1::INDICATION_TOTAL_PASSED;
  }
};

bool DigestMatches(const ParsedSignature& signature) {
  for (const SignedDataObject& object : signature.signed_data()) {
    if (object.outcome != SignedDataObject::Outcome::kMatched) {
      return false;
    }
  }
  return true;
}

bool Run(absl::string_view input) {
  static const auto& judge = *new Judge();
  const std::optional<Parsed> parsed = Parse(input);
  if (!parsed.has_value()) {
    return false;
  }
  bool some_passes = false;
  for (const auto& signature : parsed->document.signatures) {
    const bool is_genuine =
        GenuineClaims().count(ClaimsOf(*signature, parsed->content)) != 0;
    for (const CertificateRef& signer : judge.signers) {
      const auto verified = signature->VerifyValue(**signer->public_key());
      if (verified.ok() && *verified && DigestMatches(*signature)) {
        KEPIL_FUZZ_CHECK(is_genuine);
      }
    }
    if (judge.Passes(*signature)) {
      KEPIL_FUZZ_CHECK(is_genuine);
      some_passes = true;
    }
  }
  return some_passes;
}

}  // namespace

const FuzzTarget& ThisFuzzTarget() {
  static const auto& target = *new FuzzTarget{
      "cms",
      FuzzGrammar::kDer,
      Seeds,
      Run,
      {{"cms/files", {".p7m", ".p7s", ".pkcs7"}}, {"kz/files", {".p7"}}}};
  return target;
}

}  // namespace kepil
