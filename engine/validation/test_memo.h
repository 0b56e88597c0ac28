#ifndef KEPIL_ENGINE_VALIDATION_TEST_MEMO_H_
#define KEPIL_ENGINE_VALIDATION_TEST_MEMO_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "engine/validation/judge_memo.h"

namespace kepil {

// A memo that forgets nothing and shows what it was told.
class TestMemo : public JudgeMemo {
 public:
  bool IsVerified(const SignedUnder& pair) override {
    return verified.count({pair.object, pair.spki}) > 0;
  }
  void RememberVerified(const SignedUnder& pair) override {
    verified.insert({pair.object, pair.spki});
  }
  std::shared_ptr<const PathOutcome> FindPath(const std::string& key) override {
    const auto found = paths.find(key);
    return found == paths.end() ? nullptr : found->second;
  }
  void RememberPath(const std::string& key,
                    std::shared_ptr<const PathOutcome> outcome) override {
    paths[key] = std::move(outcome);
  }

  std::set<std::pair<Digest, Digest>> verified;
  std::map<std::string, std::shared_ptr<const PathOutcome>> paths;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_TEST_MEMO_H_
