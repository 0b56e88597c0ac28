#include "tests/demo_pki/demo_directory.h"

#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "engine/crypto/digest.h"
#include "tests/demo_pki/demo_documents.h"

namespace kepil {
namespace {

// Writes files below a directory; remembers the first failure.
class Writer {
 public:
  explicit Writer(std::string directory) : directory_(std::move(directory)) {}

  void Write(const std::string& path, absl::string_view octets) {
    Put(path, octets,
        std::filesystem::perms::owner_read |
            std::filesystem::perms::owner_write |
            std::filesystem::perms::group_read |
            std::filesystem::perms::others_read);
  }
  void WriteKey(const std::string& path, const TestKey& key) {
    WriteSecret(path, key.Pem());
  }
  void WriteSecret(const std::string& path, absl::string_view octets) {
    Put(path, octets,
        std::filesystem::perms::owner_read |
            std::filesystem::perms::owner_write);
  }
  const absl::Status& status() const { return status_; }

 private:
  void Put(const std::string& path, absl::string_view octets,
           std::filesystem::perms mode) {
    const std::filesystem::path full = std::filesystem::path(directory_) / path;
    std::error_code error;
    std::filesystem::create_directories(full.parent_path(), error);
    std::filesystem::remove(full, error);
    std::ofstream file(full, std::ios::binary | std::ios::trunc);
    std::filesystem::permissions(full, mode, error);
    file.write(octets.data(), static_cast<std::streamsize>(octets.size()));
    file.close();
    if (!file && status_.ok()) {
      status_ = absl::UnavailableError(absl::StrCat("cannot write ", path));
    }
  }

  const std::string directory_;
  absl::Status status_;
};

// A certificate with its issuers up to, not including, a root; PEM.
std::string ChainPem(const DemoPki& pki, std::string id) {
  std::string pem = pki.Get(id).CertificatePem();
  for (id = pki.IssuerOf(id); !id.empty() && !pki.IssuerOf(id).empty();
       id = pki.IssuerOf(id)) {
    pem += pki.Get(id).CertificatePem();
  }
  return pem;
}

void WritePair(const DemoPki& pki, const std::string& id,
               const std::string& path, Writer& writer) {
  writer.Write(path + ".pem", ChainPem(pki, id));
  // There is no file format here for keys of national algorithms.
  if (pki.Get(id).key.signer() == nullptr) {
    writer.WriteKey(path + ".key", pki.Get(id).key);
  }
}

void WriteCas(const DemoPki& pki, Writer& writer) {
  for (const std::string& id : DemoPki::RevokingCas()) {
    const TestIdentity& ca = pki.Get(id);
    writer.Write(absl::StrCat("ca/", id, ".pem"), ca.CertificatePem());
    writer.Write(absl::StrCat("ca/", id, ".der"), ca.certificate);
    writer.Write(absl::StrCat("crl/", id, ".crl"), pki.Crl(id));
    const std::string ocsp = absl::StrCat("ocsp/", id, "/");
    writer.Write(ocsp + "ca.pem", ca.CertificatePem());
    WritePair(pki, id + "-ocsp", ocsp + "responder", writer);
    std::string index;
    for (const DemoIssued& issued : pki.IssuedBy(id)) {
      absl::StrAppend(
          &index, issued.serial_hex, "\t", issued.id, "\t",
          issued.revoked_at.has_value()
              ? absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", *issued.revoked_at,
                                 absl::UTCTimeZone())
              : "good",
          "\t", issued.reason, "\n");
    }
    writer.Write(ocsp + "index.tsv", index);
  }
}

void WriteKepild(const DemoPki& pki, Writer& writer) {
  // Receipts carry their chain with the root: verifiers pin it.
  writer.Write("kepild/receipt.pem",
               absl::StrCat(pki.Get("receipt").CertificatePem(),
                            pki.Get("receipt-ca").CertificatePem()));
  writer.WriteKey("kepild/receipt.key", pki.Get("receipt").key);
  writer.Write("kepild/receipt-ca.pem", pki.Get("receipt-ca").CertificatePem());
  writer.WriteKey("kepild/log.key", DemoLogKey());
  // Published like the others, so worth nothing.
  writer.WriteSecret("kepild/storage.key",
                     Sha256("storage key of the demo").bytes());
  writer.Write("tls/ca.pem", pki.Get("tls-ca").CertificatePem());
  writer.Write("officers/ca.pem", pki.Get("officers-ca").CertificatePem());
}

void WriteDocuments(const std::vector<DemoDocument>& documents,
                    const std::string& folder, const std::string& expectations,
                    Writer& writer) {
  std::string expected;
  for (const DemoDocument& document : documents) {
    const std::string path = absl::StrCat(folder, "/", document.name);
    if (!document.content.empty()) {
      writer.Write(path, document.content);
    }
    writer.Write(path + ".p7s", document.signature);
    absl::StrAppend(&expected, document.name, ".p7s\t", document.indication,
                    "\t", document.sub_indication, "\t", document.reason, "\n");
  }
  writer.Write(expectations, expected);
}

}  // namespace

absl::Status WriteDemoDirectory(const DemoPki& pki,
                                const std::string& directory) {
  Writer writer(directory);
  WriteCas(pki, writer);
  WriteKepild(pki, writer);
  for (const std::string& id : pki.Ids()) {
    absl::string_view rest = id;
    if (absl::ConsumePrefix(&rest, "tls-") && rest != "ca") {
      WritePair(pki, id, absl::StrCat("tls/", rest), writer);
    } else if (rest = id; absl::ConsumePrefix(&rest, "officer-")) {
      WritePair(pki, id, absl::StrCat("officers/", rest), writer);
    } else if (absl::StrContains(id, "-signer")) {
      WritePair(pki, id, absl::StrCat("signers/", id), writer);
    }
  }
  WriteDocuments(MakeDemoDocuments(pki), "documents", "expected.tsv", writer);
  WriteDocuments(MakeNationalDocuments(pki), "national", "national.tsv",
                 writer);
  return writer.status();
}

}  // namespace kepil
