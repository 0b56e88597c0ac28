#include "services/gateway/dvcs_peer_client.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_fetcher.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr char kUrl[] = "https://ttp.example/dvcs";

PeerQuestion Question() { return {kUrl, "the request", absl::Seconds(3), 64}; }

TEST(DvcsPeerClientTest, PostsTheRequestAndGivesTheAnswerAsItIs) {
  FakeFetcher fetcher;
  fetcher.SetBody(kUrl, "the answer", "Application/DVCS; charset=x");
  DvcsPeerClient client(fetcher);
  const auto answer = client.Exchange(Question());
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(*answer, "the answer");
  ASSERT_EQ(fetcher.calls(), 1);
  const FetchRequest sent = fetcher.requests()[0];
  EXPECT_EQ(sent.url, kUrl);
  EXPECT_EQ(sent.method, FetchMethod::kPost);
  EXPECT_EQ(sent.body, "the request");
  EXPECT_EQ(sent.content_type, "application/dvcs");
  EXPECT_EQ(sent.accept, "application/dvcs");
  EXPECT_EQ(sent.timeout, absl::Seconds(3));
  EXPECT_EQ(sent.max_response_bytes, 64);
}

TEST(DvcsPeerClientTest, AnAnswerWithoutATypeIsRead) {
  FakeFetcher fetcher;
  fetcher.SetBody(kUrl, "the answer");
  EXPECT_THAT(DvcsPeerClient(fetcher).Exchange(Question()), IsOk());
}

TEST(DvcsPeerClientTest, RefusesAnotherTypeAndTooMuch) {
  FakeFetcher fetcher;
  DvcsPeerClient client(fetcher);
  fetcher.SetBody(kUrl, "<html>", "text/html");
  EXPECT_THAT(client.Exchange(Question()),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  fetcher.SetBody(kUrl, std::string(65, 'x'), "application/dvcs");
  EXPECT_THAT(client.Exchange(Question()),
              HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
}

TEST(DvcsPeerClientTest, HandsOnWhatWentWrong) {
  FakeFetcher fetcher;
  EXPECT_THAT(DvcsPeerClient(fetcher).Exchange(Question()),
              HasReason(v1::ERROR_REASON_FETCH_FAILED));
  EXPECT_EQ(fetcher.calls(), 1);  // It does not try again.
}

}  // namespace
}  // namespace kepil
