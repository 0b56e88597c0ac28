#include "tests/integration/bad_documents.h"

#include "absl/strings/str_cat.h"
#include "tests/support/cms_builder.h"
#include "tests/support/pki_builder.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;

constexpr int kMany = 10'000;
constexpr char kContent[] = "Goods: 40 crates of xylophones\n";

TestCmsSpec GoodSpec(const DemoPki& pki) {
  TestCmsSpec spec;
  spec.content = kContent;
  spec.signers.resize(1);
  spec.signers[0].identity = pki.Get("xa-signer-p256");
  spec.certificates = {pki.Get("xa-signer-p256").certificate,
                       pki.Get("xa-issuing-1").certificate};
  return spec;
}

// kMany values, each inside the one before, none with a length.
std::string NestedIndefinitely() {
  std::string nested;
  for (int i = 0; i < kMany; ++i) {
    nested += "\x30\x80";
  }
  return nested + std::string(2 * kMany, '\0');
}

// ContentInfo {signedData, [0] EXPLICIT `content`}, lengths indefinite.
std::string IndefiniteContentInfo(const std::string& content) {
  return absl::StrCat("\x30\x80", der::Oid("1.2.840.113549.1.7.2"), "\xa0\x80",
                      content, std::string(4, '\0'));
}

// The SignerInfo that ends a CMS with one signer: its SET ends with the file.
std::string SignerInfoOf(const std::string& cms) {
  for (size_t at = 0; at + 4 < cms.size(); ++at) {
    const auto octet = [&](size_t i) {
      return static_cast<size_t>(static_cast<unsigned char>(cms[at + i]));
    };
    if (octet(0) == 0x31 && octet(1) == 0x82 &&
        at + 4 + (octet(2) << 8 | octet(3)) == cms.size()) {
      return cms.substr(at + 4);
    }
  }
  return "";
}

// One true SignerInfo, kMany times.
std::string ManySigners(const std::string& cms) {
  std::string infos;
  const std::string info = SignerInfoOf(cms);
  for (int i = 0; i < kMany; ++i) {
    infos += info;
  }
  return der::Sequence(
      {der::Oid("1.2.840.113549.1.7.2"),
       der::Explicit(
           0, der::Sequence({der::Integer(1),
                             der::SetOf({der::Sequence({der::Oid("sha256")})}),
                             der::Sequence({der::Oid("1.2.840.113549.1.7.1")}),
                             der::Tlv(0x31, infos)}))});
}

std::string WithAttribute(const DemoPki& pki, const std::string& oid,
                          const std::string& value) {
  TestCmsSpec spec = GoodSpec(pki);
  spec.signers[0].more_signed.push_back({oid, {value}});
  return MakeTestCms(spec);
}

}  // namespace

std::vector<BadDocument> MakeBadDocuments(const DemoPki& pki) {
  const std::string good = MakeTestCms(GoodSpec(pki));
  std::vector<BadDocument> documents = {
      {"empty", "", kContent, "REQUEST_MALFORMED"},
      {"garbage", "This is no signature.", kContent, "FORMAT_UNKNOWN"},
      {"zeros", std::string(4096, '\0'), kContent, "FORMAT_UNKNOWN"},
      {"truncated-half", good.substr(0, good.size() / 2), kContent,
       "FORMAT_UNKNOWN"},
      {"truncated-by-one", good.substr(0, good.size() - 1), kContent,
       "FORMAT_UNKNOWN"},
      {"more-behind", good + "x", kContent, "FORMAT_UNKNOWN"},
      {"length-over-4-GiB", "\x30\x85\xff\xff\xff\xff\xff", kContent,
       "FORMAT_UNKNOWN"},
      {"other-content-type",
       der::Sequence({der::Oid("1.2.840.113549.1.7.3"),
                      der::Explicit(0, der::Sequence({der::Integer(0)}))}),
       kContent, "FORMAT_UNKNOWN"},
      {"nested-indefinitely", NestedIndefinitely(), kContent,
       "CONTAINER_LIMIT"},
      {"nested-indefinitely-inside",
       IndefiniteContentInfo(NestedIndefinitely()), kContent,
       "CONTAINER_LIMIT"},
      {"duplicate-message-digest",
       WithAttribute(pki, "1.2.840.113549.1.9.4",
                     der::OctetString(TestHash("sha256", "other"))),
       kContent, "TOTAL_FAILED/FORMAT_FAILURE"},
      {"duplicate-content-type",
       WithAttribute(pki, "1.2.840.113549.1.9.3",
                     der::Oid("1.2.840.113549.1.7.1")),
       kContent, "TOTAL_FAILED/FORMAT_FAILURE"},
  };
  TestCmsSpec spec = GoodSpec(pki);
  spec.signers.clear();
  documents.push_back(
      {"no-signers", MakeTestCms(spec), kContent, "NO_SIGNATURE"});
  spec.certificates.clear();
  documents.push_back(
      {"empty-signed-data", MakeTestCms(spec), kContent, "NO_SIGNATURE"});

  documents.push_back(
      {"many-signers", ManySigners(good), kContent, "CONTAINER_LIMIT"});

  spec = GoodSpec(pki);
  spec.certificates.clear();
  spec.embed_signers = false;
  documents.push_back({"certificate-absent", MakeTestCms(spec), kContent,
                       "INDETERMINATE/NO_SIGNING_CERTIFICATE_FOUND"});

  spec = GoodSpec(pki);
  spec.signers[0].signature_algorithm =
      der::Sequence({der::Oid("1.3.6.1.4.1.99999.1")});
  documents.push_back({"unknown-algorithm", MakeTestCms(spec), kContent,
                       "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE"});

  documents.push_back(
      {"content-missing", good, "", "INDETERMINATE/SIGNED_DATA_NOT_FOUND"});
  return documents;
}

}  // namespace kepil
