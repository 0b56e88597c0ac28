#include "services/net/url_policy.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr size_t kMaxNameOctets = 253;  // RFC 1035, 2.3.4
constexpr size_t kMaxLabelOctets = 63;

bool IsDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// RFC 1123, 2.1
bool IsLabel(absl::string_view label) {
  return !label.empty() && label.size() <= kMaxLabelOctets &&
         label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  c == '-';
         });
}

// A number in any form that inet_aton takes: a name never ends in one.
bool IsNumber(absl::string_view label) {
  return IsDigits(label) ||
         (absl::StartsWithIgnoreCase(label, "0x") &&
          std::all_of(label.begin() + 2, label.end(), absl::ascii_isxdigit));
}

bool IsDnsName(absl::string_view host) {
  if (host.empty() || host.size() > kMaxNameOctets) {
    return false;
  }
  const std::vector<absl::string_view> labels = absl::StrSplit(host, '.');
  return std::all_of(labels.begin(), labels.end(), IsLabel) &&
         !IsNumber(labels.back());
}

// RFC 3986, 3.3 and 3.4: pchar, "/", "?"
bool IsTarget(absl::string_view target) {
  static constexpr absl::string_view kOthers = "-._~!$&'()*+,;=:@/?";
  for (size_t i = 0; i < target.size(); ++i) {
    const auto c = static_cast<unsigned char>(target[i]);
    if (c == '%') {
      if (i + 2 >= target.size() ||
          !absl::ascii_isxdigit(static_cast<unsigned char>(target[i + 1])) ||
          !absl::ascii_isxdigit(static_cast<unsigned char>(target[i + 2]))) {
        return false;
      }
      i += 2;
    } else if (!absl::ascii_isalnum(c) &&
               kOthers.find(target[i]) == absl::string_view::npos) {
      return false;
    }
  }
  return true;
}

absl::StatusOr<UrlScheme> TakeScheme(absl::string_view& rest) {
  const size_t colon = rest.find(':');
  if (colon != absl::string_view::npos) {
    const absl::string_view name = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
    if (absl::ConsumePrefix(&rest, "//")) {
      if (absl::EqualsIgnoreCase(name, "http")) {
        return UrlScheme::kHttp;
      }
      if (absl::EqualsIgnoreCase(name, "https")) {
        return UrlScheme::kHttps;
      }
    }
  }
  return MalformedError("an URL begins with neither http:// nor https://");
}

// `port` is what stands behind the host, ':' included; empty for none.
absl::StatusOr<uint16_t> ParsePort(absl::string_view port, UrlScheme scheme) {
  if (port.empty()) {
    return scheme == UrlScheme::kHttp ? 80 : 443;
  }
  int number = 0;
  if (!absl::ConsumePrefix(&port, ":") || port.empty() || port.size() > 5 ||
      !IsDigits(port) || !absl::SimpleAtoi(port, &number) || number < 1 ||
      number > 65535) {
    return MalformedError("the port of an URL is malformed");
  }
  return static_cast<uint16_t>(number);
}

absl::Status ParseAuthority(absl::string_view authority, ParsedUrl& parsed) {
  absl::string_view host, port;
  if (absl::StartsWith(authority, "[")) {
    const size_t end = authority.find(']');
    if (end == absl::string_view::npos) {
      return MalformedError("the host of an URL is malformed");
    }
    host = authority.substr(1, end - 1);
    port = authority.substr(end + 1);
    parsed.address = host.find(':') == absl::string_view::npos
                         ? std::nullopt
                         : IpAddress::Parse(host);
    if (!parsed.address.has_value()) {
      return MalformedError("the host of an URL is malformed");
    }
  } else {
    const size_t colon = std::min(authority.find(':'), authority.size());
    host = authority.substr(0, colon);
    port = authority.substr(colon);
    parsed.address = IpAddress::Parse(host);
    if (!parsed.address.has_value() && !IsDnsName(host)) {
      return MalformedError("the host of an URL is malformed");
    }
  }
  KEPIL_ASSIGN_OR_RETURN(parsed.port, ParsePort(port, parsed.scheme));
  parsed.host = parsed.address.has_value() ? parsed.address->ToString()
                                           : absl::AsciiStrToLower(host);
  return absl::OkStatus();
}

}  // namespace

std::string ParsedUrl::ToString() const {
  const bool bracketed = address.has_value() && !address->IsV4();
  return absl::StrCat(scheme == UrlScheme::kHttp ? "http://" : "https://",
                      bracketed ? "[" : "", host, bracketed ? "]:" : ":", port,
                      target);
}

absl::StatusOr<ParsedUrl> ParseUrl(absl::string_view url) {
  if (url.size() > kMaxUrlOctets) {
    return MalformedError("an URL is too long");
  }
  ParsedUrl parsed;
  absl::string_view rest = url;
  KEPIL_ASSIGN_OR_RETURN(parsed.scheme, TakeScheme(rest));
  const size_t end = std::min(rest.find_first_of("/?"), rest.size());
  KEPIL_RETURN_IF_ERROR(ParseAuthority(rest.substr(0, end), parsed));
  rest.remove_prefix(end);
  if (!IsTarget(rest)) {
    return MalformedError("an URL has a character that is not allowed there");
  }
  parsed.target = absl::StrCat(absl::StartsWith(rest, "/") ? "" : "/", rest);
  return parsed;
}

absl::Status AddressPolicy::Check(const IpAddress& address) const {
  if (IsPublic(address) ||
      std::any_of(allowed_.begin(), allowed_.end(), [&](const IpRange& range) {
        return range.Contains(address);
      })) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_ADDRESS_FORBIDDEN,
                   "the address is neither public nor allowed",
                   {{"address", address.ToString()}});
}

absl::Status AddressPolicy::CheckAll(
    const std::vector<IpAddress>& addresses) const {
  if (addresses.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_ADDRESS_FORBIDDEN,
                     "the name has no address");
  }
  for (const IpAddress& address : addresses) {
    KEPIL_RETURN_IF_ERROR(Check(address));
  }
  return absl::OkStatus();
}

}  // namespace kepil
