#ifndef KEPIL_TESTS_DIFFERENTIAL_KNOWN_DIFFERENCES_H_
#define KEPIL_TESTS_DIFFERENTIAL_KNOWN_DIFFERENCES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/differential/path_question.h"

namespace kepil {

// KnownDifferences is the list of what OpenSSL and the engine are known to
// answer differently, each with a reason: lines "WHO PATTERN WHY", where WHO is
// engine-accepts or openssl-accepts and PATTERN is a shell pattern (fnmatch)
// over "SUBJECT|REFUSAL".
class KnownDifferences {
 public:
  // Dies if `file` cannot be read or has a line of another form.
  explicit KnownDifferences(const std::string& file);

  // Compares the answers about `subject` (a case, or "mutation|" and what was
  // changed) and counts what came out.
  void Compare(const std::string& subject, const PathAnswer& openssl,
               const PathAnswer& engine);

  // Differences that no line explains, each once, with how often.
  std::vector<std::string> Unexplained() const;
  // Patterns that begin with one of `subjects` and explained nothing.
  std::vector<std::string> Unused(
      const std::vector<std::string>& subjects) const;
  // Counts, one line each; differences by pattern.
  std::string Summary() const;
  int compared() const { return compared_; }

 private:
  struct Line {
    std::string who, pattern;
    int used = 0;
  };
  std::vector<Line> lines_;
  std::map<std::string, int> unexplained_;
  int compared_ = 0, both_accept_ = 0, both_refuse_ = 0, not_asked_ = 0;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_DIFFERENTIAL_KNOWN_DIFFERENCES_H_
