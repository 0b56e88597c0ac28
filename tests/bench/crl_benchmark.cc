// What a CRL of millions of entries costs: memory and CPU time to read and
// index it, and the CPU time of each later question.
//   --entries=N (5000000)  --lookups=N (2000000)

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "engine/pki/certificate.h"
#include "engine/pki/crl.h"
#include "tests/support/pki_builder.h"
#include "tests/support/test_der.h"

ABSL_FLAG(int, entries, 5'000'000, "Entries of the CRL.");
ABSL_FLAG(int, lookups, 2'000'000, "Serials asked for; every second is there.");

namespace kepil {
namespace {

namespace der = test_der;

constexpr size_t kSerialOctets = 16;
constexpr absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

// Serial number `i`, as a CA draws them: without an order.
std::string SerialOf(uint64_t i) {
  std::string serial;
  for (size_t half = 0; half < kSerialOctets / 8; ++half) {
    // The finaliser of SplitMix64.
    uint64_t x = (i * 2 + half + 1) * 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    x ^= x >> 31;
    for (int shift = 56; shift >= 0; shift -= 8) {
      serial.push_back(static_cast<char>(x >> shift & 0xff));
    }
  }
  serial[0] = static_cast<char>((serial[0] & 0x3f) | 0x40);
  return serial;
}

TestIdentity MakeIssuer() {
  TestCertificateSpec spec;
  spec.subject = "C=XA,O=Xalandia,CN=CA of millions";
  spec.key = TestKey::Generate(TestKeyKind::kEd25519);
  spec.not_before = kNow - absl::Hours(24);
  spec.not_after = kNow + absl::Hours(24);
  spec.extensions = TestCaExtensions();
  return SelfSignTestCertificate(spec);
}

// Even numbers are on the list, every second of them with a reason.
std::string MakeBigCrl(const TestIdentity& issuer, int entries) {
  const std::string time = der::X509Time(kNow - absl::Hours(48));
  const std::string reason = der::Sequence({der::Sequence(
      {der::Oid("2.5.29.21"), der::OctetString(der::Tlv(0x0a, "\x01"))})});
  std::string revoked;
  for (int i = 0; i < entries; ++i) {
    revoked +=
        der::Sequence({der::Tlv(0x02, SerialOf(static_cast<uint64_t>(i) * 2)),
                       time, i % 2 == 0 ? reason : ""});
  }
  const TestSigning signing;
  const std::string tbs = der::Sequence(
      {der::Integer(1), TestSignatureAlgorithm(issuer.key, signing),
       issuer.SubjectName(), der::X509Time(kNow),
       der::X509Time(kNow + absl::Hours(24)), der::Tlv(0x30, revoked)});
  revoked = std::string();
  return TestSignedObject(tbs, issuer.key, signing);
}

// A line of /proc/self/status, in octets; 0 if there is none.
int64_t MemoryLine(absl::string_view name) {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);) {
    if (absl::StartsWith(line, name)) {
      const size_t first = line.find_first_of("0123456789");
      const size_t last = line.find(" kB");
      int64_t kib = 0;
      if (first != line.npos && last != line.npos &&
          absl::SimpleAtoi(line.substr(first, last - first), &kib)) {
        return kib * 1024;
      }
    }
  }
  return 0;
}

absl::Duration OwnCpuTime() {
  timespec time = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return absl::DurationFromTimespec(time);
}

double Mebibytes(int64_t octets) {
  return static_cast<double>(octets) / (1 << 20);
}

CrlRef Index(std::string octets, int entries) {
  const double size = Mebibytes(static_cast<int64_t>(octets.size()));
  std::ofstream("/proc/self/clear_refs") << "5";  // VmHWM starts anew.
  const int64_t before = MemoryLine("VmRSS");
  Crl::Limits limits;
  limits.der.max_bytes = static_cast<int64_t>(octets.size());
  limits.max_entries = entries;
  const absl::Duration start = OwnCpuTime();
  auto crl = Crl::FromDer(std::move(octets), limits);
  const absl::Duration took = OwnCpuTime() - start;
  KEPIL_CHECK(crl.ok() && (*crl)->index().size() == entries);
  std::printf("%d entries, CRL of %.0f MiB, read and indexed in %.2f s\n",
              entries, size, absl::ToDoubleSeconds(took));
  std::printf("index: %.1f octets an entry\n",
              static_cast<double>((*crl)->index().MemoryOctets()) / entries);
  std::printf("memory beside the CRL: %.0f MiB at the peak, %.0f MiB after\n",
              Mebibytes(MemoryLine("VmHWM") - before),
              Mebibytes(MemoryLine("VmRSS") - before));
  return *std::move(crl);
}

void LookUp(const Crl& crl, int entries, int lookups) {
  std::vector<std::string> serials;
  for (int i = 0; i < lookups; ++i) {
    const uint64_t number =
        (static_cast<uint64_t>(i) * 2'654'435'761) % (2 * entries);
    serials.push_back(SerialOf((number & ~uint64_t{1}) | (i & 1)));
  }
  int found = 0;
  const absl::Duration start = OwnCpuTime();
  for (const std::string& serial : serials) {
    found += crl.index().Find(serial).has_value() ? 1 : 0;
  }
  const absl::Duration took = OwnCpuTime() - start;
  KEPIL_CHECK(found == (lookups + 1) / 2);
  std::printf("lookup: %.0f ns each, %d of other serials each time\n",
              absl::ToDoubleNanoseconds(took) / lookups, lookups);
}

// The question as a validation asks it: name, scope, serial.
void Ask(const Crl& crl, const TestIdentity& issuer, int entries) {
  constexpr int kCertificates = 2000;
  const auto authority = *Certificate::FromDer(issuer.certificate);
  std::vector<CertificateRef> certificates;
  for (int i = 0; i < kCertificates; ++i) {
    TestCertificateSpec spec;
    spec.subject = "C=XA,CN=Signer";
    spec.key = issuer.key;
    spec.not_before = kNow - absl::Hours(24);
    spec.not_after = kNow + absl::Hours(24);
    const uint64_t number =
        (static_cast<uint64_t>(i / 2) * 2'654'435'761) % entries * 2;
    const std::string serial = SerialOf(number + (i & 1));
    spec.serial_hex = absl::BytesToHexString(serial);
    certificates.push_back(
        *Certificate::FromDer(IssueTestCertificate(spec, issuer).certificate));
  }
  int revoked = 0;
  const absl::Duration start = OwnCpuTime();
  for (const CertificateRef& certificate : certificates) {
    revoked += crl.StatusOf({*certificate, *authority}).state ==
                       RevocationStatus::State::kRevoked
                   ? 1
                   : 0;
  }
  const absl::Duration took = OwnCpuTime() - start;
  KEPIL_CHECK(revoked == kCertificates / 2);
  std::printf("status of a certificate: %.0f ns each\n",
              absl::ToDoubleNanoseconds(took) / kCertificates);
}

}  // namespace
}  // namespace kepil

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  const int entries = absl::GetFlag(FLAGS_entries);
  const kepil::TestIdentity issuer = kepil::MakeIssuer();
  const kepil::CrlRef crl =
      kepil::Index(kepil::MakeBigCrl(issuer, entries), entries);
  kepil::LookUp(*crl, entries, absl::GetFlag(FLAGS_lookups));
  kepil::Ask(*crl, issuer, entries);
  return 0;
}
