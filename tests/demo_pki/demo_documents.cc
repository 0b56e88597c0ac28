#include "tests/demo_pki/demo_documents.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "tests/support/cms_builder.h"

namespace kepil {
namespace {

constexpr char kPassed[] = "TOTAL_PASSED";
constexpr char kFailed[] = "TOTAL_FAILED";
constexpr char kIndeterminate[] = "INDETERMINATE";
constexpr char kNone[] = "-";

std::string ContentOf(absl::string_view name) {
  return absl::StrCat(
      "CONTRACT OF SALE\n\nFile: ", name,
      "\nSeller: Xala Trading, Xalandia\nBuyer: a company in Kazakhstan\n"
      "Goods: 40 crates of xylophones\nPrice: 1000 tenge a crate\n");
}

TestCmsSigner SignerOf(const DemoPki& pki, absl::string_view id) {
  TestCmsSigner signer;
  signer.identity = pki.Get(id);
  signer.signing.pss = id == "xa-signer-pss";
  signer.signing_time = pki.options().time - absl::Minutes(30);
  return signer;
}

// A CMS with the certificates of the signers and of the CAs below the root.
TestCmsSpec SpecFor(const DemoPki& pki, const std::string& content,
                    const std::vector<std::string>& signers) {
  TestCmsSpec spec;
  spec.content = content;
  for (const std::string& id : signers) {
    spec.signers.push_back(SignerOf(pki, id));
    spec.certificates.push_back(pki.Get(id).certificate);
  }
  const std::string& issuer = pki.IssuerOf(signers.front());
  if (!pki.IssuerOf(issuer).empty()) {
    spec.certificates.push_back(pki.Get(issuer).certificate);
  }
  return spec;
}

DemoDocument Detached(const DemoPki& pki, const std::string& name,
                      const std::vector<std::string>& signers) {
  DemoDocument document;
  document.name = name;
  document.content = ContentOf(name);
  document.signature = MakeTestCms(SpecFor(pki, document.content, signers));
  document.indication = kPassed;
  document.sub_indication = document.reason = kNone;
  return document;
}

DemoDocument Bad(DemoDocument document, const char* indication,
                 const char* sub_indication) {
  document.indication = indication;
  document.sub_indication = sub_indication;
  return document;
}

DemoDocument Attached(const DemoPki& pki) {
  DemoDocument document = Detached(pki, "valid-attached", {"xa-signer-rsa"});
  TestCmsSpec spec = SpecFor(pki, document.content, {"xa-signer-rsa"});
  spec.detached = false;
  document.signature = MakeTestCms(spec);
  document.content.clear();
  return document;
}

DemoDocument ContentChanged(const DemoPki& pki) {
  DemoDocument document =
      Detached(pki, "content-changed.txt", {"xa-signer-rsa"});
  const size_t at = document.content.find("1000 tenge");
  KEPIL_CHECK(at != std::string::npos);
  document.content[at] = '9';
  return Bad(document, kFailed, "HASH_FAILURE");
}

DemoDocument SignatureChanged(const DemoPki& pki) {
  DemoDocument document =
      Detached(pki, "signature-changed.txt", {"xa-signer-rsa"});
  // The value is the last field, since there are no unsigned attributes.
  for (size_t i = document.signature.size() - 4; i < document.signature.size();
       ++i) {
    document.signature[i] = static_cast<char>(~document.signature[i]);
  }
  return Bad(document, kFailed, "SIG_CRYPTO_FAILURE");
}

}  // namespace

std::vector<DemoDocument> MakeDemoDocuments(const DemoPki& pki) {
  std::vector<DemoDocument> documents = {
      Detached(pki, "valid-rsa.txt", {"xa-signer-rsa"}),
      Detached(pki, "valid-p256.txt", {"xa-signer-p256"}),
      Detached(pki, "valid-ed25519.txt", {"xa-signer-ed25519"}),
      Detached(pki, "valid-pss.txt", {"xa-signer-pss"}),
      Detached(pki, "valid-two-signers.txt",
               {"xa-signer-rsa", "xa-signer-p256"}),
      Attached(pki),
      ContentChanged(pki),
      SignatureChanged(pki),
      Bad(Detached(pki, "signer-revoked.txt", {"xa-signer-revoked"}),
          kIndeterminate, "REVOKED_NO_POE"),
      Bad(Detached(pki, "ca-not-registered.txt", {"xb-signer"}), kIndeterminate,
          "NO_CERTIFICATE_CHAIN_FOUND"),
      Bad(Detached(pki, "ca-suspended.txt", {"xc-signer"}), kIndeterminate,
          "NO_CERTIFICATE_CHAIN_FOUND_NO_POE"),
      Bad(Detached(pki, "no-signing-usage.txt", {"xa-signer-no-usage"}),
          kIndeterminate, "CHAIN_CONSTRAINTS_FAILURE"),
  };
  for (DemoDocument& document : documents) {
    if (document.name == "ca-suspended.txt") {
      document.reason = "TRUST_SERVICE_SUSPENDED";
    }
  }
  return documents;
}

std::vector<DemoDocument> MakeNationalDocuments(const DemoPki& pki) {
  DemoDocument changed = Detached(pki, "kazakh-changed.txt", {"kz-signer"});
  changed.content[0] = 'K';
  return {Detached(pki, "kazakh-gost2015.txt", {"kz-signer"}),
          Detached(pki, "russian-gost2012.txt", {"ru-signer"}),
          Detached(pki, "belarusian-bign.txt", {"by-signer"}),
          Detached(pki, "two-countries.txt", {"kz-signer", "by-signer"}),
          Bad(changed, kFailed, "HASH_FAILURE")};
}

}  // namespace kepil
