#ifndef KEPIL_TESTS_INTEGRATION_MEDDLER_H_
#define KEPIL_TESTS_INTEGRATION_MEDDLER_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/mutex.h"
#include "engine/signature/dvcs_token.h"
#include "grpcpp/server.h"
#include "kepil/v1/peer.grpc.pb.h"
#include "services/rpc/inflight_budget.h"
#include "services/rpc/post_server.h"
#include "tests/integration/demo_house.h"

namespace kepil {

// Meddler stands between a gateway and the trusted third party that it asks,
// and hands octets of RFC 3029 on, or does harm. Thread-safe.
class Meddler {
 public:
  enum class Fault {
    kNone,
    kTamper,       // An octet of what the TTP signed is another one.
    kReplay,       // The answer before comes again, and nobody is asked.
    kWrongNonce,   // The TTP is asked with another nonce,
    kWrongDigest,  // or about other data: it answers, and signs, that.
    kSlow,         // Nothing comes until the fault is taken away.
    kLoop,         // Who asks is asked himself.
  };
  // One exchange: octets there, octets back.
  using Ask = std::function<absl::StatusOr<std::string>(const std::string&)>;

  // `asker`: the gateway that asks, for kLoop. `encoding`: of the requests.
  Meddler(Ask ttp, Ask asker, DvcsEncoding encoding);
  ~Meddler();

  // A front over plain HTTP: "http://127.0.0.1:PORT/".
  std::string ServeHttp();
  // A front as kepil.v1.PeerService, under the TLS of a server of `house`.
  std::string ServePeerService(const DemoHouse& house);

  void Set(Fault fault);
  int asked() const;
  // The last answer that was handed back.
  std::string last_answer() const;

  absl::StatusOr<std::string> Answer(const std::string& octets);

 private:
  class Face;

  std::string Changed(const std::string& octets, Fault fault) const;
  void AnswerHttp(PostRequest request, PostServer::Responder respond);

  const Ask ttp_, asker_;
  const DvcsEncoding encoding_;
  mutable Mutex mutex_;
  CondVar changed_;
  Fault fault_ ABSL_GUARDED_BY(mutex_) = Fault::kNone;
  int asked_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string last_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(mutex_);
  InflightBudget budget_{int64_t{1} << 24};
  std::unique_ptr<Face> face_;
  std::unique_ptr<PostServer> http_;
  std::unique_ptr<grpc::Server> grpc_;
};

// An exchange by POST of application/dvcs; the TLS files of `id` in `house`.
Meddler::Ask AskByHttps(const DemoHouse& house, const std::string& id,
                        const std::string& url);
// By PeerService.ExchangeDvcs at "HOST:PORT"; likewise.
Meddler::Ask AskByPeerService(const DemoHouse& house, const std::string& id,
                              const std::string& address);

}  // namespace kepil

#endif  // KEPIL_TESTS_INTEGRATION_MEDDLER_H_
