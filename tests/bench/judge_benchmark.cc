// What the pure part of a validation by a known signer costs: the flow of the
// gateway in one thread over stores in memory, beside the bare mathematics.
//   --count=N (2000)  --rounds=N (5)  --size=OCTETS (4096)  --key=rsa|p256|both

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "engine/legal/legal_rules.h"
#include "google/protobuf/text_format.h"
#include "services/evidence/certificate_cache.h"
#include "services/evidence/registered_collector.h"
#include "services/evidence/revocation_cache.h"
#include "services/evidence/revocation_source.h"
#include "services/gateway/judge_cache.h"
#include "services/gateway/test_policies.h"
#include "services/gateway/validation_flow.h"
#include "services/gateway/validation_inputs.h"
#include "services/receipt/dvcs_receipt.h"
#include "tests/bench/gateway_floor.h"
#include "tests/support/cms_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_fetcher.h"
#include "tests/support/memory_evidence_store.h"
#include "tests/support/receipt_log_fixture.h"
#include "tests/support/revocation_builder.h"

ABSL_FLAG(int, count, 2000, "Validations of each round.");
ABSL_FLAG(int, rounds, 5, "Of which the median counts.");
ABSL_FLAG(int, size, 4096, "Octets of the document.");
ABSL_FLAG(std::string, key, "both", "Of the signer: rsa, p256 or both.");

namespace kepil {
namespace {

constexpr char kUrl[] = "http://crl.test/";
constexpr int kFloorRuns = 2000;

double CpuMicroseconds() {
  timespec time = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 +
         static_cast<double>(time.tv_nsec) / 1e3;
}

// Median of the rounds, microseconds each.
double Measure(const std::function<void(int)>& step) {
  const int count = absl::GetFlag(FLAGS_count);
  std::vector<double> rounds;
  for (int round = 0; round < absl::GetFlag(FLAGS_rounds); ++round) {
    const double before = CpuMicroseconds();
    for (int i = 0; i < count; ++i) {
      step(i);
    }
    rounds.push_back((CpuMicroseconds() - before) / count);
  }
  std::sort(rounds.begin(), rounds.end());
  return rounds[rounds.size() / 2];
}

std::string ReadWhole(const std::string& path) {
  std::ifstream in(path);
  return std::string((std::istreambuf_iterator<char>(in)),
                     std::istreambuf_iterator<char>());
}

// The rules as delivered, with the dates that they leave open.
std::shared_ptr<const RuleLibrary> ReadRules() {
  const std::string approval =
      "\napproval { approved_by: \"Bench\" reference: \"1\" approved_on { "
      "year: 2019 month: 2 day: 1 } }";
  v1::RulePack pack;
  KEPIL_CHECK(google::protobuf::TextFormat::ParseFromString(
      absl::StrCat(ReadWhole("deploy/rules/kz-rules.textproto"), approval,
                   "\nin_force { year: 2019 month: 7 day: 1 }"),
      &pack));
  v1::LegalCalendar calendar;
  KEPIL_CHECK(google::protobuf::TextFormat::ParseFromString(
      absl::StrCat(ReadWhole("deploy/rules/kz-calendar.textproto"), approval,
                   "\ncode_published { year: 2019 month: 1 day: 1 }"
                   "\ncode_in_force { year: 2019 month: 7 day: 1 }"
                   "\nlaw256_published { year: 2019 month: 1 day: 1 }"
                   "\nlaw256_in_force { year: 2019 month: 7 day: 1 }"
                   "\nterm_count: TERM_COUNT_MATCHING_DAY"),
      &calendar));
  const auto law = LegalRules::Compile(pack.SerializeAsString(),
                                       calendar.SerializeAsString());
  KEPIL_CHECK(law.ok());
  auto library = RuleLibrary::Compile(TestImageOf(
      {MakeTestRule(ReadWhole("deploy/policy/cross-border.textproto")),
       RulePackRecord(*(*law)->pack), CalendarRecord(*(*law)->calendar)}));
  KEPIL_CHECK(library.ok());
  return *std::move(library);
}

class Benchmark {
 public:
  void Run(absl::string_view name, TestKeyKind kind) {
    const TestIdentity ca =
        SelfSignTestCertificate(Spec("CN=CA", kind, TestCaExtensions()));
    Publish(ca);
    const TestIdentity signer = IssueTestCertificate(
        Spec("CN=Signer", kind, TestSignerExtensions()), ca);
    const std::string content(static_cast<size_t>(absl::GetFlag(FLAGS_size)),
                              'k');
    v1::ValidateRequest request;
    request.set_signature(MakeDetachedTestCms(signer, content, clock_.Now()));
    request.set_content(content);
    ReceiptLogFixture log(clock_);
    ReceiptIssuer issuer({*log.log, log.store,
                          [&](absl::Time) { return log.authority.identity; },
                          [&](int size) { return RandomOf(size); },
                          ReceiptLogFixture::kOrigin});
    ValidationFlow flow({clock_, publisher_, [this] { return rules_; },
                         certificates_, collector_, store_, issuer, log.store,
                         nullptr, &judge_, [] { return false; }},
                        {kCrossBorderPolicy, ParseLimits(), {}});
    const auto first = flow.Run(request, caller_);
    KEPIL_CHECK(first.ok());
    v1::ReceiptBody body;
    KEPIL_CHECK(body.ParseFromString(first->body()));
    KEPIL_CHECK(body.signatures(0).conclusion().indication() ==
                v1::INDICATION_TOTAL_PASSED);
    const double floor =
        MeasureFloor(request, signer, kFloorRuns).mathematics_us;
    const double parse = Measure([&](int) {
      KEPIL_CHECK(ParseSignatureDocument(SignatureInputOf(request),
                                         certificates_, ParseLimits())
                      .ok());
    });
    const double sign = Measure([&](int) {
      KEPIL_CHECK(SignDvc(body, first->body(), log.authority.identity).ok());
    });
    const double whole =
        Measure([&](int) { KEPIL_CHECK(flow.Run(request, caller_).ok()); });
    std::printf("%-6.*s %8zu %9.1f %9.1f %9.1f %9.1f %7.2f\n",
                static_cast<int>(name.size()), name.data(), content.size(),
                floor, parse, sign, whole, whole / floor);
    std::fflush(stdout);
  }

