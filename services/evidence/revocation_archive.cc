#include "services/evidence/revocation_archive.h"

#include <set>
#include <utility>

namespace kepil {

void RevocationPick::Add(const std::string& address,
                         const ArchivedRevocation& answer) {
  if (kept_.count(address) == 0 &&
      kept_.size() >= static_cast<size_t>(RevocationArchive::kMaxAddresses)) {
    return;
  }
  const auto [at, is_new] = kept_.try_emplace(address);
  Kept& kept = at->second;
  if (is_new) {
    kept.newest = {Digest(), absl::InfinitePast()};
    kept.before.assign(around_.size(), {Digest(), absl::InfinitePast()});
    kept.after.assign(around_.size(), {Digest(), absl::InfiniteFuture()});
  }
  if (answer.obtained_at > kept.newest.obtained_at) {
    kept.newest = answer;
  }
  for (size_t i = 0; i < around_.size(); ++i) {
    if (answer.obtained_at <= around_[i] &&
        answer.obtained_at > kept.before[i].obtained_at) {
      kept.before[i] = answer;
    }
    if (answer.obtained_at > around_[i] &&
        answer.obtained_at < kept.after[i].obtained_at) {
      kept.after[i] = answer;
    }
  }
}

std::vector<ArchivedRevocation> RevocationPick::Take() const {
  std::set<std::pair<absl::Time, Digest>> picked;
  const auto add = [&](const ArchivedRevocation& answer) {
    if (answer.obtained_at > absl::InfinitePast() &&
        answer.obtained_at < absl::InfiniteFuture()) {
      picked.emplace(answer.obtained_at, answer.digest);
    }
  };
  for (const auto& [address, kept] : kept_) {
    add(kept.newest);
    for (size_t i = 0; i < around_.size(); ++i) {
      add(kept.before[i]);
      add(kept.after[i]);
    }
  }
  std::vector<ArchivedRevocation> answers;
  for (const auto& [time, digest] : picked) {
    answers.push_back({digest, time});
  }
  return answers;
}

}  // namespace kepil
