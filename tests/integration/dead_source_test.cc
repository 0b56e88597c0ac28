// A CRL server that takes connections and never answers, and a client that
// never reads: neither keeps other callers waiting.

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/validation.grpc.pb.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// Listens on loopback, accepts and says nothing.
class DeadServer {
 public:
  DeadServer() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    KEPIL_CHECK(::bind(socket_, raw, size) == 0);
    KEPIL_CHECK(::listen(socket_, 128) == 0);
    KEPIL_CHECK(::getsockname(socket_, raw, &size) == 0);
    port_ = ntohs(address.sin_port);
  }
  ~DeadServer() {
    for (const int connection : connections_) {
      ::close(connection);
    }
    ::close(socket_);
  }
  std::string url() const {
    return absl::StrCat("http://127.0.0.1:", port_, "/");
  }
  // Until somebody has come.
  void AwaitConnection() {
    connections_.push_back(::accept(socket_, nullptr, nullptr));
    KEPIL_CHECK(connections_.back() >= 0);
  }

 private:
  const int socket_;
  int port_ = 0;
  std::vector<int> connections_;
};

class DeadSourceTest : public testing::Test {
 protected:
  // Far more patience than the test needs: those who ask the dead server wait
  // until it is over.
  void StartPatient() {
    house_.Reconfigure("fetch {", "fetch { timeout { seconds: 60 }");
    ASSERT_THAT(house_.Start(), IsOk());
    ASSERT_THAT(AdmitUsual(house_), IsOk());
  }

  DemoHouse house_;
};

// Law: LIF-08.
TEST_F(DeadSourceTest, ADeadCrlServerHoldsUpNobodyElse) {
  DeadServer dead;
  StartPatient();
  v1::ChangeDraft draft = AuthorityDraft(house_, "xc");
  auto* source = draft.mutable_authority()
                     ->mutable_services(0)
                     ->mutable_revocation(0)
                     ->mutable_sources(0);
  source->set_crl_url(dead.url());
  source->clear_ocsp_url();
  ASSERT_THAT(Admit(house_, draft), IsOk());
  std::atomic<int> returned{0};
  std::vector<std::thread> waiting;
  for (int i = 0; i < 16; ++i) {
    waiting.emplace_back([&] {
      (void)Validate(house_.ChannelAs("relying-party"),
                     DemoRequest(house_, "ca-suspended.txt"));
      ++returned;
    });
  }
  dead.AwaitConnection();
  const ChannelRef party = house_.ChannelAs("relying-party");
  for (int i = 0; i < 50; ++i) {
    const auto receipt = Validate(party, DemoRequest(house_, "valid-p256.txt"));
    ASSERT_THAT(receipt, IsOk());
    ASSERT_EQ(VerdictText(*receipt), "TOTAL_PASSED");
  }
  // All of that while the others still wait.
  EXPECT_EQ(returned.load(), 0);
  house_.Kill();
  for (std::thread& thread : waiting) {
    thread.join();
  }
}

// It asks on a stream for more than it reads; what is held for it is bounded,
// and everybody else is served.
TEST_F(DeadSourceTest, AClientThatDoesNotReadHoldsUpNobodyElse) {
  StartPatient();
  const ChannelRef slow = house_.ChannelAs("relying-party");
  const auto stub = v1::ValidationService::NewStub(slow);
  grpc::ClientContext context;
  const auto stream = stub->ValidateStream(&context);
  v1::ValidateStreamRequest question, end;
  *question.mutable_begin()->mutable_request() =
      DemoRequest(house_, "valid-rsa.txt");
  end.mutable_end();
  std::atomic<int> sent{0};
  std::thread asking([&] {
    for (int number = 1; number <= 2000; ++number) {
      question.set_number(number);
      end.set_number(number);
      if (!stream->Write(question) || !stream->Write(end)) {
        return;
      }
      ++sent;
    }
  });
  while (sent.load() < 16) {  // As many as one stream has in flight.
    std::this_thread::yield();
  }
  const ChannelRef party = house_.ChannelAs("relying-party");
  for (int i = 0; i < 50; ++i) {
    ASSERT_THAT(Validate(party, DemoRequest(house_, "valid-p256.txt")), IsOk());
  }
  context.TryCancel();
  asking.join();
  stream->Finish();
  EXPECT_EQ(house_.Stop(), 0);
}

}  // namespace
}  // namespace kepil
