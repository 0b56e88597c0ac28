#include "engine/pki/general_name_syntax.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace kepil {
namespace {

constexpr size_t kMaxHostName = 253;
constexpr size_t kMaxLabel = 63;

bool IsLabel(absl::string_view label) {
  if (label.empty() || label.size() > kMaxLabel || label.front() == '-' ||
      label.back() == '-') {
    return false;
  }
  return std::all_of(label.begin(), label.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '_';
  });
}

bool IsAllDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(c); });
}

bool IsVisibleAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isgraph(c); });
}

}  // namespace

bool IsHostName(absl::string_view text) {
  if (text.size() > kMaxHostName) {
    return false;
  }
  while (true) {
    const size_t dot = text.find('.');
    const absl::string_view label = text.substr(0, dot);
    if (!IsLabel(label)) {
      return false;
    }
    if (dot == absl::string_view::npos) {
      return !IsAllDigits(label);
    }
    text.remove_prefix(dot + 1);
  }
}

bool IsHostNameOrWildcard(absl::string_view text) {
  return text.size() <= kMaxHostName &&
         IsHostName(absl::StripPrefix(text, "*."));
}

bool IsHostWithin(absl::string_view host, absl::string_view domain) {
  if (!absl::EndsWithIgnoreCase(host, domain)) {
    return false;
  }
  const size_t extra = host.size() - domain.size();
  return extra == 0 || host[extra - 1] == '.';
}

std::optional<Mailbox> ParseMailbox(absl::string_view text) {
  const size_t at = text.find('@');
  if (at == absl::string_view::npos || at == 0) {
    return std::nullopt;
  }
  const Mailbox mailbox{text.substr(0, at), text.substr(at + 1)};
  if (!IsVisibleAscii(mailbox.local) || !IsHostName(mailbox.host)) {
    return std::nullopt;
  }
  return mailbox;
}

std::optional<absl::string_view> UriHost(absl::string_view uri) {
  if (!HasUriScheme(uri) || !IsVisibleAscii(uri)) {
    return std::nullopt;
  }
  uri.remove_prefix(uri.find(':') + 1);
  if (!absl::ConsumePrefix(&uri, "//")) {
    return std::nullopt;
  }
  absl::string_view host = uri.substr(0, uri.find_first_of("/?#"));
  // Readers differ on what a backslash ends.
  if (absl::StrContains(host, '\\')) {
    return std::nullopt;
  }
  const size_t at = host.rfind('@');
  if (at != absl::string_view::npos) {
    host.remove_prefix(at + 1);
  }
  const size_t colon = host.rfind(':');
  if (colon != absl::string_view::npos && IsAllDigits(host.substr(colon + 1))) {
    host = host.substr(0, colon);
  }
  if (!IsHostName(host)) {
    return std::nullopt;
  }
  return host;
}

bool HasUriScheme(absl::string_view text) {
  const size_t colon = text.find(':');
  if (colon == absl::string_view::npos || colon == 0 ||
      !absl::ascii_isalpha(text[0])) {
    return false;
  }
  const absl::string_view scheme = text.substr(0, colon);
  return std::all_of(scheme.begin(), scheme.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '+' || c == '-' || c == '.';
  });
}

bool IsAddressRange(absl::string_view octets) {
  if (octets.size() != 8 && octets.size() != 32) {
    return false;
  }
  bool ones = true;
  for (const char c : octets.substr(octets.size() / 2)) {
    const auto octet = static_cast<unsigned char>(c);
    for (int bit = 7; bit >= 0; --bit) {
      const bool set = (octet >> bit) & 1;
      if (set && !ones) {
        return false;
      }
      ones = set;
    }
  }
  return true;
}

}  // namespace kepil
