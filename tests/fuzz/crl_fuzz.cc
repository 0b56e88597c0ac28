// CRLs: the index answers as a scan from the first entry to the last does;
// nothing verifies under our root but what our root signed.

#include <string>
#include <tuple>
#include <vector>

#include "engine/crypto/der_reader.h"
#include "engine/pki/crl.h"
#include "tests/fuzz/fuzz_pki.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/revocation_builder.h"

namespace kepil {
namespace {

constexpr size_t kMaxCompared = 64;

struct ScannedEntry {
  std::string serial;
  absl::Time revoked_at;
  RevocationReason reason = RevocationReason::kUnspecified;
};

RevocationReason ReasonOfCode(int64_t code) {
  return code < 0 || code > 10 || code == 7
             ? RevocationReason::kUnspecified
             : static_cast<RevocationReason>(code);
}

ScannedEntry ScanEntry(DerReader entry) {
  ScannedEntry scanned;
  scanned.serial = std::string(*entry.ReadIntegerBytes());
  scanned.revoked_at = *entry.ReadTime();
  if (entry.empty()) {
    return scanned;
  }
  DerReader extensions = *entry.ReadSequence();
  while (!extensions.empty()) {
    DerReader extension = *extensions.ReadSequence();
    const bool is_reason = *extension.ReadOid() == "\x55\x1d\x15";
    KEPIL_FUZZ_CHECK(extension.ReadBooleanDefaultFalse().ok());
    if (is_reason) {
      DerReader value(*extension.ReadOctetString());
      scanned.reason = ReasonOfCode(*value.ReadInt64(kDerEnumerated));
    }
  }
  return scanned;
}

// revokedCertificates of TBSCertList (RFC 5280, 5.1), which has parsed.
std::vector<ScannedEntry> Scan(absl::string_view tbs) {
  std::vector<ScannedEntry> entries;
  DerReader outer(tbs);
  DerReader fields = *outer.ReadSequence();
  KEPIL_FUZZ_CHECK(fields.ReadOptional(kDerInteger).ok());  // version
  KEPIL_FUZZ_CHECK(fields.ReadAny().ok());                  // signature
  KEPIL_FUZZ_CHECK(fields.ReadAny().ok());                  // issuer
  while (fields.PeekTag() == kDerUtcTime ||
         fields.PeekTag() == kDerGeneralizedTime) {
    KEPIL_FUZZ_CHECK(fields.ReadAny().ok());
  }
  if (fields.PeekTag() != kDerSequence) {
    return entries;
  }
  DerReader revoked = *fields.ReadSequence();
  while (!revoked.empty()) {
    entries.push_back(ScanEntry(*revoked.ReadSequence()));
  }
  return entries;
}

// The strictest entry for `serial`, as CrlIndex::Find promises.
const ScannedEntry* FindByScan(const std::vector<ScannedEntry>& entries,
                               const std::string& serial) {
  const auto strictness = [](const ScannedEntry& entry) {
    return std::make_tuple(entry.reason == RevocationReason::kRemoveFromCrl,
                           entry.revoked_at, entry.reason);
  };
  const ScannedEntry* best = nullptr;
  for (const ScannedEntry& entry : entries) {
    if (entry.serial == serial &&
        (best == nullptr || strictness(entry) < strictness(*best))) {
      best = &entry;
    }
  }
  return best;
}

void Compare(const Crl& crl, const std::vector<ScannedEntry>& entries,
             const std::string& serial) {
  const auto found = crl.index().Find(serial);
  const ScannedEntry* const scanned = FindByScan(entries, serial);
  KEPIL_FUZZ_CHECK(found.has_value() == (scanned != nullptr));
  if (scanned != nullptr) {
    KEPIL_FUZZ_CHECK(found->revoked_at == scanned->revoked_at);
    KEPIL_FUZZ_CHECK(found->reason == scanned->reason);
  }
}

void CompareAll(const Crl& crl) {
  const std::vector<ScannedEntry> entries = Scan(crl.tbs());
  for (size_t i = 0; i < entries.size() && i < kMaxCompared; ++i) {
    std::string serial = entries[i].serial;
    Compare(crl, entries, serial);
    Compare(crl, entries, "\x01" + serial);
    Compare(crl, entries, serial.substr(1));
    serial.back() = static_cast<char>(serial.back() + 1);
    Compare(crl, entries, serial);
  }
  Compare(crl, entries, "");
}

std::string MakeCrl(bool is_rich) {
  TestCrlSpec spec;
  spec.this_update = FuzzNow() - absl::Hours(1);
  spec.next_update = FuzzNow() + absl::Hours(24);
  spec.revoked = {{"06", FuzzNow() - absl::Hours(5), std::nullopt, {}}};
  if (is_rich) {
    for (int i = 0; i < 12; ++i) {
      spec.revoked.push_back({i % 3 == 0 ? "0102030405060708090a"
                                         : "0" + std::to_string(i % 4 + 1),
                              FuzzNow() - absl::Hours(100 - 7 * i % 50),
                              i % 11,
                              {}});
    }
    spec.extensions.push_back(MakeTestExtension(
        "issuingDistributionPoint",
        "critical,DER:3020a01ba019861768747470733a2f2f6578616d706c652e636f6d2f"
        "61378101ff"));
  }
  return MakeTestCrl(spec, GetFuzzPki().root);
}

const std::vector<FuzzSeed>& AllSeeds() {
  static const auto& seeds = *new std::vector<FuzzSeed>(
      {{MakeCrl(false), true}, {MakeCrl(true), false}});
  return seeds;
}
std::vector<FuzzSeed> Seeds() { return AllSeeds(); }

bool IsOurs(const Crl& crl) {
  for (const FuzzSeed& seed : AllSeeds()) {
    const auto ours = Crl::FromDer(seed.octets);
    if (ours.ok() && (*ours)->tbs() == crl.tbs()) {
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
  const auto crl = Crl::FromDer(std::string(input));
  if (!crl.ok()) {
    return false;
  }
  KEPIL_FUZZ_CHECK((*crl)->der() == input);
  // Entries of an indirect list are told apart by issuer, not by serial alone.
  if (!(*crl)->index().HasCertificateIssuer()) {
    CompareAll(**crl);
  }
  (*crl)->StatusOf({*signer, *root});
  const auto verified = VerifyCrl(**crl, **root->public_key());
  KEPIL_FUZZ_CHECK(!verified.ok() || !*verified || IsOurs(**crl));
  return true;
}

}  // namespace

const FuzzTarget& ThisFuzzTarget() {
  static const auto& target =
      *new FuzzTarget{"crl",
                      FuzzGrammar::kDer,
                      Seeds,
                      Run,
                      {{"pkits/files", {".crl"}},
                       {"kz/files", {".crl"}},
                       {"crl-ocsp/files", {".crl", ".arl"}}}};
  return target;
}

}  // namespace kepil
