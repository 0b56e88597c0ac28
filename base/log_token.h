#ifndef KEPIL_BASE_LOG_TOKEN_H_
#define KEPIL_BASE_LOG_TOKEN_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace kepil {

// LogToken is a short machine word that may enter a log line or a metric's
// label: an identifier, a digest, the name of an enumerator. It holds only
// [A-Za-z0-9_.:/+-]; it is not for what people wrote (names, documents,
// messages): those do not belong into logs in any form.
class LogToken {
 public:
  static constexpr size_t kMaxOctets = 128;

  // Any other octet of `text` becomes '?'. What is over kMaxOctets is cut, and
  // the last octet is then '~', which says so.
  explicit LogToken(absl::string_view text);

  // `octets` in lower-case hex; at most 64 octets, a longer value ends in '~'.
  static LogToken Hex(absl::string_view octets);

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace kepil

#endif  // KEPIL_BASE_LOG_TOKEN_H_
