#ifndef KEPIL_TESTS_INTEGRATION_DEMO_HOUSE_H_
#define KEPIL_TESTS_INTEGRATION_DEMO_HOUSE_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "tests/demo_pki/demo_pki.h"
#include "tests/integration/child_process.h"

namespace kepil {

// DemoHouse is a real kepild on loopback over the demo PKI (tests/demo_pki):
// a folder of its own, a responder, a configuration, a process that can be
// stopped, killed and started again. Misuse ends the test.
class DemoHouse {
 public:
  // Makes the folder, the PKI as of now and the responder; kepild waits for
  // Start. The folder goes with the object.
  DemoHouse();
  ~DemoHouse();

  // Starts kepild and waits until it is ready. UNAVAILABLE with what it wrote
  // to standard error if it ends instead.
  absl::Status Start();
  // From the next Start on kepild's clock is `by` off. Its test has
  // tests/integration:libclock_shift.so among its data.
  void ShiftClock(absl::Duration by) { clock_shift_ = by; }
  void Kill();  // kill -9.
  int Stop();   // SIGTERM; its exit code.
  ChildProcess& kepild() { return *kepild_; }
  // Replaces a part of the configuration, which must be in it once.
  void Reconfigure(absl::string_view before, absl::string_view after);

  // Before the first start: receipts may stand in groups.
  void GroupReceipts();

  const DemoPki& pki() const { return pki_; }
  const std::string& folder() const { return folder_; }
  // A path in the folder, "documents/valid-rsa.txt".
  std::string PathOf(absl::string_view name) const;
  std::string Read(absl::string_view name) const;
  const std::string& responder_url() const { return responder_url_; }
  // "127.0.0.1:PORT" of a listener: "PARTNER", "OPEN", "RELAY", "METRICS",
  // "TILES", "DVCS", "RELAY_DVCS".
  const std::string& AddressOf(const std::string& kind) const;

  // A connection of its own under a certificate of tls/ ("relying-party") to a
  // listener.
  std::shared_ptr<grpc::Channel> ChannelAs(
      absl::string_view id, const std::string& kind = "PARTNER") const;
  // The same to another server that shows tls/server.pem.
  std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address,
                                           absl::string_view id) const;
  // Nobody in particular, on the OPEN listener.
  std::shared_ptr<grpc::Channel> OpenChannel() const;
  // Runs kepilctl under a certificate of tls/ with --json.
  FinishedProgram Kepilctl(absl::string_view id,
                           std::vector<std::string> arguments) const;

 private:
  const DemoPki pki_;
  std::string folder_;
  std::string responder_url_;
  absl::Duration clock_shift_;
  std::unique_ptr<ChildProcess> responder_, kepild_;
  std::map<std::string, std::string> addresses_;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_INTEGRATION_DEMO_HOUSE_H_
