#ifndef KEPIL_TESTS_SUPPORT_FAKE_FETCHER_H_
#define KEPIL_TESTS_SUPPORT_FAKE_FETCHER_H_

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/error.h"
#include "base/mutex.h"
#include "services/net/fetcher.h"

namespace kepil {

// FakeFetcher answers from a table by URL; an URL not in the table fails with
// UNAVAILABLE/FETCH_FAILED. It enforces max_response_bytes as a Fetcher must,
// and records every request. Thread-safe.
class FakeFetcher : public Fetcher {
 public:
  using Answer =
      std::function<absl::StatusOr<FetchResponse>(const FetchRequest&)>;

  // Each of these replaces what the URL answered before.
  void SetAnswer(const std::string& url, Answer answer) {
    MutexLock lock(mutex_);
    answers_[url] = std::move(answer);
  }
  void SetBody(const std::string& url, std::string body,
               std::string content_type = "") {
    FetchResponse response;
    response.status = 200;
    response.content_type = std::move(content_type);
    response.body = std::move(body);
    SetAnswer(url, [response](const FetchRequest&) { return response; });
  }
  void SetError(const std::string& url, absl::Status error) {
    SetAnswer(url, [error](const FetchRequest&) { return error; });
  }

  absl::StatusOr<FetchResponse> Fetch(const FetchRequest& request) override {
    const Answer answer = RecordAndFind(request);
    if (answer == nullptr) {
      return MakeError(absl::StatusCode::kUnavailable,
                       v1::ERROR_REASON_FETCH_FAILED, "no answer is set");
    }
    absl::StatusOr<FetchResponse> response = answer(request);
    if (response.ok() && static_cast<int64_t>(response->body.size()) >
                             request.max_response_bytes) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                       "the answer is over its bound");
    }
    return response;
  }

  int calls() const {
    MutexLock lock(mutex_);
    return static_cast<int>(requests_.size());
  }
  int calls(const std::string& url) const {
    MutexLock lock(mutex_);
    int count = 0;
    for (const FetchRequest& request : requests_) {
      count += request.url == url ? 1 : 0;
    }
    return count;
  }
  std::vector<FetchRequest> requests() const {
    MutexLock lock(mutex_);
    return requests_;
  }

 private:
  Answer RecordAndFind(const FetchRequest& request) {
    MutexLock lock(mutex_);
    requests_.push_back(request);
    const auto it = answers_.find(request.url);
    return it == answers_.end() ? nullptr : it->second;
  }

  mutable Mutex mutex_;
  std::map<std::string, Answer> answers_ ABSL_GUARDED_BY(mutex_);
  std::vector<FetchRequest> requests_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_FAKE_FETCHER_H_
