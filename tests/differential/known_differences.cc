#include "tests/differential/known_differences.h"

#include <fnmatch.h>

#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"

namespace kepil {

KnownDifferences::KnownDifferences(const std::string& file) {
  std::ifstream in(file);
  KEPIL_CHECK(in.good());
  for (std::string text; std::getline(in, text);) {
    if (text.empty() || text[0] == '#') {
      continue;
    }
    const std::vector<std::string> words =
        absl::StrSplit(text, absl::MaxSplits(' ', 2));
    KEPIL_CHECK(words.size() == 3 && !words[2].empty());
    KEPIL_CHECK(words[0] == "engine-accepts" || words[0] == "openssl-accepts");
    lines_.push_back({words[0], words[1]});
  }
}

void KnownDifferences::Compare(const std::string& subject,
                               const PathAnswer& openssl,
                               const PathAnswer& engine) {
  using Verdict = PathAnswer::Verdict;
  if (openssl.verdict == Verdict::kNotAsked ||
      engine.verdict == Verdict::kNotAsked) {
    ++not_asked_;
    return;
  }
  ++compared_;
  if (openssl.verdict == engine.verdict) {
    ++(openssl.verdict == Verdict::kAccepted ? both_accept_ : both_refuse_);
    return;
  }
  const bool engine_accepts = engine.verdict == Verdict::kAccepted;
  const std::string who = engine_accepts ? "engine-accepts" : "openssl-accepts";
  const std::string key = absl::StrCat(
      subject, "|", engine_accepts ? openssl.reason : engine.reason);
  for (Line& line : lines_) {
    if (line.who == who && fnmatch(line.pattern.c_str(), key.c_str(), 0) == 0) {
      ++line.used;
      return;
    }
  }
  ++unexplained_[absl::StrCat(who, " ", key)];
}

std::vector<std::string> KnownDifferences::Unexplained() const {
  std::vector<std::string> all;
  for (const auto& [key, count] : unexplained_) {
    all.push_back(absl::StrCat(key, " (", count, ")"));
  }
  return all;
}

std::vector<std::string> KnownDifferences::Unused(
    const std::vector<std::string>& subjects) const {
  std::vector<std::string> unused;
  for (const Line& line : lines_) {
    for (const std::string& subject : subjects) {
      if (line.used == 0 && absl::StartsWith(line.pattern, subject)) {
        unused.push_back(absl::StrCat(line.who, " ", line.pattern));
      }
    }
  }
  return unused;
}

std::string KnownDifferences::Summary() const {
  std::string text =
      absl::StrCat(compared_, " compared: ", both_accept_,
                   " accepted by both, ", both_refuse_, " refused by both; ",
                   not_asked_, " of algorithms that one side lacks\n");
  for (const Line& line : lines_) {
    if (line.used > 0) {
      absl::StrAppend(&text, line.used, " ", line.who, " ", line.pattern, "\n");
    }
  }
  return text;
}

}  // namespace kepil
