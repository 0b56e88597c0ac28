#include "base/log_token.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"

namespace kepil {
namespace {

bool IsTokenOctet(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' ||
         c == '.' || c == ':' || c == '/' || c == '+' || c == '-';
}

}  // namespace

LogToken::LogToken(absl::string_view text) : text_(text.substr(0, kMaxOctets)) {
  for (char& c : text_) {
    if (!IsTokenOctet(c)) {
      c = '?';
    }
  }
  if (text.size() > kMaxOctets) {
    text_.back() = '~';
  }
}

LogToken LogToken::Hex(absl::string_view octets) {
  // One octet more than fits, so that the constructor sees the cut.
  return LogToken(absl::BytesToHexString(octets.substr(0, kMaxOctets / 2 + 1)));
}

}  // namespace kepil