  Benchmark() {
    caller_.principal.set_id("bank");
    caller_.principal.add_roles(v1::PRINCIPAL_ROLE_RELYING_PARTY);
    caller_.principal.set_tls_sha256(std::string(32, 't'));
    caller_.principal.set_country("KZ");
    caller_.principal.set_lawful_basis("treaty 5");
  }

 private:
  TestCertificateSpec Spec(const std::string& name, TestKeyKind kind,
                           std::vector<TestExtension> extensions) {
    TestCertificateSpec spec;
    spec.subject = absl::StrCat("C=XD,O=Bench,", name, " ", next_serial_);
    spec.key = TestKey::Generate(kind);
    spec.not_before = clock_.Now() - absl::Hours(24 * 30);
    spec.not_after = clock_.Now() + absl::Hours(24 * 300);
    spec.serial_hex = absl::StrCat("4d", next_serial_++);
    spec.extensions = std::move(extensions);
    return spec;
  }

  // Registers `ca`, with a CRL of 10,000 entries.
  void Publish(const TestIdentity& ca) {
    TestCrlSpec crl;
    crl.this_update = clock_.Now() - absl::Hours(1);
    crl.next_update = clock_.Now() + absl::Hours(24);
    for (int i = 0; i < 10'000; ++i) {
      crl.revoked.push_back({absl::StrCat("5e", 100'000 + i),
                             clock_.Now() - absl::Hours(48),
                             std::nullopt,
                             {}});
    }
    const std::string url = absl::StrCat(kUrl, next_serial_);
    fetcher_.SetBody(url, MakeTestCrl(crl, ca));
    v1::Authority& authority = *source_.add_authorities();
    authority.set_id(absl::StrCat("bench-", next_serial_));
    authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
    authority.set_country("XD");
    v1::TrustService& service = *authority.add_services();
    service.set_id(authority.id());
    service.set_type(v1::SERVICE_TYPE_CA);
    service.add_anchors(ca.certificate);
    v1::IssuerRevocationSources& sources = *service.add_revocation();
    sources.set_issuer_sha256(TestHash("sha256", ca.certificate));
    sources.add_sources()->set_crl_url(url);
    v1::StatusEntry& active = *service.add_history();
    active.set_status(v1::SERVICE_STATUS_ACTIVE);
    active.mutable_legal_from()->set_seconds(0);
    source_.set_version(source_.version() + 1);
    source_.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(clock_.Now()));
    auto trust =
        TrustSnapshot::FromSource(source_.SerializeAsString(), certificates_);
    KEPIL_CHECK(trust.ok());
    KEPIL_CHECK(publisher_.Publish(*std::move(trust)).ok());
  }

  // Another each time.
  std::string RandomOf(int size) {
    std::string octets = absl::StrCat(++next_random_);
    octets.resize(static_cast<size_t>(size), 'r');
    return octets;
  }

  FakeClock clock_;
  FakeFetcher fetcher_;
  int next_serial_ = 1000;
  int64_t next_random_ = 0;
  v1::SnapshotSource source_;
  SnapshotPublisher publisher_;
  const std::shared_ptr<const RuleLibrary> rules_ = ReadRules();
  Caller caller_;
  CertificateCache certificates_{CertificateCache::Options()};
  JudgeCache judge_{JudgeCache::Options()};
  MemoryEvidenceStore store_;
  FetchGate gate_{FetchGate::Options()};
  RevocationCache revocation_{clock_, store_, gate_,
                              RevocationCache::Options()};
  RevocationSource revocation_source_{
      {clock_, fetcher_, gate_, revocation_, certificates_,
       [](size_t size) { return std::string(size, 'n'); }},
      RevocationSource::Options()};
  RegisteredEvidenceCollector collector_{
      {certificates_, revocation_source_, store_},
      RegisteredEvidenceCollector::Options()};
};

void RunAll() {
  std::printf("%-6s %8s %9s %9s %9s %9s %7s\n", "signer", "octets", "math us",
              "parse us", "DVC us", "flow us", "x math");
  Benchmark benchmark;
  const std::string key = absl::GetFlag(FLAGS_key);
  if (key != "p256") {
    benchmark.Run("rsa", TestKeyKind::kRsa2048);
  }
  if (key != "rsa") {
    benchmark.Run("p256", TestKeyKind::kP256);
  }
}

}  // namespace
}  // namespace kepil

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  kepil::RunAll();
}
