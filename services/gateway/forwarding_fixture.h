#ifndef KEPIL_SERVICES_GATEWAY_FORWARDING_FIXTURE_H_
#define KEPIL_SERVICES_GATEWAY_FORWARDING_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/signature/dvcs_envelope.h"
#include "services/gateway/forwarding_flow.h"
#include "services/gateway/later_receipts.h"
#include "services/gateway/receipt_access.h"
#include "services/gateway/validation_fixture.h"
#include "tests/support/memory_peer_work_list.h"
#include "tests/support/test_ttp.h"

namespace kepil {

// A client of a TTP in this process; silent without one.
class TtpClient : public PeerClient {
 public:
  explicit TtpClient(FakeClock& clock) : clock_(clock) {}
  absl::StatusOr<std::string> Exchange(const PeerQuestion& question) override {
    ++exchanges;
    timeout = question.timeout;
    if (ttp == nullptr) {
      return MakeError(absl::StatusCode::kUnavailable,
                       v1::ERROR_REASON_FETCH_FAILED, "silent");
    }
    return ttp->Answer(question.request, clock_.Now());
  }
  TestTtp* ttp = nullptr;
  int exchanges = 0;
  absl::Duration timeout;

 private:
  FakeClock& clock_;
};

// A gateway with the TTP of XB, whose CA nobody registered.
struct Forwarding : ValidationFixture {
  static constexpr char kUrl[] = "https://xb.example/dvcs";
  static constexpr char kOrigin[] = "kz.example/1";

  TestTtp ttp{"xb-ttp"};
  TtpClient client{clock};
  PeerGuard guard{clock, PeerGuard::Options()};
  PeerInquiry inquiry{
      {clock, guard, client, nullptr,
       [](int size) { return std::string(static_cast<size_t>(size), 'r'); },
       [this](absl::Duration pause) { clock.Advance(pause); }},
      PeerInquiry::Options()};
  char nonce = 'A';
  MemoryPeerWorkList work;
  LaterReceipts later{{clock, work,
                       [this](int size) {
                         return std::string(static_cast<size_t>(size), nonce++);
                       }},
                      LaterReceipts::Options()};
  std::unique_ptr<ForwardingFlow> forwarding;
  v1::Authority record = ttp.Record("XB", kUrl);
  ReceiptAccess access{{*log.issuer, log.store, evidence, [this](int64_t) {
                          return absl::StatusOr<std::string>(snapshot);
                        }}};

  Forwarding() { client.ttp = &ttp; }

  // Under the Law, or the Code, or none.
  void Open(LegalRulesRef law = nullptr) {
    PublishTrust();
    v1::SnapshotSource source;
    KEPIL_CHECK(source.ParseFromString(snapshot));
    source.set_version(2);
    *source.add_authorities() = record;
    snapshot = source.SerializeAsString();
    auto trust = TrustSnapshot::FromSource(snapshot, certificates);
    KEPIL_CHECK(trust.ok());
    KEPIL_CHECK(publisher.Publish(*std::move(trust)).ok());
    forwarding = std::make_unique<ForwardingFlow>(
        ForwardingFlow::Rooms{inquiry, evidence,
                              [this](int size) {
                                return std::string(static_cast<size_t>(size),
                                                   nonce++);
                              }},
        ForwardingFlow::Options{kOrigin});
    UseLegalRules(std::move(law));
    ValidationFlow::Rooms rooms{
        clock,        publisher, [this] { return rules; },
        certificates, collector, evidence,
        *log.issuer,  log.store};
    rooms.forwarding = forwarding.get();
    rooms.later = &later;
    flow = std::make_unique<ValidationFlow>(
        rooms, ValidationFlow::Options{kCrossBorderPolicy, ParseLimits()});
  }
  v1::ReceiptBody Validate(const v1::ValidateRequest& request) {
    const auto receipt = Run(request);
    KEPIL_CHECK(receipt.ok());
    last_id = receipt->id();
    return BodyOf(*receipt);
  }
  v1::ReceiptBody Validate() { return Validate(RequestFor(unknown_signer)); }
  DvcsRequest Asked() const {
    const auto envelope = ReadDvcsEnvelope(ttp.last_request, ParseLimits());
    KEPIL_CHECK(envelope.ok());
    return envelope->request;
  }
  std::string last_id;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_FORWARDING_FIXTURE_H_
